package registry

import "fmt"

// Text is a sentence in both languages of the product.
type Text struct{ Zh, En string }

// In returns the sentence in a language: “en”, else Chinese.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.En
	}
	return t.Zh
}

// Problem is one thing that is wrong with what somebody gave, where it stands,
// and how to put it right.
type Problem struct {
	Pointer string // JSON pointer or name of the field; empty for files
	Sheet   string
	Row     int    // as Excel numbers rows, from 1; 0 where it is no row's
	Column  string // as Excel letters columns; empty where it is no column's
	Code    string // stable: TIME_WITHOUT_OFFSET, NAME_UNRESOLVED …
	Message Text
	Fix     Text
}

// String is the problem in English, with its place.
func (p Problem) String() string {
	place := p.Pointer
	if p.Row > 0 {
		place = fmt.Sprintf("%s!%s%d", p.Sheet, p.Column, p.Row)
	}
	return fmt.Sprintf("%s: %s: %s", place, p.Code, p.Message.En)
}

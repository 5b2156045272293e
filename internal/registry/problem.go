package registry

import (
	"fmt"

	"github.com/samber/lo"
)

// Text is a sentence in both languages of the product.
type Text struct{ Zh, En string }

// In returns the sentence in a language: “en”, else Chinese.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.En
	}
	return t.Zh
}

// WithCode is a name with the code behind it: 湖北省（420000）. What has no other
// name is its code alone.
func (t Text) WithCode(code string) Text {
	if t.Zh == code {
		return t
	}
	return Text{t.Zh + "（" + code + "）", t.En + " (" + code + ")"}
}

// Textf formats a sentence in both languages. A value that is itself a Text is said
// in the language around it.
func Textf(zh, en string, values ...any) Text {
	in := func(lang string) []any {
		return lo.Map(values, func(value any, _ int) any {
			if t, ok := value.(Text); ok {
				return t.In(lang)
			}
			return value
		})
	}
	return Text{fmt.Sprintf(zh, in("zh")...), fmt.Sprintf(en, in("en")...)}
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

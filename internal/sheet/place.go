package sheet

import (
	"strconv"
	"strings"
)

// Place is where something stands, as Excel shows it.
type Place struct {
	Sheet  string
	Row    int    // from 1; 0 where a whole sheet is meant
	Column string // A, B … AA; empty where a whole row is meant
}

// String is Sheet!B7.
func (p Place) String() string {
	if p.Row == 0 {
		return p.Sheet
	}
	return p.Sheet + "!" + p.Column + strconv.Itoa(p.Row)
}

// Text is what a cell says and where it stands.
type Text struct {
	Value string
	Place Place
}

// Stated reports whether the text says anything.
func (t Text) Stated() bool { return t.Value != "" }

// columnName turns 1, 26, 27 into A, Z, AA.
func columnName(column int) string {
	var letters [8]byte
	i := len(letters)
	for ; column > 0; column = (column - 1) / 26 {
		i--
		letters[i] = byte('A' + (column-1)%26)
	}
	return string(letters[i:])
}

// parseReference reads B7 into column 2 and row 7. A column beyond Excel's last
// one is given as one too many, so that no reference overflows.
func parseReference(reference string) (column, row int, ok bool) {
	i := 0
	for ; i < len(reference) && isLetter(reference[i]); i++ {
		column = min(column*26+int(reference[i]&^0x20-'A')+1, lastColumn+1)
	}
	row, err := strconv.Atoi(reference[i:])
	return column, row, err == nil && column > 0 && row > 0
}

// parseColumn reads A, b, AA.
func parseColumn(letters string) (column int, ok bool) {
	column, _, ok = parseReference(letters + "1")
	return column, ok && strings.IndexFunc(letters, func(r rune) bool { return r > 'z' || !isLetter(byte(r)) }) < 0
}

func isLetter(b byte) bool { return 'A' <= b&^0x20 && b&^0x20 <= 'Z' }

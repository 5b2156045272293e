package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// openText reads separated values as the one sheet of a book.
func openText(name string, data []byte, limits Limits) (*Book, error) {
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	if !strings.ContainsRune(text, '\n') {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	separator, text := separatorOf(text)
	t := &textReader{
		text:  text,
		csv:   newCSV(text, separator),
		grid:  &grid{name: clip(name), file: true, merges: map[int][]merge{}},
		quota: quota{limits: limits},
		next:  1,
	}
	if err := t.read(); err != nil {
		return nil, err
	}
	return &Book{grids: []*grid{t.grid}, limits: limits, cells: t.quota.cells}, nil
}

func newCSV(text string, separator rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	r.LazyQuotes = true
	r.FieldsPerRecord = -1
	return r
}

// decode turns a text file into UTF-8: by its byte order mark, else as UTF-8 if
// it is that, else as GB18030, which holds GBK and GB 2312.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return transcode(data, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM))
	case unmarkedUTF16(data):
		return transcode(data, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM))
	}
	if i := bytes.IndexFunc(data, binary); i >= 0 {
		return "", fileKind.refuse(Place{}, "二进制数据", "binary data")
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	return transcode(data, simplifiedchinese.GB18030)
}

// binary reports whether a character never stands in a text file.
func binary(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != 0x1a
}

// unmarkedUTF16 reports whether data looks like UTF-16 without its mark: in
// Chinese text the separators and line ends still have a zero byte after them.
func unmarkedUTF16(data []byte) bool {
	if len(data)%2 != 0 {
		return false
	}
	odd, even := 0, 0
	for i, b := range data[:min(len(data), 4096)] {
		if b == 0 && i%2 == 1 {
			odd++
		}
		if b == 0 && i%2 == 0 {
			even++
		}
	}
	return even == 0 && odd > 0 && odd >= min(len(data), 4096)/64
}

// transcode decodes data and refuses what the encoding does not know.
func transcode(data []byte, from encoding.Encoding) (string, error) {
	decoded, err := from.NewDecoder().Bytes(data)
	if err != nil {
		return "", fmt.Errorf("decode text: %w", err)
	}
	if i := bytes.IndexFunc(decoded, binary); i >= 0 {
		return "", fileKind.refuse(Place{}, "二进制数据", "binary data")
	}
	if before, _, found := bytes.Cut(decoded, []byte(string(utf8.RuneError))); found {
		return "", fileEncoding.refuse(Place{}, bytes.Count(before, []byte("\n"))+1)
	}
	return string(decoded), nil
}

// separatorOf tells the separator, and drops the line “sep=;” by which Excel is
// told it. It is the one under which a record holds most headings, for codes and
// names parted by another may fill every row; and of several such, the one under
// which most of the first records have the same number of fields.
func separatorOf(text string) (rune, string) {
	best, most, named := ',', 0, 0
	for _, separator := range []rune{',', '\t', ';', '|'} {
		if rest, ok := strings.CutPrefix(text, "sep="+string(separator)); ok {
			_, body, _ := strings.Cut(rest, "\n")
			return separator, body
		}
		n, names := agreement(text, separator)
		if n > 0 && (names > named || names == named && n > most) {
			best, most, named = separator, n, names
		}
	}
	return best, text
}

// agreement counts the fields of those of the first 50 records that have the
// most common number of fields; one field is no agreement. It also counts the
// headings of the record that holds most of them, if two or more.
func agreement(text string, separator rune) (most, named int) {
	const sample = 50
	r := newCSV(text[:min(len(text), 64<<10)], separator)
	sizes := map[int]int{}
	for range sample {
		fields, err := r.Read()
		if err != nil {
			break
		}
		if n := len(fields); n > 1 && slices.ContainsFunc(fields, func(f string) bool { return f != "" }) {
			sizes[n]++
			named = max(named, headingsIn(fields))
		}
	}
	for fields, records := range sizes {
		most = max(most, fields*records)
	}
	return most, named
}

// headingsIn counts the fields that are headings of some table; one alone may be
// an accident.
func headingsIn(fields []string) int {
	const enough = 64 // fields of a header
	n := 0
	for _, f := range fields[:min(len(fields), enough)] {
		if isHeading(f) {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return n
}

// textReader counts rows as Excel does: a blank line is a row, a quoted field
// over several lines is not several.
type textReader struct {
	text   string
	csv    *csv.Reader
	grid   *grid
	quota  quota
	row    int
	next   int   // the line after the last record
	offset int64 // where that line begins
}

func (t *textReader) read() error {
	for {
		fields, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return t.quota.row(t.grid.name, t.row+strings.Count(t.text[t.offset:], "\n"))
		}
		if err != nil {
			return fmt.Errorf("read separated values: %w", err)
		}
		t.advance()
		if err := t.quota.row(t.grid.name, t.row); err != nil {
			return err
		}
		if err := t.add(fields); err != nil {
			return err
		}
	}
}

// advance moves the row number to the record just read.
func (t *textReader) advance() {
	first, _ := t.csv.FieldPos(0)
	end := t.csv.InputOffset()
	t.row += first - t.next + 1
	t.next += strings.Count(t.text[t.offset:end], "\n")
	t.offset = end
}

func (t *textReader) add(fields []string) error {
	l := line{number: t.row}
	for i, field := range fields {
		if err := t.quota.count(Place{Sheet: t.grid.name, Row: t.row}); err != nil {
			return err
		}
		c := textCell(field)
		c.column = i + 1
		if err := t.quota.put(t.grid, &l, c); err != nil {
			return err
		}
	}
	if len(l.cells) > 0 {
		t.grid.lines = append(t.grid.lines, l)
	}
	return nil
}

// textCell reads a field. Text that looks like a formula is written ="001" by
// programs that keep zeros, and '=… by this package.
func textCell(field string) cell {
	field = strings.TrimFunc(field, invisible)
	if quoted, ok := strings.CutPrefix(field, `="`); ok && strings.HasSuffix(quoted, `"`) {
		return cell{text: strings.ReplaceAll(strings.TrimSuffix(quoted, `"`), `""`, `"`)}
	}
	if strings.HasPrefix(field, "=") && len(field) > 1 {
		return cell{kind: formulaCell, text: field}
	}
	if guarded(strings.TrimPrefix(field, "'")) {
		field = strings.TrimPrefix(field, "'")
	}
	return cell{text: field}
}

// guarded reports whether a spreadsheet would take the text for a formula, or
// would lose its apostrophe, so that CSV files write one before it.
func guarded(text string) bool {
	return text != "" && strings.ContainsRune("=+-@'\t", rune(text[0]))
}

package sheet

import "io"

// Report is a table that is only read: figures under a title, in the look of an
// attachment.
type Report struct {
	Title   string
	Lines   []string // below the title; CSV has no place for them
	Columns []ReportColumn
	Rows    [][]string
}

// ReportColumn is a column of a report: its heading, its width in characters, and
// whether its cells are numbers.
type ReportColumn struct {
	Heading string
	Width   float64
	Number  bool
}

// WriteReport writes a report as a file.
func WriteReport(w io.Writer, format Format, r Report) error {
	a := &attachment{title: r.Title, lines: r.Lines, rows: r.Rows, bare: true}
	for _, c := range r.Columns {
		a.columns = append(a.columns, column{field(c.Heading), c.Width})
		a.numbers = append(a.numbers, c.Number)
	}
	if format == XLSX {
		return a.writeWorkbook(w)
	}
	return a.writeText(w, format == CSVWithBOM)
}

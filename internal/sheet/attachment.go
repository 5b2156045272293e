package sheet

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// listSheet is the sheet that holds the table of an attachment.
const listSheet = "清单"

// printed draws one attachment into a workbook.
type printed struct {
	file   *excelize.File
	styles map[string]int
}

// writeWorkbook writes an attachment as .xlsx: the table under its title, with
// a frozen header, and the terms on a sheet of their own.
func (a *attachment) writeWorkbook(w io.Writer) error {
	f := excelize.NewFile()
	p := &printed{file: f, styles: map[string]int{}}
	err := p.draw(a)
	if err == nil {
		err = f.Write(w)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func (p *printed) draw(a *attachment) error {
	if err := p.file.SetSheetName("Sheet1", listSheet); err != nil {
		return err
	}
	if err := p.addStyles(); err != nil {
		return err
	}
	if err := p.table(a); err != nil {
		return err
	}
	if a.bare {
		return nil
	}
	return p.terms(a.terms)
}

// addStyles registers the styles: title, line, words, head, body, number, and
// text for cells yet to be filled in.
func (p *printed) addStyles() error {
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "808080", Style: 1})
	}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	const text = 49 // the number format “@”: what is written stays as it is
	for _, style := range []struct {
		name  string
		style excelize.Style
	}{
		{"title", excelize.Style{Font: &excelize.Font{Bold: true, Size: 18, Family: "宋体"}, Alignment: centre}},
		{"line", excelize.Style{Font: &excelize.Font{Size: 11, Family: "仿宋"}, Alignment: centre}},
		{"words", excelize.Style{Font: &excelize.Font{Size: 11, Family: "仿宋"}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{"head", excelize.Style{Font: &excelize.Font{Bold: true, Size: 11, Family: "宋体"}, Alignment: centre, Border: border, Fill: headFill}},
		{"body", excelize.Style{Font: &excelize.Font{Size: 11, Family: "宋体"}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}, Border: border, NumFmt: text}},
		{"number", excelize.Style{Font: &excelize.Font{Size: 11, Family: "宋体"}, Alignment: &excelize.Alignment{Vertical: "center"}, Border: border}},
		{"text", excelize.Style{Font: &excelize.Font{Size: 11, Family: "宋体"}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}, NumFmt: text}},
	} {
		id, err := p.file.NewStyle(&style.style)
		if err != nil {
			return fmt.Errorf("style %s: %w", style.name, err)
		}
		p.styles[style.name] = id
	}
	return nil
}

var headFill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7EEF5"}}

// table streams the list's sheet; a stream wants the page before it begins, and
// then widths, panes and merges in this order.
func (p *printed) table(a *attachment) error {
	head := headRow(a.lines)
	if err := p.page(listSheet, head, a.orientation()); err != nil {
		return err
	}
	s, err := p.file.NewStreamWriter(listSheet)
	if err != nil {
		return err
	}
	for i, c := range a.columns {
		if err := s.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := s.SetPanes(frozen(head)); err != nil {
		return err
	}
	if err := p.titles(s, a); err != nil {
		return err
	}
	if err := p.row(s, head, "head", a.headings()); err != nil {
		return err
	}
	for i, row := range a.rows {
		if err := p.body(s, head+1+i, row, a.numbers); err != nil {
			return err
		}
	}
	return s.Flush()
}

func frozen(rows int) *excelize.Panes {
	cell := fmt.Sprintf("A%d", rows+1)
	return &excelize.Panes{
		Freeze: true, YSplit: rows, TopLeftCell: cell, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: cell, ActiveCell: cell, Pane: "bottomLeft"}},
	}
}

// titles writes the title and the lines below it, merged over all columns.
func (p *printed) titles(s *excelize.StreamWriter, a *attachment) error {
	last := columnName(len(a.columns))
	for i, text := range append([]string{a.title}, a.lines...) {
		style, height := "line", 20.0
		if i == 0 {
			style, height = "title", 36.0
		}
		cell := excelize.Cell{StyleID: p.styles[style], Value: text}
		at := fmt.Sprintf("A%d", i+1)
		if err := s.SetRow(at, []any{cell}, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
		if err := s.MergeCell(at, fmt.Sprintf("%s%d", last, i+1)); err != nil {
			return err
		}
	}
	return nil
}

func (p *printed) row(s *excelize.StreamWriter, number int, style string, texts []string) error {
	cells := make([]any, len(texts))
	for i, text := range texts {
		cells[i] = excelize.Cell{StyleID: p.styles[style], Value: text}
	}
	return s.SetRow(fmt.Sprintf("A%d", number), cells)
}

// body writes a row of the table, numbers as numbers.
func (p *printed) body(s *excelize.StreamWriter, number int, texts []string, numbers []bool) error {
	if numbers == nil {
		return p.row(s, number, "body", texts)
	}
	cells := make([]any, len(texts))
	for i, text := range texts {
		cells[i] = excelize.Cell{StyleID: p.styles["body"], Value: text}
		if n, err := strconv.ParseFloat(text, 64); numbers[i] && err == nil {
			cells[i] = excelize.Cell{StyleID: p.styles["number"], Value: n}
		}
	}
	return s.SetRow(fmt.Sprintf("A%d", number), cells)
}

// orientation is upright as long as the columns fit, in characters of 11 points.
func (a *attachment) orientation() string {
	const upright = 110.0
	width := 0.0
	for _, c := range a.columns {
		width += c.width
	}
	if width > upright {
		return "landscape"
	}
	return "portrait"
}

// page makes a sheet print as attachments do: on A4, as wide as the page, with
// the header and the number on every page.
func (p *printed) page(sheet string, head int, orientation string) error {
	a4, one, all, fit, centred := 9, 1, 0, true, true
	err := p.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &orientation, Size: &a4, FitToWidth: &one, FitToHeight: &all})
	if err != nil {
		return err
	}
	if err := p.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	narrow, tall, footer := 0.6, 0.8, 0.4 // inches
	err = p.file.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Left: &narrow, Right: &narrow, Top: &tall, Bottom: &tall, Header: &footer, Footer: &footer, Horizontally: &centred,
	})
	if err != nil {
		return err
	}
	if err := p.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	return p.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: sheet,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", sheet, head, head),
	})
}

// terms writes the sheet 条款. It is not streamed: the library writes streamed
// sheets in no fixed order, and one version is to give the same bytes always.
func (p *printed) terms(terms [][2]string) error {
	if _, err := p.file.NewSheet(termSheet); err != nil {
		return err
	}
	if err := p.form(termSheet, []column{{"条款", 28}, {"取值", 28}}); err != nil {
		return err
	}
	for i, term := range terms {
		if err := p.cells(termSheet, i+2, "body", term[:]); err != nil {
			return err
		}
	}
	return p.page(termSheet, 1, "portrait")
}

// form gives a sheet that is not streamed its widths and a frozen header.
func (p *printed) form(sheet string, columns []column) error {
	headings := make([]string, len(columns))
	for i, c := range columns {
		headings[i] = string(c.heading)
		name := columnName(i + 1)
		if err := p.file.SetColWidth(sheet, name, name, c.width); err != nil {
			return err
		}
	}
	if err := p.file.SetPanes(sheet, frozen(1)); err != nil {
		return err
	}
	return p.cells(sheet, 1, "head", headings)
}

// cells writes a row of a sheet that is not streamed.
func (p *printed) cells(sheet string, row int, style string, texts []string) error {
	from, to := fmt.Sprintf("A%d", row), fmt.Sprintf("%s%d", columnName(len(texts)), row)
	if err := p.file.SetSheetRow(sheet, from, &texts); err != nil {
		return err
	}
	return p.file.SetCellStyle(sheet, from, to, p.styles[style])
}

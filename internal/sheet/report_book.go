package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// ReportPage is a report on a sheet of its own, with a chart below where one is
// wanted.
type ReportPage struct {
	Name string // of the sheet
	Report
	Chart *Chart
}

// Chart draws columns of a report.
type Chart struct {
	Title string
	Label int   // the column along the axis
	Bars  []int // columns drawn as bars
	Lines []int // columns drawn as lines
}

// WriteReports writes reports as one workbook.
func WriteReports(w io.Writer, pages []ReportPage) error {
	f := excelize.NewFile()
	p := &printed{file: f, styles: map[string]int{}}
	err := p.drawPages(pages)
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

func (p *printed) drawPages(pages []ReportPage) error {
	if err := p.addStyles(); err != nil {
		return err
	}
	for i := range pages {
		if err := p.addSheet(i, pages[i].Name); err != nil {
			return err
		}
		if err := p.reportPage(&pages[i]); err != nil {
			return fmt.Errorf("sheet %s: %w", pages[i].Name, err)
		}
	}
	return nil
}

// addSheet adds a sheet; the first one is there already.
func (p *printed) addSheet(i int, name string) error {
	if i == 0 {
		return p.file.SetSheetName("Sheet1", name)
	}
	_, err := p.file.NewSheet(name)
	return err
}

func (p *printed) reportPage(page *ReportPage) error {
	a := &attachment{}
	for i, c := range page.Columns {
		a.columns = append(a.columns, column{field(c.Heading), c.Width})
		name := columnName(i + 1)
		if err := p.file.SetColWidth(page.Name, name, name, c.Width); err != nil {
			return err
		}
	}
	head := headRow(page.Lines)
	if err := p.page(page.Name, head, a.orientation()); err != nil {
		return err
	}
	if err := p.undivided(page); err != nil {
		return err
	}
	if err := p.file.SetPanes(page.Name, frozen(head)); err != nil {
		return err
	}
	if err := p.heading(page); err != nil {
		return err
	}
	if err := p.cells(page.Name, head, "head", a.headings()); err != nil {
		return err
	}
	for i, row := range page.Rows {
		if err := p.reportRow(page, head+1+i, row); err != nil {
			return err
		}
	}
	if page.Chart == nil || len(page.Rows) == 0 {
		return nil
	}
	return p.chart(page, head)
}

// undivided prints a page with a chart on one upright sheet of paper, so that the
// chart is not cut in two.
func (p *printed) undivided(page *ReportPage) error {
	if page.Chart == nil {
		return nil
	}
	upright, one := "portrait", 1
	return p.file.SetPageLayout(page.Name, &excelize.PageLayoutOptions{Orientation: &upright, FitToWidth: &one, FitToHeight: &one})
}

// heading writes the title and the lines, merged over all columns and as high as
// their words need.
func (p *printed) heading(page *ReportPage) error {
	width := page.width()
	last := columnName(len(page.Columns))
	for i, text := range append([]string{page.Title}, page.Lines...) {
		style, height := "words", 18.0*lines(text, width)
		if i == 0 {
			style, height = "title", 36
		}
		from, to := fmt.Sprintf("A%d", i+1), fmt.Sprintf("%s%d", last, i+1)
		if err := p.cells(page.Name, i+1, style, []string{text}); err != nil {
			return err
		}
		if err := p.file.MergeCell(page.Name, from, to); err != nil {
			return err
		}
		if err := p.file.SetRowHeight(page.Name, i+1, height); err != nil {
			return err
		}
	}
	return nil
}

// width is that of all columns, in characters.
func (page *ReportPage) width() float64 {
	width := 0.0
	for _, c := range page.Columns {
		width += c.Width
	}
	return width
}

// lines is how many lines a text takes in a width in characters, of which Chinese
// ones take two.
func lines(text string, width float64) float64 {
	wide := utf8.RuneCountInString(text) + (len(text)-utf8.RuneCountInString(text))/2
	return float64(int(float64(wide)/width) + 1)
}

// reportRow writes a row, numbers as numbers and all else as text.
func (p *printed) reportRow(page *ReportPage, number int, texts []string) error {
	if err := p.cells(page.Name, number, "body", texts); err != nil {
		return err
	}
	height := 1.0
	for i, text := range texts {
		height = max(height, lines(text, page.Columns[i].Width))
		n, err := strconv.ParseFloat(text, 64)
		if !page.Columns[i].Number || err != nil {
			continue
		}
		cell := fmt.Sprintf("%s%d", columnName(i+1), number)
		if err := p.file.SetCellFloat(page.Name, cell, n, -1, 64); err != nil {
			return err
		}
		if err := p.file.SetCellStyle(page.Name, cell, cell, p.styles["number"]); err != nil {
			return err
		}
	}
	return p.file.SetRowHeight(page.Name, number, 18*height)
}

// pixelsPerCharacter is how wide a column is drawn by each of its characters.
const pixelsPerCharacter = 7.5

// ink is what the axes of charts are written in.
var ink = excelize.Font{Color: "404040", Size: 9}

// chart draws the page's chart two rows below its table.
func (p *printed) chart(page *ReportPage, head int) error {
	bars := p.drawn(page, head, excelize.Col, page.Chart.Bars)
	line := p.drawn(page, head, excelize.Line, page.Chart.Lines)
	if bars == nil {
		bars, line = line, nil
	}
	var combined []*excelize.Chart
	if line != nil {
		combined = append(combined, line)
	}
	return p.file.AddChart(page.Name, fmt.Sprintf("A%d", head+len(page.Rows)+3), bars, combined...)
}

// drawn is a chart of some columns; nil where there are none.
func (p *printed) drawn(page *ReportPage, head int, kind excelize.ChartType, columns []int) *excelize.Chart {
	if len(columns) == 0 {
		return nil
	}
	first, last := head+1, head+len(page.Rows)
	sheet := "'" + strings.ReplaceAll(page.Name, "'", "''") + "'"
	cells := func(column int) string {
		name := columnName(column + 1)
		return fmt.Sprintf("%s!$%s$%d:$%s$%d", sheet, name, first, name, last)
	}
	c := &excelize.Chart{
		Type: kind, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: page.Chart.Title}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: uint(page.width() * pixelsPerCharacter), Height: 380},
		XAxis:     excelize.ChartAxis{Font: ink},
		YAxis:     excelize.ChartAxis{Font: ink, MajorGridLines: true},
	}
	for _, column := range columns {
		c.Series = append(c.Series, excelize.ChartSeries{
			Name:       fmt.Sprintf("%s!$%s$%d", sheet, columnName(column+1), head),
			Categories: cells(page.Chart.Label), Values: cells(column),
			Marker: excelize.ChartMarker{Symbol: "none"},
		})
	}
	return c
}

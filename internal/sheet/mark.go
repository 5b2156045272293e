package sheet

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"concord/internal/registry"

	"github.com/xuri/excelize/v2"
)

// problemSheet begins the name of the sheet that lists problems.
const problemSheet = "问题 Problems"

// maxMarks is how many problems are marked in their cells; all are listed.
const maxMarks = 2_000

var problemColumns = []column{
	{"工作表 Sheet", 18}, {"行 Row", 8}, {"列 Column", 10}, {"代码 Code", 24}, {"问题 Problem", 56}, {"处理 Fix", 56},
}

// mark marks the problems in their cells and lists them.
func (c *copying) mark(problems []registry.Problem, language string) error {
	texts := map[Place]string{}
	var marked []Place
	for _, p := range problems[:min(len(problems), maxMarks)] {
		at, ok := c.anchor(p)
		if !ok {
			continue
		}
		text := p.Message.In(language) + "\n→ " + p.Fix.In(language)
		if texts[at] == "" {
			marked = append(marked, at)
			texts[at] = text
			continue
		}
		texts[at] += "\n\n" + text
	}
	for _, at := range marked {
		if err := c.comment(at, texts[at]); err != nil {
			return err
		}
	}
	return c.list(problems, language)
}

// anchor is the cell in which a problem is marked: its own, that of the merged
// range over it, or its row's first one.
func (c *copying) anchor(p registry.Problem) (at Place, ok bool) {
	i := c.book.index(p.Sheet)
	if i < 0 || p.Row < 1 || p.Row > c.book.limits.Rows {
		return Place{}, false
	}
	g := c.book.grids[i]
	column, ok := parseColumn(p.Column)
	if p.Column == "" {
		column, ok = g.firstColumn(p.Row), true
	}
	if !ok || column > c.book.limits.Columns {
		return Place{}, false
	}
	m, merged := g.mergeAt(p.Row, column)
	_, parted := g.ranges[spot{m.firstRow, m.firstColumn}]
	if c.merged && merged && !parted {
		return g.place(m.firstRow, m.firstColumn), true
	}
	return g.place(p.Row, column), true
}

// firstColumn is the first column of a row that says something.
func (g *grid) firstColumn(row int) int {
	if l := g.line(row); l != nil {
		return l.cells[0].column
	}
	return 1
}

// comment fills a cell and puts a comment (批注) on it.
func (c *copying) comment(at Place, text string) error {
	title, name := c.title(at.Sheet), cellName(at)
	style, err := c.file.GetCellStyle(title, name)
	if err != nil {
		return err
	}
	marked, err := c.markedStyle(style)
	if err != nil {
		return err
	}
	if err := c.file.SetCellStyle(title, name, name, marked); err != nil {
		return err
	}
	if err := c.file.DeleteComment(title, name); err != nil {
		return err
	}
	const width, perLine, lineHeight = 320, 24, 20 // pixels, characters of 11 points
	lines := uint(utf8.RuneCountInString(text)/perLine + strings.Count(text, "\n") + 2)
	return c.file.AddComment(title, excelize.Comment{
		Cell: name, Author: "Concord", Width: width, Height: min(lines, 30) * lineHeight,
		Paragraph: []excelize.RichTextRun{{Text: text}},
	})
}

// markedStyle is a style with the fill of a problem.
func (c *copying) markedStyle(style int) (int, error) {
	if marked, ok := c.styles[style]; ok {
		return marked, nil
	}
	s, err := c.file.GetStyle(style)
	if err != nil {
		return 0, err
	}
	s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFD966"}}
	marked, err := c.file.NewStyle(s)
	c.styles[style] = marked
	return marked, err
}

// list writes the problems' sheet.
func (c *copying) list(problems []registry.Problem, language string) error {
	title, err := c.addProblemSheet()
	if err != nil {
		return err
	}
	p := &printed{file: c.file, styles: map[string]int{}}
	if err := p.addStyles(); err != nil {
		return err
	}
	if err := p.form(title, problemColumns); err != nil {
		return err
	}
	for i, problem := range problems {
		row := i + 2
		texts := []string{problem.Sheet, "", problem.Column, problem.Code, problem.Message.In(language), problem.Fix.In(language)}
		if problem.Sheet == "" {
			texts[0] = problem.Pointer
		}
		if problem.Row > 0 {
			texts[1] = fmt.Sprint(problem.Row)
		}
		if err := p.cells(title, row, "body", texts); err != nil {
			return err
		}
		if at, ok := c.anchor(problem); ok && i < maxMarks {
			if err := c.link(title, row, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// addProblemSheet adds the sheet; a copy that is annotated again has one already.
func (c *copying) addProblemSheet() (title string, err error) {
	title = problemSheet
	for n := 2; n <= maxSheetNames; n++ {
		if i, err := c.file.GetSheetIndex(title); err != nil || i < 0 {
			break
		}
		title = fmt.Sprintf("%s %d", problemSheet, n)
	}
	_, err = c.file.NewSheet(title)
	return title, err
}

// link leads from the row of a problem to its cell.
func (c *copying) link(title string, row int, at Place) error {
	location := "'" + strings.ReplaceAll(c.title(at.Sheet), "'", "''") + "'!" + cellName(at)
	return c.file.SetCellHyperLink(title, fmt.Sprintf("B%d", row), location, "Location")
}

package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"concord/internal/registry"

	"github.com/xuri/excelize/v2"
)

// Annotation is a file together with what is to be shown in a copy of it.
type Annotation struct {
	Name     string // as of [Open]
	Data     []byte
	Limits   Limits
	Edits    []Edit // made in the copy
	Problems []registry.Problem
	Language string // of the problems: “en”, else Chinese
}

// Annotate writes a copy of a file as a workbook: the edits made, each problem
// marked in its cell by a fill and a comment, and all problems on a sheet of
// their own, with links to the cells. [Open] does not read that sheet, so that a
// person can mend the copy and give it back.
//
// A problem of a whole row is marked in the row's first cell; one without a row
// stands on the problems' sheet alone. A workbook keeps its other sheets and its
// looks. What cannot be kept safely, and CSV, is written as plain rows. The error
// is a [*Refused] where the file is not readable or an edit cannot be made.
func Annotate(w io.Writer, a Annotation) error {
	before, problems := Open(a.Name, a.Data, a.Limits)
	if problems != nil {
		return &Refused{problems}
	}
	book, problems := before.Edit(a.Edits)
	if problems != nil {
		return &Refused{problems}
	}
	copied, err := a.keep(before, book)
	if err != nil {
		copied, err = a.copy(excelize.NewFile(), book, (*copying).plain)
	}
	if err != nil {
		return fmt.Errorf("annotate %s: %w", a.Name, err)
	}
	if _, err := w.Write(copied); err != nil {
		return fmt.Errorf("write annotated workbook: %w", err)
	}
	return nil
}

// copy fills a workbook with the book's rows and marks the problems.
func (a Annotation) copy(f *excelize.File, book *Book, fill func(*copying) error) ([]byte, error) {
	defer func() { _ = f.Close() }()
	c := &copying{book: book, file: f, titles: map[string]string{}, styles: map[int]int{}}
	if err := fill(c); err != nil {
		return nil, err
	}
	if err := c.mark(a.Problems, a.Language); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err := f.Write(&out)
	return out.Bytes(), err
}

// Refused is the problems for which a file was not written.
type Refused struct{ Problems []registry.Problem }

// Error is the first problem in English.
func (r *Refused) Error() string { return r.Problems[0].String() }

// Bounds on the workbooks that are given to a general library: it fills every
// row up to its last cell, and compares merged ranges in pairs.
const (
	maxKeptBytes  = 16 << 20 // of XML, which the library holds tenfold
	maxKeptMerges = 2_000
	maxKeptFreed  = 200
)

var errNotKept = errors.New("the workbook is copied as plain rows")

// keep is the file's own workbook with everything marked. The library is made
// for honest files: where it gives up on one, in whatever way, the rows are
// written plainly instead.
func (a Annotation) keep(before, book *Book) (kept []byte, err error) {
	if !bytes.HasPrefix(a.Data, []byte("PK")) || !book.tame() {
		return nil, errNotKept
	}
	defer func() {
		if gone := recover(); gone != nil {
			err = fmt.Errorf("%w: %v", errNotKept, gone)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(a.Data), excelize.Options{
		UnzipSizeLimit: a.Limits.UnzippedBytes, UnzipXMLSizeLimit: a.Limits.UnzippedBytes,
	})
	if err != nil {
		return nil, err
	}
	return a.copy(f, book, func(c *copying) error { return c.edit(before, a.Edits) })
}

// tame reports whether the library can hold the book's sheets.
func (b *Book) tame() bool {
	spread := 0
	for _, g := range b.grids {
		spread += g.spread
		ranges := 0
		for _, merges := range g.merges {
			ranges += len(merges)
		}
		if ranges > maxKeptMerges || len(g.freed) > maxKeptFreed {
			return false
		}
	}
	return spread <= b.limits.Cells && b.unzipped <= maxKeptBytes
}

// copying is a workbook that shows a book.
type copying struct {
	book   *Book
	file   *excelize.File
	titles map[string]string // of the sheets in the copy, where they are others
	styles map[int]int       // the marked style for each style of a cell
	merged bool              // the copy has the file's merged ranges
}

// plain writes the rows of the book, without its merged ranges. A CSV file's
// name is no sheet's: it might read as a category, or as that of a sheet to be
// skipped.
func (c *copying) plain() error {
	for i, g := range c.book.grids {
		c.titles[g.name] = plainTitle(g, i)
		if _, err := c.file.NewSheet(c.titles[g.name]); err != nil {
			return err
		}
		if err := c.rows(g); err != nil {
			return err
		}
	}
	return c.file.DeleteSheet(firstSheet)
}

func (c *copying) rows(g *grid) error {
	merged := slices.Sorted(maps.Keys(g.merges))
	for i := range g.lines {
		for _, t := range g.row(&g.lines[i], merged).Cells {
			if err := c.set(t.Place, t.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// firstSheet is the one that a new workbook has.
const firstSheet = "Sheet1"

// plainTitle is a sheet's name where Excel would take it, else a number.
func plainTitle(g *grid, index int) string {
	const longest = 31
	if g.file {
		return listSheet
	}
	if g.name == firstSheet || g.name == "" || utf8.RuneCountInString(g.name) > longest || strings.ContainsAny(g.name, `:\/?*[]'`) {
		return "表" + strconv.Itoa(index+1)
	}
	return g.name
}

// edit makes the edits in the file's own sheets: what differs in the rows they
// touch is written, and ranges out of which rows were taken are no longer merged.
func (c *copying) edit(before *Book, edits []Edit) error {
	c.merged = true
	for _, g := range c.book.grids {
		for first := range g.ranges {
			if err := c.part(g, first); err != nil {
				return err
			}
		}
	}
	for _, e := range edits {
		i := c.book.index(e.Place.Sheet)
		if err := c.rewrite(before.grids[i], c.book.grids[i], e.Place.Row); err != nil {
			return err
		}
	}
	return nil
}

// part undoes a merged range and has each of its rows say what it says.
func (c *copying) part(g *grid, first spot) error {
	for _, m := range g.merges[first.column] {
		if m.firstRow != first.row {
			continue
		}
		from := cellName(g.place(m.firstRow, m.firstColumn))
		to := cellName(g.place(m.lastRow, m.firstColumn+m.width-1))
		if err := c.file.UnmergeCell(g.name, from, to); err != nil {
			return err
		}
		for _, l := range g.linesWithin(m.firstRow, m.lastRow) {
			said, _ := g.at(&l, first.column)
			if err := c.set(g.place(l.number, first.column), said.text); err != nil {
				return err
			}
		}
	}
	return nil
}

// rewrite writes the cells of a row that are others than before.
func (c *copying) rewrite(before, after *grid, row int) error {
	was, is := before.line(row), after.line(row)
	if was == nil {
		was = &line{}
	}
	if is == nil {
		is = &line{}
	}
	for _, old := range was.cells {
		if _, still := is.at(old.column); !still {
			if err := c.set(after.place(row, old.column), ""); err != nil {
				return err
			}
		}
	}
	for _, now := range is.cells {
		if old, _ := was.at(now.column); old != now {
			if err := c.set(after.place(row, now.column), now.text); err != nil {
				return err
			}
		}
	}
	return nil
}

// set writes text as text: nothing that anybody wrote becomes a formula.
func (c *copying) set(p Place, text string) error {
	if text == "" {
		return c.file.SetCellDefault(c.title(p.Sheet), cellName(p), "")
	}
	return c.file.SetCellStr(c.title(p.Sheet), cellName(p), text)
}

// title is what a sheet is called in the copy.
func (c *copying) title(sheet string) string {
	if title, other := c.titles[sheet]; other {
		return title
	}
	return sheet
}

func cellName(p Place) string { return p.Column + strconv.Itoa(p.Row) }

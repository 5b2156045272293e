package sheet

import (
	"encoding/xml"
	"errors"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// workbook is what the sheets of a workbook share.
type workbook struct {
	archive  *archive
	quota    quota
	sheets   []sheetPart
	from1904 bool
	strings  []string
	formats  []numberFormat // by style
}

// sheetPart is a sheet as the workbook lists it.
type sheetPart struct {
	name   string
	id     string
	target string
	hidden bool
}

func openWorkbook(data []byte, limits Limits) (*Book, error) {
	a, err := openArchive(data, limits)
	if err != nil {
		return nil, err
	}
	if err := a.kind(); err != nil {
		return nil, err
	}
	w := &workbook{archive: a, quota: quota{limits: limits}}
	if err := w.load(); err != nil {
		return nil, err
	}
	b := &Book{limits: limits}
	for _, s := range w.sheets {
		if s.hidden {
			b.hidden = append(b.hidden, s.name)
			continue
		}
		g, err := w.grid(s)
		if err != nil {
			return nil, err
		}
		b.grids = append(b.grids, g)
	}
	b.cells, b.unzipped = w.quota.cells, limits.UnzippedBytes-a.budget
	return b, nil
}

// load reads everything but the sheets themselves.
func (w *workbook) load() error {
	main, err := w.mainPart()
	if err != nil {
		return err
	}
	if err := w.archive.walk(main, w.listSheet); err != nil {
		return err
	}
	parts, err := w.relations(main)
	if err != nil {
		return err
	}
	w.locate(parts)
	for _, p := range parts {
		switch p.kind {
		case "sharedStrings":
			err = w.loadStrings(p.target)
		case "styles":
			err = w.loadStyles(p.target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mainPart is the part that lists the sheets, by the archive's root relations.
func (w *workbook) mainPart() (string, error) {
	parts, err := w.relations("")
	for _, p := range parts {
		if p.kind == "officeDocument" {
			return p.target, err
		}
	}
	return "xl/workbook.xml", err
}

// relation is a part that another part names.
type relation struct{ id, kind, target string }

// relations are the parts that a part names.
func (w *workbook) relations(of string) ([]relation, error) {
	folder, base := path.Split(of)
	name := folder + "_rels/" + base + ".rels"
	if !w.archive.has(name) {
		return nil, nil
	}
	var all []relation
	err := w.archive.walk(name, func(token xml.Token) error {
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attribute(e, "TargetMode") == "External" {
			return nil
		}
		target := attribute(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", folder, target)
		}
		if len(all) >= maxZipEntries {
			return errors.New("the part names too many others")
		}
		all = append(all, relation{attribute(e, "Id"), path.Base(attribute(e, "Type")), strings.TrimPrefix(path.Clean(target), "/")})
		return nil
	})
	return all, err
}

// listSheet notes what the main part says of a sheet.
func (w *workbook) listSheet(token xml.Token) error {
	e, ok := token.(xml.StartElement)
	if !ok {
		return nil
	}
	switch e.Name.Local {
	case "workbookPr":
		w.from1904 = isTrue(attribute(e, "date1904"))
	case "sheet":
		state := attribute(e, "state")
		w.sheets = append(w.sheets, sheetPart{
			name:   clip(attribute(e, "name")),
			id:     prefixed(e, "id"),
			hidden: state == "hidden" || state == "veryHidden",
		})
		if len(w.sheets) > maxSheetNames {
			return sheetsTooMany.refuse(Place{}, maxSheetNames)
		}
	}
	return nil
}

func isTrue(attribute string) bool { return attribute == "1" || attribute == "true" }

// locate finds the part of each sheet and drops chart and dialog sheets, which
// hold no cells.
func (w *workbook) locate(parts []relation) {
	kept := w.sheets[:0]
	for _, s := range w.sheets {
		for _, p := range parts {
			if p.id == s.id && p.kind == "worksheet" {
				s.target = p.target
				kept = append(kept, s)
				break
			}
		}
	}
	w.sheets = kept
}

// loadStrings reads the shared strings. Phonetic readings (rPh) are no text.
func (w *workbook) loadStrings(name string) error {
	var text strings.Builder
	var inText, phonetic bool
	return w.archive.walk(name, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "rPh":
				phonetic = true
			case "t":
				inText = !phonetic
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "rPh":
				phonetic = false
			case "t":
				inText = false
			case "si":
				w.strings = append(w.strings, unescape(text.String()))
				text.Reset()
				if len(w.strings) > w.quota.limits.Cells {
					return cellsTooMany.refuse(Place{}, w.quota.limits.Cells)
				}
			}
		}
		return nil
	})
}

// loadStyles reads how each style shows numbers.
func (w *workbook) loadStyles(name string) error {
	codes := map[int]string{}
	inCells := false
	return w.archive.walk(name, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "numFmt":
				if id, err := strconv.Atoi(attribute(t, "numFmtId")); err == nil {
					codes[id] = attribute(t, "formatCode")
				}
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id, _ := strconv.Atoi(attribute(t, "numFmtId"))
					w.formats = append(w.formats, formatOf(id, codes[id]))
				}
			}
			if len(codes) > maxStyles || len(w.formats) > maxStyles {
				return errors.New("the workbook has too many styles")
			}
		case xml.EndElement:
			if t.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape undoes the way workbooks write control characters: _x000D_.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16)
		if r := rune(n); utf8.ValidRune(r) {
			return string(r)
		}
		return code
	})
}

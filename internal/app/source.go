package app

import (
	"bytes"

	"concord/internal/registry"
	"concord/internal/sheet"
)

// source is what a version is read from: a workbook or a CSV file, or a JSON
// object with the entries themselves.
type source struct {
	book *sheet.Book
	root node
}

// openSource opens the file of an order, with the edits over it. Where a file is
// refused the problems say why.
func openSource(order Import) (source, []registry.Problem) {
	if order.Kind != ImportQualifications && isObject(order.File) {
		root, problems := parseNode(order.File)
		return source{root: root}, problems
	}
	book, problems := sheet.Open(order.FileName, order.File, order.Limits)
	if problems == nil && len(order.Edits) > 0 {
		book, problems = book.Edit(order.Edits)
	}
	return source{book: book}, problems
}

// isObject reports whether a file is a JSON object: no table begins like one.
func isObject(file []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(file, []byte("\ufeff")), " \t\r\n"), []byte("{"))
}

// read turns what the source holds into the draft of a list.
func (from source) read(run *importing) {
	if from.book == nil {
		run.readEntries(from.root)
		return
	}
	run.readTerms(from.book)
	switch run.order.Kind {
	case ImportItems:
		read(run, from.book.Items(), run.itemRow)
	case ImportInstitutions:
		read(run, from.book.Institutions(), run.institutionRow)
	case ImportNegative:
		read(run, from.book.Negatives(), run.negativeRow)
	}
}

// readEntries reads entries that say everything by code.
func (run *importing) readEntries(root node) {
	root.members("entries", "unmapped")
	file := registryFile{ground: run.ground}
	file.entries(root, &run.draft)
	run.draft.version.Unmapped = each(root.list("unmapped"), unmapped)
	run.draft.place = placesIn(root)
	run.stateTerms()
	run.report.Rows = run.draft.content.Len() + len(run.draft.version.Unmapped)
	for i, l := range lines(run.draft.content) {
		run.resolved(sheet.Place{Row: i + 1}, l.printed(), l.key, l.code(), HowExact)
	}
	run.add(*root.problems...)
}

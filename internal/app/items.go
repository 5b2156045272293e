package app

import (
	"strings"

	"concord/internal/naming"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// itemRow turns a row of an item list into entries: one for each item that its
// name cell means.
func (run *importing) itemRow(row sheet.ItemRow) {
	if !row.Name.Stated() {
		return
	}
	if row.Code.Stated() {
		run.codedItem(row)
		return
	}
	r := run.readItems(itemQuery(row), row.Abbreviation.Value, row.Name.Place)
	for _, name := range r.unmapped {
		run.draft.version.Unmapped = append(run.draft.version.Unmapped, registry.Unmapped{
			Printed: name, Category: row.Category.Value, Window: row.WindowText.Value, Note: row.Note.Value,
		})
		run.resolved(row.Name.Place, name, "", "", HowPerson)
	}
	for _, m := range r.taken {
		run.itemEntry(row, m)
	}
}

func itemQuery(row sheet.ItemRow) naming.Query {
	return naming.Query{
		Name:     row.Name.Value,
		Category: row.Category.Value,
		Specimen: row.Specimen.Value,
		Site:     row.Site.Value,
		Unit:     row.Unit.Value,
		Modality: row.Modality.Value,
	}
}

// codedItem takes a row that states the catalogue's code itself.
func (run *importing) codedItem(row sheet.ItemRow) {
	key := row.Code.Value
	if row.Qualifiers.Stated() {
		key += ";" + row.Qualifiers.Value
	}
	code, qualifiers, ok := run.splitEntry(key)
	if !ok {
		run.problem(row.Code.Place, "ITEM_UNKNOWN",
			texts("没有代码为 %q 的项目或限定词", "no item or qualifier has the code %q", key),
			texts("改用目录中的代码，或清空该格，按名称识别", "use a code of the catalogue, or empty the cell to go by the name"))
		return
	}
	run.itemEntry(row, meaning{row.Name.Value, code, qualifiers, HowExact})
}

// itemEntry adds an entry to the draft unless it stands there already.
func (run *importing) itemEntry(row sheet.ItemRow, m meaning) {
	e := registry.ItemEntry{
		Item:       m.item,
		Qualifiers: run.qualified(row, m),
		Printed:    m.name,
		Category:   row.Category.Value,
		Window:     row.Window,
		Mark:       mark(row.Mark.Value),
		Images:     row.Images != nil && *row.Images,
		Note:       row.Note.Value,
	}
	run.resolved(row.Name.Place, m.name, e.Key(), string(m.item), m.how)
	same := func(first int) bool { return sameRule(run.draft.content.Items[first], e) }
	if run.repeats(e.Key(), row.Name.Place, same) {
		return
	}
	run.draft.content.Items = append(run.draft.content.Items, e)
	run.places = append(run.places, rowPlaces{row.Name.Place, map[string]sheet.Place{
		"code": row.Name.Place, "mark": row.Mark.Place, "window": row.WindowText.Place,
	}})
}

// sameRule reports whether two entries of one key decide alike, whatever they
// are called and wherever they are printed.
func sameRule(a, b registry.ItemEntry) bool {
	return a.Window == b.Window && a.Mark == b.Mark && a.Images == b.Images
}

// mark writes the ending of a mark as it is defined: HR.
func mark(printed string) string {
	if scope, ok := strings.CutSuffix(strings.ToUpper(printed), "HR"); ok && len(scope)+2 == len(printed) {
		return printed[:len(scope)] + "HR"
	}
	return printed
}

// qualified adds what the columns of a row say to what the name says. A column
// that contradicts the name, or says what no vocabulary holds, is a problem.
func (run *importing) qualified(row sheet.ItemRow, m meaning) registry.Qualifiers {
	q := m.qualifiers
	for _, column := range []struct {
		kind registry.QualifierKind
		text sheet.Text
	}{
		{registry.Laterality, row.Laterality},
		{registry.Contrast, row.Contrast},
		{registry.Projection, row.Projection},
	} {
		if column.text.Stated() {
			run.qualify(&q, column.kind, column.text)
		}
	}
	if code, ok := run.qualifierNamed(registry.Method, row.Method.Value); ok && q[registry.Method] == "" {
		q[registry.Method] = code
	}
	return q
}

func (run *importing) qualify(q *registry.Qualifiers, kind registry.QualifierKind, text sheet.Text) {
	code, ok := run.qualifierNamed(kind, text.Value)
	if !ok {
		run.problem(text.Place, "QUALIFIER_UNKNOWN",
			texts("限定词 %q 不在词表中", "qualifier %q is in no vocabulary", text.Value),
			texts("改用词表中的写法，或清空该格", "write it as the vocabulary does, or empty the cell"))
		return
	}
	if q[kind] != "" && q[kind] != code {
		run.problem(text.Place, "QUALIFIER_CONTRADICTS",
			texts("该列为 %q，与项目名称不符", "the column says %q, which contradicts the name", text.Value),
			texts("改为一致", "make them agree"))
		return
	}
	q[kind] = code
}

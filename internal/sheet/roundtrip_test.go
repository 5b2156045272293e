package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"concord/internal/registry"
	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// printedText is what an entry may print: separators, quotation marks, formulas,
// ordinals, counts and headings as names.
var printedText = rapid.StringMatching(`([钾钠氯CT0-9]{1,3}|[-=+@'",;|、：:（）()一注合计项目名称类别/*# \n]){1,8}`).
	Filter(func(s string) bool { return s != "" && s == strings.TrimSpace(s) })

// maybe draws a value or the zero value.
func maybe[V any](g *rapid.Generator[V]) *rapid.Generator[V] {
	var none V
	return rapid.OneOf(rapid.Just(none), g)
}

func anyWindow(rt *rapid.T) registry.Window {
	w, err := registry.ParseWindow(rapid.SampledFrom([]string{"", "72h", "15d", "3mo", "day", "unlimited"}).Draw(rt, "window"))
	if err != nil {
		rt.Fatal(err)
	}
	return w
}

func anyPeriod(rt *rapid.T) registry.Period {
	p := registry.Always
	if rapid.Bool().Draw(rt, "begins") {
		p.From = registry.Day(rapid.IntRange(19_000, 20_000).Draw(rt, "from"))
	}
	if rapid.Bool().Draw(rt, "ends") {
		p.To = registry.Day(rapid.IntRange(20_001, 22_000).Draw(rt, "to"))
	}
	return p
}

func anyItems(rt *rapid.T) (registry.Content, []registry.Unmapped) {
	var c registry.Content
	for i := range rapid.IntRange(0, 8).Draw(rt, "entries") {
		e := registry.ItemEntry{
			Item: registry.ItemCode(fmt.Sprintf("LCHM%03d", i)), Printed: printedText.Draw(rt, "printed"), Window: anyWindow(rt),
			Category: rapid.SampledFrom([]string{"", "生化", "免疫"}).Draw(rt, "category"), Images: rapid.Bool().Draw(rt, "images"),
			Mark: rapid.SampledFrom([]string{"", "赤峰HR"}).Draw(rt, "mark"), Note: maybe(printedText).Draw(rt, "note"),
		}
		e.Qualifiers[registry.BodySite] = rapid.SampledFrom([]string{"", "HAND"}).Draw(rt, "site")
		e.Qualifiers[registry.Laterality] = rapid.SampledFrom([]string{"", "R"}).Draw(rt, "side")
		c.Items = append(c.Items, e)
	}
	var unmapped []registry.Unmapped
	for range rapid.IntRange(0, 3).Draw(rt, "unmapped") {
		unmapped = append(unmapped, registry.Unmapped{
			Printed: printedText.Draw(rt, "unmapped name"), Category: rapid.SampledFrom([]string{"", "生化"}).Draw(rt, "unmapped category"),
			Window: anyWindow(rt).String(), Note: maybe(printedText).Draw(rt, "unmapped note"),
		})
	}
	return c, unmapped
}

func anyInstitutions(rt *rapid.T) registry.Content {
	var c registry.Content
	for i := range rapid.IntRange(0, 8).Draw(rt, "entries") {
		e := registry.InstitutionEntry{
			Institution: registry.InstitutionID(fmt.Sprintf("150400-%04d", i)), Level: registry.Level(rapid.IntRange(0, 3).Draw(rt, "level")),
			Role: registry.Role(rapid.IntRange(0, 2).Draw(rt, "role")), Period: anyPeriod(rt), Note: maybe(printedText).Draw(rt, "note"),
			Scope: registry.Scope{Mode: registry.ScopeMode(rapid.IntRange(0, 2).Draw(rt, "scope"))},
		}
		if e.Scope.Mode != registry.ScopeAll {
			for n := range rapid.IntRange(1, 40).Draw(rt, "items") {
				e.Scope.Items = append(e.Scope.Items, registry.ItemCode(fmt.Sprintf("LCHM%03d", n)))
			}
		}
		c.Institutions = append(c.Institutions, e)
	}
	return c
}

func anyNegatives(rt *rapid.T) registry.Content {
	var c registry.Content
	for range rapid.IntRange(0, 8).Draw(rt, "entries") {
		e := registry.NegativeEntry{
			Issuer: maybe(rapid.Just(registry.InstitutionID("150400-0004"))).Draw(rt, "issuer"), Receiver: maybe(rapid.Just(registry.InstitutionID("150400-0001"))).Draw(rt, "receiver"),
			Item: maybe(rapid.Just(registry.ItemCode("LTMK001"))).Draw(rt, "item"), Category: maybe(rapid.Just("临床化学检验")).Draw(rt, "category"),
			Modality: maybe(rapid.Just("US")).Draw(rt, "modality"), Origin: maybe(rapid.Just(registry.RegionCode("150500"))).Draw(rt, "origin"),
			Situation: maybe(rapid.Just(registry.ReasonCode("ST03"))).Draw(rt, "situation"), Department: maybe(rapid.Just("07")).Draw(rt, "department"),
			Effect: registry.NegativeEffect(rapid.IntRange(1, 2).Draw(rt, "effect")), Period: anyPeriod(rt), Reason: maybe(printedText).Draw(rt, "reason"),
		}
		if rapid.Bool().Draw(rt, "aged") {
			least := rapid.Int16Range(0, registry.MaxAge).Draw(rt, "least")
			e.Age = registry.AgeRange{Stated: true, Min: least, Max: rapid.Int16Range(least, registry.MaxAge).Draw(rt, "most")}
		}
		c.Negatives = append(c.Negatives, e)
	}
	return c
}

// contentOf reads a book as a list, with the row of each entry.
func contentOf(rt *rapid.T, b *sheet.Book, kind registry.ListKind) (c registry.Content, unmapped []registry.Unmapped, rows []int) {
	var problems []registry.Problem
	switch kind {
	case registry.ItemList:
		reading := b.Items()
		problems = reading.Problems
		for _, r := range reading.Rows {
			rows = append(rows, r.Name.Place.Row)
			if !r.Code.Stated() {
				unmapped = append(unmapped, registry.Unmapped{Printed: r.Name.Value, Category: r.Category.Value, Window: r.Window.String(), Note: r.Note.Value})
				continue
			}
			c.Items = append(c.Items, registry.ItemEntry{
				Item: registry.ItemCode(r.Code.Value), Qualifiers: qualifiers(r), Printed: r.Name.Value, Category: r.Category.Value,
				Window: r.Window, Mark: r.Mark.Value, Images: r.Images != nil && *r.Images, Note: r.Note.Value,
			})
		}
	case registry.InstitutionList:
		reading := b.Institutions()
		problems = reading.Problems
		for _, r := range reading.Rows {
			rows = append(rows, r.Name.Place.Row)
			var codes []registry.ItemCode
			for code := range strings.FieldsFuncSeq(r.ScopeCodes.Value, func(r rune) bool { return r == ';' }) {
				codes = append(codes, registry.ItemCode(code))
			}
			c.Institutions = append(c.Institutions, registry.InstitutionEntry{
				Institution: registry.InstitutionID(r.ID.Value), Level: r.Level, Role: r.Role,
				Scope: registry.Scope{Mode: r.ScopeMode, Items: codes}, Period: r.Period, Note: r.Note.Value,
			})
		}
	case registry.NegativeList:
		reading := b.Negatives()
		problems = reading.Problems
		for _, r := range reading.Rows {
			rows = append(rows, r.Row.Row)
			c.Negatives = append(c.Negatives, registry.NegativeEntry{
				Issuer: registry.InstitutionID(r.IssuerID.Value), Receiver: registry.InstitutionID(r.ReceiverID.Value), Item: registry.ItemCode(r.Code.Value),
				Category: r.Category.Value, Modality: r.Modality.Value, Origin: registry.RegionCode(r.OriginCode.Value), Situation: registry.ReasonCode(r.SituationCode.Value),
				Age: r.Age, Department: r.DepartmentCode.Value, Effect: r.Effect, Period: r.Period, Reason: r.Reason.Value,
			})
		}
	}
	if len(problems) > 0 {
		rt.Fatalf("read back with problems: %v", problems)
	}
	return c, unmapped, rows
}

// TestAnyContentReadsBack writes whatever the three lists may hold and reads the
// same entries, each in the row that FirstRow tells.
func TestAnyContentReadsBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := version(t, rapid.SampledFrom(registry.ListKinds[:]).Draw(rt, "list"))
		v.Document.Title = rapid.SampledFrom([]string{"", "演示市互认清单（320项）", "演示"}).Draw(rt, "title")
		if rapid.Bool().Draw(rt, "marked") {
			v.Terms.Items.Mark = "赤峰HR"
		}
		var c registry.Content
		switch v.List.Kind {
		case registry.ItemList:
			c, v.Unmapped = anyItems(rt)
		case registry.InstitutionList:
			c = anyInstitutions(rt)
		case registry.NegativeList:
			c = anyNegatives(rt)
		}
		format := rapid.SampledFrom([]sheet.Format{sheet.XLSX, sheet.CSV, sheet.CSVWithBOM}).Draw(rt, "format")
		var b bytes.Buffer
		check(t, sheet.Write(&b, format, v, c, catalogue{}))
		read, unmapped, rows := contentOf(rt, open(t, "list", b.Bytes()), v.List.Kind)
		if diff := cmp.Diff(c, read) + cmp.Diff(v.Unmapped, unmapped); diff != "" {
			rt.Fatalf("%s (-written +read):\n%s", v.List.Kind, diff)
		}
		for i, row := range rows {
			if row != sheet.FirstRow(format, v)+i {
				rt.Fatalf("entry %d stands in row %d, the first one in %d", i, row, sheet.FirstRow(format, v))
			}
		}
	})
}

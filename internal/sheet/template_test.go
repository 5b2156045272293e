package sheet_test

import (
	"bytes"
	"slices"
	"testing"

	"concord/internal/registry"
	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// readAs reads a book as what a template is for and says how many rows it has.
func readAs(t *testing.T, kind sheet.TemplateKind, b *sheet.Book) (rows int, problems []registry.Problem) {
	t.Helper()
	switch kind {
	case sheet.ItemTemplate:
		r := b.Items()
		return len(r.Rows), r.Problems
	case sheet.InstitutionTemplate:
		r := b.Institutions()
		return len(r.Rows), r.Problems
	case sheet.NegativeTemplate:
		r := b.Negatives()
		return len(r.Rows), r.Problems
	case sheet.QualificationTemplate:
		r := b.Qualifications()
		return len(r.Rows), r.Problems
	case sheet.CodeMapTemplate:
		r := b.CodeMap()
		return len(r.Rows), r.Problems
	case sheet.CoverageTemplate:
		r := b.Coverage()
		return len(r.Rows), r.Problems
	}
	t.Fatalf("no reader for %q", kind)
	return 0, nil
}

func template(t *testing.T, kind sheet.TemplateKind) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, sheet.WriteTemplate(&b, kind))
	return b.Bytes()
}

func TestEmptyTemplatesSayNothing(t *testing.T) {
	for _, kind := range sheet.TemplateKinds {
		b := open(t, "t.xlsx", template(t, kind))
		rows, problems := readAs(t, kind, b)
		wantProblems(t, problems)
		if rows != 0 {
			t.Errorf("the empty template %s has %d rows", kind, rows)
		}
		terms := b.Terms()
		wantProblems(t, terms.Problems)
		if list, err := registry.ParseListKind(string(kind)); err == nil {
			wantDefaults(t, list, terms.Rows)
		}
	}
	if err := sheet.WriteTemplate(&bytes.Buffer{}, "prices"); err == nil {
		t.Error("a template that does not exist is written")
	}
}

// wantDefaults sees that the terms of a template are the list's defaults, all of
// them.
func wantDefaults(t *testing.T, list registry.ListKind, rows []sheet.TermRow) {
	t.Helper()
	var stated []registry.Term
	for _, r := range rows {
		stated = append(stated, r.Term)
	}
	terms, err := registry.ParseTerms(list, stated)
	check(t, err)
	if diff := cmp.Diff(registry.DefaultTerms(), terms); diff != "" || len(rows) != len(registry.TermNames(list)) {
		t.Errorf("%d terms of %s (-default +read):\n%s", len(rows), list, diff)
	}
}

// TestTemplatesReadTheirOwnExamples fills each template in with the two examples
// that its instructions give, and reads every column back.
func TestTemplatesReadTheirOwnExamples(t *testing.T) {
	for _, kind := range sheet.TemplateKinds {
		f, err := excelize.OpenReader(bytes.NewReader(template(t, kind)))
		check(t, err)
		guide, err := f.GetRows("填写说明")
		check(t, err)
		headings, err := f.GetRows("清单")
		check(t, err)
		for i, heading := range headings[0] {
			line := append(slices.Clone(guide[i+1]), "", "", "")
			if line[0] != heading || line[1] == "" || line[2] == "" {
				t.Errorf("%s: the column %s is explained by %q", kind, heading, line)
			}
			for example := range 2 {
				check(t, setCell(f, "清单", i+1, example+2, line[3+example]))
			}
			if line[1] == "必填" && (line[3] == "" || line[4] == "") {
				t.Errorf("%s: the required column %s has no examples", kind, heading)
			}
		}
		var filled bytes.Buffer
		check(t, f.Write(&filled))
		check(t, f.Close())
		rows, problems := readAs(t, kind, open(t, "t.xlsx", filled.Bytes()))
		wantProblems(t, problems)
		if rows != 2 {
			t.Errorf("%s: the two examples read as %d rows", kind, rows)
		}
	}
}

func TestTemplatesOfferTheUsualWords(t *testing.T) {
	for kind, drops := range map[sheet.TemplateKind]int{
		sheet.ItemTemplate: 1, sheet.InstitutionTemplate: 3, sheet.NegativeTemplate: 1,
		sheet.QualificationTemplate: 1, sheet.CodeMapTemplate: 0, sheet.CoverageTemplate: 2,
	} {
		f, err := excelize.OpenReader(bytes.NewReader(template(t, kind)))
		check(t, err)
		validations, err := f.GetDataValidations("清单")
		check(t, err)
		if len(validations) != drops {
			t.Errorf("%s has %d drop-downs, want %d", kind, len(validations), drops)
		}
		panes, err := f.GetPanes("清单")
		check(t, err)
		if !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes are %+v", kind, panes)
		}
		hasTerms := slices.Contains(f.GetSheetList(), "条款")
		if _, err := registry.ParseListKind(string(kind)); hasTerms != (err == nil) {
			t.Errorf("%s has the sheets %q", kind, f.GetSheetList())
		}
		check(t, f.Close())
	}
}

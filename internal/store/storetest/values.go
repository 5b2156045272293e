package storetest

import (
	"errors"
	"testing"

	"concord/internal/registry"
)

// values are the rules of what is given back.
var values = []rule{
	{"what is recorded is given back whole", testEverything},
	{"zero values are values", testZeroValues},
	{"codes are compared byte for byte", testBytes},
	{"texts keep their form", testTexts},
	{"instants and days keep their bounds", testTimes},
	{"facts come in the order of recording", testOrder},
	{"what could not be given back is refused", testNotRecordable},
}

// everything is a step that states every field of every noun, and its lists.
func everything() registry.Step {
	period := registry.Between(registry.DayOf(2026, 1, 1), registry.DayOf(2026, 12, 31))
	hospital := registry.Institution{
		ID: north, Name: "演示市第一医院", Aliases: []string{"市一院", "第一人民医院"}, Region: "150402", Kind: "综合医院", Grade: "甲等",
		Levels:      []registry.LevelPeriod{{Level: 2, Period: registry.Period{From: registry.MinDay, To: period.From}}, {Level: 3, Period: registry.Since(period.From)}},
		Identifiers: registry.Identifiers{USCC: "121504004606500000", Licence: "46065000015040011A1001", Insurance: "H15040000001"},
		Open:        period,

		RetrievalURL: "https://example.org/retrieve?org=1&a=<b>",
	}
	duplicate := institution("150400-0099")
	duplicate.MergedInto = north
	branch := institution(campus)
	branch.CampusOf = north
	return registry.Step{
		RecordedAt: registry.DayOf(2026, 1, 2).Start() + 61, Actor: "editor@150400", Action: "load", Summary: "全部",
		Items:        []registry.AddedItem{fullItem(), {By: registry.Nation, Item: registry.Item{Code: "EXRY951", Domain: registry.Exam}}},
		Institutions: []registry.Institution{branch, duplicate, hospital, institution(lab)},
		Consortia:    []registry.Consortium{{ID: "c1", Name: "北部医联体", Members: []registry.ConsortiumMember{{Institution: north, Period: period}, {Institution: lab, Period: registry.Always}}}},
		Alliances: []registry.Alliance{{
			Code: "jjj", Name: "京津冀", NameEn: "Jing-Jin-Ji", Mark: "京津冀", Lead: "110000",
			Members: []registry.AllianceMember{{Region: "110000", Period: registry.Always}, {Region: "120000", Period: period}},
		}},
		CodeMaps: []registry.CodeMap{{Institution: lab, Number: 1, Period: period, Codes: []registry.LocalCode{
			{Code: "K", Name: "血钾", Items: []registry.ItemCode{"LCHM051"}}, {Code: "CKMB", Items: []registry.ItemCode{"LCHM060", "LCHM061"}}, {Code: "X"},
		}}},
		Qualifications: []registry.Qualification{
			{Institution: north, Item: "LCHM051", Programme: "国家卫健委临检中心室间质评", Round: "2026-1", Result: registry.Pass, Period: period},
			{Institution: lab, Item: "LCHM051", Programme: "省临检中心", Round: "2026-2", Result: registry.Fail, Period: registry.Since(period.From)},
		},
		Revocations: []registry.Revocation{{
			QualificationKey: registry.QualificationKey{Institution: lab, Item: "LCHM051", Programme: "省临检中心", Round: "2026-2"},
			From:             period.From, Reason: "结果作假",
		}},
		Removals:     []registry.Removal{{Jurisdiction: "150400", Institution: lab, From: period.From, Reason: "停业"}},
		Publications: []registry.Publication{fullItems(period), fullInstitutions(period), fullNegative(period)},
	}
}

// fullItem is an item that states every field.
func fullItem() registry.AddedItem {
	return registry.AddedItem{By: "150000", Item: registry.Item{
		Code: "LCHM951", Name: "新项目\t甲", NameEn: "new item", Abbreviation: "NI", Aliases: []string{"新项", "N\"I"},
		Domain: registry.Lab, Group: "临床检验", Category: "临床化学检验", Modality: "LAB",
		Implied:   registry.Qualifiers{"s", "m", "b", "l", "c", "p"},
		Specimens: []string{"SERUM", "URINE"}, Sites: []string{"HAND"}, SpecimenText: "血清/尿", SiteText: "手",
		Unit: "mmol/L", LOINC: "2823-3", LOINCChecked: true, Initials: "XXM", Withdrawn: registry.DayOf(2030, 1, 1),
	}}
}

func fullItems(period registry.Period) registry.Publication {
	v := version(chifengItems, 1)
	v.Period, v.RecordedLater = period, true
	v.Terms.Items = registry.ItemTerms{
		QualityLab: registry.ByListing, QualityExam: registry.PerItem, ListAt: registry.AtAsked, Anchor: registry.FromExam,
		WindowLab: window("72h"), WindowExam: window("3mo"), UnstatedLab: window("15d"), UnstatedExam: window("unlimited"),
		Images: registry.ImagesExam, OperatorDependent: []string{"ECG", "US"}, Mark: "赤峰HR",
	}
	v.Document = registry.Document{Title: "关于公布清单的通知", Number: "赤卫〔2026〕1号", Issuer: "市卫生健康委", URL: "https://example.org/?a=1&b=<2>", IssuedOn: period.From}
	v.Announcement = registry.Announcement{Period: period, Contact: "0476-0000000"}
	v.Unmapped = []registry.Unmapped{{Printed: "左手\"正位\"", Category: "DR", Window: "30天", Note: "无"}, {Printed: "其他"}}
	v.Decisions = []registry.NameDecision{{Name: "血糖", Code: "LCHM030"}, {Name: "其他"}}
	v.Source = registry.SourceFile{Name: "清单.xlsx", SHA256: theFile.SHA256}
	return registry.Publication{Version: v, Content: registry.Content{Items: []registry.ItemEntry{
		{Item: "LCHM051", Printed: "钾", Category: "电解质", Window: window("7d"), Mark: "蒙HR", Images: true, Note: "空腹"},
		{Item: "EXRY012", Qualifiers: registry.Qualifiers{"s", "m", "b", "R", "c", "p"}, Window: window("day")},
		{Item: "EXRY012", Window: window("unlimited")},
	}}}
}

func fullInstitutions(period registry.Period) registry.Publication {
	v := version(chifengInstitutions, 1)
	v.Terms.Institutions = registry.InstitutionTerms{MinLevel: 3, Direction: registry.IssuerNotLower, DirectionEffect: registry.Discretion, Inherits: registry.InheritMembers}
	return registry.Publication{Version: v, Content: registry.Content{Institutions: []registry.InstitutionEntry{
		{Institution: north, Level: 3, Role: registry.RoleBoth, Period: registry.Always, Note: "三级甲等"},
		{Institution: lab, Role: registry.RoleIssues, Scope: registry.Scope{Mode: registry.ScopeOnly, Items: []registry.ItemCode{"LCHM001", "LCHM051"}}, Period: period},
		{Institution: campus, Level: 1, Role: registry.RoleReceives, Scope: registry.Scope{Mode: registry.ScopeExcept, Items: []registry.ItemCode{"LCHM001"}}, Period: registry.Since(period.From)},
	}}}
}

func fullNegative(period registry.Period) registry.Publication {
	v := version(chifengNegative, 1)
	v.Terms.Negative = registry.NegativeTerms{ApplyToOwn: true, SkipConsortium: true}
	return registry.Publication{Version: v, Content: registry.Content{Negatives: []registry.NegativeEntry{
		{
			Issuer: north, Receiver: lab, Item: "LCHM051", Category: "临床化学检验", Modality: "LAB", Origin: "150402", Situation: "ST03",
			Age: registry.AgeRange{Stated: true, Min: 0, Max: 6}, Department: "PED", Effect: registry.Deny, Period: period, Reason: "儿科",
		},
		{Situation: "ST04", Effect: registry.Discretion, Period: registry.Always},
		{Age: registry.AgeRange{Stated: true}, Effect: registry.Deny, Period: registry.Always},
	}}}
}

// window reads a window that the suite itself writes.
func window(s string) registry.Window {
	w, err := registry.ParseWindow(s)
	if err != nil {
		panic(err)
	}
	return w
}

func testEverything(t *testing.T, open Opener) {
	step := everything()
	s := open(t)
	write(t, s, step)
	sameAsLedger(t, open(t), step)
}

func testZeroValues(t *testing.T, open Opener) {
	step := registry.Step{
		Items:          []registry.AddedItem{{Item: registry.Item{Domain: registry.Lab}}},
		Institutions:   []registry.Institution{{ID: north}},
		Consortia:      []registry.Consortium{{ID: "c", Members: []registry.ConsortiumMember{{Institution: north}}}},
		Alliances:      []registry.Alliance{{Code: "a", Members: []registry.AllianceMember{{}}}},
		CodeMaps:       []registry.CodeMap{{Institution: north, Codes: []registry.LocalCode{{}}}},
		Qualifications: []registry.Qualification{{Institution: north, Result: registry.Pass}},
		Revocations:    []registry.Revocation{{QualificationKey: registry.QualificationKey{Institution: north}}},
		Removals:       []registry.Removal{{Institution: north}},
		Publications: []registry.Publication{
			{
				Version: registry.Version{List: chifengItems, Number: 1, Terms: registry.DefaultTerms(), Unmapped: []registry.Unmapped{{}}, Decisions: []registry.NameDecision{{}}},
				Content: registry.Content{Items: []registry.ItemEntry{{}}},
			},
			{
				Version: registry.Version{List: chifengInstitutions, Number: 1, Terms: registry.DefaultTerms()},
				Content: registry.Content{Institutions: []registry.InstitutionEntry{{Institution: north}}},
			},
			{
				Version: registry.Version{List: chifengNegative, Number: 1, Terms: registry.DefaultTerms()},
				Content: registry.Content{Negatives: []registry.NegativeEntry{{Effect: registry.Deny}}},
			},
		},
	}
	s := open(t)
	write(t, s, step)
	sameAsLedger(t, s, step)
	write(t, s, registry.Step{})
	sameAsLedger(t, s, step, registry.Step{})
}

func testBytes(t *testing.T, open Opener) {
	ids := []registry.InstitutionID{"h", "H", "h ", " h", "é", "e\u0301", "ｈ"}
	step := registry.Step{}
	for i, id := range ids {
		step.Institutions = append(step.Institutions, institution(id))
		step.Qualifications = append(step.Qualifications, passed(id, registry.ItemCode(id), "1"))
		step.Publications = append(step.Publications, items(registry.ListID{Jurisdiction: registry.JurisdictionCode(id), Kind: registry.ItemList}, 1, codesOf(ids[:i+1])...))
	}
	s := open(t)
	write(t, s, step)
	sameAsLedger(t, s, step)
	for _, id := range ids {
		c := ReadContents(t, s, registry.Selection{
			QualifiedInstitutions: []registry.InstitutionID{id}, Jurisdictions: []registry.JurisdictionCode{registry.JurisdictionCode(id)},
		})
		if len(c.Qualifications) != 1 || c.Qualifications[0].Value.Institution != id {
			t.Errorf("institution %+q has the qualifications %+v, want its own", id, c.Qualifications)
		}
		if len(c.Lists) != 1 || c.Lists[registry.ListID{Jurisdiction: registry.JurisdictionCode(id), Kind: registry.ItemList}].Versions == nil {
			t.Errorf("jurisdiction %+q has the lists %+v, want its own", id, c.Lists)
		}
	}
}

func codesOf(ids []registry.InstitutionID) []registry.ItemCode {
	codes := make([]registry.ItemCode, len(ids))
	for i, id := range ids {
		codes[i] = registry.ItemCode(id)
	}
	return codes
}

func testTexts(t *testing.T, open Opener) {
	step := registry.Step{}
	for i, text := range []string{
		"", " ", "前后有空格 ", "\t\r\n", "全角ＡＢＣ（）", "e\u0301 é", "𠮷野家 👩‍⚕️", `"引号" \反斜线\ 'x' %s ?`, "<script>&amp;", "NULL", "\u2028\ufeff\u200b", "\x01\x7f",
	} {
		one := institution(registry.InstitutionID('a' + rune(i)))
		one.Name, one.Aliases, one.Kind = text, []string{text, text + "2"}, text
		step.Institutions = append(step.Institutions, one)
		p := items(registry.ListID{Jurisdiction: registry.JurisdictionCode('a' + rune(i)), Kind: registry.ItemList}, 1, "LCHM051")
		p.Content.Items[0].Printed, p.Content.Items[0].Note = text, text
		p.Version.Unmapped = []registry.Unmapped{{Printed: text}}
		p.Version.Document.Title = text
		step.Publications = append(step.Publications, p)
	}
	s := open(t)
	write(t, s, step)
	sameAsLedger(t, s, step)
}

func testTimes(t *testing.T, open Opener) {
	first, last := registry.DayOf(1, 1, 1), registry.DayOf(9999, 12, 31)
	var steps []registry.Step
	s := open(t)
	for i, p := range []registry.Period{
		registry.Always, {}, registry.Since(0), registry.Since(-1), {From: registry.MinDay, To: 0}, {From: 5, To: 5}, {From: 9, To: 2},
		{From: first, To: last}, registry.Between(registry.DayOf(2026, 11, 22), registry.DayOf(2026, 11, 22)),
	} {
		step := founding()
		step.RecordedAt = p.From.Start()
		if p.From == registry.MinDay {
			step.RecordedAt = -1
		}
		step.Institutions[0].Open = p
		step.Institutions[0].Levels = []registry.LevelPeriod{{Level: 1, Period: p}}
		step.Qualifications = []registry.Qualification{passed(north, "LCHM051", "1")}
		step.Qualifications[0].Period = p
		step.Revocations = []registry.Revocation{{QualificationKey: step.Qualifications[0].Key(), From: p.From}}
		step.Publications = []registry.Publication{items(chifengItems, i+1, "LCHM051"), listed(chifengInstitutions, i+1, north)}
		step.Publications[0].Version.Period = p
		step.Publications[0].Version.Document.IssuedOn = p.From
		step.Publications[0].Version.Announcement = registry.Announcement{Period: p}
		step.Publications[1].Content.Institutions[0].Period = p
		write(t, s, step)
		steps = append(steps, step)
	}
	sameAsLedger(t, s, steps...)
}

func testOrder(t *testing.T, open Opener) {
	step := founding()
	for _, round := range []string{"9", "1", "5", "1"} {
		step.Qualifications = append(step.Qualifications, passed(north, "LCHM051", round), passed(lab, "LCHM001", round))
	}
	step.Publications = []registry.Publication{items(chifengItems, 1, "Z", "A", "M"), items(chifengItems, 2, "A", "Z", "B")}
	s := open(t)
	write(t, s, step)
	write(t, s, registry.Step{Institutions: []registry.Institution{institution(lab), institution(north)}})
	sameAsLedger(t, s, step, registry.Step{Institutions: []registry.Institution{institution(lab), institution(north)}})
}

func testNotRecordable(t *testing.T, open Opener) {
	s := open(t)
	for name, text := range map[string]string{"a NUL": "a\x00", "bytes that are no UTF-8": "\xff\xfe"} {
		step := founding()
		step.Institutions[0].Name = text
		if _, err := s.Write(t.Context(), step); !errors.Is(err, registry.ErrNotRecordable) {
			t.Errorf("a name with %s gives %v, want ErrNotRecordable", name, err)
		}
	}
	if got := newest(t, s); got != 0 {
		t.Errorf("refused steps leave the registry at %d, want 0", got)
	}
}

// sameAsLedger compares a store with the registry in memory after these steps.
func sameAsLedger(t *testing.T, s registry.Store, steps ...registry.Step) {
	t.Helper()
	ledger := registry.NewLedger()
	for _, step := range steps {
		if _, err := ledger.Write(step); err != nil {
			t.Fatalf("the ledger refuses %s: %v", step.Action, err)
		}
	}
	same(t, "the registry", ReadContents(t, s, registry.Selection{}), ledgerContents(ledger, registry.Selection{}))
}

func ledgerContents(ledger *registry.Ledger, selection registry.Selection) Contents {
	c := Contents{}
	c.Head = ledger.Read(selection, (*collector)(&c))
	return c
}

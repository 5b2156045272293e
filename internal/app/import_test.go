package app

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

var today = registry.DayOf(2026, 11, 23)

// desk is where a test brings its files.
type desk struct {
	t         *testing.T
	store     office.Store
	registrar *Registrar
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	store := newStore(t)
	return &desk{t, store, NewRegistrar(store, catalogs.Load())}
}

// bring imports a file of comma separated values for 赤峰 from today on.
func (d *desk) bring(kind ImportKind, file string, change ...func(*Import)) *Report {
	d.t.Helper()
	order := Import{
		Kind: kind, Jurisdiction: "150400", FileName: "list.csv", File: []byte(file), Limits: sheet.DefaultLimits(),
		Period: registry.Since(today), Document: registry.Document{IssuedOn: registry.MinDay},
		Publish: true, Now: today.Start(), Actor: "test",
	}
	for _, c := range change {
		c(&order)
	}
	report, err := d.registrar.Import(context.Background(), order)
	if err != nil {
		d.t.Fatalf("import %s: %v", kind, err)
	}
	return report
}

// notice sets the notice period of 赤峰.
func (d *desk) notice(hours int) {
	d.t.Helper()
	change := office.Change{Settings: []office.Settings{{Jurisdiction: "150400", NoticeHours: hours}}}
	if _, err := d.store.Commit(context.Background(), change); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) content(kind registry.ListKind) registry.Content {
	d.t.Helper()
	history, err := readList(context.Background(), d.store, registry.ListID{Jurisdiction: "150400", Kind: kind})
	if err != nil {
		d.t.Fatal(err)
	}
	return history.Content(len(history.Versions))
}

func dryRun(i *Import)  { i.Publish = false }
func confirm(i *Import) { i.Confirm = true }

func from(day registry.Day) func(*Import) {
	return func(i *Import) { i.Period = registry.Since(day) }
}

func resolve(name, code string) func(*Import) {
	return func(i *Import) {
		i.Decisions = append(i.Decisions, registry.NameDecision{Name: name, Code: registry.ItemCode(code)})
	}
}

// codes are the codes of problems, each with its row.
func codes(problems []registry.Problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%d %s", p.Row, p.Code))
	}
	return all
}

func wantCodes(t *testing.T, what string, got []registry.Problem, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, codes(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestAListAsPublishedBecomesAVersion(t *testing.T) {
	d := newDesk(t)
	file, err := os.ReadFile("../../catalogs/demo/hubei_2023.csv")
	if err != nil {
		t.Fatal(err)
	}
	hubei := func(i *Import) { i.Jurisdiction = "420000"; i.Period = registry.Since(registry.DayOf(2023, 1, 1)) }
	open := d.bring(ImportItems, string(file), hubei, dryRun)
	if open.Rows != 23 || open.Entries+len(open.Unresolved) != 23 {
		t.Fatalf("%d rows: %d entries and %d unresolved; want each row to be one or the other", open.Rows, open.Entries, len(open.Unresolved))
	}
	meant := map[string]string{"无机磷酸盐": "LCHM055", "丙氨酸氨[基转移酶]": "LCHM001"}
	changes := []func(*Import){hubei}
	for _, u := range open.Unresolved {
		changes = append(changes, resolve(u.Name, meant[u.Name]))
	}
	report := d.bring(ImportItems, string(file), changes...)
	if report.Version != 1 || report.Entries != 23 {
		t.Errorf("version %d with %d entries, want 1 with 23", report.Version, report.Entries)
	}
}

func TestAnImportWithoutItsStoreIsAnError(t *testing.T) {
	d := newDesk(t)
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	order := Import{Kind: ImportQualifications, Jurisdiction: "150400", FileName: "a.csv", File: []byte("机构名称,项目名称,结果\n"), Limits: sheet.DefaultLimits()}
	if report, err := d.registrar.Import(t.Context(), order); err == nil || report != nil {
		t.Errorf("reported %+v, %v", report, err)
	}
}

func TestAFileWithProblemsWritesNothing(t *testing.T) {
	d := newDesk(t)
	report := d.bring(ImportItems, "项目名称,互认时限\n钾,七天吧\n神秘项目,7天\n钠,7天\n")
	wantCodes(t, "problems", report.Problems, "2 WINDOW_UNREADABLE")
	if len(report.Unresolved) != 1 || report.Unresolved[0].Name != "神秘项目" || report.Unresolved[0].Place.Row != 3 {
		t.Errorf("unresolved = %+v, want 神秘项目 in row 3", report.Unresolved)
	}
	head, _ := d.store.Head(context.Background())
	if report.Version != 0 || head.Newest != 0 {
		t.Errorf("version %d, sequence %d; want nothing written", report.Version, head.Newest)
	}
}

// A dry run finds what would stop the real one: a file's name is recorded too.
func TestWhatCannotBeRecordedIsAProblem(t *testing.T) {
	d := newDesk(t)
	unnamed := func(i *Import) { i.FileName = "\xff.csv" }
	for kind, file := range map[ImportKind]string{
		ImportItems:          "项目名称,互认时限\n钾,7天\n",
		ImportQualifications: "机构名称,项目名称,结果\n",
	} {
		report := d.bring(kind, file, unnamed, dryRun)
		wantCodes(t, string(kind), report.Problems, "0 VALUE_INVALID")
	}
}

// What needs a person is listed up to the limit, and an entry whose problem is
// beyond it is still none.
func TestReportsAreBounded(t *testing.T) {
	d := newDesk(t)
	var items, negative strings.Builder
	items.WriteString("项目名称,互认时限\n")
	negative.WriteString("项目,情形,效力\n")
	for i := range 5 {
		fmt.Fprintf(&items, "神秘项目%d,7天\n", i)
		fmt.Fprintf(&negative, "钾,神秘情形%d,不予互认\n", i)
	}
	three := func(i *Import) { i.Limits.Problems = 3 }
	for kind, file := range map[ImportKind]string{ImportItems: items.String(), ImportNegative: negative.String()} {
		report := d.bring(kind, file, three)
		if len(report.Unresolved) != 3 || !report.Truncated || report.Clean() || report.Entries != 0 {
			t.Errorf("%s: %d of 5 names listed, truncated %v, clean %v, %d entries; want 3, and no entry", kind, len(report.Unresolved), report.Truncated, report.Clean(), report.Entries)
		}
	}
}

// Each name is looked up, not searched for among all: 100,000 of them were
// compared in pairs once.
func TestManyUnmappedRowsAreCompared(t *testing.T) {
	const many = 100_000
	var older, newer registry.Version
	for i := range many {
		older.Unmapped = append(older.Unmapped, registry.Unmapped{Printed: fmt.Sprint(i)})
		newer.Unmapped = append(newer.Unmapped, registry.Unmapped{Printed: fmt.Sprint(i + 1)})
	}
	begun := time.Now()
	diff := Compare(older, newer, registry.Content{}, registry.Content{})
	if len(diff.UnmappedAdded) != 1 || diff.UnmappedAdded[0].Printed != fmt.Sprint(many) || len(diff.UnmappedRemoved) != 1 {
		t.Errorf("added %v, removed %v; want the last and the first", diff.UnmappedAdded, diff.UnmappedRemoved)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("%d rows took %v", many, took)
	}
}

func TestADryRunEqualsTheRealRun(t *testing.T) {
	const file = "项目名称,互认时限\n钾,7天\n钠,30天\n"
	d := newDesk(t)
	dry := d.bring(ImportItems, file, dryRun)
	head, _ := d.store.Head(context.Background())
	if head.Newest != 0 {
		t.Fatalf("a dry run wrote step %d", head.Newest)
	}
	real := d.bring(ImportItems, file)
	if real.Version != 1 || real.Revision.String() != "1-1" {
		t.Errorf("published version %d at %s, want 1 at 1-1", real.Version, real.Revision)
	}
	real.Version, real.Revision = 0, registry.Revision{}
	if diff := cmp.Diff(dry, real); diff != "" {
		t.Errorf("reports differ (-dry +real):\n%s", diff)
	}
}

func TestAPersonsDecisionsStayWithTheList(t *testing.T) {
	const file = "项目名称,互认时限\n钾,7天\n血中某某测定仪法,30天\n科研项目甲,1天\n血脂,30天\n"
	d := newDesk(t)
	open := d.bring(ImportItems, file)
	var names []string
	for _, u := range open.Unresolved {
		names = append(names, u.Name+" "+u.Panel)
	}
	if diff := cmp.Diff([]string{"血中某某测定仪法 ", "科研项目甲 ", "血脂 " + open.Unresolved[2].Panel}, names); diff != "" {
		t.Fatalf("unresolved (-want +got):\n%s", diff)
	}
	panel := open.Unresolved[2].Panel
	if panel == "" || len(open.Unresolved[2].Candidates) < 4 {
		t.Fatalf("血脂 is offered as panel %q with %d items", panel, len(open.Unresolved[2].Candidates))
	}
	decided := d.bring(ImportItems, file, resolve("血中某某测定仪法", "LCHM052"), resolve("科研项目甲", ""), resolve("血脂", panel))
	if decided.Version != 1 {
		t.Fatalf("not published: %v %+v", codes(decided.Problems), decided.Unresolved)
	}
	want := 2 + len(open.Unresolved[2].Candidates)
	if n := len(d.content(registry.ItemList).Items); n != want {
		t.Errorf("%d entries, want %d: potassium, sodium and the panel's items", n, want)
	}
	again := d.bring(ImportItems, file)
	if again.Version != 2 || again.Resolved[1].How != HowPerson {
		t.Errorf("the next version needs the decisions again: version %d, %+v", again.Version, again.Resolved[1])
	}
	if again.Diff.Unchanged != want || len(again.Diff.Changed)+len(again.Diff.Cosmetic)+again.Diff.Added.Len()+again.Diff.Removed.Len() != 0 {
		t.Errorf("the same file changes something: %+v", again.Diff)
	}
}

func TestOneCellMayHoldSeveralNames(t *testing.T) {
	d := newDesk(t)
	d.bring(ImportItems, "项目名称,互认时限\n钾、钠、氯,7天\n")
	var got []string
	for _, e := range d.content(registry.ItemList).Items {
		got = append(got, string(e.Item)+" "+e.Printed+" "+e.Window.String())
	}
	if diff := cmp.Diff([]string{"LCHM051 钾 7d", "LCHM052 钠 7d", "LCHM053 氯 7d"}, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestAnItemTwice(t *testing.T) {
	t.Run("alike is noted", func(t *testing.T) {
		d := newDesk(t)
		report := d.bring(ImportItems, "类别,项目名称,互认时限\n生化,铁蛋白,30天\n肿瘤标志物,铁蛋白,30天\n")
		wantCodes(t, "notes", report.Notes, "3 ENTRY_REPEATED")
		if report.Version != 1 || report.Entries != 1 {
			t.Errorf("version %d with %d entries, want one entry published", report.Version, report.Entries)
		}
	})
	t.Run("otherwise is a problem", func(t *testing.T) {
		d := newDesk(t)
		report := d.bring(ImportItems, "项目名称,互认时限\n铁蛋白,30天\n铁蛋白,7天\n")
		wantCodes(t, "problems", report.Problems, "3 ENTRY_TWICE")
	})
}

func TestTimeline(t *testing.T) {
	const one, two = "项目名称\n钾\n", "项目名称\n钾\n钠\n"
	tests := []struct {
		name  string
		steps func(d *desk) *Report
		want  []string
	}{
		{"history may be loaded before the first version on time", func(d *desk) *Report {
			d.bring(ImportItems, one, from(today-700))
			return d.bring(ImportItems, two, from(today-300))
		}, nil},
		{"no history after the first version on time", func(d *desk) *Report {
			d.bring(ImportItems, one)
			return d.bring(ImportNegative, "项目,效力\n钾,不予互认\n", from(today-1))
		}, []string{"0 STARTS_TOO_EARLY"}},
		{"not before the version it follows", func(d *desk) *Report {
			d.bring(ImportItems, one, from(today+30))
			return d.bring(ImportItems, two, from(today+29))
		}, []string{"0 STARTS_BEFORE_PREDECESSOR"}},
		{"additions need notice", func(d *desk) *Report {
			d.notice(7 * 24)
			return d.bring(ImportItems, one, from(today+6))
		}, []string{"0 STARTS_TOO_EARLY"}},
		{"negative entries may hold at once", func(d *desk) *Report {
			d.notice(7 * 24)
			return d.bring(ImportNegative, "项目,效力\n钾,不予互认\n")
		}, nil},
		{"an empty list needs a confirmation", func(d *desk) *Report {
			d.bring(ImportItems, one)
			return d.bring(ImportItems, "项目名称,互认时限\n")
		}, []string{"0 CONFIRM_NEEDED"}},
		{"so does taking away more than a fifth", func(d *desk) *Report {
			d.bring(ImportItems, two)
			return d.bring(ImportItems, one)
		}, []string{"0 CONFIRM_NEEDED"}},
		{"which is given", func(d *desk) *Report {
			d.bring(ImportItems, two)
			return d.bring(ImportItems, one, confirm)
		}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			report := test.steps(newDesk(t))
			wantCodes(t, "problems", report.Problems, test.want...)
			if published := report.Version != 0; published != (test.want == nil) {
				t.Errorf("published = %v", published)
			}
		})
	}
}

func TestInstitutionsAreFoundOrCreated(t *testing.T) {
	d := newDesk(t)
	first := d.bring(ImportInstitutions, "机构名称,级别,区县,角色,互认范围\n演示第一医院,三级甲等,红山区,双向,全部\n演示第二医院,二级,松山区,接收,钾、钠\n")
	if first.Version != 1 {
		t.Fatalf("not published: %v %+v", codes(first.Problems), first.Unresolved)
	}
	var got []string
	for _, r := range first.Resolved {
		got = append(got, r.Name+" "+r.Code+" "+string(r.How))
	}
	if diff := cmp.Diff([]string{"演示第一医院 150400-0001 created", "演示第二医院 150400-0002 created"}, got); diff != "" {
		t.Errorf("resolved (-want +got):\n%s", diff)
	}
	second := d.bring(ImportInstitutions, "机构名称,级别\n演示第1医院,三级\n演示第二医院,二级\n演示第三医院,二级\n", from(today+1))
	got = nil
	for _, r := range second.Resolved {
		got = append(got, r.Code+" "+string(r.How))
	}
	if diff := cmp.Diff([]string{"150400-0001 normalized", "150400-0002 exact", "150400-0003 created"}, got); diff != "" {
		t.Errorf("resolved (-want +got):\n%s", diff)
	}
	scope := d.content(registry.InstitutionList).Institutions
	if len(scope) != 3 {
		t.Errorf("%d institutions, want 3", len(scope))
	}
}

func TestPlacesThatAreNoRegions(t *testing.T) {
	report := newDesk(t).bring(ImportInstitutions, "机构名称,区县\n甲医院,市直\n乙医院,赤峰高新区\n丙医院,红山\n")
	wantCodes(t, "notes", report.Notes, "3 REGION_IS_A_ZONE")
	if report.Version != 1 || report.Entries != 3 {
		t.Errorf("version %d with %d entries: %v", report.Version, report.Entries, codes(report.Problems))
	}
}

func TestProblemsOfInstitutions(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"a district that is not of the prefecture", "机构名称,区县\n甲医院,武昌区\n", "2 REGION_UNKNOWN"},
		{"a check digit", "机构名称,统一社会信用代码\n甲医院,91350211M000100Y44\n", "2 USCC_INVALID"},
		{"a code of our own that does not exist", "机构编码,机构名称\n150400-0009,甲医院\n", "2 INSTITUTION_UNKNOWN"},
		{"one institution twice", "机构名称,角色\n甲医院,出具\n甲医院,接收\n", "3 ENTRY_TWICE"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantCodes(t, "problems", newDesk(t).bring(ImportInstitutions, test.file).Problems, test.want)
		})
	}
}

func TestNegativeEntries(t *testing.T) {
	d := newDesk(t)
	d.bring(ImportInstitutions, "机构名称,级别\n甲医院,三级\n")
	report := d.bring(ImportNegative, strings.Join([]string{
		"出具机构,项目,类别,情形,年龄,效力,原因",
		"甲医院,钾,,,,不予互认,演示",
		",乙肝表面抗原,,ST03,,医师酌定,",
		",,,,6岁以下,医师酌定,儿科",
	}, "\n"))
	if report.Version != 1 {
		t.Fatalf("not published: %v %+v", codes(report.Problems), report.Unresolved)
	}
	var got []registry.EntryKey
	for _, e := range d.content(registry.NegativeList).Negatives {
		got = append(got, e.Key())
	}
	want := []registry.EntryKey{"issuer=150400-0001;item=LCHM051;effect=deny", "item=" + itemNamed("乙型肝炎病毒表面抗原") + ";situation=ST03;effect=discretion", "age=0-6;effect=discretion"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	wantCodes(t, "problems", d.bring(ImportNegative, "出具机构,项目,效力\n,,不予互认\n乙医院,,不予互认\n", confirm).Problems, "3 INSTITUTION_UNKNOWN", "2 SELECTOR_MISSING")
}

func itemNamed(name string) registry.EntryKey {
	for _, i := range catalogs.Load().Items {
		if i.Name == name {
			return registry.EntryKey(i.Code)
		}
	}
	return "?"
}

func TestQualificationsAreRecordedOnce(t *testing.T) {
	const file = "机构,项目,质评计划,轮次,结果,有效期\n甲医院,钾,省室间质评,2026-1,合格,2026年度\n甲医院,钠,省室间质评,2026-1,合格,2026年度\n"
	d := newDesk(t)
	d.bring(ImportInstitutions, "机构名称,级别\n甲医院,三级\n")
	first := d.bring(ImportQualifications, file)
	if first.Entries != 2 || first.Revision.String() != "1-2" {
		t.Fatalf("recorded %d at %s: %v %+v", first.Entries, first.Revision, codes(first.Problems), first.Unresolved)
	}
	again := d.bring(ImportQualifications, file)
	wantCodes(t, "notes", again.Notes, "2 RECORD_REPEATED", "3 RECORD_REPEATED")
	head, _ := d.store.Head(context.Background())
	if again.Entries != 0 || head.Newest != 2 {
		t.Errorf("recorded %d more, sequence %d; want none and 2", again.Entries, head.Newest)
	}
	changed := d.bring(ImportQualifications, strings.Replace(file, "合格", "不合格", 1))
	wantCodes(t, "problems", changed.Problems, "2 RECORD_CONTRADICTS")
}

// Lists that are imported may print an added item by its name, an alias or its
// code, and a merged institution by what either was called.
func TestImportsKnowAddedItemsAndMerges(t *testing.T) {
	d := newDesk(t)
	wantCodes(t, "before", d.bring(ImportItems, "项目名称,项目编码\n演示新蛋白,LCHM951\n", dryRun).Problems, "2 ITEM_UNKNOWN")
	load(t, d.store, additions)
	for _, file := range []string{"项目名称\n演示新蛋白\n", "项目名称\n演示蛋白\n", "项目名称,项目编码\n随便,LCHM951\n"} {
		report := d.bring(ImportItems, file, dryRun, confirm, from(today+1))
		if len(report.Unresolved) > 0 || len(report.Problems) > 0 || len(report.Resolved) != 1 || report.Resolved[0].Code != "LCHM951" {
			t.Errorf("%q: %+v", file, report)
		}
	}
	if first, again := d.registrar.vocabularies.extended, d.bring(ImportItems, "项目名称\n演示蛋白\n", dryRun); first == nil || first != d.registrar.vocabularies.extended {
		t.Errorf("the vocabulary was read anew for %+v", again.Resolved)
	}
	for file, how := range map[string]How{
		"机构名称\n演示一院（旧）\n":                             HowAlias,
		"机构名称,统一社会信用代码\n演示一院（旧）,91150402MA0N000009\n": HowIdentifier,
		"机构名称\n演示第一医院\n":                              HowExact,
	} {
		report := d.bring(ImportInstitutions, file, dryRun, confirm, from(today+1))
		if !report.Clean() || len(report.Resolved) != 1 || report.Resolved[0].Code != "150400-0001" || report.Resolved[0].How != how {
			t.Errorf("%q: resolved %+v, problems %v, want 150400-0001 by %s", file, report.Resolved, report.Problems, how)
		}
	}
}

func TestTermsOfTheCommandOutweighThoseOfNobody(t *testing.T) {
	d := newDesk(t)
	report := d.bring(ImportItems, "项目名称\n钾\n", func(i *Import) {
		i.Terms = []registry.Term{{Name: "quality_lab", Value: "by_listing"}, {Name: "window_lab", Value: "soon"}}
	})
	wantCodes(t, "problems", report.Problems, "0 TERM_INVALID")
}

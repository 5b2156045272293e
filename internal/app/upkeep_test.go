package app

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"concord/catalogs"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
	"concord/internal/store/pgtest"
)

// hospital is a new institution of 通辽 with a name.
func hospital(name string) InstitutionForm {
	return InstitutionForm{Name: &name, Region: lo.ToPtr(registry.RegionCode("150502"))}
}

// table is a file of 通辽.
func table(content string) Import {
	return Import{Jurisdiction: "150500", FileName: "table.csv", File: []byte(content), Limits: sheet.DefaultLimits(), Now: today.Start()}
}

// Everything beside the lists is written on every store, told by the record, and
// the record holds together.
func TestUpkeepOnEveryStore(t *testing.T) {
	ctx := t.Context()
	for _, url := range []string{"sqlite::memory:", pgtest.Open(t)} {
		store := openStore(t, url)
		b := newBureau(t, store)
		o := b.office
		key := registry.QualificationKey{Institution: "150500-0001", Item: "LCHM051", Programme: "计划", Round: "1"}
		for _, deed := range []func() (office.Change, error){
			func() (c office.Change, err error) {
				_, c, err = o.CreateInstitution(ctx, hospital("甲医院"))
				return
			},
			func() (c office.Change, err error) {
				_, c, err = o.CreateInstitution(ctx, hospital("乙医院"))
				return
			},
			func() (c office.Change, err error) {
				_, c, err = o.MergeInstitution(ctx, "150500-0002", "150500-0001", "重复")
				return
			},
			func() (c office.Change, err error) {
				_, c, err = o.ImportQualifications(ctx, table("机构名称,项目名称,质评计划,轮次,结果,起始日期\n乙医院,钾,计划,1,合格,2026-01-01\n"))
				return
			},
			func() (c office.Change, err error) {
				_, c, err = o.Revoke(ctx, registry.Revocation{QualificationKey: key, From: today, Reason: "弄虚作假"})
				return
			},
			func() (c office.Change, err error) {
				_, c, err = o.Associate(ctx, registry.Consortium{ID: "L1", Name: "医联体", Members: []registry.ConsortiumMember{{Institution: "150500-0001", Period: registry.Always}}}, "")
				return
			},
			func() (c office.Change, err error) {
				_, c, err = o.Ally(ctx, registry.Alliance{Code: "LM", Name: "联盟", Lead: "150500", Members: []registry.AllianceMember{{Region: "150500", Period: registry.Always}}}, "")
				return
			},
			func() (c office.Change, err error) {
				_, c, err = o.AddItem(ctx, registry.AddedItem{By: "150000", Item: registry.Item{
					Code: "LCHM951", Name: "蒙药代谢物甲", NameEn: "metabolite A", Domain: registry.Lab, Category: "临床化学检验", Modality: "LAB"}}, false, "")
				return
			},
			func() (c office.Change, err error) {
				file := table("本院编码,本院名称\nK,钾\nM,蒙药代谢物甲\n")
				_, c, err = o.MapCodes(ctx, CodeMapOrder{Institution: "150500-0001", FileName: file.FileName, File: file.File, Limits: file.Limits, From: today, Publish: true})
				return
			},
			func() (c office.Change, err error) {
				_, _, c, err = o.Cover(ctx, table("类别,机构名称,年度,数量\n培训医师,甲医院,2026,12\n"))
				return
			},
		} {
			if err := b.commit(deed()); err != nil {
				t.Fatalf("%s: %v", url, err)
			}
		}
		if err := store.Verify(ctx); err != nil {
			t.Errorf("%s: the record is broken: %v", url, err)
		}
		maps, err := o.CodeMaps(ctx, "150500-0001")
		if err != nil || len(maps) != 1 || len(maps[0].Value.Codes) != 2 {
			t.Errorf("%s: code maps %+v (%v)", url, maps, err)
		}
		evidence, err := o.Evidence(ctx, "150500-0001")
		if err != nil || len(evidence.Records) != 1 || evidence.Revoked(evidence.Records[0], 99) == nil {
			t.Errorf("%s: evidence %+v (%v)", url, evidence, err)
		}
		if c, err := o.Coverage(ctx, "150500"); err != nil || c.Version != 1 || c.Rows[0].Institution != "150500-0001" {
			t.Errorf("%s: coverage %+v (%v)", url, c, err)
		}
		events, err := store.Events(ctx, office.EventSelection{})
		nouns := lo.CountValues(lo.Map(events, func(e office.Event, _ int) office.Noun { return e.Noun }))
		want := map[office.Noun]int{
			office.NounInstitution: 4, office.NounQualification: 2, office.NounConsortium: 1, office.NounAlliance: 1,
			office.NounItem: 1, office.NounCodeMap: 1, office.NounCoverage: 1,
		}
		if diff := cmp.Diff(want, nouns); diff != "" || err != nil {
			t.Errorf("%s: the record tells of (-want +got):\n%s%v", url, diff, err)
		}
	}
}

// What was decided on a state that is gone is a conflict, not a write.
func TestUpkeepOnAnOldStateIsAConflict(t *testing.T) {
	b := newBureau(t, newStore(t))
	create := func(name string) office.Change {
		t.Helper()
		_, change, err := b.office.CreateInstitution(t.Context(), hospital(name))
		if err != nil {
			t.Fatal(err)
		}
		return change
	}
	if err := b.commit(create("甲医院"), nil); err != nil {
		t.Fatal(err)
	}
	late := create("乙医院")
	if err := b.commit(create("丙医院"), nil); err != nil {
		t.Fatal(err)
	}
	if err := b.commit(late, nil); !errors.Is(err, registry.ErrConflict) {
		t.Errorf("written on an old state: %v", err)
	}
}

func TestLevelsFromADayOn(t *testing.T) {
	always := []registry.LevelPeriod{{Level: 2, Period: registry.Always}}
	two := []registry.LevelPeriod{{Level: 1, Period: registry.Period{From: registry.MinDay, To: 10}}, {Level: 2, Period: registry.Since(10)}}
	for _, c := range []struct {
		why    string
		before []registry.LevelPeriod
		level  registry.Level
		since  registry.Day
		want   []registry.LevelPeriod
	}{
		{"the first", nil, 3, 5, []registry.LevelPeriod{{Level: 3, Period: registry.Since(5)}}},
		{"promoted", always, 3, 5, []registry.LevelPeriod{{Level: 2, Period: registry.Period{From: registry.MinDay, To: 5}}, {Level: 3, Period: registry.Since(5)}}},
		{"wrong all along", two, 3, registry.MinDay, []registry.LevelPeriod{{Level: 3, Period: registry.Always}}},
		{"the day was wrong", two, 2, 7, []registry.LevelPeriod{{Level: 1, Period: registry.Period{From: registry.MinDay, To: 7}}, {Level: 2, Period: registry.Since(7)}}},
		{"none any more", always, registry.LevelUnknown, 5, []registry.LevelPeriod{{Level: 2, Period: registry.Period{From: registry.MinDay, To: 5}}}},
	} {
		if diff := cmp.Diff(c.want, levelsFrom(c.before, c.level, c.since)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

// A removal touches versions that hold on its day or later, and entries that do.
func TestWhatARemovalTouches(t *testing.T) {
	id := registry.ListID{Jurisdiction: "150400", Kind: registry.InstitutionList}
	h := registry.ListHistory{ID: id}
	publish := func(from registry.Day, entries ...registry.InstitutionEntry) {
		t.Helper()
		p := registry.Publication{
			Version: registry.Version{List: id, Number: len(h.Versions) + 1, Period: registry.Since(from), Terms: registry.DefaultTerms()},
			Content: registry.Content{Institutions: entries},
		}
		if err := h.Append(p); err != nil {
			t.Fatal(err)
		}
	}
	entry := func(i registry.InstitutionID, p registry.Period) registry.InstitutionEntry {
		return registry.InstitutionEntry{Institution: i, Period: p}
	}
	publish(100, entry("early", registry.Always), entry("brief", registry.Between(100, 110)))
	publish(200, entry("late", registry.Always))
	publish(300, entry("withdrawn", registry.Always))
	h.Versions[2].Withdrawn = 9
	for _, c := range []struct {
		institution registry.InstitutionID
		from        registry.Day
		want        bool
	}{
		{"early", 50, true}, {"early", 199, true}, {"early", 200, false},
		{"brief", 110, true}, {"brief", 111, false},
		{"late", 50, true}, {"late", 999, true}, {"withdrawn", 300, false}, {"nobody", 100, false},
	} {
		if got := stands(h, registry.Removal{Institution: c.institution, From: c.from}); got != c.want {
			t.Errorf("a removal of %s from day %d touches a version: %v, want %v", c.institution, c.from, got, c.want)
		}
	}
}

func TestTheNarrowestRegionThatHoldsAll(t *testing.T) {
	o := &Office{reference: newReference(catalogs.Load())}
	for _, c := range []struct {
		regions []registry.RegionCode
		want    registry.RegionCode
	}{
		{nil, office.Nation},
		{[]registry.RegionCode{"150402"}, "150402"},
		{[]registry.RegionCode{"150402", "150402"}, "150402"},
		{[]registry.RegionCode{"150402", "150404"}, "150400"},
		{[]registry.RegionCode{"150402", "150400"}, "150400"},
		{[]registry.RegionCode{"150402", "150502"}, "150000"},
		{[]registry.RegionCode{"150402", "420100"}, office.Nation},
	} {
		if got := o.Together(c.regions...); got != c.want {
			t.Errorf("%v lie together in %s, want %s", c.regions, got, c.want)
		}
	}
}

func TestQualificationIDs(t *testing.T) {
	key := registry.QualificationKey{Institution: "150400-0001", Item: "LCHM051", Programme: "省临检/“质评”", Round: "2026-1"}
	if got, err := ParseQualificationID(QualificationID(key)); err != nil || got != key {
		t.Errorf("%+v is read back as %+v (%v)", key, got, err)
	}
	for _, id := range []string{"", "!", "bnVsbA", "WyJhIl0"} { // null and ["a"] among them
		if _, err := ParseQualificationID(id); err == nil {
			t.Errorf("%q names records", id)
		}
	}
}

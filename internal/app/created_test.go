package app

import (
	"context"
	"strings"
	"testing"

	"concord/catalogs"
	"concord/internal/office"
)

// An institution that a list brings in stands in the record like one that was
// recorded by itself.
func TestTheRecordTellsOfInstitutionsThatAListCreates(t *testing.T) {
	d := newDesk(t)
	d.bring(ImportInstitutions, "机构名称,级别,区县\n演示第一医院,三级甲等,红山区\n演示第二医院,二级,松山区\n")
	events, err := d.store.Events(t.Context(), office.EventSelection{Noun: office.NounInstitution})
	if err != nil || len(events) != 2 {
		t.Fatalf("%d events of institutions, want 2 (%v)", len(events), err)
	}
	for i, name := range []string{"演示第一医院", "演示第二医院"} {
		e := events[i]
		if e.Subject != "150400-000"+string(rune('1'+i)) || e.Before != "" || !strings.Contains(e.After, name) || e.Step == 0 {
			t.Errorf("the record tells of %s: %+v", name, e)
		}
	}
}

// Who leads an alliance records institutions at home only; those of another
// member are there before the alliance lists them.
func TestAnAllianceRecordsInstitutionsOfItsLeadRegion(t *testing.T) {
	d := newDesk(t)
	load := Load{Now: today.Start(), Actor: "test", File: []byte(`{
		"institutions": [{"id": "420100-0001", "name": "武汉旧院", "region": "420100", "level": 3}],
		"alliances": [{"code": "LM", "name": "演示联盟", "lead": "150500", "members": ["150500", "420100"]}]}`)}
	if loaded, err := NewRegistrar(d.store, catalogs.Load()).Load(context.Background(), load); err != nil || loaded.Problems != nil {
		t.Fatalf("%v %v", err, loaded)
	}
	of := func(order *Import) { order.Jurisdiction = "LM" }
	const head = "机构名称,级别,地市\n"
	abroad := d.bring(ImportInstitutions, head+"演示甲医院,三级,通辽市\n武汉旧院,三级,武汉市\n武汉新院,三级,武汉市\n", of)
	wantCodes(t, "problems", abroad.Problems, "4 INSTITUTION_UNKNOWN")
	home := d.bring(ImportInstitutions, head+"演示甲医院,三级,通辽市\n武汉旧院,三级,武汉市\n", of)
	if home.Version != 1 || home.Resolved[0].Code != "150500-0001" || home.Resolved[1].Code != "420100-0001" {
		t.Errorf("at home: version %d of %+v, problems %v", home.Version, home.Resolved, codes(home.Problems))
	}
}

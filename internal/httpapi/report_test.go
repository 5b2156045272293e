package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"concord/api"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store/pgtest"
)

// sheetsOf are the cells of a workbook by sheet.
func sheetsOf(t *testing.T, a apitest.Answer) map[string][][]string {
	t.Helper()
	want(t, a, http.StatusOK, "")
	f, err := excelize.OpenReader(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string][][]string{}
	for _, name := range f.GetSheetList() {
		if all[name], err = f.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// beginning is the row of a sheet that begins with some cells.
func beginning(rows [][]string, cells ...string) []string {
	for _, row := range rows {
		if len(row) >= len(cells) && cmp.Equal(row[:len(cells)], cells) {
			return row
		}
	}
	return nil
}

func TestTheReportOfAMonth(t *testing.T) {
	for name, open := range map[string]func() *officeDesk{
		"sqlite":   func() *officeDesk { return newOfficeDesk(t) },
		"postgres": func() *officeDesk { return newOfficeDeskIn(t, pgtest.Open(t)) },
	} {
		t.Run(name, func(t *testing.T) { novemberTold(t, open()) })
	}
}

// novemberTold lets things happen in 内蒙古 in November and reads the report.
func novemberTold(t *testing.T, d *officeDesk) {
	d.noticed("neimeng", "POST", "/v1/notices", strings.Replace(askTongliao, "2026-12-10", "2026-11-23", 1))
	d.done("neimeng", "PUT", "/v1/jurisdictions/150000/targets", `{"targets":[{"id":"2026","threshold":300,"due":"2026-11-30","milestones":[{"due":"2026-06-30","count":200}]}]}`)
	d.pass(3)
	sheets := sheetsOf(t, d.as("neimeng", "GET", "/v1/regions/150000/report.xlsx?month=2026-11", ""))
	if row := beginning(sheets["概要"], "内蒙古自治区检查检验结果互认工作月报"); row == nil {
		t.Errorf("the title is %q", sheets["概要"][0])
	}
	for _, row := range [][]string{{"督办单", "1"}, {"其中逾期未答复", "1"}, {"本月撤回的清单版本", "0"}} {
		if beginning(sheets["概要"], row...) == nil {
			t.Errorf("the summary does not say %q: %q", row, sheets["概要"])
		}
	}
	chifeng := read[api.Progress](t, d.Get(t, "/v1/regions/150400/progress"))
	row := beginning(sheets["各单位进度"], "150400", "赤峰市")
	if diff := cmp.Diff([]string{itoa(chifeng.Listed), itoa(chifeng.Own), itoa(chifeng.Inherited), itoa(chifeng.Live)}, row[2:6]); diff != "" {
		t.Errorf("赤峰's row against its progress (-want +got):\n%s", diff)
	}
	if rows := sheets["逐月"]; rows[len(rows)-1][0] != "2026-11" {
		t.Errorf("the last month is %q", rows[len(rows)-1])
	}
	if row := beginning(sheets["预警"], "150400", "赤峰市", "项目数低于平均"); row != nil {
		t.Errorf("赤峰, which alone has live items, is told to lie below the others: %q", row)
	}
	if row := beginning(sheets["预警"], "150500", "通辽市", "项目数低于平均"); row == nil || !strings.HasPrefix(row[3], "实际互认 0 项，其他 ") {
		t.Errorf("通辽 lies below the others: %q", row)
	}
	if row := beginning(sheets["预警"], "150500", "通辽市", "节点未达到"); row == nil || !strings.HasPrefix(row[3], "2026-06-30 前 200 项") {
		t.Errorf("the milestone that 通辽 missed: %q", row)
	}
	if row := beginning(sheets["督办单"], "150500-notice-1", "内蒙古自治区", "通辽市", "项目数低于平均"); row == nil || row[7] != "待答复" || row[8] != "是" {
		t.Errorf("the notice: %q", row)
	}
	if row := beginning(sheets["质控中心"], "150500", "通辽市", "0", "0", "0"); row == nil || row[5] != "临床检验、放射影像、核医学" {
		t.Errorf("通辽's centres: %q", row)
	}
}

func TestTheReportTellsOfMovements(t *testing.T) {
	d := newOfficeDesk(t)
	d.done("nation", "PUT", "/v1/jurisdictions/150500/settings", `{"notice_hours":0,"sole_approval":true}`)
	id := d.created("negative", "项目,效力\n钾,不予互认\n")
	d.done("li.si", "POST", "/v1/drafts/"+id+"/publish", `{"confirm":true}`)
	d.done("li.si", "POST", "/v1/jurisdictions/150500/lists/negative/versions/1/withdraw", `{"comment":"误发","confirm":true}`)
	sheets := sheetsOf(t, d.as("auditor", "GET", "/v1/regions/150500/report.xlsx?month=2026-11", ""))
	for _, what := range []string{"发布", "撤回"} {
		if beginning(sheets["清单变动"], "2026-11-22", "通辽市", "“负面”清单", "1", what, "2026-12-01") == nil {
			t.Errorf("the report does not tell that version 1 was %s: %q", what, sheets["清单变动"])
		}
	}
	if beginning(sheets["概要"], "本月发布的清单版本", "1") == nil || beginning(sheets["概要"], "本月撤回的清单版本", "1") == nil {
		t.Errorf("the summary: %q", sheets["概要"])
	}
	before := sheetsOf(t, d.as("auditor", "GET", "/v1/regions/150500/report.xlsx?month=2026-10", ""))
	if beginning(before["概要"], "本月发布的清单版本", "0") == nil {
		t.Errorf("in the month before: %q", before["概要"])
	}
}

func TestWhoIsGivenNoReport(t *testing.T) {
	d := newOfficeDesk(t)
	const month = "/report.xlsx?month=2026-11"
	want(t, d.Get(t, "/v1/regions/150500"+month), http.StatusUnauthorized, "SIGN_IN_NEEDED")
	want(t, d.as("hubei", "GET", "/v1/regions/150500"+month, ""), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("nation", "GET", "/v1/regions/999999"+month, ""), http.StatusNotFound, "NOT_FOUND")
	want(t, d.as("nation", "GET", "/v1/regions/150502"+month, ""), http.StatusNotFound, "NOT_FOUND")
	for _, wrong := range []string{"2026-12", "2026-13", "November"} {
		want(t, d.as("nation", "GET", "/v1/regions/150500/report.xlsx?month="+wrong, ""), http.StatusBadRequest, "REQUEST_INVALID")
	}
}

// A hospital that recognizes far less than its peers is flagged; one with few
// cases is not.
func TestTheReportFlagsRates(t *testing.T) {
	d := newOfficeDesk(t)
	recognizes := map[string]int{"甲": 36, "乙": 35, "丙": 37, "丁": 10, "戊": 0} // of 40 reminders; 戊 has 3
	names := map[string]string{}
	for name, recognized := range recognizes {
		made := read[api.Institution](t, d.done("neimeng", "POST", "/v1/institutions",
			`{"name":"演示`+name+`医院","region":"150500","kind":"综合医院","level":3}`))
		names[name] = made.ID
		systems[made.ID] = office.Actor{Institution: registry.InstitutionID(made.ID), Scopes: []office.Scope{office.ScopeOutcomes}}
		reminders := 40
		if recognized == 0 {
			reminders = 3
		}
		var events []map[string]any
		for n := range reminders {
			unique := fmt.Sprintf("receiver=%s", made.ID)
			events = append(events, reported(len(names)*1000+n, unique))
			if n < recognized {
				events = append(events, reported(len(names)*1000+500+n, unique, fmt.Sprintf("case_id=case-%d", len(names)*1000+n), "outcome=recognized"))
			}
		}
		want(t, d.as(made.ID, http.MethodPost, "/v1/outcomes", jsonText(t, events)), http.StatusOK, "")
	}
	sheets := sheetsOf(t, d.as("neimeng", "GET", "/v1/regions/150000/report.xlsx?month=2026-11", ""))
	for name, id := range names {
		row := beginning(sheets["预警"], id, "演示"+name+"医院", "互认率低于平均")
		if flagged := row != nil; flagged != (name == "丁") {
			t.Errorf("演示%s医院 is flagged: %v", name, row)
		}
		if name == "丁" && !strings.HasPrefix(row[3], "40 例中互认 25.0%，同省同类 3 个平均 90.0%") {
			t.Errorf("the figures: %q", row[3])
		}
	}
}

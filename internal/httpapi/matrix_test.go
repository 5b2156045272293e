package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/registry"
)

// deed is a write of the contract as the matrix asks it, about 通辽 (150500) or
// what lies there.
type deed struct {
	operation    string
	method, path string
	body         string
	may          string // who: role@relation, parted by spaces
}

// relations are the regions in which a role is granted, seen from 通辽.
var relations = map[string]registry.RegionCode{
	"own": "150500", "parent": "150000", "nation": office.Nation, "child": "150502", "other": "420100", "sibling": "150400",
}

const (
	drafters   = "editor@own"
	approvers  = "approver@own"
	publishers = "editor@own approver@own"
	keepers    = "editor@own editor@parent editor@nation"
	pressers   = "editor@parent approver@parent"
	managers   = "administrator@own administrator@parent administrator@nation"
)

// deeds is every write of the contract and who may do it.
var deeds = []deed{
	{"PutSettings", "PUT", "/v1/jurisdictions/150500/settings", `{"notice_hours":0,"sole_approval":false}`, managers},
	{"PutTargets", "PUT", "/v1/jurisdictions/150500/targets", `{"targets":[]}`, "administrator@own editor@own"},
	{"CreateDraft", "POST", "/v1/jurisdictions/150500/lists/items/drafts?dry_run=true", `{"effective_from":"2026-12-01","entries":[]}`, drafters},
	{"EditDraft", "PUT", "/v1/drafts/150500-negative-1", `{}`, drafters},
	// Before anybody submits it: who did may take it back.
	{"RejectDraft", "POST", "/v1/drafts/150500-negative-1/reject", `{"comment":"退回"}`, approvers},
	{"SubmitDraft", "POST", "/v1/drafts/150500-negative-1/submit", `{}`, drafters},
	{"ApproveDraft", "POST", "/v1/drafts/150500-negative-1/approve", `{}`, approvers},
	{"AnnounceDraft", "POST", "/v1/drafts/150500-negative-1/announce", `{}`, publishers},
	{"PublishDraft", "POST", "/v1/drafts/150500-negative-1/publish", `{}`, publishers},
	{"RegisterObjection", "POST", "/v1/drafts/150500-negative-1/objections", `{"received_on":"2026-11-22","from":"甲","text":"乙"}`, publishers},
	{"HandleObjection", "PUT", "/v1/drafts/150500-negative-1/objections/1", `{"handling":"丙"}`, publishers},
	{"WithdrawVersion", "POST", "/v1/jurisdictions/150500/lists/items/versions/1/withdraw?dry_run=true", `{"comment":"误发"}`, approvers},
	{"DiscardDraft", "DELETE", "/v1/drafts/150500-negative-1", ``, drafters},
	{"CreateInstitution", "POST", "/v1/institutions?dry_run=true", `{"name":"某医院","region":"150500"}`, keepers},
	{"CorrectInstitution", "PUT", "/v1/institutions/150500-0001?dry_run=true", `{"grade":"甲等"}`, keepers},
	{"CloseInstitution", "POST", "/v1/institutions/150500-0001/close?dry_run=true", `{"on":"2026-12-01","reason":"撤销"}`, keepers},
	{"MergeInstitution", "POST", "/v1/institutions/150500-0001/merge?dry_run=true", `{"into":"150500-0002","reason":"重复"}`, keepers},
	{"MapCodes", "POST", "/v1/institutions/150500-0001/code-map?dry_run=true", `{"rows":[{"code":"K","name":"钾"}]}`, keepers},
	{"ImportQualifications", "POST", "/v1/qualifications?jurisdiction=150500&dry_run=true", `{"rows":[]}`, keepers},
	{"RevokeQualification", "POST", "/v1/qualifications/WyIxNTA1MDAtMDAwMSIsIkxDSE0wNTEiLCIiLCIiXQ/revoke", `{"from":"2026-12-01","reason":"撤销"}`, keepers},
	{"RemoveInstitution", "POST", "/v1/jurisdictions/150500/lists/institutions/removals?dry_run=true", `{"institution":"150500-0001","from":"2026-12-01","reason":"移出"}`, approvers},
	{"RecordConsortium", "POST", "/v1/consortia?dry_run=true", `{"id":"L1","name":"医联体","members":[{"institution":"150500-0001"}]}`, keepers},
	{"RecordAlliance", "POST", "/v1/alliances?dry_run=true", `{"code":"LM","name":"联盟","lead":"150500","members":[{"region":"150500"}]}`, drafters},
	{"UploadCoverage", "POST", "/v1/regions/150500/coverage?dry_run=true", `{"rows":[]}`, drafters},
	{"UploadPrices", "POST", "/v1/regions/150500/prices?dry_run=true", `{"rows":[]}`, drafters},
	// Keys of institutions report, people do not.
	{"ReportOutcomes", "POST", "/v1/outcomes", `{}`, ""},
	// Who adds is a province or the nation; whoever may not even ask is told so first.
	{"AddItem", "POST", "/v1/items?dry_run=true", `{"by":"150500","code":"LCHM951","name":"甲","name_en":"a","domain":"lab","category":"乙","modality":"LAB"}`, drafters},
	// 内蒙古 presses 通辽, which answers.
	{"SendNotice", "POST", "/v1/notices", `{"from":"150000","region":"150500","about":"other","figures":"甲","asked":"乙","due":"2026-12-31"}`, pressers},
	{"AnswerNotice", "POST", "/v1/notices/150500-notice-1/answer", `{"cause":"甲","measures":"乙"}`, publishers},
	{"ReturnNotice", "POST", "/v1/notices/150500-notice-1/return", `{"comment":"不清楚"}`, pressers},
	{"AcceptNotice", "POST", "/v1/notices/150500-notice-1/accept", `{}`, pressers},
	{"CreateAccount", "POST", "/v1/accounts", `{"name":"new.editor","full_name":"新编","grants":[{"role":"editor","region":"150500"}]}`, managers},
	{"PutAccount", "PUT", "/v1/accounts/new.editor", `{"full_name":"新编","grants":[{"role":"editor","region":"150500"}],"disabled":false}`, managers},
	{"ResetPassword", "POST", "/v1/accounts/new.editor/password", ``, managers},
	{"EndSessions", "DELETE", "/v1/accounts/new.editor/sessions", ``, managers},
	{"IssueKey", "POST", "/v1/keys", `{"owner":"通辽 LIS","region":"150500","scopes":["read"]}`, managers},
	{"RevokeKey", "DELETE", "/v1/keys/tongliao", ``, managers},
}

// byBody are the writes whose body says where they are done: who may is asked
// once it is read.
var byBody = []string{
	"CreateInstitution", "RecordConsortium", "RecordAlliance", "AddItem", "SendNotice", "CreateAccount", "PutAccount", "IssueKey",
}

// badBodies are what no write takes, by their content types.
var badBodies = map[string]string{
	`{"nobody_knows":1}`: "application/json",
	`{"rows":`:           "application/json",
	`[]`:                 "text/plain",
	`no form`:            "multipart/form-data",
}

// Every write is asked by every role of every region, and by nobody in
// particular; who may not is refused, and nobody else. Who may not is refused
// whatever the body is.
func TestWhoMayWriteWhat(t *testing.T) {
	d := newOfficeDesk(t)
	d.created("negative", "项目,效力\n钾,不予互认\n")
	for _, name := range []string{"演示甲医院", "演示乙医院"} {
		d.done("neimeng", "POST", "/v1/institutions", `{"name":"`+name+`","region":"150500"}`)
	}
	d.issued(office.Key{ID: "tongliao", Owner: "通辽", Region: "150500", Scopes: []office.Scope{office.ScopeRead}})
	for _, deed := range deeds {
		t.Run(deed.operation, func(t *testing.T) {
			if a := d.Ask(t, deed.method, deed.path, deed.body, "Content-Type: application/json"); a.Status != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("nobody in particular is answered %d: %.300s", a.Status, a.Body)
			}
			d.checkBadBodies(t, deed)
			for relation, region := range relations {
				for _, role := range office.Roles {
					d.checkDeed(t, deed, role, relation, region)
				}
			}
		})
	}
}

// checkBadBodies asks a deed with bodies that it does not take.
func (d *officeDesk) checkBadBodies(t *testing.T, deed deed) {
	t.Helper()
	if deed.body == "" {
		return
	}
	for body, media := range badBodies {
		ask := func(who string) apitest.Answer {
			return d.Ask(t, deed.method, deed.path, body, "Content-Type: "+media, "Idempotency-Key: bad", whoHeader+": "+who)
		}
		if a := ask(""); a.Status != http.StatusUnauthorized {
			t.Errorf("nobody in particular with the body %s is answered %d: %.300s", body, a.Status, a.Body)
		}
		if slices.Contains(byBody, deed.operation) {
			continue
		}
		for relation, region := range relations {
			for _, role := range office.Roles {
				who := role.String() + "@" + relation
				people[who] = []office.Grant{{Role: role, Region: region}}
				a := ask(who)
				if may := slices.Contains(strings.Fields(deed.may), who); may == (a.Status == http.StatusForbidden) {
					t.Errorf("%s with the body %s: answered %d, want leave: %v: %.300s", who, body, a.Status, may, a.Body)
				}
			}
		}
	}
}

func (d *officeDesk) checkDeed(t *testing.T, deed deed, role office.Role, relation string, region registry.RegionCode) {
	t.Helper()
	who := role.String() + "@" + relation
	people[who] = []office.Grant{{Role: role, Region: region}}
	a := d.as(who, deed.method, deed.path, deed.body)
	refused := a.Status == http.StatusUnauthorized || strings.Contains(a.Body, `"NOT_ALLOWED"`)
	if may := slices.Contains(strings.Fields(deed.may), who); may == refused {
		t.Errorf("%s: answered %d, want leave: %v: %.300s", who, a.Status, may, a.Body)
	}
	if a.Status >= http.StatusInternalServerError {
		t.Errorf("%s: answered %d: %.300s", who, a.Status, a.Body)
	}
}

// A write without a row in the matrix fails here, and so does a row without a
// write.
func TestEveryWriteStandsInTheMatrix(t *testing.T) {
	spec, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, deed := range deeds {
		asked[deed.operation] = true
	}
	for path, item := range spec.Paths.Map() {
		for method, operation := range item.Operations() {
			id := operation.OperationID
			if method == http.MethodGet || operation.Tags[0] == "decisions" || operation.Tags[0] == "operation" {
				continue
			}
			if !asked[id] && !slices.Contains(ownAffairs, id) {
				t.Errorf("%s %s (%s) has no row", method, path, id)
			}
			if !slices.Contains(httpapi.WriteOperations, id) && !slices.Contains(ownAffairs, id) {
				t.Errorf("%s %s (%s) is no write to the server: it keeps no receipts", method, path, id)
			}
			delete(asked, id)
		}
	}
	for id := range asked {
		t.Errorf("the row of %s is of no write of the contract", id)
	}
}

// ownAffairs are writes that everybody does for themselves: they have no region.
// They keep no receipts either, since a request's digest would be a password's.
var ownAffairs = []string{"SignIn", "SignOut", "ChangePassword", "BeginTOTP", "ConfirmTOTP", "EndTOTP", "SetUp"}

package httpapi_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"

	"concord/internal/app"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
)

// overtaken is a store in which somebody writes as soon as it has said that
// there is no receipt.
type overtaken struct {
	app.Store
	meanwhile func()
}

func (o *overtaken) Receipt(ctx context.Context, actor, key string) (office.Receipt, error) {
	receipt, err := o.Store.Receipt(ctx, actor, key)
	if write := o.meanwhile; write != nil {
		o.meanwhile = nil
		write()
	}
	return receipt, err
}

// The second of two same requests side by side is planned on what the first one
// left behind, where there is nothing to do any more: it is answered as the first.
func TestTheSameRequestSideBySide(t *testing.T) {
	service, kept := apitest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db"))
	seen := &overtaken{Store: kept}
	d := newOfficeDeskBehind(t, service, kept, seen)
	path := "/v1/drafts/" + d.created("negative", "项目,效力\n钾,不予互认\n")
	for _, asked := range []struct{ method, path, body, header string }{
		{"PUT", path, `{"confirm":true}`, `If-Match: "1"`},
		{"POST", path + "/submit", `{}`, `If-Match: "2"`},
	} {
		var first apitest.Answer
		ask := func() apitest.Answer {
			return d.as("zhang.san", asked.method, asked.path, asked.body, asked.header, "Idempotency-Key: "+asked.path)
		}
		seen.meanwhile = func() { first = ask() }
		second := ask()
		want(t, first, http.StatusOK, "")
		want(t, second, http.StatusOK, "")
		if second.Body != first.Body || second.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s %s: the second is answered %.300s, want the answer of the first", asked.method, asked.path, second.Body)
		}
	}
}

// Who may no longer do what a request asks is not told what it was answered.
func TestARepeatIsAnsweredToWhoStillMay(t *testing.T) {
	d := newOfficeDesk(t)
	people["guest"] = []office.Grant{{Role: office.Editor, Region: "150500"}}
	create := func() apitest.Answer {
		return d.as("guest", "POST", "/v1/jurisdictions/150500/lists/items/drafts",
			`{"effective_from":"2026-12-01","entries":[{"code":"LCHM051"}]}`, "Idempotency-Key: a guest's")
	}
	first := create()
	want(t, first, http.StatusCreated, "")
	people["guest"] = nil
	want(t, create(), http.StatusForbidden, "NOT_ALLOWED")
	people["guest"] = []office.Grant{{Role: office.Editor, Region: "150500"}}
	if again := create(); again.Body != first.Body || again.Status != first.Status {
		t.Errorf("with the role back the repeat is answered %d %.300s", again.Status, again.Body)
	}
}

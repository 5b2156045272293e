package httpapi_test

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"concord/api"
	"concord/catalogs"
	"concord/internal/httpapi/apitest"
	"concord/internal/server"
)

// TestFromTheSetupLinkToKeys goes from the setup link to a second person's keys. Who may do
// what, and who is kept out, is tested in package server.
func TestFromTheSetupLinkToKeys(t *testing.T) {
	service, office := apitest.OfficeIn(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db"))
	s, err := server.New(service, catalogs.Load(), server.Options{Office: office, Clock: func() time.Time { return apitest.Now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	token, err := office.OpenSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := &person{contract: apitest.NewContract(t, s)}
	p.asks(t, http.MethodPost, "/v1/setup", `{"token":"`+token+`","name":"zhang.san","full_name":"张三","password":"several unrelated words"}`, `"administrator"`)
	p.asks(t, http.MethodPost, "/v1/session", `{"name":"zhang.san","password":"several unrelated words"}`, `"signed_in":"password"`)
	p.asks(t, http.MethodGet, "/v1/session", "", `"name":"zhang.san"`)
	p.asks(t, http.MethodPut, "/v1/account/password", `{"old":"several unrelated words","new":"quite another phrase"}`, `"version":2`)
	factor := read[api.SecondFactor](t, p.asks(t, http.MethodPost, "/v1/account/totp", "", `otpauth://totp/Concord:zhang.san?`))
	p.asks(t, http.MethodPut, "/v1/account/totp", `{"code":"`+code(t, factor, 0)+`"}`, `"two_factors":true`)
	p.asks(t, http.MethodDelete, "/v1/account/totp", `{"code":"`+code(t, factor, 30*time.Second)+`"}`, `"two_factors":false`)

	p.asks(t, http.MethodPost, "/v1/accounts", `{"name":"li.si","full_name":"李四","grants":[{"role":"editor","region":"150400"}]}`, `"one_time_password":true`)
	p.asks(t, http.MethodGet, "/v1/accounts?limit=1", "", `"next_cursor":"`)
	p.asks(t, http.MethodGet, "/v1/accounts/li.si", "", `"region":"150400"`)
	p.asks(t, http.MethodPut, "/v1/accounts/li.si", `{"full_name":"李思","grants":[],"disabled":false}`, `"full_name":"李思"`)
	p.asks(t, http.MethodPost, "/v1/accounts/li.si/password", "", `"password":"`)
	p.asks(t, http.MethodDelete, "/v1/accounts/li.si/sessions", "", `"name":"li.si"`)

	issued := read[api.IssuedKey](t, p.asks(t, http.MethodPost, "/v1/keys",
		`{"owner":"演示医院 LIS","institution":"150400-0001","region":"150400","scopes":["read"],"expires":"2027-12-31"}`, `"expires":"2027-12-31"`))
	p.asks(t, http.MethodGet, "/v1/keys", "", issued.Key.ID)
	p.asks(t, http.MethodDelete, "/v1/keys/"+issued.Key.ID, "", `"revoked":true`)
	p.asks(t, http.MethodDelete, "/v1/session", "", "")
}

// code is the one-time password of a second factor, some time from now.
func code(t *testing.T, factor api.SecondFactor, later time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(factor.Secret, apitest.Now.Add(later))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// person is somebody at a browser, which keeps its cookie.
type person struct {
	contract *apitest.Contract
	cookie   string
}

// asks asks and insists on an answer that holds a part.
func (p *person) asks(t *testing.T, method, target, body, part string) apitest.Answer {
	t.Helper()
	answer := p.contract.Ask(t, method, target, body, "Content-Type: application/json", "Cookie: "+p.cookie)
	if answer.Status/100 != 2 || !strings.Contains(answer.Body, part) {
		t.Fatalf("%s %s: %d, and the answer does not hold %s: %s", method, target, answer.Status, part, answer.Body)
	}
	for _, cookie := range (&http.Response{Header: answer.Header}).Cookies() {
		p.cookie = cookie.Name + "=" + cookie.Value
	}
	return answer
}

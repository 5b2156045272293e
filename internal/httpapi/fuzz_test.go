package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"concord/internal/httpapi/apitest"
)

// FuzzBodies sends any text as a question and as a batch: every answer is JSON,
// and none is an internal error.
func FuzzBodies(f *testing.F) {
	for _, body := range []string{
		potassium, "", "null", "[]", `{"issuer":1}`, with(`"situations":[null,"ST03"]`), with(`"patient_age_years":1e3`),
		with(`"at":"1-3"`), with(`"report_time":"2026-11-20T08:00:00 08:00"`), `{"item":{"code":"\ud800"}}`,
		batchOf(3, "brief"), `{"questions":[{"id":"1","panel":"血常规"}],"defaults":` + potassium + `}`,
		`{"questions":[{"id":"\u0000\""},7,null,[]],"defaults":null,"detail":null}`,
	} {
		f.Add(body)
	}
	handler := newHandler(apitest.Registry(f))
	f.Fuzz(func(t *testing.T, body string) {
		for _, target := range []string{"/v1/decisions", "/v1/decisions?detail=brief", "/v1/decisions/batch"} {
			request := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
			request.Header.Set("Content-Type", "application/json")
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, request)
			if recorder.Code >= http.StatusInternalServerError || !json.Valid(recorder.Body.Bytes()) {
				t.Errorf("%s: %d\n%s", target, recorder.Code, recorder.Body)
			}
		}
	})
}

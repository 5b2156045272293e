package web_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// said is what the contract and a page both say of a question.
type said struct {
	outcome, mark, until string
	findings             []string // rule, code, the list that it rests on; with ! where it decided
}

// decision is what the contract answers, as far as pages show it.
type decision struct {
	Outcome    string  `json:"outcome"`
	Mark       *string `json:"mark"`
	ValidUntil *string `json:"valid_until"`
	Decisive   []string
	Findings   []struct {
		Rule, Code, Effect string
		List               *string
		Version            *int
	}
}

var outcomeWords = map[string]string{
	"recognized": "可互认", "physician_discretion": "由接诊医师判断", "not_recognized": "不互认", "undetermined": "无法判断",
}

// contractSays asks the contract.
func (v *visitor) contractSays(t *testing.T, address url.Values) said {
	t.Helper()
	question := url.Values{}
	for name, values := range address {
		question[name] = values
	}
	question.Set("exam_time", address.Get("exam_date")+"T00:00:00+08:00")
	question.Del("exam_date")
	if images := address.Get("has_images"); images != "" {
		question.Set("has_images", fmt.Sprint(images == "yes"))
	}
	status, body := v.get(t, "/v1/decisions?"+question.Encode())
	var d decision
	if err := json.Unmarshal([]byte(body), &d); err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d %s", question.Encode(), status, body)
	}
	s := said{outcome: outcomeWords[d.Outcome]}
	if d.Mark != nil {
		s.mark = *d.Mark
	}
	if d.ValidUntil != nil {
		s.until = strings.Replace((*d.ValidUntil)[:len("2026-11-20T00:00")], "T", " ", 1)
	}
	for _, f := range d.Findings {
		line := f.Rule + " " + f.Code
		if f.List != nil && f.Version != nil {
			jurisdiction, kind, _ := strings.Cut(*f.List, "/")
			line += fmt.Sprintf(" /lists/%s/%s/versions/%d", jurisdiction, kind, *f.Version)
		}
		if f.Effect != "for" && slices.Contains(d.Decisive, f.Code) {
			line += " !"
		}
		s.findings = append(s.findings, line)
	}
	return s
}

var (
	findingItem = regexp.MustCompile(`(?s)<li class="\w+( decisive)?"><span class="badge.*?</li>`)
	findingCode = regexp.MustCompile(`<code>([^<]*)</code>`)
	findingList = regexp.MustCompile(`<a href="([^"]*)">`)
	untilText   = regexp.MustCompile(`(?:有效至|时限至|时限已于) (\d{4}-\d\d-\d\d \d\d:\d\d)`)
)

// pageSays reads the page of the same question.
func (v *visitor) pageSays(t *testing.T, address url.Values) said {
	t.Helper()
	status, body := v.get(t, "/look-up?"+address.Encode())
	if status != http.StatusOK {
		t.Fatalf("%s: %d", address.Encode(), status)
	}
	s := said{outcome: outcomeOn(body), mark: html.UnescapeString(cutOut(body, `<span class="lu-hr" title="互认标识">`, "</span>"))}
	if until := untilText.FindStringSubmatch(cutOut(body, `<p class="lu-valid`, "</p>")); until != nil {
		s.until = until[1]
	}
	for _, item := range findingItem.FindAllStringSubmatch(body, -1) {
		line := findingCode.FindStringSubmatch(item[0])[1]
		if list := findingList.FindStringSubmatch(item[0]); list != nil {
			line += " " + list[1]
		}
		if item[1] != "" {
			line += " !"
		}
		s.findings = append(s.findings, line)
	}
	return s
}

// Whatever the contract decides of a question, the page says.
func TestPagesSayWhatTheContractDecides(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	hospitals := []string{"999999-0001", "440100-0001"}
	for n := range 9 {
		hospitals = append(hospitals, fmt.Sprintf("990100-%04d", n+1))
	}
	items := []string{"LCHM051", "ECTX018", "LHEM001", "LCHM030", "local:K", "local:CKMB", "loinc:0000-0"}
	dates := []string{"2026-11-22", "2026-11-20", "2026-11-15", "2026-10-30", "2025-06-01", "2023-01-01"}
	others := []url.Values{
		{}, {"situation": {"ST03"}}, {"has_images": {"yes"}}, {"has_images": {"no"}, "situation": {"ST01", "ST04"}},
		{"report_status": {"preliminary"}}, {"patient_age_years": {"5"}}, {"patient_age_years": {"40"}, "has_images": {"yes"}},
	}
	outcomes := map[string]int{}
	turn := 0
	for _, issuer := range hospitals {
		for _, receiver := range hospitals {
			for _, item := range items {
				turn++ // dates and the rest take turns
				address := url.Values{"issuer": {issuer}, "receiver": {receiver}, "item": {item}, "exam_date": {dates[turn%len(dates)]}}
				for name, values := range others[turn/len(dates)%len(others)] {
					address[name] = values
				}
				want, got := v.contractSays(t, address), v.pageSays(t, address)
				if got.outcome != want.outcome || got.mark != want.mark || got.until != want.until || !slices.Equal(got.findings, want.findings) {
					t.Errorf("%s:\nthe page says %+v\nthe contract   %+v", address.Encode(), got, want)
				}
				outcomes[want.outcome]++
			}
		}
	}
	for _, word := range outcomeWords {
		if outcomes[word] == 0 {
			t.Errorf("no question was answered with %s: %v", word, outcomes)
		}
	}
}

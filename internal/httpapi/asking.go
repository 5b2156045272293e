package httpapi

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// maxSituations bounds what one question states.
const maxSituations = 50

// maxAge is the greatest age in completed years that a question may state.
const maxAge = 199

// asking turns a question as written into one that can be decided, and gathers
// what keeps it from being asked.
type asking struct {
	call     *call
	into     *recognition.Question
	problems []registry.Problem
}

// ask fills q with a question as written, using the buffer of its situations
// again. Its error is a Refusal.
func (c *call) ask(w *api.Question, q *recognition.Question) error {
	situations := q.Situations[:0]
	*q = recognition.Question{
		Issuer: w.Issuer, Receiver: w.Receiver,
		DiagnosedBy: w.DiagnosedBy,
		Department:  w.Department,
		Qualifiers:  qualifiersOf(w),
	}
	a := asking{call: c, into: q}
	a.required(w)
	a.item(w.Item)
	a.times(w)
	a.report(w)
	a.situations(w.Situations, situations)
	a.age(w.PatientAgeYears)
	a.at(w.At)
	if a.problems != nil {
		return refuse(a.problems)
	}
	return nil
}

func qualifiersOf(w *api.Question) registry.Qualifiers {
	return registry.Qualifiers{
		registry.Specimen: w.Specimen, registry.Method: w.Method, registry.BodySite: w.BodySite,
		registry.Laterality: w.Laterality, registry.Contrast: w.Contrast, registry.Projection: w.Projection,
	}
}

func (a *asking) problem(p registry.Problem) { a.problems = append(a.problems, p) }

func (a *asking) required(w *api.Question) {
	if w.Issuer == "" {
		a.problem(missing("/issuer"))
	}
	if w.Receiver == "" {
		a.problem(missing("/receiver"))
	}
	if w.Item.Code == "" {
		a.problem(missing("/item"))
	}
	if w.ExamTime == "" {
		a.problem(missing("/exam_time"))
	}
}

func (a *asking) item(ref api.ItemRef) {
	system, ok := recognition.ParseCodeSystem(string(ref.System))
	if !ok {
		a.problem(invalid("/item/system",
			textf("不认识的编码体系 %q", "unknown code system %q", ref.System),
			registry.Text{Zh: "可用 registry、loinc、local、receiver-local", En: "it is registry, loinc, local or receiver-local"}))
	}
	a.into.Item = recognition.ItemRef{System: system, Code: ref.Code}
}

func (a *asking) times(w *api.Question) {
	a.into.AskedAt = a.call.now
	a.instant("/exam_time", w.ExamTime, &a.into.ExamTime)
	a.instant("/report_time", w.ReportTime, &a.into.ReportTime)
	a.instant("/asked_at", w.AskedAt, &a.into.AskedAt)
}

// instant reads a time; one that is empty leaves what stands.
func (a *asking) instant(pointer, value string, into *registry.Instant) {
	if value == "" {
		return
	}
	instant, err := registry.ParseInstant(value)
	if err != nil {
		a.problem(badTime(pointer, value))
		return
	}
	*into = instant
}

// badTime says what is wrong with a time: most often its offset.
func badTime(pointer, value string) registry.Problem {
	p := registry.Problem{Pointer: pointer, Code: codeWithoutOffset}
	switch _, err := registry.ParseInstant(value); {
	case plusBecameSpace(value):
		p.Message = textf("%q 的时区前是空格：查询中的加号未转义", "%q has a space before its offset: a plus in a query was not escaped", value)
		p.Fix = registry.Text{Zh: "在查询中把 + 写成 %2B，例如 08:00:00%2B08:00", En: "write + as %2B in a query, for example 08:00:00%2B08:00"}
	case errors.Is(err, registry.ErrWithoutOffset):
		p.Message = textf("时间 %q 没有时区", "time %q has no offset", value)
		p.Fix = registry.Text{Zh: "写明时区，例如 2026-11-20T08:00:00+08:00", En: "state the offset, for example 2026-11-20T08:00:00+08:00"}
	default:
		return invalid(pointer, textf("%q 不是 RFC 3339 时间", "%q is not an RFC 3339 time", value),
			registry.Text{Zh: "写成 2026-11-20T08:00:00+08:00", En: "write it as 2026-11-20T08:00:00+08:00"})
	}
	return p
}

// plusBecameSpace reports whether a time would be well formed with its last
// space read as the plus of its offset.
func plusBecameSpace(value string) bool {
	i := strings.LastIndexByte(value, ' ')
	if i < 0 {
		return false
	}
	_, err := registry.ParseInstant(value[:i] + "+" + value[i+1:])
	return err == nil
}

func (a *asking) report(w *api.Question) {
	status, ok := recognition.ParseReportStatus(string(w.ReportStatus))
	if !ok {
		a.problem(invalid("/report_status",
			textf("不认识的报告状态 %q", "unknown report status %q", w.ReportStatus),
			registry.Text{Zh: "可用 final、amended、preliminary、cancelled", En: "it is final, amended, preliminary or cancelled"}))
	}
	a.into.ReportStatus = status
	if w.HasImages != nil {
		a.into.HasImages = recognition.TriOf(*w.HasImages)
	}
}

func (a *asking) situations(codes []string, buffer []registry.ReasonCode) {
	if len(codes) > maxSituations {
		a.problem(invalid("/situations",
			textf("情形超过 %d 项", "more than %d situations", maxSituations),
			registry.Text{Zh: "只写与此结果有关的情形", En: "state those that concern this result"}))
		return
	}
	for _, code := range codes {
		buffer = append(buffer, registry.ReasonCode(code))
	}
	a.into.Situations = a.once(buffer)
}

// once leaves each situation where it stands first, since one that is stated twice
// is one. One that nobody knows is refused by its place: there, nothing moves.
func (a *asking) once(codes []registry.ReasonCode) []registry.ReasonCode {
	if slices.ContainsFunc(codes, func(code registry.ReasonCode) bool { _, known := a.call.snapshot.Reason(code); return !known }) {
		return codes
	}
	kept := codes[:0]
	for _, code := range codes {
		if !slices.Contains(kept, code) {
			kept = append(kept, code)
		}
	}
	return kept
}

func (a *asking) age(years *int) {
	if years == nil {
		return
	}
	if *years < 0 || *years > maxAge {
		a.problem(invalid("/patient_age_years",
			textf("年龄 %d 不在 0 到 %d 之间", "age %d is not from 0 to %d", *years, maxAge),
			registry.Text{Zh: "填写周岁", En: "state completed years"}))
		return
	}
	a.into.Age = recognition.Age{Stated: true, Years: int16(*years)}
}

func (a *asking) at(revision string) {
	if revision == "" {
		return
	}
	sequence, problem := a.call.sequence(revision)
	if problem != nil {
		a.problem(*problem)
		return
	}
	a.into.At = sequence
}

// questionOf is the question that a query asks.
func questionOf(p *api.DecideByQueryParams) (*api.Question, error) {
	item := recognition.ParseItemRef(p.Item)
	q := &api.Question{
		Issuer: p.Issuer, Receiver: p.Receiver,
		Item:     api.ItemRef{System: api.ItemRefSystem(item.System.String()), Code: item.Code},
		ExamTime: p.ExamTime, ReportTime: p.ReportTime, AskedAt: p.AskedAt,
		ReportStatus: p.ReportStatus, HasImages: p.HasImages,
		Specimen: p.Specimen, Method: p.Method, BodySite: p.BodySite,
		Laterality: p.Laterality, Contrast: p.Contrast, Projection: p.Projection,
		DiagnosedBy: p.DiagnosedBy, Situations: p.Situation,
		PatientAgeYears: p.PatientAgeYears, Department: p.Department, At: p.At,
	}
	return q, validText(q)
}

// validText refuses text that is not UTF-8: a JSON reader has looked already, a
// query has not been looked at, and an answer repeats what it was asked.
func validText(q *api.Question) error {
	all := append([]string{
		q.Issuer, q.Receiver, q.Item.Code, q.Specimen, q.Method, q.BodySite, q.Laterality, q.Contrast,
		q.Projection, q.DiagnosedBy, q.Department,
	}, q.Situations...)
	if slices.ContainsFunc(all, func(s string) bool { return !utf8.ValidString(s) }) {
		return refuse([]registry.Problem{invalid("",
			registry.Text{Zh: "查询不是 UTF-8 编码", En: "the query is not UTF-8"},
			registry.Text{Zh: "以 UTF-8 编码后再转义", En: "escape the UTF-8 form of it"})})
	}
	return nil
}

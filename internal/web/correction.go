package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/api"
)

// correction is a form that corrects what stands, filled with it until somebody
// types.
type correction struct {
	tag    string // of the state that the page shows, as If-Match takes it; empty for what is new
	stands form   // that state, with the fields that it has
	fill   func(f form) deskForm
}

// correct adds the form of a correction. Where somebody else came first, what was
// typed stays, and the page says where that differs from what stands now.
func (p *deskPage) correct(f form, k correction) *deskPage {
	if !k.fill(f).typed(f) {
		k.stands.problems = f.problems
		f = k.stands
	}
	d := k.fill(f)
	if f.overtaken() {
		d.Differs = k.differing(saying(p.Lang), d)
		f.tellOvertaken(p.Lang)
	}
	if k.tag != "" {
		d.Kept = append(d.Kept, f.heldFor(k.tag))
	}
	return p.form(f, d)
}

// typed reports whether somebody sent the fields of a form.
func (d deskForm) typed(f form) bool {
	return slices.ContainsFunc(d.everyField(), func(one fieldView) bool { return f.values.Has(one.Name) })
}

func (d deskForm) everyField() []fieldView {
	if d.Lines == nil {
		return d.Fields
	}
	return slices.Concat(d.Fields, slices.Concat(d.Lines.Rows...))
}

// overtaken reports whether somebody else came first.
func (f form) overtaken() bool {
	return slices.ContainsFunc(f.problems, func(p api.ProblemDetail) bool { return p.Code == overtakenCode })
}

// overtakenCode is the contract's word for it.
const overtakenCode = "PRECONDITION_FAILED"

// tellOvertaken says what that refusal means on a page.
func (f form) tellOvertaken(lang string) {
	for i := range f.problems {
		if p := &f.problems[i]; p.Code == overtakenCode {
			p.Message = both("在您填写期间，他人已作修改", "somebody else made a change while you were typing").In(lang)
			p.Fix = both("页面上是最新内容，您填写的已保留：核对后再次保存", "the page shows how it stands now, with what you typed: look at it and save again").In(lang)
		}
	}
}

// heldFor is the tag that a form keeps: that of the state which it was filled from,
// or of the one which the page shows once somebody was told of it.
func (f form) heldFor(tag string) pair {
	if f.overtaken() {
		return pair{"etag", tag}
	}
	return pair{"etag", cmp.Or(f.Get("etag"), tag)}
}

// differing says where what was typed differs from what stands now.
func (k correction) differing(s saying, typed deskForm) []deskFact {
	var facts []deskFact
	now := k.fill(k.stands)
	differs := func(label, now, typed string) {
		if now != typed {
			facts = append(facts, deskFact{Label: label, Value: cmp.Or(now, "—"), Note: s.t("您填写的：", "you typed: ") + cmp.Or(typed, "—")})
		}
	}
	for i, field := range now.Fields {
		if k.stands.values.Has(field.Name) {
			differs(field.Label, field.shown(s), typed.Fields[i].shown(s))
		}
	}
	if now.Lines != nil {
		differs(now.Lines.Legend, now.Lines.shown(s), typed.Lines.shown(s))
	}
	return facts
}

// shown is the value of a field in words.
func (f fieldView) shown(s saying) string {
	if f.Type == "checkbox" {
		return map[bool]string{true: s.t("是", "yes"), false: s.t("否", "no")}[f.Value == "true"]
	}
	if f.Suggest != "" && strings.HasSuffix(f.Hint, " · "+f.Value) {
		return f.Hint // says which one is meant
	}
	return labelOf(f.Options, f.Value)
}

// shown are the lines that have a value, in words.
func (v *linesView) shown(s saying) string {
	lines := lo.FilterMap(v.Rows, func(row []fieldView, _ int) (string, bool) {
		values := lo.FilterMap(row, func(f fieldView, _ int) (string, bool) { return f.shown(s), f.Value != "" })
		return strings.Join(values, " "), len(values) > 0
	})
	return strings.Join(lines, s.t("；", "; "))
}

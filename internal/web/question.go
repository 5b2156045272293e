package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// nameField is a field for names as the template “name” shows it.
type nameField struct {
	ID, Name, Label, Hint, Placeholder string
	Kind                               string // of what is suggested
	Note                               string // what tells its institution from others of the name
	named
	Problems []api.ProblemDetail
	Links    []choiceLink // one for each choice: the page with it chosen
	Optional bool
}

// choiceLink chooses one of several meanings.
type choiceLink struct{ Href, Label, Note string }

// nameField is a field for names on a page.
func (q *inquiry) nameField(f *frame, name, kind string, n named) nameField {
	field := nameField{ID: "f-" + name, Name: name, Kind: kind, named: n, Problems: q.form.Problems(name)}
	if i, ok := survivor(q.snapshot, registry.InstitutionID(n.Value)); ok {
		field.Note = whereabouts(q.snapshot, i.Region, q.lang)
	}
	for _, choice := range n.Choices {
		field.Links = append(field.Links, choiceLink{f.With(name, choice.Value, name+wasSuffix, ""), choice.Label, choice.Note})
	}
	return field
}

// Labelled names the field.
func (f nameField) Labelled(label string) nameField { f.Label = label; return f }

// WithHint explains the field.
func (f nameField) WithHint(hint string) nameField { f.Hint = hint; return f }

// Such shows what may be typed.
func (f nameField) Such(placeholder string) nameField { f.Placeholder = placeholder; return f }

// MayBeEmpty says that the field need not be filled in.
func (f nameField) MayBeEmpty() nameField { f.Optional = true; return f }

// Described reports whether anything describes the field.
func (f nameField) Described() bool { return f.Hint != "" || len(f.Problems) > 0 }

// partyFields are the fields of the institutions.
func (q *inquiry) partyFields(f *frame) (issuer, receiver, reader nameField) {
	return q.nameField(f, fieldIssuer, "institutions", q.issuer),
		q.nameField(f, fieldReceiver, "institutions", q.receiver),
		q.nameField(f, fieldReader, "institutions", q.reader)
}

// questionDetails are what a question may state besides: situations first, then
// whatever an address states of what is not asked of everybody.
type questionDetails struct {
	Open          bool // something of it is stated
	Cases, Others []situationBox
	Images        []option
	Statuses      []option
	Stated        []detailField
}

// situationBox is a situation that can be stated.
type situationBox struct {
	Code, Label string
	Checked     bool
}

// detailField is a field that is shown only where it is stated or asked for.
type detailField struct {
	Name    string
	Label   string
	Hint    string
	Type    string // number, time, or select
	Options []option
}

// detailView is such a field with what stands in it and what is wrong with that;
// its id begins with where it stands.
type detailView struct {
	Detail    detailField
	ID, Value string
	Problems  []api.ProblemDetail
}

func detailOf(d detailField, form form, place string) detailView {
	return detailView{d, place + d.Name, form.Get(d.Name), form.Problems(d.Name)}
}

func (q *inquiry) details() questionDetails {
	d := questionDetails{Images: q.yesOrNo(), Statuses: q.statuses()}
	for _, name := range append([]string{fieldReport, fieldStatus, fieldImages, fieldSituation, fieldReader}, hourFields...) {
		d.Open = d.Open || q.form.Get(name) != "" || len(q.form.Problems(name)) > 0
	}
	for _, reason := range q.snapshot.Catalogue().Reasons {
		box := situationBox{string(reason.Code), registry.Text{Zh: reason.Name, En: reason.NameEn}.In(q.lang), q.form.Has(fieldSituation, string(reason.Code))}
		switch {
		case reason.Class == registry.Statutory:
			d.Cases = append(d.Cases, box)
		case reason.Class == localReason || box.Checked:
			d.Others = append(d.Others, box)
		}
	}
	for _, name := range detailNames() {
		if q.form.Get(name) != "" {
			d.Stated = append(d.Stated, q.detail(name))
			d.Open = true
		}
	}
	return d
}

// localReason is the class of situations that local lists add to the six cases.
const localReason = "local"

// detailNames are the fields that are not asked of everybody.
func detailNames() []string {
	names := lo.Map(registry.QualifierKinds[:], func(k registry.QualifierKind, _ int) string { return k.String() })
	return append(names, fieldAge, fieldDepartment)
}

// detail is a field that is not asked of everybody.
func (q *inquiry) detail(name string) detailField {
	label := detailLabels[name].In(q.lang)
	switch name {
	case fieldAge:
		return detailField{Name: name, Label: label, Type: "number"}
	case fieldExamTime, fieldReportTime:
		return detailField{Name: name, Label: label, Type: "time"}
	case fieldImages:
		return detailField{Name: name, Label: label, Type: "select", Options: q.yesOrNo()}
	case fieldDepartment:
		return detailField{Name: name, Label: label, Type: "select", Options: q.departments()}
	}
	return detailField{Name: name, Label: label, Type: "select", Options: q.qualifierOptions(name)}
}

var detailLabels = map[string]registry.Text{
	fieldAge:        {Zh: "患者年龄（周岁）", En: "Patient's age in completed years"},
	fieldDepartment: {Zh: "就诊科室", En: "Department"},
	fieldImages:     {Zh: "影像资料能否调阅", En: "Images at hand"},
	fieldExamTime:   {Zh: "检查（采样）时间", En: "Time of the examination or specimen"},
	fieldReportTime: {Zh: "报告时间", En: "Time of the report"},
	"specimen":      {Zh: "标本", En: "Specimen"},
	"method":        {Zh: "方法", En: "Method"},
	"body_site":     {Zh: "部位", En: "Body site"},
	"laterality":    {Zh: "侧别", En: "Side"},
	"contrast":      {Zh: "平扫或增强", En: "Contrast"},
	"projection":    {Zh: "体位", En: "Projection"},
}

func (q *inquiry) notStated() option {
	return option{"", registry.Text{Zh: "未说明", En: "not stated"}.In(q.lang)}
}

func (q *inquiry) yesOrNo() []option {
	return []option{q.notStated(),
		{"yes", registry.Text{Zh: "可以调阅", En: "yes, at hand"}.In(q.lang)},
		{"no", registry.Text{Zh: "不能调阅", En: "no"}.In(q.lang)}}
}

func (q *inquiry) statuses() []option {
	return []option{
		{"", registry.Text{Zh: "最终报告", En: "final"}.In(q.lang)},
		{"amended", registry.Text{Zh: "修订报告", En: "amended"}.In(q.lang)},
		{"preliminary", registry.Text{Zh: "初步报告", En: "preliminary"}.In(q.lang)},
		{"cancelled", registry.Text{Zh: "已作废", En: "cancelled"}.In(q.lang)},
	}
}

func (q *inquiry) departments() []option {
	options := []option{q.notStated()}
	for _, d := range q.snapshot.Catalogue().Departments {
		options = append(options, option{d.Code, registry.Text{Zh: d.Name, En: d.NameEn}.In(q.lang)})
	}
	return options
}

// qualifierOptions are the values of a kind of qualifier. A value that an address
// states and the catalogue has not stays, so that it is seen and can be taken away.
func (q *inquiry) qualifierOptions(kind string) []option {
	options := []option{q.notStated()}
	for _, value := range q.snapshot.Catalogue().Qualifiers {
		if value.Kind.String() == kind {
			options = append(options, option{value.Code, cmp.Or(registry.Text{Zh: value.Name, En: value.NameEn}.In(q.lang), value.Code)})
		}
	}
	stated := q.form.Get(kind)
	if !slices.ContainsFunc(options, func(o option) bool { return o.Value == stated }) {
		options = append(options, option{stated, stated})
	}
	return options
}

// given is one thing that a question said.
type given struct{ Name, Value, Href string }

// facts are the question as it was answered, for the page and for the record;
// what was not stated is left out.
func (q *inquiry) facts(order string, a *recognition.Answer) []given {
	facts := []given{
		{q.word("出具结果的医院", "From"), q.partyFact(q.issuer, a.Issuer), institutionAddress(a.Issuer)},
		{q.word("接诊医院", "At"), q.partyFact(q.receiver, a.Receiver), institutionAddress(a.Receiver)},
		{q.word("项目", "Item"), q.orderText(order), ""},
		{q.word("检查（采样）日期", "Examined"), q.timeText(q.question.ExamTime, fieldExamTime), ""},
		{q.word("报告日期", "Reported"), q.timeText(q.question.ReportTime, fieldReportTime), ""},
		{q.word("报告状态", "Report status"), chosenLabel(q.statuses(), q.form.Get(fieldStatus)), ""},
		{detailLabels[fieldImages].In(q.lang), chosenLabel(q.yesOrNo(), q.form.Get(fieldImages)), ""},
		{q.word("诊断机构", "Read by"), q.partyFact(q.reader, a.Reader), institutionAddress(a.Reader)},
		{q.word("本次情形", "Situations"), q.situationTexts(), ""},
	}
	for _, name := range detailNames() {
		d := q.detail(name)
		text := q.form.Get(name)
		if d.Type == "select" {
			text = chosenLabel(d.Options, text)
		}
		facts = append(facts, given{d.Label, text, ""})
	}
	facts = append(facts,
		given{q.word("询问时间", "Asked"), minuteOf(a.AskedAt), ""},
		given{q.word("登记状态", "Registry state"), a.Revision.String(), ""},
	)
	return lo.Filter(facts, func(f given, _ int) bool { return f.Value != "" })
}

// chosenLabel is the label of an option; nothing for the one that states nothing.
func chosenLabel(options []option, value string) string {
	for _, o := range options {
		if o.Value == value && value != "" {
			return o.Label
		}
	}
	return ""
}

func (q *inquiry) word(zh, en string) string { return saying(q.lang).t(zh, en) }

func withCode(name, code string) string {
	if name == code || code == "" {
		return name
	}
	return name + " · " + code
}

func (q *inquiry) orderText(code string) string {
	if known, ok := order(q.snapshot, code, q.lang); ok {
		return withCode(known.Label, code)
	}
	return code
}

func (q *inquiry) situationTexts() string {
	texts := lo.FilterMap(q.question.Situations, func(code registry.ReasonCode, _ int) (string, bool) {
		r, ok := q.snapshot.Reason(code)
		if !ok {
			return "", false
		}
		return registry.Text{Zh: r.Name, En: r.NameEn}.In(q.lang), true
	})
	return strings.Join(texts, q.word("；", "; "))
}

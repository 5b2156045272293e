package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/wording"
)

// The fields of the look-up, as they stand in an address. A field of names has a
// second one with wasSuffix: what it meant before.
const (
	fieldIssuer     = "issuer"
	fieldReceiver   = "receiver"
	fieldItem       = "item"
	fieldExam       = "exam_date"
	fieldReport     = "report_date"
	fieldStatus     = "report_status"
	fieldImages     = "has_images"
	fieldSituation  = "situation"
	fieldReader     = "diagnosed_by"
	fieldAge        = "patient_age_years"
	fieldDepartment = "department"
	fieldAskedAt    = "asked_at"
	fieldAt         = "at"
	fieldAsk        = "ask" // the form was sent: what is missing is said
	wasSuffix       = "_was"
)

// maxAge is the greatest age in completed years, as in the contract.
const maxAge = 199

// inquiry is what a page of the look-up asks about, read from its address: all
// of a question but the item. What is wrong with it stands in its form.
type inquiry struct {
	web                      *Web
	snapshot                 *recognition.Snapshot
	lang, origin             string
	form                     form
	issuer, receiver, reader named
	question                 recognition.Question
}

// inquire reads what a page asks about.
func (w *Web) inquire(c echo.Context, s *recognition.Snapshot) *inquiry {
	q := &inquiry{web: w, snapshot: s, lang: languageOf(c), origin: c.Scheme() + "://" + c.Request().Host, form: form{values: copied(c.QueryParams())}}
	q.issuer = q.institution(fieldIssuer)
	q.receiver = q.institution(fieldReceiver)
	q.reader = q.institution(fieldReader)
	q.question = recognition.Question{
		Issuer: q.issuer.Value, Receiver: q.receiver.Value, DiagnosedBy: q.reader.Value,
		Department: q.form.Get(fieldDepartment),
	}
	q.times()
	if q.question.Department != "" && chosenLabel(q.departments(), q.question.Department) == "" {
		q.wrong(fieldDepartment, sprint("没有科室“%s”", "there is no department “%s”", q.question.Department), chooseListed)
	}
	for _, code := range q.situations() {
		q.question.Situations = append(q.question.Situations, registry.ReasonCode(code))
	}
	for _, kind := range registry.QualifierKinds {
		q.question.Qualifiers[kind] = q.form.Get(kind.String())
	}
	q.report()
	q.age()
	q.moment()
	return q
}

// situations are the situations that are stated, each once.
func (q *inquiry) situations() []string { return lo.Uniq(q.form.All(fieldSituation)) }

// neededFields are the fields that no question can do without.
var neededFields = []string{fieldIssuer, fieldReceiver, fieldItem, fieldExam}

// stated reports whether everything that a question cannot do without is there.
func (q *inquiry) stated() bool {
	return !slices.ContainsFunc(neededFields, func(name string) bool { return q.form.Get(name) == "" })
}

// fixed reports whether an address says when it is asked, or of which state.
func (q *inquiry) fixed() bool { return q.form.Get(fieldAskedAt) != "" || q.form.Get(fieldAt) != "" }

// status is that of a page that answers, or else says what is wrong.
func (q *inquiry) status() int {
	if q.form.Refused() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// asks reports whether the page is to answer, or to say what is missing: a form
// was sent, or a link states everything.
func (q *inquiry) asks() bool { return q.form.Get(fieldAsk) != "" || q.stated() }

// wrong adds a problem with a field.
func (q *inquiry) wrong(name string, message, fix registry.Text) {
	q.form.wrong(name, message.In(q.lang), fix.In(q.lang))
}

// institution reads a field of an institution.
func (q *inquiry) institution(name string) named {
	n := q.web.institutionMeant(q.snapshot, q.form.Get(name), q.form.Get(name+wasSuffix), q.lang)
	q.settled(name, n, institutionFix)
	return n
}

// What to do about a name that means nothing.
var (
	institutionFix = registry.Text{
		Zh: "输入全称、简称、拼音首字母或机构编号；确实没有登记的医院，无法判断其结果，由接诊医师核对报告后决定",
		En: "type its name, short name, pinyin initials or id; of a hospital that is not registered nothing can be said, and the physician decides on the report",
	}
	orderFix = registry.Text{
		Zh: "输入项目名称、缩写、拼音首字母或代码，例如 血钾、ALT、xcg、LCHM051",
		En: "type a name, an abbreviation, pinyin initials or a code, such as potassium, ALT, xcg or LCHM051",
	}
)

// order reads the field of an item or panel.
func (q *inquiry) order() named {
	n := q.web.orderMeant(q.snapshot, q.form.Get(fieldItem), q.form.Get(fieldItem+wasSuffix), q.lang)
	q.settled(fieldItem, n, orderFix)
	return n
}

// settled says what is wrong where the text of a field means nothing, or several
// things.
func (q *inquiry) settled(name string, n named, fix registry.Text) {
	switch {
	case n.Text == "" || n.Value != "":
	case len(n.Choices) == 1:
		q.wrong(name, sprint("“%s”不是登记的名称，可能指以下这项", "“%s” is no registered name, and may mean this one", n.Text),
			registry.Text{Zh: "是它就选择，不是就改写", En: "choose it, or type another name"})
	case len(n.Choices) > 0:
		q.wrong(name, sprint("“%s”可能是以下之一", "“%s” may be any of these", n.Text),
			registry.Text{Zh: "请选择", En: "choose one"})
	default:
		q.wrong(name, sprint("没有找到“%s”", "nothing is called “%s”", n.Text), fix)
	}
}

var chooseListed = registry.Text{Zh: "从列表中选择", En: "choose one of the list"}

// day reads a date, which stands for the first second of its day; 0 where there
// is none.
func (q *inquiry) day(name string) registry.Instant {
	text := q.form.Get(name)
	if text == "" {
		return 0
	}
	day, err := registry.ParseDay(text)
	if err != nil {
		q.wrong(name, sprint("“%s”不是日期", "“%s” is not a date", text),
			registry.Text{Zh: "写成 2026-11-20", En: "write it as 2026-11-20"})
		return 0
	}
	if day < earliest {
		q.wrong(name, sprint("“%s”的年份不对", "the year of “%s” is too early", text),
			registry.Text{Zh: "年份写四位，例如 2026-11-20", En: "write the year in four digits, as in 2026-11-20"})
		return 0
	}
	return day.Start()
}

// earliest is the first day that a result may be of: what lies before it is a year
// of two digits.
var earliest = registry.DayOf(1949, time.October, 1)

func (q *inquiry) report() {
	status, ok := recognition.ParseReportStatus(q.form.Get(fieldStatus))
	if !ok {
		q.wrong(fieldStatus, sprint("不认识的报告状态“%s”", "unknown report status “%s”", q.form.Get(fieldStatus)),
			chooseListed)
	}
	q.question.ReportStatus = status
	switch images := q.form.Get(fieldImages); images {
	case "":
	case "yes":
		q.question.HasImages = recognition.Yes
	case "no":
		q.question.HasImages = recognition.No
	default:
		q.wrong(fieldImages, sprint("“%s”既不是有，也不是无", "“%s” is neither yes nor no", images),
			chooseListed)
	}
}

func (q *inquiry) age() {
	text := q.form.Get(fieldAge)
	if text == "" {
		return
	}
	years, err := strconv.Atoi(text)
	if err != nil || years < 0 || years > maxAge {
		q.wrong(fieldAge, sprint("年龄“%s”不在 0 到 %d 之间", "age “%s” is not from 0 to %d", text, maxAge),
			registry.Text{Zh: "填写周岁", En: "state completed years"})
		return
	}
	q.question.Age = recognition.Age{Stated: true, Years: int16(years)}
}

// moment reads when it is asked, and from which state of the registry: now and
// the newest, but for a link that reproduces an answer.
func (q *inquiry) moment() {
	q.question.AskedAt = q.web.now()
	if text := q.form.Get(fieldAskedAt); text != "" {
		at, err := registry.ParseInstant(text)
		if err != nil {
			q.wrong(fieldAskedAt, sprint("“%s”不是询问时间", "“%s” is no time of asking", text), brokenLink)
			return
		}
		if at > q.web.now()+aheadOfUs {
			q.wrong(fieldAskedAt, sprint("询问时间“%s”还没有到", "“%s” is still to come", text), brokenLink)
			return
		}
		q.question.AskedAt = at
	}
	text := q.form.Get(fieldAt)
	if text == "" {
		return
	}
	revision, err := registry.ParseRevision(text)
	sequence, ok := q.snapshot.Sequence(revision)
	if err != nil || !ok {
		q.wrong(fieldAt, sprint("没有登记状态 %s", "there is no registry state %s", text), brokenLink)
		return
	}
	q.question.At = sequence
}

// aheadOfUs is how far the clock of who made a link may run ahead, in seconds.
const aheadOfUs = 5 * 60

var brokenLink = registry.Text{Zh: "使用完整的链接，或重新查询", En: "use the whole link, or ask anew"}

// require says which of the fields are missing, once a form was sent.
func (q *inquiry) require(names ...string) {
	if q.form.Get(fieldAsk) == "" {
		return
	}
	for _, name := range names {
		if q.form.Get(name) == "" {
			q.wrong(name, missingTexts[name].message, missingTexts[name].fix)
		}
	}
}

// missingTexts are what is said of fields that are empty and may not be.
var missingTexts = map[string]struct{ message, fix registry.Text }{
	fieldIssuer: {
		registry.Text{Zh: "请填写出具结果的医院", En: "say which hospital the result is from"},
		registry.Text{Zh: "名称、简称、拼音首字母或编号均可", En: "its name, short name, pinyin initials or id"},
	},
	fieldReceiver: {
		registry.Text{Zh: "请填写接诊医院", En: "say which hospital the patient is at"},
		registry.Text{Zh: "名称、简称、拼音首字母或编号均可", En: "its name, short name, pinyin initials or id"},
	},
	fieldInstitution: {
		registry.Text{Zh: "请填写医院", En: "say which hospital"},
		registry.Text{Zh: "名称、简称、拼音首字母或编号均可", En: "its name, short name, pinyin initials or id"},
	},
	fieldItem: {
		registry.Text{Zh: "请填写检查检验项目", En: "say which item it is"},
		registry.Text{Zh: "名称、缩写、拼音首字母或代码均可", En: "its name, abbreviation, pinyin initials or code"},
	},
	fieldExam: {
		registry.Text{Zh: "请填写检查（采样）日期", En: "say when it was examined"},
		registry.Text{Zh: "见报告上的检查时间或采样时间", En: "the report says when it was examined or the specimen was taken"},
	},
}

// decide answers the question for an item. What keeps it from being asked is put
// at its field, and there is no answer.
func (q *inquiry) decide(item string) *recognition.Answer {
	question := q.question
	question.Item = recognition.ParseItemRef(item)
	var a recognition.Answer
	err := recognition.Decide(q.snapshot, &question, &a)
	if refused, ok := errors.AsType[recognition.InputErrors](err); ok {
		for _, one := range refused {
			q.refuse(one)
		}
		return nil
	}
	return &a
}

// refuse puts what keeps a question from being asked at its field.
func (q *inquiry) refuse(e recognition.InputError) {
	field := q.fieldOf(e.Field)
	if e.Code == recognition.SituationUnknown {
		q.wrong(fieldSituation, sprint("没有情形“%s”", "there is no situation “%s”", e.Value), tickSituations)
		return
	}
	problem := wording.InputProblem(e)
	texts := inputTexts
	if slices.Contains(hourFields, field) {
		texts = hourTexts
	}
	if plain, ok := texts[e.Code]; ok {
		problem.Message, problem.Fix = plain[0], plain[1]
	}
	q.wrong(field, problem.Message, problem.Fix)
}

var tickSituations = registry.Text{Zh: "在“更多条件”中勾选本次就诊的情形", En: "tick those of this visit under “More conditions”"}

// inputTexts say of dates, and to people, what package wording says of instants
// and to programs: message and fix.
var inputTexts = map[recognition.InputCode][2]registry.Text{
	recognition.ReportBeforeExam: {
		{Zh: "报告日期早于检查日期", En: "the report is dated before the examination"},
		{Zh: "核对两个日期", En: "check both dates"},
	},
	recognition.TimeAfterAsked: {
		{Zh: "这一天还没有到", En: "that day is still to come"},
		{Zh: "核对报告上的日期", En: "check the date on the report"},
	},
	recognition.ReaderNotApplicable: {
		{Zh: "检验结果没有集中式诊断", En: "a laboratory result is not read elsewhere"},
		{Zh: "清空此项；只有检查项目需要填写", En: "leave this empty; it is for examinations"},
	},
}

// hourTexts say it of times, where the question states them to the hour.
var hourTexts = map[recognition.InputCode][2]registry.Text{
	recognition.ReportBeforeExam: {
		{Zh: "报告时间早于检查时间", En: "the report is from before the examination"},
		{Zh: "核对两个时间", En: "check both times"},
	},
	recognition.TimeAfterAsked: {
		{Zh: "这个时间还没有到", En: "that time is still to come"},
		{Zh: "核对报告上的时间", En: "check the time on the report"},
	},
}

// fieldOf is the field of these pages that holds a field of a question: of a time,
// its hour where one is stated, and its date otherwise.
func (q *inquiry) fieldOf(asked string) string {
	switch asked {
	case fieldExamTime, fieldReportTime:
		if q.says(asked) {
			return asked
		}
		return map[string]string{fieldExamTime: fieldExam, fieldReportTime: fieldReport}[asked]
	case "situations":
		return fieldSituation
	}
	return asked
}

// fixedLink is a page that gives the same answer for ever.
type fixedLink struct {
	Href  string
	Whole string // with the host, for paper
}

// address is a look-up for an item that says all that this one says, of the same
// moment where this one is of a stated moment.
func (q *inquiry) address(item string, a *recognition.Answer) string {
	values := q.valuesFor(item)
	if q.fixed() {
		fixMoment(values, a)
	}
	return pathWith("/look-up", values)
}

// fixedAt is the page of an address at the moment of an answer.
func (q *inquiry) fixedAt(path string, values url.Values, a *recognition.Answer) fixedLink {
	fixMoment(values, a)
	href := pathWith(path, values)
	return fixedLink{href, q.origin + href}
}

// fixMoment says when an answer was asked for, and of which state of the registry.
func fixMoment(values url.Values, a *recognition.Answer) {
	values.Set(fieldAskedAt, a.AskedAt.String())
	values.Set(fieldAt, a.Revision.String())
}

// fixedFor is the look-up for an item that gives this answer.
func (q *inquiry) fixedFor(item string, a *recognition.Answer) fixedLink {
	return q.fixedAt("/look-up", q.valuesFor(item), a)
}

// valuesFor are the values of a look-up for items.
func (q *inquiry) valuesFor(items ...string) url.Values {
	values := q.values()
	values[fieldItem] = items
	return values
}

// thenView says of an answer of another moment, or of another state of the
// registry, which that is, and leads to the same question asked now; both are
// empty of an answer of now.
type thenView struct{ Said, Again string }

// then is what is said of the moment of an answer, on the page of an address.
func (q *inquiry) then(path string, values url.Values, a *recognition.Answer) thenView {
	var said registry.Text
	switch asked, state := minuteOf(a.AskedAt), a.Revision.String(); {
	case !q.fixed():
		return thenView{}
	case !q.says(fieldAskedAt):
		said = sprint("这是按登记状态 %s 作出的回答，不是当前的登记状态；有效期按今天计。", "This answer is from state %s of the registry, not the current one; its window is told of today.", state)
		if q.question.At == q.snapshot.Head().Newest {
			said = sprint("这是按登记状态 %s 作出的回答，即当前的登记状态。", "This answer is from state %s of the registry, which is the current one.", state)
		}
	default:
		said = sprint("这是当时的回答：询问时间 %s，登记状态 %s。", "This is the answer as it was given: asked %s, from state %s of the registry.", asked, state)
	}
	return thenView{said.In(q.lang), pathWith(path, values)}
}

// values are what is asked, with what its names mean, but for the item and the
// moment.
func (q *inquiry) values() url.Values {
	values := url.Values{fieldSituation: q.situations()}
	for _, name := range slices.Concat([]string{fieldExam, fieldReport, fieldStatus, fieldImages}, hourFields, detailNames()) {
		values.Set(name, q.form.Get(name))
	}
	values.Set(fieldIssuer, q.issuer.Value)
	values.Set(fieldReceiver, q.receiver.Value)
	values.Set(fieldReader, q.reader.Value)
	for name := range values {
		if strings.Join(values[name], "") == "" {
			values.Del(name)
		}
	}
	return values
}

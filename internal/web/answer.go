package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/wording"
)

// outcomeView is an outcome as people read it: a word, and a colour and a shape
// that only repeat it.
type outcomeView struct {
	Key  string // as in the contract
	Word string
	Tone string // good, fair, bad or unsure
}

var outcomeWords = [...]struct {
	word registry.Text
	tone string
}{
	recognition.Undetermined:        {registry.Text{Zh: "无法判断", En: "Cannot tell"}, "unsure"},
	recognition.Recognized:          {registry.Text{Zh: "可互认", En: "Recognized"}, "good"},
	recognition.PhysicianDiscretion: {registry.Text{Zh: "由接诊医师判断", En: "Physician's discretion"}, "fair"},
	recognition.NotRecognized:       {registry.Text{Zh: "不互认", En: "Not recognized"}, "bad"},
}

func outcomeOf(o recognition.Outcome, lang string) outcomeView {
	said := outcomeWords[o]
	return outcomeView{o.String(), said.word.In(lang), said.tone}
}

// answerView is one answer as pages show it.
type answerView struct {
	Outcome     outcomeView
	Name, Href  string // of the item; no link where it is not known
	Ask         string // the look-up of this item
	Fixed       fixedLink
	Mark        string
	Validity    validityView
	Explanation string
	ForPatient  string
	MayAccept   bool
	Caveat      string // that the time of day may change it; empty: it does not
	Reason      string // the first thing that decided
	Note        string // what of the question was left out of it
	Findings    []findingView
	Revision    string
	AskedAt     string
	asked       string // the item or code that was asked for
	wants       []want
	meanings    []string // codes of the items that the code asked for may mean, where those are several
}

// findingView is one finding.
type findingView struct {
	Rule, Code string
	Effect     string // what it says of recognition
	Tone       string
	Decisive   bool
	Message    string
	Basis      string
	List, Href string // the version that it rests on; empty where it rests on none
}

// want is a field that an answer asks for.
type want struct {
	Field    string
	Optional bool // the answer stands without it, and could be more certain
}

var effectWords = [...]struct {
	word registry.Text
	tone string
}{
	recognition.Noted:         {registry.Text{Zh: "提示", En: "Note"}, "plain"},
	recognition.For:           {registry.Text{Zh: "符合", En: "Met"}, "good"},
	recognition.Discretionary: {registry.Text{Zh: "医师判断", En: "Physician"}, "fair"},
	recognition.Unknown:       {registry.Text{Zh: "待明确", En: "Unknown"}, "unsure"},
	recognition.Against:       {registry.Text{Zh: "不符合", En: "Not met"}, "bad"},
}

// show is an answer about an item or a code that was asked for.
func (q *inquiry) show(a *recognition.Answer, item string) answerView {
	speaker := wording.NewSpeaker(q.snapshot, a, q.lang, wording.Plain)
	v := answerView{
		Outcome: outcomeOf(a.Outcome, q.lang), Name: item,
		Ask: q.address(item, a), Fixed: q.fixedFor(item, a),
		Mark: a.Mark, Validity: q.validity(a), MayAccept: a.PhysicianMayAccept,
		Explanation: readable(speaker.Explanation(nil)),
		ForPatient:  string(speaker.PatientText(nil)),
		Reason:      q.reason(a),
		Revision:    a.Revision.String(), AskedAt: minuteOf(a.AskedAt),
		asked: item, wants: q.wants(a),
	}
	if hour := q.hourThatMatters(a, item); hour != "" {
		v.Caveat = caveat.In(q.lang)
		v.wants = append(v.wants, want{hour, true})
	}
	if i, ok := q.snapshot.Item(a.Item); ok {
		v.Name, v.Href = itemName(i, q.lang), itemAddress(i.Code)
	}
	for i := range a.Findings {
		f := &a.Findings[i]
		v.Findings = append(v.Findings, q.finding(&speaker, a, f))
		if p, ok := f.Parameters.Get(recognition.ParamItems); ok {
			v.meanings = strings.Fields(p.Text)
		}
	}
	return v
}

// reason is the first thing that decided; of a recognized result, where
// everything did, nothing.
func (q *inquiry) reason(a *recognition.Answer) string {
	deciding := a.Deciding()
	for i := range a.Findings {
		if f := &a.Findings[i]; f.Effect == deciding && deciding != recognition.For {
			speaker := wording.NewSpeaker(q.snapshot, a, q.lang, wording.Plain)
			return readable(speaker.Message(f, nil))
		}
	}
	return ""
}

// caveat says that an answer may be another one by the time of day, which a date
// does not tell.
var caveat = registry.Text{
	Zh: "日期按当日 00:00 计；按报告上的具体时间，结果可能仍在时限内，请补充时间。",
	En: "The date stands for 00:00; by the time on the report, the result may still be within the window: state it.",
}

func (q *inquiry) finding(speaker *wording.Speaker, a *recognition.Answer, f *recognition.Finding) findingView {
	said := effectWords[f.Effect]
	v := findingView{
		Rule: f.Rule.String(), Code: f.Code.String(), Effect: said.word.In(q.lang), Tone: said.tone,
		Decisive: f.Effect == a.Deciding() && f.Effect != recognition.For,
		Message:  readable(speaker.Message(f, nil)), Basis: wording.Basis(q.snapshot, f),
	}
	if f.List.Kind == registry.ListUnknown || f.Version == 0 {
		return v
	}
	place := q.snapshot.JurisdictionName(f.List.Jurisdiction, a.Revision.Sequence)
	place.En = cmp.Or(place.En, place.Zh)
	kind := citedLists[f.List.Kind]
	v.List = sprint("%[1]s%[2]s 第 %[5]d 版", "%[3]s: %[4]s, version %[5]d", place.Zh, kind.Zh, place.En, kind.En, f.Version).In(q.lang)
	v.Href = versionAddress(f.List, int(f.Version))
	return v
}

// fieldNames are the names of fields that sentences have beside their labels, for
// whoever writes programs.
var fieldNames = strings.NewReplacer(
	"（has_images）", "", "（patient_age_years）", "", "（department）", "",
	" (has_images)", "", " (patient_age_years)", "", " (department)", "",
)

// readable is a sentence for people.
func readable(sentence []byte) string { return strings.TrimSpace(fieldNames.Replace(string(sentence))) }

// citedLists are the three lists as an answer cites them.
var citedLists = [...]registry.Text{
	registry.ItemList:        {Zh: "互认项目清单", En: "item list"},
	registry.InstitutionList: {Zh: "互认医疗机构清单", En: "institution list"},
	registry.NegativeList:    {Zh: "“负面”清单", En: "negative list"},
}

// validityView is how long a result is valid: until when, how far that is from
// when it was asked, and, of an answer of another moment, how it stands today;
// all empty where no window was asked of.
type validityView struct {
	Until, Distance, Today string
	Passed                 bool
}

func (q *inquiry) validity(a *recognition.Answer) validityView {
	if !a.Windowed {
		return validityView{Until: q.unbounded(a)}
	}
	v := validityView{Until: q.until(a).In(q.lang), Passed: a.ValidUntil < a.AskedAt}
	then := distance(a.AskedAt, a.ValidUntil)
	if !q.says(fieldAskedAt) {
		v.Distance = then.In(q.lang)
		return v
	}
	v.Distance = registry.Text{Zh: "当时" + then.Zh, En: then.En + " then"}.In(q.lang)
	if !v.Passed {
		v.Today = q.today(a.ValidUntil, then).In(q.lang)
	}
	return v
}

// today says how a window stands today that was open when it was asked of; nothing
// where that is what was said then.
func (q *inquiry) today(end registry.Instant, then registry.Text) registry.Text {
	now := distance(q.web.now(), end)
	switch {
	case end < q.web.now():
		return registry.Text{Zh: "今天已届满", En: "over today"}
	case now == then:
		return registry.Text{}
	}
	return registry.Text{Zh: "今天" + now.Zh, En: now.En + " today"}
}

// until says when the window of an answer ends or has ended.
func (q *inquiry) until(a *recognition.Answer) registry.Text {
	switch end := minuteOf(a.ValidUntil); {
	case a.ValidUntil < a.AskedAt:
		return sprint("时限已于 %[1]s 届满", "the window ended %[1]s", end)
	case a.Outcome == recognition.NotRecognized, a.Outcome == recognition.Undetermined:
		return sprint("时限至 %[1]s", "the window ends %[1]s", end) // of what holds nowhere, nothing is valid
	default:
		return sprint("有效至 %[1]s", "valid until %[1]s", end)
	}
}

// distance says how far the end of a window is from a moment.
func distance(now, end registry.Instant) registry.Text {
	if end < now {
		past := spanOf(now - end)
		return registry.Text{Zh: "已过" + past.Zh, En: past.En + " ago"}
	}
	left := spanOf(end - now)
	return registry.Text{Zh: "还有" + left.Zh, En: left.En + " left"}
}

// unbounded says why there is no end; nothing where no window was asked of.
func (q *inquiry) unbounded(a *recognition.Answer) string {
	for i := range a.Findings {
		switch a.Findings[i].Code {
		case recognition.WithinWindow:
			return registry.Text{Zh: "时限不限", En: "no limit of time"}.In(q.lang)
		case recognition.WindowUnstated:
			return registry.Text{Zh: "清单未规定时限", En: "the list states no window"}.In(q.lang)
		}
	}
	return ""
}

// spanOf is a length of time, in whole days or else hours.
func spanOf(seconds registry.Instant) registry.Text {
	const hour, day = 3600, 24 * 3600
	switch {
	case seconds >= 2*day:
		return sprint(" %d 天", "%d days", seconds/day)
	case seconds >= day:
		return registry.Text{Zh: " 1 天", En: "1 day"}
	case seconds >= hour:
		return sprint(" %d 小时", "%d h", seconds/hour)
	}
	return registry.Text{Zh: "不足 1 小时", En: "less than an hour"}
}

// wants are the fields that an answer asks for: those it cannot do without,
// those it did without, and those in which the entry that governs is narrower
// than its item, as long as the question does not state them. Of a result that is
// not recognized it asks for nothing: nothing more would make it so.
func (q *inquiry) wants(a *recognition.Answer) []want {
	if a.Outcome == recognition.NotRecognized {
		return nil
	}
	var wants []want
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.Code != recognition.DataRequired && f.Code != recognition.NegNotAssessed {
			continue
		}
		if p, ok := f.Parameters.Get(recognition.ParamField); ok {
			wants = append(wants, want{p.Text, f.Effect != recognition.Unknown})
		}
	}
	for _, kind := range q.narrowed(a) {
		wants = append(wants, want{kind.String(), true})
	}
	slices.SortStableFunc(wants, neededFirst)
	return lo.UniqBy(wants, func(w want) string { return w.Field })
}

func neededFirst(a, b want) int {
	switch {
	case a.Optional == b.Optional:
		return 0
	case a.Optional:
		return 1
	}
	return -1
}

// narrowed are the kinds of qualifiers that the governing entry states and the
// question does not.
func (q *inquiry) narrowed(a *recognition.Answer) []registry.QualifierKind {
	var kinds []registry.QualifierKind
	parts := strings.Split(string(a.Governing.Entry), ";")
	for _, value := range q.snapshot.Catalogue().Qualifiers {
		if slices.Contains(parts[1:], value.Code) && q.question.Qualifiers[value.Kind] == "" {
			kinds = append(kinds, value.Kind)
		}
	}
	return kinds
}

// Package wording turns the codes and parameters of answers into sentences, in
// Chinese or English. It decides nothing: everything it says stands in the
// finding or is the name of something the finding names.
//
// The sentences stand in messages.go, one or more for each code, with
// placeholders in braces. A new code gets its sentences there; a test fails
// until it has them.
package wording

import (
	"strconv"
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// English is the language that is not the default, as in Accept-Language.
const English = "en"

// Speaker says things about one answer. It keeps the item's name and the last
// jurisdiction's, since most findings speak of the same ones. It is for one
// goroutine at a time.
type Speaker struct {
	s     *recognition.Snapshot
	a     *recognition.Answer
	f     *recognition.Finding
	en    bool
	quote Quote

	item         string
	several      []string                    // what several items are called that are spoken of together
	jurisdiction struct{ code, name string } // the last one spoken of
}

// Quote appends a name or a text of the registry as the sentence around it is
// going to be written down. The sentences themselves need no quoting anywhere:
// they hold neither quotation marks of ASCII nor backslashes.
type Quote func(buf []byte, text string) []byte

// Plain appends a text as it is.
func Plain(buf []byte, text string) []byte { return append(buf, text...) }

// NewSpeaker returns a speaker about an answer of a snapshot.
func NewSpeaker(s *recognition.Snapshot, a *recognition.Answer, lang string, quote Quote) Speaker {
	return Speaker{s: s, a: a, f: &noFinding, en: lang == English, quote: quote}
}

// noFinding is spoken of where an answer is spoken of as a whole.
var noFinding recognition.Finding

// Message appends the sentence of one finding of the answer.
func (sp *Speaker) Message(f *recognition.Finding, buf []byte) []byte {
	sp.f = f
	return sp.say(buf, choose(f))
}

// choose returns the sentence whose condition the finding meets; the last one
// of a code has none.
func choose(f *recognition.Finding) *sentence {
	options := sentences[f.Code]
	for i := range options {
		if options[i].when == nil || options[i].when(f) {
			return &options[i]
		}
	}
	return &sentence{}
}

// sentence is a message in both languages, split at its placeholders, and the
// condition under which it is the one to say.
type sentence struct {
	when   func(*recognition.Finding) bool
	zh, en []segment
}

// segment is literal text and what follows it.
type segment struct {
	text string
	fill filler
}

// filler is what stands in a placeholder: something of the answer or of what
// the finding rests on, or else a parameter, by its name.
type filler int16

const (
	nothing filler = -1 - iota
	receiverName
	patientsResult
	qualityEvidence
	itemName
	listName
	version
	unknownFiller
)

var fillers = map[string]filler{
	"receiver_name": receiverName, "item_name": itemName, "list_name": listName, "version": version,
	"result": patientsResult, "evidence": qualityEvidence,
}

// fillerOf is what a placeholder names.
func fillerOf(name string) filler {
	if f, ok := fillers[name]; ok {
		return f
	}
	for n := recognition.NoParameter + 1; n <= recognition.LastParameter; n++ {
		if n.String() == name {
			return filler(n)
		}
	}
	return unknownFiller
}

// split cuts a template at its placeholders.
func split(template string) []segment {
	var segments []segment
	for {
		text, rest, found := strings.Cut(template, "{")
		if !found {
			return append(segments, segment{text, nothing})
		}
		name, rest, _ := strings.Cut(rest, "}")
		segments = append(segments, segment{text, fillerOf(name)})
		template = rest
	}
}

func (sp *Speaker) say(buf []byte, what *sentence) []byte {
	segments := what.zh
	if sp.en {
		segments = what.en
	}
	for i := range segments {
		buf = sp.fill(append(buf, segments[i].text...), segments[i].fill)
	}
	return buf
}

// fill appends what a placeholder stands for.
func (sp *Speaker) fill(buf []byte, with filler) []byte {
	switch with {
	case nothing:
		return buf
	case receiverName:
		return sp.receiver(buf)
	case patientsResult:
		return sp.result(buf)
	case qualityEvidence:
		return sp.evidence(buf)
	case itemName:
		return sp.itemNamed(buf)
	case listName:
		return sp.list(buf, sp.f.List)
	case version:
		return strconv.AppendInt(buf, int64(sp.f.Version), 10)
	}
	for i := range sp.f.Parameters {
		if p := &sp.f.Parameters[i]; filler(p.Name) == with {
			return sp.parameter(buf, p)
		}
	}
	return buf
}

// parameter appends a parameter's value as people read it.
func (sp *Speaker) parameter(buf []byte, p *recognition.Parameter) []byte {
	switch p.Type {
	case recognition.DayParameter:
		return registry.Day(p.Number).Append(buf)
	case recognition.InstantParameter:
		at := registry.Instant(p.Number)
		return at.AppendClock(append(at.Day().Append(buf), ' '))
	case recognition.WindowParameter:
		return sp.window(buf, p.Window())
	case recognition.NumberParameter:
		return sp.number(buf, p)
	}
	switch p.Name {
	case recognition.ParamInstitution:
		return sp.institution(buf, p.Text)
	case recognition.ParamJurisdiction, recognition.ParamListedBy:
		return sp.territory(buf, registry.JurisdictionCode(p.Text))
	case recognition.ParamSituation, recognition.ParamCase:
		return sp.reason(buf, registry.ReasonCode(p.Text))
	case recognition.ParamConsortium:
		return sp.consortium(buf, p.Text)
	case recognition.ParamItems:
		return sp.items(buf, p.Text)
	case recognition.ParamStated, recognition.ParamExpected:
		return sp.qualifier(buf, p.Text)
	case recognition.ParamReason:
		return sp.because(buf, p.Text)
	case recognition.ParamCode:
		return sp.quote(buf, p.Text)
	}
	if word, ok := words[p.Text]; ok {
		return append(buf, sp.choose(word)...)
	}
	return sp.quote(buf, p.Text)
}

func (sp *Speaker) choose(t registry.Text) string {
	if sp.en {
		return t.En
	}
	return t.Zh
}

// number appends a level in words; other numbers as they are.
func (sp *Speaker) number(buf []byte, p *recognition.Parameter) []byte {
	if p.Name != recognition.ParamLevel && p.Name != recognition.ParamMinLevel && p.Name != recognition.ParamReceiverLevel {
		return strconv.AppendInt(buf, p.Number, 10)
	}
	if p.Number < 1 || p.Number > 3 {
		return append(buf, sp.choose(registry.Text{Zh: "未知级别", En: "unknown level"})...)
	}
	return append(buf, sp.choose(levels[p.Number-1])...)
}

var levels = [...]registry.Text{
	{Zh: "一级", En: "level 1"}, {Zh: "二级", En: "level 2"}, {Zh: "三级", En: "level 3"},
}

func (sp *Speaker) at() registry.Sequence { return sp.a.Revision.Sequence }

// institution appends what an institution is called, or its id. Nearly always it
// is one of the two asked about, which the answer has at hand.
func (sp *Speaker) institution(buf []byte, id string) []byte {
	i, ok := sp.a.Institution(registry.InstitutionID(id))
	if !ok {
		i, ok = sp.s.Institution(registry.InstitutionID(id), sp.at())
	}
	if !ok {
		return sp.quote(buf, id)
	}
	return sp.quote(buf, i.Name)
}

// itemNamed appends what the item is called.
func (sp *Speaker) itemNamed(buf []byte) []byte {
	if sp.item == "" {
		sp.item = sp.choose(registry.Text{Zh: "该项目", En: "the item"})
		if item, ok := sp.s.Item(sp.a.Item); ok {
			sp.item = sp.either(item.Name, item.NameEn)
		}
	}
	return sp.quote(buf, sp.item)
}

// territory appends what a jurisdiction is called.
func (sp *Speaker) territory(buf []byte, code registry.JurisdictionCode) []byte {
	if last := &sp.jurisdiction; last.name == "" || last.code != string(code) {
		name := sp.s.JurisdictionName(code, sp.at())
		last.code, last.name = string(code), sp.either(name.Zh, name.En)
	}
	return sp.quote(buf, sp.jurisdiction.name)
}

func (sp *Speaker) reason(buf []byte, code registry.ReasonCode) []byte {
	reason, ok := sp.s.Reason(code)
	if !ok {
		return sp.quote(buf, string(code))
	}
	return sp.quote(buf, sp.either(reason.Name, reason.NameEn))
}

// list appends a list's name: 赤峰市互认项目清单.
func (sp *Speaker) list(buf []byte, id registry.ListID) []byte {
	if id.Kind == registry.ListUnknown {
		return append(buf, sp.choose(registry.Text{Zh: "有关清单", En: "the list"})...)
	}
	if !sp.en {
		buf = sp.territory(buf, id.Jurisdiction)
		return append(buf, listNames[id.Kind].Zh...)
	}
	buf = append(buf, "the "...)
	buf = append(buf, listNames[id.Kind].En...)
	buf = append(buf, " of "...)
	return sp.territory(buf, id.Jurisdiction)
}

// ListName is what a list of a kind is called.
func ListName(kind registry.ListKind) registry.Text { return listNames[kind] }

var listNames = [...]registry.Text{
	registry.ItemList:        {Zh: "互认项目清单", En: "item list"},
	registry.InstitutionList: {Zh: "互认医疗机构清单", En: "institution list"},
	registry.NegativeList:    {Zh: "“负面”清单", En: "negative list"},
}

// window appends a window as lists print it: 7天, 3个月, 当日.
func (sp *Speaker) window(buf []byte, w registry.Window) []byte {
	switch w.Unit {
	case registry.WindowSameDay:
		return append(buf, sp.choose(registry.Text{Zh: "当日", En: "one calendar day"})...)
	case registry.WindowUnlimited:
		return append(buf, sp.choose(registry.Text{Zh: "不限", En: "without limit"})...)
	case registry.WindowNone:
		return append(buf, sp.choose(registry.Text{Zh: "未规定", En: "not stated"})...)
	}
	buf = strconv.AppendInt(buf, int64(w.Count), 10)
	buf = append(buf, sp.choose(windowUnits[w.Unit])...)
	if sp.en && w.Count != 1 && w.Unit != registry.WindowHours {
		return append(buf, 's')
	}
	return buf
}

var windowUnits = [...]registry.Text{
	registry.WindowHours:  {Zh: "小时", En: " h"},
	registry.WindowDays:   {Zh: "天", En: " day"},
	registry.WindowMonths: {Zh: "个月", En: " month"},
}

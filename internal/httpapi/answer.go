package httpapi

import (
	"encoding/binary"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/wording"
)

// AppendAnswer appends an answer as JSON, exactly as POST /v1/decisions gives
// it. The snapshot is the one that answered.
func AppendAnswer(buf []byte, s *recognition.Snapshot, a *recognition.Answer, lang string, detail api.Detail) []byte {
	w := answerWriter{s: s, a: a, speaker: wording.NewSpeaker(s, a, lang, appendEscaped)}
	buf = w.brief(buf)
	if detail != api.Brief {
		buf = w.full(buf)
	}
	return append(buf, '}')
}

// answerWriter writes one answer without reflection.
type answerWriter struct {
	s       *recognition.Snapshot
	a       *recognition.Answer
	speaker wording.Speaker
}

// brief appends what every answer has, its object still open.
func (w *answerWriter) brief(buf []byte) []byte {
	a := w.a
	buf = append(buf, `{"outcome":"`...)
	buf = append(buf, a.Outcome.String()...)
	buf = append(buf, `","physician_may_accept":`...)
	buf = strconv.AppendBool(buf, a.PhysicianMayAccept)
	buf = append(buf, `,"mark":`...)
	buf = appendStringOrNull(buf, a.Mark)
	buf = append(buf, `,"valid_until":`...)
	if a.Windowed {
		buf = appendInstant(buf, a.ValidUntil)
	} else {
		buf = append(buf, "null"...)
	}
	buf = append(buf, `,"governing":`...)
	buf = appendGoverning(buf, &a.Governing)
	buf = append(buf, `,"decisive":[`...)
	buf = w.decisive(buf)
	buf = append(buf, `],"revision":"`...)
	buf = appendRevision(buf, a.Revision)
	return append(buf, '"')
}

// full appends the findings and what is said of them.
func (w *answerWriter) full(buf []byte) []byte {
	buf = append(buf, `,"findings":[`...)
	for i := range w.a.Findings {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = w.finding(buf, &w.a.Findings[i])
	}
	buf = append(buf, `],"explanation":"`...)
	buf = w.speaker.Explanation(buf)
	buf = append(buf, `","patient_text":"`...)
	buf = w.speaker.PatientText(buf)
	buf = append(buf, `","rules":"`+recognition.RulesVersion+`","asked_at":`...)
	return appendInstant(buf, w.a.AskedAt)
}

func (w *answerWriter) decisive(buf []byte) []byte {
	deciding := w.a.Deciding()
	first := true
	for i := range w.a.Findings {
		if w.a.Findings[i].Effect != deciding {
			continue
		}
		if !first {
			buf = append(buf, ',')
		}
		first = false
		buf = append(buf, '"')
		buf = append(buf, w.a.Findings[i].Code.String()...)
		buf = append(buf, '"')
	}
	return buf
}

func (w *answerWriter) finding(buf []byte, f *recognition.Finding) []byte {
	buf = append(buf, `{"rule":"R`...)
	buf = append(buf, '0'+byte(f.Rule/10), '0'+byte(f.Rule%10))
	buf = append(buf, findingHeads[f.Code][f.Effect]...)
	buf = appendParameters(buf, &f.Parameters)
	buf = append(buf, `},"message":"`...)
	buf = w.speaker.Message(f, buf)
	buf = append(buf, `","basis":`...)
	buf = appendStringOrNull(buf, wording.Basis(w.s, f))
	buf = append(buf, `,"list":`...)
	buf = appendList(buf, f.List)
	buf = append(buf, `,"version":`...)
	if f.Version == 0 {
		return append(buf, "null}"...)
	}
	return append(strconv.AppendInt(buf, int64(f.Version), 10), '}')
}

// findingHeads is what stands between a finding's rule and its parameters, for
// every code and effect.
var findingHeads = func() [][recognition.Against + 1]string {
	heads := make([][recognition.Against + 1]string, len(recognition.Codes())+1)
	for _, code := range recognition.Codes() {
		for effect := range heads[code] {
			heads[code][effect] = `","code":"` + code.String() + `","effect":"` + recognition.Effect(effect).String() + `","parameters":{`
		}
	}
	return heads
}()

func appendParameters(buf []byte, parameters *recognition.Parameters) []byte {
	first := true
	for i := range parameters {
		p := &parameters[i]
		if p.Name == recognition.NoParameter {
			continue
		}
		if !first {
			buf = append(buf, ',')
		}
		first = false
		buf = append(buf, '"')
		buf = append(buf, p.Name.String()...)
		buf = append(buf, `":`...)
		buf = appendParameter(buf, p)
	}
	return buf
}

func appendParameter(buf []byte, p *recognition.Parameter) []byte {
	switch p.Type {
	case recognition.NumberParameter:
		return strconv.AppendInt(buf, p.Number, 10)
	case recognition.BoolParameter:
		return strconv.AppendBool(buf, p.Number != 0)
	case recognition.DayParameter:
		return appendDayOrNull(buf, registry.Day(p.Number))
	case recognition.InstantParameter:
		return appendInstant(buf, registry.Instant(p.Number))
	case recognition.WindowParameter:
		return appendWindowOrNull(buf, p.Window())
	}
	return appendString(buf, p.Text)
}

func appendWindowOrNull(buf []byte, w registry.Window) []byte {
	if !w.Stated() {
		return append(buf, "null"...)
	}
	return append(w.Append(append(buf, '"')), '"')
}

func appendGoverning(buf []byte, g *recognition.Governing) []byte {
	if g.Entry == "" {
		return append(buf, "null"...)
	}
	buf = append(buf, `{"jurisdiction":`...)
	buf = appendString(buf, string(g.List.Jurisdiction))
	buf = append(buf, `,"kind":"`...)
	buf = append(buf, g.Kind.String()...)
	buf = append(buf, `","list":`...)
	buf = appendList(buf, g.List)
	buf = append(buf, `,"version":`...)
	buf = strconv.AppendInt(buf, int64(g.Version), 10)
	buf = append(buf, `,"entry":`...)
	return append(appendString(buf, string(g.Entry)), '}')
}

// appendList appends a list's name; null where a finding rests on none.
func appendList(buf []byte, id registry.ListID) []byte {
	if id.Kind == registry.ListUnknown {
		return append(buf, "null"...)
	}
	buf = appendEscaped(append(buf, '"'), string(id.Jurisdiction))
	buf = append(append(buf, '/'), id.Kind.String()...)
	return append(buf, '"')
}

func appendRevision(buf []byte, r registry.Revision) []byte {
	buf = strconv.AppendUint(buf, uint64(r.Epoch), 10)
	buf = append(buf, '-')
	return strconv.AppendUint(buf, uint64(r.Sequence), 10)
}

func appendStringOrNull(buf []byte, s string) []byte {
	if s == "" {
		return append(buf, "null"...)
	}
	return appendString(buf, s)
}

func appendString(buf []byte, s string) []byte {
	return append(appendEscaped(append(buf, '"'), s), '"')
}

// appendEscaped appends text as it stands between the quotes of a JSON string.
// It is UTF-8: questions are checked where they are read, the rest is the
// registry's.
func appendEscaped(buf []byte, text string) []byte {
	start := len(buf)
	buf = append(buf, text...)
	if plain(buf[start:]) {
		return buf
	}
	quoted, _ := jsontext.AppendQuote(nil, text)
	return append(buf[:start], quoted[1:len(quoted)-1]...)
}

// Constants for looking at eight bytes of text at once.
const (
	everyByte = 0x0101010101010101
	highBits  = 0x80 * everyByte
)

// plain reports whether UTF-8 text needs no escaping in JSON: no quote, no
// backslash, no control character.
func plain(text []byte) bool {
	for ; len(text) >= 8; text = text[8:] {
		eight := binary.LittleEndian.Uint64(text)
		if eight&highBits == highBits {
			continue // Chinese throughout
		}
		control := (eight - ' '*everyByte) & ^eight
		if (control|hasByte(eight, '"')|hasByte(eight, '\\'))&highBits != 0 {
			return false
		}
	}
	for _, b := range text {
		if b < ' ' || b == '"' || b == '\\' {
			return false
		}
	}
	return true
}

// hasByte has a high bit set where one of eight bytes is b.
func hasByte(eight uint64, b byte) uint64 {
	zero := eight ^ uint64(b)*everyByte
	return (zero - everyByte) & ^zero
}

package wording

import (
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// patientTextsOfSeveral are the plain words for the patient about several items at
// once, one for each outcome.
var patientTextsOfSeveral = [...]sentence{
	recognition.Recognized: plural(recognition.Recognized,
		"Your {result} can be used at {receiver_name}; they need not normally be repeated. A physician who finds a repeat necessary states and records the reason."),
	recognition.PhysicianDiscretion: plural(recognition.PhysicianDiscretion,
		"Your {result}: the physician at {receiver_name} decides whether they need repeating, and will tell you why."),
	recognition.NotRecognized: plural(recognition.NotRecognized,
		"Your {result} need not be accepted at {receiver_name} and may have to be repeated; the physician will explain."),
	recognition.Undetermined: plural(recognition.Undetermined,
		"There is not enough information to say whether your {result} can be used; the physician will look at the report and decide."),
}

// plural is the sentence for several items: in Chinese it is that for one.
func plural(o recognition.Outcome, en string) sentence {
	return sentence{zh: patientTexts[o].zh, en: split(en)}
}

// PatientTextOf appends plain words for the patient about several items that were
// answered as this one was; names are what they are called.
func (sp *Speaker) PatientTextOf(names []string, buf []byte) []byte {
	sp.f, sp.several = &noFinding, names
	buf = sp.say(buf, &patientTextsOfSeveral[sp.a.Outcome])
	sp.several = nil
	return buf
}

// results appends the results that a patient's text is about, behind “您” or
// “Your ”.
func (sp *Speaker) results(buf []byte) []byte {
	names := strings.Join(sp.several, sp.choose(registry.Text{Zh: "、", En: ", "}))
	if sp.en {
		buf = append(buf, "results"...)
		if sp.a.Issuer != "" {
			buf = sp.institution(append(buf, " from "...), string(sp.a.Issuer))
		}
		return append(sp.quote(append(buf, " ("...), names), ')')
	}
	if sp.a.Issuer != "" {
		buf = append(sp.institution(append(buf, "在"...), string(sp.a.Issuer)), "做"...)
	}
	return append(sp.quote(append(buf, "的“"...), names), "”结果"...)
}

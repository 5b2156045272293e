package wording

import (
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// patientTextsOfSeveral are the plain words for the patient about several items at
// once, one for each outcome.
var patientTextsOfSeveral = [...]sentence{
	recognition.Recognized: plain(
		"您{result}，在{receiver_name}可以使用，一般不需要重做。医师认为确需复查的，会向您说明并记录理由。",
		"Your {result} can be used at {receiver_name}; they need not normally be repeated. A physician who finds a repeat necessary states and records the reason."),
	recognition.PhysicianDiscretion: plain(
		"您{result}，由{receiver_name}的医师根据您的情况决定是否需要重做，并向您说明理由。",
		"Your {result}: the physician at {receiver_name} decides whether they need repeating, and will tell you why."),
	recognition.NotRecognized: plain(
		"您{result}，目前不在{receiver_name}应当认可的范围内，可能需要重做；请听医师说明。",
		"Your {result} need not be accepted at {receiver_name} and may have to be repeated; the physician will explain."),
	recognition.Undetermined: plain(
		"现有信息还不能确定您{result}能否直接使用，请由医师核对报告后决定。",
		"There is not enough information to say whether your {result} can be used; the physician will look at the report and decide."),
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

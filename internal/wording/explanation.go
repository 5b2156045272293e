package wording

import (
	"bytes"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// lead opens an explanation; one for each outcome. What follows are whole sentences:
// in English, they would not stand behind a colon.
var lead = [...]registry.Text{
	recognition.Recognized:          {Zh: "应予互认：", En: "The result is recognized. "},
	recognition.PhysicianDiscretion: {Zh: "符合互认条件，但有以下情况，由接诊医师决定是否采信：", En: "The conditions are met, but the physician decides. "},
	recognition.NotRecognized:       {Zh: "不属于应当互认的情形：", En: "There is no duty to recognize the result. "},
	recognition.Undetermined:        {Zh: "现有信息不足，无法判断：", En: "The registry cannot tell. "},
}

// Endings of explanations. That of a recognized result reminds of the duty to
// state and record a reason for repeating.
var (
	recordReason = registry.Text{
		Zh: "接诊医师认为确需复查的，应当说明并记录理由。",
		En: "A physician who considers a repeat necessary states and records the reason.",
	}
	mayAccept = registry.Text{
		Zh: "接诊医师仍可根据诊疗需要采信该结果。",
		En: "The physician may still accept the result where the patient's care allows.",
	}
	mayNotAccept = registry.Text{
		Zh: "该报告不是有效的最终报告，不应采信。",
		En: "It is not a valid final report and is not to be relied on.",
	}
	recordChoice = registry.Text{
		Zh: "请记录采信或复查的理由。",
		En: "Record the reason for accepting or repeating.",
	}
)

// Explanation appends the sentence for the physician: the outcome, what decided
// it, and what remains to the physician.
func (sp *Speaker) Explanation(buf []byte) []byte {
	buf = append(buf, sp.choose(lead[sp.a.Outcome])...)
	buf = sp.decisive(buf)
	return append(buf, sp.choose(ending(sp.a))...)
}

func ending(a *recognition.Answer) registry.Text {
	switch {
	case a.Outcome == recognition.Recognized:
		return recordReason
	case a.Outcome == recognition.PhysicianDiscretion:
		return recordChoice
	case a.PhysicianMayAccept:
		return mayAccept
	}
	return mayNotAccept
}

// decisive appends the sentences of what decided; of a recognized result, where
// everything did, those that a physician wants to read.
func (sp *Speaker) decisive(buf []byte) []byte {
	deciding, start := sp.a.Deciding(), len(buf)
	for i := range sp.a.Findings {
		f := &sp.a.Findings[i]
		if f.Effect != deciding || deciding == recognition.For && !telling(f.Code) {
			continue
		}
		buf = sp.once(buf, start, f)
	}
	return buf
}

// once appends the sentence of a finding unless it has been said since start:
// several entries may ask for the same thing.
func (sp *Speaker) once(buf []byte, start int, f *recognition.Finding) []byte {
	end := len(buf)
	buf = sp.Message(f, buf)
	if sp.en {
		buf = append(buf, ' ')
	}
	if bytes.Contains(buf[start:end], buf[end:]) {
		return buf[:end]
	}
	return buf
}

// telling reports whether a finding tells the physician why a result is
// recognized, rather than that nothing was wrong.
func telling(c recognition.Code) bool {
	switch c {
	case recognition.SameInstitution, recognition.ConsortiumFull, recognition.ItemListed,
		recognition.Qualified, recognition.ListedInScope, recognition.WithinWindow:
		return true
	}
	return false
}

// patientTexts are the plain words for the patient, one for each outcome.
var patientTexts = [...]sentence{
	recognition.Recognized: plain(
		"您{result}，在{receiver_name}可以使用，一般不需要重做。医师认为确需复查的，会向您说明并记录理由。",
		"Your {result} can be used at {receiver_name} and need not normally be repeated. A physician who considers a repeat necessary states and records the reason."),
	recognition.PhysicianDiscretion: plain(
		"您{result}，由{receiver_name}的医师根据您的情况决定是否需要重做，并向您说明理由。",
		"Whether your {result} needs repeating is for the physician at {receiver_name} to decide, who will tell you why."),
	recognition.NotRecognized: plain(
		"您{result}，目前不在{receiver_name}应当认可的范围内，可能需要重做；请听医师说明。",
		"Your {result} need not be accepted at {receiver_name} and may have to be repeated; the physician will explain."),
	recognition.Undetermined: plain(
		"现有信息还不能确定您{result}能否直接使用，请由医师核对报告后决定。",
		"There is not enough information to say whether your {result} can be used; the physician will look at the report and decide."),
}

func plain(zh, en string) sentence { return sentence{zh: split(zh), en: split(en)} }

// PatientText appends plain words for the patient.
func (sp *Speaker) PatientText(buf []byte) []byte {
	sp.f = &noFinding
	return sp.say(buf, &patientTexts[sp.a.Outcome])
}

// measures is the document on which the rules rest; its articles are not
// cited.
const measures = "国卫医发〔2022〕6号"

// Basis is the document that a finding rests on besides its list; empty for the
// registry's own checks of codes and names.
func Basis(s *recognition.Snapshot, f *recognition.Finding) string {
	switch f.Rule {
	case 2, 3:
		return ""
	case 50:
		if p, ok := f.Parameters.Get(recognition.ParamSituation); ok {
			if reason, known := s.Reason(registry.ReasonCode(p.Text)); known {
				return reason.Basis
			}
		}
	}
	return measures
}

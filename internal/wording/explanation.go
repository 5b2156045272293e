package wording

import (
	"concord/internal/recognition"
	"concord/internal/registry"
)

// lead opens an explanation; one for each outcome.
var lead = [...]registry.Text{
	recognition.Recognized:          {Zh: "应予互认：", En: "Recognized: "},
	recognition.PhysicianDiscretion: {Zh: "符合互认条件，由接诊医师酌定：", En: "The conditions are met and the physician decides: "},
	recognition.NotRecognized:       {Zh: "没有互认义务：", En: "There is no duty to recognize: "},
	recognition.Undetermined:        {Zh: "登记信息不足，无法判断：", En: "The registry cannot tell: "},
}

// Endings of explanations. That of a recognized result reminds of the duty to
// state and record a reason for repeating.
var (
	recordReason = registry.Text{
		Zh: "接诊医师认为确需复查的，应当说明并记录理由。",
		En: "A physician who finds a repeat necessary states and records the reason.",
	}
	mayAccept = registry.Text{
		Zh: "接诊医师仍可根据诊疗需要采信该结果。",
		En: "The physician may still accept the result where care allows.",
	}
	mayNotAccept = registry.Text{
		Zh: "该报告不是最终报告，不应采信。",
		En: "The report is not final and is not to be relied on.",
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
	deciding := sp.a.Deciding()
	for i := range sp.a.Findings {
		f := &sp.a.Findings[i]
		if f.Effect != deciding || deciding == recognition.For && !telling(f.Code) {
			continue
		}
		buf = sp.Message(f, buf)
		if sp.en {
			buf = append(buf, ' ')
		}
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
		"您在{issuer_name}做的“{item_name}”结果，在{receiver_name}可以使用，一般不需要重做。医师认为确需复查的，会说明并记录理由。",
		"Your {item_name} result from {issuer_name} can be used at {receiver_name}; it need not normally be repeated. A physician who finds a repeat necessary states and records the reason."),
	recognition.PhysicianDiscretion: plain(
		"您在{issuer_name}做的“{item_name}”结果，由{receiver_name}的医师根据您的情况决定是否需要重做，并向您说明理由。",
		"Whether your {item_name} result from {issuer_name} needs repeating is decided by the physician at {receiver_name}, who will tell you why."),
	recognition.NotRecognized: plain(
		"您在{issuer_name}做的“{item_name}”结果，目前不在{receiver_name}必须认可的范围内，可能需要重做；请听取医师的说明。",
		"{receiver_name} is not bound to accept your {item_name} result from {issuer_name}, so it may have to be repeated; the physician will explain."),
	recognition.Undetermined: plain(
		"现有信息不足以判断您的“{item_name}”结果能否直接使用，请由医师核对报告后决定。",
		"There is not enough information to say whether your {item_name} result can be used; the physician will look at the report and decide."),
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

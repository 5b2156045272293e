package naive

import (
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// fiveMinutes is how far clocks may disagree.
const fiveMinutes = 300

// refuse asks R00: “times well formed, report_time ≥ exam_time, neither after
// asked_at (5 min skew allowed); situations known” and of a distributed
// examination “for laboratory items 422”.
func (a *asking) refuse() recognition.InputErrors {
	var errs recognition.InputErrors
	add := func(code recognition.InputCode, field string, index int, value string) {
		errs = append(errs, recognition.InputError{Code: code, Field: field, Index: index, Value: value})
	}
	if a.q.ReportTime != 0 && a.q.ReportTime < a.q.ExamTime {
		add(recognition.ReportBeforeExam, "report_time", 0, a.q.ReportTime.String())
	}
	if a.q.ExamTime > a.q.AskedAt+fiveMinutes {
		add(recognition.TimeAfterAsked, "exam_time", 0, a.q.ExamTime.String())
	}
	if a.q.ReportTime > a.q.AskedAt+fiveMinutes {
		add(recognition.TimeAfterAsked, "report_time", 0, a.q.ReportTime.String())
	}
	for i, code := range a.q.Situations {
		if _, ok := a.reason(code); !ok {
			add(recognition.SituationUnknown, "situations", i, string(code))
		}
	}
	if a.readerStated() && a.item != nil && a.item.Domain == registry.Lab {
		add(recognition.ReaderNotApplicable, "diagnosed_by", 0, a.q.DiagnosedBy)
	}
	return errs
}

func (a *asking) reason(code registry.ReasonCode) (registry.Reason, bool) {
	for _, reason := range a.catalogue.Reasons {
		if reason.Code == code {
			return reason, true
		}
	}
	return registry.Reason{}, false
}

func (a *asking) final() bool {
	return a.q.ReportStatus == recognition.Final || a.q.ReportStatus == recognition.Amended
}

// reportIsFinal asks R01: “report is final or amended”.
func (a *asking) reportIsFinal() {
	if a.final() {
		a.leave(Finding{Rule: 1, Code: recognition.ReportFinal, Effect: recognition.For})
		return
	}
	a.leave(Finding{Rule: 1, Code: recognition.ReportNotFinal, Effect: recognition.Against})
}

// codeResolves asks R02: “code resolves to exactly one item”.
func (a *asking) codeResolves() {
	if a.codeOwnerUnknown() {
		return // “A rule whose input is unknown is not asked and leaves nothing.”
	}
	switch n := len(a.meant()); {
	case n == 0:
		a.leave(Finding{Rule: 2, Code: recognition.CodeUnmapped, Effect: recognition.Unknown})
	case n == 1:
		a.leave(Finding{Rule: 2, Code: recognition.CodeResolved, Effect: recognition.For})
	default:
		a.leave(Finding{Rule: 2, Code: recognition.CodeAmbiguous, Effect: recognition.Unknown})
	}
}

// codeOwnerUnknown reports whether the code is one of an institution that is
// not known.
func (a *asking) codeOwnerUnknown() bool {
	return a.q.Item.System == recognition.IssuerLocal && a.issuer == nil ||
		a.q.Item.System == recognition.ReceiverLocal && a.receiver == nil
}

func (a *asking) onlyItem() *registry.Item {
	if a.codeOwnerUnknown() {
		return nil
	}
	if meant := a.meant(); len(meant) == 1 {
		return a.knownItem(meant[0])
	}
	return nil
}

// itemsNow are the items of the catalogue, and those that were added by the
// sequence asked about.
func (a *asking) itemsNow() []registry.Item {
	items := slices.Clone(a.catalogue.Items)
	for _, added := range a.Registry.items {
		if added.Sequence <= a.at {
			items = append(items, added.Value.Item)
		}
	}
	return items
}

func (a *asking) knownItem(code registry.ItemCode) *registry.Item {
	for i := range a.items {
		if a.items[i].Code == code {
			return &a.items[i]
		}
	}
	return nil
}

// meant are the items that the question's code may mean: “issuer's map in force
// at exam_time; LOINC only where verified”.
func (a *asking) meant() []registry.ItemCode {
	code := a.q.Item.Code
	switch a.q.Item.System {
	case recognition.LOINC:
		return a.byLOINC(code)
	case recognition.IssuerLocal:
		return a.byLocalCode(a.issuer, a.exam, code)
	case recognition.ReceiverLocal:
		return a.byLocalCode(a.receiver, a.asked, code)
	}
	if a.knownItem(registry.ItemCode(code)) == nil {
		return nil
	}
	return []registry.ItemCode{registry.ItemCode(code)}
}

func (a *asking) byLOINC(code string) []registry.ItemCode {
	var items []registry.ItemCode
	for _, item := range a.items {
		if item.LOINCChecked && item.LOINC == code {
			items = append(items, item.Code)
		}
	}
	return items
}

// byLocalCode reads a code by the map in force on a day. Of an institution that
// others were merged into, its own map is asked first, then theirs.
func (a *asking) byLocalCode(owner *registry.Institution, day registry.Day, code string) []registry.ItemCode {
	for _, id := range a.ids(owner) {
		for _, local := range a.codeMap(id, day).Codes {
			if local.Code == code {
				items := slices.DeleteFunc(slices.Clone(local.Items), func(i registry.ItemCode) bool { return a.knownItem(i) == nil })
				return slices.Compact(slices.Sorted(slices.Values(items)))
			}
		}
	}
	return nil
}

// codeMap is the map in force on a day: “the one with the highest number whose
// period contains it”.
func (a *asking) codeMap(owner registry.InstitutionID, day registry.Day) registry.CodeMap {
	var inForce registry.CodeMap
	for _, m := range a.codeMaps {
		if m.Sequence <= a.at && m.Value.Institution == owner && m.Value.Period.Contains(day) && m.Value.Number > inForce.Number {
			inForce = m.Value
		}
	}
	return inForce
}

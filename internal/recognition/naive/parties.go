package naive

import (
	"slices"
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// called are the institutions that a reference names: “registry institution
// ids; also uscc:…, licence:…, insurance:…”. One that was merged into another is
// that other.
func (a *asking) called(reference string) []*registry.Institution {
	var called []*registry.Institution
	for n := range a.institutions {
		if answersTo(&a.institutions[n], reference) {
			if i := a.survivor(&a.institutions[n]); !slices.Contains(called, i) {
				called = append(called, i)
			}
		}
	}
	return called
}

func answersTo(i *registry.Institution, reference string) bool {
	system, code, _ := strings.Cut(reference, ":")
	switch system {
	case "uscc":
		return code != "" && code == i.Identifiers.USCC
	case "licence":
		return code != "" && code == i.Identifiers.Licence
	case "insurance":
		return code != "" && code == i.Identifiers.Insurance
	}
	return reference == string(i.ID)
}

// only is the one institution that a reference names, or nil.
func (a *asking) only(reference string) *registry.Institution {
	if called := a.called(reference); len(called) == 1 {
		return called[0]
	}
	return nil
}

// institutionsOpen asks R03: “institutions known; issuer open at exam_time,
// receiver at asked_at”, and of a distributed examination “R03 of both”.
func (a *asking) institutionsOpen() {
	before := len(a.answer.Findings)
	a.isKnown(a.q.Issuer)
	a.isKnown(a.q.Receiver)
	a.isOpen(a.issuer, a.exam)
	a.isOpen(a.receiver, a.asked)
	a.isOpen(a.reader, a.exam)
	if len(a.answer.Findings) == before {
		a.leave(Finding{Rule: 3, Code: recognition.InstitutionsOpen, Effect: recognition.For})
	}
}

func (a *asking) isKnown(reference string) {
	switch n := len(a.called(reference)); {
	case n == 0:
		a.leave(Finding{Rule: 3, Code: recognition.InstitutionUnknown, Effect: recognition.Unknown})
	case n > 1:
		a.leave(Finding{Rule: 3, Code: recognition.InstitutionAmbiguous, Effect: recognition.Unknown})
	}
}

func (a *asking) isOpen(i *registry.Institution, day registry.Day) {
	if i != nil && !i.Open.Contains(day) {
		a.leave(Finding{Rule: 3, Code: recognition.InstitutionClosed, Effect: recognition.Against})
	}
}

// belonging asks R20 and R21 and settles who is judged.
func (a *asking) belonging() {
	a.judged = a.issuer
	a.readElsewhere()
	if a.issuer == nil || a.receiver == nil {
		return // “institution unknown → R20–R42 not asked”
	}
	a.same = a.oneInstitution(a.issuer, a.receiver)
	if a.same {
		a.leave(Finding{Rule: 20, Code: recognition.SameInstitution, Effect: recognition.For})
	}
	// “C = receiver counts as R20 for them.”
	a.readAtHome = a.reader != nil && a.oneInstitution(a.reader, a.receiver)
	if a.readAtHome && !a.same {
		a.leave(Finding{Rule: 20, Code: recognition.SameInstitution, Effect: recognition.For})
	}
	// “Both in one 紧密型医联体 at both instants.”
	a.consortium = !a.same && slices.ContainsFunc(a.consortiaNow(), func(c registry.Consortium) bool {
		return a.member(c, a.issuer, a.exam) && a.member(c, a.issuer, a.asked) &&
			a.member(c, a.receiver, a.exam) && a.member(c, a.receiver, a.asked)
	})
	if a.consortium {
		a.leave(Finding{Rule: 21, Code: recognition.ConsortiumFull, Effect: recognition.For})
	}
}

// readerStated reports whether the question names a reader that is not the
// issuer itself.
func (a *asking) readerStated() bool {
	if a.q.DiagnosedBy == "" || a.q.DiagnosedBy == a.q.Issuer {
		return false
	}
	reader := a.only(a.q.DiagnosedBy)
	return reader == nil || a.issuer == nil || reader.ID != a.issuer.ID
}

// readElsewhere settles whose result is judged in a distributed examination.
// “With reader C in one consortium with the issuer T at exam_time: R30–R34 are
// asked of C → receiver … Otherwise note READER_IGNORED and T is judged.”
func (a *asking) readElsewhere() {
	if !a.readerStated() {
		return
	}
	reader := a.only(a.q.DiagnosedBy)
	together := a.issuer != nil && reader != nil && slices.ContainsFunc(a.consortiaNow(), func(c registry.Consortium) bool {
		return a.member(c, a.issuer, a.exam) && a.member(c, reader, a.exam)
	})
	if !together {
		a.leave(Finding{Rule: 21, Code: recognition.ReaderIgnored, Effect: recognition.Noted})
		return
	}
	a.reader, a.judged = reader, reader
}

// oneInstitution is “same id or root campus”, of any of their ids.
func (a *asking) oneInstitution(x, y *registry.Institution) bool {
	roots := a.roots(y)
	return slices.ContainsFunc(a.roots(x), func(root registry.InstitutionID) bool { return slices.Contains(roots, root) })
}

// roots are the root campuses of an institution and of those merged into it.
func (a *asking) roots(i *registry.Institution) []registry.InstitutionID {
	var roots []registry.InstitutionID
	for _, id := range a.ids(i) {
		root := id
		if campus := a.institution(id); campus.CampusOf != "" {
			root = campus.CampusOf
		}
		if known := a.institution(root); known != nil {
			root = a.survivor(known).ID
		}
		roots = append(roots, root)
	}
	return roots
}

func (a *asking) consortiaNow() []registry.Consortium {
	return known(a.consortia, a.at, func(c registry.Consortium) string { return c.ID })
}

func (a *asking) member(c registry.Consortium, i *registry.Institution, day registry.Day) bool {
	return slices.ContainsFunc(c.Members, func(m registry.ConsortiumMember) bool {
		return a.is(i, m.Institution) && m.Period.Contains(day)
	})
}

package naive

import (
	"concord/internal/recognition"
	"concord/internal/registry"
)

// asking is one question on its way through the rules.
type asking struct {
	*Registry
	q     recognition.Question
	at    registry.Sequence // what the registry knew
	exam  registry.Day      // the day of exam_time
	asked registry.Day      // the day of asked_at

	institutions []registry.Institution
	items        []registry.Item       // the catalogue's and those added by then
	issuer       *registry.Institution // nil: unknown
	receiver     *registry.Institution
	reader       *registry.Institution // nil: none, or ignored
	judged       *registry.Institution // whose result R30–R34 judge
	item         *registry.Item        // nil: unknown

	same       bool     // R20 of the issuer
	readAtHome bool     // the reader and the receiver are one
	consortium bool     // R21
	governing  *listing // what governing names; nil: nothing

	answer Answer
}

// Decide answers a question from what a registry holds.
func Decide(r *Registry, q recognition.Question) (Answer, recognition.InputErrors) {
	a := start(r, q)
	if errs := a.refuse(); len(errs) > 0 {
		return Answer{}, errs
	}
	a.reportIsFinal()
	a.codeResolves()
	a.belonging()
	a.institutionsOpen()
	a.negativeLists()
	if a.issuer != nil && a.receiver != nil {
		a.lists()
	}
	a.situations()
	a.conclude()
	return a.answer, nil
}

func start(r *Registry, q recognition.Question) *asking {
	a := &asking{Registry: r, q: q, at: q.At, exam: q.ExamTime.Day(), asked: q.AskedAt.Day()}
	if a.at == 0 {
		a.at = r.head.Newest
	}
	a.institutions = known(r.institutions, a.at, func(i registry.Institution) registry.InstitutionID { return i.ID })
	a.items = a.itemsNow()
	a.issuer = a.only(q.Issuer)
	a.receiver = a.only(q.Receiver)
	a.item = a.onlyItem()
	return a
}

// lists asks what the published lists say of the pair and the item, R30–R42 and
// R51.
func (a *asking) lists() {
	spanning := a.spanning()
	if a.same || a.readAtHome || a.consortium {
		a.withinOneHouse(spanning)
		return
	}
	if len(spanning) == 0 {
		a.leave(Finding{Rule: 30, Code: recognition.OutOfScope, Effect: recognition.Against, ListedBy: a.listedElsewhere(nil)})
		return
	}
	covering := a.covering(spanning)
	if a.item == nil {
		a.leave(Finding{Rule: 30, Code: recognition.Covered, Effect: recognition.For})
		a.listedPair(a.toldOfThePair(spanning, covering))
		return
	}
	if len(covering) == 0 {
		a.uncovered(spanning)
		return
	}
	a.covered(spanning, covering)
}

// withinOneHouse asks R34 and R40–R42 where R20 or R21 bit. “R20: R30–R34 not
// asked. R21: R30–R33 not asked, R34 asks only for failures and revocations.”
func (a *asking) withinOneHouse(spanning []jurisdiction) {
	if a.item == nil {
		return // “item unknown → R32–R42 not asked”
	}
	if !a.same && !a.readAtHome {
		a.failuresAndRevocations()
	}
	// “The entry of the narrowest spanning jurisdiction that lists the item still
	// supplies R40–R42; if none does, WINDOW_UNSTATED.”
	for _, j := range spanning {
		if l := a.listing(j); l.listed {
			a.governing = &l
			a.fitness(l)
			a.operator(l)
			return
		}
	}
	a.windowWithoutEntry()
}

// covered asks R30–R42 where some jurisdiction covers the pair. “The governing
// entry is the entry of the item on the narrowest covering jurisdiction that
// lists it (R33).”
func (a *asking) covered(spanning, covering []jurisdiction) {
	for _, j := range covering {
		if l := a.listing(j); l.listed {
			a.leave(Finding{Rule: 30, Code: recognition.Covered, Effect: recognition.For})
			a.listedPair(j)
			a.levels(j)
			a.itemListed(l)
			a.scopeAndQuality(j, l)
			a.governing = &l
			a.fitness(l)
			a.operator(l)
			return
		}
	}
	l := a.listing(a.toldOfTheItem(covering))
	elsewhere := a.listedElsewhere(spanning)
	a.scopeOf(elsewhere)
	a.listedPair(l.jurisdiction)
	a.levels(l.jurisdiction)
	if elsewhere == "" {
		a.itemListed(l)
	}
	a.scopeAndQuality(l.jurisdiction, l)
	a.operator(l)
}

// uncovered asks what can be asked without a covering jurisdiction. “Without a
// covering jurisdiction R32 and R34 are not asked, R33 and R40–R42 of the
// narrowest spanning one.”
func (a *asking) uncovered(spanning []jurisdiction) {
	l := a.listing(a.toldOfTheItem(spanning))
	elsewhere := a.listedElsewhere(spanning)
	a.scopeOf(elsewhere)
	a.listedPair(a.toldOfThePair(spanning, nil))
	if elsewhere == "" {
		a.itemListed(l)
	}
	if l.listed {
		a.fitness(l)
	}
	a.operator(l)
}

// scopeOf leaves what R30 found. “And if no covering one lists the item, neither
// does a non-spanning one of the issuer (else R33 is not asked).”
func (a *asking) scopeOf(listedElsewhere registry.JurisdictionCode) {
	if listedElsewhere != "" {
		a.leave(Finding{Rule: 30, Code: recognition.OutOfScope, Effect: recognition.Against, ListedBy: listedElsewhere})
		return
	}
	a.leave(Finding{Rule: 30, Code: recognition.Covered, Effect: recognition.For})
}

func (a *asking) leave(f Finding) { a.answer.Findings = append(a.answer.Findings, f) }

// conclude weighs the findings and fills in what follows from them.
func (a *asking) conclude() {
	sortFindings(a.answer.Findings)
	a.answer.Outcome = weigh(a.answer.Findings)
	// “physician_may_accept is true unless the report is not final or void.”
	a.answer.PhysicianMayAccept = a.final()
	if a.governing == nil {
		return
	}
	a.answer.Governing = a.governing.governing()
	recognizable := a.answer.Outcome == recognition.Recognized || a.answer.Outcome == recognition.PhysicianDiscretion
	// “Under R20 and R21 … mark is null.”
	if recognizable && !a.same && !a.readAtHome && !a.consortium {
		a.answer.Mark = a.mark(*a.governing)
	}
}

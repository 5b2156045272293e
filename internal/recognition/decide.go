package recognition

import "concord/internal/registry"

// Decide answers q from s into a, using the buffer of a again. The only error
// is [InputErrors]: the question cannot be asked as it stands (R00), and a is
// empty. Without an error the answer has at least one finding. Nothing is
// allocated once the buffer has grown.
func Decide(s *Snapshot, q *Question, a *Answer) error {
	a.reset()
	errs := s.refuse(q)
	j := newJudge(s, q, a)
	j.distribute()
	j.codeResolves()
	if j.distributed && j.item != none && j.noun.Domain == registry.Lab {
		errs = append(errs, InputError{Code: ReaderNotApplicable, Field: "diagnosed_by", Value: q.DiagnosedBy})
	}
	if errs != nil {
		a.reset()
		return errs
	}
	j.reportFinal()
	j.institutionsOpen()
	j.belonging()
	j.negatives()
	j.ground()
	j.territory()
	j.standings()
	j.levels()
	j.listed()
	j.quality()
	j.comparability()
	j.images()
	j.window()
	j.situations()
	j.operatorDependent()
	j.weigh()
	return nil
}

// judge is one decision under way.
type judge struct {
	s *Snapshot
	q *Question
	a *Answer

	at          registry.Sequence
	exam, asked registry.Day
	report      registry.Instant

	issuer, receiver party
	reader           party // known only where it counts
	judged           party // issuer or reader: who R30 to R34 are asked of
	distributed      bool  // another institution than the issuer is said to have read the examination
	item             itemIndex
	dossier          uint32         // of the judged institution and the item
	noun             *registry.Item // nil where the item is not known

	same, consortium, readerReceives bool // R20, R21; see belongs
	unconditional                    bool // only negative entries that stand in the way of every result are asked

	asksLists      bool         // R30 to R33 are asked
	spans          []placeIndex // the jurisdictions that span the pair, narrow to wide
	covers         bool         // one of them covers it
	standsAt       placeIndex   // of which R31 and R32 are asked
	issuerStands   standing
	receiverStands standing
	speaks         listing   // of which R33 and R40 to R51 are asked
	outOfScope     bool      // R30 found the item on a narrower list only
	entry          *itemSpan // what R40 to R42 rest on; nil without one
}

func newJudge(s *Snapshot, q *Question, a *Answer) judge {
	j := judge{
		s: s, q: q, a: a, spans: a.spans, item: none,
		at: q.At, exam: q.ExamTime.Day(), asked: q.AskedAt.Day(), report: q.reportTime(),
		reader: party{index: none},
		speaks: listing{place: none, version: none},
	}
	a.Revision = s.Revision()
	if j.at == 0 {
		j.at = s.head.Newest
	} else {
		a.Revision = s.revisionAt(j.at)
	}
	j.issuer, j.receiver = s.party(q.Issuer, j.at), s.party(q.Receiver, j.at)
	if j.issuer.known() {
		a.Issuer, a.issuer = j.issuer.state.id, j.issuer.state.noun
	}
	if j.receiver.known() {
		a.Receiver, a.receiver = j.receiver.state.id, j.receiver.state.noun
	}
	a.PhysicianMayAccept = true
	a.AskedAt = q.AskedAt
	return j
}

// ground finds what the rules on lists stand on: the jurisdictions that span
// the pair, the one that speaks, the entry that governs.
func (j *judge) ground() {
	if !j.judged.known() || !j.receiver.known() {
		return
	}
	j.asksLists = !j.belongs()
	j.spans = j.spanning(j.judged.state, j.receiver.state, j.spans)
	j.a.spans = j.spans[:0]
	j.speak()
	j.govern()
}

// find records a finding.
func (j *judge) find(f Finding) { j.a.Findings = append(j.a.Findings, f) }

// weigh puts the findings in order and lets the heaviest effect decide.
func (j *judge) weigh() {
	findings := j.a.Findings
	heaviest := Noted
	for i := range findings {
		heaviest = max(heaviest, findings[i].Effect)
		for k := i; k > 0 && findings[k].compare(&findings[k-1]) < 0; k-- {
			findings[k], findings[k-1] = findings[k-1], findings[k]
		}
	}
	j.a.Outcome = [...]Outcome{
		Noted: Undetermined, For: Recognized, Discretionary: PhysicianDiscretion, Unknown: Undetermined, Against: NotRecognized,
	}[heaviest]
	if j.a.Outcome == Recognized || j.a.Outcome == PhysicianDiscretion {
		j.a.Mark = j.mark()
	}
}

// mark is the governing entry's: its own, else its version's, else the
// jurisdiction's. Results that need no list carry none.
func (j *judge) mark() string {
	if j.entry == nil || j.belongs() {
		return ""
	}
	if own := j.entry.more().mark; own != "" {
		return own
	}
	if printed := j.speaks.terms().Mark; printed != "" {
		return printed
	}
	return j.s.mark(j.speaks.place, j.at)
}

// revisionAt names a sequence by the epoch that it was written in.
func (s *Snapshot) revisionAt(at registry.Sequence) registry.Revision {
	r := registry.Revision{Sequence: at}
	for _, epoch := range s.head.Epochs {
		if epoch.After < at {
			r.Epoch = epoch.Number
		}
	}
	return r
}

package recognition

import (
	"iter"
	"slices"

	"concord/internal/registry"
)

// Survey looks at one day of one state of the registry, for progress. It is
// made of the rules of [Decide] and is for one goroutine at a time.
type Survey struct {
	s      *Snapshot
	on     registry.Day
	at     registry.Sequence
	answer Answer
	lists  map[placeIndex]*dayList // the item lists in force, as far as looked at; nil where there is none
	proofs []proof                 // of dossiers, as far as heard
}

// NewSurvey looks at a day as the registry knew it at a sequence; 0 is the
// newest.
func NewSurvey(s *Snapshot, on registry.Day, at registry.Sequence) *Survey {
	if at == 0 {
		at = s.head.Newest
	}
	return &Survey{s: s, on: on, at: at, lists: map[placeIndex]*dayList{}}
}

// On is the day looked at.
func (v *Survey) On() registry.Day { return v.on }

// dayList is an item list on the day of a survey.
type dayList struct {
	terms *registry.ItemTerms
	items []bool // by item: the version in force holds it
}

// names reports whether a list in force holds an item; without one nothing does.
func (l *dayList) names(i itemIndex) bool { return l != nil && int(i) < len(l.items) && l.items[i] }

// listIn is the item list of a place that is in force, or nil.
func (v *Survey) listIn(place placeIndex) *dayList {
	if l, known := v.lists[place]; known {
		return l
	}
	var found *dayList
	if list, version := v.itemList(place); version != none {
		found = &dayList{terms: list.terms[version], items: make([]bool, len(list.starts)-1)}
		for i := range found.items {
			found.items[i] = holds(list.of(itemIndex(i)), version)
		}
	}
	v.lists[place] = found
	return found
}

// widerThan are the jurisdictions that contain a place, narrow to wide, without
// its own.
func (v *Survey) widerThan(place placeIndex) []placeIndex {
	chain := v.s.reference.chains[place]
	wider := append(v.s.alliancesOf(&chain, v.on, v.at, nil), v.s.nation())
	for _, p := range chain[1:] {
		if p != none && p != place {
			wider = append(wider, p)
		}
	}
	v.s.narrowToWide(wider, v.on, v.at)
	return wider
}

// proof is what the records of a dossier say on the day of a survey.
type proof uint8

const (
	proofHeard  proof = 1 << iota // the others are known
	proofPasses                   // some programme passes, none fails
	proofHarms                    // a programme fails, or was revoked with no other passing
)

// serves reports whether R34 is content: with evidence where it is required,
// else with nothing against the institution.
func (p proof) serves(required bool) bool {
	if required {
		return p&proofPasses != 0
	}
	return p&proofHarms == 0
}

// heard is what a dossier says.
func (v *Survey) heard(filed uint32) proof {
	if v.proofs == nil {
		v.proofs = make([]proof, len(v.s.qualifications.dossiers))
	}
	if v.proofs[filed] == 0 {
		e := v.s.qualifications.evidence(filed, v.on, v.at)
		p := proofHeard
		if _, against := e.against(true, v.on, v.at); !against {
			p |= proofPasses
		}
		if _, against := e.against(false, v.on, v.at); against {
			p |= proofHarms
		}
		v.proofs[filed] = p
	}
	return v.proofs[filed]
}

// begins is the first day after the survey's on which a pass of a dossier that
// is known already begins; MaxDay where there is none.
func (v *Survey) begins(filed uint32) registry.Day {
	first := registry.MaxDay
	for _, a := range v.s.qualifications.dossiers[filed].awards {
		if a.at(v.at) && a.result == registry.Pass && a.period.From > v.on {
			first = min(first, a.period.From)
		}
	}
	return first
}

// judge is a judge of the day, of no pair yet.
func (v *Survey) judge() judge {
	v.answer.reset()
	return judge{s: v.s, q: &Question{}, a: &v.answer, at: v.at, exam: v.on, asked: v.on}
}

// Listing says who lists an item for a region.
type Listing uint8

// The values of a Listing. A region's own list comes first.
const (
	NotListed Listing = iota
	ListedByOwn
	ListedByOther // a jurisdiction that contains the region
)

func (v *Survey) itemList(place placeIndex) (*itemList, int) {
	published := v.s.jurisdiction(place)
	if published == nil || published.items == nil {
		return nil, none
	}
	return published.items, registry.InForce(published.items.tenures, v.on, v.at)
}

// Items are all items known at the sequence, as [Snapshot.Items] gives them.
func (v *Survey) Items() iter.Seq[*registry.Item] { return v.s.Items(v.at) }

// leastLiveLevel is the level from which institutions count toward the target.
const leastLiveLevel registry.Level = 2

// Recognizes reports whether a result of issuer's, examined, reported and asked
// about at the beginning of the day, with images and optional data as required,
// is recognized or left to the physician at receiver's through R30 to R34, with
// no unconditional deny in the way. Consortia count for nothing here, one
// institution is no pair, and issuers below level 2 do not count.
func (v *Survey) Recognizes(issuer, receiver registry.InstitutionID, item registry.ItemCode) bool {
	j := v.judgeOf(issuer, receiver, item)
	return j.covers && levelOf(&j.issuerStands, &j.judged, j.exam) >= leastLiveLevel && !stopped(v.answer.Findings)
}

// judgeOf asks the rules that progress asks of a pair. They are not asked where
// item, issuer or receiver are not known, or the two are one institution.
func (v *Survey) judgeOf(issuer, receiver registry.InstitutionID, item registry.ItemCode) judge {
	q := Question{
		Issuer: string(issuer), Receiver: string(receiver), Item: ItemRef{Code: string(item)},
		ExamTime: v.on.Start(), AskedAt: v.on.Start(), At: v.at,
	}
	v.answer.reset()
	j := newJudge(v.s, &q, &v.answer)
	j.judged, j.unconditional = j.issuer, true
	j.codeResolves()
	if j.item == none || !j.issuer.known() || !j.receiver.known() || v.s.same(&j.issuer, &j.receiver, v.at) {
		return j
	}
	j.institutionsOpen()
	j.negatives()
	j.ground()
	j.territory()
	j.standings()
	j.levels()
	j.listed()
	j.quality()
	return j
}

// stopped reports whether any finding keeps an answer from being a yes.
func stopped(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Effect >= Unknown })
}

// obstacles are the findings that keep a pair of two known institutions from
// counting, in the order of the rules. An issuer below level 2 has one also
// where the lists would let it issue.
func (v *Survey) obstacles(issuer, receiver registry.InstitutionID, item registry.ItemCode) []Finding {
	j := v.judgeOf(issuer, receiver, item)
	var against []Finding
	for _, f := range v.answer.Findings {
		if f.Effect >= Unknown {
			against = append(against, f)
		}
	}
	level := levelOf(&j.issuerStands, &j.judged, j.exam)
	levelled := slices.ContainsFunc(against, func(f Finding) bool { return f.Rule == 32 })
	if j.covers && level < leastLiveLevel && !levelled {
		against = append(against, j.level(LevelNotCovered, Against, number(ParamLevel, level), number(ParamMinLevel, leastLiveLevel)))
	}
	slices.SortStableFunc(against, func(a, b Finding) int { return a.compare(&b) })
	return against
}

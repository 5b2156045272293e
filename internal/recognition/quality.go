package recognition

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"concord/internal/registry"
)

// qualifications are all qualification records. Millions of them say the same
// of different items, so what a record says stands once, as an award, and so
// does what all records of one institution and item say together, as a dossier.
type qualifications struct {
	awards   []award
	interned map[awardKey]uint32 // the awards that are not revoked
	dossiers []dossier           // the first is empty
	numbers  map[string]uint32   // of dossiers, by their awards' numbers
	blocks   [][]uint32          // by institution, then by item: the number of its dossier
	revoked  map[institutionIndex][]registry.Recorded[registry.Revocation]
}

func newQualifications() qualifications {
	return qualifications{
		interned: map[awardKey]uint32{},
		dossiers: make([]dossier, 1),
		numbers:  map[string]uint32{"": 0},
		revoked:  map[institutionIndex][]registry.Recorded[registry.Revocation]{},
	}
}

// dossier is the awards of one institution and item as compareAwards orders
// them, and their numbers.
type dossier struct {
	awards  []award
	numbers []uint32
}

// record is one record on its way into a dossier.
type record uint64

func newRecord(item itemIndex, award uint32) record { return record(item)<<32 | record(award) }

func (r record) item() itemIndex { return itemIndex(r >> 32) }
func (r record) award() uint32   { return uint32(r) }

// awardKey is what a record says besides its institution and item.
type awardKey struct {
	programme string
	round     string
	result    registry.Result
	period    registry.Period
	sequence  registry.Sequence
}

// award is what records say, and since when they no longer do.
type award struct {
	awardKey
	revocations []revocation
}

// revocation takes records back from a day on, as known from a sequence on.
type revocation struct {
	from     registry.Day
	sequence registry.Sequence
}

// speech is what a programme's records say on a day.
type speech uint8

const (
	silent speech = iota
	passes
	revoked
	fails
)

// evidence is what all programmes together say about an institution and item.
type evidence struct {
	pass, fail, revoked *award
	earlier             *award // of the passes begun by then, the one that lasts longest
}

// at reports whether the record is known at a sequence.
func (a *award) at(seq registry.Sequence) bool { return a.sequence <= seq }

// on is what the record says on a day of its period.
func (a *award) on(day registry.Day, at registry.Sequence) speech {
	switch {
	case a.revokedOn(day, at) != registry.MaxDay:
		return revoked
	case a.result == registry.Fail:
		return fails
	}
	return passes
}

// revokedOn is the first day from which the record is taken back, if it is so
// on a day; else MaxDay.
func (a *award) revokedOn(day registry.Day, at registry.Sequence) registry.Day {
	first := registry.MaxDay
	for _, r := range a.revocations {
		if r.from <= day && r.sequence <= at {
			first = min(first, r.from)
		}
	}
	return first
}

// filed is the number of the dossier of an institution and item.
func (q *qualifications) filed(i institutionIndex, item itemIndex) uint32 {
	if int(i) >= len(q.blocks) || int(item) >= len(q.blocks[i]) {
		return 0
	}
	return q.blocks[i][item]
}

// evidence weighs the records of a dossier on a day: per programme the one that
// starts latest speaks, of several that start together the worst.
func (q *qualifications) evidence(filed uint32, on registry.Day, at registry.Sequence) evidence {
	var found evidence
	awards := q.dossiers[filed].awards
	for from, to := 0, 0; from < len(awards); from = to {
		for to = from; to < len(awards) && awards[to].programme == awards[from].programme; {
			to++
		}
		hear(awards[from:to], on, at, &found)
	}
	return found
}

// hear adds what one programme says; awards are its own by their first day.
func hear(awards []award, on registry.Day, at registry.Sequence, found *evidence) {
	var speaking *award
	said := silent
	for k := range awards {
		a := &awards[k]
		if !a.at(at) || a.period.From > on {
			continue
		}
		if a.result == registry.Pass && (found.earlier == nil || a.period.To > found.earlier.period.To) {
			found.earlier = a
		}
		if !holdsOn(awards[k:], on, at) {
			continue
		}
		says := a.on(on, at)
		if speaking == nil || a.period.From > speaking.period.From || says >= said {
			speaking, said = a, says
		}
	}
	switch {
	case said == fails && found.fail == nil:
		found.fail = speaking
	case said == revoked && found.revoked == nil:
		found.revoked = speaking
	case said == passes && found.pass == nil:
		found.pass = speaking
	}
}

// holdsOn reports whether the first award's period holds the day. A fail
// without an end runs until the programme's next record.
func holdsOn(awards []award, on registry.Day, at registry.Sequence) bool {
	a := &awards[0]
	if a.result != registry.Fail || a.period.To != registry.MaxDay {
		return a.period.Contains(on)
	}
	for k := range awards {
		next := &awards[k]
		if next.at(at) && next.period.From > a.period.From {
			return on < next.period.From
		}
	}
	return true
}

// quality asks R34: the item lies in the institution's scope, and there is
// evidence that it does it well. Inside a consortium only failures and
// revocations are asked for.
func (j *judge) quality() {
	if j.item == none || !j.judged.known() || !j.receiver.known() || j.same || j.readerReceives || j.outOfTerritory() {
		return
	}
	scoped := j.asksLists
	if scoped && !j.issuerStands.entry.holds(j.item) {
		j.find(j.onStanding(&j.issuerStands, Finding{Rule: 34, Code: ItemNotInInstitutionScope, Effect: Against, Parameters: Parameters{
			text(ParamScope, j.issuerStands.entry.mode.String()),
		}}))
		scoped = false
	}
	e := j.s.qualifications.evidence(j.dossier, j.exam, j.at)
	required := j.asksLists && j.speaks.terms().Quality(j.noun.Domain) == registry.PerItem
	if bad, ok := e.against(required, j.exam, j.at); ok {
		j.find(bad)
		return
	}
	switch {
	case j.asksLists && !required && scoped:
		j.find(j.onStanding(&j.issuerStands, Finding{Rule: 34, Code: ListedInScope, Effect: For, Parameters: Parameters{
			text(ParamScope, j.issuerStands.entry.mode.String()),
		}}))
	case e.pass != nil && (required || !j.asksLists):
		j.find(e.pass.finding(Qualified, For))
	}
}

// outOfTerritory reports whether R34 lacks the jurisdiction it is asked of.
func (j *judge) outOfTerritory() bool { return j.asksLists && !j.covers }

// against is the finding that speaks against the institution, if any. Where
// evidence is required, none is against it too.
func (e *evidence) against(required bool, on registry.Day, at registry.Sequence) (Finding, bool) {
	switch {
	case e.fail != nil:
		return e.fail.finding(NotQualified, Against), true
	case e.pass != nil:
		return Finding{}, false
	case e.revoked != nil:
		f := e.revoked.finding(QualificationLapsed, Against)
		f.Parameters[2] = day(ParamRevokedFrom, e.revoked.revokedOn(on, at))
		return f, true
	case !required:
		return Finding{}, false
	case e.earlier != nil:
		return e.earlier.finding(QualificationLapsed, Against), true
	}
	return Finding{Rule: 34, Code: NotQualified, Effect: Against}, true
}

func (a *award) finding(code Code, effect Effect) Finding {
	return Finding{Rule: 34, Code: code, Effect: effect, Parameters: Parameters{
		text(ParamProgramme, a.programme), text(ParamRound, a.round), day(ParamUntil, a.period.Last()),
	}}
}

// compareAwards orders the awards of one item: by programme, first day, and
// then by everything else, so that the order of loading decides nothing.
func compareAwards(a, b *award) int {
	return cmp.Or(
		cmp.Compare(a.programme, b.programme),
		cmp.Compare(a.period.From, b.period.From),
		cmp.Compare(a.result, b.result),
		cmp.Compare(a.period.To, b.period.To),
		cmp.Compare(a.round, b.round),
		cmp.Compare(a.sequence, b.sequence),
	)
}

// Qualification takes a record.
func (b *Builder) Qualification(r registry.Recorded[registry.Qualification]) {
	if r.Value.Institution != b.lastID || b.last == none {
		i, ok := b.s.byID[r.Value.Institution]
		if !ok {
			return
		}
		b.last, b.lastID = i, r.Value.Institution
	}
	item := b.item(r.Value.Item)
	award := b.award(awardKey{r.Value.Programme, r.Value.Round, r.Value.Result, r.Value.Period, r.Sequence})
	b.records[b.last] = append(b.records[b.last], newRecord(item, award))
}

// award is the number of an award without revocations.
func (b *Builder) award(key awardKey) uint32 {
	q := &b.s.qualifications
	if n, ok := q.interned[key]; ok {
		return n
	}
	b.ownQualifications()
	n := uint32(len(q.awards))
	q.awards = append(q.awards, award{awardKey: key})
	q.interned[key] = n
	return n
}

func (b *Builder) ownQualifications() {
	if b.owned.qualifications {
		return
	}
	b.owned.qualifications = true
	q := &b.s.qualifications
	q.awards = slices.Clone(q.awards)
	q.dossiers = slices.Clone(q.dossiers)
	q.interned = maps.Clone(q.interned)
	q.numbers = maps.Clone(q.numbers)
	q.blocks = slices.Clone(q.blocks)
	q.revoked = maps.Clone(q.revoked)
}

// Revocation takes a revocation; it is applied once all records are known.
func (b *Builder) Revocation(r registry.Recorded[registry.Revocation]) {
	b.revocations = append(b.revocations, r)
}

// settleQualifications files new records and applies the revocations.
func (b *Builder) settleQualifications() {
	if len(b.records) == 0 && len(b.revocations) == 0 {
		return
	}
	b.ownQualifications()
	q := &b.s.qualifications
	if missing := len(b.s.institutions) - len(q.blocks); missing > 0 {
		q.blocks = append(q.blocks, make([][]uint32, missing)...)
	}
	for i, records := range b.records {
		q.fileAll(i, records, b.s.itemCount())
	}
	for _, r := range b.revocations {
		if i, ok := b.s.byID[r.Value.Institution]; ok {
			q.revoked[i] = append(slices.Clip(q.revoked[i]), r)
			q.revoke(i, b.item(r.Value.Item), r)
		}
	}
}

// fileAll adds an institution's new records to its dossiers.
func (q *qualifications) fileAll(i institutionIndex, records []record, items int) {
	block := make([]uint32, items)
	copy(block, q.blocks[i])
	q.blocks[i] = block
	slices.Sort(records)
	var numbers []uint32
	for from := 0; from < len(records); {
		item := records[from].item()
		numbers = append(numbers[:0], q.dossiers[block[item]].numbers...)
		for from < len(records) && records[from].item() == item {
			numbers = append(numbers, records[from].award())
			from++
		}
		block[item] = q.file(numbers)
	}
}

// file returns the number of the dossier with these awards, in any order.
func (q *qualifications) file(numbers []uint32) uint32 {
	slices.SortFunc(numbers, func(a, b uint32) int {
		return cmp.Or(compareAwards(&q.awards[a], &q.awards[b]), cmp.Compare(a, b))
	})
	key := make([]byte, 0, 64)
	for _, n := range numbers {
		key = binary.BigEndian.AppendUint32(key, n)
	}
	if filed, ok := q.numbers[string(key)]; ok {
		return filed
	}
	d := dossier{numbers: slices.Clone(numbers)}
	for _, n := range numbers {
		d.awards = append(d.awards, q.awards[n])
	}
	filed := uint32(len(q.dossiers))
	q.dossiers = append(q.dossiers, d)
	q.numbers[string(key)] = filed
	return filed
}

// revoke gives the records of a key that were known by then awards of their
// own, which say that they are revoked.
func (q *qualifications) revoke(i institutionIndex, item itemIndex, r registry.Recorded[registry.Revocation]) {
	if int(item) >= len(q.blocks[i]) {
		return
	}
	numbers := q.takeBack(q.dossiers[q.blocks[i][item]].numbers, r)
	q.blocks[i] = slices.Clone(q.blocks[i])
	q.blocks[i][item] = q.file(numbers)
}

// takeBack is the awards with those of a key that were known by then revoked.
func (q *qualifications) takeBack(numbers []uint32, r registry.Recorded[registry.Revocation]) []uint32 {
	numbers = slices.Clone(numbers)
	for k, n := range numbers {
		a := q.awards[n]
		if a.programme != r.Value.Programme || a.round != r.Value.Round || a.sequence > r.Sequence {
			continue
		}
		a.revocations = append(slices.Clip(a.revocations), revocation{r.Value.From, r.Sequence})
		numbers[k] = uint32(len(q.awards))
		q.awards = append(q.awards, a)
	}
	return numbers
}

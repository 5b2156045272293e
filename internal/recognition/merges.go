package recognition

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// union is the institutions that are one from a sequence on: a survivor and
// those merged into it. Facts stay filed under the institution that they were
// recorded for. After a merge was taken back a union may be of one.
type union struct {
	from     registry.Sequence
	survivor institutionIndex
	others   []institutionIndex // by id
	dossiers []uint32           // by item: of the records of all of them together
}

// partyOf is an institution as a party of a question, by way of its merges.
func (s *Snapshot) partyOf(i institutionIndex, at registry.Sequence) party {
	if s.unions != nil {
		if u := s.unionOf(i, at); u != nil {
			return party{index: u.survivor, state: s.institutions[u.survivor].at(at), union: u}
		}
	}
	return party{index: i, state: s.institutions[i].at(at)}
}

// unionOf is the union that an institution is in at a sequence, or nil.
func (s *Snapshot) unionOf(i institutionIndex, at registry.Sequence) *union {
	unions := s.unions[i]
	for k := len(unions) - 1; k >= 0; k-- {
		if unions[k].from <= at {
			return unions[k]
		}
	}
	return nil
}

// records is under how many institutions facts about the party are filed.
func (p *party) records() int {
	if p.union == nil {
		return 1
	}
	return 1 + len(p.union.others)
}

// record is the k-th institution under which facts about the party are filed:
// its own first, then those merged into it.
func (p *party) record(k int) institutionIndex {
	if k == 0 {
		return p.index
	}
	return p.union.others[k-1]
}

// merged are the institutions that were merged into the party.
func (p *party) merged() []institutionIndex {
	if p.union == nil {
		return nil
	}
	return p.union.others
}

// is reports whether the party is an institution or what that was merged into.
func (p *party) is(i institutionIndex) bool {
	return p.index == i || p.union != nil && slices.Contains(p.union.others, i)
}

// filed is the number of the dossier of a party and an item.
func (s *Snapshot) filed(p *party, item itemIndex) uint32 {
	switch {
	case p.union == nil:
		return s.qualifications.filed(p.index, item)
	case int(item) >= len(p.union.dossiers):
		return 0
	}
	return p.union.dossiers[item]
}

// same reports whether two known parties are one institution: the same id or
// the same root campus.
func (s *Snapshot) same(p, q *party, at registry.Sequence) bool {
	return p.index == q.index || p.state.root == q.state.root || s.unions != nil && s.sameHouse(p, q, at)
}

// sameHouse reports whether any record of the one has the same root campus as
// any of the other.
func (s *Snapshot) sameHouse(p, q *party, at registry.Sequence) bool {
	for k := range p.records() {
		root := s.rootOf(p.record(k), at)
		for l := range q.records() {
			if root == s.rootOf(q.record(l), at) {
				return true
			}
		}
	}
	return false
}

// rootOf is the root campus of an institution, by way of that one's merges.
func (s *Snapshot) rootOf(i institutionIndex, at registry.Sequence) registry.InstitutionID {
	root := s.institutions[i].at(at).root
	if p := s.party(string(root), at); p.known() {
		root = p.state.id
	}
	return root
}

// survivor follows merges to their end, as they were known at a sequence. Merges
// in a circle merge nobody.
func (s *Snapshot) survivor(i institutionIndex, at registry.Sequence) institutionIndex {
	end := i
	for range len(s.merged) + 1 {
		into, ok := s.byID[s.institutions[end].at(at).noun.MergedInto]
		if !ok || s.institutions[into].at(at) == nil {
			return end
		}
		end = into
	}
	return i
}

// settleUnions works out anew who is one with whom, where institutions or their
// records have changed.
func (b *Builder) settleUnions() {
	if len(b.s.merged) == 0 || !b.owned.institutions && !b.owned.qualifications {
		return
	}
	b.ownQualifications()
	b.s.unions = map[institutionIndex][]*union{}
	for _, circle := range b.acquainted() {
		for _, at := range b.changes(circle) {
			b.unite(circle, at)
		}
	}
	for _, unions := range b.s.unions {
		for _, u := range unions {
			if u.dossiers == nil {
				u.dossiers = b.together(u)
			}
		}
	}
}

// acquainted are the institutions that merges ever bound together, by id.
func (b *Builder) acquainted() [][]institutionIndex {
	bound := map[institutionIndex][]institutionIndex{}
	for _, i := range b.s.merged {
		for _, state := range b.s.institutions[i].states() {
			if into, ok := b.s.byID[state.noun.MergedInto]; ok {
				bound[i] = append(bound[i], into)
				bound[into] = append(bound[into], i)
			}
		}
	}
	seen := map[institutionIndex]bool{}
	var circles [][]institutionIndex
	for _, i := range b.s.merged {
		if seen[i] {
			continue
		}
		seen[i] = true
		circle := []institutionIndex{i}
		for k := 0; k < len(circle); k++ {
			for _, next := range bound[circle[k]] {
				if !seen[next] {
					seen[next] = true
					circle = append(circle, next)
				}
			}
		}
		slices.SortFunc(circle, func(a, c institutionIndex) int {
			return strings.Compare(string(b.s.institutions[a].newest.id), string(b.s.institutions[c].newest.id))
		})
		circles = append(circles, circle)
	}
	return circles
}

// changes are the sequences at which any of some institutions was recorded.
func (b *Builder) changes(circle []institutionIndex) []registry.Sequence {
	var all []registry.Sequence
	for _, i := range circle {
		for _, state := range b.s.institutions[i].states() {
			all = append(all, state.sequence)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unite adds the unions of a circle as they are from a sequence on. Institutions
// that were never merged yet have none.
func (b *Builder) unite(circle []institutionIndex, from registry.Sequence) {
	united := map[institutionIndex]*union{}
	for _, i := range circle {
		if b.s.institutions[i].at(from) == nil {
			continue
		}
		survivor := b.s.survivor(i, from)
		if united[survivor] == nil {
			united[survivor] = &union{from: from, survivor: survivor}
		}
		if i != survivor {
			united[survivor].others = append(united[survivor].others, i)
		}
	}
	for survivor, u := range united {
		if len(u.others) == 0 && b.s.unions[survivor] == nil {
			continue
		}
		b.s.unions[survivor] = append(b.s.unions[survivor], u)
		for _, i := range u.others {
			b.s.unions[i] = append(b.s.unions[i], u)
		}
	}
}

// together files the records of all institutions of a union as those of one.
func (b *Builder) together(u *union) []uint32 {
	all := append([]institutionIndex{u.survivor}, u.others...)
	dossiers := make([]uint32, b.s.itemCount())
	for item := range dossiers {
		dossiers[item] = b.togetherFor(all, itemIndex(item))
	}
	return dossiers
}

// togetherFor files the records of some institutions and one item together. A
// revocation recorded for one of them takes back those of the others too.
func (b *Builder) togetherFor(all []institutionIndex, item itemIndex) uint32 {
	q := &b.s.qualifications
	var numbers []uint32
	for _, i := range all {
		own := q.dossiers[q.filed(i, item)].numbers
		for _, other := range all {
			if other == i || len(own) == 0 {
				continue
			}
			for _, r := range q.revoked[other] {
				if b.item(r.Value.Item) == item {
					own = q.takeBack(own, r)
				}
			}
		}
		numbers = append(numbers, own...)
	}
	return q.file(numbers)
}

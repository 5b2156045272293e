package registry

import (
	"fmt"
	"maps"
	"slices"
)

// Ledger is a registry in memory: what scenario files and dry runs write to.
// It keeps the same rules as a store and reads out the same way, but lasts only
// as long as the process. It is not safe for concurrent use.
type Ledger struct {
	head           Head
	items          []Recorded[AddedItem]
	institutions   []Recorded[Institution]
	consortia      []Recorded[Consortium]
	alliances      []Recorded[Alliance]
	codeMaps       []Recorded[CodeMap]
	qualifications []Recorded[Qualification]
	revocations    []Recorded[Revocation]
	removals       []Recorded[Removal]
	lists          map[ListID]*ListHistory
}

// NewLedger returns an empty registry of epoch 1.
func NewLedger() *Ledger {
	return &Ledger{head: Head{Epochs: []Epoch{{Number: 1}}}, lists: map[ListID]*ListHistory{}}
}

// Head tells where the ledger stands.
func (l *Ledger) Head() Head { return l.head }

// Write records a step whole, or gives ErrConflict and changes nothing.
func (l *Ledger) Write(step Step) (Revision, error) {
	if !l.head.Stands(step.Basis) {
		return Revision{}, fmt.Errorf("step decided on sequence %d, the registry is at %d: %w", step.Basis, l.head.Newest, ErrConflict)
	}
	sequence := l.head.Newest + 1
	if err := l.issue(step.Items); err != nil {
		return Revision{}, err
	}
	lists, err := l.publish(step, sequence)
	if err != nil {
		return Revision{}, err
	}
	maps.Copy(l.lists, lists)
	l.head.Newest = sequence
	l.items = record(l.items, sequence, step.Items)
	l.institutions = record(l.institutions, sequence, step.Institutions)
	l.consortia = record(l.consortia, sequence, step.Consortia)
	l.alliances = record(l.alliances, sequence, step.Alliances)
	l.codeMaps = record(l.codeMaps, sequence, step.CodeMaps)
	l.qualifications = record(l.qualifications, sequence, step.Qualifications)
	l.revocations = record(l.revocations, sequence, step.Revocations)
	l.removals = record(l.removals, sequence, step.Removals)
	return l.head.Revision(), nil
}

// issue gives ErrConflict where an item has a code that was issued before.
func (l *Ledger) issue(items []AddedItem) error {
	issued := map[ItemCode]bool{}
	for _, i := range l.items {
		issued[i.Value.Item.Code] = true
	}
	for _, i := range items {
		if issued[i.Item.Code] {
			return fmt.Errorf("add item %s: the code was issued before: %w", i.Item.Code, ErrConflict)
		}
		issued[i.Item.Code] = true
	}
	return nil
}

// publish returns the histories that a step's withdrawals and publications
// make, leaving those of the ledger as they are.
func (l *Ledger) publish(step Step, sequence Sequence) (map[ListID]*ListHistory, error) {
	touched := map[ListID]*ListHistory{}
	history := func(id ListID) *ListHistory {
		if touched[id] == nil {
			copied := l.lists[id].clone(id)
			touched[id] = &copied
		}
		return touched[id]
	}
	for _, w := range step.Withdrawals {
		if err := history(w.List).Withdraw(w.Number, sequence); err != nil {
			return nil, err
		}
	}
	for _, p := range step.Publications {
		p.Version.Sequence = sequence
		p.Version.PublishedAt = step.RecordedAt
		if err := history(p.Version.List).Append(p); err != nil {
			return nil, err
		}
	}
	return touched, nil
}

func record[T any](all []Recorded[T], sequence Sequence, values []T) []Recorded[T] {
	for _, v := range values {
		all = append(all, Recorded[T]{Sequence: sequence, Value: v})
	}
	return all
}

// Read hands over what is selected, as a store does.
func (l *Ledger) Read(s Selection, r Reader) Head {
	hand(l.items, s.After, r.Item)
	hand(l.institutions, s.After, r.Institution)
	hand(l.alliances, s.After, r.Alliance)
	hand(l.consortia, s.After, r.Consortium)
	hand(l.codeMaps, s.After, func(m Recorded[CodeMap]) {
		if s.CodedInstitutions == nil || slices.Contains(s.CodedInstitutions, m.Value.Institution) {
			r.CodeMap(m)
		}
	})
	hand(l.qualifications, s.After, func(q Recorded[Qualification]) {
		if s.QualifiedInstitutions == nil || slices.Contains(s.QualifiedInstitutions, q.Value.Institution) {
			r.Qualification(q)
		}
	})
	hand(l.revocations, s.After, r.Revocation)
	hand(l.removals, s.After, r.Removal)
	for _, h := range l.lists {
		if h.TouchedAfter(s.After) && (s.Jurisdictions == nil || slices.Contains(s.Jurisdictions, h.ID.Jurisdiction)) {
			r.List(h.clone(h.ID))
		}
	}
	return l.head
}

func hand[T any](all []Recorded[T], after Sequence, to func(Recorded[T])) {
	for _, one := range all {
		if one.Sequence > after {
			to(one)
		}
	}
}

// TouchedAfter reports whether a version was published or withdrawn after a
// sequence.
func (h *ListHistory) TouchedAfter(after Sequence) bool {
	return slices.ContainsFunc(h.Versions, func(v Version) bool {
		return v.Sequence > after || v.Withdrawn > after
	})
}

// clone copies the history; of nil it is the empty history of a list.
func (h *ListHistory) clone(id ListID) ListHistory {
	if h == nil {
		return ListHistory{ID: id}
	}
	return ListHistory{
		ID:           id,
		Versions:     slices.Clone(h.Versions),
		Items:        slices.Clone(h.Items),
		Institutions: slices.Clone(h.Institutions),
		Negatives:    slices.Clone(h.Negatives),
	}
}

// Withdraw marks a version as taken back by a step.
func (h *ListHistory) Withdraw(number int, by Sequence) error {
	if number < 1 || number > len(h.Versions) || h.Versions[number-1].Withdrawn != 0 {
		return fmt.Errorf("withdraw %s version %d: no such version stands: %w", h.ID, number, ErrConflict)
	}
	h.Versions[number-1].Withdrawn = by
	return nil
}

// Append adds the next version, with its digest. Entries that the version
// before it holds too are shared; ErrConflict where the number is not the next.
func (h *ListHistory) Append(p Publication) error {
	n := len(h.Versions) + 1
	if p.Version.Number != n {
		return fmt.Errorf("publish %s version %d: the next version is %d: %w", h.ID, p.Version.Number, n, ErrConflict)
	}
	var err error
	if h.Items, err = share(h.Items, p.Content.Items, n, sameItem); err != nil {
		return fmt.Errorf("publish %s version %d: %w", h.ID, n, err)
	}
	if h.Institutions, err = share(h.Institutions, p.Content.Institutions, n, sameInstitution); err != nil {
		return fmt.Errorf("publish %s version %d: %w", h.ID, n, err)
	}
	if h.Negatives, err = share(h.Negatives, p.Content.Negatives, n, sameNegative); err != nil {
		return fmt.Errorf("publish %s version %d: %w", h.ID, n, err)
	}
	p.Version.Digest = Digest(p.Version, p.Content)
	h.Versions = append(h.Versions, p.Version)
	return nil
}

func sameItem(a, b ItemEntry) bool         { return a == b }
func sameNegative(a, b NegativeEntry) bool { return a == b }

func sameInstitution(a, b InstitutionEntry) bool {
	return a.Institution == b.Institution && a.Level == b.Level && a.Role == b.Role && a.Period == b.Period &&
		a.Note == b.Note && a.Scope.Mode == b.Scope.Mode && slices.Equal(a.Scope.Items, b.Scope.Items)
}

// share ends the entries that version n no longer holds and adds its new ones.
func share[E interface{ Key() EntryKey }](all []Held[E], entries []E, n int, same func(a, b E) bool) ([]Held[E], error) {
	before := map[EntryKey]int{}
	for i, h := range all {
		if h.In(n - 1) {
			before[h.Entry.Key()] = i
		}
	}
	seen := make(map[EntryKey]bool, len(entries))
	for position, e := range entries {
		key := e.Key()
		if seen[key] {
			return nil, fmt.Errorf("entry %s stands twice: %w", key, ErrConflict)
		}
		seen[key] = true
		i, held := before[key]
		if held && same(all[i].Entry, e) {
			delete(before, key)
			continue
		}
		all = append(all, Held[E]{Entry: e, Position: position, First: n, Last: StillHeld})
	}
	for _, i := range before {
		all[i].Last = n - 1
	}
	return all, nil
}

package outcome

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// Merge is a packed tally after changes: what [Tally.Pack] would make of both
// together. It goes through the cells once, in their order, since the tally of a
// large hospital has tens of thousands and every batch changes a few hundred.
// Nil is the tally without cells, before and after.
func Merge(packed []byte, changes Tally) ([]byte, error) {
	r := reader{packed: packed}
	var lists [roles][][]byte
	if len(packed) > 0 {
		lists = r.lists()
	}
	m := newMerging(lists, changes)
	if len(packed) > 0 {
		for cell := range r.cells(lists) {
			m.take(cell)
		}
	}
	for len(m.changes) > 0 {
		m.put(m.next())
	}
	switch {
	case r.err != nil:
		return nil, r.err
	case m.count == 0 && !m.below:
		return nil, nil
	case m.below:
		return nil, fmt.Errorf("%w: a cell would count less than nothing", ErrPacked)
	}
	return m.packed()
}

// merging is two tallies becoming one.
type merging struct {
	lists   [roles][]string // of both, each text once and in order
	moved   [roles][]int    // places of the packed tally's texts in them
	used    [roles][]bool
	changes []packedCell // that are still to come
	cells   []byte
	count   int
	below   bool // a cell came to less than nothing
}

func newMerging(lists [roles][][]byte, changes Tally) *merging {
	m := &merging{}
	for role := range m.lists {
		for _, s := range lists[role] {
			m.lists[role] = append(m.lists[role], string(s))
		}
	}
	for cell := range changes {
		for role, s := range cell.texts() {
			m.lists[role] = append(m.lists[role], s)
		}
	}
	var places [roles]map[string]int
	for role := range m.lists {
		slices.Sort(m.lists[role])
		m.lists[role] = slices.Compact(m.lists[role])
		m.used[role] = make([]bool, len(m.lists[role]))
		places[role] = make(map[string]int, len(m.lists[role]))
		for i, s := range m.lists[role] {
			places[role][s] = i
		}
		m.moved[role] = each(lists[role], func(s []byte) int { return places[role][string(s)] })
	}
	m.order(changes, places)
	return m
}

// order puts the changes into the order of cells.
func (m *merging) order(changes Tally, places [roles]map[string]int) {
	m.changes = make([]packedCell, 0, len(changes))
	for cell, n := range changes {
		p := packedCell{day: byte(cell.Day-MonthOf(cell.Day)) + 1, flags: cell.flags(), cases: n}
		for role, s := range cell.texts() {
			p.places[role] = places[role][s]
		}
		m.changes = append(m.changes, p)
	}
	slices.SortFunc(m.changes, func(a, b packedCell) int { return comparePacked(&a, &b) })
}

func comparePacked(a, b *packedCell) int {
	if c := cmp.Compare(a.day, b.day); c != 0 {
		return c
	}
	for role := range a.places {
		if c := cmp.Compare(a.places[role], b.places[role]); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.flags, b.flags)
}

// next takes the first change.
func (m *merging) next() *packedCell {
	first := &m.changes[0]
	m.changes = m.changes[1:]
	return first
}

// take takes a cell of the packed tally, after the changes that come before it.
func (m *merging) take(cell *packedCell) {
	for role := range cell.places {
		cell.places[role] = m.moved[role][cell.places[role]]
	}
	for len(m.changes) > 0 {
		order := comparePacked(&m.changes[0], cell)
		if order > 0 {
			break
		}
		change := m.next()
		if order == 0 {
			cell.cases += change.cases
			break
		}
		m.put(change)
	}
	m.put(cell)
}

// put writes a cell that counts anything.
func (m *merging) put(cell *packedCell) {
	m.below = m.below || cell.cases < 0
	if cell.cases <= 0 {
		return
	}
	m.count++
	m.cells = append(m.cells, cell.day)
	for role, place := range cell.places {
		m.used[role][place] = true
		m.cells = binary.AppendUvarint(m.cells, uint64(place))
	}
	m.cells = binary.AppendUvarint(append(m.cells, cell.flags), uint64(cell.cases))
}

// packed is the outcome. Where a text has gone with its last cell, all is packed
// anew without it.
func (m *merging) packed() ([]byte, error) {
	buf := make([]byte, 0, len(m.cells)+1<<10)
	buf = append(buf, packedFormat)
	whole := true
	for role, list := range m.lists {
		whole = whole && !slices.Contains(m.used[role], false)
		buf = binary.AppendUvarint(buf, uint64(len(list)))
		for _, s := range list {
			buf = append(binary.AppendUvarint(buf, uint64(len(s))), s...)
		}
	}
	buf = append(binary.AppendUvarint(buf, uint64(m.count)), m.cells...)
	if whole {
		return buf, nil
	}
	t, err := Unpack(buf, 0)
	return t.Pack(), err
}

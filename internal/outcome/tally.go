package outcome

import (
	"encoding/binary"
	"errors"
	"fmt"

	"concord/internal/registry"
)

// StageSet is a set of stages.
type StageSet uint8

// StagesOf is the set of some stages.
func StagesOf(stages ...Stage) StageSet {
	var set StageSet
	for _, s := range stages {
		set |= 1 << s
	}
	return set
}

// Has reports whether a stage is in the set.
func (s StageSet) Has(stage Stage) bool { return s&(1<<stage) != 0 }

// Cell is what cases have in common that are counted alike.
type Cell struct {
	Day        registry.Day
	Issuer     registry.InstitutionID
	Item       registry.ItemCode
	Department string
	Stages     StageSet
	Reason     registry.ReasonCode // of the repeat
	Uncounted  bool
}

// flags are the stages and whether the reason counts, in one byte.
func (c Cell) flags() byte {
	flags := byte(c.Stages)
	if c.Uncounted {
		flags |= uncountedFlag
	}
	return flags
}

const uncountedFlag = 1

// Tally is how many cases of one receiver each cell of a month has.
type Tally map[Cell]int

// MonthOf is the first day of the month that a day lies in.
func MonthOf(day registry.Day) registry.Day {
	return day - registry.Day(day.Start().Time().Day()-1)
}

// MonthAfter is the first day of the month after that of a day.
func MonthAfter(day registry.Day) registry.Day {
	t := day.Start().Time()
	return registry.DayOf(t.Year(), t.Month()+1, 1)
}

// Month is a month as people write it: 2026-11.
func Month(day registry.Day) string { return day.Start().Time().Format("2006-01") }

// ByMonth parts changes of cells by the first days of their months.
func ByMonth(changes map[Cell]int) map[registry.Day]Tally {
	months := map[registry.Day]Tally{}
	for cell, n := range changes {
		month := MonthOf(cell.Day)
		if months[month] == nil {
			months[month] = Tally{}
		}
		months[month][cell] += n
	}
	return months
}

// packedFormat is the first byte of a packed tally.
const packedFormat = 1

// ErrPacked says that bytes are no packed tally.
var ErrPacked = errors.New("not a packed tally")

// Pack writes a tally of one month, the same tally always as the same bytes:
//
//	1 byte    format, 1
//	4 lists   issuers, items, departments, reasons: uvarint count, then each text
//	          as uvarint length and bytes, in their order
//	uvarint   number of cells, then each cell in the order of its parts:
//	          day of the month as 1 byte; issuer, item, department, reason as
//	          uvarint places in their lists; 1 byte with a bit for each stage and
//	          the lowest one for “uncounted”; number of cases as uvarint
//
// A tally without cells is nil.
func (t Tally) Pack() []byte {
	packed, _ := Merge(nil, t) // nothing that was packed before can be broken
	return packed
}

// role is what a text is to a cell.
type role int

const (
	issuerRole role = iota
	itemRole
	departmentRole
	reasonRole
	roles
)

func (c Cell) texts() [roles]string {
	return [roles]string{string(c.Issuer), string(c.Item), c.Department, string(c.Reason)}
}

// Unpack reads a packed tally of a month.
func Unpack(packed []byte, month registry.Day) (Tally, error) {
	if len(packed) == 0 {
		return Tally{}, nil
	}
	r := reader{packed: packed}
	lists := r.lists()
	var texts [roles][]string
	for role, list := range lists {
		for _, b := range list {
			texts[role] = append(texts[role], string(b))
		}
	}
	t := Tally{}
	for cell := range r.cells(lists) {
		t[Cell{
			Day:        month + registry.Day(cell.day) - 1,
			Issuer:     registry.InstitutionID(texts[issuerRole][cell.places[issuerRole]]),
			Item:       registry.ItemCode(texts[itemRole][cell.places[itemRole]]),
			Department: texts[departmentRole][cell.places[departmentRole]],
			Reason:     registry.ReasonCode(texts[reasonRole][cell.places[reasonRole]]),
			Stages:     StageSet(cell.flags &^ uncountedFlag),
			Uncounted:  cell.flags&uncountedFlag != 0,
		}] = cell.cases
	}
	return t, r.err
}

// packedCell is a cell whose texts are places in lists.
type packedCell struct {
	day    byte // of the month, from 1
	flags  byte
	places [roles]int
	cases  int
}

// reader reads a packed tally without copying; what is wrong with it is kept
// until the end. It moves by an index: a slice that shrinks would be written anew
// for every byte.
type reader struct {
	packed []byte
	at     int
	err    error
}

func (r *reader) fail() { r.err, r.at = ErrPacked, len(r.packed) }

func (r *reader) byte() byte {
	if r.at >= len(r.packed) {
		r.fail()
		return 0
	}
	b := r.packed[r.at]
	r.at++
	return b
}

func (r *reader) uvarint() int {
	if r.at < len(r.packed) && r.packed[r.at] < 0x80 { // nearly always
		r.at++
		return int(r.packed[r.at-1])
	}
	return r.longUvarint()
}

func (r *reader) longUvarint() int {
	n, size := binary.Uvarint(r.packed[r.at:])
	if size <= 0 || n > 1<<40 {
		r.fail()
		return 0
	}
	r.at += size
	return int(n)
}

// lists reads the format and the lists of texts.
func (r *reader) lists() (lists [roles][][]byte) {
	if r.byte() != packedFormat {
		r.fail()
	}
	for role := range lists {
		n := r.uvarint()
		if n > len(r.packed)-r.at {
			r.fail()
			return lists
		}
		lists[role] = make([][]byte, n)
		for i := range lists[role] {
			length := r.uvarint() // moves the place it is counted from
			end := r.at + length
			if end > len(r.packed) {
				r.fail()
				return lists
			}
			lists[role][i] = r.packed[r.at:end]
			r.at = end
		}
	}
	return lists
}

// cells yields the cells, each in the same place.
func (r *reader) cells(lists [roles][][]byte) func(yield func(*packedCell) bool) {
	return func(yield func(*packedCell) bool) {
		var cell packedCell
		for n := r.uvarint(); n > 0 && r.err == nil; n-- {
			if !r.short(&cell) {
				r.long(&cell)
			}
			for role := range cell.places {
				if cell.places[role] >= len(lists[role]) {
					r.fail()
				}
			}
			if r.err != nil || !yield(&cell) {
				return
			}
		}
		if r.at < len(r.packed) {
			r.err = fmt.Errorf("%w: something follows it", ErrPacked)
		}
	}
}

// short reads a cell all of whose numbers are of one byte, as most are: millions
// are read for a year of a province.
func (r *reader) short(cell *packedCell) bool {
	if len(r.packed)-r.at < shortCell {
		return false
	}
	b := (*[shortCell]byte)(r.packed[r.at:])
	if (b[1]|b[2]|b[3]|b[4]|b[6])&0x80 != 0 {
		return false
	}
	cell.day, cell.flags, cell.cases = b[0], b[5], int(b[6])
	cell.places = [roles]int{int(b[1]), int(b[2]), int(b[3]), int(b[4])}
	r.at += shortCell
	return true
}

// shortCell is the length of such a cell.
const shortCell = 7

func (r *reader) long(cell *packedCell) {
	cell.day = r.byte()
	for role := range cell.places {
		cell.places[role] = r.uvarint()
	}
	cell.flags = r.byte()
	cell.cases = r.uvarint()
}

package outcome

import (
	"maps"

	"concord/internal/registry"
)

// Counts are numbers of cases.
type Counts struct {
	Reminded, Opened, Recognized, Repeated int
	// Denominator is the cases that were reminded, without those that were
	// repeated for a reason that does not count and never recognized; Numerator is
	// those of them that were recognized.
	Numerator, Denominator int
}

// Formula is how the rate is made, as it stands beside every rate.
var Formula = registry.Text{
	Zh: "互认率 = 认可 ÷ 提醒，按病例计（一例各环节只计一次）；分母不含因“不计入”理由复查且未认可的病例；无提醒则无互认率",
	En: "rate = recognized ÷ reminded, by case, each stage once; cases repeated for a reason flagged not counted, and never recognized, leave the denominator; without reminders there is no rate",
}

// Rate is the recognition rate; ok is false where nobody was reminded of
// anything that counts.
func (c Counts) Rate() (rate float64, ok bool) {
	if c.Denominator == 0 {
		return 0, false
	}
	return float64(c.Numerator) / float64(c.Denominator), true
}

// Plus is both together.
func (c Counts) Plus(d Counts) Counts {
	return Counts{
		c.Reminded + d.Reminded, c.Opened + d.Opened, c.Recognized + d.Recognized, c.Repeated + d.Repeated,
		c.Numerator + d.Numerator, c.Denominator + d.Denominator,
	}
}

// add counts n cases with the flags of a cell.
func (c *Counts) add(flags byte, n int) {
	unit := &unitCounts[flags%byte(len(unitCounts))]
	c.Reminded += n * unit.Reminded
	c.Opened += n * unit.Opened
	c.Recognized += n * unit.Recognized
	c.Repeated += n * unit.Repeated
	c.Numerator += n * unit.Numerator
	c.Denominator += n * unit.Denominator
}

// unitCounts are the counts of one case, by the flags of its cell.
var unitCounts = func() (all [32]Counts) {
	for flags := range all {
		all[flags] = countsOf(StageSet(flags&^uncountedFlag), flags&uncountedFlag != 0)
	}
	return all
}()

func countsOf(s StageSet, uncounted bool) Counts {
	one := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	recognized := s.Has(Recognized)
	counted := s.Has(Reminded) && (recognized || !s.Has(Repeated) || !uncounted)
	return Counts{
		one(s.Has(Reminded)), one(s.Has(Opened)), one(recognized), one(s.Has(Repeated)),
		one(counted && recognized), one(counted),
	}
}

// Saved is an estimate of money: the receiver's price of every recognized case
// that has one.
type Saved struct {
	Fen    int64 // hundredths of a yuan
	Priced int   // recognized cases with a price
}

// Group is what was counted under one key.
type Group struct {
	Counts
	Saved
}

// Dimension is what cases are grouped by.
type Dimension uint8

// The dimensions; the zero value makes one group of all.
const (
	Together Dimension = iota
	ByReceiver
	ByMonths
	ByIssuer
	ByItem
	ByDepartment
	ByReason
)

// Cut says which cases of the tallies are counted, and how they are grouped.
type Cut struct {
	Period registry.Period
	By     Dimension
	// Key is the group of a receiver, issuer, item, department or reason; ok is
	// false where it is in none. Nil: each is a group of its own.
	Key func(string) (key string, ok bool)
	// Receivers, Issuers and Items say which count; nil: all.
	Receivers func(registry.InstitutionID) bool
	Issuers   func(registry.InstitutionID) bool
	Items     func(registry.ItemCode) bool
	// Prices are what an item costs at a receiver, by day; none where that is not
	// known. Nil: nothing is priced.
	Prices func(registry.InstitutionID, registry.ItemCode) []Price
}

// Price is what an item costs from a day on.
type Price struct {
	From registry.Day
	Fen  int64
}

// priceOn is the price that holds on a day.
func priceOn(prices []Price, day registry.Day) (fen int64, ok bool) {
	for _, p := range prices {
		if p.From > day {
			break
		}
		fen, ok = p.Fen, true
	}
	return fen, ok
}

// Counter sums up tallies by one cut.
type Counter struct {
	cut     Cut
	groups  map[string]*Group
	issuers memo[bool]
	items   memo[bool]
	keys    memo[*Group]
}

// NewCounter returns a counter that has counted nothing.
func NewCounter(cut Cut) *Counter {
	c := &Counter{cut: cut, groups: map[string]*Group{}}
	c.issuers = newMemo(func(s string) bool { return cut.Issuers == nil || cut.Issuers(registry.InstitutionID(s)) })
	c.items = newMemo(func(s string) bool { return cut.Items == nil || cut.Items(registry.ItemCode(s)) })
	c.keys = newMemo(c.group)
	return c
}

// Groups are the sums by key, when all is counted. A group without a case is not
// there.
func (c *Counter) Groups() map[string]*Group {
	maps.DeleteFunc(c.groups, func(_ string, g *Group) bool { return *g == Group{} })
	return c.groups
}

// group is the group of a text; nil where it is in none.
func (c *Counter) group(s string) *Group {
	key, ok := s, true
	if c.cut.Key != nil {
		key, ok = c.cut.Key(s)
	}
	if !ok {
		return nil
	}
	if c.groups[key] == nil {
		c.groups[key] = &Group{}
	}
	return c.groups[key]
}

// Add counts a packed tally of a receiver's month.
func (c *Counter) Add(receiver registry.InstitutionID, month registry.Day, packed []byte) error {
	if c.cut.Receivers != nil && !c.cut.Receivers(receiver) {
		return nil
	}
	r := reader{packed: packed}
	s := segment{Counter: c, receiver: receiver, month: month, lists: r.lists()}
	s.prepare()
	for cell := range r.cells(s.lists) {
		s.count(cell)
	}
	return r.err
}

// segment is one tally being counted.
type segment struct {
	*Counter
	receiver registry.InstitutionID
	month    registry.Day
	lists    [roles][][]byte
	issuers  []bool
	items    []bool
	prices   [][]Price // of the items; nil where nothing is priced
	role     role      // whose text tells the group
	grouped  []*Group  // by place in that list; nil where the segment is in one group
	one      *Group
}

func (s *segment) prepare() {
	s.issuers = each(s.lists[issuerRole], s.Counter.issuers.of)
	s.items = each(s.lists[itemRole], s.Counter.items.of)
	if s.cut.Prices != nil {
		s.prices = each(s.lists[itemRole], func(b []byte) []Price { return s.cut.Prices(s.receiver, registry.ItemCode(b)) })
	}
	switch s.cut.By {
	case ByIssuer:
		s.role = issuerRole
	case ByItem:
		s.role = itemRole
	case ByDepartment:
		s.role = departmentRole
	case ByReason:
		s.role = reasonRole
	case ByReceiver:
		s.one = s.group(string(s.receiver))
		return
	case ByMonths:
		s.one = s.group(Month(s.month))
		return
	default:
		s.one = s.group("")
		return
	}
	s.grouped = each(s.lists[s.role], s.keys.of)
}

// count counts a cell's cases, where they are within the cut.
func (s *segment) count(cell *packedCell) {
	if !s.issuers[cell.places[issuerRole]] || !s.items[cell.places[itemRole]] {
		return
	}
	day := s.month + registry.Day(cell.day) - 1
	if !s.cut.Period.Contains(day) {
		return
	}
	g := s.one
	if s.grouped != nil {
		g = s.grouped[cell.places[s.role]]
	}
	if g == nil {
		return
	}
	g.add(cell.flags, cell.cases)
	if s.prices != nil && StageSet(cell.flags).Has(Recognized) {
		if fen, ok := priceOn(s.prices[cell.places[itemRole]], day); ok {
			g.Fen += fen * int64(cell.cases)
			g.Priced += cell.cases
		}
	}
}

func each[T any](list [][]byte, of func([]byte) T) []T {
	values := make([]T, len(list))
	for i, b := range list {
		values[i] = of(b)
	}
	return values
}

// memo asks once for every text.
type memo[T any] struct {
	known map[string]T
	ask   func(string) T
}

func newMemo[T any](ask func(string) T) memo[T] { return memo[T]{map[string]T{}, ask} }

func (m memo[T]) of(b []byte) T {
	if v, ok := m.known[string(b)]; ok {
		return v
	}
	s := string(b)
	m.known[s] = m.ask(s)
	return m.known[s]
}

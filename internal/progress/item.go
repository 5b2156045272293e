package progress

import (
	"cmp"
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// Reason says why an item is not live, or what stands in the way of one
// institution's results. It is read off the findings of the rules.
type Reason uint8

// The reasons, in the order in which an item's is chosen; the zero value is
// none. Of an item it is the first that alone stops some institution, or else
// the first that stops any.
const (
	NoReason     Reason = iota
	StartsLater         // scheduled: a version, an entry or a qualification that is known begins later
	OnlyOne             // the results of one hospital count, and no other's
	Denied              // an unconditional deny
	Ended               // a version or a qualification that has ended, or was revoked
	NotQualified        // no evidence, or a failed round
	OutOfScope          // outside what the institution is listed for
	LevelTooLow         // below the level that counts, of unknown level, or against the direction
	NoReceiver          // no other institution of the unit receives
	NotCovered          // the institution stands only on lists without the item
	NobodyIssues        // no institution of the unit stands on a list as issuer
)

// String is the reason's code; empty for none.
func (r Reason) String() string {
	return [...]string{
		"", "starts_later", "only_one", "denied", "ended", "not_qualified", "out_of_scope", "level_too_low",
		"no_receiver", "not_covered", "nobody_issues",
	}[r]
}

// Text is the reason as a sentence about an item, or about some institutions.
func (r Reason) Text() registry.Text {
	return [...]registry.Text{
		{},
		{Zh: "尚未开始：已安排的清单、名单或质评结果日后生效", En: "starts later: a list, an entry or evidence that is known already begins later"},
		{Zh: "仅一家医院的结果可互认，须有两家", En: "the results of only one hospital are recognized; it takes two"},
		{Zh: "被“负面”清单排除", En: "a negative list denies it"},
		{Zh: "已结束：清单、名单或质评结果到期或被撤销", En: "ended: a list, an entry or evidence has run out or was revoked"},
		{Zh: "无室间质评等质量证明，或未通过", En: "no evidence of quality, or a failed round"},
		{Zh: "不在机构的互认项目范围内", En: "outside the scope that the institution is listed with"},
		{Zh: "机构级别不足、不明或不合流向", En: "the institution's level is too low, not known, or against the direction"},
		{Zh: "本单位内没有其他机构接收", En: "no other institution of the unit receives"},
		{Zh: "机构所在的名单与列有该项目的清单不一致", En: "the institution is on no list of a jurisdiction that lists the item"},
		{Zh: "没有机构在名单上出具结果", En: "no institution is listed as an issuer"},
	}[r]
}

// Item is an item that is listed for a unit, or is going to be or was within two
// years.
type Item struct {
	*registry.Item
	Listing     recognition.Listing         // on the day
	ListedBy    []registry.JurisdictionCode // own first
	ListedFrom  registry.Day                // of one to be listed: from when; else MaxDay
	ListedUntil registry.Day                // of one that was listed: its last day; else MinDay
	Live        bool
	LiveFrom    registry.Day // of one not live: the next day on which it will be, as is known; else MaxDay
	LiveUntil   registry.Day // of one not live: the last day on which it was; else MinDay
}

// horizon is how many days back and ahead an item's past and future are looked
// for: two years.
const horizon = 731

// Inventory is every item of a unit on a day. It is for one goroutine at a time.
type Inventory struct {
	Items  []Item // in the order of the catalogue, those not listed on the day last
	unit   *recognition.Unit
	region registry.RegionCode
}

// Unit is whose inventory it is.
func (inv *Inventory) Unit() registry.RegionCode { return inv.region }

// glance is what is listed and live on a day.
type glance struct {
	on           registry.Day
	listed, live map[registry.ItemCode]*registry.Item
}

// Take takes the inventory of a unit on a day, as the registry knew it at a
// sequence; 0 is the newest.
func Take(s *recognition.Snapshot, unit registry.RegionCode, on registry.Day, at registry.Sequence) *Inventory {
	inv := &Inventory{unit: recognition.NewSurvey(s, on, at).Unit(unit), region: unit}
	known := map[registry.ItemCode]int{}
	for item := range inv.unit.Items() {
		known[item.Code] = len(inv.Items)
		inv.Items = append(inv.Items, Item{
			Item: item.Item, Listing: item.Listing, ListedBy: inv.unit.ListedBy(item.Code), Live: item.Live,
			ListedFrom: registry.MaxDay, ListedUntil: registry.MinDay, LiveFrom: registry.MaxDay, LiveUntil: registry.MinDay,
		})
	}
	past, future := around(s.Turns(unit, at), on)
	see := func(day registry.Day) glance { return glanceAt(s, unit, day, at) }
	inv.look(known, sideBySide(past, see), func(item *Item, g glance) { item.was(g) })
	inv.look(known, sideBySide(future, see), func(item *Item, g glance) { item.willBe(g) })
	return inv
}

// around are days of the spans within the horizon: the last ones of those before
// the day's own, the nearest first, and the first ones of those after it.
func around(turns []registry.Day, on registry.Day) (past, future []registry.Day) {
	for _, turn := range slices.Backward(turns) {
		if turn <= on && turn > on-horizon {
			past = append(past, turn-1)
		}
	}
	for _, turn := range turns {
		if turn > on && turn < on+horizon {
			future = append(future, turn)
		}
	}
	return past, future
}

func glanceAt(s *recognition.Snapshot, unit registry.RegionCode, day registry.Day, at registry.Sequence) glance {
	g := glance{on: day, listed: map[registry.ItemCode]*registry.Item{}, live: map[registry.ItemCode]*registry.Item{}}
	for item := range recognition.NewSurvey(s, day, at).Unit(unit).Items() {
		g.listed[item.Code] = item.Item
		if item.Live {
			g.live[item.Code] = item.Item
		}
	}
	return g
}

// look holds every item against glances, the nearest first. What none of the
// lists of the day names is added at the end, in the order of the codes.
func (inv *Inventory) look(known map[registry.ItemCode]int, glances []glance, tell func(*Item, glance)) {
	for _, g := range glances {
		var more []*registry.Item
		for code, item := range g.listed {
			if _, ok := known[code]; !ok {
				more = append(more, item)
			}
		}
		slices.SortFunc(more, func(a, b *registry.Item) int { return cmp.Compare(a.Code, b.Code) })
		for _, item := range more {
			known[item.Code] = len(inv.Items)
			inv.Items = append(inv.Items, Item{
				Item: item, ListedFrom: registry.MaxDay, ListedUntil: registry.MinDay, LiveFrom: registry.MaxDay, LiveUntil: registry.MinDay,
			})
		}
		for i := range inv.Items {
			tell(&inv.Items[i], g)
		}
	}
}

func (i *Item) was(g glance) {
	if g.listed[i.Code] != nil && i.Listing == recognition.NotListed && i.ListedUntil == registry.MinDay {
		i.ListedUntil = g.on
	}
	if g.live[i.Code] != nil && !i.Live && i.LiveUntil == registry.MinDay {
		i.LiveUntil = g.on
	}
}

func (i *Item) willBe(g glance) {
	if g.listed[i.Code] != nil && i.Listing == recognition.NotListed && i.ListedFrom == registry.MaxDay {
		i.ListedFrom = g.on
	}
	if g.live[i.Code] != nil && !i.Live && i.LiveFrom == registry.MaxDay {
		i.LiveFrom = g.on
	}
}

// Explanation is why an item is live or not, institution by institution.
type Explanation struct {
	Reason  Reason
	Counted []*registry.Institution // whose results count; of one house only the first
	Stopped []Group
}

// Group is institutions whose results do not count, by what stops them first.
type Group struct {
	Reason       Reason
	Institutions []Stopped
}

// Stopped is an institution whose results do not count, and the findings that
// say so.
type Stopped struct {
	*registry.Institution
	Findings []recognition.Finding
	Receiver registry.InstitutionID // where they were found; empty where there is nobody else
	Begins   registry.Day           // of evidence that begins later; MaxDay where there is none
}

// Explain asks the rules about an item of the inventory.
func (inv *Inventory) Explain(item *Item) Explanation {
	var e Explanation
	groups := map[Reason][]Stopped{}
	alone := map[Reason]bool{} // stops some institution all by itself
	if item.Listing != recognition.NotListed {
		for _, c := range inv.unit.Candidates(item.Code) {
			if c.Counts() {
				e.Counted = append(e.Counted, c.Institution)
				continue
			}
			reason, single := reasonOf(c)
			groups[reason] = append(groups[reason], Stopped{c.Institution, c.Obstacles, c.Receiver, c.Begins})
			alone[reason] = alone[reason] || single
		}
	}
	for r := StartsLater; r <= NobodyIssues; r++ {
		if stopped := groups[r]; stopped != nil {
			e.Stopped = append(e.Stopped, Group{r, stopped})
		}
	}
	e.Reason = item.reason(&e, alone)
	return e
}

// reason chooses the item's reason.
func (i *Item) reason(e *Explanation, alone map[Reason]bool) Reason {
	switch {
	case i.Live:
		return NoReason
	case i.LiveFrom != registry.MaxDay || i.ListedFrom != registry.MaxDay:
		return StartsLater
	case i.Listing == recognition.NotListed:
		return Ended
	case len(e.Counted) == 1:
		return OnlyOne
	}
	for _, g := range e.Stopped {
		if alone[g.Reason] {
			return g.Reason
		}
	}
	if len(e.Stopped) > 0 {
		return e.Stopped[0].Reason
	}
	return NobodyIssues
}

// reasonOf is what stops an institution first, in the order of the rules; single
// tells that nothing else does.
func reasonOf(c recognition.Candidate) (first Reason, single bool) {
	if c.Receiver == "" {
		return NoReceiver, true
	}
	single = true
	for k := range c.Obstacles {
		r := reasonOfFinding(&c.Obstacles[k])
		if r == NotQualified && c.Begins != registry.MaxDay {
			r = StartsLater
		}
		if first == NoReason {
			first = r
		}
		single = single && r == first
	}
	return first, single
}

func reasonOfFinding(f *recognition.Finding) Reason {
	switch f.Code {
	case recognition.NegInstitution, recognition.NegInstitutionItem, recognition.NegItem:
		return Denied
	case recognition.QualificationLapsed:
		return Ended
	case recognition.NotQualified:
		return NotQualified
	case recognition.ItemNotInInstitutionScope:
		return OutOfScope
	case recognition.LevelNotCovered, recognition.LevelUnknown, recognition.LevelDirection:
		return LevelTooLow
	case recognition.ReceiverNotListed:
		return NoReceiver
	case recognition.IssuerNotListed:
		return NobodyIssues
	}
	return NotCovered // OUT_OF_SCOPE and ITEM_NOT_LISTED
}

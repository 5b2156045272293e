package outcome

import "concord/internal/registry"

// Mark is the event that stands for a stage of a case, as far as it is counted.
type Mark struct {
	ID         ID
	Stage      Stage
	Day        registry.Day
	Issuer     registry.InstitutionID
	Item       registry.ItemCode
	Department string
	Reason     registry.ReasonCode
	Uncounted  bool
}

func (e Event) mark() Mark {
	return Mark{
		ID: e.ID, Stage: e.Stage, Day: e.OccurredAt.Day(), Issuer: e.Issuer, Item: e.Item,
		Department: e.Department, Reason: e.Reason, Uncounted: e.Uncounted,
	}
}

// Case is the marks of one case, by stage; a stage without one has a zero mark.
type Case [Repeated + 1]Mark

// Cell is what the case is counted under; ok is false where it has no stage. The
// first of its stages tells its day, issuer, item and department, so that all
// stages of a case are counted in one place.
func (c *Case) Cell() (cell Cell, ok bool) {
	for _, stage := range Stages {
		m := &c[stage]
		if m.Stage == StageUnknown {
			continue
		}
		if !ok {
			cell = Cell{Day: m.Day, Issuer: m.Issuer, Item: m.Item, Department: m.Department}
			ok = true
		}
		cell.Stages |= StagesOf(stage)
		cell.Reason, cell.Uncounted = m.Reason, m.Uncounted
	}
	return cell, ok
}

// Fate is what became of an event that came in.
type Fate uint8

// The fates.
const (
	Undecided Fate = iota
	// Taken: it is recorded.
	Taken
	// SameEvent: an event with its id was taken before. Nothing is recorded.
	SameEvent
	// SameStage: its case has that stage already. Nothing is recorded.
	SameStage
	// CorrectsNothing: no event of the receiver has the id that it corrects.
	CorrectsNothing
	// CorrectsCorrected: another event has corrected that one already.
	CorrectsCorrected
)

// Place is a stage of a case.
type Place struct {
	Case  CaseID
	Stage Stage
}

// Book is the cases of one receiver, as far as some events touch them, and what
// those events change. It depends on nothing but what it was told and the events
// it took, in their order.
type Book struct {
	known   map[ID]Place // of the receiver's events; of another's, the zero Place
	cases   map[CaseID]*Case
	before  map[CaseID]Case
	taken   []Event
	changes map[Cell]int
}

// NewBook returns a book that knows nothing yet.
func NewBook() *Book {
	return &Book{known: map[ID]Place{}, cases: map[CaseID]*Case{}, before: map[CaseID]Case{}, changes: map[Cell]int{}}
}

// Know tells the book of an event taken before: of its place, or of the zero
// Place where it was another receiver's.
func (b *Book) Know(id ID, p Place) { b.known[id] = p }

// Recall tells the book of a mark made before.
func (b *Book) Recall(c CaseID, m Mark) {
	b.caseOf(c)[m.Stage] = m
	before := b.before[c]
	before[m.Stage] = m
	b.before[c] = before
}

func (b *Book) caseOf(id CaseID) *Case {
	c := b.cases[id]
	if c == nil {
		c = &Case{}
		b.cases[id] = c
	}
	return c
}

// Take takes an event, or says why not. A correction takes the mark away from
// the event that it corrects, and is marked itself where its stage is free.
func (b *Book) Take(e Event) Fate {
	if _, ok := b.known[e.ID]; ok {
		return SameEvent
	}
	correction := e.Corrects != (ID{})
	if correction {
		if fate := b.correctable(e.Corrects); fate != Taken {
			return fate
		}
		b.unmark(b.known[e.Corrects])
	}
	free := b.caseOf(e.Case)[e.Stage].Stage == StageUnknown
	if !free && !correction {
		return SameStage
	}
	if free {
		b.change(e.Case, func(c *Case) { c[e.Stage] = e.mark() })
	}
	b.known[e.ID] = Place{e.Case, e.Stage}
	b.taken = append(b.taken, e)
	return Taken
}

func (b *Book) correctable(id ID) Fate {
	place, ok := b.known[id]
	switch {
	case !ok || place == (Place{}):
		return CorrectsNothing
	case b.caseOf(place.Case)[place.Stage].ID != id:
		return CorrectsCorrected
	}
	return Taken
}

func (b *Book) unmark(p Place) { b.change(p.Case, func(c *Case) { c[p.Stage] = Mark{} }) }

// change changes a case and moves it from one cell to another.
func (b *Book) change(id CaseID, change func(*Case)) {
	c := b.caseOf(id)
	b.count(c, -1)
	change(c)
	b.count(c, +1)
}

func (b *Book) count(c *Case, n int) {
	cell, ok := c.Cell()
	if !ok {
		return
	}
	if b.changes[cell] += n; b.changes[cell] == 0 {
		delete(b.changes, cell)
	}
}

// Taken are the events taken, in their order.
func (b *Book) Taken() []Event { return b.taken }

// Changes are how many cases each cell gained; below 0, lost.
func (b *Book) Changes() map[Cell]int { return b.changes }

// Marks yields every mark that was made or taken away: gone is one that stood
// before and no longer does.
func (b *Book) Marks(yield func(c CaseID, m Mark, gone bool)) {
	for id, c := range b.cases {
		before := b.before[id]
		for _, stage := range Stages {
			was, is := before[stage], c[stage]
			if was == is {
				continue
			}
			if was.Stage != StageUnknown {
				yield(id, was, true)
			}
			if is.Stage != StageUnknown {
				yield(id, is, false)
			}
		}
	}
}

// Refusal says why an event was not taken, and how to put it right; nil for one
// that was taken, or was there already.
func (f Fate) Refusal(e Event) *registry.Problem {
	switch f {
	case CorrectsNothing:
		return &registry.Problem{
			Pointer: "/corrects", Code: "CORRECTION_UNKNOWN",
			Message: text("%s 没有可更正的事件 %s", "%s has no event %s to correct", e.Receiver, e.Corrects),
			Fix:     text("先上报原事件，或核对其 id 与接收机构", "report that event first, or check its id and receiver"),
		}
	case CorrectsCorrected:
		return &registry.Problem{
			Pointer: "/corrects", Code: "CORRECTED_ALREADY",
			Message: text("事件 %s 已不计数：已被更正，或从未计数", "event %s no longer counts: it was corrected, or never counted", e.Corrects),
			Fix:     text("更正现行的事件", "correct the event that counts now"),
		}
	}
	return nil
}

// String names the fate in errors.
func (f Fate) String() string {
	return [...]string{"undecided", "taken", "same event", "same stage", "corrects nothing", "corrects what was corrected"}[f]
}

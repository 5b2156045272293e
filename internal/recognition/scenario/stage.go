package scenario

import (
	"concord/internal/recognition"
	"concord/internal/registry"
)

// Run plays every scenario of the file and returns its questions in order. The
// error is [Errors]: statements that do not fit the catalogue or each other; the
// scenario they stand in ends there.
func (f *File) Run(cat *registry.Catalogue) ([]Case, error) {
	return f.Play(cat, func(*recognition.Snapshot, *recognition.Answer) {})
}

// Play is Run before a watcher, who is shown every answer and the registry it
// comes from. The answer is used again for the next question.
func (f *File) Play(cat *registry.Catalogue, watch func(*recognition.Snapshot, *recognition.Answer)) ([]Case, error) {
	empty := recognition.NewBuilder(cat).Snapshot(registry.NewLedger().Head())
	shelf := newShelf(cat)
	var cases []Case
	var errs Errors
	for _, s := range f.Scenarios {
		on := newStage(s, shelf, empty)
		on.watch = watch
		for _, one := range s.statements {
			if err := one.play(on); err != nil {
				errs = errs.add(err)
				break
			}
		}
		cases = append(cases, on.cases...)
	}
	return cases, errs.orNil()
}

// shelf is what is looked up in the catalogue beside a snapshot's own nouns.
type shelf struct {
	kinds      map[string]registry.QualifierKind
	vocabulary map[string]map[string]bool // category, modality, department, situation → values
}

func newShelf(cat *registry.Catalogue) *shelf {
	s := &shelf{
		kinds:      map[string]registry.QualifierKind{},
		vocabulary: map[string]map[string]bool{"category": {}, "modality": {}, "department": {}, "situation": {}},
	}
	for _, v := range cat.Qualifiers {
		s.kinds[v.Code] = v.Kind
	}
	for _, i := range cat.Items {
		s.vocabulary["category"][i.Category] = true
		s.vocabulary["modality"][i.Modality] = true
	}
	for _, d := range cat.Departments {
		s.vocabulary["department"][d.Code] = true
	}
	for _, r := range cat.Reasons {
		s.vocabulary["situation"][string(r.Code)] = true
	}
	return s
}

// stage is the registry of one scenario while it is played.
type stage struct {
	*shelf
	title        string
	statements   []statement
	home         registry.RegionCode // where institutions lie that do not say
	ledger       *registry.Ledger
	snapshot     *recognition.Snapshot
	institutions map[registry.InstitutionID]registry.Institution
	recorded     []registry.InstitutionID // in order
	alliances    map[registry.JurisdictionCode]registry.Alliance
	added        map[registry.ItemCode]registry.Item
	begun        map[registry.ListID][]registry.Day // first days of published versions
	revisions    map[string]*recognition.Snapshot
	implied      bool
	answer       recognition.Answer // used again by each question, as servers do
	cases        []Case
	watch        func(*recognition.Snapshot, *recognition.Answer)
}

func newStage(s Scenario, on *shelf, empty *recognition.Snapshot) *stage {
	return &stage{
		shelf: on, title: s.Title, statements: s.statements,
		home:         home(s.statements, empty),
		ledger:       registry.NewLedger(),
		snapshot:     empty,
		institutions: map[registry.InstitutionID]registry.Institution{},
		alliances:    map[registry.JurisdictionCode]registry.Alliance{},
		added:        map[registry.ItemCode]registry.Item{},
		begun:        map[registry.ListID][]registry.Day{},
		revisions:    map[string]*recognition.Snapshot{},
	}
}

// write records a step; a conflict is placed on the statement.
func (s *stage) write(at place, step registry.Step) error {
	if _, err := s.ledger.Write(step); err != nil {
		return at.fail("correct the statement", "%s", err)
	}
	return nil
}

// look is the registry as it stands, seen through a snapshot.
func (s *stage) look() *recognition.Snapshot {
	seen := s.snapshot.Head().Newest
	if seen == s.ledger.Head().Newest {
		return s.snapshot
	}
	b := s.snapshot.Extend()
	s.snapshot = b.Snapshot(s.ledger.Read(registry.Selection{After: seen}, b))
	return s.snapshot
}

func (s *stage) region(code registry.RegionCode) (*registry.Region, bool) {
	return s.snapshot.Region(code)
}

// record remembers an institution as it was stated last.
func (s *stage) record(one registry.Institution) {
	if !s.known(one.ID) {
		s.recorded = append(s.recorded, one.ID)
	}
	s.institutions[one.ID] = one
}

func (s *stage) known(id registry.InstitutionID) bool {
	_, ok := s.institutions[id]
	return ok
}

// jurisdiction reports whether a code names somebody who may publish.
func (s *stage) jurisdiction(code registry.JurisdictionCode) bool {
	_, allied := s.alliances[code]
	_, placed := s.region(registry.RegionCode(code))
	return allied || placed || code == registry.Nation
}

// within reports whether a region lies in the territory of a jurisdiction, at
// any time.
func (s *stage) within(region registry.RegionCode, code registry.JurisdictionCode) bool {
	if code == registry.Nation {
		return true
	}
	for region != "" {
		if registry.JurisdictionCode(region) == code || s.allied(region, code) {
			return true
		}
		r, ok := s.region(region)
		if !ok {
			return false
		}
		region = r.Parent
	}
	return false
}

func (s *stage) allied(region registry.RegionCode, code registry.JurisdictionCode) bool {
	for _, m := range s.alliances[code].Members {
		if m.Region == region {
			return true
		}
	}
	return false
}

// issued reports whether the scenario has added an item with a code.
func (s *stage) issued(code registry.ItemCode) bool {
	_, added := s.added[code]
	return added
}

func (s *stage) checkItem(at place, code registry.ItemCode) error {
	if !s.holds(code) {
		return at.fail("take a code of catalogs/items.csv, or add the item above", "item %s is not in the catalogue", code)
	}
	return nil
}

// checkSubject makes sure that an institution and items exist.
func (s *stage) checkSubject(at place, id registry.InstitutionID, items []registry.ItemCode) error {
	if !s.known(id) {
		return at.unknown(id)
	}
	for _, item := range items {
		if err := s.checkItem(at, item); err != nil {
			return err
		}
	}
	return nil
}

package storetest

import (
	"testing"

	"concord/internal/registry"
)

// selections are the rules of reads.
var selections = []rule{
	{"a read hands over what is selected", testSelections},
	{"an empty registry is read as such", testEmpty},
	{"a read sees one state, whatever is written meanwhile", testOneState},
}

// history are steps that touch three lists at different times.
func history() []registry.Step {
	second := publish(items(hubeiItems, 1, "LCHM001"), listed(chifengInstitutions, 2, north))
	second.Qualifications = []registry.Qualification{passed(north, "LCHM001", "1"), passed(lab, "LCHM001", "1")}
	third := publish(items(hubeiItems, 2, "LCHM001", "LCHM002"))
	third.Qualifications = []registry.Qualification{passed(lab, "LCHM002", "2")}
	third.Institutions = []registry.Institution{institution(north)}
	return []registry.Step{everything(), {Action: "nothing"}, publish(items(chifengItems, 2, "LCHM051")), second, third}
}

func testSelections(t *testing.T, open Opener) {
	s := open(t)
	ledger := registry.NewLedger()
	for _, step := range history() {
		write(t, s, step)
		if _, err := ledger.Write(step); err != nil {
			t.Fatal(err)
		}
	}
	for name, selection := range map[string]registry.Selection{
		"everything":                     {},
		"since the first step":           {After: 1},
		"since the third step":           {After: 3},
		"since the last but one":         {After: 4},
		"since the head":                 {After: 5},
		"since a step not yet written":   {After: 99},
		"one jurisdiction":               {Jurisdictions: []registry.JurisdictionCode{"420000"}},
		"one jurisdiction since a step":  {Jurisdictions: []registry.JurisdictionCode{"150400"}, After: 3},
		"several jurisdictions":          {Jurisdictions: []registry.JurisdictionCode{"150400", "420000", "999999"}},
		"no jurisdiction":                {Jurisdictions: []registry.JurisdictionCode{}},
		"one institution":                {QualifiedInstitutions: []registry.InstitutionID{lab}},
		"one institution since a step":   {QualifiedInstitutions: []registry.InstitutionID{lab}, After: 4},
		"no institution":                 {QualifiedInstitutions: []registry.InstitutionID{}},
		"the code maps of one":           {CodedInstitutions: []registry.InstitutionID{lab}},
		"the code maps of none":          {CodedInstitutions: []registry.InstitutionID{}},
		"an institution without records": {QualifiedInstitutions: []registry.InstitutionID{campus, "nobody"}},
	} {
		same(t, name, ReadContents(t, s, selection), ledgerContents(ledger, selection))
	}
}

func testEmpty(t *testing.T, open Opener) {
	want := Contents{Head: registry.Head{Epochs: []registry.Epoch{{Number: 1}}}}
	same(t, "an empty registry", ReadContents(t, open(t), registry.Selection{}), want)
}

// interrupting writes a step as soon as a read has begun to hand over.
type interrupting struct {
	collector
	write func()
}

func (i *interrupting) Institution(r registry.Recorded[registry.Institution]) {
	i.collector.Institution(r)
	if i.write != nil {
		i.write()
		i.write = nil
	}
}

func testOneState(t *testing.T, open Opener) {
	s, other := open(t), open(t)
	step := everything()
	write(t, s, step)
	before := ReadContents(t, s, registry.Selection{})
	r := &interrupting{write: func() {
		more := publish(items(chifengItems, 2, "LCHM001"))
		more.Qualifications = []registry.Qualification{passed(lab, "LCHM001", "1")}
		more.Removals = step.Removals
		write(t, other, more)
	}}
	head, err := s.Read(t.Context(), registry.Selection{}, r)
	if err != nil {
		t.Fatal(err)
	}
	r.collector.Head = head
	same(t, "a read during a write", Contents(r.collector), before)
	if got := newest(t, s); got != 2 {
		t.Errorf("after the write the registry is at %d, want 2", got)
	}
}

package storetest

import (
	"errors"
	"testing"

	"concord/internal/registry"
)

// conflicts are the rules of what is refused, and that a refusal leaves nothing.
var conflicts = []rule{
	{"a step on an old basis conflicts", testBasis},
	{"steps that contradict the registry are refused whole", testRefusals},
	{"steps written together are taken together or not at all", testTogether},
}

func testBasis(t *testing.T, open Opener) {
	s := open(t)
	first, second := founding(), founding()
	first.Basis = registry.Head{}.Basis()
	second.Basis = first.Basis
	write(t, s, first)
	if _, err := s.Write(t.Context(), second); !errors.Is(err, registry.ErrConflict) {
		t.Errorf("a second step decided on nothing gives %v, want ErrConflict", err)
	}
	onHead := publish(items(chifengItems, 1, "LCHM051"))
	onHead.Basis = 1
	write(t, s, onHead)
	for _, basis := range []registry.Sequence{1, 3} {
		late := publish(items(chifengItems, 2, "LCHM051"))
		late.Basis = basis
		if _, err := s.Write(t.Context(), late); !errors.Is(err, registry.ErrConflict) {
			t.Errorf("a step decided on %d is written at 2: %v, want ErrConflict", basis, err)
		}
	}
	unchecked := publish(items(chifengItems, 2, "LCHM051"))
	if got := write(t, s, unchecked); got != 3 {
		t.Errorf("a step without a basis is step %d, want 3", got)
	}
}

func testTogether(t *testing.T, open Opener) {
	s := open(t)
	first, second := founding(), publish(items(chifengItems, 1, "A", "B"), listed(chifengInstitutions, 1, north))
	third := publish(items(chifengItems, 2, "B", "C"))
	third.Basis = 2 // what it decided on is the step before it
	if _, err := s.Write(t.Context(), first, second, publish(items(chifengItems, 3, "C"))); !errors.Is(err, registry.ErrConflict) {
		t.Errorf("steps of which the last conflicts give %v, want ErrConflict", err)
	}
	if got := newest(t, s); got != 0 {
		t.Errorf("they leave the registry at %d, want 0", got)
	}
	revision, err := s.Write(t.Context(), first, second, third)
	if err != nil || revision.Sequence != 3 {
		t.Errorf("three steps give revision %s (%v), want 1-3", revision, err)
	}
	sameAsLedger(t, s, first, second, third)
}

func testRefusals(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, founding())
	write(t, s, publish(items(chifengItems, 1, "LCHM051"), items(chifengItems, 2, "LCHM051")))
	write(t, s, registry.Step{
		Items:       []registry.AddedItem{{Item: registry.Item{Code: "LCHM951", Domain: registry.Lab}}},
		Withdrawals: []registry.Withdrawal{{List: chifengItems, Number: 2}},
		CodeMaps:    []registry.CodeMap{{Institution: lab, Number: 1}},
	})
	before := ReadContents(t, s, registry.Selection{})
	for _, refusal := range refusals() {
		t.Run(refusal.name, func(t *testing.T) {
			// Facts that could be written alone must not be left behind.
			step := refusal.step
			step.Institutions = append(step.Institutions, institution("150400-9999"))
			step.Alliances = []registry.Alliance{{Code: "left-behind"}}
			if _, err := s.Write(t.Context(), step); !errors.Is(err, refusal.want) {
				t.Errorf("the step gives %v, want %v", err, refusal.want)
			}
			same(t, "the registry after the refusal", ReadContents(t, s, registry.Selection{}), before)
		})
	}
}

type refusal struct {
	name string
	step registry.Step
	want error
}

func refusals() []refusal {
	return append(contradictions(), missingParents()...)
}

func contradictions() []refusal {
	twice := items(hubeiItems, 1, "LCHM051", "LCHM001", "LCHM051")
	return []refusal{
		{"the same version number again", publish(items(chifengItems, 2, "LCHM051")), registry.ErrConflict},
		{"a version number left out", publish(items(chifengItems, 4, "LCHM051")), registry.ErrConflict},
		{"a list that begins at 2", publish(items(hubeiItems, 2, "LCHM051")), registry.ErrConflict},
		{"one version twice in a step", publish(items(hubeiItems, 1, "LCHM051"), items(hubeiItems, 1, "LCHM051")), registry.ErrConflict},
		{"an entry that stands twice", publish(twice), registry.ErrConflict},
		{"withdrawal of what there is not", registry.Step{Withdrawals: []registry.Withdrawal{{List: hubeiItems, Number: 1}}}, registry.ErrConflict},
		{"withdrawal of what is withdrawn", registry.Step{Withdrawals: []registry.Withdrawal{{List: chifengItems, Number: 2}}}, registry.ErrConflict},
		{"one withdrawal twice", registry.Step{Withdrawals: []registry.Withdrawal{{List: chifengItems, Number: 1}, {List: chifengItems, Number: 1}}}, registry.ErrConflict},
		{"one institution twice in a step", registry.Step{Institutions: []registry.Institution{institution(lab), institution(lab)}}, registry.ErrConflict},
		{"an item's code again", registry.Step{Items: []registry.AddedItem{{Item: registry.Item{Code: "LCHM951", Domain: registry.Lab}}}}, registry.ErrConflict},
		{"one item twice in a step", registry.Step{Items: []registry.AddedItem{{Item: registry.Item{Code: "LCHM952", Domain: registry.Lab}}, {Item: registry.Item{Code: "LCHM952", Domain: registry.Lab}}}}, registry.ErrConflict},
		{"a code map's number again", registry.Step{CodeMaps: []registry.CodeMap{{Institution: lab, Number: 1}}}, registry.ErrConflict},
	}
}

// missingParents name an institution that nobody has recorded.
func missingParents() []refusal {
	const nobody registry.InstitutionID = "150400-0404"
	orphan := institution("150400-0005")
	orphan.CampusOf = nobody
	merged := institution(lab)
	merged.MergedInto = nobody
	negative := func(e registry.NegativeEntry) registry.Publication {
		e.Effect = registry.Deny
		return registry.Publication{Version: version(chifengNegative, 1), Content: registry.Content{Negatives: []registry.NegativeEntry{e}}}
	}
	var all []refusal
	for name, step := range map[string]registry.Step{
		"survivor":          {Institutions: []registry.Institution{merged}},
		"campus":            {Institutions: []registry.Institution{orphan}},
		"consortium":        {Consortia: []registry.Consortium{{ID: "c", Members: []registry.ConsortiumMember{{Institution: nobody}}}}},
		"code map":          {CodeMaps: []registry.CodeMap{{Institution: nobody}}},
		"qualification":     {Qualifications: []registry.Qualification{passed(nobody, "LCHM051", "1")}},
		"revocation":        {Revocations: []registry.Revocation{{QualificationKey: passed(nobody, "LCHM051", "1").Key()}}},
		"removal":           {Removals: []registry.Removal{{Institution: nobody}}},
		"institution entry": publish(listed(chifengInstitutions, 1, north, nobody)),
		"denied issuer":     publish(negative(registry.NegativeEntry{Issuer: nobody})),
		"denied receiver":   publish(negative(registry.NegativeEntry{Receiver: nobody})),
	} {
		all = append(all, refusal{"unknown institution: " + name, step, registry.ErrNotFound})
	}
	return all
}

package storetest

import (
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
)

// keptOf are the rules of what is read of one institution.
var keptOf = []rule{
	{"the evidence of one institution is read apart", testEvidence},
	{"the code maps of one institution are read apart", testCodeMaps},
}

func testEvidence(t *testing.T, open Opener) {
	s := open(t)
	for _, step := range history() {
		write(t, s, step)
	}
	all := ReadContents(t, s, registry.Selection{})
	read := 0
	for _, i := range all.Institutions {
		got, err := s.Evidence(t.Context(), i.Value.ID)
		if err != nil {
			t.Fatal(err)
		}
		var want office.Evidence
		for _, q := range all.Qualifications {
			if q.Value.Institution == i.Value.ID {
				want.Records = append(want.Records, q)
			}
		}
		for _, r := range all.Revocations {
			if r.Value.Institution == i.Value.ID {
				want.Revocations = append(want.Revocations, r)
			}
		}
		same(t, "the evidence of "+string(i.Value.ID), got, want)
		read += len(got.Records)
	}
	if read == 0 {
		t.Error("no institution of the test has evidence")
	}
}

func testCodeMaps(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, everything())
	all := ReadContents(t, s, registry.Selection{})
	of := all.CodeMaps[0].Value.Institution
	got, err := s.CodeMaps(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	var want []registry.Recorded[registry.CodeMap]
	for _, m := range all.CodeMaps {
		if m.Value.Institution == of {
			want = append(want, m)
		}
	}
	same(t, "the code maps of "+string(of), got, want)
	if none, err := s.CodeMaps(t.Context(), "nobody"); err != nil || none != nil {
		t.Errorf("the code maps of nobody: %v, %v", none, err)
	}
}

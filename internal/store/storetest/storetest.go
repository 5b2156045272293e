// Package storetest says what every store of the registry does, as tests that run
// on each of them. A rule of storage exists only if it stands here.
package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"concord/internal/office"
	"concord/internal/registry"
)

// Opener opens one registry. Stores that it opens share that registry, as two
// servers on one database do; they are closed when the test ends.
type Opener func(t *testing.T) office.Store

// Run runs the suite. create makes an empty registry.
func Run(t *testing.T, create func(t *testing.T) Opener) {
	for _, group := range [][]rule{
		values, conflicts, sharing, selections, writers, waiting, random,
		commits, record, nouns, sessions, feed, keptOf,
	} {
		for _, r := range group {
			t.Run(r.name, func(t *testing.T) {
				t.Parallel()
				r.test(t, create(t))
			})
		}
	}
}

// rule is one thing that stores do.
type rule struct {
	name string
	test func(*testing.T, Opener)
}

// Contents is everything that a read handed over.
type Contents struct {
	Head           registry.Head
	Items          []registry.Recorded[registry.AddedItem]
	Institutions   []registry.Recorded[registry.Institution]
	Consortia      []registry.Recorded[registry.Consortium]
	Alliances      []registry.Recorded[registry.Alliance]
	CodeMaps       []registry.Recorded[registry.CodeMap]
	Qualifications []registry.Recorded[registry.Qualification]
	Revocations    []registry.Recorded[registry.Revocation]
	Removals       []registry.Recorded[registry.Removal]
	Lists          map[registry.ListID]registry.ListHistory
}

// ReadContents reads what is selected.
func ReadContents(t *testing.T, s registry.Store, selection registry.Selection) Contents {
	t.Helper()
	c := Contents{}
	head, err := s.Read(t.Context(), selection, (*collector)(&c))
	if err != nil {
		t.Fatalf("read %+v: %v", selection, err)
	}
	c.Head = head
	return c
}

// collector keeps what it is handed.
type collector Contents

func (c *collector) Item(r registry.Recorded[registry.AddedItem]) {
	c.Items = append(c.Items, r)
}

func (c *collector) Institution(r registry.Recorded[registry.Institution]) {
	c.Institutions = append(c.Institutions, r)
}

func (c *collector) Consortium(r registry.Recorded[registry.Consortium]) {
	c.Consortia = append(c.Consortia, r)
}

func (c *collector) Alliance(r registry.Recorded[registry.Alliance]) {
	c.Alliances = append(c.Alliances, r)
}

func (c *collector) CodeMap(r registry.Recorded[registry.CodeMap]) {
	c.CodeMaps = append(c.CodeMaps, r)
}

func (c *collector) Qualification(r registry.Recorded[registry.Qualification]) {
	c.Qualifications = append(c.Qualifications, r)
}

func (c *collector) Revocation(r registry.Recorded[registry.Revocation]) {
	c.Revocations = append(c.Revocations, r)
}

func (c *collector) Removal(r registry.Recorded[registry.Removal]) {
	c.Removals = append(c.Removals, r)
}

func (c *collector) List(h registry.ListHistory) {
	if c.Lists == nil {
		c.Lists = map[registry.ListID]registry.ListHistory{}
	}
	c.Lists[h.ID] = h
}

// write writes a step that must be taken.
func write(t *testing.T, s registry.Store, step registry.Step) registry.Sequence {
	t.Helper()
	revision, err := s.Write(t.Context(), step)
	if err != nil {
		t.Fatalf("write %s: %v", step.Action, err)
	}
	return revision.Sequence
}

// newest is the sequence at which a registry stands.
func newest(t *testing.T, s registry.Store) registry.Sequence {
	t.Helper()
	head, err := s.Head(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatalf("head: %v", err)
	}
	return head.Newest
}

// same fails where a store gives back something else than was recorded. Nouns do
// not tell an empty slice from none.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

package store_test

import (
	"context"
	"fmt"
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// The drafts of the country after some years; every hundredth is announced, the
// others are published.
const (
	countryDrafts   = 6_000
	eventsOfADraft  = 6
	namesOfADraft   = 30
	announcedDrafts = countryDrafts / 100
)

// BenchmarkDrafts reads those in public notice.
func BenchmarkDrafts(b *testing.B) {
	for name, create := range map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return "sqlite:" + b.TempDir() + "/concord.db" },
		"postgres": func(b *testing.B) string { return pgtest.Open(b) },
	} {
		b.Run(name, func(b *testing.B) {
			s := drafted(b, create(b))
			for what, selection := range map[string]office.DraftSelection{
				"announced": {States: []office.State{office.Announced}}, "all": {},
			} {
				b.Run(what+" by name", func(b *testing.B) {
					for b.Loop() {
						if _, err := s.DraftRefs(context.Background(), selection); err != nil {
							b.Fatal(err)
						}
					}
				})
				b.Run(what, func(b *testing.B) {
					for b.Loop() {
						if _, err := s.Drafts(context.Background(), selection); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

// drafted is a registry with the drafts of the country.
func drafted(b *testing.B, url string) *store.Store {
	b.Helper()
	s, err := store.Open(context.Background(), url, store.MigrateFirst())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	for version := range eventsOfADraft {
		change := office.Change{Actor: "editor", Action: "draft.edit"}
		for i := range countryDrafts {
			change.Drafts = append(change.Drafts, countryDraft(i, version))
		}
		if _, err := s.Commit(context.Background(), change); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func countryDraft(i, version int) office.Draft {
	d := office.Draft{
		ID:       office.DraftID(fmt.Sprintf("%06d-items-%d", 110000+i%countryJurisdictions, i/countryJurisdictions)),
		List:     registry.ListID{Jurisdiction: registry.JurisdictionCode(fmt.Sprint(110000 + i%countryJurisdictions)), Kind: registry.ListKinds[i%3]},
		State:    [...]office.State{office.Drafted, office.Drafted, office.Submitted, office.Approved, office.Announced, office.Published}[version],
		File:     registry.SourceFile{Name: "关于公布检查检验结果互认项目清单的通知.xlsx", SHA256: fmt.Sprintf("%064d", i)},
		Period:   registry.Since(registry.DayOf(2027, 1, 1)),
		Document: registry.Document{Title: "关于公布检查检验结果互认项目清单的通知", Number: "卫医〔2026〕1号", Issuer: "卫生健康委"},
		Version:  version,
	}
	if d.State == office.Published && i%(countryDrafts/announcedDrafts) == 0 {
		d.State = office.Announced
	}
	for n := range namesOfADraft {
		d.Decisions = append(d.Decisions, registry.NameDecision{Name: fmt.Sprintf("检验项目%d", n), Code: itemOf(n)})
	}
	for n := range version + 1 {
		d.Transitions = append(d.Transitions, office.Transition{Action: office.ActEdit, By: "editor", At: registry.Instant(n), Comment: "同意"})
	}
	return d
}

package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concord/internal/registry"
)

// draft is a version that is not yet published.
type draft struct {
	version registry.Version
	content registry.Content
	place   place
}

// place tells where a field of an entry stands in the file it was read from, as
// a problem that has nothing but its place. Entry -1 is the version itself.
type place func(entry int, field string) registry.Problem

// theVersion is the entry number of what a version says about itself.
const theVersion = -1

func (d draft) kind() registry.ListKind { return d.version.List.Kind }

func (d draft) jurisdiction() registry.JurisdictionCode { return d.version.List.Jurisdiction }

// publication is the draft as a step holds it.
func (d draft) publication() registry.Publication {
	version := d.version
	version.Digest = registry.Digest(version, d.content)
	return registry.Publication{Version: version, Content: d.content}
}

// line is an entry as comparison sees it: its key, and what it says beside it.
type line struct {
	key    registry.EntryKey
	fields []Field
}

// code is the item or institution at the head of an entry's key; empty for a
// negative entry, which is of no single one.
func (l line) code() string {
	head, _, _ := strings.Cut(string(l.key), ";")
	if strings.Contains(head, "=") {
		return ""
	}
	return head
}

// printed is what the entry is called.
func (l line) printed() string {
	if l.fields[0].Name == "printed" {
		return l.fields[0].Value
	}
	return string(l.key)
}

// Field is a value by the name it has in the API.
type Field struct{ Name, Value string }

func lines(c registry.Content) []line {
	all := make([]line, 0, c.Len())
	for _, e := range c.Items {
		all = append(all, line{e.Key(), itemFields(e)})
	}
	for _, e := range c.Institutions {
		all = append(all, line{e.Key(), institutionFields(e)})
	}
	for _, e := range c.Negatives {
		all = append(all, line{e.Key(), []Field{{"reason", e.Reason}}})
	}
	return all
}

func itemFields(e registry.ItemEntry) []Field {
	return []Field{
		{"printed", e.Printed},
		{"category", e.Category},
		{"window", e.Window.String()},
		{"mark", e.Mark},
		{"images", strconv.FormatBool(e.Images)},
		{"note", e.Note},
	}
}

func institutionFields(e registry.InstitutionEntry) []Field {
	return []Field{
		{"level", levelText(e.Level)},
		{"role", e.Role.String()},
		{"scope", scopeText(e.Scope)},
		{"from", e.Period.From.String()},
		{"to", e.Period.Last().String()},
		{"note", e.Note},
	}
}

func levelText(l registry.Level) string {
	if l == registry.LevelUnknown {
		return ""
	}
	return fmt.Sprint(l)
}

func scopeText(s registry.Scope) string {
	if s.Mode == registry.ScopeAll {
		return s.Mode.String()
	}
	return fmt.Sprint(s.Mode, s.Items)
}

// periodFrom is the period from a first day to a last day, both included and
// either left out.
func periodFrom(first, last registry.Day) registry.Period {
	if last == registry.MaxDay {
		return registry.Since(first)
	}
	return registry.Between(first, last)
}

// sortedScope is a scope whose items are sorted and said once.
func sortedScope(mode registry.ScopeMode, items []registry.ItemCode) registry.Scope {
	if mode == registry.ScopeAll {
		return registry.Scope{}
	}
	items = slices.Clone(items)
	slices.Sort(items)
	return registry.Scope{Mode: mode, Items: slices.Compact(items)}
}

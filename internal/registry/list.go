package registry

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ListKind is one of the three published lists.
type ListKind uint8

// The three lists.
const (
	ListUnknown ListKind = iota
	ItemList
	InstitutionList
	NegativeList
)

// ListKinds are the three lists in order.
var ListKinds = [...]ListKind{ItemList, InstitutionList, NegativeList}

// String is items, institutions or negative.
func (k ListKind) String() string { return [...]string{"", "items", "institutions", "negative"}[k] }

// ParseListKind reads items, institutions or negative.
func ParseListKind(s string) (ListKind, error) {
	for _, k := range ListKinds {
		if k.String() == s {
			return k, nil
		}
	}
	return ListUnknown, fmt.Errorf("list %q is none of items, institutions, negative", s)
}

// ListID names a list: one series of versions.
type ListID struct {
	Jurisdiction JurisdictionCode
	Kind         ListKind
}

// String is <jurisdiction>/<kind>: 150400/items.
func (l ListID) String() string { return string(l.Jurisdiction) + "/" + l.Kind.String() }

// Version is what a list version says besides its entries.
type Version struct {
	List          ListID
	Number        int    // rises by one within the list
	Period        Period // from its first day to its own end; the next version ends it earlier
	PublishedAt   Instant
	Sequence      Sequence // the step that published it; 0 before it is written
	Withdrawn     Sequence // the step that withdrew it; 0 while it stands
	RecordedLater bool     // loaded as history after it had begun
	Terms         Terms
	Document      Document
	Announcement  Announcement
	Unmapped      []Unmapped // item lists: rows without a catalogue item; shown, never deciding
	Decisions     []NameDecision
	Source        SourceFile
	Digest        string // SHA-256 of the version's canonical content, in hex
}

// Tenure is the version's place on both time axes.
func (v Version) Tenure() Tenure { return Tenure{v.Period, v.Sequence, v.Withdrawn} }

// Tenure is when a version holds and when the registry knew it.
type Tenure struct {
	Period    Period
	Sequence  Sequence // the step that published it
	Withdrawn Sequence // the step that withdrew it; 0 while it stands
}

// VisibleAt reports whether the registry knew the version at a sequence.
func (t Tenure) VisibleAt(at Sequence) bool {
	return t.Sequence <= at && (t.Withdrawn == 0 || at < t.Withdrawn)
}

// InForce returns the index of the version in force on a day as the registry
// knew it at a sequence, or -1. Tenures are in the order of version numbers, so
// of those begun the last one speaks; where it has ended, none does.
func InForce(tenures []Tenure, day Day, at Sequence) int {
	for i := len(tenures) - 1; i >= 0; i-- {
		t := &tenures[i]
		if t.Period.From > day || !t.VisibleAt(at) {
			continue
		}
		if t.Period.Contains(day) {
			return i
		}
		return -1
	}
	return -1
}

// Document is the published paper behind a version.
type Document struct {
	Title, Number, Issuer, URL string
	IssuedOn                   Day // MinDay where unknown
}

// Announcement is the public notice (公示) before publication; the zero
// Announcement is none.
type Announcement struct {
	Period  Period
	Contact string
}

// Unmapped is a printed row that a person confirmed to have no catalogue item.
type Unmapped struct {
	Printed, Category, Window, Note string
}

// NameDecision is what a person decided about a printed name; no code means
// “no catalogue item”.
type NameDecision struct {
	Name string
	Code ItemCode
}

// SourceFile is the file a version was read from.
type SourceFile struct{ Name, SHA256 string }

// ItemEntry is one line of an item list.
type ItemEntry struct {
	Item       ItemCode
	Qualifiers Qualifiers
	Printed    string // the name as the list prints it
	Category   string // the category as the list prints it
	Window     Window
	Mark       string // a mark printed for this entry; empty: the version's
	Images     bool   // the list demands images with the result
	Note       string
}

// Key names the entry within its version.
func (e ItemEntry) Key() EntryKey { return itemEntryKey(e.Item, e.Qualifiers) }

// Role says in which role an institution stands on a list.
type Role uint8

// The roles.
const (
	RoleBoth Role = iota
	RoleIssues
	RoleReceives
)

// String is both, issues or receives.
func (r Role) String() string { return [...]string{"both", "issues", "receives"}[r] }

// Issues reports whether the role covers the issuing of results.
func (r Role) Issues() bool { return r != RoleReceives }

// Receives reports whether the role covers the receiving of results.
func (r Role) Receives() bool { return r != RoleIssues }

// ScopeMode says how a scope's items are meant.
type ScopeMode uint8

// The modes of a scope.
const (
	ScopeAll ScopeMode = iota
	ScopeOnly
	ScopeExcept
)

// String is all, only or except.
func (m ScopeMode) String() string { return [...]string{"all", "only", "except"}[m] }

// Scope is the set of items with which an institution takes part.
type Scope struct {
	Mode  ScopeMode
	Items []ItemCode // sorted; empty for ScopeAll
}

// Holds reports whether an item lies in the scope.
func (s Scope) Holds(item ItemCode) bool {
	if s.Mode == ScopeAll {
		return true
	}
	_, named := slices.BinarySearch(s.Items, item)
	return named == (s.Mode == ScopeOnly)
}

// Covers reports whether every item of another scope lies in this one.
func (s Scope) Covers(other Scope) bool {
	switch {
	case s.Mode == ScopeAll:
		return true
	case other.Mode == ScopeAll:
		return s.Mode == ScopeExcept && len(s.Items) == 0
	case other.Mode == ScopeOnly:
		return !slices.ContainsFunc(other.Items, func(item ItemCode) bool { return !s.Holds(item) })
	case s.Mode == ScopeOnly: // but all items outside a few are more than a few
		return false
	}
	return !slices.ContainsFunc(s.Items, func(item ItemCode) bool { return other.Holds(item) })
}

// InstitutionEntry is one line of an institution list.
type InstitutionEntry struct {
	Institution InstitutionID
	Level       Level // as printed; LevelUnknown where the list prints none
	Role        Role
	Scope       Scope
	Period      Period // within the version's
	Note        string
}

// Key names the entry within its version.
func (e InstitutionEntry) Key() EntryKey { return EntryKey(e.Institution) }

// NegativeEffect is what a negative entry does.
type NegativeEffect uint8

// The effects of negative entries.
const (
	Deny NegativeEffect = iota + 1
	Discretion
)

// String is deny or discretion.
func (e NegativeEffect) String() string { return [...]string{"", "deny", "discretion"}[e] }

// AgeRange selects ages in completed years, both ends included (以上 and 以下
// include the number). The zero AgeRange selects nothing and is not stated.
type AgeRange struct {
	Stated   bool
	Min, Max int16 // Max is MaxAge where open
}

// MaxAge stands for “no upper end”.
const MaxAge int16 = 199

// NegativeEntry is one line of a negative list: selectors, each empty where it
// does not select, and an effect. At least one selector is stated.
type NegativeEntry struct {
	Issuer, Receiver InstitutionID
	Item             ItemCode
	Category         string // Item.Category
	Modality         string
	Origin           RegionCode // the region the issuer lies in
	Situation        ReasonCode
	Age              AgeRange
	Department       string // code of the department catalogue
	Effect           NegativeEffect
	Period           Period
	Reason           string // why, as printed
}

// NamesInstitution reports whether the entry selects an issuer or a receiver.
func (e NegativeEntry) NamesInstitution() bool { return e.Issuer != "" || e.Receiver != "" }

// NamesItem reports whether the entry selects an item, category or modality.
func (e NegativeEntry) NamesItem() bool {
	return e.Item != "" || e.Category != "" || e.Modality != ""
}

// Unconditional reports whether the entry depends on nothing but institutions,
// items and its period, so that it stands in the way of every result.
func (e NegativeEntry) Unconditional() bool {
	return e.Origin == "" && e.Situation == "" && !e.Age.Stated && e.Department == ""
}

// Selects reports whether the entry has any selector; a period alone is one.
func (e NegativeEntry) Selects() bool {
	return e.NamesInstitution() || e.NamesItem() || !e.Unconditional() || e.Period != Always
}

// Key names the entry within its version: its selectors, period and effect.
func (e NegativeEntry) Key() EntryKey {
	var b strings.Builder
	add := func(name, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(';')
		}
		b.WriteString(name + "=" + value)
	}
	add("issuer", string(e.Issuer))
	add("receiver", string(e.Receiver))
	add("item", string(e.Item))
	add("category", e.Category)
	add("modality", e.Modality)
	add("origin", string(e.Origin))
	add("situation", string(e.Situation))
	if e.Age.Stated {
		add("age", strconv.Itoa(int(e.Age.Min))+"-"+strconv.Itoa(int(e.Age.Max)))
	}
	add("department", e.Department)
	add("from", e.Period.From.String())
	add("to", e.Period.Last().String())
	add("effect", e.Effect.String())
	return EntryKey(b.String())
}

// Held is an entry together with the versions that hold it: from number First
// to number Last, both included. Versions share the entries they have in common.
type Held[E any] struct {
	Entry       E
	Position    int // its place in the version that brought it in
	First, Last int // Last is StillHeld in the newest version
}

// StillHeld is the Last of an entry that no version has ended.
const StillHeld = 1<<31 - 1

// In reports whether version number n holds the entry.
func (h Held[E]) In(n int) bool { return h.First <= n && n <= h.Last }

// ListHistory is every version of one list and every entry any of them held.
// Only the slice of the list's kind is filled.
type ListHistory struct {
	ID           ListID
	Versions     []Version // by number, 1 first
	Items        []Held[ItemEntry]
	Institutions []Held[InstitutionEntry]
	Negatives    []Held[NegativeEntry]
}

// InForce returns the version in force on a day as the registry knew it at a
// sequence; ok is false where none is.
func (h ListHistory) InForce(day Day, at Sequence) (v Version, ok bool) {
	tenures := make([]Tenure, len(h.Versions))
	for i, version := range h.Versions {
		tenures[i] = version.Tenure()
	}
	i := InForce(tenures, day, at)
	if i < 0 {
		return Version{}, false
	}
	return h.Versions[i], true
}

// Content is the entries of one version in printed order; only the slice of the
// list's kind is filled.
type Content struct {
	Items        []ItemEntry
	Institutions []InstitutionEntry
	Negatives    []NegativeEntry
}

// Len is the number of entries.
func (c Content) Len() int { return len(c.Items) + len(c.Institutions) + len(c.Negatives) }

// Content returns the entries of version number n in printed order.
func (h ListHistory) Content(n int) Content {
	return Content{
		Items:        held(h.Items, n),
		Institutions: held(h.Institutions, n),
		Negatives:    held(h.Negatives, n),
	}
}

func held[E interface{ Key() EntryKey }](all []Held[E], n int) []E {
	var in []Held[E]
	for _, h := range all {
		if h.In(n) {
			in = append(in, h)
		}
	}
	slices.SortStableFunc(in, func(a, b Held[E]) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Entry.Key(), b.Entry.Key()))
	})
	entries := make([]E, len(in))
	for i, h := range in {
		entries[i] = h.Entry
	}
	return entries
}

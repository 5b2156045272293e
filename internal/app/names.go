package app

import (
	"slices"

	"concord/internal/naming"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// names resolves the printed names of one file: a person's decisions first,
// then the resolver.
type names struct {
	resolver  *naming.Resolver
	reference *reference
	decisions map[string]*decision // by folded name
	order     []*decision
	known     map[naming.Query]naming.Resolution // long files repeat their names
}

// decision is what a person decided about a name.
type decision struct {
	registry.NameDecision
	given bool // with this file; else with a version before it
	used  bool
}

// newNames knows the decisions that came with the version before and those
// given now, which outweigh them.
func newNames(resolver *naming.Resolver, ref *reference, carried, given []registry.NameDecision) *names {
	n := &names{resolver: resolver, reference: ref, decisions: map[string]*decision{}, known: map[naming.Query]naming.Resolution{}}
	for _, d := range carried {
		n.decide(&decision{NameDecision: d})
	}
	for _, d := range given {
		n.decide(&decision{NameDecision: d, given: true})
	}
	return n
}

func (n *names) decide(d *decision) {
	n.decisions[naming.Normalize(d.Name)] = d
	n.order = append(n.order, d)
}

// decided is a person's decision about a name, which is thereby used.
func (n *names) decided(name string) (registry.NameDecision, bool) {
	d, ok := n.decisions[naming.Normalize(name)]
	if !ok {
		return registry.NameDecision{}, false
	}
	d.used = true
	return d.NameDecision, true
}

// used are the decisions that names of the file rest on, to stay with the
// version.
func (n *names) used() []registry.NameDecision {
	var used []registry.NameDecision
	for _, d := range n.order {
		if d.used {
			used = append(used, d.NameDecision)
		}
	}
	return used
}

// unused are the names of decisions given with this file that it does not print.
func (n *names) unused() []string {
	var unused []string
	for _, d := range n.order {
		if d.given && !d.used {
			unused = append(unused, d.Name)
		}
	}
	return unused
}

// meaning is one item that a printed name stands for.
type meaning struct {
	name       string // the part of the cell that means it
	item       registry.ItemCode
	qualifiers registry.Qualifiers
	how        How
}

// reading is what a cell of item names comes to.
type reading struct {
	taken      []meaning
	unmapped   []string // names that a person confirmed to have no catalogue item
	unresolved []naming.Query
	unknown    []registry.NameDecision // decisions that name a code which does not exist
}

// items reads a cell that holds one item name or several. Abbreviation may
// help where the name alone is not enough.
func (n *names) items(q naming.Query, abbreviation string) reading {
	var r reading
	if n.one(&r, q, abbreviation) {
		return r
	}
	parts := n.resolver.Split(q.Name)
	if len(parts) < 2 {
		r.unresolved = append(r.unresolved, q)
		return r
	}
	for _, part := range parts {
		q.Name = part
		if !n.one(&r, q, "") {
			r.unresolved = append(r.unresolved, q)
		}
	}
	return r
}

// one takes a name as a whole, if a person or the resolver can.
func (n *names) one(r *reading, q naming.Query, abbreviation string) bool {
	if d, ok := n.decided(q.Name); ok {
		n.follow(r, q.Name, d)
		return true
	}
	match := n.meaning(q).Match
	if match == nil && abbreviation != "" {
		withAbbreviation := q
		withAbbreviation.Name += "(" + abbreviation + ")"
		match = n.meaning(withAbbreviation).Match
	}
	if match == nil {
		return false
	}
	r.taken = append(r.taken, meaning{q.Name, match.Item, match.Qualifiers, How(match.How)})
	return true
}

func (n *names) meaning(q naming.Query) naming.Resolution {
	resolution, ok := n.known[q]
	if !ok {
		resolution = n.resolver.Meaning(q)
		n.known[q] = resolution
	}
	return resolution
}

// follow takes what a person decided about a name.
func (n *names) follow(r *reading, name string, d registry.NameDecision) {
	if d.Code == "" {
		r.unmapped = append(r.unmapped, name)
		return
	}
	if panel, ok := n.reference.panels[string(d.Code)]; ok {
		for _, item := range panel.Items {
			r.taken = append(r.taken, meaning{name: name, item: item, how: How(naming.Panel)})
		}
		return
	}
	code, qualifiers, ok := n.reference.splitEntry(string(d.Code))
	if !ok {
		r.unknown = append(r.unknown, d)
		return
	}
	r.taken = append(r.taken, meaning{name, code, qualifiers, HowPerson})
}

// open is a name that needs a person, with what it may mean.
func (n *names) open(q naming.Query, place sheet.Place) Unresolved {
	resolution := n.resolver.Resolve(q)
	u := Unresolved{Place: place, Name: q.Name, Panel: resolution.Panel}
	for _, c := range resolution.Candidates {
		u.Candidates = append(u.Candidates, Candidate{string(c.Item), n.reference.items[c.Item].Name, c.Score})
	}
	return u
}

// codes are the items of a reading, sorted and each once.
func (r reading) codes() []registry.ItemCode {
	codes := make([]registry.ItemCode, len(r.taken))
	for i, m := range r.taken {
		codes[i] = m.item
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// readItems reads a cell of item names and reports what became of it.
func (run *importing) readItems(q naming.Query, abbreviation string, place sheet.Place) reading {
	r := run.names.items(q, abbreviation)
	for _, name := range r.unresolved {
		run.faults++
		run.report.ask(run.order.Limits.Problems, run.names, name, place)
	}
	for _, d := range r.unknown {
		run.problem(place, "DECISION_UNKNOWN",
			texts("%q 指定的代码 %s 不存在", "%q is resolved to %s, which does not exist", d.Name, d.Code),
			texts("指定目录中的项目或组合代码，或留空表示目录中没有该项目", "name an item or a panel of the catalogue, or nothing for “no catalogue item”"))
	}
	return r
}

// resolved reports what a name was taken for.
func (run *importing) resolved(place sheet.Place, name string, entry registry.EntryKey, code string, how How) {
	run.report.Resolved = append(run.report.Resolved, Resolved{place, name, string(entry), code, how})
}

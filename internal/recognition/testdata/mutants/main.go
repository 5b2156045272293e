// Command mutants plays the scenario files against the rules with one thing
// taken out at a time, and prints what no scenario missed. It builds only under
// the overlay of mutation_test.go, which adds Dropped and Muted to package
// recognition.
package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/recognition/scenario"
	"concord/internal/registry"
)

// mutant is the rules with one thing taken out.
type mutant struct {
	name  string
	apply func()
}

func main() {
	files := parse(os.Args[1:])
	cat := catalogs.Load()
	left := leave(files, cat)
	mutants := append(sites(), silences(left)...)
	fmt.Printf("%d mutants\n", len(mutants))
	for _, m := range mutants {
		restore()
		m.apply()
		if passes(files, cat) {
			fmt.Println("survived:", m.name)
		}
	}
}

func parse(names []string) []*scenario.File {
	files := make([]*scenario.File, len(names))
	for i, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		if files[i], err = scenario.Parse(name, src); err != nil {
			panic(err)
		}
	}
	return files
}

// restore is the rules as they are.
func restore() {
	recognition.Dropped = func(int) bool { return false }
	recognition.Muted = func(recognition.Finding) bool { return false }
}

// voice is what a finding says, whatever about.
type voice struct {
	rule   recognition.Rule
	code   recognition.Code
	effect recognition.Effect
}

func (v voice) String() string { return fmt.Sprintf("%s %s %s", v.rule, v.code, v.effect) }

// leave is every kind of finding that the scenarios make the rules leave.
func leave(files []*scenario.File, cat *registry.Catalogue) []voice {
	heard := map[voice]bool{}
	restore()
	recognition.Muted = func(f recognition.Finding) bool {
		heard[voice{f.Rule, f.Code, f.Effect}] = true
		return false
	}
	if !passes(files, cat) {
		panic("the scenarios do not pass as they are")
	}
	var all []voice
	for v := range heard {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b voice) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.code, b.code), cmp.Compare(a.effect, b.effect))
	})
	return all
}

// sites are the mutants without one statement of the rules.
func sites() []mutant {
	var all []mutant
	for i, site := range recognition.Sites {
		all = append(all, mutant{site, func() { recognition.Dropped = func(n int) bool { return n == i } }})
	}
	return all
}

// silences are the mutants that never leave one rule's findings, one code, or
// one code of a rule with one effect. Codes are all that there are, so that a
// new one without a scenario survives.
func silences(left []voice) []mutant {
	var all []mutant
	silence := func(name string, muted func(recognition.Finding) bool) {
		all = append(all, mutant{"without " + name, func() { recognition.Muted = muted }})
	}
	for _, code := range recognition.Codes() {
		silence(code.String(), func(f recognition.Finding) bool { return f.Code == code })
	}
	for i, v := range left {
		if i == 0 || left[i-1].rule != v.rule {
			silence(v.rule.String(), func(f recognition.Finding) bool { return f.Rule == v.rule })
		}
		silence(v.String(), func(f recognition.Finding) bool { return voice{f.Rule, f.Code, f.Effect} == v })
	}
	return all
}

// passes reports whether every scenario passes; rules that panic do not.
func passes(files []*scenario.File, cat *registry.Catalogue) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	for _, file := range files {
		cases, err := file.Run(cat)
		if err != nil || slices.ContainsFunc(cases, func(c scenario.Case) bool { return !c.Passed() }) {
			return false
		}
	}
	return true
}

package demo

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"concord/catalogs"
	"concord/internal/registry"
)

// TestOnlyFictionalInstitutionsAreJudged keeps failed rounds and negative
// entries away from real hospitals: the file that holds them names no other
// region than the fictional ones.
func TestOnlyFictionalInstitutionsAreJudged(t *testing.T) {
	for _, code := range regexp.MustCompile(`"([0-9]{6})[-"]`).FindAllStringSubmatch(string(Registry()), -1) {
		if !strings.HasPrefix(code[1], "99") {
			t.Errorf("registry.json names region %s, which is real", code[1])
		}
	}
	for _, list := range Lists() {
		if list.Kind != "items" && list.Kind != "institutions" {
			t.Errorf("%s is a list of kind %s, which may judge", list.FileName, list.Kind)
		}
	}
}

func TestFictionalRegionsAreTheDemonstrationsAlone(t *testing.T) {
	base := catalogs.Load()
	with := Catalogue(base)
	for _, r := range regions {
		same := func(o registry.Region) bool { return o.Code == r.Code }
		if slices.ContainsFunc(base.Regions, same) {
			t.Errorf("region %s is in the catalogue", r.Code)
		}
		if !slices.ContainsFunc(with.Regions, same) {
			t.Errorf("region %s is missing from the demonstration", r.Code)
		}
	}
}

func TestDecisionsAreAboutListsThatExist(t *testing.T) {
	known := map[string]bool{}
	for _, list := range Lists() {
		known[list.FileName] = true
	}
	for line := range strings.Lines(string(read("decisions.csv"))) {
		file, _, _ := strings.Cut(line, ",")
		if file != "file" && !known[file] {
			t.Errorf("decisions.csv: no list is called %q", file)
		}
	}
	for _, list := range Lists() {
		if len(list.Bytes()) == 0 {
			t.Errorf("%s is empty", list.FileName)
		}
	}
}

package naming

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// unit is what kind of quantity a printed unit belongs to. The zero unit is
// unknown. Mass and amount of substance are one kind: laboratories report the
// same quantity in either.
type unit uint8

const (
	unitUnknown unit = iota
	unitActivity
	unitMass
	unitMolar
	unitPercent
	unitCount
	unitTime
	unitVolume
	unitMoM
	unitPerDay
)

// amount reports whether a unit tells an amount, which a test of yes or no has
// none of.
func (u unit) amount() bool { return u != unitUnknown }

// readUnit reads the first of the printed units.
func readUnit(s string) unit {
	s = strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	s, _, _ = strings.Cut(s, "或")
	s = strings.Join(strings.Fields(s), "")
	for _, u := range unitForms {
		if u.matches(s) {
			return u.unit
		}
	}
	return unitUnknown
}

// unitForm is a kind of unit by how it is written; earlier forms go first.
type unitForm struct {
	unit     unit
	words    []string // whole units
	prefixes []string
	suffixes []string
}

func (f unitForm) matches(s string) bool {
	for _, w := range f.words {
		if s == w {
			return true
		}
	}
	for _, p := range f.prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	for _, p := range f.suffixes {
		if strings.HasSuffix(s, p) {
			return true
		}
	}
	return false
}

var unitForms = []unitForm{
	{unit: unitMoM, words: []string{"mom"}},
	{unit: unitPerDay, suffixes: []string{"/24h", "/d", "/24小时", "/天"}},
	{unit: unitCount, prefixes: []string{"10^", "10*", "10e", "×10", "x10", "*10", "10⁹", "/μl", "/ul", "/hp", "/lp", "个/"}},
	{unit: unitPercent, prefixes: []string{"%"}},
	{unit: unitActivity, words: []string{"u/l", "iu/l", "ku/l", "kiu/l", "miu/l", "u/ml", "iu/ml", "miu/ml", "uiu/ml", "μiu/ml", "ru/ml"}},
	{unit: unitTime, words: []string{"s", "sec", "秒"}},
	{unit: unitVolume, words: []string{"fl", "ml", "pl"}},
	{unit: unitMolar, prefixes: []string{"mmol/", "umol/", "μmol/", "nmol/", "pmol/", "mol/"}},
	{unit: unitMass, prefixes: []string{"g/", "mg/", "ug/", "μg/", "ng/", "pg/"}},
}

package app

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// doubt is an identifier whose form or check digit does not hold.
type doubt struct {
	field string // uscc, licence, insurance
	value string
	code  string
	what  registry.Text
}

func (d doubt) message() registry.Text {
	return registry.Text{
		Zh: d.what.Zh + " " + d.value + " 的位数或校验码不符",
		En: "the " + d.what.En + " " + d.value + " has the wrong form or check digit",
	}
}

// upperIdentifiers are identifiers as they are written: in capitals.
func upperIdentifiers(i registry.Identifiers) registry.Identifiers {
	return registry.Identifiers{
		USCC:      strings.ToUpper(i.USCC),
		Licence:   strings.ToUpper(i.Licence),
		Insurance: strings.ToUpper(i.Insurance),
	}
}

// doubts are the identifiers that do not hold, but for those that a person
// accepts: now, or when the registry recorded them.
func (d *directory) doubts(given registry.Identifiers, accepted []string) []doubt {
	whole, organisation := registry.CheckUSCC(given.USCC)
	var doubts []doubt
	for _, check := range []struct {
		doubt
		holds bool
		only  registry.Identifiers
	}{
		{
			doubt{"uscc", given.USCC, "USCC_INVALID", registry.Text{Zh: "统一社会信用代码", En: "unified social credit code"}},
			whole && organisation, registry.Identifiers{USCC: given.USCC},
		},
		{
			doubt{"licence", given.Licence, "LICENCE_INVALID", registry.Text{Zh: "执业许可证号", En: "practice licence number"}},
			registry.IsLicence(given.Licence), registry.Identifiers{Licence: given.Licence},
		},
		{
			doubt{"insurance", given.Insurance, "INSURANCE_INVALID", registry.Text{Zh: "医保编码", En: "insurance code"}},
			registry.IsInsuranceCode(given.Insurance), registry.Identifiers{Insurance: given.Insurance},
		},
	} {
		if check.value != "" && !check.holds && !slices.Contains(accepted, check.value) && !d.has(check.only) {
			doubts = append(doubts, check.doubt)
		}
	}
	return doubts
}

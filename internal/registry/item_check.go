package registry

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// codeForms are the forms of item codes by domain.
var codeForms = map[Domain]*regexp.Regexp{
	Lab:  regexp.MustCompile(`^L[A-Z]{3}[0-9]{3}$`),
	Exam: regexp.MustCompile(`^E[A-Z]{3}[0-9]{3}$`),
}

// Modalities are the modalities that items of the domain have.
func (d Domain) Modalities() []string {
	switch d {
	case Lab:
		return []string{"LAB"}
	case Exam:
		return []string{"DR", "CT", "MR", "US", "NM", "ECG", "FN", "ES", "PA"}
	}
	return nil
}

// Check says all that keeps an item from being added to a catalogue. Pointers
// are the names of its fields; issued reports whether the registry ever issued a
// code itself.
func (a AddedItem) Check(c *Catalogue, issued func(ItemCode) bool) []Problem {
	check := itemCheck{item: &a.Item}
	check.code(c, issued)
	check.names()
	check.kind()
	check.qualifiers(c)
	check.loinc()
	check.adder(c, a.By)
	return check.problems
}

// itemCheck collects the problems of one item.
type itemCheck struct {
	item     *Item
	problems []Problem
}

func (k *itemCheck) report(field, code string, message, fix Text) {
	k.problems = append(k.problems, Problem{Pointer: field, Code: code, Message: message, Fix: fix})
}

func (k *itemCheck) code(c *Catalogue, issued func(ItemCode) bool) {
	code := k.item.Code
	form := codeForms[k.item.Domain]
	if form != nil && !form.MatchString(string(code)) {
		k.report("code", "ITEM_CODE_INVALID",
			Text{fmt.Sprintf("%q 不是该类项目的代码", code), fmt.Sprintf("%q is no code of this domain", code)},
			Text{"检验项目写成 L、三个大写字母和三位数字，检查项目以 E 开头", "write L, three capitals and three digits for a laboratory item; examinations begin with E"})
		return
	}
	inCatalogue := slices.ContainsFunc(c.Items, func(i Item) bool { return i.Code == code })
	if inCatalogue || issued(code) {
		k.report("code", "ITEM_CODE_TAKEN",
			Text{fmt.Sprintf("代码 %s 已经使用过", code), fmt.Sprintf("the code %s was issued before", code)},
			Text{"换一个从未使用过的代码；代码永不重复使用", "take a code that was never used; codes are never reused"})
	}
}

func (k *itemCheck) names() {
	for _, f := range []struct{ field, value string }{
		{"name", k.item.Name}, {"name_en", k.item.NameEn}, {"category", k.item.Category},
	} {
		if f.value == "" {
			k.report(f.field, "FIELD_MISSING", Text{"缺少 " + f.field, f.field + " is missing"}, Text{"填写该字段", "state it"})
		}
	}
}

func (k *itemCheck) kind() {
	modalities := k.item.Domain.Modalities()
	if modalities == nil {
		k.report("domain", "DOMAIN_UNKNOWN", Text{"没有说明是检验还是检查", "the domain is not stated"}, Text{"写成 lab 或 exam", "write lab or exam"})
		return
	}
	if !slices.Contains(modalities, k.item.Modality) {
		k.report("modality", "MODALITY_UNKNOWN",
			Text{fmt.Sprintf("%q 不是该类项目的检查方式", k.item.Modality), fmt.Sprintf("%q is no modality of this domain", k.item.Modality)},
			Text{fmt.Sprintf("可用值：%s", strings.Join(modalities, ", ")), fmt.Sprintf("the values are %s", strings.Join(modalities, ", "))})
	}
}

// qualifiers looks whether every code stands in the vocabulary of its kind.
func (k *itemCheck) qualifiers(c *Catalogue) {
	kinds := make(map[string]QualifierKind, len(c.Qualifiers))
	for _, q := range c.Qualifiers {
		kinds[q.Code] = q.Kind
	}
	look := func(field, code string, want QualifierKind) {
		if kind, known := kinds[code]; code != "" && (!known || kind != want) {
			k.report(field, "QUALIFIER_UNKNOWN",
				Text{fmt.Sprintf("%q 不是 %s 的限定词代码", code, want), fmt.Sprintf("%q is no qualifier of the kind %s", code, want)},
				Text{"使用限定词目录中的代码", "use a code of the qualifier catalogue"})
		}
	}
	for _, code := range k.item.Specimens {
		look("specimens", code, Specimen)
	}
	for _, code := range k.item.Sites {
		look("body_sites", code, BodySite)
	}
	for kind, code := range k.item.Implied {
		look("implied", code, QualifierKind(kind))
	}
}

func (k *itemCheck) loinc() {
	if k.item.LOINC == "" && !k.item.LOINCChecked || CheckLOINC(k.item.LOINC) {
		return
	}
	k.report("loinc", "LOINC_INVALID",
		Text{fmt.Sprintf("LOINC 代码 %q 的校验位不符", k.item.LOINC), fmt.Sprintf("the check digit of LOINC code %q does not hold", k.item.LOINC)},
		Text{"核对代码，或不填写", "look the code up, or leave it out"})
}

// adder looks whether a jurisdiction may add items: the nation or a province.
func (k *itemCheck) adder(c *Catalogue, by JurisdictionCode) {
	province := func(r Region) bool { return r.Code == RegionCode(by) && r.Level == RegionProvince && r.InScope }
	if by == Nation || slices.ContainsFunc(c.Regions, province) {
		return
	}
	k.report("by", "ADDER_INVALID",
		Text{fmt.Sprintf("%q 不能增补项目", by), fmt.Sprintf("%q may not add items", by)},
		Text{"只有国家（100000）或省级可以增补项目", "only the nation (100000) or a province adds items"})
}

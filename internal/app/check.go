package app

import (
	"strings"

	"concord/internal/registry"
)

// at completes a problem that has its place.
func at(place registry.Problem, code string, message, fix registry.Text) registry.Problem {
	place.Code, place.Message, place.Fix = code, message, fix
	return place
}

// texts is [registry.Textf].
func texts(zh, en string, values ...any) registry.Text { return registry.Textf(zh, en, values...) }

// check says everything that is wrong with a draft, whatever its time. Codes
// that are empty where they may not be were reported by who read them.
func (g *ground) check(d draft) []registry.Problem {
	c := checks{ground: g, draft: d}
	if d.jurisdiction() == "" {
		return nil
	}
	if !g.jurisdiction(d.jurisdiction()) {
		c.version("jurisdiction", "JURISDICTION_UNKNOWN",
			texts("没有代码为 %s 的发布主体", "no jurisdiction has the code %s", d.jurisdiction()),
			texts("使用行政区划代码、100000 或已登记的联盟代码", "use the code of a region, 100000, or the code of a recorded alliance"))
		return c.problems
	}
	if d.version.Period.Empty() {
		c.version("effective_to", "PERIOD_EMPTY", texts("截止日期早于生效日期", "the version ends before it begins"), fixPeriod)
	}
	for i, e := range d.content.Items {
		c.item(i, e)
	}
	for i, e := range d.content.Institutions {
		c.institution(i, e)
	}
	for i, e := range d.content.Negatives {
		c.negative(i, e)
	}
	c.twice()
	return c.problems
}

var fixPeriod = texts("起止日期均含当日，截止不得早于起始", "both days are included; the last may not come before the first")

// checks gathers what is wrong with one draft.
type checks struct {
	*ground
	draft    draft
	problems []registry.Problem
}

func (c *checks) version(field, code string, message, fix registry.Text) {
	c.entry(theVersion, field, code, message, fix)
}

func (c *checks) entry(i int, field, code string, message, fix registry.Text) {
	c.problems = append(c.problems, at(c.draft.place(i, field), code, message, fix))
}

// unknown reports a code that the catalogue or the registry does not hold.
func (c *checks) unknown(i int, field, code, value string) {
	c.entry(i, field, code,
		texts("%s：没有代码 %q", "%s: nothing has the code %q", field, value),
		texts("改用目录或登记中的代码", "use a code of the catalogue or of the registry"))
}

func (c *checks) item(i int, e registry.ItemEntry) {
	c.itemCode(i, "code", e.Item)
	for kind, value := range e.Qualifiers {
		if value == "" {
			continue
		}
		known, ok := c.qualifiers[value]
		if !ok || known.Kind != registry.QualifierKind(kind) {
			c.unknown(i, "qualifiers", "QUALIFIER_UNKNOWN", value)
		}
	}
	if e.Mark != "" && !strings.HasSuffix(e.Mark, "HR") {
		c.entry(i, "mark", "MARK_INVALID",
			texts("标识 %q 不以 HR 结尾", "mark %q does not end in HR", e.Mark),
			texts("写成范围加 HR，例如 赤峰HR", "write the scope and HR, for example 赤峰HR"))
	}
}

func (c *checks) itemCode(i int, field string, code registry.ItemCode) {
	if code != "" && !has(c.items, code) {
		c.unknown(i, field, "ITEM_UNKNOWN", string(code))
	}
}

func (c *checks) institution(i int, e registry.InstitutionEntry) {
	known, ok := c.institutions[e.Institution]
	if e.Institution == "" {
		return
	}
	if !ok {
		c.unknown(i, "institution", "INSTITUTION_UNKNOWN", string(e.Institution))
		return
	}
	if !c.within(c.draft.jurisdiction(), known.Region) {
		c.entry(i, "institution", "INSTITUTION_OUTSIDE",
			texts("%s不在%s的辖区内", "%s lies outside the territory of %s", c.institutionCalled(known.ID), c.called(c.draft.jurisdiction())),
			texts("从名单中删除，或由其所在地区发布", "take it off the list, or let its own region publish it"))
	}
	if e.Period.Empty() {
		c.entry(i, "to", "PERIOD_EMPTY", texts("截止日期早于起始日期", "the entry ends before it begins"), fixPeriod)
	}
	for _, item := range e.Scope.Items {
		c.itemCode(i, "scope", item)
	}
}

func (c *checks) negative(i int, e registry.NegativeEntry) {
	if !e.Selects() {
		c.entry(i, "", "SELECTOR_MISSING",
			texts("该行没有限定机构、项目、情形、年龄、科室或日期，会对一切结果生效", "the entry selects nothing, so that it would hold for every result"),
			texts("至少填写一个限定条件", "state at least one selector"))
	}
	c.negativeInstitution(i, "issuer", e.Issuer)
	c.negativeInstitution(i, "receiver", e.Receiver)
	if e.Item != "" {
		c.itemCode(i, "item", e.Item)
	}
	for _, s := range []struct {
		field, code, value string
		known              bool
	}{
		{"category", "CATEGORY_UNKNOWN", e.Category, c.categories[e.Category]},
		{"modality", "MODALITY_UNKNOWN", e.Modality, c.modalities[e.Modality]},
		{"origin", "REGION_UNKNOWN", string(e.Origin), has(c.regions, e.Origin)},
		{"situation", "SITUATION_UNKNOWN", string(e.Situation), has(c.reasons, e.Situation)},
		{"department", "DEPARTMENT_UNKNOWN", e.Department, has(c.departments, e.Department)},
	} {
		if s.value != "" && !s.known {
			c.unknown(i, s.field, s.code, s.value)
		}
	}
	if e.Age.Stated && (e.Age.Min > e.Age.Max || e.Age.Min < 0) {
		c.entry(i, "age", "AGE_INVALID", texts("年龄下限大于上限", "the youngest age is above the oldest"), texts("写成 [下限, 上限]", "write [youngest, oldest]"))
	}
	if e.Period.Empty() {
		c.entry(i, "to", "PERIOD_EMPTY", texts("截止日期早于起始日期", "the entry ends before it begins"), fixPeriod)
	}
}

func (c *checks) negativeInstitution(i int, field string, id registry.InstitutionID) {
	if id != "" && !has(c.institutions, id) {
		c.unknown(i, field, "INSTITUTION_UNKNOWN", string(id))
	}
}

func has[K comparable, V any](m map[K]V, key K) bool {
	_, ok := m[key]
	return ok
}

// twice reports entries that say different things under one key. Importing
// leaves out a line that repeats another word for word before it comes here.
func (c *checks) twice() {
	first := map[registry.EntryKey]int{}
	for i, l := range lines(c.draft.content) {
		before, seen := first[l.key]
		if !seen || l.key == "" {
			first[l.key] = i
			continue
		}
		c.entry(i, "", "ENTRY_TWICE",
			texts("%s与第 %d 条重复", "%s is listed twice: entry %d has it too", c.entryCalled(l.key), before+1),
			texts("保留其中一条", "keep one of them"))
	}
}

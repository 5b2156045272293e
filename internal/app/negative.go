package app

import (
	"cmp"
	"slices"
	"strings"

	"concord/internal/naming"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// negativeRow turns a row of a negative list into entries: one for each item
// that its item cell means, or one where it names none.
func (run *importing) negativeRow(row sheet.NegativeRow) {
	before := run.faults
	e := registry.NegativeEntry{
		Issuer:     run.party(row.Issuer, row.IssuerID),
		Receiver:   run.party(row.Receiver, row.ReceiverID),
		Category:   run.category(row.Category),
		Modality:   run.modality(row.Modality),
		Origin:     run.origin(row),
		Situation:  run.situation(row),
		Age:        row.Age,
		Department: run.department(row),
		Effect:     cmp.Or(row.Effect, registry.Deny),
		Period:     row.Period,
		Reason:     row.Reason.Value,
	}
	items := run.negativeItems(row)
	if run.faults > before {
		return
	}
	if !row.Item.Stated() && !row.Code.Stated() {
		run.negativeEntry(row, e)
		return
	}
	for _, item := range items {
		e.Item = item
		run.negativeEntry(row, e)
	}
}

func (run *importing) negativeEntry(row sheet.NegativeRow, e registry.NegativeEntry) {
	same := func(first int) bool { return true } // all that decides is in the key
	if run.repeats(e.Key(), row.Row, same) {
		return
	}
	run.draft.content.Negatives = append(run.draft.content.Negatives, e)
	run.places = append(run.places, rowPlaces{row.Row, map[string]sheet.Place{
		"issuer": row.Issuer.Place, "receiver": row.Receiver.Place, "item": row.Item.Place,
		"category": row.Category.Place, "situation": row.Situation.Place, "age": row.AgeText.Place,
	}})
}

// negativeItems are the items of a row's cell.
func (run *importing) negativeItems(row sheet.NegativeRow) []registry.ItemCode {
	if row.Code.Stated() {
		code := registry.ItemCode(row.Code.Value)
		if !has(run.items, code) {
			run.unknownCode(row.Code, "ITEM_UNKNOWN")
		}
		return []registry.ItemCode{code}
	}
	if !row.Item.Stated() {
		return nil
	}
	r := run.readItems(naming.Query{Name: row.Item.Value, Category: row.Category.Value, Modality: row.Modality.Value}, "", row.Item.Place)
	for _, name := range r.unmapped {
		run.problem(row.Item.Place, "ITEM_UNMAPPED",
			texts("%q 没有目录项目，不能列入“负面”清单", "%q has no catalogue item, so that nothing can be denied by it", name),
			texts("删除该行，或按类别限定", "drop the row, or select by category"))
	}
	for _, m := range r.taken {
		run.resolved(row.Item.Place, m.name, registry.EntryKey(m.item), string(m.item), m.how)
	}
	return r.codes()
}

func (run *importing) unknownCode(t sheet.Text, code string) {
	run.problem(t.Place, code, texts("没有代码 %q", "nothing has the code %q", t.Value), texts("改用目录中的代码", "use a code of the catalogue"))
}

// party finds the institution of a cell, which must be recorded: in the
// publisher's territory first, then anywhere.
func (run *importing) party(name, id sheet.Text) registry.InstitutionID {
	if id.Stated() {
		if !has(run.ground.institutions, registry.InstitutionID(id.Value)) {
			run.institutionUnknown(id)
		}
		return run.survivor(registry.InstitutionID(id.Value))
	}
	if !name.Stated() {
		return ""
	}
	if d, ok := run.names.decided(name.Value); ok {
		decided, _, _ := run.decidedInstitution(name, d)
		return decided
	}
	found, how := run.known(name.Value)
	if len(found) == 1 {
		run.resolved(name.Place, name.Value, registry.EntryKey(found[0]), string(found[0]), how)
		return found[0]
	}
	if len(found) == 0 {
		run.institutionUnknown(name)
		return ""
	}
	run.open(Unresolved{Place: name.Place, Name: name.Value, Candidates: run.directory.candidates(found)})
	return ""
}

// known finds recorded institutions by name, in the publisher's territory
// first.
func (run *importing) known(name string) ([]registry.InstitutionID, How) {
	found := run.directory.named(name, func(i registry.Institution) bool { return run.within(run.order.Jurisdiction, i.Region) })
	if len(found) == 0 {
		found = run.directory.named(name, func(registry.Institution) bool { return true })
	}
	if len(found) != 1 {
		return found, ""
	}
	return found, run.directory.how(found[0], name)
}

// category finds a category of the catalogue by its name, whole or without the
// ending 检验 or 检查.
func (run *importing) category(t sheet.Text) string {
	if !t.Stated() || run.categories[t.Value] {
		return t.Value
	}
	for _, ending := range []string{"检验", "检查"} {
		if run.categories[t.Value+ending] {
			return t.Value + ending
		}
	}
	run.problem(t.Place, "CATEGORY_UNKNOWN",
		texts("没有类别 %q", "no category is called %q", t.Value),
		texts("使用目录中的类别：%s", "the categories are %s", strings.Join(sortedNames(run.categories), "、")))
	return ""
}

func sortedNames(set map[string]bool) []string {
	var all []string
	for name := range set {
		if name != "" {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// modalityWords are what lists print for the modalities of the catalogue.
var modalityWords = map[string]string{
	"检验": "LAB", "实验室检验": "LAB", "X线": "DR", "X光": "DR", "DX": "DR", "放射": "DR", "MRI": "MR", "磁共振": "MR", "核磁共振": "MR",
	"超声": "US", "B超": "US", "彩超": "US", "核医学": "NM", "心电": "ECG", "心电图": "ECG", "内镜": "ES", "内窥镜": "ES", "病理": "PA", "功能检查": "FN",
}

func (run *importing) modality(t sheet.Text) string {
	word := strings.ToUpper(t.Value)
	if !t.Stated() || run.modalities[word] {
		return word
	}
	if code := modalityWords[word]; code != "" {
		return code
	}
	run.problem(t.Place, "MODALITY_UNKNOWN",
		texts("没有检查模态 %q", "no modality is called %q", t.Value),
		texts("使用 %s", "the modalities are %s", strings.Join(sortedNames(run.modalities), ", ")))
	return ""
}

// origin is the region whose institutions a row selects.
func (run *importing) origin(row sheet.NegativeRow) registry.RegionCode {
	t := row.Origin
	if row.OriginCode.Stated() {
		t = row.OriginCode
	}
	if !t.Stated() {
		return ""
	}
	found := run.regionsNamed(t.Value, "")
	if len(found) != 1 {
		run.regionProblem(t, found)
		return ""
	}
	return found[0]
}

// situation finds the reason of a cell: by code, by its name, or as a person
// decided. What is printed otherwise is unresolved.
func (run *importing) situation(row sheet.NegativeRow) registry.ReasonCode {
	t := row.Situation
	if row.SituationCode.Stated() {
		t = row.SituationCode
	}
	if !t.Stated() {
		return ""
	}
	if d, ok := run.names.decided(t.Value); ok {
		if !has(run.reasons, registry.ReasonCode(d.Code)) {
			run.unknownCode(sheet.Text{Value: string(d.Code), Place: t.Place}, "SITUATION_UNKNOWN")
		}
		return registry.ReasonCode(d.Code)
	}
	if code, ok := run.reasonNamed(t.Value); ok {
		return code
	}
	run.open(Unresolved{Place: t.Place, Name: t.Value, Candidates: run.likelyReasons(t.Value)})
	return ""
}

func (run *importing) department(row sheet.NegativeRow) string {
	t := row.Department
	if row.DepartmentCode.Stated() {
		t = row.DepartmentCode
	}
	if !t.Stated() {
		return ""
	}
	for _, d := range run.departmentOrder {
		if d.Code == t.Value || d.Name == t.Value || slices.Contains(d.Aliases, t.Value) {
			return d.Code
		}
	}
	run.problem(t.Place, "DEPARTMENT_UNKNOWN",
		texts("没有科室 %q", "no department is called %q", t.Value),
		texts("使用诊疗科目目录中的名称或代码", "use a name or a code of the department catalogue"))
	return ""
}

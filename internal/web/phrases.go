package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// phrases say what stands on lists as people read it: in the language of a page,
// with names in place of codes.
type phrases struct {
	s    *recognition.Snapshot
	lang string
}

func (p phrases) say(zh, en string) string { return saying(p.lang).t(zh, en) }

// list is a sentence's way to join several things.
func (p phrases) list(all []string) string { return strings.Join(all, p.say("、", ", ")) }

// listNames are what the three lists are called.
var listNames = map[registry.ListKind]registry.Text{
	registry.ItemList:        {Zh: "互认项目清单", En: "Item list"},
	registry.InstitutionList: {Zh: "互认医疗机构清单", En: "Institution list"},
	registry.NegativeList:    {Zh: "“负面”清单", En: "Negative list"},
}

// entryCounts count the entries of a list.
var entryCounts = map[registry.ListKind]registry.Text{
	registry.ItemList:        {Zh: "个项目", En: "items"},
	registry.InstitutionList: {Zh: "家机构", En: "institutions"},
	registry.NegativeList:    {Zh: "条", En: "entries"},
}

// kinds of jurisdictions, as filters and badges name them.
var jurisdictionNames = map[registry.JurisdictionKind]registry.Text{
	registry.District:     {Zh: "区县", En: "District"},
	registry.Prefecture:   {Zh: "地市", En: "Prefecture"},
	registry.Province:     {Zh: "省级", En: "Province"},
	registry.AllianceKind: {Zh: "区域联盟", En: "Alliance"},
	registry.NationKind:   {Zh: "全国", En: "Nation"},
}

func (p phrases) jurisdiction(code registry.JurisdictionCode) string {
	name := p.s.JurisdictionName(code, p.s.Head().Newest)
	return p.named(name.Zh, name.En)
}

func (p phrases) item(code registry.ItemCode) string {
	if i, ok := p.s.Item(code); ok {
		return itemName(i, p.lang)
	}
	return string(code)
}

func (p phrases) institution(id registry.InstitutionID) string {
	if i, ok := p.s.Institution(id, p.s.Head().Newest); ok {
		return i.Name
	}
	return string(id)
}

func (p phrases) region(code registry.RegionCode) string { return regionName(p.s, code, p.lang) }

// named is a catalogue's name in the language of the page.
func (p phrases) named(zh, en string) string { return nameIn(p.lang, zh, en) }

func (p phrases) reason(code registry.ReasonCode) string {
	if r, ok := p.s.Reason(code); ok {
		return p.named(r.Name, r.NameEn)
	}
	return string(code)
}

func (p phrases) department(code string) string {
	for _, d := range p.s.Catalogue().Departments {
		if d.Code == code {
			return p.named(d.Name, d.NameEn)
		}
	}
	return code
}

func (p phrases) qualifiers(stated registry.Qualifiers) string {
	var names []string
	for _, code := range stated {
		if code != "" {
			names = append(names, p.qualifier(code))
		}
	}
	return p.list(names)
}

func (p phrases) qualifier(code string) string {
	all := p.s.Catalogue().Qualifiers
	if i := slices.IndexFunc(all, func(v registry.QualifierValue) bool { return v.Code == code }); i >= 0 {
		return p.named(all[i].Name, all[i].NameEn)
	}
	return code
}

// modalityNames are what kinds of examinations are called.
var modalityNames = map[string]registry.Text{
	"LAB": {Zh: "检验", En: "Laboratory"}, "DR": {Zh: "X线", En: "X-ray"}, "CT": {Zh: "CT", En: "CT"}, "MR": {Zh: "磁共振", En: "MRI"},
	"US": {Zh: "超声", En: "Ultrasound"}, "NM": {Zh: "核医学", En: "Nuclear medicine"}, "ECG": {Zh: "心电", En: "ECG"},
	"FN": {Zh: "功能检查", En: "Function test"}, "ES": {Zh: "内镜", En: "Endoscopy"}, "PA": {Zh: "病理", En: "Pathology"},
}

func (p phrases) modality(code string) string {
	if name, ok := modalityNames[code]; ok {
		return name.In(p.lang)
	}
	return code
}

func (p phrases) modalityOptions(codes []string) []option {
	codes = lo.Uniq(lo.Compact(codes))
	slices.Sort(codes)
	return lo.Map(codes, func(code string, _ int) option { return option{code, p.modality(code)} })
}

// category is what a category of items, or a group of them, is called.
func (p phrases) category(name string) string { return p.s.Catalogue().CategoryName(name).In(p.lang) }

// categoryOptions are categories as choices, sorted as they read.
func (p phrases) categoryOptions(names []string) []option {
	options := lo.Map(lo.Uniq(lo.Compact(names)), func(name string, _ int) option { return option{name, p.category(name)} })
	slices.SortFunc(options, byText(func(o option) string { return o.Label }))
	return options
}

// domainNames part items as filters do.
var domainNames = map[registry.Domain]registry.Text{
	registry.Lab: {Zh: "检验", En: "Laboratory"}, registry.Exam: {Zh: "检查", En: "Examination"},
}

// window is a window as lists print it; empty where none is stated.
func (p phrases) window(w registry.Window) string {
	n := strconv.Itoa(int(w.Count))
	plural := ""
	if w.Count != 1 {
		plural = "s"
	}
	switch w.Unit {
	case registry.WindowHours:
		return p.say(n+"小时", n+" h")
	case registry.WindowDays:
		return p.say(n+"天", n+" day"+plural)
	case registry.WindowMonths:
		return p.say(n+"个月", n+" month"+plural)
	case registry.WindowSameDay:
		return p.say("当日", "the same day")
	case registry.WindowUnlimited:
		return p.say("不限", "no limit")
	}
	return ""
}

// levelNames are what the levels of hospitals are called.
var levelNames = [...]registry.Text{
	{Zh: "级别未知", En: "level unknown"}, {Zh: "一级", En: "Level 1"}, {Zh: "二级", En: "Level 2"}, {Zh: "三级", En: "Level 3"},
}

func (p phrases) level(l registry.Level) string { return levelNames[min(int(l), 3)].In(p.lang) }

// gradeNames are what the grades of hospitals are called in English; in Chinese
// they are as recorded.
var gradeNames = map[string]string{"特等": "Special grade", "甲等": "Grade A", "乙等": "Grade B", "丙等": "Grade C"}

func (p phrases) grade(recorded string) string { return p.named(recorded, gradeNames[recorded]) }

// roleNames are what institutions do by a list, by role.
var roleNames = [...]registry.Text{
	{Zh: "出具并接收", En: "Issues and receives"}, {Zh: "仅出具", En: "Issues only"}, {Zh: "仅接收", En: "Receives only"},
}

func (p phrases) role(r registry.Role) string { return roleNames[r].In(p.lang) }

// scope says with which items an institution takes part.
func (p phrases) scope(s registry.Scope) string {
	n := len(s.Items)
	switch s.Mode {
	case registry.ScopeOnly:
		return p.say("仅 "+strconv.Itoa(n)+" 个项目", "only "+strconv.Itoa(n)+" items")
	case registry.ScopeExcept:
		return p.say("除 "+strconv.Itoa(n)+" 个项目外", "all but "+strconv.Itoa(n)+" items")
	}
	return p.say("全部项目", "all items")
}

// fewItems is how many items of a scope are named in a line.
const fewItems = 4

// scopeItems are the items that a scope names, the first few of many.
func (p phrases) scopeItems(s registry.Scope) string {
	names := lo.Map(s.Items[:min(len(s.Items), fewItems)], func(code registry.ItemCode, _ int) string { return p.item(code) })
	if len(s.Items) > fewItems {
		return p.list(names) + p.say(" 等", " …")
	}
	return p.list(names)
}

// period is from when to when; empty where both ends are open.
func (p phrases) period(of registry.Period) string {
	from, to := of.From.String(), of.Last().String()
	switch {
	case from != "" && to != "":
		return p.say(from+" 至 "+to, from+" to "+to)
	case from != "":
		return p.say("自 "+from+" 起", "since "+from)
	case to != "":
		return p.say("至 "+to, "until "+to)
	}
	return ""
}

// ages is a range of ages in completed years.
func (p phrases) ages(r registry.AgeRange) string {
	from, to := strconv.Itoa(int(r.Min)), strconv.Itoa(int(r.Max))
	switch {
	case r.Max == registry.MaxAge:
		return p.say(from+" 岁及以上", from+" years and older")
	case r.Min <= 0:
		return p.say(to+" 岁及以下", to+" years and younger")
	}
	return p.say(from+" 至 "+to+" 岁", from+" to "+to+" years")
}

// negative says what a negative entry is about.
func (p phrases) negative(e registry.NegativeEntry) string {
	said := lo.Map(p.about(e), func(s span, _ int) string { return s.Label + s.Text })
	return strings.Join(said, p.say("；", "; "))
}

// about are the things that a negative entry names; institutions and items lead to
// their pages.
func (p phrases) about(e registry.NegativeEntry) []span {
	var parts []span
	link := func(zh, en, value, href string) {
		if value != "" {
			parts = append(parts, span{p.say(zh+"：", en+": "), value, href})
		}
	}
	add := func(zh, en, value string) { link(zh, en, value, "") }
	for _, one := range []struct {
		zh, en string
		id     registry.InstitutionID
	}{{"出具机构", "Issuer", e.Issuer}, {"接诊机构", "Receiver", e.Receiver}} {
		if one.id != "" {
			link(one.zh, one.en, p.institution(one.id), institutionAddress(one.id))
		}
	}
	if e.Item != "" {
		link("项目", "Item", p.item(e.Item), itemAddress(e.Item))
	}
	add("类别", "Category", p.category(e.Category))
	add("检查类型", "Modality", p.modality(e.Modality))
	if e.Origin != "" {
		add("来源地区", "From", p.region(e.Origin))
	}
	if e.Situation != "" {
		add("情形", "Situation", p.reason(e.Situation))
	}
	if e.Age.Stated {
		add("年龄", "Age", p.ages(e.Age))
	}
	if e.Department != "" {
		add("科室", "Department", p.department(e.Department))
	}
	if len(parts) == 0 {
		return []span{{Text: p.say("此期间的全部结果", "every result in this period")}}
	}
	return parts
}

// effectNames are what negative entries do.
var effectNames = map[registry.NegativeEffect]registry.Text{
	registry.Deny: {Zh: "不予互认", En: "Not recognized"}, registry.Discretion: {Zh: "医师酌定", En: "Physician's discretion"},
}

// markOf is the mark of a jurisdiction whose version prints none.
func markOf(s *recognition.Snapshot, code registry.JurisdictionCode) string {
	if code == registry.Nation {
		return "全国HR"
	}
	if region, ok := s.Region(registry.RegionCode(code)); ok {
		return region.Mark + "HR"
	}
	for a := range s.Alliances(s.Head().Newest) {
		if a.Code == code {
			return a.Mark + "HR"
		}
	}
	return ""
}

// nameIn is a name in a language: the English one where it is asked for and known.
func nameIn(lang, zh, en string) string {
	if lang == english && en != "" {
		return en
	}
	return zh
}

// regionName is a region's name, or its code where the catalogue has none.
func regionName(s *recognition.Snapshot, code registry.RegionCode, lang string) string {
	if r, ok := s.Region(code); ok {
		return nameIn(lang, r.Name, r.NameEn)
	}
	return string(code)
}

// whereabouts is where a region lies, with the regions around it.
func whereabouts(s *recognition.Snapshot, code registry.RegionCode, lang string) string {
	var names []string
	for r, ok := s.Region(code); ok; r, ok = s.Region(r.Parent) {
		names = append(names, regionName(s, r.Code, lang))
	}
	if lang == english {
		return strings.Join(names, ", ")
	}
	slices.Reverse(names)
	return strings.Join(names, "")
}

// itemName is an item's name.
func itemName(i *registry.Item, lang string) string { return nameIn(lang, i.Name, i.NameEn) }

// itemNote tells an item from others of its name: abbreviation, specimen or site.
func (p phrases) itemNote(i *registry.Item) string {
	return strings.Join(lo.Compact([]string{string(i.Code), i.Abbreviation, p.specimen(i), p.site(i)}), " · ")
}

// specimen is what an item is done on.
func (p phrases) specimen(i *registry.Item) string { return p.printed(i.SpecimenText, i.Specimens) }

// site is where in the body an item looks.
func (p phrases) site(i *registry.Item) string { return p.printed(i.SiteText, i.Sites) }

// printed is what the catalogue prints in Chinese for some codes; in English their
// names, as far as there are codes.
func (p phrases) printed(text string, codes []string) string {
	if p.lang != english || len(codes) == 0 {
		return text
	}
	return strings.Join(lo.Map(codes, func(code string, _ int) string { return p.qualifier(code) }), " / ")
}

// panelNote tells a panel from an item of its name.
func panelNote(p *registry.Panel, lang string) string {
	return fmt.Sprintf(registry.Text{Zh: "组合 · %d 项", En: "panel · %d items"}.In(lang), len(p.Items))
}

// words say what stands in the registry now, in the language of a page.
func (w *Web) words(s saying) phrases { return phrases{w.registry.Snapshot(), string(s)} }

// jurisdictionName is what a region or alliance is called today; its code where it
// has no name, or nothing is known yet.
func (w *Web) jurisdictionName(code registry.JurisdictionCode, lang string) string {
	if w.registry.Snapshot() == nil {
		return string(code)
	}
	return w.words(saying(lang)).jurisdiction(code)
}

// placeName is the name of a region or alliance by its code of the contract.
func (w *Web) placeName(s saying, code string) string {
	return w.jurisdictionName(registry.JurisdictionCode(code), string(s))
}

// institutionName is the name of an institution, or its id where there is none.
func (w *Web) institutionName(id string) string {
	return w.words(chinese).institution(registry.InstitutionID(id))
}

// itemTitle is the name of an item, or its code where there is none.
func (w *Web) itemTitle(s saying, code string) string {
	return w.words(s).item(registry.ItemCode(code))
}

// codeName is what an item, a panel, an institution or a reason is called; empty
// for a code of none.
func (w *Web) codeName(code, lang string) string {
	p := w.words(saying(lang))
	head, _, _ := strings.Cut(code, ";")
	if known, ok := order(p.s, head, lang); ok {
		return known.Label
	}
	if i, ok := p.s.Institution(registry.InstitutionID(code), p.s.Head().Newest); ok {
		return i.Name
	}
	if r, ok := p.s.Reason(registry.ReasonCode(code)); ok {
		return p.named(r.Name, r.NameEn)
	}
	return ""
}

// minuteOf is an instant as people write it down.
func minuteOf(at registry.Instant) string { return at.Time().Format("2006-01-02 15:04") }

// toTheMinute is an instant of the contract as people write it down.
func toTheMinute(instant string) string {
	return strings.Replace(instant[:min(len(instant), len("2006-01-02T15:04"))], "T", " ", 1)
}

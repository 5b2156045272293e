package web

import (
	"strings"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// terms are what a version says about all its entries, in plain words.
func (p phrases) terms(v registry.Version) []string {
	switch v.List.Kind {
	case registry.ItemList:
		return p.itemTerms(v.Terms.Items, markOf(p.s, v.List.Jurisdiction))
	case registry.InstitutionList:
		return p.institutionTerms(v.Terms.Institutions)
	}
	return p.negativeTerms(v.Terms.Negative)
}

// itemTerms say what holds of all items; mark is the jurisdiction's own.
func (p phrases) itemTerms(t registry.ItemTerms, mark string) []string {
	said := []string{
		p.qualityTerm(p.say("检验项目", "Laboratory items"), t.QualityLab),
		p.qualityTerm(p.say("检查项目", "Examinations"), t.QualityExam),
		p.windowTerm(p.say("检验项目", "Laboratory items"), t.WindowLab, t.UnstatedLab),
		p.windowTerm(p.say("检查项目", "Examinations"), t.WindowExam, t.UnstatedExam),
	}
	if t.Anchor == registry.FromExam {
		said = append(said, p.say("互认时限自检查（采样）时间起算。", "Windows run from the examination (or sampling)."))
	} else {
		said = append(said, p.say("互认时限自报告时间起算。", "Windows run from the report."))
	}
	if t.ListAt == registry.AtAsked {
		said = append(said, p.say("接诊当时项目在清单内即可。", "It is enough that the item is listed when the result is looked at."))
	} else {
		said = append(said, p.say("检查当时与接诊当时，项目都须在清单内。", "The item has to be listed both at the examination and when the result is looked at."))
	}
	switch t.Images {
	case registry.ImagesMarked:
		said = append(said, p.say("标明“须有影像”的项目，接诊医师须能看到影像。", "Where an item says “images”, the physician has to have them at hand."))
	case registry.ImagesExam:
		said = append(said, p.say("所有检查项目，接诊医师须能看到影像。", "For every examination the physician has to have the images at hand."))
	case registry.ImagesNone:
		said = append(said, p.say("不要求影像资料。", "Images are not required."))
	}
	if len(t.OperatorDependent) > 0 {
		names := p.list(lo.Map(t.OperatorDependent, func(code string, _ int) string { return p.modality(code) }))
		said = append(said, p.say(names+"结果受操作者影响，由接诊医师判断。", names+" results depend on who performs them: the physician decides."))
	}
	if t.Mark != "" {
		mark = t.Mark
	}
	return append(said, p.say("报告单上的互认标识："+mark+"。", "The mark on reports: "+mark+"."))
}

func (p phrases) qualityTerm(of string, q registry.Quality) string {
	if q == registry.ByListing {
		return p.say(
			of+"：机构列入清单且项目在其范围内即可；质评不合格的除外。",
			of+": an institution on the list with the item in its scope is enough, unless it failed quality assessment.")
	}
	return p.say(
		of+"：出具机构该项目的室间质评须合格，且在检查当时有效。",
		of+": the issuer has to have passed external quality assessment of the item, valid at the examination.")
}

// windowTerm says how long entries without a window of their own hold.
func (p phrases) windowTerm(of string, stated, unstated registry.Window) string {
	if stated.Stated() {
		return p.say(
			of+"：未单独注明互认时限的，为"+p.window(stated)+"。",
			of+" without a window of their own: "+p.window(stated)+".")
	}
	return p.say(
		of+"：未注明互认时限的，"+p.window(unstated)+"以后由接诊医师判断（未注明不等于不限）。",
		of+" without a stated window: after "+p.window(unstated)+" the physician decides (not stated is not unlimited).")
}

func (p phrases) institutionTerms(t registry.InstitutionTerms) []string {
	least := p.say("出具结果的机构不限级别。", "Institutions of any level may issue.")
	if t.MinLevel > 1 {
		least = p.say(
			"出具结果的机构须为"+p.level(t.MinLevel)+"及以上；接诊机构不限级别。",
			"Issuers must be at "+p.level(t.MinLevel)+" or above; any listed institution may receive.")
	}
	said := []string{least}
	switch {
	case t.Direction == registry.AnyDirection:
		said = append(said, p.say("不分上下级，相互互认。", "Levels make no difference to the direction."))
	case t.DirectionEffect == registry.Discretion:
		said = append(said, p.say("上级机构对下级机构的结果，由接诊医师判断。", "For results from a lower level, the physician at the higher level decides."))
	default:
		said = append(said, p.say("上级机构不承担互认下级机构结果的义务。", "Results from a lower level are not recognized at a higher one."))
	}
	if t.Inherits == registry.InheritMembers {
		said = append(said, p.say("所辖（成员）地区机构清单上的机构同时有效。", "Institutions on the lists of member regions count as well."))
	}
	return said
}

func (p phrases) negativeTerms(t registry.NegativeTerms) []string {
	own := p.say("本机构（含各院区）自己的结果不受本清单限制。", "An institution's own results, campuses included, are not affected.")
	if t.ApplyToOwn {
		own = p.say("本机构自己的结果同样适用。", "It applies to an institution's own results too.")
	}
	consortium := p.say("紧密型医联体内部同样适用。", "It applies inside consortia too.")
	if t.SkipConsortium {
		consortium = p.say("紧密型医联体内部不适用。", "It does not apply inside consortia.")
	}
	return []string{own, consortium}
}

// termTitle is what a term is called in forms and where two versions are compared,
// and what its values mean.
type termTitle struct {
	label, hint registry.Text
	values      []termValue
}

type termValue struct {
	value string
	title registry.Text
}

// termEvidence are the values of the two terms of quality.
var termEvidence = []termValue{
	{"per_item", registry.Text{Zh: "逐项：该项目须有有效的质评质控合格记录", En: "by item: it takes a valid pass for the item"}},
	{"by_listing", registry.Text{Zh: "按机构：在机构清单内且项目在其范围内即可", En: "by listing: it is enough that the institution is listed with the item"}},
}

var windowHint = registry.Text{Zh: "如 72h（小时）、15d（天）、3mo（个月）、day（当日）、unlimited（不限）", En: "72h, 15d, 3mo, day (the same day) or unlimited"}

// termTitles explain every term of the three lists, by its name.
var termTitles = map[string]termTitle{
	"quality_lab":   {label: registry.Text{Zh: "检验项目的质量依据", En: "Evidence of quality, laboratory"}, values: termEvidence},
	"quality_exam":  {label: registry.Text{Zh: "检查项目的质量依据", En: "Evidence of quality, examinations"}, values: termEvidence},
	"list_at":       {label: registry.Text{Zh: "项目须在清单内的时间", En: "When the item has to be listed"}, values: []termValue{{"exam", registry.Text{Zh: "检查当时与接诊当时", En: "at the examination and at the visit"}}, {"asked", registry.Text{Zh: "接诊当时", En: "at the visit"}}}},
	"anchor":        {label: registry.Text{Zh: "时限从何时起算", En: "Windows run from"}, values: []termValue{{"report", registry.Text{Zh: "报告时间", En: "the report"}}, {"exam", registry.Text{Zh: "检查（采样）时间", En: "the examination or sampling"}}}},
	"window_lab":    {label: registry.Text{Zh: "检验项目的互认时限", En: "Window, laboratory"}, hint: registry.Text{Zh: "用于未单独注明时限的项目。" + windowHint.Zh, En: "for items that print none. " + windowHint.En}},
	"window_exam":   {label: registry.Text{Zh: "检查项目的互认时限", En: "Window, examinations"}, hint: registry.Text{Zh: "用于未单独注明时限的项目。" + windowHint.Zh, En: "for items that print none. " + windowHint.En}},
	"unstated_lab":  {label: registry.Text{Zh: "检验：未注明时限的，多久后由医师判断", En: "Laboratory without a window: the physician decides after"}, hint: windowHint},
	"unstated_exam": {label: registry.Text{Zh: "检查：未注明时限的，多久后由医师判断", En: "Examinations without a window: the physician decides after"}, hint: windowHint},
	"images": {label: registry.Text{Zh: "影像资料", En: "Images"}, values: []termValue{
		{"marked", registry.Text{Zh: "清单注明的项目须有影像", En: "needed where the entry says so"}},
		{"exam", registry.Text{Zh: "所有检查项目须有影像", En: "needed with every examination"}},
		{"none", registry.Text{Zh: "不要求", En: "not needed"}}}},
	"operator_dependent": {label: registry.Text{Zh: "结果受操作者影响的检查", En: "Examinations that depend on who performs them"}, hint: registry.Text{Zh: "检查模态，用逗号分隔，如 US,ECG；这些由医师判断", En: "modalities separated by commas, such as US,ECG; the physician decides"}},
	"mark":               {label: registry.Text{Zh: "互认标识", En: "Mark"}, hint: registry.Text{Zh: "以 HR 结尾，如 赤峰HR；不填用本地区的标识", En: "ends in HR, such as 赤峰HR; empty for the region’s own"}},
	"min_level":          {label: registry.Text{Zh: "出具机构的最低级别", En: "Least level of issuers"}, values: []termValue{{"1", registry.Text{Zh: "一级", En: "level 1"}}, {"2", registry.Text{Zh: "二级", En: "level 2"}}, {"3", registry.Text{Zh: "三级", En: "level 3"}}}},
	"direction": {label: registry.Text{Zh: "机构级别之间", En: "Between levels"}, values: []termValue{
		{"any", registry.Text{Zh: "不分级别，相互互认", En: "levels make no difference"}},
		{"issuer_not_lower", registry.Text{Zh: "出具机构级别不低于接诊机构", En: "the issuer is of no lower level than the receiver"}}}},
	"direction_effect": {label: registry.Text{Zh: "出具机构级别较低时", En: "Where the issuer is of a lower level"}, values: []termValue{{"deny", registry.Text{Zh: "不予互认", En: "not recognized"}}, {"discretion", registry.Text{Zh: "由医师判断", En: "the physician decides"}}}},
	"inherits":         {label: registry.Text{Zh: "所辖（成员）地区的机构清单", En: "Lists of member regions"}, values: []termValue{{"none", registry.Text{Zh: "不并入", En: "do not count here"}}, {"members", registry.Text{Zh: "并入本清单", En: "count here too"}}}},
	"own":              {label: registry.Text{Zh: "对本机构自己的结果", En: "An institution’s own results"}, values: []termValue{{"skip", registry.Text{Zh: "不适用", En: "not affected"}}, {"apply", registry.Text{Zh: "同样适用", En: "affected too"}}}},
	"consortium":       {label: registry.Text{Zh: "紧密型医联体内部", En: "Inside a consortium"}, values: []termValue{{"apply", registry.Text{Zh: "同样适用", En: "it holds too"}}, {"skip", registry.Text{Zh: "不适用", En: "it does not hold"}}}},
}

// value says what a value of the term means; one without words stands as it is.
func (t termTitle) value(value, lang string) string {
	for _, v := range t.values {
		if v.value == value {
			return v.title.In(lang)
		}
	}
	return value
}

func (p phrases) termName(name string) string {
	if title, ok := termTitles[name]; ok {
		return title.label.In(p.lang)
	}
	return name
}

func (p phrases) termValue(name, value string) string {
	switch title := termTitles[name]; {
	case len(title.values) > 0:
		return title.value(value, p.lang)
	case name == "mark" && value == "":
		return p.say("（地区自有标识）", "(the region's own)")
	case value == "":
		return p.say("（无）", "(none)")
	case name == "operator_dependent":
		return p.list(lo.Map(strings.Split(value, ","), func(code string, _ int) string { return p.modality(code) }))
	}
	return p.windowSaid(value)
}

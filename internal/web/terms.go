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
			"Issuers have to be of "+p.level(t.MinLevel)+" or above; any listed institution may receive.")
	}
	said := []string{least}
	switch {
	case t.Direction == registry.AnyDirection:
		said = append(said, p.say("不分上下级，相互互认。", "Levels make no difference to the direction."))
	case t.DirectionEffect == registry.Discretion:
		said = append(said, p.say("上级机构对下级机构的结果，由接诊医师判断。", "Of results from a lower level, the physician at the higher one decides."))
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
		own = p.say("本机构自己的结果同样适用。", "It holds for an institution's own results too.")
	}
	consortium := p.say("紧密型医联体内部同样适用。", "It holds inside consortia too.")
	if t.SkipConsortium {
		consortium = p.say("紧密型医联体内部不适用。", "It does not hold inside consortia.")
	}
	return []string{own, consortium}
}

// termNames are what terms are called where two versions are compared.
var termNames = map[string]registry.Text{
	"quality_lab": {Zh: "检验项目的质量依据", En: "Evidence, laboratory"}, "quality_exam": {Zh: "检查项目的质量依据", En: "Evidence, examinations"},
	"list_at": {Zh: "项目须在清单内的时间", En: "When the item has to be listed"}, "anchor": {Zh: "互认时限起算", En: "Windows run from"},
	"window_lab": {Zh: "检验项目统一互认时限", En: "Window, laboratory"}, "window_exam": {Zh: "检查项目统一有效期", En: "Window, examinations"},
	"unstated_lab":  {Zh: "检验未注明互认时限时，多久后由医师判断", En: "Without a window, laboratory: discretion after"},
	"unstated_exam": {Zh: "检查未注明互认时限时，多久后由医师判断", En: "Without a window, examinations: discretion after"},
	"images":        {Zh: "影像要求", En: "Images"}, "operator_dependent": {Zh: "由医师判断的检查类型", En: "Left to the physician"}, "mark": {Zh: "互认标识", En: "Mark"},
	"min_level": {Zh: "出具机构最低级别", En: "Least level of issuers"}, "direction": {Zh: "上下级方向", En: "Direction"},
	"direction_effect": {Zh: "下级对上级的效力", En: "From a lower level"}, "inherits": {Zh: "成员地区的机构", En: "Institutions of members"},
	"own": {Zh: "对本机构自己的结果", En: "An institution's own results"}, "consortium": {Zh: "紧密型医联体内部", En: "Inside consortia"},
}

// termValues are what the values of terms say.
var termValues = map[string]registry.Text{
	"per_item": {Zh: "单项室间质评合格", En: "a pass in quality assessment of the item"}, "by_listing": {Zh: "列入清单即可", En: "standing on the list"},
	"list_at=exam": {Zh: "检查当时与接诊当时", En: "at the examination and when looked at"}, "list_at=asked": {Zh: "接诊当时", En: "when looked at"},
	"anchor=report": {Zh: "报告时间", En: "the report"}, "anchor=exam": {Zh: "检查（采样）时间", En: "the examination"},
	"marked": {Zh: "按条目标注", En: "where an entry says so"}, "images=exam": {Zh: "所有检查项目", En: "every examination"}, "images=none": {Zh: "不要求", En: "not required"},
	"any": {Zh: "不限", En: "any"}, "issuer_not_lower": {Zh: "出具机构级别不低于接诊机构", En: "the issuer not lower"},
	"deny": {Zh: "不予互认", En: "not recognized"}, "discretion": {Zh: "医师酌定", En: "physician's discretion"},
	"inherits=none": {Zh: "不计入", En: "do not count"}, "members": {Zh: "同时有效", En: "count as well"},
	"skip": {Zh: "不适用", En: "does not hold"}, "apply": {Zh: "适用", En: "holds"},
}

func (p phrases) termName(name string) string {
	if text, ok := termNames[name]; ok {
		return text.In(p.lang)
	}
	return name
}

func (p phrases) termValue(name, value string) string {
	for _, key := range []string{name + "=" + value, value} {
		if text, ok := termValues[key]; ok {
			return text.In(p.lang)
		}
	}
	switch {
	case name == "mark" && value == "":
		return p.say("（地区自有标识）", "(the region's own)")
	case value == "":
		return p.say("（无）", "(none)")
	case name == "min_level":
		return p.level(registry.Level(value[0] - '0'))
	case name == "operator_dependent":
		return p.list(lo.Map(strings.Split(value, ","), func(code string, _ int) string { return p.modality(code) }))
	}
	return p.windowSaid(value)
}

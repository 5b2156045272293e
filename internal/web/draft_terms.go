package web

import (
	"github.com/samber/lo"

	"concord/internal/registry"
)

// termView is one term of a list as a form offers it.
type termView struct {
	Field   string // terms/window_lab
	Label   string
	Hint    string
	Options []option // empty: a text
}

// termTitle is what a term means, and what its values mean.
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
	"list_at":       {label: registry.Text{Zh: "以哪一天的清单为准", En: "The list of which day decides"}, values: []termValue{{"exam", registry.Text{Zh: "检查检验当日", En: "the day of the examination"}}, {"asked", registry.Text{Zh: "接诊当日", En: "the day of the visit"}}}},
	"anchor":        {label: registry.Text{Zh: "时限从何时起算", En: "Windows run from"}, values: []termValue{{"report", registry.Text{Zh: "报告时间", En: "the report"}}, {"exam", registry.Text{Zh: "检查（采样）时间", En: "the examination or sampling"}}}},
	"window_lab":    {label: registry.Text{Zh: "检验项目的互认时限", En: "Window, laboratory"}, hint: registry.Text{Zh: "用于未单独注明时限的项目。" + windowHint.Zh, En: "for items that print none. " + windowHint.En}},
	"window_exam":   {label: registry.Text{Zh: "检查项目的互认时限", En: "Window, examinations"}, hint: registry.Text{Zh: "用于未单独注明时限的项目。" + windowHint.Zh, En: "for items that print none. " + windowHint.En}},
	"unstated_lab":  {label: registry.Text{Zh: "检验：未注明时限的，多久后由医师判断", En: "Laboratory without a window: the physician decides after"}, hint: windowHint},
	"unstated_exam": {label: registry.Text{Zh: "检查：未注明时限的，多久后由医师判断", En: "Examinations without a window: the physician decides after"}, hint: windowHint},
	"images": {label: registry.Text{Zh: "影像资料", En: "Images"}, values: []termValue{
		{"marked", registry.Text{Zh: "清单注明的项目须有影像", En: "needed where the entry says so"}},
		{"exam", registry.Text{Zh: "所有检查项目须有影像", En: "needed with every examination"}},
		{"none", registry.Text{Zh: "不要求", En: "not needed"}}}},
	"operator_dependent": {label: registry.Text{Zh: "结果受操作者影响的检查", En: "Examinations that depend on who performs them"}, hint: registry.Text{Zh: "检查模态，用逗号分隔，如 US,ECG；这些由医师判断", En: "modalities with commas between, as US,ECG: the physician decides"}},
	"mark":               {label: registry.Text{Zh: "互认标识", En: "Mark"}, hint: registry.Text{Zh: "以 HR 结尾，如 赤峰HR；不填用本地区的标识", En: "ends in HR, as 赤峰HR; empty for the region’s own"}},
	"min_level":          {label: registry.Text{Zh: "出具机构的最低级别", En: "Least level of issuers"}, values: []termValue{{"1", registry.Text{Zh: "一级", En: "level 1"}}, {"2", registry.Text{Zh: "二级", En: "level 2"}}, {"3", registry.Text{Zh: "三级", En: "level 3"}}}},
	"direction": {label: registry.Text{Zh: "机构级别之间", En: "Between levels"}, values: []termValue{
		{"any", registry.Text{Zh: "不分级别，相互互认", En: "levels make no difference"}},
		{"issuer_not_lower", registry.Text{Zh: "出具机构级别不低于接诊机构", En: "the issuer is of no lower level than the receiver"}}}},
	"direction_effect": {label: registry.Text{Zh: "出具机构级别较低时", En: "Where the issuer is of a lower level"}, values: []termValue{{"deny", registry.Text{Zh: "不予互认", En: "not recognized"}}, {"discretion", registry.Text{Zh: "由医师判断", En: "the physician decides"}}}},
	"inherits":         {label: registry.Text{Zh: "所辖（成员）地区的机构清单", En: "Lists of member regions"}, values: []termValue{{"none", registry.Text{Zh: "不并入", En: "do not count here"}}, {"members", registry.Text{Zh: "并入本清单", En: "count here too"}}}},
	"own":              {label: registry.Text{Zh: "对本机构自己的结果", En: "An institution’s own results"}, values: []termValue{{"skip", registry.Text{Zh: "不适用", En: "not affected"}}, {"apply", registry.Text{Zh: "同样适用", En: "affected too"}}}},
	"consortium":       {label: registry.Text{Zh: "紧密型医联体内部", En: "Inside a consortium"}, values: []termValue{{"apply", registry.Text{Zh: "同样适用", En: "it holds too"}}, {"skip", registry.Text{Zh: "不适用", En: "it does not hold"}}}},
}

// termPrefix stands before the name of a term in forms, as in the contract's
// pointers.
const termPrefix = "terms/"

// termViews are the terms of a list as a form offers them.
func termViews(kind, lang string) []termView {
	parsed, err := registry.ParseListKind(kind)
	if err != nil {
		return nil
	}
	defaults := registry.DefaultTerms().All(parsed)
	return lo.Map(defaults, func(term registry.Term, _ int) termView {
		title := termTitles[term.Name]
		v := termView{Field: termPrefix + term.Name, Label: title.label.In(lang), Hint: title.hint.In(lang)}
		if len(title.values) == 0 {
			if term.Value != "" {
				v.Hint += registry.Text{Zh: "。不填为 " + term.Value, En: "; " + term.Value + " where empty"}.In(lang)
			}
			return v
		}
		v.Options = append(v.Options, option{"", registry.Text{Zh: "默认：", En: "default: "}.In(lang) + valueTitle(title, term.Value, lang)})
		for _, value := range title.values {
			v.Options = append(v.Options, option{value.value, value.title.In(lang)})
		}
		return v
	})
}

// valueTitle says what a value of a term means.
func valueTitle(t termTitle, value, lang string) string {
	for _, v := range t.values {
		if v.value == value {
			return v.title.In(lang)
		}
	}
	return value
}

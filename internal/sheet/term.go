package sheet

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// TermRow is one term from the sheet 条款, by the name and value that the
// registry knows, and where it stands.
type TermRow struct {
	registry.Term
	Place Place
}

// termSpec is how files write a term in Chinese. The first word for a value is
// the one that is printed.
type termSpec struct {
	name   string
	kind   registry.ListKind
	names  string
	values []phrase[string]
	window bool // the value is a window
	list   bool // the value is a list of modalities
}

var evidence = []phrase[string]{{"per_item", "逐项 逐项合格 按项目 逐项质评合格"}, {"by_listing", "按名单 在列即可 按清单 列入清单即可"}}

var termSpecs = []termSpec{
	{name: "quality_lab", kind: registry.ItemList, names: "质控依据（检验） 检验质控依据", values: evidence},
	{name: "quality_exam", kind: registry.ItemList, names: "质控依据（检查） 检查质控依据", values: evidence},
	{name: "list_at", kind: registry.ItemList, names: "清单时点 适用清单", values: []phrase[string]{{"exam", "检查时 检查检验时"}, {"asked", "查询时 接诊时"}}},
	{name: "anchor", kind: registry.ItemList, names: "时限起算 起算时间 起算点", values: []phrase[string]{{"report", "报告时间 出具报告 报告时"}, {"exam", "检查时间 采样时间 检查时 采样时"}}},
	{name: "window_lab", kind: registry.ItemList, names: "检验时限 检验互认时限 默认时限（检验）", window: true},
	{name: "window_exam", kind: registry.ItemList, names: "检查时限 检查互认时限 影像时限 默认时限（检查）", window: true},
	{name: "unstated_lab", kind: registry.ItemList, names: "未标时限酌定（检验） 检验未标时限酌定", window: true},
	{name: "unstated_exam", kind: registry.ItemList, names: "未标时限酌定（检查） 检查未标时限酌定", window: true},
	{name: "images", kind: registry.ItemList, names: "影像要求 影像", values: []phrase[string]{{"marked", "按标注 按清单标注"}, {"exam", "全部检查 检查均需 所有检查"}, {"none", "不要求 不需要 无需"}}},
	{name: "operator_dependent", kind: registry.ItemList, names: "操作者依赖 操作者依赖模态 依赖操作者", list: true},
	{name: "mark", kind: registry.ItemList, names: "互认标识 标识"},
	{name: "min_level", kind: registry.InstitutionList, names: "最低级别 机构最低级别", values: []phrase[string]{{"1", "一级 一级及以上"}, {"2", "二级 二级及以上"}, {"3", "三级 三级及以上"}}},
	{name: "direction", kind: registry.InstitutionList, names: "互认方向 方向", values: []phrase[string]{{"any", "不限"}, {"issuer_not_lower", "出具方不低于接收方 下级认上级 出具方级别不低于接收方"}}},
	{name: "direction_effect", kind: registry.InstitutionList, names: "方向不符时 方向效力", values: []phrase[string]{{"deny", "不予互认"}, {"discretion", "医师酌定"}}},
	{name: "inherits", kind: registry.InstitutionList, names: "继承 继承名单", values: []phrase[string]{{"none", "不继承 否"}, {"members", "成员 继承成员 是"}}},
	{name: "own", kind: registry.NegativeList, names: "本机构结果 本院结果", values: []phrase[string]{{"skip", "不适用"}, {"apply", "适用"}}},
	{name: "consortium", kind: registry.NegativeList, names: "医联体内 紧密型医联体内", values: []phrase[string]{{"apply", "适用"}, {"skip", "不适用"}}},
}

var termNames = namesOfTerms()

func namesOfTerms() wordSet[*termSpec] {
	names := wordSet[*termSpec]{}
	for i := range termSpecs {
		spec := &termSpecs[i]
		names[foldHeading(spec.name)] = spec
		for name := range strings.FieldsSeq(spec.names) {
			names[foldHeading(name)] = spec
		}
	}
	return names
}

var termHeadings = says(phrase[bool]{true, "条款 条款名称 名称 项目 term name"})

var modalityNames = says(
	phrase[string]{"US", "超声 b超 彩超"}, phrase[string]{"ECG", "心电 心电图"}, phrase[string]{"CT", "ct"},
	phrase[string]{"MR", "磁共振 mri mr 核磁"}, phrase[string]{"DR", "x线 dr dx 放射"}, phrase[string]{"NM", "核医学 nm"},
	phrase[string]{"ES", "内镜 es"}, phrase[string]{"PA", "病理 pa"}, phrase[string]{"FN", "功能检查 fn"}, phrase[string]{"LAB", "检验 lab"},
)

// Terms reads the sheets named 条款: a name and a value in each row, in English
// or Chinese. They may be terms of any list; [registry.ParseTerms] takes those
// of one.
func (b *Book) Terms() Reading[TermRow] {
	r := &report{limit: b.limits.Problems}
	var rows []TermRow
	for _, g := range b.grids {
		if !isTermSheet(g.name) {
			continue
		}
		for i := range g.lines {
			if row, ok := g.term(&g.lines[i], i, r); ok {
				rows = append(rows, row)
			}
		}
	}
	return Reading[TermRow]{Rows: rows, Problems: r.problems, Truncated: r.truncated}
}

// term reads one row of the sheet; titles and headings above the first term,
// and remarks, are none.
func (g *grid) term(l *line, index int, r *report) (TermRow, bool) {
	first := l.cells[0]
	place := g.place(l.number, first.column)
	if isAside(first.text) || index < 3 && (len(l.cells) == 1 && termNames[foldHeading(clip(first.text))] == nil || termHeadings[foldHeading(clip(first.text))]) {
		return TermRow{}, false
	}
	spec := termNames[foldHeading(clip(first.text))]
	if spec == nil {
		r.add(termUnknown.at(place, first.text, allTermNames()))
		return TermRow{}, false
	}
	value, _ := l.at(first.column + 1)
	if value.kind == formulaCell || first.kind == formulaCell {
		r.add(formulaInCell.at(place))
		return TermRow{}, false
	}
	row := TermRow{registry.Term{Name: spec.name, Value: spec.read(value.text)}, place}
	var terms registry.Terms
	if err := terms.Set(spec.kind, row.Term); err != nil {
		r.add(termUnreadable.at(g.place(l.number, first.column+1), first.text, value.text, spec.allowed()))
		return TermRow{}, false
	}
	return row, true
}

// read turns a value as files write it into the registry's.
func (s *termSpec) read(text string) string {
	if saysNothing(text) && len(s.values) == 0 {
		return ""
	}
	if s.window {
		return s.readWindow(text)
	}
	if s.list {
		return readModalities(text)
	}
	if value, ok := says(s.values...).of(text); ok {
		return value
	}
	return text
}

func (s *termSpec) readWindow(text string) string {
	if w, ok := parseWindow(text, ""); ok {
		return w.String()
	}
	return text
}

func readModalities(text string) string {
	modalities := splitNames(text)
	for i, m := range modalities {
		if code, ok := modalityNames.of(m); ok {
			modalities[i] = code
		}
	}
	return strings.Join(modalities, ",")
}

// print turns a value of the registry into the one that files write.
func (s *termSpec) print(value string) string {
	if value == "" {
		return "无"
	}
	if s.window {
		w, _ := registry.ParseWindow(value)
		return printWindow(w)
	}
	for _, p := range s.values {
		if p.value == value {
			return strings.Fields(p.words)[0]
		}
	}
	return value
}

// allowed names the values of a term, in Chinese and as the registry has them.
func (s *termSpec) allowed() string {
	if s.window {
		return "72小时、15天、3个月、当日、长期有效"
	}
	if s.list {
		return "US、ECG …"
	}
	var all []string
	for _, p := range s.values {
		all = append(all, strings.Fields(p.words)[0]+" ("+p.value+")")
	}
	if len(all) == 0 {
		return "赤峰HR"
	}
	return strings.Join(all, "、")
}

func allTermNames() string {
	names := make([]string, len(termSpecs))
	for i, s := range termSpecs {
		names[i] = s.name
	}
	return strings.Join(names, ", ")
}

// printTerms are the terms of a list as files write them, name and value.
func printTerms(kind registry.ListKind, terms registry.Terms) [][2]string {
	var printed [][2]string
	for _, term := range terms.All(kind) {
		i := slices.IndexFunc(termSpecs, func(s termSpec) bool { return s.name == term.Name })
		if i < 0 {
			printed = append(printed, [2]string{term.Name, term.Value})
			continue
		}
		spec := &termSpecs[i]
		printed = append(printed, [2]string{strings.Fields(spec.names)[0], spec.print(term.Value)})
	}
	return printed
}

package sheet

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	chineseOrdinal = regexp.MustCompile(`^\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分|[、.．,，])|[（(][一二三四五六七八九十]{1,3}[)）])\s*`)
	onlyOrdinal    = regexp.MustCompile(`^\s*[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?\s*$`)
	arabicOrdinal  = regexp.MustCompile(`^\d{1,3}(?:、|[.．]\s*(?:[^\d\s.．]))`)
	itemCount      = regexp.MustCompile(`\s*[（(【]?\s*(?:共|计|合计)?\s*[0-9０-９]+\s*[项个种家]\s*[)）】]?\s*[:：]?\s*$`)
	footnote       = regexp.MustCompile(`^\s*(?:[*＊※]|备?注\s*(?:[:：.、（(]|\d)|(?:说明|附注|附|填表说明|填报说明|依据|来源)\s*[:：])`)
	signOff        = regexp.MustCompile(`^\s*(?:填表人|填报人|制表人|制表|审核人|审核|复核人|负责人|联系人|联系电话|填报单位|填表单位|填报日期|填表日期|制表日期|单位名称|单位[（(]盖章[)）]|填报单位[（(]盖章[)）])\s*(?:[:：（(]|$)`)
	pageNumber     = regexp.MustCompile(`^\s*(?:第\s*\d+\s*页|续表|-?\s*\d+\s*-\s*$|(?i:page)\s*\d+)`)
	total          = regexp.MustCompile(`^\s*(?:合\s*计|总\s*计|小\s*计|共\s*计)(?:\s*[:：]|\s*\d|\s*$|\s*[（(])`)
)

// isAside reports whether a row that begins with a text is no row of the table:
// a footnote, a total, a page number, or the line for names and signatures.
func isAside(text string) bool {
	return pageNumber.MatchString(text) || footnote.MatchString(text) || signOff.MatchString(text) || total.MatchString(text)
}

// isCategory reports whether a lone cell can only be a category: it is numbered
// in Chinese, counts its items or ends with a colon.
func isCategory(text string) bool {
	if utf8.RuneCountInString(text) > 40 || strings.ContainsAny(text, "。；;") {
		return false
	}
	return chineseOrdinal.MatchString(text) || itemCount.MatchString(text) ||
		strings.HasSuffix(text, "：") || strings.HasSuffix(text, ":")
}

// categoryEndings close the names of categories in tables whose items are
// numbered; there, a lone cell without a number that ends so is a category.
var categoryEndings = []string{"类", "检验", "检查", "项目", "专业", "组", "学", "部分", "系列", "指标"}

func endsAsCategory(text string) bool {
	for _, ending := range categoryEndings {
		if strings.HasSuffix(text, ending) {
			return true
		}
	}
	return false
}

// categoryName is a category without its number and its count of items:
// “一、临床化学检验（24项）” is 临床化学检验. Long text is left alone.
func categoryName(text string) string {
	if len(text) > 200 {
		return text
	}
	name := strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "")
	name = chineseOrdinal.ReplaceAllString(name, "")
	name = itemCount.ReplaceAllString(name, "")
	name = strings.TrimFunc(strings.TrimRight(name, ":："), invisible)
	if name == "" {
		return text
	}
	return name
}

// withoutOrdinal drops the number that stands in a name's own cell: 1、总蛋白.
func withoutOrdinal(name string) string {
	found := arabicOrdinal.FindString(name)
	if found == "" {
		return name
	}
	_, rest, ok := strings.Cut(name, "、")
	if strings.HasSuffix(found, "、") && ok {
		return strings.TrimFunc(rest, invisible)
	}
	rest = strings.TrimLeft(name, "0123456789")
	return strings.TrimFunc(strings.TrimLeft(rest, ".．"), invisible)
}

var (
	sheetTopics  = regexp.MustCompile(`检验|化学|生化|免疫|血液|体液|尿|微生物|分子|核酸|输血|标志物|激素|(?i:CT|MR|DR|DX|CR)|X线|超声|心电|内镜|核医学|病理|影像|放射|功能|脑电|检查`)
	sheetGeneric = regexp.MustCompile(`附件|附表|附|互认|结果|项目|清单|目录|名单|汇总表?|一览表|\d{4}年?|[0-9()（）《》_\-—.、 ]+|表$`)
	listTitle    = regexp.MustCompile(`清单|目录|名单|一览表|汇总表|附件`)
	asideSheet   = regexp.MustCompile(`说明$|须知|封面|字典|下拉|选项|示例|样表|^问题 Problems|填写要求|数据源`)
)

// sheetCategory is the category that a sheet's name states, if it does.
func sheetCategory(name string) string {
	if !sheetTopics.MatchString(name) {
		return ""
	}
	category := sheetGeneric.ReplaceAllString(name, "")
	if category == "检验检查" || category == "检查检验" {
		return ""
	}
	return category
}

const termSheet = "条款"

func isTermSheet(name string) bool { return strings.Contains(name, termSheet) }

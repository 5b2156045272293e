package naming

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/width"
)

// fold makes texts comparable as people type them: half width, lower case,
// without spaces, brackets and dashes.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, width.Fold.String(s))
}

// readings are words whose characters are not read as each alone would be, and
// characters that are mostly read otherwise than the library reads them. Places
// come from the catalogue of regions, whose initials a test compares.
var readings = map[string]string{
	"长": "chang", "院长": "yuan zhang", "生长": "sheng zhang", "长子县": "zhang zi xian",
	"重庆": "chong qing", "多重": "duo chong", "重复": "chong fu", "重建": "chong jian",
	"厦": "xia", "大厦": "da sha", "藏": "zang", "椎": "zhui", "乐清": "yue qing", "乐": "le",
	"六安": "lu an", "六合": "lu he", "蚌埠": "beng bu", "亳州": "bo zhou", "台州": "tai zhou", "丽水": "li shui",
	"单县": "shan xian", "朝阳": "chao yang", "朝鲜": "chao xian", "东阿": "dong e", "铅山": "yan shan",
	"荥经": "ying jing", "荥阳": "xing yang", "尉犁": "yu li", "大埔": "da bu", "浚县": "xun xian", "涡阳": "guo yang",
	"泌阳": "bi yang", "洪洞": "hong tong", "枞阳": "zong yang", "犍为": "qian wei", "筠连": "jun lian",
	"宝坻": "bao di", "宕昌": "tan chang", "伽师": "jia shi", "崆峒": "kong tong", "龙圩": "long xu", "覃塘": "qin tang",
	"泊头": "bo tou", "大箐山": "da qing shan", "茄子": "qie zi", "调兵山": "diao bing shan", "调节": "tiao jie",
	"吴堡": "wu bu", "番禺": "pan yu", "曾": "zeng", "阿拉善": "a la shan", "大厂": "da chang", "解放军": "jie fang jun",
	"隆化": "long hua", "盛京": "sheng jing", "协和": "xie he", "都匀": "du yun", "成都": "cheng du", "沈阳": "shen yang",
	"巴彦淖尔": "ba yan nao er", "呼和浩特": "hu he hao te", "喀什": "ka shi", "吐鲁番": "tu lu fan", "任丘": "ren qiu",
	"颈部": "jing bu", "重症": "zhong zheng", "重链": "zhong lian", "率": "lv", "血": "xue",
	"粪便": "fen bian", "大便": "da bian", "排泄": "pai xie", "中和": "zhong he", "行为": "xing wei", "银行": "yin hang",
	"参考": "can kao", "人参": "ren shen", "结核": "jie he", "结合": "jie he", "膀胱": "pang guang", "传导": "chuan dao",
	"弹性": "tan xing", "弹力": "tan li", "薄层": "bao ceng", "泌尿": "mi niao",
}

// longestReading is the most characters of a word in readings.
const longestReading = 4

var pinyinStyle = pinyin.NewArgs()

// spell returns a name in pinyin and its initials; what is no Chinese character
// stays as it is, folded.
func spell(name string) (spelled, initials string) {
	var full, first strings.Builder
	for rest := []rune(fold(name)); len(rest) > 0; {
		syllables, used := read(rest)
		for _, syllable := range syllables {
			full.WriteString(syllable)
			first.WriteString(initial(syllable))
		}
		rest = rest[used:]
	}
	return full.String(), first.String()
}

// read returns the syllables that a text begins with and how many characters
// they stand for.
func read(text []rune) (syllables []string, used int) {
	for n := min(longestReading, len(text)); n > 0; n-- {
		if reading, ok := readings[string(text[:n])]; ok {
			return strings.Fields(reading), n
		}
	}
	if single := pinyin.SinglePinyin(text[0], pinyinStyle); len(single) > 0 {
		return single[:1], 1
	}
	return []string{string(text[0])}, 1
}

func initial(syllable string) string {
	_, size := utf8.DecodeRuneInString(syllable)
	return syllable[:size]
}

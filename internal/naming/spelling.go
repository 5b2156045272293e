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

// readings are words whose characters are not read as each alone would be.
var readings = map[string]string{
	"重庆": "chong qing", "长沙": "chang sha", "长春": "chang chun", "长治": "chang zhi", "长江": "chang jiang",
	"长海": "chang hai", "长征": "chang zheng", "长安": "chang an", "长宁": "chang ning", "长度": "chang du",
	"全长": "quan chang", "厦门": "xia men", "西藏": "xi zang", "颈椎": "jing zhui", "颈部": "jing bu",
	"乐清": "yue qing", "乐山": "le shan", "六安": "lu an", "六合": "lu he", "蚌埠": "beng bu", "亳州": "bo zhou",
	"台州": "tai zhou", "丽水": "li shui", "单县": "shan xian", "朝阳": "chao yang", "东阿": "dong e",
	"重症": "zhong zheng", "重链": "zhong lian", "调节": "tiao jie", "率": "lv", "解放军": "jie fang jun",
	"血": "xue", "粪便": "fen bian", "大便": "da bian", "排泄": "pai xie", "中和": "zhong he", "行为": "xing wei",
	"银行": "yin hang", "参考": "can kao", "人参": "ren shen", "结核": "jie he", "结合": "jie he", "沈阳": "shen yang",
	"洞": "dong", "番禺": "pan yu", "曾都": "zeng du", "阿拉善": "a la shan", "巴彦淖尔": "ba yan nao er",
	"呼和浩特": "hu he hao te", "喀什": "ka shi", "吐鲁番": "tu lu fan", "大厂": "da chang", "任丘": "ren qiu",
	"隆化": "long hua", "盛京": "sheng jing", "协和": "xie he", "都匀": "du yun", "成都": "cheng du",
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

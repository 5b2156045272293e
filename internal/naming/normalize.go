package naming

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalize folds a printed name of an item to the form in which names are
// compared: width and case, spaces, brackets, dashes, Greek letters (α is a),
// Roman numerals (Ⅸ is 9), spellings and synonyms that mean the same in every
// name (乙型肝炎病毒 and HBV, 百分率 and %), the order of “IgM抗体”, and a
// leading 抗 before …抗体. Endings such as 测定 are kept; see [Resolver].
//
// The result is a key, not a text for people. Normalize(Normalize(s)) need not
// be Normalize(s).
func Normalize(s string) string {
	s = plain(s)
	s = spellings.Replace(s)
	s = terms.Replace(s)
	return dropAnti(moveIsotype(s))
}

// plain folds width, case, numerals and Greek, and keeps letters, digits and
// the marks % / # that tell names apart (A/G, NEUT#).
func plain(s string) string {
	if isPlain(s) {
		return s
	}
	s = strings.ToLower(norm.NFKC.String(spaceRomans(s)))
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if word := romanAt(s, i); word > 0 {
			b.WriteString(romans[s[i:i+word]])
			i += word
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		writePlain(&b, r)
		i += size
	}
	return b.String()
}

// isPlain reports whether s holds only Chinese characters, which plain keeps.
func isPlain(s string) bool {
	for _, r := range s {
		if r < 0x4E00 || r > 0x9FFF {
			return false
		}
	}
	return true
}

func writePlain(b *strings.Builder, r rune) {
	if latin, ok := greek[r]; ok {
		b.WriteByte(latin)
		return
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '/' || r == '#' {
		b.WriteRune(r)
	}
}

var greek = map[rune]byte{
	'α': 'a', 'β': 'b', 'ß': 'b', 'γ': 'g', 'δ': 'd', 'ε': 'e', 'κ': 'k', 'λ': 'l', 'μ': 'u', 'ω': 'w',
}

// spaceRomans sets runs of Ⅰ…Ⅻ apart, so that what NFKC makes of them still
// stands as a word of its own: ApoAⅠ, ⅩⅢ.
func spaceRomans(s string) string {
	if !strings.ContainsFunc(s, isRomanRune) {
		return s
	}
	var b strings.Builder
	inside := false
	for _, r := range s {
		if isRomanRune(r) != inside {
			b.WriteByte(' ')
			inside = !inside
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isRomanRune(r rune) bool { return r >= 'Ⅰ' && r <= 'ⅿ' }

var romans = map[string]string{
	"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7",
	"viii": "8", "ix": "9", "x": "10", "xi": "11", "xii": "12", "xiii": "13",
}

// romanAt is the length of the Roman numeral that stands alone at s[i:], or 0.
func romanAt(s string, i int) int {
	if i > 0 && isASCIIAlnum(s[i-1]) {
		return 0
	}
	end := i
	for end < len(s) && (s[end] == 'i' || s[end] == 'v' || s[end] == 'x') {
		end++
	}
	if end == i || end < len(s) && isASCIIAlnum(s[end]) || romans[s[i:end]] == "" {
		return 0
	}
	return end - i
}

func isASCIIAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// moveIsotype puts an immunoglobulin class behind the antibody it qualifies:
// 病毒igm抗体 and 病毒抗体igm are one name.
func moveIsotype(s string) string {
	const antibody = "抗体"
	at := strings.Index(s, antibody)
	if at < 3 {
		return s
	}
	head, tail := s[:at], s[at+len(antibody):]
	head = strings.TrimSuffix(head, "型")
	for _, isotype := range []string{"igg", "iga", "igm", "ige"} {
		if stem, ok := strings.CutSuffix(head, isotype); ok {
			return stem + antibody + isotype + tail
		}
	}
	return s
}

// dropAnti drops a leading 抗 where 抗体 says it again: 抗核抗体 and 核抗体.
func dropAnti(s string) string {
	rest, ok := strings.CutPrefix(s, "抗")
	if !ok || strings.HasPrefix(rest, "体") || !strings.Contains(rest, "抗体") {
		return s
	}
	return rest
}

// replacer replaces every variant by the first word of its line; longer
// variants go first.
func replacer(lines ...string) *strings.Replacer {
	var pairs [][2]string
	for _, line := range lines {
		words := strings.Fields(line)
		for _, variant := range words[1:] {
			pairs = append(pairs, [2]string{variant, words[0]})
		}
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return cmp.Compare(len(b[0]), len(a[0])) })
	var flat []string
	for _, p := range pairs {
		flat = append(flat, p[0], p[1])
	}
	return strings.NewReplacer(flat...)
}

// spellings are common misprints and spellings of one word.
var spellings = replacer(
	"胆碱酯酶 胆碱脂酶",
	"甘油三酯 甘油三脂",
	"黏 粘",
	"天冬氨酸 天门冬氨酸 门冬氨酸 天冬氨酸",
	"缪勒管 苗勒氏管 苗勒管 穆勒管 穆勒氏管 缪勒氏管 米勒管",
	"幽门螺杆菌 幽门螺旋杆菌 幽门螺旋菌",
	"解脲脲原体 解脲支原体",
	"弓形虫 弓形体 弓浆虫",
	"分枝杆菌 分支杆菌",
	"特异 特异性",
	"素 激素",
	"tsh 促甲状腺激素 促甲状腺素 甲状腺刺激激素 甲状腺刺激素",
	"t4 甲状腺素 四碘甲状腺原氨酸",
	"t3 三碘甲状腺原氨酸 三碘甲腺原氨酸 三碘甲状原氨酸",
	"甲状腺类激素 甲状腺激素",
	"食管 食道",
	"粪便 大便",
	"1型 一型",
	"2型 二型",
	"12导 十二导",
	"18导 十八导",
	"24小时 二十四小时 24h 24hr",
	"72小时 72h",
	"48小时 48h",
	"计数 绝对值 绝对数 绝对计数 绝对值计数 #",
	"% 百分比 百分率 百分数 百分含量",
	"超敏 高敏感性 高敏感 高敏 超高敏",
	"侧 側",
	"嗜酸细胞 嗜酸白细胞 嗜酸性白细胞 嗜酸性粒细胞 嗜酸粒细胞 嗜酸性细胞",
	"嗜碱细胞 嗜碱白细胞 嗜碱性白细胞 嗜碱性粒细胞 嗜碱粒细胞 嗜碱性细胞",
	"中性细胞 中性白细胞 嗜中性粒细胞 中性粒细胞",
	"钠尿肽 利钠肽 利尿钠肽 尿钠肽",
	"转氨酶 氨基转移酶",
	"谷氨酰转肽酶 谷氨酰基转移酶 谷氨酰转移酶 谷氨酰基转肽酶 谷氨酰胺转肽酶 谷氨酰胺转移酶 谷氨酰胺基转移酶 谷氨酰胺酰基转移酶 谷氨酰转酞酶",
	"dna 脱氧核糖核酸",
	"rna 核糖核酸",
)

// terms are names of one thing inside longer names.
var terms = replacer(
	"乙肝 乙型肝炎病毒 乙型肝炎 乙型病毒性肝炎 乙肝病毒 hbv",
	"丙肝 丙型肝炎病毒 丙型肝炎 丙型病毒性肝炎 丙肝病毒 hcv",
	"甲肝 甲型肝炎病毒 甲型肝炎 甲肝病毒 hav",
	"丁肝 丁型肝炎病毒 丁型肝炎 丁肝病毒 hdv",
	"戊肝 戊型肝炎病毒 戊型肝炎 戊肝病毒 hev",
	"hiv 人类免疫缺陷病毒 人免疫缺陷病毒 艾滋病病毒 艾滋病毒 艾滋病",
	"hpv 人乳头瘤病毒 人乳头状瘤病毒",
	"cmv 巨细胞病毒 人巨细胞病毒 hcmv",
	"hsv 单纯疱疹病毒 人单纯疱疹病毒",
	"ebv eb病毒",
	"rsv 呼吸道合胞病毒",
	"ev71 肠道病毒71型",
	"新冠 新型冠状病毒 新冠病毒 新冠肺炎病毒 sarscov2 2019ncov ncov",
	"结核 结核分枝杆菌 结核杆菌 结核菌",
	"ig 免疫球蛋白ig 免疫球蛋白",
	"il 白细胞介素il 白介素il 白细胞介素 白介素 白细胞介质素",
	"tnf 肿瘤坏死因子tnf 肿瘤坏死因子",
	"apo 载脂蛋白apo 载脂蛋白",
	"vit 维生素vit 维生素 维他命",
	"ca 糖类抗原ca 糖链抗原ca 糖抗原ca 癌抗原ca 糖类抗原 糖链抗原 糖抗原 癌抗原 碳水化合物抗原 糖链蛋白",
	"hla 人类白细胞抗原hla 人类白细胞抗原 人白细胞抗原",
	"psa 前列腺特异抗原",
	"因子 凝血因子",
	"比值 比率 比例",
)

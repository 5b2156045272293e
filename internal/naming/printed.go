package naming

import "strings"

// printedName is a printed name and the ways of taking it apart.
type printedName struct {
	whole string      // folded, with what its brackets hold
	parts []nameParts // the likeliest first; none where there is nothing to part
}

// nameParts is a name without what explains it.
type nameParts struct {
	main     string   // folded, without its brackets
	brackets []string // as printed
	implied  bool     // the first of them is an abbreviation that stands without brackets
}

// readName takes a printed name apart. Where there are several brackets, the
// earlier ones may be part of the name: 纤维蛋白(原)降解产物(FDP). A name without
// brackets that ends or begins with a Latin abbreviation (甲胎蛋白AFP) is read as
// if that stood in brackets.
func readName(raw string) printedName {
	n := printedName{whole: Normalize(raw)}
	main, brackets := cutBrackets(raw)
	if last := len(brackets) - 1; last >= 0 {
		n.parts = append(n.parts, nameParts{main: Normalize(main), brackets: brackets})
		if last > 0 {
			n.parts = append(n.parts, nameParts{main: withoutLast(raw, brackets[last]), brackets: brackets[last:]})
		}
	}
	if text, abbreviation, ok := cutAbbreviation(main); ok {
		n.parts = append(n.parts, nameParts{Normalize(text), append([]string{abbreviation}, brackets...), true})
	}
	return n
}

// withoutLast folds a name with all its brackets but the last one.
func withoutLast(raw, bracket string) string {
	s := roundBrackets.Replace(raw)
	at := strings.LastIndex(s, bracket)
	return Normalize(s[:at] + s[at+len(bracket):])
}

// roundBrackets folds all kinds of brackets to round ones.
var roundBrackets = strings.NewReplacer(
	"（", "(", "）", ")", "[", "(", "]", ")", "【", "(", "】", ")", "〔", "(", "〕", ")", "［", "(", "］", ")", "{", "(", "}", ")")

// cutBrackets parts what stands in brackets from what does not. Inner brackets
// stay in their outer one: 脂蛋白a(Lp(a)). Brackets that do not close are text.
func cutBrackets(raw string) (main string, brackets []string) {
	s := roundBrackets.Replace(raw)
	var outside strings.Builder
	depth, start, end := 0, 0, 0
	for i := range len(s) {
		switch {
		case s[i] == '(':
			if depth == 0 {
				outside.WriteString(s[end:i])
				start = i + 1
			}
			depth++
		case s[i] == ')' && depth > 0:
			depth--
			if depth == 0 {
				brackets = append(brackets, s[start:i])
				end = i + 1
			}
		}
	}
	if depth != 0 {
		return s, nil
	}
	outside.WriteString(s[end:])
	if strings.TrimSpace(outside.String()) == "" {
		return s, nil
	}
	return outside.String(), brackets
}

// cutAbbreviation parts a Latin abbreviation of two letters or more from the
// Chinese text before or after it.
func cutAbbreviation(raw string) (text, abbreviation string, ok bool) {
	end := len(raw)
	for end > 0 && isAbbreviation(raw[end-1]) {
		end--
	}
	start := 0
	for start < end && isAbbreviation(raw[start]) {
		start++
	}
	switch {
	case end == 0:
		return "", "", false
	case letters(raw[end:]) >= 2:
		return raw[:end], raw[end:], true
	case letters(raw[:start]) >= 2:
		return raw[start:], raw[:start], true
	}
	return "", "", false
}

func isAbbreviation(c byte) bool {
	return isASCIIAlnum(c) || strings.IndexByte(" -#%+/_.", c) >= 0
}

func letters(s string) int {
	n := 0
	for i := range len(s) {
		if isASCIIAlnum(s[i]) && (s[i] < '0' || s[i] > '9') {
			n++
		}
	}
	return n
}

// requirement is what an ending that was cut demands of the item.
type requirement uint8

const (
	quantity requirement = 1 << iota // 定量: not an item of yes or no
	quality                          // 定性: not an item with a unit
	drug                             // 血药浓度: only a drug
)

// endings say nothing about what is measured, or only what they require.
var endings = []struct {
	word     string
	requires requirement
}{
	{"测定", 0}, {"检测", 0}, {"检验", 0}, {"试验", 0}, {"实验", 0}, {"检查", 0}, {"测试", 0}, {"化验", 0},
	{"项目", 0}, {"测量", 0}, {"定量", quantity}, {"定性", quality},
	{"血药浓度", drug}, {"药物浓度", drug}, {"浓度", drug},
}

// cutEnding cuts one ending from a folded name.
func cutEnding(key string) (rest string, requires requirement, ok bool) {
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(key, e.word); ok && rest != "" {
			return rest, e.requires, true
		}
	}
	return key, 0, false
}

// withoutEndings cuts the endings that require nothing.
func withoutEndings(key string) string {
	for {
		rest, requires, ok := cutEnding(key)
		if !ok || requires != 0 {
			return key
		}
		key = rest
	}
}

package sheet

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// fold brings what people type into one form: half-width, lower case, no space.
// It is for headings and values of a small vocabulary, never for names.
func fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
}

// foldShort folds a value that can only be short; a long one is no such value.
func foldShort(s string) (string, bool) {
	const longest = 120
	if len(s) > longest {
		return "", false
	}
	return fold(s), true
}

// wordSet is a vocabulary: the folded words for each value.
type wordSet[V any] map[string]V

// says builds a vocabulary from words separated by spaces.
func says[V any](pairs ...phrase[V]) wordSet[V] {
	set := wordSet[V]{}
	for _, p := range pairs {
		for word := range strings.FieldsSeq(p.words) {
			set[fold(word)] = p.value
		}
	}
	return set
}

// phrase is a value and the words for it.
type phrase[V any] struct {
	value V
	words string
}

// of returns the value that a text says.
func (w wordSet[V]) of(text string) (V, bool) {
	folded, ok := foldShort(text)
	if !ok {
		var none V
		return none, false
	}
	v, ok := w[folded]
	return v, ok
}

var nothing = says(phrase[bool]{true, "- -- — —— － / \\ 无 暂无 空 未规定 无规定 不详 n/a na none"})

// saysNothing reports whether a cell is empty in words.
func saysNothing(text string) bool {
	_, none := nothing.of(text)
	return text == "" || none
}

const chineseDigits = "零一二三四五六七八九"

// parseCount reads 30, 三十, 十五, 两.
func parseCount(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, n >= 0 && s[0] != '+'
	}
	if s == "两" {
		return 2, true
	}
	tens, units, found := strings.Cut(s, "十")
	if !found {
		return chineseDigit(s)
	}
	ten, unit, okTens, okUnits := 1, 0, true, true
	if tens != "" {
		ten, okTens = chineseDigit(tens)
	}
	if units != "" {
		unit, okUnits = chineseDigit(units)
	}
	return ten*10 + unit, okTens && okUnits && ten > 0
}

func chineseDigit(s string) (int, bool) {
	i := strings.Index(chineseDigits, s)
	if i < 0 || len(s) != len("一") {
		return 0, false
	}
	return i / len("一"), true
}

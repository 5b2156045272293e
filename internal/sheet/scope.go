package sheet

import (
	"strings"

	"concord/internal/registry"
)

var wholeScope = says(phrase[bool]{true, "全部 全部项目 所有 所有项目 全部互认 全部互认项目 清单全部项目 全部清单项目 全项目 全项 all"})

// vagueScope says that there is a scope without saying which.
var vagueScope = says(phrase[bool]{true, "部分 部分项目 部分互认 基本 基本项目 除外 另附 见附件 详见附件"})

// scope is an item scope as printed: item names, not yet resolved.
type scope struct {
	mode  registry.ScopeMode
	names []string
}

// parseScope reads 全部, 除A、B外, 全部（除A、B外）, or the names of items.
func parseScope(text string) (scope, bool) {
	folded, short := foldShort(text)
	if text == "" || short && (saysNothing(folded) || wholeScope[folded]) {
		return scope{}, true
	}
	if short && vagueScope[folded] {
		return scope{}, false
	}
	if list, except := exceptions(text); except {
		names := splitNames(list)
		return scope{registry.ScopeExcept, names}, len(names) > 0
	}
	names := splitNames(text)
	return scope{registry.ScopeOnly, names}, len(names) > 0
}

// exceptions returns the names that 除…外 takes out of a whole.
func exceptions(text string) (list string, ok bool) {
	before, after, found := strings.Cut(text, "除")
	if !found || before != "" && !wholeScope[fold(strings.Trim(before, "（(，, "))] {
		return "", false
	}
	if rest, ok := strings.CutPrefix(after, "外"); ok {
		return strings.Trim(rest, "：: ）)"), true
	}
	for _, end := range []string{"以外", "之外", "外"} {
		i := strings.LastIndex(after, end)
		if i < 0 {
			continue
		}
		tail := fold(strings.Trim(after[i+len(end):], "）)，,。的 "))
		return after[:i], tail == "" || wholeScope[tail] || wholeScope[strings.TrimPrefix(tail, "其余")]
	}
	return "", false
}

// splitNames parts a list of names at separators outside brackets.
func splitNames(list string) []string {
	var names []string
	depth, start := 0, 0
	take := func(end int) {
		if name := strings.TrimFunc(strings.TrimRight(list[start:end], "。"), invisible); name != "" {
			names = append(names, name)
		}
	}
	for i, r := range list {
		switch r {
		case '(', '（', '[', '【':
			depth++
		case ')', '）', ']', '】':
			depth = max(depth-1, 0)
		case '、', '，', ',', '；', ';', '\n':
			if depth > 0 || between(list, i, r) {
				continue
			}
			take(i)
			start = i + len(string(r))
		}
	}
	take(len(list))
	return names
}

// between reports whether a comma stands between digits, as in 1,25-二羟维生素D.
func between(list string, i int, r rune) bool {
	if r != ',' || i == 0 || i+1 == len(list) {
		return false
	}
	return isDigit(list[i-1]) && isDigit(list[i+1])
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// printScope is the form of a scope in published files; parseScope reads it.
func printScope(mode registry.ScopeMode, names []string) string {
	list := strings.Join(names, "、")
	switch mode {
	case registry.ScopeOnly:
		return list
	case registry.ScopeExcept:
		return "除" + list + "外"
	}
	return "全部"
}

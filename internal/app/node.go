package app

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"concord/internal/registry"
)

// node is a value of a JSON file that knows where it stands. What is wrong with
// it or anything below it is gathered in one place, so that a file's problems
// are all reported at once; reading goes on with the zero value.
type node struct {
	pointer  string
	value    any
	problems *[]registry.Problem
}

// parseNode reads a JSON text. Member names stand once, text is UTF-8.
func parseNode(data []byte) (node, []registry.Problem) {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return node{}, []registry.Problem{unreadable(data, err)}
	}
	return node{value: value, problems: new([]registry.Problem)}, nil
}

func unreadable(data []byte, err error) registry.Problem {
	p := registry.Problem{
		Code:    "FILE_UNREADABLE",
		Message: texts("不是合法的 JSON：%v", "not a JSON text: %v", err),
		Fix:     texts("文件须为 UTF-8 编码的 JSON，同一对象中成员名不得重复", "write JSON in UTF-8; a name stands once in an object"),
	}
	if syntax, ok := err.(*jsontext.SyntacticError); ok {
		p.Pointer = string(syntax.JSONPointer)
		p.Row = 1 + strings.Count(string(data[:min(int(syntax.ByteOffset), len(data))]), "\n")
	}
	return p
}

// at reports a problem with the node.
func (n node) report(code string, message, fix registry.Text) {
	*n.problems = append(*n.problems, at(registry.Problem{Pointer: n.pointer}, code, message, fix))
}

func (n node) wrongType(zh, en string) {
	n.report("TYPE_WRONG", registry.Text{Zh: "应为" + zh, En: "it must be " + en}, texts("按文档中的格式填写", "write it as the documentation shows"))
}

// get is a member of an object; of anything else, a node without a value.
func (n node) get(name string) node {
	object, _ := n.value.(map[string]any)
	n.pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	n.value = object[name]
	return n
}

func (n node) stated() bool { return n.value != nil }

// members reports members that are not among the names, and a node that is no
// object.
func (n node) members(names ...string) {
	object, ok := n.value.(map[string]any)
	if !ok {
		n.wrongType("对象", "an object")
		return
	}
	for _, name := range sortedKeys(object) {
		if !slices.Contains(names, name) {
			n.get(name).report("FIELD_UNKNOWN",
				texts("不认识的字段 %q", "unknown field %q", name),
				texts("可用字段：%s", "the fields are %s", strings.Join(names, ", ")))
		}
	}
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// reportAll reports problems under the members that they name.
func (n node) reportAll(problems []registry.Problem) {
	for _, p := range problems {
		n.get(p.Pointer).report(p.Code, p.Message, p.Fix)
	}
}

// list is the elements of an array member; none where it is left out.
func (n node) list(name string) []node {
	member := n.get(name)
	if !member.stated() {
		return nil
	}
	values, ok := member.value.([]any)
	if !ok {
		member.wrongType("数组", "an array")
		return nil
	}
	nodes := make([]node, len(values))
	for i, value := range values {
		nodes[i] = node{pointer: member.pointer + "/" + strconv.Itoa(i), value: value, problems: n.problems}
	}
	return nodes
}

// text is the string that the node is.
func (n node) text() string {
	s, ok := n.value.(string)
	if !ok && n.stated() {
		n.wrongType("字符串", "a string")
	}
	return s
}

// required is the node's string, which may not be empty.
func (n node) required() string {
	if !n.stated() || n.value == "" {
		n.missing()
		return ""
	}
	return n.text()
}

func (n node) missing() {
	n.report("FIELD_MISSING", texts("缺少必填字段", "a required field is missing"), texts("补填该字段", "state it"))
}

// firstDay is a date that must be stated.
func (n node) firstDay() registry.Day {
	if !n.stated() {
		n.missing()
	}
	return n.day(registry.MinDay)
}

// strings are the strings of an array member.
func (n node) strings(name string) []string {
	var all []string
	for _, element := range n.list(name) {
		all = append(all, element.text())
	}
	return all
}

func (n node) boolean() bool {
	b, ok := n.value.(bool)
	if !ok && n.stated() {
		n.wrongType("true 或 false", "true or false")
	}
	return b
}

// integer is a whole number between bounds; 0 where it is left out.
func (n node) integer(lowest, highest int) int {
	if !n.stated() {
		return 0
	}
	number, ok := n.value.(float64)
	if !ok || number != math.Trunc(number) || number < float64(lowest) || number > float64(highest) {
		n.wrongType(fmt.Sprintf(" %d 到 %d 的整数", lowest, highest), fmt.Sprintf("a whole number from %d to %d", lowest, highest))
		return 0
	}
	return int(number)
}

// day is a date, or what stands for one that is left out.
func (n node) day(absent registry.Day) registry.Day {
	if !n.stated() {
		return absent
	}
	day, err := registry.ParseDay(n.text())
	if err != nil {
		n.report("DATE_INVALID", texts("%q 不是日期", "%q is not a date", n.value), texts("写成 2026-01-31", "write it as 2026-01-31"))
		return absent
	}
	return day
}

// period is the days between two members, both included and either left out.
func (n node) period(first, last string) registry.Period {
	p := periodFrom(n.get(first).day(registry.MinDay), n.get(last).day(registry.MaxDay))
	if p.Empty() {
		n.get(last).report("PERIOD_EMPTY", texts("截止日期早于起始日期", "the last day comes before the first"), fixPeriod)
		return registry.Always
	}
	return p
}

// oneOf reads a word of a fixed set; what the node leaves out is the first.
func oneOf[T fmt.Stringer](n node, values ...T) T {
	if !n.stated() {
		return values[0]
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = v.String()
	}
	if i := slices.Index(words, n.text()); i >= 0 {
		return values[i]
	}
	n.report("VALUE_INVALID", texts("不接受的值 %v", "%v is not a value of this field", n.value), texts("可用值：%s", "the values are %s", strings.Join(words, ", ")))
	return values[0]
}

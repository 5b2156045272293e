package app

import (
	"cmp"
	"fmt"
	"strings"

	"concord/internal/registry"
)

// list reads one version and publishes it as a step of its own. A version that
// is only announced is checked and left out.
func (f *registryFile) list(n node) {
	n.members("jurisdiction", "kind", "version", "effective_from", "effective_to", "published_at", "state",
		"terms", "document", "announcement", "entries", "unmapped")
	d, ok := f.version(n)
	if !ok {
		return
	}
	before := len(*n.problems)
	f.entries(n, &d)
	f.succeeds(n, d)
	*n.problems = append(*n.problems, f.check(d)...)
	if oneOf(n.get("state"), published, announced) == announced || len(*n.problems) > before {
		return
	}
	f.publish(n, d)
}

// fileState is the state of a version in a registry file.
type fileState string

const (
	published fileState = "published"
	announced fileState = "announced" // 公示: as if it did not exist
)

// String is the state as files write it.
func (s fileState) String() string { return string(s) }

// version reads what a version says besides its entries.
func (f *registryFile) version(n node) (draft, bool) {
	kind, err := registry.ParseListKind(n.get("kind").required())
	if err != nil {
		n.get("kind").report("VALUE_INVALID", texts("kind 须为 items、institutions 或 negative", "kind is items, institutions or negative"), texts("填写名单种类", "say which list it is"))
		return draft{}, false
	}
	id := registry.ListID{Jurisdiction: f.jurisdictionCode(n.get("jurisdiction")), Kind: kind}
	if !n.get("effective_from").stated() {
		n.get("effective_from").missing()
	}
	v := registry.Version{
		List:         id,
		Number:       len(f.history(id).Versions) + 1,
		Period:       n.period("effective_from", "effective_to"),
		Terms:        f.terms(n.get("terms"), kind),
		Document:     document(n.get("document")),
		Announcement: announcement(n.get("announcement")),
		Unmapped:     each(n.list("unmapped"), unmapped),
	}
	return draft{version: v, place: placesIn(n)}, true
}

// placesIn tells the pointers of a version's entries and members.
func placesIn(n node) place {
	return func(entry int, field string) registry.Problem {
		pointer := n.pointer
		if entry != theVersion {
			pointer = fmt.Sprintf("%s/entries/%d", pointer, entry)
		}
		if field != "" {
			pointer += "/" + field
		}
		return registry.Problem{Pointer: pointer}
	}
}

func (f *registryFile) terms(n node, kind registry.ListKind) registry.Terms {
	terms := registry.DefaultTerms()
	if !n.stated() {
		return terms
	}
	n.members(registry.TermNames(kind)...)
	for _, name := range registry.TermNames(kind) {
		value := n.get(name)
		if !value.stated() {
			continue
		}
		if err := terms.Set(kind, registry.Term{Name: name, Value: value.termValue()}); err != nil {
			value.report("TERM_INVALID", texts("条款有误：%v", "%v", err), texts("按文档填写条款", "write the term as the documentation shows"))
		}
	}
	return terms
}

// termValue is a term's value as a string; numbers stand for levels.
func (n node) termValue() string {
	if level, ok := n.value.(float64); ok {
		return fmt.Sprint(level)
	}
	return n.text()
}

func document(n node) registry.Document {
	d := registry.Document{IssuedOn: registry.MinDay}
	if !n.stated() {
		return d
	}
	n.members("title", "number", "issuer", "url", "issued_on")
	d.Title, d.Number = n.get("title").text(), n.get("number").text()
	d.Issuer, d.URL = n.get("issuer").text(), n.get("url").text()
	d.IssuedOn = n.get("issued_on").day(registry.MinDay)
	return d
}

func announcement(n node) registry.Announcement {
	if !n.stated() {
		return registry.Announcement{}
	}
	n.members("from", "to", "contact")
	return registry.Announcement{Period: n.period("from", "to"), Contact: n.get("contact").text()}
}

func unmapped(n node) registry.Unmapped {
	n.members("printed", "category", "window", "note")
	return registry.Unmapped{
		Printed:  n.get("printed").required(),
		Category: n.get("category").text(),
		Window:   n.get("window").text(),
		Note:     n.get("note").text(),
	}
}

func (f *registryFile) entries(n node, d *draft) {
	for _, e := range n.list("entries") {
		switch d.kind() {
		case registry.ItemList:
			d.content.Items = append(d.content.Items, f.itemEntry(e))
		case registry.InstitutionList:
			d.content.Institutions = append(d.content.Institutions, institutionEntry(e))
		case registry.NegativeList:
			d.content.Negatives = append(d.content.Negatives, negativeEntry(e))
		}
	}
}

func (f *registryFile) itemEntry(n node) registry.ItemEntry {
	n.members("entry", "code", "qualifiers", "printed", "category", "window", "mark", "images", "note")
	code, qualifiers := f.entryKey(n)
	return registry.ItemEntry{
		Item:       code,
		Qualifiers: qualifiers,
		Printed:    cmp.Or(n.get("printed").text(), f.items[code].Name),
		Category:   n.get("category").text(),
		Window:     window(n.get("window")),
		Mark:       n.get("mark").text(),
		Images:     n.get("images").boolean(),
		Note:       n.get("note").text(),
	}
}

// entryKey reads what an entry is of: code and qualifiers, or entry alone.
func (f *registryFile) entryKey(n node) (registry.ItemCode, registry.Qualifiers) {
	entry := n.get("entry").text()
	if entry != "" && !n.get("code").stated() {
		return f.splitKey(n.get("entry"), entry)
	}
	e := registry.ItemEntry{Item: registry.ItemCode(n.get("code").required()), Qualifiers: qualifiers(n.get("qualifiers"))}
	if entry != "" && entry != string(e.Key()) {
		n.get("entry").report("ENTRY_CONTRADICTS", texts("entry %q 与 code、qualifiers 不一致", "entry %q contradicts code and qualifiers", entry), texts("改为 %s，或只写其一", "write %s, or only one of them", e.Key()))
	}
	return e.Item, e.Qualifiers
}

// splitKey reads EXRY012;R.
func (f *registryFile) splitKey(n node, key string) (registry.ItemCode, registry.Qualifiers) {
	parts := strings.Split(key, ";")
	var q registry.Qualifiers
	for _, code := range parts[1:] {
		value, ok := f.qualifiers[code]
		if !ok {
			n.report("QUALIFIER_UNKNOWN", texts("没有限定词 %q", "no qualifier has the code %q", code), texts("使用限定词目录中的代码", "use a code of the qualifier catalogue"))
			continue
		}
		q[value.Kind] = code
	}
	return registry.ItemCode(parts[0]), q
}

func qualifiers(n node) registry.Qualifiers {
	var q registry.Qualifiers
	if !n.stated() {
		return q
	}
	names := make([]string, len(q))
	for i, kind := range registry.QualifierKinds {
		names[i] = kind.String()
		q[i] = n.get(names[i]).text()
	}
	n.members(names...)
	return q
}

func window(n node) registry.Window {
	w, err := registry.ParseWindow(n.text())
	if err != nil {
		n.report("WINDOW_INVALID", texts("时限 %v 无法识别", "window %v is not understood", n.value), texts("写成 72h、15d、3mo、day 或 unlimited；未规定则不写", "write 72h, 15d, 3mo, day or unlimited; leave it out where none is printed"))
	}
	return w
}

func institutionEntry(n node) registry.InstitutionEntry {
	n.members("institution", "level", "role", "scope", "from", "to", "note")
	return registry.InstitutionEntry{
		Institution: registry.InstitutionID(n.get("institution").required()),
		Level:       registry.Level(n.get("level").integer(1, 3)),
		Role:        oneOf(n.get("role"), registry.RoleBoth, registry.RoleIssues, registry.RoleReceives),
		Scope:       scope(n.get("scope")),
		Period:      n.period("from", "to"),
		Note:        n.get("note").text(),
	}
}

func scope(n node) registry.Scope {
	if !n.stated() {
		return registry.Scope{}
	}
	n.members("mode", "items")
	items := each(n.list("items"), func(n node) registry.ItemCode { return registry.ItemCode(n.required()) })
	return sortedScope(oneOf(n.get("mode"), registry.ScopeAll, registry.ScopeOnly, registry.ScopeExcept), items)
}

func negativeEntry(n node) registry.NegativeEntry {
	n.members("issuer", "receiver", "item", "category", "modality", "origin", "situation", "age", "department", "effect", "from", "to", "reason")
	return registry.NegativeEntry{
		Issuer:     registry.InstitutionID(n.get("issuer").text()),
		Receiver:   registry.InstitutionID(n.get("receiver").text()),
		Item:       registry.ItemCode(n.get("item").text()),
		Category:   n.get("category").text(),
		Modality:   n.get("modality").text(),
		Origin:     registry.RegionCode(n.get("origin").text()),
		Situation:  registry.ReasonCode(n.get("situation").text()),
		Age:        ages(n),
		Department: n.get("department").text(),
		Effect:     oneOf(n.get("effect"), registry.Deny, registry.Discretion),
		Period:     n.period("from", "to"),
		Reason:     n.get("reason").text(),
	}
}

// ages reads [youngest, oldest], either of them null where open.
func ages(n node) registry.AgeRange {
	if !n.get("age").stated() {
		return registry.AgeRange{}
	}
	bounds := n.list("age")
	if len(bounds) != 2 {
		n.get("age").wrongType("两个年龄 [下限, 上限]", "two ages [youngest, oldest]")
		return registry.AgeRange{}
	}
	r := registry.AgeRange{Stated: true, Min: int16(bounds[0].integer(0, int(registry.MaxAge))), Max: registry.MaxAge}
	if bounds[1].stated() {
		r.Max = int16(bounds[1].integer(0, int(registry.MaxAge)))
	}
	return r
}

// succeeds says what is wrong with a version's number and with its beginning
// after the version before it. Any day may be loaded.
func (f *registryFile) succeeds(n node, d draft) {
	if stated := n.get("version").integer(1, 1<<30); stated != 0 && stated != d.version.Number {
		n.get("version").report("VERSION_WRONG", texts("下一版应为第 %d 版", "the next version is %d", d.version.Number), texts("按顺序编号，或不写版本号", "number versions one by one, or leave the number out"))
	}
	if p := succession(f.history(d.version.List), d); p != nil {
		*n.problems = append(*n.problems, *p)
	}
}

// publish adds the step of a version that has no problems.
func (f *registryFile) publish(n node, d draft) {
	s := f.blank("publish", fmt.Sprintf("%s version %d", d.version.List, d.version.Number))
	if stated := n.get("published_at"); stated.stated() {
		s.RecordedAt = instant(stated)
	}
	d.version.RecordedLater = d.version.Period.From < s.RecordedAt.Day()
	s.Publications = []registry.Publication{d.publication()}
	f.record(n, s)
	history := f.history(d.version.List)
	if err := history.Append(s.Publications[0]); err != nil {
		n.report("VALUE_INVALID", texts("无法发布：%v", "%v", err), texts("按文档修改", "put it right as the documentation says"))
	}
	f.lists[d.version.List] = &history
}

func instant(n node) registry.Instant {
	at, err := registry.ParseInstant(n.text())
	if err != nil {
		n.report("TIME_INVALID", texts("时间 %v 无法识别", "time %v is not understood", n.value), texts("写成 2026-01-31T08:00:00+08:00", "write it as 2026-01-31T08:00:00+08:00"))
	}
	return at
}

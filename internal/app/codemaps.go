package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/naming"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// CodeMapOrder is a file of an institution's own codes, and what a person
// decided about them.
type CodeMapOrder struct {
	Institution registry.InstitutionID
	FileName    string
	File        []byte
	Limits      sheet.Limits
	From        registry.Day
	// Decisions say what a code, or a name as the file prints it, means. Several
	// of one code or name mean several items, deliberately; no item says that the
	// catalogue has none.
	Decisions []registry.NameDecision
	Publish   bool
	Reason    string
}

// CodeMapReport is what came of such a file.
type CodeMapReport struct {
	Report
	Map       registry.CodeMap // as publishing it would record it
	Ambiguous int              // codes that mean several items
	Unmapped  int              // codes that mean none, as a person confirmed
}

// CodeMaps are the versions of an institution's code map, by number.
func (o *Office) CodeMaps(ctx context.Context, id registry.InstitutionID) ([]registry.Recorded[registry.CodeMap], error) {
	return o.store.CodeMaps(ctx, id)
}

// MapCodes plans the next version of an institution's code map. Where the report
// is not clean, or Publish is not asked for, the change is empty.
func (o *Office) MapCodes(ctx context.Context, order CodeMapOrder) (*CodeMapReport, office.Change, error) {
	nothing := office.Change{Action: "code-map.publish"}
	g, of, err := o.recordedInstitution(ctx, order.Institution)
	if err != nil {
		return nil, nothing, err
	}
	earlier, err := o.store.CodeMaps(ctx, order.Institution)
	if err != nil {
		return nil, nothing, err
	}
	book, problems := sheet.Open(order.FileName, order.File, order.Limits)
	if problems != nil {
		return &CodeMapReport{Report: Report{Problems: problems}}, nothing, nil
	}
	run := newCoding(order, g, earlier)
	run.read(book)
	if !order.Publish || !run.report.Clean() {
		return run.report, nothing, nil
	}
	run.report.Version, run.report.Revision = run.report.Map.Number, g.head.RevisionAfter(1)
	change, err := run.change(g.head, of.Region)
	return run.report, change, err
}

// coding is a file of own codes being read.
type coding struct {
	order     CodeMapOrder
	reference *reference
	names     *names
	decisions map[string][]registry.ItemCode // by code, and by folded name
	used      map[string]bool
	before    registry.CodeMap
	known     map[string]registry.LocalCode // of the version before, by code
	places    map[string]int                // index in the map, by code
	report    *CodeMapReport
}

func newCoding(order CodeMapOrder, g *ground, earlier []registry.Recorded[registry.CodeMap]) *coding {
	run := &coding{
		order: order, reference: g.reference, names: newNames(g.resolver, g.reference, nil, nil),
		decisions: map[string][]registry.ItemCode{}, used: map[string]bool{},
		known: map[string]registry.LocalCode{}, places: map[string]int{},
		report: &CodeMapReport{Map: registry.CodeMap{Institution: order.Institution, Number: len(earlier) + 1, Period: registry.Since(order.From)}},
	}
	if len(earlier) > 0 {
		run.before = earlier[len(earlier)-1].Value
		run.known = lo.KeyBy(run.before.Codes, func(c registry.LocalCode) string { return c.Code })
	}
	for _, d := range order.Decisions {
		key := naming.Normalize(d.Name)
		run.decisions[key] = append(run.decisions[key], splitCodes(string(d.Code))...)
	}
	return run
}

// splitCodes reads LCHM074;LCAR005.
func splitCodes(text string) []registry.ItemCode {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";,；，、 ", r) })
	return lo.Map(parts, func(part string, _ int) registry.ItemCode { return registry.ItemCode(part) })
}

func (run *coding) read(book *sheet.Book) {
	reading := book.CodeMap()
	run.report.Rows = len(reading.Rows)
	run.report.Problems, run.report.Truncated, run.report.Notes = reading.Problems, reading.Truncated, reading.Notes
	for _, row := range reading.Rows {
		run.row(row)
	}
	counts := codeMapFactOf(run.report.Map)
	run.report.Ambiguous, run.report.Unmapped, run.report.Entries = counts.Ambiguous, counts.Unmapped, counts.Codes
	for _, d := range run.order.Decisions {
		if !run.used[naming.Normalize(d.Name)] {
			run.note(sheet.Place{}, "DECISION_UNUSED", texts("文件中没有名称 %q", "the file has no name %q", d.Name))
		}
	}
}

// row takes a code: by the catalogue's code where the row states it, by what a
// person decided, now or with the version before, or by its name.
func (run *coding) row(row sheet.CodeMapRow) {
	if !row.LocalCode.Stated() {
		return
	}
	if row.Code.Stated() {
		run.take(row, splitCodes(row.Code.Value), HowExact)
		return
	}
	if items, ok := run.decided(row); ok {
		run.take(row, items, HowPerson)
		return
	}
	if before, ok := run.known[row.LocalCode.Value]; ok && before.Name == row.LocalName.Value {
		run.take(row, before.Items, HowPerson)
		return
	}
	run.resolve(row)
}

// decided is what a person decided about a row, by its code or one of its names.
func (run *coding) decided(row sheet.CodeMapRow) ([]registry.ItemCode, bool) {
	for _, text := range []sheet.Text{row.LocalCode, row.LocalName, row.Item} {
		key := naming.Normalize(text.Value)
		if items, ok := run.decisions[key]; ok && text.Stated() {
			run.used[key] = true
			return items, true
		}
	}
	return nil, false
}

func (run *coding) resolve(row sheet.CodeMapRow) {
	name := row.Item
	if !name.Stated() {
		name = row.LocalName
	}
	q := naming.Query{Name: name.Value, Specimen: row.Specimen.Value, Unit: row.Unit.Value}
	if !name.Stated() {
		run.report.open(run.order.Limits.Problems, Unresolved{Place: row.LocalCode.Place, Name: row.LocalCode.Value})
		return
	}
	if match := run.names.meaning(q).Match; match != nil {
		run.take(row, []registry.ItemCode{match.Item}, How(match.How))
		return
	}
	run.report.ask(run.order.Limits.Problems, run.names, q, name.Place)
}

// take adds a code to the map. Rows that repeat a code add their items to it.
func (run *coding) take(row sheet.CodeMapRow, items []registry.ItemCode, how How) {
	for _, item := range items {
		if !has(run.reference.items, item) {
			run.problem(row.LocalCode.Place, "ITEM_UNKNOWN",
				texts("没有代码为 %q 的项目", "no item has the code %q", item),
				texts("改用目录中的代码，或清空该格，按名称识别", "use a code of the catalogue, or empty the cell to go by the name"))
			return
		}
	}
	code, name := row.LocalCode.Value, row.LocalName.Value
	run.report.Resolved = append(run.report.Resolved, Resolved{row.LocalCode.Place, cmp.Or(name, code), code, joined(items), how})
	first, seen := run.places[code]
	if !seen {
		run.places[code] = len(run.report.Map.Codes)
		run.report.Map.Codes = append(run.report.Map.Codes, registry.LocalCode{Code: code, Name: name, Items: sortedCopy(items)})
		return
	}
	local := &run.report.Map.Codes[first]
	if local.Name != name {
		run.problem(row.LocalCode.Place, "ENTRY_TWICE",
			texts("编码 %s 已用于 %q", "the code %s stands for %q already", code, local.Name),
			texts("一个编码只对应一个本院名称；保留其中一行", "a code has one name; keep one of the rows"))
		return
	}
	local.Items = sortedCopy(append(local.Items, items...))
}

func joined(items []registry.ItemCode) string {
	return strings.Join(lo.Map(items, func(i registry.ItemCode, _ int) string { return string(i) }), ";")
}

func (run *coding) problem(p sheet.Place, code string, message, fix registry.Text) {
	if len(run.report.Problems) >= run.order.Limits.Problems {
		run.report.Truncated = true
		return
	}
	run.report.Problems = append(run.report.Problems, at(atPlace(p), code, message, fix))
}

func (run *coding) note(p sheet.Place, code string, message registry.Text) {
	run.report.Notes = append(run.report.Notes, at(atPlace(p), code, message, registry.Text{}))
}

// change is the change that records the map.
func (run *coding) change(head registry.Head, region registry.RegionCode) (office.Change, error) {
	m := run.report.Map
	digest := fileDigest(run.order.File)
	after := codeMapFactOf(m)
	after.File, after.SHA256 = run.order.FileName, digest
	t := telling{noun: office.NounCodeMap, subject: string(m.Institution), jurisdiction: registry.JurisdictionCode(region), after: after}
	if run.before.Number != 0 {
		t.before = codeMapFactOf(run.before)
	}
	change, err := decided(head, deed{"code-map.publish", fmt.Sprintf("code map %d of %s with %d codes", m.Number, m.Institution, len(m.Codes)), run.order.Reason},
		registry.Step{CodeMaps: []registry.CodeMap{m}}, t)
	change.Files = []office.File{{SHA256: digest, Name: run.order.FileName, Bytes: run.order.File}}
	return change, err
}

func codeMapFactOf(m registry.CodeMap) codeMapFact {
	f := codeMapFact{Number: m.Number, From: m.Period.From.String(), Codes: len(m.Codes), Digest: codeMapDigest(m)}
	for _, c := range m.Codes {
		switch len(c.Items) {
		case 0:
			f.Unmapped++
		case 1:
			f.Mapped++
		default:
			f.Ambiguous++
		}
	}
	return f
}

// codeMapDigest is the SHA-256 of what a code map says: a line for each code,
// sorted, with code, name and items parted by TAB.
func codeMapDigest(m registry.CodeMap) string {
	lines := lo.Map(m.Codes, func(c registry.LocalCode, _ int) string {
		return fmt.Sprintf("%q\t%q\t%s\n", c.Code, c.Name, joined(c.Items))
	})
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

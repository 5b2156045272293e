package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func (w *Web) registerItems(e *echo.Echo) {
	e.GET("/items", w.listItems)
	e.GET("/items/:code", w.showItem)
}

// itemsPage shows the catalogue of items.
type itemsPage struct {
	frame
	Table tableView
}

func (*itemsPage) template() string { return "items" }

// itemPage shows what an item is and where it is recognized.
type itemPage struct {
	frame
	Trail       []crumb
	Code        string
	Other       string // its name in the other language
	Facts       []fact
	Panels      []string
	Confusables []confusable
	Listed      int // jurisdictions
	Table       tableView
	Look        form
}

func (*itemPage) template() string { return "item" }

// fact is one thing that is known of an item or an institution.
type fact struct{ Label, Value string }

// confusable is another item that may be meant, and why.
type confusable struct{ Href, Name, Why string }

// listItems answers GET /items.
func (w *Web) listItems(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	p := phrases{s, languageOf(c)}
	rows := slices.Collect(s.Items(s.Head().Newest))
	found := w.registry.Items(strings.TrimSpace(c.QueryParam("q")))
	rows = bestFirst(rows, found, func(i *registry.Item) registry.ItemCode { return i.Code })
	t := p.itemTable(rows, keyed(found))
	if ok, err := t.exported(c, rows); ok {
		return err
	}
	return w.render(c, http.StatusOK, &itemsPage{
		frame: w.frame(c, sectionLists, registry.Text{Zh: "项目目录", En: "The catalogue of items"}), Table: t.view(c, rows),
	})
}

// bestFirst are rows in the order in which a search found them, before those
// that it did not find.
func bestFirst[T any, K comparable](rows []T, found []K, key func(T) K) []T {
	place := make(map[K]int, len(found))
	for i, k := range found {
		place[k] = i + 1
	}
	return slices.SortedStableFunc(slices.Values(rows), byNumber(func(r T) int { return cmp.Or(place[key(r)], len(found)+1) }))
}

func (p phrases) itemTable(rows []*registry.Item, found map[registry.ItemCode]bool) table[*registry.Item] {
	return table[*registry.Item]{
		File:    registry.Text{Zh: "项目目录", En: "Catalogue of items"},
		Caption: registry.Text{Zh: "项目", En: "Items"},
		Columns: []column[*registry.Item]{
			{Key: "name", Label: registry.Text{Zh: "项目", En: "Item"}, Name: func(i *registry.Item) string { return itemName(i, p.lang) },
				Value: func(i *registry.Item) cell {
					return cell{Text: itemName(i, p.lang), Href: itemAddress(i.Code), Note: p.otherName(i)}
				}},
			{Key: "abbreviation", Label: registry.Text{Zh: "缩写", En: "Abbreviation"}, Less: byText(func(i *registry.Item) string { return i.Abbreviation }),
				Value: func(i *registry.Item) cell { return cell{Text: i.Abbreviation} }},
			{Key: "code", Label: registry.Text{Zh: "编码", En: "Code"}, Less: byText(func(i *registry.Item) string { return string(i.Code) }),
				Value: func(i *registry.Item) cell { return cell{Text: string(i.Code)} }},
			{Key: "category", Label: registry.Text{Zh: "类别", En: "Category"}, Name: func(i *registry.Item) string { return p.category(i.Category) },
				Value: func(i *registry.Item) cell { return cell{Text: p.category(i.Category)} }},
			{Key: "specimen", Label: registry.Text{Zh: "标本或部位", En: "Specimen or site"}, Value: func(i *registry.Item) cell {
				return cell{Text: cmp.Or(p.specimen(i), p.site(i))}
			}},
			{Key: "unit", Label: registry.Text{Zh: "单位", En: "Unit"}, Value: func(i *registry.Item) cell { return cell{Text: i.Unit} }},
		},
		Filters: []filter[*registry.Item]{
			{Key: "domain", Label: registry.Text{Zh: "检验或检查", En: "Domain"}, Options: []option{
				{"lab", domainNames[registry.Lab].In(p.lang)}, {"exam", domainNames[registry.Exam].In(p.lang)},
			}, Match: func(i *registry.Item, value string) bool { return i.Domain.String() == value }},
			{Key: "category", Label: registry.Text{Zh: "类别", En: "Category"}, Options: p.categoryOptions(lo.Map(rows, func(i *registry.Item, _ int) string { return i.Category })),
				Match: func(i *registry.Item, value string) bool { return i.Category == value }},
			{Key: "modality", Label: registry.Text{Zh: "检查类型", En: "Modality"},
				Options: p.modalityOptions(lo.Map(rows, func(i *registry.Item, _ int) string { return i.Modality })),
				Match:   func(i *registry.Item, value string) bool { return i.Modality == value }},
		},
		Find: func(string) func(*registry.Item) bool { return func(i *registry.Item) bool { return found[i.Code] } },
	}
}

// otherName is an item's name in the other language.
func (p phrases) otherName(i *registry.Item) string {
	if p.lang == english {
		return i.Name
	}
	return i.NameEn
}

// showItem answers GET /items/{code}.
func (w *Web) showItem(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	item, ok := s.Item(registry.ItemCode(c.Param("code")))
	if !ok {
		return echo.ErrNotFound
	}
	p := phrases{s, languageOf(c)}
	rows := s.Listings(item.Code, w.now().Day(), s.Head().Newest)
	t := w.listingTable(p)
	t.File = filed(registry.Text{Zh: item.Name, En: itemName(item, english)}, t.Caption)
	if ok, err := t.exported(c, rows); ok {
		return err
	}
	name := itemName(item, p.lang)
	return w.render(c, http.StatusOK, &itemPage{
		frame: w.frame(c, sectionLists, registry.Text{Zh: name, En: name}),
		Trail: []crumb{{"/lists", p.say("三张清单", "Lists")}, {"/items", p.say("项目目录", "Catalogue of items")}},
		Code:  string(item.Code), Other: p.otherName(item), Facts: p.itemFacts(item), Panels: p.panelsWith(item.Code), Confusables: p.confusables(item),
		Listed: len(lo.UniqBy(rows, func(l recognition.ItemListing) registry.ListID { return l.List })),
		Table:  t.view(c, rows), Look: filled(),
	})
}

// itemFacts are what an item is; what is not known is left out.
func (p phrases) itemFacts(i *registry.Item) []fact {
	facts := []fact{
		{p.say("编码", "Code"), string(i.Code)},
		{p.say("缩写", "Abbreviation"), i.Abbreviation},
		{p.say("其他名称", "Other names"), p.list(i.Aliases)},
		{p.say("类别", "Category"), p.list(lo.Uniq(lo.Compact([]string{domainNames[i.Domain].In(p.lang), p.category(i.Group), p.category(i.Category)})))},
		{p.say("标本", "Specimen"), p.specimen(i)},
		{p.say("部位", "Body site"), p.site(i)},
		{p.say("限定", "Qualified by"), p.qualifiers(i.Implied)},
		{p.say("结果单位", "Unit"), i.Unit},
	}
	if i.LOINCChecked {
		facts = append(facts, fact{p.say("LOINC（已核对）", "LOINC (checked)"), i.LOINC})
	}
	if i.Withdrawn != 0 {
		facts = append(facts, fact{p.say("停用", "Withdrawn"), i.Withdrawn.String()})
	}
	return lo.Filter(facts, func(f fact, _ int) bool { return f.Value != "" })
}

// panelsWith are the panels that an item stands in.
func (p phrases) panelsWith(code registry.ItemCode) []string {
	return lo.FilterMap(p.s.Catalogue().Panels, func(panel registry.Panel, _ int) (string, bool) {
		return p.named(panel.Name, panel.NameEn), slices.Contains(panel.Items, code)
	})
}

// maxConfusables is how many are shown: more would warn of nothing.
const maxConfusables = 12

// confusables are other items that somebody may mean by the name of one: those
// that share an ambiguous name, an abbreviation, or part of the name.
func (p phrases) confusables(i *registry.Item) []confusable {
	var found []confusable
	seen := map[registry.ItemCode]bool{i.Code: true}
	add := func(other *registry.Item, why string) {
		if !seen[other.Code] && len(found) < maxConfusables {
			seen[other.Code] = true
			found = append(found, confusable{itemAddress(other.Code), itemName(other, p.lang), why})
		}
	}
	for _, ambiguous := range p.s.Catalogue().Ambiguous {
		if !slices.Contains(ambiguous.Items, i.Code) {
			continue
		}
		for _, code := range ambiguous.Items {
			if other, ok := p.s.Item(code); ok {
				add(other, p.say("“"+ambiguous.Name+"”也可能指它", ambiguous.Name+" may mean it too"))
			}
		}
	}
	all := slices.Collect(p.s.Items(p.s.Head().Newest))
	for _, other := range all {
		if i.Abbreviation != "" && strings.EqualFold(other.Abbreviation, i.Abbreviation) {
			add(other, p.say("缩写同为 "+i.Abbreviation, "also abbreviated "+i.Abbreviation))
		}
	}
	for _, other := range all {
		if other.Domain == i.Domain && containsName(other.Name, i.Name) {
			add(other, p.say("名称相近", "a similar name"))
		}
	}
	return found
}

// containsName reports whether one of two names stands within the other: 钙 in
// 降钙素原.
func containsName(a, b string) bool { return strings.Contains(a, b) || strings.Contains(b, a) }

// listingTable shows where an item is recognized.
func (w *Web) listingTable(p phrases) table[recognition.ItemListing] {
	type row = recognition.ItemListing
	return table[row]{
		Caption: registry.Text{Zh: "列入该项目的现行清单", En: "Lists in force that name it"},
		Empty:   registry.Text{Zh: "目前没有地区的现行清单列入该项目。", En: "No list in force names it."},
		Columns: []column[row]{
			{Key: "region", Label: registry.Text{Zh: "地区", En: "Region"}, Less: byText(func(l row) string { return string(l.List.Jurisdiction) }),
				Value: func(l row) cell {
					return cell{Text: p.jurisdiction(l.List.Jurisdiction), Href: listAddress(l.List), Note: p.entryQualifiers(l.Entry)}
				}},
			{Key: "kind", Label: registry.Text{Zh: "类别", En: "Kind"}, Less: byNumber(func(l row) registry.JurisdictionKind { return kindOf(p.s, l.List.Jurisdiction) }),
				Value: func(l row) cell { return cell{Text: p.jurisdictionKind(l.List.Jurisdiction)} }},
			{Key: "window", Label: registry.Text{Zh: "互认时限", En: "Window"}, Less: func(a, b row) int { return registry.CompareWindows(a.Window, b.Window, 0) },
				Value: func(l row) cell { return cell{Text: cmp.Or(p.window(l.Window), p.say("未注明", "not stated"))} }},
			{Key: "images", Label: registry.Text{Zh: "影像", En: "Images"}, Value: func(l row) cell { return cell{Text: cmp.Or(p.imagesSaid(l.Images), "—")} }},
			{Key: "mark", Label: registry.Text{Zh: "互认标识", En: "Mark"}, Value: func(l row) cell { return cell{Text: l.Mark} }},
			{Key: "since", Label: registry.Text{Zh: "现行版本自", En: "This version since"}, Less: byNumber(func(l row) registry.Day { return l.Since }),
				Value: func(l row) cell { return cell{Text: l.Since.String()} }},
		},
		Filters: []filter[row]{
			{Key: "kind", Label: registry.Text{Zh: "类别", En: "Kind"}, Options: p.jurisdictionKinds(),
				Match: func(l row, value string) bool { return kindOf(p.s, l.List.Jurisdiction).String() == value }},
		},
		Find: func(q string) func(row) bool {
			found := keyed(w.registry.Regions(q))
			return func(l row) bool { return found[registry.RegionCode(l.List.Jurisdiction)] }
		},
	}
}

// entryQualifiers say what narrows an entry, by its key.
func (p phrases) entryQualifiers(key registry.EntryKey) string {
	_, rest, narrowed := strings.Cut(string(key), ";")
	if !narrowed {
		return ""
	}
	return p.list(lo.Map(strings.Split(rest, ";"), func(code string, _ int) string { return p.qualifier(code) }))
}

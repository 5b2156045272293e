package web

import (
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/httpapi"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// unitItemsPage is every item of a unit, and why one is not live.
type unitItemsPage struct {
	frame
	Form         form
	On, Day      string
	AsOf         string
	Region, Name string
	Live, Listed int
	Items        tableView
}

func (*unitItemsPage) template() string { return "progress_items" }

// itemRow is an item of a unit. Why it is live or not is asked of the rules only
// for rows that are shown, searched or filtered by it.
type itemRow struct {
	*progress.Item
	explain func() progress.Explanation
}

// reason is the item's; none where it is live.
func (r itemRow) reason() progress.Reason {
	if r.Item.Live {
		return progress.NoReason
	}
	return r.explain().Reason
}

// progressItems answers GET /progress/{region}/items.
func (w *Web) progressItems(c echo.Context) error {
	look, err := w.look(c)
	if err != nil {
		return err
	}
	region, known := look.snapshot.Region(registry.RegionCode(c.Param("region")))
	if !known || !region.Unit {
		return echo.ErrNotFound
	}
	if err := httpapi.Charge(c, tokensOfCounting); err != nil {
		return err
	}
	inventory := progress.Take(look.snapshot, region.Code, look.day, 0)
	rows := itemRows(inventory)
	table, name := w.itemTable(look, rows), look.snapshot.JurisdictionName(registry.JurisdictionCode(region.Code), 0)
	table.File = filed(name, table.Caption)
	if ok, err := table.exported(c, rows); ok {
		return err
	}
	return w.render(c, look.status(), &unitItemsPage{
		frame: w.frame(c, sectionProgress, registry.Text{Zh: name.Zh + "逐项情况", En: "Items of " + name.En}),
		Form:  look.form, On: look.on(), AsOf: look.asOf(), Day: look.day.String(), Region: string(region.Code), Name: name.In(look.lang),
		Live:   lo.CountBy(rows, func(r itemRow) bool { return r.Item.Live }),
		Listed: lo.CountBy(rows, func(r itemRow) bool { return r.Listing != recognition.NotListed }),
		Items:  table.view(c, rows),
	})
}

func itemRows(inventory *progress.Inventory) []itemRow {
	rows := make([]itemRow, len(inventory.Items))
	for i := range rows {
		item := &inventory.Items[i]
		rows[i] = itemRow{item, sync.OnceValue(func() progress.Explanation { return inventory.Explain(item) })}
	}
	return rows
}

func (w *Web) itemTable(l progressLook, rows []itemRow) table[itemRow] {
	p := phrases{l.snapshot, l.lang}
	return table[itemRow]{
		Caption: registry.Text{Zh: "逐项情况", En: "Items"},
		Columns: []column[itemRow]{
			{Key: "item", Label: registry.Text{Zh: "项目", En: "Item"}, Less: byText(func(r itemRow) string { return string(r.Code) }), Value: func(r itemRow) cell {
				return cell{Text: itemName(r.Item.Item, l.lang), Href: itemAddress(r.Code), Note: p.itemNote(r.Item.Item)}
			}},
			{Key: "category", Label: registry.Text{Zh: "类别", En: "Category"}, Name: func(r itemRow) string { return p.category(r.Category) }, Value: func(r itemRow) cell {
				return cell{Text: p.category(r.Category)}
			}},
			{Key: "listed", Label: registry.Text{Zh: "来源", En: "Listed"}, Value: l.itemListed},
			{Key: "live", Label: registry.Text{Zh: "状态", En: "State"}, Value: l.itemState},
			{Key: "reason", Label: registry.Text{Zh: "原因", En: "Why"}, Value: l.itemReason},
			{Key: "counted", Label: registry.Text{Zh: "结果可互认的机构", En: "Whose results count"}, Value: l.itemCounted},
			{Key: "stopped", Label: registry.Text{Zh: "其他机构", En: "Others"}, Value: l.itemStopped},
		},
		Filters: []filter[itemRow]{
			{"state", registry.Text{Zh: "状态", En: "State"}, l.itemStates(), itemInState},
			{"reason", registry.Text{Zh: "原因", En: "Why"}, l.reasonOptions(), func(r itemRow, value string) bool { return r.reason().String() == value }},
			{"category", registry.Text{Zh: "类别", En: "Category"}, p.categoryOptions(lo.Map(rows, func(r itemRow, _ int) string { return r.Category })),
				func(r itemRow, value string) bool { return r.Category == value }},
		},
		Find:  w.findItemRows,
		Empty: registry.Text{Zh: "当日没有清单列有任何项目。", En: "No list in force names any item on the day."},
	}
}

// findItemRows finds items as people type their names.
func (w *Web) findItemRows(q string) func(itemRow) bool {
	found := lo.SliceToMap(w.registry.Items(q), func(code registry.ItemCode) (registry.ItemCode, bool) { return code, true })
	return func(r itemRow) bool { return found[r.Code] }
}

func (l progressLook) itemStates() []option {
	return []option{
		{"live", l.say("实际互认", "live")}, {"not_live", l.say("未实际互认", "not live")},
		{"own", l.say("自有清单", "on the own list")}, {"inherited", l.say("继承上级清单", "inherited")},
		{"not_listed", l.say("不在现行清单", "on no list in force")},
	}
}

func itemInState(r itemRow, state string) bool {
	switch state {
	case "live":
		return r.Item.Live
	case "not_live":
		return !r.Item.Live
	case "own":
		return r.Listing == recognition.ListedByOwn
	case "inherited":
		return r.Listing == recognition.ListedByOther
	case "not_listed":
		return r.Listing == recognition.NotListed
	}
	return true
}

func (l progressLook) reasonOptions() []option {
	var options []option
	for reason := progress.StartsLater; reason <= progress.NobodyIssues; reason++ {
		options = append(options, option{reason.String(), reason.Text().In(l.lang)})
	}
	return options
}

// itemListed says whose list names an item.
func (l progressLook) itemListed(r itemRow) cell {
	switch {
	case r.Listing == recognition.ListedByOwn:
		return cell{Text: l.say("自有", "own")}
	case r.Listing == recognition.ListedByOther:
		by := lo.Map(r.ListedBy, func(code registry.JurisdictionCode, _ int) string {
			return l.snapshot.JurisdictionName(code, 0).In(l.lang)
		})
		return cell{Text: l.say("继承", "inherited"), Note: l.joinedNames(by)}
	case r.ListedFrom != registry.MaxDay:
		return cell{Text: l.say("将列入", "scheduled"), Note: l.say("自 %s", "from %s", r.ListedFrom)}
	}
	return cell{Text: l.say("曾列入", "ended"), Note: l.say("至 %s", "until %s", r.ListedUntil)}
}

// itemState says whether an item is live, and otherwise when it was or will be.
func (l progressLook) itemState(r itemRow) cell {
	switch {
	case r.Item.Live:
		return cell{Text: l.say("实际互认", "live"), Tone: "good"}
	case r.LiveFrom != registry.MaxDay:
		return cell{Text: l.say("将互认", "will be live"), Tone: "fair", Note: l.say("自 %s", "from %s", r.LiveFrom)}
	case r.LiveUntil != registry.MinDay:
		return cell{Text: l.say("未互认", "not live"), Tone: "bad", Note: l.say("曾至 %s", "was until %s", r.LiveUntil)}
	}
	return cell{Text: l.say("未互认", "not live"), Tone: "bad"}
}

func (l progressLook) itemReason(r itemRow) cell { return cell{Text: r.reason().Text().In(l.lang)} }

func (l progressLook) itemCounted(r itemRow) cell {
	names := lo.Map(r.explain().Counted, func(i *registry.Institution, _ int) string { return i.Name })
	return cell{Text: l.joinedNames(names)}
}

// itemStopped says of the other institutions what stops them; of an item that is
// live, how many there are.
func (l progressLook) itemStopped(r itemRow) cell {
	e := r.explain()
	if r.Item.Live {
		others := lo.SumBy(e.Stopped, func(g progress.Group) int { return len(g.Institutions) })
		return cell{Text: l.say("另有 %d 家不计", "%d others do not count", others)}
	}
	groups := lo.Map(e.Stopped, func(g progress.Group, _ int) string {
		names := lo.Map(g.Institutions, func(s progress.Stopped, _ int) string { return s.Name })
		return g.Reason.Text().In(l.lang) + l.say("：", ": ") + l.joinedNames(names)
	})
	return cell{Text: strings.Join(groups, l.say("；", "; "))}
}

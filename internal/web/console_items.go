package web

import (
	"cmp"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

var itemAdded = notice("item-added", "项目已增补。", "The item is added.")

func (w *Web) registerAddedItems(e *echo.Echo) {
	e.GET("/console/items", w.shown(w.addedItems), w.signedIn)
	e.GET("/console/items/new", w.shown(w.newItem), w.signedIn)
	e.POST("/console/items/new", w.taken(w.newItem, w.addItem), w.signedIn)
}

var addedTitle = both("增补项目", "Added items")

// adders are the provinces, and the nation, for which whoever asks adds items.
func (w *Web) adders(c echo.Context) []option {
	snapshot, _ := w.newest()
	return lo.Filter(w.ownPlaces(c, office.Drafting), func(o option, _ int) bool {
		r, ok := snapshot.Region(registry.RegionCode(o.Value))
		return o.Value == string(registry.Nation) || ok && r.Parent == ""
	})
}

// addedItems answers GET /console/items.
func (w *Web) addedItems(c echo.Context, _ form) (*deskPage, error) {
	s := sayingOf(c)
	snapshot, at := w.newest()
	added := slices.Collect(snapshot.Items(at))[len(snapshot.Catalogue().Items):]
	p := w.desk(c, "items", addedTitle, s.t("目录之外由省级或全国增补的项目。代码一经使用，永不另作他用。",
		"Items that a province or the nation added to the catalogue. A code is never used for anything else."))
	offered := denied(s, adderText(s))
	if len(w.adders(c)) > 0 {
		offered = deskSection{Links: []deskLink{{Href: "/console/items/new", Label: s.t("增补项目", "Add an item")}}}
	}
	return p.with(offered, rowsOn(p, c, addedTable(w.words(s)), added)), nil
}

func adderText(s saying) string {
	return s.t("省级或全国的“编辑”", "an editor of a province or of the nation")
}

func addedTable(p phrases) table[*registry.Item] {
	return table[*registry.Item]{
		Caption: addedTitle, Empty: both("还没有增补项目。", "No item was added yet."),
		Columns: []column[*registry.Item]{
			{Key: "name", Label: both("名称", "Name"), Name: func(i *registry.Item) string { return i.Name },
				Value: func(i *registry.Item) cell {
					return cell{Text: itemName(i, p.lang), Note: p.itemNote(i), Href: itemAddress(i.Code)}
				}},
			textColumn("code", both("代码", "Code"), func(i *registry.Item) string { return string(i.Code) }),
			textColumn("category", both("类别", "Category"), func(i *registry.Item) string { return p.category(i.Category) }),
			{Key: "modality", Label: both("方式", "Modality"), Value: func(i *registry.Item) cell { return cell{Text: p.modality(i.Modality)} }},
		},
	}
}

// newItem is the page that adds an item.
func (w *Web) newItem(c echo.Context, f form) (*deskPage, error) {
	s, adders := sayingOf(c), w.adders(c)
	p := w.desk(c, "items", both("增补项目", "Add an item"),
		s.t("先查是否已有：名称或别名指向已有项目时会提示。", "Look first whether there is one: a name that means another item is pointed out."))
	p.under("/console/items", addedTitle.In(languageOf(c)))
	if len(adders) == 0 {
		return p.with(denied(s, adderText(s))), nil
	}
	words := w.words(s)
	items := words.s.Catalogue().Items
	choose := []option{{"", s.t("请选择", "choose")}}
	fields := []fieldView{
		f.field("by", s.t("增补单位", "Added by")).Choosing(adders),
		f.field("code", s.t("代码", "Code")).Needed().WithHint(s.t("检验以 L、检查以 E 开头，三个大写字母、三位数字，例如 LCHM951",
			"L for laboratory, E for examinations, three capitals, three digits: LCHM951")),
		f.field("domain", s.t("检验或检查", "Domain")).Choosing([]option{{"lab", s.t("检验", "laboratory")}, {"exam", s.t("检查", "examination")}}),
		f.field("name", s.t("名称", "Name")).Needed(),
		f.field("name_en", s.t("英文名称", "Name in English")).Needed(),
		f.field("abbreviation", s.t("缩写", "Abbreviation")),
		f.field("aliases", s.t("别名", "Other names")).WithHint(s.t("以顿号或分号分开", "separated by semicolons")),
		f.field("category", s.t("类别", "Category")).Choosing(append(choose,
			words.categoryOptions(lo.Map(items, func(i registry.Item, _ int) string { return i.Category }))...)),
		f.field("modality", s.t("方式", "Modality")).Choosing(append(choose,
			words.modalityOptions(lo.Map(items, func(i registry.Item, _ int) string { return i.Modality }))...)),
		f.field("specimens", s.t("标本", "Specimens")).WithHint(s.t("名称或代码，以顿号或分号分开，例如 血清", "names or codes, separated by semicolons, for example 血清")),
		f.field("specimen", s.t("标本（文字）", "Specimen, as printed")),
		f.field("body_sites", s.t("部位", "Body sites")).WithHint(s.t("名称或代码，以顿号或分号分开", "names or codes, separated by semicolons")),
		f.field("body_site", s.t("部位（文字）", "Body site, as printed")),
		f.field("unit", s.t("单位", "Unit")), f.field("loinc", "LOINC"), f.field("reason", s.t("原因", "Why")),
	}
	if f.Refused() || f.Has("confirm", "true") {
		fields = append(fields, f.field("confirm", s.t("我已核对：它与名称相近的项目不是同一项目",
			"I have checked: it is another item than those its names mean")).As("checkbox"))
	}
	return p.form(f, deskForm{Action: "/console/items/new", Button: s.t("查看影响", "See what it does"), Fields: fields}), nil
}

// laboratory is the modality of every laboratory item.
const laboratory = "LAB"

func modalityTyped(f *form) string {
	if f.Get("domain") == "lab" {
		return cmp.Or(f.Get("modality"), laboratory)
	}
	return f.Get("modality")
}

// qualifiersTyped are the codes of the qualifiers that somebody typed by code or
// name; what is neither stays as it is, for the contract to refuse.
func (w *Web) qualifiersTyped(kind registry.QualifierKind, text string) []string {
	snapshot, _ := w.newest()
	return lo.Map(parted(text), func(typed string, _ int) string {
		meant, _ := lo.Find(snapshot.Catalogue().Qualifiers, func(q registry.QualifierValue) bool {
			return q.Kind == kind && (q.Name == typed || slices.Contains(q.Aliases, typed))
		})
		return cmp.Or(meant.Code, typed)
	})
}

// addItem answers POST /console/items/new.
func (w *Web) addItem(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s := sayingOf(c)
	_, err := asked(w.client(c).AddItemWithResponse(c.Request().Context(), &api.AddItemParams{DryRun: !f.sure()}, api.ItemFields{
		By: f.Get("by"), Code: f.Get("code"), Name: f.Get("name"), NameEn: f.Get("name_en"), Domain: api.Domain(f.Get("domain")),
		Category: f.Get("category"), Modality: modalityTyped(f),
		Abbreviation: f.Optional("abbreviation"), Aliases: parted(f.Get("aliases")), Specimens: w.qualifiersTyped(registry.Specimen, f.Get("specimens")),
		BodySites: w.qualifiersTyped(registry.BodySite, f.Get("body_sites")),
		Specimen:  f.Optional("specimen"), BodySite: f.Optional("body_site"), Unit: f.Optional("unit"), Loinc: f.Optional("loinc"),
		Confirm: new(f.Has("confirm", "true")), Reason: f.Optional("reason"),
	}))
	if err != nil || f.sure() {
		return leadsTo("/console/items", itemAdded), err
	}
	return w.warn(c, "items", *f, warning{
		title: both("增补 "+f.Get("name"), "Add "+f.Get("name")),
		back:  deskLink{Href: "/console/items", Label: addedTitle.In(string(s))}, button: s.t("增补", "Add"),
		says: []string{s.tf("代码 %s 从此只指“%s”，不能删除或改作他用。各地上传、检索和提问即可使用它。",
			"From now on %s means “%s” and nothing else; it cannot be deleted. Uploads, searches and questions know it at once.", f.Get("code"), f.Get("name"))},
	}), nil
}

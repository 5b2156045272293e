package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func (w *Web) registerInstitutions(e *echo.Echo) {
	e.GET("/institutions", w.listInstitutions)
	e.GET("/institutions/:id", w.showInstitution)
}

// institutionsPage shows the institutions of the registry.
type institutionsPage struct {
	frame
	Table tableView
}

func (*institutionsPage) template() string { return "institutions" }

// institutionPage shows an institution: what it is, which lists it stands on and
// what shows that it does items well.
type institutionPage struct {
	frame
	Trail        []crumb
	ID           string
	Status, Tone string
	Facts        []fact
	Root         *institutionLink // the institution that it is a campus of
	Survivor     *institutionLink // the one that it was merged into
	Campuses     []institutionLink
	Retrieval    string // where its images are retrieved: https only
	Standings    []standingView
	Consortia    []string
	Alliances    []jurisdictionLink
	Region       string // address of its jurisdiction
	Quality      *qualityView
	Away         bool // its qualifications cannot be read
	Look         form // of the look-up, empty
}

func (*institutionPage) template() string { return "institution" }

// institutionLink leads to another institution.
type institutionLink struct{ Href, Name string }

// standingView is an institution's entry on a list.
type standingView struct {
	Jurisdiction, Href, Version string
	Role, Scope, Items, Period  string
	All                         []string // the items of its scope, where Items does not name them all
	Removed                     string   // since when it is taken off for cause; empty: it stands
}

// qualityView is the evidence of quality of an institution.
type qualityView struct {
	Passing int // items with a pass that speaks today
	Table   tableView
}

// statuses of institutions, in the order of a filter.
var institutionStatuses = []struct {
	key, tone string
	registry.Text
}{
	{"open", "good", registry.Text{Zh: "开业", En: "Open"}},
	{"closed", "plain", registry.Text{Zh: "已停业", En: "Closed"}},
	{"planned", "unsure", registry.Text{Zh: "尚未开业", En: "Not yet open"}},
	{"merged", "plain", registry.Text{Zh: "已并入", En: "Merged"}},
}

// statusOf is the place of an institution's status among [institutionStatuses].
func statusOf(i *registry.Institution, on registry.Day) int {
	switch {
	case i.MergedInto != "":
		return 3
	case i.Open.Contains(on):
		return 0
	case on < i.Open.From:
		return 2
	}
	return 1
}

// listInstitutions answers GET /institutions.
func (w *Web) listInstitutions(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	p := phrases{s, languageOf(c)}
	rows := slices.Collect(s.Institutions(s.Head().Newest))
	found := w.registry.Institutions(strings.TrimSpace(c.QueryParam("q")))
	rows = bestFirst(rows, found, func(i *registry.Institution) registry.InstitutionID { return i.ID })
	t := p.institutionTable(rows, keyed(found), w.now().Day(), registry.RegionCode(c.QueryParam("region")))
	if ok, err := t.exported(c, rows); ok {
		return err
	}
	return w.render(c, http.StatusOK, &institutionsPage{
		frame: w.frame(c, sectionLists, registry.Text{Zh: "医疗机构", En: "Institutions"}), Table: t.view(c, rows),
	})
}

func (p phrases) institutionTable(rows []*registry.Institution, found map[registry.InstitutionID]bool, on registry.Day, chosen registry.RegionCode) table[*registry.Institution] {
	return table[*registry.Institution]{
		Caption: registry.Text{Zh: "医疗机构", En: "Institutions"},
		Columns: p.institutionColumns(on),
		Filters: []filter[*registry.Institution]{
			{Key: "region", Label: registry.Text{Zh: "地区", En: "Region"}, Options: p.regionChoices(chosen), Match: func(i *registry.Institution, value string) bool { return liesIn(p.s, i.Region, value) }},
			{Key: "level", Label: registry.Text{Zh: "级别", En: "Level"}, Options: p.levelOptions(),
				Match: func(i *registry.Institution, value string) bool { return strconv.Itoa(int(i.LevelOn(on))) == value }},
			{Key: "kind", Label: registry.Text{Zh: "类型", En: "Kind"}, Options: plainOptions(rows, func(i *registry.Institution) string { return i.Kind }),
				Match: func(i *registry.Institution, value string) bool { return i.Kind == value }},
			{Key: "status", Label: registry.Text{Zh: "状态", En: "Status"}, Options: p.statusOptions(),
				Match: func(i *registry.Institution, value string) bool {
					return institutionStatuses[statusOf(i, on)].key == value
				}},
		},
		Find: func(string) func(*registry.Institution) bool {
			return func(i *registry.Institution) bool { return found[i.ID] }
		},
	}
}

func (p phrases) institutionColumns(on registry.Day) []column[*registry.Institution] {
	return []column[*registry.Institution]{
		{Key: "name", Label: registry.Text{Zh: "医疗机构", En: "Institution"}, Name: func(i *registry.Institution) string { return i.Name },
			Value: func(i *registry.Institution) cell {
				return cell{Text: i.Name, Href: institutionAddress(i.ID), Note: p.list(i.Aliases)}
			}},
		{Key: "level", Label: registry.Text{Zh: "级别等次", En: "Level and grade"}, Less: byNumber(func(i *registry.Institution) registry.Level { return i.LevelOn(on) }),
			Value: func(i *registry.Institution) cell { return cell{Text: p.level(i.LevelOn(on)), Note: p.grade(i.Grade)} }},
		{Key: "region", Label: registry.Text{Zh: "地区", En: "Region"}, Less: byText(func(i *registry.Institution) string { return string(i.Region) }),
			Value: func(i *registry.Institution) cell { return cell{Text: p.region(i.Region)} }},
		{Key: "kind", Label: registry.Text{Zh: "类型", En: "Kind"}, Name: func(i *registry.Institution) string { return i.Kind },
			Value: func(i *registry.Institution) cell { return cell{Text: i.Kind} }},
		{Key: "status", Label: registry.Text{Zh: "状态", En: "Status"}, Value: func(i *registry.Institution) cell {
			status := institutionStatuses[statusOf(i, on)]
			return cell{Text: status.In(p.lang), Tone: status.tone}
		}},
		{Key: "id", Label: registry.Text{Zh: "登记编号", En: "Registry id"}, Less: byText(func(i *registry.Institution) string { return string(i.ID) }),
			Value: func(i *registry.Institution) cell { return cell{Text: string(i.ID)} }},
	}
}

// liesIn reports whether a region is another, or lies in it.
func liesIn(s *recognition.Snapshot, region registry.RegionCode, other string) bool {
	return slices.ContainsFunc(regionsAbove(s, region), func(r *registry.Region) bool { return string(r.Code) == other })
}

func (p phrases) statusOptions() []option {
	options := make([]option, len(institutionStatuses))
	for i, status := range institutionStatuses {
		options[i] = option{status.key, status.In(p.lang)}
	}
	return options
}

// regionChoices are the provinces, with the regions below the chosen one: there
// are too many to offer all.
func (p phrases) regionChoices(chosen registry.RegionCode) []option {
	open := map[registry.RegionCode]bool{}
	for _, region := range regionsAbove(p.s, chosen) {
		open[region.Code] = true
	}
	return p.regionTree("", "", open)
}

// regionTree are the regions below one, those of open ones beneath them.
func (p phrases) regionTree(parent registry.RegionCode, indent string, open map[registry.RegionCode]bool) []option {
	var options []option
	for _, r := range p.s.Catalogue().Regions {
		if r.Parent != parent || !r.InScope {
			continue
		}
		options = append(options, option{string(r.Code), indent + p.named(r.Name, r.NameEn)})
		if open[r.Code] {
			options = append(options, p.regionTree(r.Code, indent+"　", open)...)
		}
	}
	return options
}

// showInstitution answers GET /institutions/{id}.
func (w *Web) showInstitution(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	at, on := s.Head().Newest, w.now().Day()
	i, ok := s.Institution(registry.InstitutionID(c.Param("id")), at)
	if !ok {
		return echo.ErrNotFound
	}
	p := phrases{s, languageOf(c)}
	status := institutionStatuses[statusOf(i, on)]
	page := &institutionPage{
		frame: w.frame(c, sectionLists, registry.Text{Zh: i.Name, En: i.Name}),
		Trail: []crumb{{"/lists", p.say("三张清单", "Lists")}, {"/institutions", p.say("医疗机构", "Institutions")}},
		ID:    string(i.ID), Status: status.In(p.lang), Tone: status.tone, Facts: p.institutionFacts(i, on),
		Root: p.institutionLink(i.CampusOf), Survivor: p.institutionLink(i.MergedInto), Campuses: p.campusesOf(i.ID),
		Retrieval: retrievalOf(i), Consortia: p.consortiaOf(i.ID, on), Alliances: p.alliancesOf(i.Region, on),
	}
	if chain := regionsAbove(s, i.Region); len(chain) > 0 {
		page.Region = jurisdictionAddress(registry.JurisdictionCode(unitOf(chain).Code))
	}
	for _, listing := range s.Standings(i.ID, on, at) {
		page.Standings = append(page.Standings, p.standing(listing))
	}
	exported, err := w.qualityOf(c, p, page)
	if exported || err != nil {
		return err
	}
	return w.render(c, http.StatusOK, page)
}

// unitOf is the region of a chain that counts toward the target; the widest where
// none does.
func unitOf(chain []*registry.Region) *registry.Region {
	if i := slices.IndexFunc(chain, func(r *registry.Region) bool { return r.Unit }); i >= 0 {
		return chain[i]
	}
	return chain[len(chain)-1]
}

// institutionFacts are what an institution is; what is not known is left out,
// besides level and grade, of which it is said.
func (p phrases) institutionFacts(i *registry.Institution, on registry.Day) []fact {
	grade := cmp.Or(p.grade(i.Grade), p.say("未评等次", "grade not assessed"))
	regions := regionsAbove(p.s, i.Region)
	names := lo.Map(regions, func(r *registry.Region, _ int) string { return p.region(r.Code) })
	slices.Reverse(names)
	facts := []fact{
		{p.say("级别等次", "Level and grade"), p.level(i.LevelOn(on)) + p.say("，", ", ") + grade},
		{p.say("类型", "Kind"), i.Kind},
		{p.say("地区", "Region"), strings.Join(names, " › ")},
		{p.say("其他名称", "Other names"), p.list(i.Aliases)},
		{p.say("登记编号", "Registry id"), string(i.ID)},
		{p.say("统一社会信用代码", "Unified social credit code"), i.Identifiers.USCC},
		{p.say("执业许可证登记号", "Practice licence"), i.Identifiers.Licence},
		{p.say("医保编码", "Medical insurance code"), i.Identifiers.Insurance},
		{p.say("执业期间", "Open"), p.period(i.Open)},
	}
	return lo.Filter(facts, func(f fact, _ int) bool { return f.Value != "" })
}

func (p phrases) institutionLink(id registry.InstitutionID) *institutionLink {
	if id == "" {
		return nil
	}
	return &institutionLink{institutionAddress(id), p.institution(id)}
}

func (p phrases) campusesOf(id registry.InstitutionID) []institutionLink {
	var campuses []institutionLink
	for i := range p.s.Institutions(p.s.Head().Newest) {
		if i.CampusOf == id {
			campuses = append(campuses, institutionLink{institutionAddress(i.ID), i.Name})
		}
	}
	return campuses
}

// retrievalOf is the link to an institution's images; nothing but https.
func retrievalOf(i *registry.Institution) string {
	if !strings.HasPrefix(i.RetrievalURL, "https://") {
		return ""
	}
	return i.RetrievalURL
}

func (p phrases) consortiaOf(id registry.InstitutionID, on registry.Day) []string {
	var names []string
	for consortium := range p.s.Consortia(p.s.Head().Newest) {
		if slices.ContainsFunc(consortium.Members, func(m registry.ConsortiumMember) bool { return m.Institution == id && m.Period.Contains(on) }) {
			names = append(names, cmp.Or(consortium.Name, consortium.ID))
		}
	}
	return names
}

func (p phrases) alliancesOf(region registry.RegionCode, on registry.Day) []jurisdictionLink {
	var links []jurisdictionLink
	for a := range p.s.Alliances(p.s.Head().Newest) {
		if slices.ContainsFunc(regionsAbove(p.s, region), func(r *registry.Region) bool { return isMember(a, r.Code, on) }) {
			links = append(links, p.jurisdictionLink(a.Code, on))
		}
	}
	return links
}

func (p phrases) standing(l recognition.InstitutionListing) standingView {
	view := standingView{
		Jurisdiction: p.jurisdiction(l.List.Jurisdiction), Href: listAddress(l.List),
		Version: p.say("第 "+strconv.Itoa(l.Version)+" 版", "version "+strconv.Itoa(l.Version)),
	}
	if l.Removed != registry.MaxDay {
		view.Removed = l.Removed.String()
		return view
	}
	view.Role, view.Scope, view.Items, view.Period = p.role(l.Role), p.scope(l.Scope), p.scopeItems(l.Scope), p.period(l.Period)
	if len(l.Scope.Items) > fewItems {
		view.All = lo.Map(l.Scope.Items, func(code registry.ItemCode, _ int) string { return p.item(code) })
	}
	return view
}

// qualityOf reads an institution's qualifications into its page; exported tells
// that they were sent as a file instead. While the database is away the page says
// so and stands without them.
func (w *Web) qualityOf(c echo.Context, p phrases, page *institutionPage) (exported bool, err error) {
	if w.office == nil {
		page.Away = true
		return false, nil
	}
	rows, err := w.evidence(c, page.ID)
	if page.Away = isAway(err); page.Away {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	t, on := w.qualityTable(p), w.now().Day()
	t.File = filed(registry.Text{Zh: page.Title, En: page.Title}, t.Caption)
	if ok, err := t.exported(c, rows); ok {
		return true, err
	}
	if len(rows) == 0 {
		return false, nil
	}
	passing := lo.Filter(rows, func(q api.Qualification, _ int) bool { return speaks(q, on) && q.Result == passed })
	page.Quality = &qualityView{
		Passing: len(lo.UniqBy(passing, func(q api.Qualification) string { return q.Item })), Table: t.view(c, rows),
	}
	return false, nil
}

var passed = api.QualificationResult(registry.Pass.String())

// speaks reports whether a record says anything of a day.
func speaks(q api.Qualification, on registry.Day) bool {
	return periodOf(q.From, q.To).Contains(on) && (q.Revoked == nil || !periodOf(q.Revoked.From, nil).Contains(on))
}

func (w *Web) qualityTable(p phrases) table[api.Qualification] {
	on := w.now().Day()
	return table[api.Qualification]{
		Name: "quality", Caption: registry.Text{Zh: "质评质控记录", En: "Quality records"}, Size: 20,
		Columns: []column[api.Qualification]{
			{Key: "item", Label: registry.Text{Zh: "项目", En: "Item"}, Less: byText(func(q api.Qualification) string { return q.Item }),
				Value: func(q api.Qualification) cell {
					return cell{Text: p.item(registry.ItemCode(q.Item)), Href: itemAddress(registry.ItemCode(q.Item)), Note: q.Item}
				}},
			{Key: "programme", Label: registry.Text{Zh: "计划与轮次", En: "Programme and round"}, Less: byText(func(q api.Qualification) string { return q.Programme + q.Round }),
				Value: func(q api.Qualification) cell { return cell{Text: q.Programme, Note: q.Round} }},
			{Key: "result", Label: registry.Text{Zh: "结果", En: "Result"}, Value: p.qualityCell},
			{Key: "period", Label: registry.Text{Zh: "有效期间", En: "Period"}, Less: byText(func(q api.Qualification) string { return lo.FromPtr(q.From) }),
				Value: func(q api.Qualification) cell { return cell{Text: p.period(periodOf(q.From, q.To))} }},
		},
		Filters: []filter[api.Qualification]{
			{Key: "now", Label: registry.Text{Zh: "当前", En: "Today"}, Options: []option{{"yes", p.say("有效", "valid")}, {"no", p.say("已过期或撤销", "past or revoked")}},
				Match: func(q api.Qualification, value string) bool { return speaks(q, on) == (value == "yes") }},
		},
		Find: func(q string) func(api.Qualification) bool {
			found := keyed(w.registry.Items(q))
			return func(q api.Qualification) bool { return found[registry.ItemCode(q.Item)] }
		},
	}
}

func (p phrases) qualityCell(q api.Qualification) cell {
	if q.Revoked == nil {
		return resultCell(saying(p.lang), q)
	}
	from := lo.FromPtr(q.Revoked.From)
	return cell{Text: p.say("已撤销", "Revoked"), Tone: "bad", Note: p.say("自 "+from+"："+q.Revoked.Reason, "since "+from+": "+q.Revoked.Reason)}
}

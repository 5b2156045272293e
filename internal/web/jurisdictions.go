package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func (w *Web) registerJurisdictions(e *echo.Echo) {
	e.GET("/lists", w.listJurisdictions)
	e.GET("/lists/:code", w.showJurisdiction)
}

// jurisdictionsPage shows who has published what.
type jurisdictionsPage struct {
	frame
	Figures []figure
	Apart   int // fictional jurisdictions of the demonstration, which the figures leave out
	Table   tableView
}

func (*jurisdictionsPage) template() string { return "jurisdictions" }

// figure is a number and what it counts.
type figure struct{ Value, Label string }

// jurisdictionRow is one jurisdiction with the state of its lists, in the order
// of [registry.ListKinds].
type jurisdictionRow struct {
	code     registry.JurisdictionCode
	kind     registry.JurisdictionKind
	province registry.RegionCode
	name     string
	parent   string // the province's name, for one that lies in it
	lists    [len(registry.ListKinds)]recognition.ListState
}

// inForce is how many of its lists speak.
func (r jurisdictionRow) inForce() int {
	return lo.CountBy(r.lists[:], func(l recognition.ListState) bool { return l.Version > 0 })
}

// known is how many of its lists have any version.
func (r jurisdictionRow) known() int {
	return lo.CountBy(r.lists[:], func(l recognition.ListState) bool { return l.Known })
}

// apart reports whether a jurisdiction lies in none of the country's own regions:
// the fictional ones of the demonstration stand on no map.
func (r jurisdictionRow) apart() bool {
	_, drawn := tilePlaces[r.province]
	return r.province != "" && !drawn
}

// listJurisdictions answers GET /lists.
func (w *Web) listJurisdictions(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	p := phrases{s, languageOf(c)}
	rows := w.jurisdictionRows(p)
	t := w.jurisdictionTable(p)
	if ok, err := t.exported(c, rows); ok {
		return err
	}
	return w.render(c, http.StatusOK, &jurisdictionsPage{
		frame:   w.frame(c, sectionLists, registry.Text{Zh: "三张清单", En: "The three lists"}),
		Figures: publishingFigures(p, rows), Apart: lo.CountBy(rows, jurisdictionRow.apart), Table: t.view(c, rows),
	})
}

// jurisdictionRows are all regions that are to publish, and whoever else has:
// those who have first, then in the order of the catalogue.
func (w *Web) jurisdictionRows(p phrases) []jurisdictionRow {
	at, on := p.s.Head().Newest, w.now().Day()
	published := map[registry.JurisdictionCode]bool{}
	var codes []registry.JurisdictionCode
	for code := range p.s.Publishers(at) {
		published[code] = true
		codes = append(codes, code)
	}
	for _, region := range p.s.Catalogue().Regions {
		code := registry.JurisdictionCode(region.Code)
		if !published[code] && region.InScope && region.JurisdictionKind() != registry.District {
			codes = append(codes, code)
		}
	}
	rows := lo.Map(codes, func(code registry.JurisdictionCode, _ int) jurisdictionRow { return p.jurisdictionRow(code, on, at) })
	slices.SortStableFunc(rows, byNumber(func(r jurisdictionRow) int { return -r.inForce() }))
	return rows
}

func (p phrases) jurisdictionRow(code registry.JurisdictionCode, on registry.Day, at registry.Sequence) jurisdictionRow {
	row := jurisdictionRow{code: code, kind: kindOf(p.s, code), name: p.jurisdiction(code)}
	if chain := regionsAbove(p.s, registry.RegionCode(code)); len(chain) > 0 {
		row.province = chain[len(chain)-1].Code
		if len(chain) > 1 {
			row.parent = p.region(row.province)
		}
	}
	for i, kind := range registry.ListKinds {
		row.lists[i] = p.s.List(registry.ListID{Jurisdiction: code, Kind: kind}, on, at)
	}
	return row
}

// kindOf is the kind of a jurisdiction that is known.
func kindOf(s *recognition.Snapshot, code registry.JurisdictionCode) registry.JurisdictionKind {
	if code == registry.Nation {
		return registry.NationKind
	}
	if region, ok := s.Region(registry.RegionCode(code)); ok {
		return region.JurisdictionKind()
	}
	return registry.AllianceKind
}

// jurisdictionKind is what the kind of a jurisdiction is called. A municipality
// publishes as a prefecture, but nobody calls it one.
func (p phrases) jurisdictionKind(code registry.JurisdictionCode) string {
	kind := kindOf(p.s, code)
	if r, ok := p.s.Region(registry.RegionCode(code)); ok && r.Level == registry.RegionProvince && kind == registry.Prefecture {
		return p.say("直辖市", "Municipality")
	}
	return jurisdictionNames[kind].In(p.lang)
}

// regionsAbove are a region and those it lies in, from narrow to wide; none of
// one that is not known.
func regionsAbove(s *recognition.Snapshot, code registry.RegionCode) []*registry.Region {
	var chain []*registry.Region
	for region, ok := s.Region(code); ok; region, ok = s.Region(region.Parent) {
		chain = append(chain, region)
	}
	return chain
}

// publishingFigures sum up who has published in the country's own regions.
func publishingFigures(p phrases, all []jurisdictionRow) []figure {
	rows := lo.Reject(all, func(r jurisdictionRow, _ int) bool { return r.apart() })
	count := func(keep func(jurisdictionRow) bool) string { return strconv.Itoa(lo.CountBy(rows, keep)) }
	return []figure{
		{count(func(r jurisdictionRow) bool { return r.kind == registry.Prefecture && r.lists[0].Version > 0 }),
			p.say("个地市（含直辖市）有现行项目清单", "prefectures and municipalities with an item list")},
		{count(func(r jurisdictionRow) bool { return r.kind == registry.Prefecture && r.inForce() == len(r.lists) }),
			p.say("个地市（含直辖市）三张清单齐全", "prefectures and municipalities with all three lists")},
		{count(func(r jurisdictionRow) bool { return r.kind == registry.Province && r.inForce() > 0 }),
			p.say("个省级地区有现行清单", "provinces with lists of their own")},
	}
}

func (w *Web) jurisdictionTable(p phrases) table[jurisdictionRow] {
	return table[jurisdictionRow]{
		Caption: registry.Text{Zh: "各地公布的清单", En: "Lists by region"},
		Columns: append([]column[jurisdictionRow]{
			{Key: "name", Label: registry.Text{Zh: "地区", En: "Region"}, Less: byText(func(r jurisdictionRow) string { return string(r.code) }),
				Value: func(r jurisdictionRow) cell {
					return cell{Text: r.name, Href: jurisdictionAddress(r.code), Note: r.parent}
				}},
			{Key: "kind", Label: registry.Text{Zh: "类别", En: "Kind"}, Less: byNumber(func(r jurisdictionRow) registry.JurisdictionKind { return r.kind }),
				Value: func(r jurisdictionRow) cell { return cell{Text: p.jurisdictionKind(r.code)} }},
		}, lo.Map(registry.ListKinds[:], func(kind registry.ListKind, i int) column[jurisdictionRow] { return p.listColumn(kind, i) })...),
		Filters: []filter[jurisdictionRow]{
			{Key: "province", Label: registry.Text{Zh: "省级地区", En: "Province"}, Options: p.provinces(),
				Match: func(r jurisdictionRow, value string) bool { return string(r.province) == value }},
			{Key: "kind", Label: registry.Text{Zh: "类别", En: "Kind"}, Options: p.jurisdictionKinds(),
				Match: func(r jurisdictionRow, value string) bool { return r.kind.String() == value }},
			{Key: "published", Label: registry.Text{Zh: "公布情况", En: "Published"}, Options: []option{
				{"all", p.say("三张齐全", "all three lists")}, {"some", p.say("已有清单", "any list")}, {"none", p.say("尚未公布", "none yet")},
			}, Match: matchesPublished},
		},
		Find: func(q string) func(jurisdictionRow) bool {
			found := keyed(w.registry.Regions(q))
			return func(r jurisdictionRow) bool { return found[registry.RegionCode(r.code)] }
		},
	}
}

func matchesPublished(r jurisdictionRow, value string) bool {
	switch value {
	case "all":
		return r.inForce() == len(r.lists)
	case "some":
		return r.inForce() > 0
	}
	return r.known() == 0
}

// keyed are codes that a search found, to be looked up.
func keyed[K comparable](found []K) map[K]bool {
	return lo.SliceToMap(found, func(k K) (K, bool) { return k, true })
}

// listColumn shows the state of one list of a jurisdiction.
func (p phrases) listColumn(kind registry.ListKind, i int) column[jurisdictionRow] {
	return column[jurisdictionRow]{
		Key: kind.String(), Label: listNames[kind],
		Less:  byNumber(func(r jurisdictionRow) int { return r.lists[i].Entries }),
		Value: func(r jurisdictionRow) cell { return p.listCell(r.code, kind, r.lists[i]) },
	}
}

func (p phrases) listCell(code registry.JurisdictionCode, kind registry.ListKind, l recognition.ListState) cell {
	address := listAddress(registry.ListID{Jurisdiction: code, Kind: kind})
	switch {
	case l.Version > 0:
		return cell{
			Text: strconv.Itoa(l.Entries) + " " + entryCounts[kind].In(p.lang), Href: address,
			Note: p.period(registry.Since(l.Period.From)),
		}
	case l.Next > 0:
		return cell{Text: p.say("待生效", "not yet in force"), Href: address + "/versions", Note: p.period(registry.Since(l.NextFrom))}
	case l.Known:
		return cell{Text: p.say("无现行版本", "none in force"), Href: address + "/versions"}
	}
	return cell{Note: p.say("未公布", "not published")}
}

// provinces are the choices of a filter by province.
func (p phrases) provinces() []option {
	return lo.FilterMap(p.s.Catalogue().Regions, func(r registry.Region, _ int) (option, bool) {
		return option{string(r.Code), p.named(r.Name, r.NameEn)}, r.Level == registry.RegionProvince && r.InScope
	})
}

func (p phrases) jurisdictionKinds() []option {
	kinds := []registry.JurisdictionKind{registry.Prefecture, registry.Province, registry.District, registry.AllianceKind, registry.NationKind}
	return lo.Map(kinds, func(k registry.JurisdictionKind, _ int) option {
		return option{k.String(), jurisdictionNames[k].In(p.lang)}
	})
}

// jurisdictionPage shows the three lists of a jurisdiction, and which others
// hold there.
type jurisdictionPage struct {
	frame
	Trail    []crumb
	Kind     string
	Code     string
	Cards    []listCard
	Away     bool // what stands in the database cannot be read
	Progress string
	Within   bool               // it is a region, within which lists of others may hold
	Wider    []jurisdictionLink // whose lists hold here too
	Parts    []jurisdictionLink // regions below, or members of an alliance
	PartsOf  string             // what they are called
}

func (*jurisdictionPage) template() string { return "jurisdiction" }

// crumb is one step of the way to a page.
type crumb struct{ Href, Label string }

// jurisdictionLink leads to another jurisdiction.
type jurisdictionLink struct {
	Href, Name, Note string
	Silent           bool // none of its lists is in force
}

// listCard is one list of a jurisdiction at a glance.
type listCard struct {
	Name, Count, Href string
	State             recognition.ListState
	Since, Next       string
	Version           *versionView // nil where none is in force, or it cannot be read
	Notices           []noticeLink
}

// noticeLink leads to a list in public notice.
type noticeLink struct{ Href, Label string }

// jurisdictionOf is the jurisdiction that a path names.
func (w *Web) jurisdictionOf(c echo.Context) (p phrases, code registry.JurisdictionCode, err error) {
	s := w.snapshot(c)
	if s == nil {
		return p, "", httpapi.NotReady()
	}
	code = registry.JurisdictionCode(c.Param("code"))
	if !isJurisdiction(s, code) {
		return p, "", echo.ErrNotFound
	}
	return phrases{s, languageOf(c)}, code, nil
}

func isJurisdiction(s *recognition.Snapshot, code registry.JurisdictionCode) bool {
	_, region := s.Region(registry.RegionCode(code))
	_, alliance := allianceOf(s, code)
	return region || alliance || code == registry.Nation
}

func allianceOf(s *recognition.Snapshot, code registry.JurisdictionCode) (*registry.Alliance, bool) {
	for a := range s.Alliances(s.Head().Newest) {
		if a.Code == code {
			return a, true
		}
	}
	return nil, false
}

// showJurisdiction answers GET /lists/{code}.
func (w *Web) showJurisdiction(c echo.Context) error {
	p, code, err := w.jurisdictionOf(c)
	if err != nil {
		return err
	}
	page := &jurisdictionPage{
		frame: w.frame(c, sectionLists, registry.Text{Zh: p.jurisdiction(code), En: capital(p.jurisdiction(code))}),
		Trail: p.trail(code), Kind: p.jurisdictionKind(code), Code: string(code),
	}
	if region, ok := p.s.Region(registry.RegionCode(code)); ok && (region.Unit || region.Level == registry.RegionProvince) {
		page.Progress = "/progress/" + string(code)
	}
	_, page.Within = p.s.Region(registry.RegionCode(code))
	on := w.now().Day()
	page.Wider = lo.Reject(p.widerThan(code, on), func(l jurisdictionLink, _ int) bool { return l.Silent })
	page.Parts, page.PartsOf = p.partsOf(code, on)
	notices, err := w.noticesFor(c, p, code)
	if page.Away = isAway(err); err != nil && !page.Away {
		return err
	}
	for _, kind := range registry.ListKinds {
		card, err := w.listCard(c, p, registry.ListID{Jurisdiction: code, Kind: kind}, on)
		if page.Away = page.Away || isAway(err); err != nil && !isAway(err) {
			return err
		}
		card.Notices = notices[kind]
		page.Cards = append(page.Cards, card)
	}
	return w.render(c, http.StatusOK, page)
}

// listCard is a list as the snapshot knows it, and what the version in force
// rests on; the error leaves the card without that.
func (w *Web) listCard(c echo.Context, p phrases, id registry.ListID, on registry.Day) (listCard, error) {
	state := p.s.List(id, on, p.s.Head().Newest)
	card := listCard{
		Name: listNames[id.Kind].In(p.lang), Count: entryCounts[id.Kind].In(p.lang),
		Href: listAddress(id), State: state,
		Since: p.period(state.Period), Next: p.period(registry.Since(state.NextFrom)),
	}
	if state.Version == 0 {
		return card, nil
	}
	history, err := w.registry.List(c.Request().Context(), id)
	if err != nil {
		return card, err
	}
	version, err := app.VersionOf(history, state.Version)
	if err != nil {
		return card, err
	}
	view := p.version(version, on)
	card.Version = &view
	return card, nil
}

// trail is the way from the nation to a jurisdiction, itself last.
func (p phrases) trail(code registry.JurisdictionCode) []crumb {
	trail := []crumb{{"/lists", p.say("三张清单", "Lists")}}
	chain := regionsAbove(p.s, registry.RegionCode(code))
	if len(chain) > 0 {
		trail = append(trail, crumb{jurisdictionAddress(registry.Nation), capital(p.jurisdiction(registry.Nation))})
	}
	for _, region := range slices.Backward(chain) {
		trail = append(trail, crumb{jurisdictionAddress(registry.JurisdictionCode(region.Code)), p.region(region.Code)})
	}
	if len(chain) == 0 {
		trail = append(trail, crumb{jurisdictionAddress(code), capital(p.jurisdiction(code))})
	}
	return trail
}

// widerThan are the jurisdictions that contain a region: their lists hold there
// too.
func (p phrases) widerThan(code registry.JurisdictionCode, on registry.Day) []jurisdictionLink {
	chain := regionsAbove(p.s, registry.RegionCode(code))
	if len(chain) == 0 {
		return nil
	}
	var wider []jurisdictionLink
	for _, region := range chain[1:] {
		wider = append(wider, p.jurisdictionLink(registry.JurisdictionCode(region.Code), on))
	}
	for a := range p.s.Alliances(p.s.Head().Newest) {
		if slices.ContainsFunc(chain, func(r *registry.Region) bool { return isMember(a, r.Code, on) }) {
			wider = append(wider, p.jurisdictionLink(a.Code, on))
		}
	}
	return append(wider, p.jurisdictionLink(registry.Nation, on))
}

func isMember(a *registry.Alliance, region registry.RegionCode, on registry.Day) bool {
	return slices.ContainsFunc(a.Members, func(m registry.AllianceMember) bool { return m.Region == region && m.Period.Contains(on) })
}

// jurisdictionLink names a jurisdiction and says which of its lists are in force.
func (p phrases) jurisdictionLink(code registry.JurisdictionCode, on registry.Day) jurisdictionLink {
	row := p.jurisdictionRow(code, on, p.s.Head().Newest)
	link := jurisdictionLink{Href: jurisdictionAddress(code), Name: row.name, Silent: row.inForce() == 0}
	var said []string
	for i, kind := range registry.ListKinds {
		if row.lists[i].Version > 0 {
			said = append(said, strconv.Itoa(row.lists[i].Entries)+" "+entryCounts[kind].In(p.lang))
		}
	}
	if link.Note = p.list(said); link.Silent {
		link.Note = p.say("没有现行清单", "no list in force")
	}
	return link
}

// partsOf are the jurisdictions right below one, and what they are called.
// Districts are many and seldom publish: those that did are shown.
func (p phrases) partsOf(code registry.JurisdictionCode, on registry.Day) ([]jurisdictionLink, string) {
	if a, ok := allianceOf(p.s, code); ok {
		members := lo.Filter(a.Members, func(m registry.AllianceMember, _ int) bool { return m.Period.Contains(on) })
		return lo.Map(members, func(m registry.AllianceMember, _ int) jurisdictionLink {
			return p.jurisdictionLink(registry.JurisdictionCode(m.Region), on)
		}), p.say("成员地区", "Member regions")
	}
	var parts []jurisdictionLink
	for _, region := range p.s.Catalogue().Regions {
		if !region.InScope || region.Code == registry.RegionCode(code) || !isBelow(region, code) {
			continue
		}
		link := p.jurisdictionLink(registry.JurisdictionCode(region.Code), on)
		if region.JurisdictionKind() != registry.District || !link.Silent {
			parts = append(parts, link)
		}
	}
	if code == registry.Nation {
		for a := range p.s.Alliances(p.s.Head().Newest) {
			parts = append(parts, p.jurisdictionLink(a.Code, on))
		}
	}
	return parts, p.say("所辖地区", "Regions below")
}

// isAway reports whether an error says that the database cannot be reached.
func isAway(err error) bool {
	refused, ok := asRefused(err)
	return errors.Is(err, registry.ErrUnavailable) || ok && refused.problem.Status == http.StatusServiceUnavailable
}

func isBelow(r registry.Region, code registry.JurisdictionCode) bool {
	if code == registry.Nation {
		return r.Level == registry.RegionProvince
	}
	return r.Parent == registry.RegionCode(code)
}

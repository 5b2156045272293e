package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// The fields of the page of counterparts.
const (
	fieldDirection   = "direction"
	fieldInstitution = "institution"
)

// The directions: whose results an institution recognizes, and where its own are
// recognized. Without one it is the first.
const (
	directionFrom = "from"
	directionTo   = "to"
)

// counterpartsPage says between which institutions an item is recognized.
type counterpartsPage struct {
	frame
	Form        form
	To          bool
	Institution nameField
	Item        nameField
	Name, Order string // of the institution and the item, once both are known
	Day         string
	Merged      []string // what the institution was that is asked about
	Images      bool     // the item has images, which are taken to be at hand
	Table       *tableView
}

func (*counterpartsPage) template() string { return "counterparts" }

// counterpart is an institution and what holds between it and the one asked about.
type counterpart struct {
	id          registry.InstitutionID
	name, place string
	unit        registry.RegionCode
	outcome     recognition.Outcome
	said        outcomeView
	mark, why   string
}

// counterparts answers GET /look-up/who.
func (w *Web) counterparts(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	q := &inquiry{web: w, snapshot: s, lang: languageOf(c), form: queryForm(c)}
	institution := q.institution(fieldInstitution)
	item := q.oneItem()
	p := &counterpartsPage{
		frame: w.frame(c, sectionLookUp, registry.Text{Zh: "互认关系查询", En: "Who is recognized"}),
		To:    q.form.Get(fieldDirection) == directionTo, Day: w.now().Day().String(),
	}
	q.require(fieldInstitution, fieldItem)
	self, known := survivor(s, registry.InstitutionID(institution.Value))
	if institution.Value != "" && !known {
		q.wrong(fieldInstitution, sprint("没有登记“%s”", "“%s” is not registered", institution.Text), institutionFix)
	}
	p.Form = q.form
	p.Institution = q.nameField(&p.frame, fieldInstitution, "institutions", institution)
	p.Item = q.nameField(&p.frame, fieldItem, "items", item)
	if !known || item.Value == "" {
		return w.render(c, q.status(), p)
	}
	p.Name, p.Order, p.Images = self.Name, item.Text, q.hasImages(item.Value)
	if said := q.merger(institution.Earlier, self.ID); said != "" {
		p.Merged = []string{said}
	}
	if err := httpapi.Charge(c, httpapi.TokensOfCounterparts-1); err != nil {
		return err
	}
	rows := q.counterpartsOf(self.ID, registry.ItemCode(item.Value), p.To)
	t := q.counterpartTable(self, item, p.To, rows)
	if ok, err := t.exported(c, rows); ok {
		return err
	}
	view := t.view(c, rows)
	p.Table = &view
	return w.render(c, http.StatusOK, p)
}

// oneItem is the item that is asked about. Of a panel, one is to be chosen.
func (q *inquiry) oneItem() named {
	item := q.web.orderMeant(q.snapshot, q.form.Get(fieldItem), q.form.Get(fieldItem+wasSuffix), q.lang)
	if panel, ok := panelOf(q.snapshot, item.Value); ok {
		item = named{Text: item.Text, Choices: orders(q.snapshot, lo.Map(panel.Items, asText[registry.ItemCode]), q.lang)}
		q.wrong(fieldItem, sprint("“%s”是组合项目", "“%s” is a panel", item.Text), registry.Text{Zh: "请选择其中一项", En: "choose one of its items"})
		return item
	}
	if _, ok := q.snapshot.Item(registry.ItemCode(item.Value)); item.Value != "" && !ok {
		item.Value = ""
	}
	q.settled(fieldItem, item, orderFix)
	return item
}

// counterpartsOf are the institutions with which an item may be recognized, in
// the order of their ids.
func (q *inquiry) counterpartsOf(self registry.InstitutionID, item registry.ItemCode, issues bool) []counterpart {
	at := q.snapshot.Head().Newest
	asking := app.NewCounterparts(q.snapshot, self, issues, item, q.web.now().Day(), at)
	var rows []counterpart
	for other := range q.snapshot.Institutions(at) {
		if asking.MayHold(other) {
			rows = append(rows, counterpart{
				id: other.ID, name: other.Name, place: whereabouts(q.snapshot, other.Region, q.lang), unit: prefectureOf(q.snapshot, other.Region),
				outcome: asking.Answer.Outcome, said: outcomeOf(asking.Answer.Outcome, q.lang), mark: asking.Answer.Mark,
				why: q.reason(&asking.Answer),
			})
		}
	}
	return rows
}

// hasImages reports whether an item is one that images are made of.
func (q *inquiry) hasImages(item string) bool {
	i, ok := q.snapshot.Item(registry.ItemCode(item))
	return ok && i.Domain == registry.Exam
}

// prefectureOf is the prefecture that a region lies in.
func prefectureOf(s *recognition.Snapshot, code registry.RegionCode) registry.RegionCode {
	for r, ok := s.Region(code); ok; r, ok = s.Region(r.Parent) {
		if r.JurisdictionKind() == registry.Prefecture {
			return r.Code
		}
	}
	return code
}

func (q *inquiry) counterpartTable(self *registry.Institution, item named, to bool, rows []counterpart) table[counterpart] {
	images := q.hasImages(item.Value)
	return table[counterpart]{
		Caption: counterpartCaption(self.Name, item.Text, to),
		Columns: []column[counterpart]{
			{Key: "institution", Label: registry.Text{Zh: "医疗机构", En: "Institution"}, Name: func(r counterpart) string { return r.name },
				Value: func(r counterpart) cell {
					return cell{Text: r.name, Href: institutionAddress(r.id), Note: string(r.id)}
				}},
			{Key: "place", Label: registry.Text{Zh: "所在地", En: "Where"}, Less: byText(func(r counterpart) string { return string(r.unit) + r.place }),
				Value: func(r counterpart) cell { return cell{Text: r.place} }},
			{Key: "outcome", Label: registry.Text{Zh: "互认结果", En: "Outcome"}, Less: byNumber(func(r counterpart) int { return slices.Index(outcomesInOrder, r.outcome) }),
				Value: func(r counterpart) cell {
					return cell{Text: r.said.Word, Tone: r.said.Tone, Href: pairAddress(self.ID, r.id, item.Value, to, images, q.web.now().Day()), Note: r.why}
				}},
			{Key: "mark", Label: registry.Text{Zh: "互认标识", En: "Mark"}, Less: byText(func(r counterpart) string { return r.mark }),
				Value: func(r counterpart) cell { return cell{Text: r.mark} }},
		},
		Filters: q.counterpartFilters(rows),
		Find: func(typed string) func(counterpart) bool {
			found := keyed(q.web.registry.Institutions(typed))
			return func(r counterpart) bool { return found[r.id] }
		},
		Empty: registry.Text{Zh: "今天没有机构与它就此项目互认。", En: "No institution shares this item with it today."},
	}
}

func counterpartCaption(institution, item string, to bool) registry.Text {
	if to {
		return sprint("%[1]s 的 %[2]s 结果在以下机构可互认", "Where %[2]s results from %[1]s are recognized", institution, item)
	}
	return sprint("以下机构的 %[2]s 结果在 %[1]s 可互认", "Whose %[2]s results %[1]s recognizes", institution, item)
}

// pairAddress is the look-up of a result between two institutions; images says
// whether it has images, which are then at hand.
func pairAddress(self, other registry.InstitutionID, item string, to, images bool, day registry.Day) string {
	issuer, receiver := other, self
	if to {
		issuer, receiver = self, other
	}
	values := url.Values{
		fieldIssuer: {string(issuer)}, fieldReceiver: {string(receiver)}, fieldItem: {item}, fieldExam: {day.String()},
	}
	if images {
		values.Set(fieldImages, "yes")
	}
	return pathWith("/look-up", values)
}

// counterpartFilters filter by outcome and by the prefectures that there are.
func (q *inquiry) counterpartFilters(rows []counterpart) []filter[counterpart] {
	outcomes := lo.FilterMap(outcomesInOrder, func(o recognition.Outcome, _ int) (option, bool) {
		return option{o.String(), outcomeOf(o, q.lang).Word}, slices.ContainsFunc(rows, func(r counterpart) bool { return r.outcome == o })
	})
	units := lo.Uniq(lo.Map(rows, func(r counterpart, _ int) registry.RegionCode { return r.unit }))
	slices.Sort(units)
	return []filter[counterpart]{
		{Key: "outcome", Label: registry.Text{Zh: "互认结果", En: "Outcome"}, Options: outcomes,
			Match: func(r counterpart, value string) bool { return r.outcome.String() == value }},
		{Key: "region", Label: registry.Text{Zh: "地区", En: "Region"},
			Options: lo.Map(units, func(code registry.RegionCode, _ int) option {
				return option{string(code), whereabouts(q.snapshot, code, q.lang)}
			}),
			Match: func(r counterpart, value string) bool { return string(r.unit) == value }},
	}
}

package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

var (
	institutionMade    = notice("institution-made", "医疗机构已登记。", "The institution is recorded.")
	institutionChanged = notice("institution-changed", "医疗机构已更正。", "The institution is corrected.")
	institutionClosed  = notice("institution-closed", "关闭日期已登记。", "The closing is recorded.")
	institutionMerged  = notice("institution-merged", "重复登记已合并。", "The duplicate is merged.")
)

func (w *Web) registerKeptInstitutions(e *echo.Echo) {
	e.GET("/console/institutions", w.shown(w.keptInstitutions), w.signedIn)
	e.GET("/console/institutions/new", w.shown(w.newInstitution), w.signedIn)
	e.POST("/console/institutions/new", w.taken(w.newInstitution, w.makeInstitution), w.signedIn)
	e.GET("/console/institutions/:id", w.shown(w.keptInstitution), w.signedIn)
	e.POST("/console/institutions/:id", w.taken(w.keptInstitution, w.correctInstitution), w.signedIn)
	for step, take := range map[string]func(echo.Context, *form) (echo.HandlerFunc, error){"close": w.closeInstitution, "merge": w.mergeInstitution} {
		show := w.endingInstitution(step)
		e.GET("/console/institutions/:id/"+step, w.shown(show), w.signedIn)
		e.POST("/console/institutions/:id/"+step, w.taken(show, take), w.signedIn)
	}
}

var institutionsTitle = both("医疗机构", "Institutions")

// keepsSomewhere reports whether who asks keeps what lies in any region.
func (w *Web) keepsSomewhere(c echo.Context) bool {
	return slices.ContainsFunc(httpapi.ActorOf(c).Grants, func(g office.Grant) bool { return g.Role == office.Editor })
}

func keeper(s saying) string {
	return s.t("该地区或上级的“编辑”", "an editor of the region or of one above it")
}

// keptInstitutions answers GET /console/institutions.
func (w *Web) keptInstitutions(c echo.Context, _ form) (*deskPage, error) {
	s := sayingOf(c)
	snapshot, at := w.newest()
	p := w.desk(c, "institutions", institutionsTitle, s.t("清单所指的机构登记。同一机构只登记一次。", "The institutions that lists name, each recorded once."))
	p.with(w.newThing(c, "/console/institutions/new", s.t("登记机构", "Record an institution")))
	return p.with(rowsOn(p, c, w.institutionsTable(c), slices.Collect(snapshot.Institutions(at)))), nil
}

// newThing leads to the page of a new thing, for whoever may make one.
func (w *Web) newThing(c echo.Context, address, label string) deskSection {
	if s := sayingOf(c); !w.keepsSomewhere(c) {
		return denied(s, keeper(s))
	}
	return deskSection{Links: []deskLink{{Href: address, Label: label}}}
}

func (w *Web) institutionsTable(c echo.Context) table[*registry.Institution] {
	s, today := sayingOf(c), w.now().Day()
	p := w.words(s)
	return table[*registry.Institution]{
		Caption: institutionsTitle, Sort: "id",
		Columns: []column[*registry.Institution]{
			{Key: "name", Label: both("名称", "Name"), Name: func(i *registry.Institution) string { return i.Name },
				Value: func(i *registry.Institution) cell {
					return cell{Text: i.Name, Note: strings.Join(i.Aliases, s.t("、", ", ")), Href: "/console/institutions/" + string(i.ID)}
				}},
			textColumn("id", both("编码", "Id"), func(i *registry.Institution) string { return string(i.ID) }),
			{Key: "region", Label: both("地区", "Region"), Less: byNumber(func(i *registry.Institution) registry.RegionCode { return i.Region }),
				Value: func(i *registry.Institution) cell {
					return cell{Text: w.placeName(s, string(i.Region))}
				}},
			{Key: "level", Label: both("等级", "Level"), Value: func(i *registry.Institution) cell {
				return cell{Text: p.level(i.LevelOn(today)), Note: p.grade(i.Grade)}
			}},
			{Key: "kind", Label: both("类别", "Kind"), Value: func(i *registry.Institution) cell { return cell{Text: i.Kind} }},
			{Key: "state", Label: both("状态", "State"), Value: func(i *registry.Institution) cell { return w.institutionState(s, i, today) }},
		},
		Filters: []filter[*registry.Institution]{
			{Key: "province", Label: both("省份", "Province"),
				Options: p.provinces(), Match: func(i *registry.Institution, value string) bool { return liesIn(p.s, i.Region, value) }},
			{Key: "level", Label: both("等级", "Level"),
				Options: p.levelOptions(), Match: func(i *registry.Institution, value string) bool { return strconv.Itoa(int(i.LevelOn(today))) == value }},
			{Key: "state", Label: both("状态", "State"), Options: p.statusOptions(),
				Match: func(i *registry.Institution, value string) bool {
					return institutionStatuses[statusOf(i, today)].key == value
				}},
		},
	}
}

func (w *Web) institutionState(s saying, i *registry.Institution, today registry.Day) cell {
	status := institutionStatuses[statusOf(i, today)]
	state := cell{Text: status.In(string(s)), Tone: status.tone}
	if i.MergedInto != "" {
		state.Note = w.institutionName(string(i.MergedInto))
	}
	return state
}

// institutionFields are the fields of an institution; those of a correction say
// why.
func institutionFields(s saying, f form, levels []option) []fieldView {
	return []fieldView{
		f.field("name", s.t("全称", "Full name")).Needed(),
		f.field("region", s.t("所在县区或地市", "County or prefecture")).Needed().Suggesting("regions"),
		f.field("aliases", s.t("别名", "Other names")).WithHint(s.t("以顿号或分号分开", "separated by semicolons")),
		f.field("kind", s.t("类别", "Kind")).WithHint(s.t("综合医院、中医医院……", "综合医院, 中医医院 …")),
		f.field("level", s.t("等级", "Level")).Choosing(append([]option{{"", "—"}}, levels...)),
		f.field("level_since", s.t("该等级自", "That level since")).As("date"),
		f.field("grade", s.t("等次", "Grade")).Choosing([]option{{"", "—"}, {"甲等", s.t("甲等", "Grade A (甲等)")}, {"乙等", s.t("乙等", "Grade B (乙等)")}, {"丙等", s.t("丙等", "Grade C (丙等)")}}),
		f.field("opened", s.t("开业日期", "Opened on")).As("date"),
		f.field("campus_of", s.t("主院（本院区为其分院区时）", "Main hospital, for a campus")).Suggesting("institutions"),
		f.field("identifiers/uscc", s.t("统一社会信用代码", "Unified social credit code")),
		f.field("identifiers/licence", s.t("执业许可证号", "Licence")), f.field("identifiers/insurance", s.t("医保编码", "Insurance code")),
		f.field("retrieval_url", s.t("调阅地址（https）", "Retrieval address (https)")).WithHint(s.t("只展示，不访问",
			"it is shown and never followed")),
		f.field("reason", s.t("原因", "Why")).WithHint(s.t("记入审计记录", "for the record")),
		f.field("accept_ids", s.t("号码属实，虽校验位不符", "The numbers are genuine although a check digit fails")).As("checkbox"),
	}
}

// newInstitution is the page of a new institution.
func (w *Web) newInstitution(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	fields := institutionFields(s, f, w.words(s).levelOptions())
	if lo.ContainsBy(f.AllProblems(), func(p api.ProblemDetail) bool { return p.Code == "DUPLICATE_SUSPECTED" }) || f.Has("confirm", "true") {
		fields = append(fields, f.field("confirm", s.t("我已核对：它是另一家机构", "I have checked: it is another institution")).As("checkbox"))
	}
	p := w.desk(c, "institutions", both("登记机构", "Record an institution"),
		s.t("编码由系统生成。与已登记机构同名或证照相同者会先提示。", "The id is made here. One with the name or an identifier of another is pointed out first."))
	p.under("/console/institutions", institutionsTitle.In(languageOf(c)))
	if !w.keepsSomewhere(c) {
		return p.with(denied(s, keeper(s))), nil
	}
	return p.form(f, deskForm{Action: "/console/institutions/new", Button: s.t("登记", "Record"), Fields: fields}), nil
}

// institutionStated is what a form states about an institution.
func (w *Web) institutionStated(f *form) api.InstitutionFields {
	stated := api.InstitutionFields{
		Name: new(f.Get("name")), Region: new(w.regionTyped(f.Get("region"))), Aliases: parted(f.Get("aliases")),
		Kind: new(f.Get("kind")), Grade: new(f.Get("grade")), LevelSince: f.Optional("level_since"), Opened: f.Optional("opened"),
		CampusOf: new(w.institutionTyped(f.Get("campus_of"))), RetrievalURL: new(f.Get("retrieval_url")), Reason: f.Optional("reason"),
		Confirm: new(f.Has("confirm", "true")),
	}
	if level, err := strconv.Atoi(f.Get("level")); err == nil {
		stated.Level = &level
	}
	numbers := struct {
		Insurance *string `json:"insurance,omitempty"`
		Licence   *string `json:"licence,omitempty"`
		Uscc      *string `json:"uscc,omitempty"`
	}{new(f.Get("identifiers/insurance")), new(f.Get("identifiers/licence")), new(f.Get("identifiers/uscc"))}
	stated.Identifiers = &numbers
	if f.Has("accept_ids", "true") {
		stated.Accept = lo.Compact([]string{*numbers.Insurance, *numbers.Licence, *numbers.Uscc})
	}
	return stated
}

// parted are the texts of one field, separated by semicolons or 、
func parted(text string) []string {
	texts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("；;、\n", r) })
	return lo.Compact(lo.Map(texts, func(t string, _ int) string { return strings.TrimSpace(t) }))
}

// makeInstitution answers POST /console/institutions/new.
func (w *Web) makeInstitution(c echo.Context, f *form) (echo.HandlerFunc, error) {
	r, err := asked(w.client(c).CreateInstitutionWithResponse(c.Request().Context(), &api.CreateInstitutionParams{}, w.institutionStated(f)))
	if err != nil {
		return nil, err
	}
	return leadsTo("/console/institutions/"+r.JSON201.ID, institutionMade), nil
}

// institutionAsked is the institution in the path of a page.
func (w *Web) institutionAsked(c echo.Context) (*registry.Institution, error) {
	snapshot, at := w.newest()
	i, ok := snapshot.Institution(registry.InstitutionID(c.Param("id")), at)
	if !ok {
		return nil, echo.ErrNotFound
	}
	return i, nil
}

func (w *Web) keeps(c echo.Context, i *registry.Institution) bool {
	return w.does(c, office.Upkeep, registry.JurisdictionCode(i.Region))
}

// keptInstitution is the page of one institution.
func (w *Web) keptInstitution(c echo.Context, f form) (*deskPage, error) {
	i, err := w.institutionAsked(c)
	if err != nil {
		return nil, err
	}
	s, here := sayingOf(c), "/console/institutions/"+string(i.ID)
	state := w.institutionState(s, i, w.now().Day())
	p := w.desk(c, "institutions", both(i.Name, i.Name), string(i.ID)).under("/console/institutions", institutionsTitle.In(languageOf(c)))
	p.with(deskSection{
		Facts: []deskFact{{Label: s.t("状态", "State"), Value: state.Text, Tone: state.Tone},
			{Label: s.t("地区", "Region"), Value: w.placeName(s, string(i.Region))},
			{Label: s.t("开放期间", "Open"), Value: cmp.Or(w.words(s).period(i.Open), s.t("始终", "always"))}},
		Links: []deskLink{
			{"/console/qualifications?institution=" + string(i.ID), s.t("质评质控", "Qualifications"), "quiet"},
			{"/console/code-maps?institution=" + string(i.ID), s.t("院内编码", "Code map"), "quiet"},
			{institutionAddress(i.ID), s.t("公开页面", "Public page"), "bare"},
		},
	})
	if into := string(i.MergedInto); into != "" {
		name := w.institutionName(into)
		return p.with(deskSection{
			Text:  s.tf("已并入 %s；请在那里办理。", "Merged into %s; go on there.", name),
			Links: []deskLink{{"/console/institutions/" + into, name, "quiet"}},
		}), nil
	}
	if !w.keeps(c, i) {
		return p.with(denied(s, keeper(s))), nil
	}
	p.correct(f, correction{tag: httpapi.Tag(*i), stands: institutionFilled(i, w.now().Day()), fill: func(f form) deskForm {
		return deskForm{Title: s.t("更正", "Correct"), Action: here, Button: s.t("保存更正", "Save"), Fields: institutionFields(s, f, w.words(s).levelOptions())}
	}})
	return p.with(deskSection{Title: s.t("关闭或合并", "Close or merge"), Links: []deskLink{
		{here + "/close", s.t("登记关闭…", "Close…"), "danger"}, {here + "/merge", s.t("并入另一机构…", "Merge into another…"), "danger"},
	}}), nil
}

// institutionFilled is an institution as its form shows it.
func institutionFilled(i *registry.Institution, today registry.Day) form {
	f := filled("opened", "", "name", i.Name, "region", string(i.Region), "aliases", strings.Join(i.Aliases, "；"), "kind", i.Kind, "grade", i.Grade,
		"level", strconv.Itoa(int(i.LevelOn(today))), "campus_of", string(i.CampusOf), "retrieval_url", i.RetrievalURL,
		"identifiers/uscc", i.Identifiers.USCC, "identifiers/licence", i.Identifiers.Licence, "identifiers/insurance", i.Identifiers.Insurance)
	if i.Open.From != registry.MinDay {
		f.values.Set("opened", i.Open.From.String())
	}
	return f
}

// correctInstitution answers POST /console/institutions/{id}.
func (w *Web) correctInstitution(c echo.Context, f *form) (echo.HandlerFunc, error) {
	_, err := asked(w.client(c).CorrectInstitutionWithResponse(c.Request().Context(),
		c.Param("id"), &api.CorrectInstitutionParams{}, w.institutionStated(f), ifMatch(f.Get("etag"))))
	return leadsTo("/console/institutions/"+c.Param("id"), institutionChanged), err
}

// endingInstitution is the page of a step that ends an institution: close or
// merge.
func (w *Web) endingInstitution(step string) showing {
	return func(c echo.Context, f form) (*deskPage, error) {
		i, err := w.institutionAsked(c)
		if err != nil {
			return nil, err
		}
		s, here := sayingOf(c), "/console/institutions/"+string(i.ID)
		title, first := both("登记关闭", "Close"), f.field("on", s.t("不再开放的首日", "First day on which it is closed")).As("date").Needed()
		if step == "merge" {
			title, first = both("并入另一机构", "Merge into another"), f.field("into", s.t("保留的机构", "The institution that stays")).Suggesting("institutions").Needed()
		}
		p := w.desk(c, "institutions", title, i.Name).under("/console/institutions", institutionsTitle.In(languageOf(c))).under(here, i.Name)
		if !w.keeps(c, i) {
			return p.with(denied(s, keeper(s))), nil
		}
		return p.form(f, deskForm{
			Action: here + "/" + step, Button: s.t("查看影响", "See what it does"), Back: &deskLink{here, s.t("返回", "Back"), "quiet"},
			Fields: []fieldView{first, f.field("reason", s.t("原因", "Why")).Needed()},
		}), nil
	}
}

// closeInstitution answers POST /console/institutions/{id}/close.
func (w *Web) closeInstitution(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, id := sayingOf(c), c.Param("id")
	_, err := asked(w.client(c).CloseInstitutionWithResponse(c.Request().Context(), id, &api.CloseInstitutionParams{DryRun: !f.sure()},
		api.Closing{On: f.Get("on"), Reason: f.Get("reason")}))
	if err != nil || f.sure() {
		return leadsTo("/console/institutions/"+id, institutionClosed), err
	}
	touched, err := w.touched(c, id)
	return w.warn(c, "institutions", *f, warning{
		title: both("关闭 "+w.institutionName(id), "Close "+w.institutionName(id)),
		back:  deskLink{Href: "/console/institutions/" + id, Label: w.institutionName(id)}, button: s.t("登记关闭", "Close it"),
		says: append([]string{s.tf("自 %s 起，它的结果不再互认，它也不再作为接诊机构。此前的结果照旧。",
			"From %s its results are no longer recognized, nor does it receive any. Earlier results stand.", f.Get("on"))}, touched...),
	}), err
}

// mergeInstitution answers POST /console/institutions/{id}/merge.
func (w *Web) mergeInstitution(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, id, into := sayingOf(c), c.Param("id"), w.institutionTyped(f.Get("into"))
	_, err := asked(w.client(c).MergeInstitutionWithResponse(c.Request().Context(), id, &api.MergeInstitutionParams{DryRun: !f.sure()},
		api.Merging{Into: into, Reason: f.Get("reason")}))
	if err != nil || f.sure() {
		return leadsTo("/console/institutions/"+into, institutionMerged), err
	}
	touched, err := w.touched(c, id)
	name, kept := w.institutionName(id), w.institutionName(into)
	return w.warn(c, "institutions", *f, warning{
		title: both("将 "+name+" 并入 "+kept, "Merge "+name+" into "+kept),
		back:  deskLink{Href: "/console/institutions/" + id, Label: name}, button: s.t("合并", "Merge"),
		says: append([]string{
			s.tf("两者从此视为同一机构，保留编码 %s；%s 成为其别名，旧编码仍可识别。",
				"From then on the two are one institution under %s; %s becomes another name of it, and the old id is still understood.", into, name),
			s.t("清单、质评质控、医联体与编码对照中对任一方的记载，对两者都有效。已发布的清单文字不变。",
				"What lists, qualifications, consortia and code maps say of either holds for both. The text of published lists stays."),
		}, touched...),
	}), err
}

// touched says where an institution stands: on how many lists in force, in which
// consortia, with how much evidence.
func (w *Web) touched(c echo.Context, id string) ([]string, error) {
	s := sayingOf(c)
	lists, err := w.listsNaming(c.Request().Context(), registry.InstitutionID(id))
	if err != nil {
		return nil, err
	}
	evidence, err := w.evidence(c, id)
	if err != nil {
		return nil, err
	}
	snapshot, at := w.newest()
	consortia := 0
	for one := range snapshot.Consortia(at) {
		if slices.ContainsFunc(one.Members, func(m registry.ConsortiumMember) bool { return string(m.Institution) == id }) {
			consortia++
		}
	}
	names := s.t("无", "none")
	if len(lists) > 0 {
		names = strings.Join(lo.Map(lists, func(code registry.JurisdictionCode, _ int) string { return w.placeName(s, string(code)) }), s.t("、", ", "))
	}
	return []string{s.tf("涉及：现行机构清单 %d 份（%s），质评质控记录 %d 条，医联体 %d 个。",
		"It stands on %d institution lists in force (%s), in %d records of quality, in %d consortia.", len(lists), names, len(evidence), consortia)}, nil
}

// listsNaming are the jurisdictions around an institution whose institution list
// in force names it.
func (w *Web) listsNaming(ctx context.Context, id registry.InstitutionID) ([]registry.JurisdictionCode, error) {
	snapshot, at := w.newest()
	i, ok := snapshot.Institution(id, at)
	if !ok {
		return nil, nil
	}
	codes := lo.Map(w.office.Chain(i.Region), func(code registry.RegionCode, _ int) registry.JurisdictionCode {
		return registry.JurisdictionCode(code)
	})
	for alliance := range snapshot.Alliances(at) {
		codes = append(codes, alliance.Code)
	}
	var naming []registry.JurisdictionCode
	for _, code := range codes {
		history, err := w.registry.List(ctx, registry.ListID{Jurisdiction: code, Kind: registry.InstitutionList})
		if err != nil {
			return nil, err
		}
		names := func(e registry.InstitutionEntry) bool { return e.Institution == id }
		if v, ok := history.InForce(w.now().Day(), at); ok && slices.ContainsFunc(history.Content(v.Number).Institutions, names) {
			naming = append(naming, code)
		}
	}
	return naming, nil
}

package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

var codesMapped = notice("codes-mapped", "编码对照已发布。", "The code map is published.")

func (w *Web) registerCodeMaps(e *echo.Echo) {
	e.GET("/console/code-maps", w.shown(w.codeMaps), w.signedIn)
	e.GET("/console/code-maps/upload", w.shown(w.codeMapForm), w.signedIn)
	e.POST("/console/code-maps/upload", w.taken(w.codeMapForm, w.uploadCodeMap), w.signedIn)
}

var codeMapsTitle = both("院内编码对照", "Code maps")

// codeMaps answers GET /console/code-maps.
func (w *Web) codeMaps(c echo.Context, f form) (*deskPage, error) {
	s, id := sayingOf(c), w.institutionTyped(f.Get("institution"))
	p := w.desk(c, "code-maps", codeMapsTitle, s.t("医院自己的项目编码对应目录中的哪个项目。医院系统可直接用自己的编码提问。",
		"Which item each of a hospital's own codes means. Its systems may then ask with their own codes."))
	p.form(f, chooseInstitution(s, f, "/console/code-maps"))
	if id == "" {
		return p, nil
	}
	m, err := w.codeMapOf(c, id)
	if err != nil {
		return p.refusal(&f, err)
	}
	section := rowsOn(p, c, w.codeMapTable(s), m.Codes).titled(w.institutionName(id))
	if m.Version > 0 {
		section.Facts = []deskFact{{Label: s.t("现行版本", "Version in force"), Value: s.tf("第 %d 版（%s）", "%d (%s)", m.Version, daysText(s, m.EffectiveFrom, m.EffectiveTo))}}
	}
	versions, err := w.codeMapVersions(c, id)
	if err != nil {
		return nil, err
	}
	p.with(section, rowsOn(p, c, codeMapVersionsTable(s), versions).titled(s.t("各版本", "Versions")))
	if !w.keepsThat(c, id) {
		return p.with(denied(s, s.t("该机构所在地区（或上级）的“编辑”，或该机构的密钥",
			"an editor of the institution's region, of one above it, or the institution's key"))), nil
	}
	return p.with(deskSection{Links: []deskLink{{Href: "/console/code-maps/upload?institution=" + escaped(id), Label: s.t("上传新版本", "Upload a new version")}}}), nil
}

// codeMapVersions are all versions of the code map of an institution.
func (w *Web) codeMapVersions(c echo.Context, id string) ([]api.CodeMapSummary, error) {
	return every(func(cursor string) ([]api.CodeMapSummary, *string, error) {
		r, err := asked(w.client(c).ListCodeMapsWithResponse(c.Request().Context(), id, &api.ListCodeMapsParams{Limit: largestPage, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
}

func codeMapVersionsTable(s saying) table[api.CodeMapSummary] {
	number := func(key string, label registry.Text, of func(api.CodeMapSummary) int) column[api.CodeMapSummary] {
		return column[api.CodeMapSummary]{Key: key, Label: label, Number: true, Less: byNumber(of), Value: func(m api.CodeMapSummary) cell { return cell{Text: strconv.Itoa(of(m))} }}
	}
	return table[api.CodeMapSummary]{
		Name: "versions", Caption: both("编码对照的版本", "Versions of the code map"), Sort: "-version", Empty: both("还没有版本。", "There is no version yet."),
		Columns: []column[api.CodeMapSummary]{
			{Key: "version", Label: both("版本", "Version"), Less: byNumber(func(m api.CodeMapSummary) int { return m.Version }),
				Value: func(m api.CodeMapSummary) cell { return cell{Text: s.tf("第 %d 版", "%d", m.Version)} }},
			textColumn("period", both("有效期", "Valid"), func(m api.CodeMapSummary) string { return daysText(s, m.EffectiveFrom, m.EffectiveTo) }),
			number("codes", both("编码", "Codes"), func(m api.CodeMapSummary) int { return m.CodeCount }),
			number("several", both("多个项目", "Several items"), func(m api.CodeMapSummary) int { return m.Ambiguous }),
			number("none", both("无对应项目", "No item"), func(m api.CodeMapSummary) int { return m.Unmapped }),
		},
	}
}

// codeMapOf is the code map of an institution in force; an empty one where there
// is none.
func (w *Web) codeMapOf(c echo.Context, id string) (api.CodeMap, error) {
	r, err := asked(w.client(c).GetCodeMapWithResponse(c.Request().Context(), id, &api.GetCodeMapParams{}))
	if refused, ok := asRefused(err); ok && refused.problem.Status == http.StatusNotFound && w.institutionName(id) != id {
		return api.CodeMap{Institution: id}, nil
	}
	if err != nil {
		return api.CodeMap{}, err
	}
	return *r.JSON200, nil
}

func (w *Web) codeMapTable(s saying) table[api.LocalCode] {
	return table[api.LocalCode]{
		Name: "codes", Caption: both("本院编码", "Own codes"), Empty: both("该机构还没有编码对照。", "This institution has no code map yet."),
		Columns: []column[api.LocalCode]{
			textColumn("code", both("本院编码", "Own code"), func(l api.LocalCode) string { return l.Code }),
			textColumn("name", both("本院名称", "Own name"), func(l api.LocalCode) string { return l.Name }),
			{Key: "items", Label: both("对应项目", "Items"), Value: func(l api.LocalCode) cell {
				return cell{Text: strings.Join(lo.Map(l.Items, func(code string, _ int) string { return w.itemTitle(s, code) }), s.t("、", ", ")), Note: strings.Join(l.Items, " ")}
			}},
			{Key: "state", Label: both("对应情况", "State"), Value: func(l api.LocalCode) cell { return codeState(s, l) }},
		},
		Filters: []filter[api.LocalCode]{{Key: "state", Label: both("对应情况", "State"),
			Options: []option{{"one", s.t("一个项目", "one item")}, {"several", s.t("多个项目", "several")}, {"none", s.t("无对应项目", "none")}},
			Match:   func(l api.LocalCode, value string) bool { return mapped(l) == value }}},
	}
}

func mapped(l api.LocalCode) string {
	switch len(l.Items) {
	case 0:
		return "none"
	case 1:
		return "one"
	}
	return "several"
}

func codeState(s saying, l api.LocalCode) cell {
	return map[string]cell{
		"none":    {Text: s.t("无对应项目", "no item"), Tone: "plain"},
		"one":     {Text: s.t("一个项目", "one item"), Tone: "good"},
		"several": {Text: s.t("多个项目", "several items"), Tone: "fair", Note: s.t("提问时须说明更多", "a question must say more")},
	}[mapped(l)]
}

// codeMapForm is the page of a new version of a code map.
func (w *Web) codeMapForm(c echo.Context, f form) (*deskPage, error) {
	s, id := sayingOf(c), f.Get("institution")
	p := w.desk(c, "code-maps", both("上传编码对照", "Upload a code map"), w.institutionName(id)).under("/console/code-maps?institution="+escaped(id), codeMapsTitle.In(languageOf(c)))
	if !w.keepsThat(c, id) {
		return p.with(denied(s, keeper(s))), nil
	}
	versions, err := w.codeMapVersions(c, id)
	if err != nil {
		return nil, err
	}
	newest := codeMapNumber(versions)
	if newest > 0 {
		p.with(deskSection{Facts: []deskFact{{Label: s.t("最新版本", "Newest version"), Value: s.tf("第 %d 版", "%d", newest)}}})
	}
	d := fileForm(s, f, strconv.Quote(strconv.Itoa(newest)), "/console/code-maps/upload",
		f.field("effective_from", s.t("生效日期", "First day")).As("date").WithHint(s.t("留空为今日", "empty is today")),
		f.field("reason", s.t("原因", "Why")))
	d.Kept = append(d.Kept, pair{"institution", id})
	return p.with(templateLink(s, "code-map")).form(f, d), nil
}

// codeMapNumber is the number of the newest of some versions; 0 without any.
func codeMapNumber(versions []api.CodeMapSummary) int {
	newest := 0
	for _, v := range versions {
		newest = max(newest, v.Version)
	}
	return newest
}

// uploadCodeMap answers POST /console/code-maps/upload.
func (w *Web) uploadCodeMap(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, id := sayingOf(c), f.Get("institution")
	back := "/console/code-maps?institution=" + escaped(id)
	return w.uploaded(c, f, upload{
		at: "code-maps", title: both("上传编码对照", "Upload a code map"),
		back: deskLink{Href: back, Label: w.institutionName(id)}, done: codesMapped,
		says: s.t("发布为新版本，自生效日期起代替现行版本。以往版本保留。",
			"It becomes the next version and speaks from its first day on. Versions before it stay."),
		fields: map[string]string{"institution": id, "effective_from": f.Get("effective_from"), "reason": f.Get("reason"), "etag": f.Get("etag")},
		also: func(dryRun bool) map[string]string {
			fields := map[string]string{"reason": f.Get("reason")}
			if !dryRun {
				fields["publish"] = "true"
			}
			return fields
		},
		send: func(dryRun bool, media string, body io.Reader) (api.ImportReport, error) {
			r, err := asked(w.client(c).MapCodesWithBodyWithResponse(c.Request().Context(),
				id, &api.MapCodesParams{EffectiveFrom: f.Get("effective_from"), DryRun: dryRun}, media, body, ifMatch(f.Get("etag"))))
			if err != nil {
				return api.ImportReport{}, err
			}
			m := r.JSON200
			return api.ImportReport{
				Rows: m.Rows, Resolved: m.Resolved, Unresolved: m.Unresolved, Problems: m.Problems, Notes: m.Notes,
				Truncated: m.Truncated, Entries: m.Entries, Version: m.Version, Revision: m.Revision,
			}, nil
		},
	})
}

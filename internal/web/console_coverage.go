package web

import (
	"cmp"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

var coverageTaken = notice("coverage-taken", "接入情况表已写入。", "The coverage table is recorded.")

func (w *Web) registerCoverage(e *echo.Echo) {
	e.GET("/console/coverage", w.shown(w.coveragePage), w.signedIn)
	e.POST("/console/coverage", w.taken(w.coveragePage, w.uploadCoverage), w.signedIn)
}

// coveragePage is the page of what a region has and lacks, and of its table.
func (w *Web) coveragePage(c echo.Context, f form) (*deskPage, error) {
	s, code := sayingOf(c), w.placeAsked(c, f)
	p := w.desk(c, "coverage", both("接入情况", "Coverage"),
		s.t("质控中心、培训医师、调阅接入，以及哪些依据即将到期。", "Quality centres, trained physicians, retrieval links, and evidence that ends soon."))
	p.with(deskSection{Form: new(w.choosePlace(s, f, "/console/coverage", code))})
	if code == "" {
		return p, nil
	}
	sum, err := asked(w.client(c).SummarizeCoverageWithResponse(c.Request().Context(), code, &api.SummarizeCoverageParams{}))
	if err == nil {
		p.with(w.coverageFacts(s, *sum.JSON200), rowsOn(p, c, w.wantingTable(s), w.wantingOf(s, *sum.JSON200)), rowsOn(p, c, w.centresTable(s), sum.JSON200.Centres))
	} else if code != string(registry.Nation) {
		return p.refusal(&f, err)
	}
	r, err := asked(w.client(c).GetCoverageWithResponse(c.Request().Context(), code))
	if err != nil {
		return p.refusal(&f, err)
	}
	p.with(rowsOn(p, c, w.coverageTable(s), r.JSON200.Rows).titled(s.t("本地上报的表", "The region's own table")),
		tableState(s, r.JSON200.Version, r.JSON200.File.Name))
	return w.regionUpload(c, p, f, code, r.HTTPResponse.Header.Get("ETag"), templateLink(s, "coverage")), nil
}

func (w *Web) coverageFacts(s saying, sum api.CoverageSummary) deskSection {
	links := s.tf("%d ÷ %d 家二级以上机构（%s）", "%d of %d institutions of level 2 and above (%s)",
		sum.Retrieval.Linked, sum.Retrieval.Institutions, rateText(sum.Retrieval.Share))
	ending := s.tf("%d 家机构，%d 项", "%d institutions, %d items", sum.Expiring.Total, sum.Expiring.Qualifications)
	facts := []deskFact{
		lacking(s.t("缺少的质控中心", "Missing quality centres"), strconv.Itoa(sum.CentresMissing), sum.CentresMissing),
		{Label: s.t("调阅地址", "Retrieval links"), Value: links},
		lacking(s.tf("%d 日内到期的依据", "Evidence that ends within %d days", sum.Expiring.Days), ending, sum.Expiring.Total),
		lacking(s.t("本年度没有质评结果", "Without results of the year"), s.tf("%d 家", "%d", sum.WithoutResults.Total), sum.WithoutResults.Total),
		lacking(s.t("列入但无合格机构的项目", "Listed without a qualified hospital"), s.tf("%d 项", "%d items", sum.Unqualified.Total), sum.Unqualified.Total),
	}
	for _, year := range sum.Trained {
		facts = append(facts, deskFact{
			Label: s.tf("%d 年培训医师", "Physicians trained in %d", year.Year),
			Value: s.tf("%d 人，%d 家机构", "%d in %d institutions", year.Physicians, year.Institutions),
		})
	}
	return deskSection{Title: s.tf("%s，%s", "%s, %s", w.placeName(s, sum.Region), sum.On), Facts: facts}
}

// lacking is a fact about what should not be: good where there is none.
func lacking(label, value string, n int) deskFact {
	if n == 0 {
		return deskFact{Label: label, Value: value, Tone: "good"}
	}
	return deskFact{Label: label, Value: value, Tone: "fair"}
}

// wanting is an institution or item that something is missing of.
type wanting struct{ what, id, name, region, note string }

// wantingKinds are what may be missing.
func wantingKinds(s saying) []option {
	return []option{
		{"expiring", s.t("依据即将到期", "evidence ends soon")}, {"results", s.t("本年度没有质评结果", "no results of the year")},
		{"link", s.t("没有调阅地址", "no retrieval link")}, {"unqualified", s.t("项目没有合格机构", "no qualified hospital")},
	}
}

// wantingOf is what a summary names, the first of each kind.
func (w *Web) wantingOf(s saying, sum api.CoverageSummary) []wanting {
	var all []wanting
	for _, i := range sum.Expiring.Institutions {
		all = append(all, wanting{"expiring", i.ID, i.Name, i.Region, s.tf("%d 项，最早 %s", "%d items, the first on %s", i.Items, i.First)})
	}
	for what, named := range map[string]api.NamedInstitutions{"results": sum.WithoutResults, "link": sum.Retrieval.Without} {
		for _, i := range named.Institutions {
			all = append(all, wanting{what, i.ID, i.Name, i.Region, ""})
		}
	}
	for _, i := range sum.Unqualified.Items {
		all = append(all, wanting{"unqualified", i.Code, w.itemTitle(s, i.Code), "", i.Code})
	}
	return all
}

func (w *Web) wantingTable(s saying) table[wanting] {
	return table[wanting]{
		Name: "wanting", Caption: both("需要跟进的（每类至多 50 个）", "To be followed up (at most 50 of each kind)"), Size: 10, Sort: "what",
		Empty: both("没有缺项。", "Nothing is missing."),
		Columns: []column[wanting]{
			{Key: "name", Label: both("机构或项目", "Institution or item"), Name: func(x wanting) string { return x.name }, Value: wantingCell},
			textColumn("region", both("地区", "Region"), func(x wanting) string { return cmp.Or(w.placeName(s, x.region), "—") }),
			{Key: "what", Label: both("缺项", "What is missing"), Less: byText(func(x wanting) string { return x.what + x.id }),
				Value: func(x wanting) cell { return cell{Text: labelOf(wantingKinds(s), x.what)} }},
		},
		Filters: []filter[wanting]{{Key: "what", Label: both("缺项", "What"), Options: wantingKinds(s), Match: func(x wanting, value string) bool { return x.what == value }}},
	}
}

func wantingCell(x wanting) cell {
	if x.what == "unqualified" {
		return cell{Text: x.name, Note: x.note, Href: itemAddress(registry.ItemCode(x.id))}
	}
	return cell{Text: x.name, Note: x.note, Href: "/console/institutions/" + url.PathEscape(x.id)}
}

func (w *Web) centresTable(s saying) table[api.CentreRow] {
	return table[api.CentreRow]{
		Name: "centres", Caption: both("质控中心", "Quality centres"), Size: 10,
		Columns: []column[api.CentreRow]{
			{Key: "region", Label: both("地区", "Region"), Less: byText(func(r api.CentreRow) string { return r.Region }),
				Value: func(r api.CentreRow) cell {
					return cell{Text: w.placeName(s, r.Region)}
				}},
			{Key: "has", Label: both("已有", "Has"), Value: func(r api.CentreRow) cell {
				has := lo.FilterMap(r.Centres, func(n api.CentreCount, _ int) (string, bool) { return n.Specialty, n.Count > 0 })
				return cell{Text: specialtiesText(s, has)}
			}},
			{Key: "missing", Label: both("缺少", "Missing"), Less: byNumber(func(r api.CentreRow) int { return len(r.Missing) }),
				Value: func(r api.CentreRow) cell {
					return cell{Text: specialtiesText(s, r.Missing)}
				}},
		},
		Filters: []filter[api.CentreRow]{{Key: "state", Label: both("情况", "State"), Options: []option{{"missing", s.t("有缺少", "something missing")}},
			Match: func(r api.CentreRow, _ string) bool { return len(r.Missing) > 0 }}},
	}
}

// specialtiesText names specialties of quality control; a dash where there are none.
func specialtiesText(s saying, names []string) string {
	said := lo.Map(names, func(name string, _ int) string {
		known, _ := lo.Find(office.Specialties, func(o office.Specialty) bool { return o.Name == name })
		return nameIn(string(s), name, known.NameEn)
	})
	return cmp.Or(strings.Join(said, s.t("、", ", ")), "—")
}

func (w *Web) coverageTable(s saying) table[api.CoverageRow] {
	return table[api.CoverageRow]{
		Name: "rows", Caption: both("接入情况表", "Coverage table"), Empty: both("表中没有行。", "The table has no rows."),
		Columns: []column[api.CoverageRow]{
			{Key: "kind", Label: both("类别", "Kind"), Less: byText(func(r api.CoverageRow) string { return string(r.Kind) }),
				Value: func(r api.CoverageRow) cell {
					return cell{Text: labelOf(coverageKinds(s), string(r.Kind)), Note: lo.FromPtr(r.Specialty)}
				}},
			{Key: "where", Label: both("机构", "Institution"), Value: func(r api.CoverageRow) cell {
				return cell{Text: lo.CoalesceOrEmpty(lo.FromPtr(r.Name), lo.FromPtr(r.Institution)), Note: w.placeName(s, r.Region)}
			}},
			{Key: "level", Label: both("级别", "Level"), Value: func(r api.CoverageRow) cell {
				return cell{Text: labelOf(centreLevels(s), string(lo.FromPtr(r.Level)))}
			}},
			{Key: "year", Label: both("年度", "Year"), Less: byNumber(func(r api.CoverageRow) int { return lo.FromPtr(r.Year) }),
				Value: func(r api.CoverageRow) cell {
					return cell{Text: countOrNone(r.Year)}
				}},
			{Key: "count", Label: both("数量", "Number"), Number: true, Less: byNumber(func(r api.CoverageRow) int { return r.Count }),
				Value: func(r api.CoverageRow) cell {
					return cell{Text: strconv.Itoa(r.Count)}
				}},
			{Key: "note", Label: both("备注", "Note"), Value: func(r api.CoverageRow) cell { return cell{Text: lo.FromPtr(r.Note)} }},
		},
		Filters: []filter[api.CoverageRow]{{Key: "kind", Label: both("类别", "Kind"),
			Options: coverageKinds(s), Match: func(r api.CoverageRow, value string) bool { return string(r.Kind) == value }}},
	}
}

func countOrNone(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func coverageKinds(s saying) []option {
	return []option{{"quality_centre", s.t("质控中心", "quality centre")}, {"trained_physicians", s.t("培训医师", "trained physicians")}}
}

func centreLevels(s saying) []option {
	return []option{
		{"national", s.t("国家级", "national")}, {"provincial", s.t("省级", "provincial")}, {"prefecture", s.t("市级", "prefecture")},
		{"county", s.t("县级", "county")},
	}
}

// uploadCoverage answers POST /console/coverage.
func (w *Web) uploadCoverage(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, code := sayingOf(c), f.Get("jurisdiction")
	u := w.regionTable(s, f, "coverage", coverageTaken, both("上传接入情况", "Upload coverage"))
	u.says = s.tf("整表代替 %s 现有的表；两者都留在记录中。", "It replaces the table of %s whole; both stay in the record.", w.placeName(s, code))
	u.send = func(dryRun bool, media string, body io.Reader) (api.ImportReport, error) {
		r, err := asked(w.client(c).UploadCoverageWithBodyWithResponse(c.Request().Context(),
			code, &api.UploadCoverageParams{DryRun: dryRun}, media, body, ifMatch(f.Get("etag"))))
		if err != nil {
			return api.ImportReport{}, err
		}
		return *r.JSON200, nil
	}
	return w.uploaded(c, f, u)
}

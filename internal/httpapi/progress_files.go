package httpapi

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/progress"
	"concord/internal/sheet"
)

// ListProgressCSV answers GET /v1/progress.csv.
func (a *API) ListProgressCSV(ctx context.Context, r api.ListProgressCSVRequestObject) (api.ListProgressCSVResponseObject, error) {
	file, err := a.unitsFile(ctx, csvFormat(r.Params.Bom), r.Params.Parent, r.Params.Sort, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	return api.ListProgressCSV200TextCsvResponse{Body: file, ContentLength: int64(file.Len())}, nil
}

// ListProgressXLSX answers GET /v1/progress.xlsx.
func (a *API) ListProgressXLSX(ctx context.Context, r api.ListProgressXLSXRequestObject) (api.ListProgressXLSXResponseObject, error) {
	file, err := a.unitsFile(ctx, sheet.XLSX, r.Params.Parent, r.Params.Sort, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	return api.ListProgressXLSX200ApplicationVndOpenxmlformatsOfficedocumentSpreadsheetmlSheetResponse{
		Body: file, ContentLength: int64(file.Len()),
	}, nil
}

func csvFormat(bom *bool) sheet.Format {
	if bom != nil && !*bom {
		return sheet.CSV
	}
	return sheet.CSVWithBOM
}

// unitsFile writes the table of the units below a region.
func (a *API) unitsFile(ctx context.Context, format sheet.Format, parent api.UnitParent, order api.UnitOrder, on api.On, at api.At) (*bytes.Buffer, error) {
	c := callOf(ctx)
	p, err := c.page(on, at, maxLimit, "")
	if err != nil {
		return nil, err
	}
	all, _, err := a.board(c, p, parent, order)
	if err != nil {
		return nil, err
	}
	var wire []api.Progress
	for _, p := range all {
		wire = append(wire, ProgressOf(c.snapshot, p))
	}
	return c.reported(format, UnitsReport(wire, p.day.String()), "progress-"+p.day.String())
}

// reported writes a report to a buffer, so that what goes wrong is still an error.
// The file is named after its title; plain is that name in ASCII.
func (c *call) reported(format sheet.Format, r sheet.Report, plain string) (*bytes.Buffer, error) {
	file := &bytes.Buffer{}
	if err := sheet.WriteReport(file, format, r); err != nil {
		return nil, err
	}
	c.attach(r.Title+endings[format], plain+endings[format])
	return file, nil
}

// UnitsReport is the progress of units as a table.
func UnitsReport(all []api.Progress, on string) sheet.Report {
	r := sheet.Report{
		Title: "检查检验结果互认项目进度",
		Lines: []string{fmt.Sprintf("截至 %s，共 %d 个计数单位；按目录项目计数", on, len(all))},
		Columns: []sheet.ReportColumn{
			{Heading: "代码", Width: 10}, {Heading: "单位", Width: 26},
			{Heading: "在册", Width: 8, Number: true}, {Heading: "自有", Width: 8, Number: true}, {Heading: "继承", Width: 8, Number: true},
			{Heading: "实际互认", Width: 10, Number: true}, {Heading: "其中自有", Width: 10, Number: true}, {Heading: "未对应", Width: 8, Number: true},
		},
	}
	for i := range all {
		p := &all[i]
		row := []string{
			p.Region, p.Name, strconv.Itoa(p.Listed), strconv.Itoa(p.Own), strconv.Itoa(p.Inherited),
			strconv.Itoa(p.Live), strconv.Itoa(p.LiveOwn), strconv.Itoa(p.Unmapped),
		}
		for _, t := range p.Targets {
			if i == 0 {
				r.Columns = append(r.Columns,
					sheet.ReportColumn{Heading: fmt.Sprintf("%s年≥%d", t.ID, t.Threshold), Width: 12},
					sheet.ReportColumn{Heading: fmt.Sprintf("%s年>%d", t.ID, t.Threshold), Width: 12})
			}
			row = append(row, yesNo(t.AtLeast), yesNo(t.Over))
		}
		r.Rows = append(r.Rows, append(row, strconv.Itoa(p.Pace.Needed), strconv.Itoa(p.Pace.DaysLeft)))
	}
	r.Columns = append(r.Columns, sheet.ReportColumn{Heading: "尚缺", Width: 8, Number: true}, sheet.ReportColumn{Heading: "剩余天数", Width: 10, Number: true})
	return r
}

func yesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// ProgressItemsCSV answers GET /v1/regions/{code}/progress/items.csv.
func (a *API) ProgressItemsCSV(ctx context.Context, r api.ProgressItemsCSVRequestObject) (api.ProgressItemsCSVResponseObject, error) {
	file, err := a.itemsFile(ctx, csvFormat(r.Params.Bom), r.Code, r.Params.State, r.Params.Q, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	return api.ProgressItemsCSV200TextCsvResponse{Body: file, ContentLength: int64(file.Len())}, nil
}

// ProgressItemsXLSX answers GET /v1/regions/{code}/progress/items.xlsx.
func (a *API) ProgressItemsXLSX(ctx context.Context, r api.ProgressItemsXLSXRequestObject) (api.ProgressItemsXLSXResponseObject, error) {
	file, err := a.itemsFile(ctx, sheet.XLSX, r.Code, r.Params.State, r.Params.Q, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	return api.ProgressItemsXLSX200ApplicationVndOpenxmlformatsOfficedocumentSpreadsheetmlSheetResponse{
		Body: file, ContentLength: int64(file.Len()),
	}, nil
}

// itemsFile writes the table of a unit's items.
func (a *API) itemsFile(ctx context.Context, format sheet.Format, code string, state api.ItemSelection, q, on, at string) (*bytes.Buffer, error) {
	c := callOf(ctx)
	m, err := c.moment(on, at)
	if err != nil {
		return nil, err
	}
	inv, err := a.inventory(c, code, m, state, q)
	if err != nil {
		return nil, err
	}
	unit, _ := c.snapshot.Region(inv.Unit())
	r := sheet.Report{
		Title: unit.Name + "互认项目逐项情况",
		Lines: []string{fmt.Sprintf("截至 %s，共 %d 项；实际互认指本单位内至少两家机构的结果被其他机构互认", m.day, len(inv.items))},
		Columns: []sheet.ReportColumn{
			{Heading: "序号", Width: 6, Number: true}, {Heading: "项目编码", Width: 12}, {Heading: "项目名称", Width: 32}, {Heading: "类别", Width: 18},
			{Heading: "来源", Width: 10}, {Heading: "发布主体", Width: 16}, {Heading: "实际互认", Width: 10}, {Heading: "原因", Width: 30},
			{Heading: "结果可互认的机构", Width: 36}, {Heading: "其他机构", Width: 60}, {Heading: "预计生效", Width: 12}, {Heading: "曾至", Width: 12},
		},
	}
	for i, item := range inv.items {
		r.Rows = append(r.Rows, inv.row(i+1, item))
	}
	return c.reported(format, r, code+"-items-"+m.day.String())
}

func (inv *inventory) row(number int, item *progress.Item) []string {
	w := inv.wire(item, 0)
	stopped := lo.Map(w.Stopped, func(g api.StoppedGroup, _ int) string {
		return g.Message + "：" + namesOf(g.Institutions, g.Total)
	})
	return []string{
		strconv.Itoa(number), w.Code, w.Name, w.Category, listings[w.Listed], strings.Join(w.ListedBy, "、"), yesNo(w.Live), lo.FromPtr(w.Message),
		namesOf(w.Counted.Institutions, w.Counted.Total), strings.Join(stopped, "；"),
		lo.CoalesceOrEmpty(lo.FromPtr(w.LiveFrom), lo.FromPtr(w.ListedFrom)), lo.CoalesceOrEmpty(lo.FromPtr(w.LiveUntil), lo.FromPtr(w.ListedUntil)),
	}
}

var listings = map[api.ProgressItemListed]string{api.ProgressItemListedOwn: "自有", api.ProgressItemListedInherited: "继承", api.ProgressItemListedScheduled: "将列入", api.ProgressItemListedEnded: "曾列入"}

// namesOf joins the names shown, and says how many there are where that is more.
func namesOf(shown []api.StoppedInstitution, total int) string {
	names := strings.Join(lo.Map(shown, func(i api.StoppedInstitution, _ int) string { return i.Name }), "、")
	if total > len(shown) {
		names += fmt.Sprintf(" 等 %d 家", total)
	}
	return names
}

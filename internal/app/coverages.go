package app

import (
	"context"
	"errors"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// Coverage is the coverage table of a region; one without rows where nobody
// uploaded any.
func (o *Office) Coverage(ctx context.Context, region registry.RegionCode) (office.Coverage, error) {
	c, err := o.store.Coverage(ctx, region)
	if errors.Is(err, registry.ErrNotFound) {
		return office.Coverage{Region: region}, nil
	}
	return c, err
}

// Cover plans to replace the coverage table of a region by a file. Where the
// report has problems, the change is empty.
func (o *Office) Cover(ctx context.Context, order Import) (office.Coverage, *Report, office.Change, error) {
	region := registry.RegionCode(order.Jurisdiction)
	change := office.Change{Action: "coverage.upload"}
	before, err := o.Coverage(ctx, region)
	if err != nil {
		return before, nil, change, err
	}
	book, problems := sheet.Open(order.FileName, order.File, order.Limits)
	if problems != nil {
		return before, &Report{Problems: problems}, change, nil
	}
	g, err := o.registrar.readInstitutions(ctx)
	if err != nil {
		return before, nil, change, err
	}
	run := &covering{newImporting(order, g), office.Coverage{Region: region, Version: before.Version}}
	read(run.importing, book.Coverage(), run.row)
	run.report.Entries = len(run.table.Rows)
	if !run.report.Clean() {
		return before, run.report, change, nil
	}
	run.table.Source = registry.SourceFile{Name: order.FileName, SHA256: fileDigest(order.File)}
	run.report.Version = before.Version + 1
	change.Coverages = []office.Coverage{run.table}
	change.Files = []office.File{{SHA256: run.table.Source.SHA256, Name: order.FileName, Bytes: order.File}}
	return run.table, run.report, change, nil
}

// covering is a coverage table being read.
type covering struct {
	*importing
	table office.Coverage
}

// row takes a row, whose region lies in that of the table, and is that where it
// names none.
func (run *covering) row(row sheet.CoverageRow) {
	region, ok := run.coveredRegion(row.Region)
	institution, named := run.coveredInstitution(row.Institution)
	if !ok || !named {
		return
	}
	run.table.Rows = append(run.table.Rows, office.CoverageRow{
		Kind:        office.CoverageKind(row.Kind.String()),
		Region:      region,
		Institution: institution,
		Name:        row.Institution.Value,
		Specialty:   row.Specialty.Value,
		Level:       row.Level.String(),
		Year:        row.Year,
		Count:       row.Count,
		Note:        row.Note.Value,
	})
}

func (run *covering) coveredRegion(printed sheet.Text) (registry.RegionCode, bool) {
	if !printed.Stated() {
		return run.table.Region, true
	}
	found := run.regionsNamed(printed.Value, run.table.Region)
	if len(found) != 1 {
		run.regionProblem(printed, found)
		return "", false
	}
	return found[0], true
}

// coveredInstitution finds the institution of a row in the region of the table.
func (run *covering) coveredInstitution(name sheet.Text) (registry.InstitutionID, bool) {
	if !name.Stated() {
		return "", true
	}
	id := run.party(name, sheet.Text{})
	i, ok := run.ground.institutions[id]
	if !ok {
		return "", false
	}
	if !run.within(run.order.Jurisdiction, i.Region) {
		run.problem(name.Place, "INSTITUTION_OUTSIDE",
			texts("%s不在%s的辖区内", "%s lies outside the territory of %s", run.institutionCalled(id), run.called(run.order.Jurisdiction)),
			texts("由其所在地区上报", "let its own region report it"))
		return "", false
	}
	return id, true
}

// CoverageAround are the coverage tables that tell of a region: its own, those of
// the regions in it and those of the regions it lies in, narrow to wide.
func (o *Office) CoverageAround(ctx context.Context, region registry.RegionCode) ([]office.Coverage, error) {
	codes := o.reference.ancestors(region)
	for _, r := range o.service.catalogue.Regions {
		if r.Code != region && slices.Contains(o.reference.ancestors(r.Code), region) {
			codes = append(codes, r.Code)
		}
	}
	tables, err := o.store.Coverages(ctx, codes)
	slices.SortStableFunc(tables, func(a, b office.Coverage) int {
		return len(o.reference.ancestors(b.Region)) - len(o.reference.ancestors(a.Region))
	})
	return tables, err
}

package httpapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// table is a file that a request brings, or the rows that it states instead, and
// what a person decided about their names.
type table struct {
	file      office.File
	members   []string // of the rows in JSON, by column; nil for a file
	decisions []registry.NameDecision
	publish   bool
	reason    string
}

// column is how a member of a row in JSON stands in a file.
type column[R any] struct {
	member  string
	heading string // one that package sheet knows
	value   func(R) string
}

// tableOf is rows in JSON as the file that says the same, so that both are read,
// resolved and checked by the same rules.
func tableOf[R any](name string, rows []R, columns []column[R]) (table, error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	if err := w.Write(lo.Map(columns, func(c column[R], _ int) string { return c.heading })); err != nil {
		return table{}, err
	}
	for _, row := range rows {
		if err := w.Write(lo.Map(columns, func(c column[R], _ int) string { return oneLine.Replace(c.value(row)) })); err != nil {
			return table{}, err
		}
	}
	w.Flush()
	return table{
		file:    office.File{Name: name, Bytes: text.Bytes()},
		members: lo.Map(columns, func(c column[R], _ int) string { return c.member }),
	}, w.Error()
}

// oneLine keeps a row on one line, so that the row of a problem is known.
var oneLine = strings.NewReplacer("\r", " ", "\n", " ")

// tableByForm reads a form with a file and the fields resolve, publish, reason;
// which of the last two it may have is named.
func tableByForm(form *multipart.Reader, fields ...string) (table, error) {
	file, values, err := readForm(form)
	if err != nil {
		return table{}, err
	}
	if file == nil {
		return table{}, refuse([]registry.Problem{missing("/file")})
	}
	t := table{file: *file}
	var problems []registry.Problem
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name != "resolve" && !slices.Contains(fields, name) {
			problems = append(problems, unknownField("/"+name, name))
			continue
		}
		for _, value := range values[name] {
			if err := t.field(name, value); err != nil {
				problems = append(problems, invalid("/"+name,
					textf("%s：%q 无法识别（%v）", "%s: %q is not understood (%v)", name, value, err),
					registry.Text{Zh: "格式见 /docs", En: "see /docs for its form"}))
			}
		}
	}
	if problems != nil {
		return table{}, refuse(problems)
	}
	return t, nil
}

// field reads a field of a form.
func (t *table) field(name, value string) (err error) {
	switch name {
	case "resolve":
		i := strings.LastIndex(value, "=")
		if i < 1 {
			return errNoPair
		}
		t.decisions = append(t.decisions, registry.NameDecision{Name: value[:i], Code: registry.ItemCode(value[i+1:])})
	case "publish":
		t.publish, err = strconv.ParseBool(value)
	case "reason":
		t.reason = value
	}
	return err
}

// order is the import of the table for a jurisdiction.
func (t table) order(c *call, code registry.JurisdictionCode) app.Import {
	return app.Import{
		Jurisdiction: code, FileName: t.file.Name, File: t.file.Bytes, Limits: sheet.DefaultLimits(),
		Decisions: t.decisions, Now: c.now,
	}
}

// place is a problem of the file where the request has it.
func (t table) place(p registry.Problem) registry.Problem {
	if t.members == nil {
		return p
	}
	if p.Row > 1 {
		p.Pointer = fmt.Sprintf("/rows/%d", p.Row-2)
		if i := columnIndex(p.Column); i >= 0 && i < len(t.members) {
			p.Pointer += "/" + t.members[i]
		}
	}
	p.Sheet, p.Row, p.Column = "", 0, ""
	return p
}

// columnIndex is the index of a column below Z by its letter; -1 for none.
func columnIndex(letter string) int {
	if len(letter) != 1 {
		return -1
	}
	return int(letter[0] - 'A')
}

// row is the number of a row: as Excel numbers it, or of those in JSON from 1.
func (t table) row(p sheet.Place) sheet.Place {
	if t.members != nil {
		return sheet.Place{Row: p.Row - 1}
	}
	return p
}

// placed is a report in the places of the request.
func (t table) placed(r app.Report) app.Report {
	inPlace := func(p registry.Problem, _ int) registry.Problem { return t.place(p) }
	r.Problems, r.Notes = lo.Map(r.Problems, inPlace), lo.Map(r.Notes, inPlace)
	r.Resolved = lo.Map(r.Resolved, func(one app.Resolved, _ int) app.Resolved { one.Place = t.row(one.Place); return one })
	r.Unresolved = lo.Map(r.Unresolved, func(one app.Unresolved, _ int) app.Unresolved { one.Place = t.row(one.Place); return one })
	return r
}

// refused is the refusal of a table that is not clean.
func (t table) refused(r *app.Report) error {
	return app.Refused(lo.Map(r.Refusal(), func(p registry.Problem, _ int) registry.Problem { return t.place(p) }))
}

// takeTable takes in a table of a region, which one of the region's editors gives.
// One that is not clean is refused, or for a dry run told.
func (a *API) takeTable(ctx context.Context, code string, dryRun bool, read func() (table, error), take func(app.Import) (*app.Report, office.Change, error)) (api.ImportReport, error) {
	c := callOf(ctx)
	region, err := a.regionFor(c, code, office.Drafting)
	if err != nil {
		return api.ImportReport{}, err
	}
	t, err := read()
	if err != nil {
		return api.ImportReport{}, err
	}
	return written(ctx, a, dryRun, func() (plan[api.ImportReport], error) {
		report, change, err := take(t.order(c, registry.JurisdictionCode(region)))
		if err != nil {
			return plan[api.ImportReport]{}, err
		}
		if report.Version > 0 {
			if err := c.matches(numbered(report.Version - 1)); err != nil {
				return plan[api.ImportReport]{}, err
			}
		}
		if !report.Clean() && !dryRun {
			return plan[api.ImportReport]{}, t.refused(report)
		}
		return plan[api.ImportReport]{change: change, answer: ReportOf(t.placed(*report), c.lang)}, nil
	})
}

// ReportOf is what came of a file as the wire shows it.
func ReportOf(r app.Report, lang string) api.ImportReport {
	detail := func(p registry.Problem, _ int) api.ProblemDetail { return problemDetail(p, lang) }
	w := api.ImportReport{
		Rows: r.Rows, Entries: r.Entries, Truncated: r.Truncated, Version: numberOrNull(r.Version),
		Resolved: lo.Map(r.Resolved, resolvedName), Unresolved: lo.Map(r.Unresolved, unresolvedName),
		Problems: lo.Map(r.Problems, detail), Notes: lo.Map(r.Notes, detail),
	}
	if r.Revision.Sequence != 0 {
		w.Revision = lo.ToPtr(r.Revision.String())
	}
	return w
}

package httpapi

import (
	"bytes"
	"context"
	"iter"
	"strconv"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// GetList answers GET /v1/jurisdictions/{code}/lists/{kind}.
func (a *API) GetList(ctx context.Context, r api.GetListRequestObject) (api.GetListResponseObject, error) {
	read, err := a.history(ctx, r.Code, r.Kind, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	version, err := app.VersionOn(read.history, read.day, read.at)
	if err != nil {
		return nil, notFound(registry.Text{Zh: "当日有效的清单", En: "list in force that day:"}, read.history.ID.String())
	}
	answer := read.version(version)
	if read.validate(version, read.standing(answer)...) {
		return unchanged{}, nil
	}
	return api.GetList200JSONResponse(answer), nil
}

// ListVersions answers GET /v1/jurisdictions/{code}/lists/{kind}/versions.
func (a *API) ListVersions(ctx context.Context, r api.ListVersionsRequestObject) (api.ListVersionsResponseObject, error) {
	p, err := callOf(ctx).page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	read, err := a.history(ctx, r.Code, r.Kind, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	read.moment = p.moment
	known := func(p app.Published) bool { return p.Sequence <= read.at }
	items, next := take(p, read.newestFirst(), known, read.summary)
	return api.ListVersions200JSONResponse{Items: items, NextCursor: next}, nil
}

// GetVersion answers GET /v1/jurisdictions/{code}/lists/{kind}/versions/{n}.
func (a *API) GetVersion(ctx context.Context, r api.GetVersionRequestObject) (api.GetVersionResponseObject, error) {
	read, err := a.history(ctx, r.Code, r.Kind, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	version, err := read.number(r.N)
	if err != nil {
		return nil, err
	}
	answer := read.version(version)
	if read.validate(version, read.standing(answer)...) {
		return unchanged{}, nil
	}
	return api.GetVersion200JSONResponse(answer), nil
}

// standing is what an answer about a version says besides its content: which
// version of which list it is, and what has become of it.
func (r reading) standing(v api.ListVersion) []string {
	return []string{strconv.Itoa(v.Version), string(v.State), lo.FromPtr(v.EffectiveTo), r.call.build}
}

// GetVersionCSV answers …/versions/{n}.csv.
func (a *API) GetVersionCSV(ctx context.Context, r api.GetVersionCSVRequestObject) (api.GetVersionCSVResponseObject, error) {
	format := sheet.CSVWithBOM
	if r.Params.Bom != nil && !*r.Params.Bom {
		format = sheet.CSV
	}
	file, held, err := a.file(ctx, r.Code, r.Kind, r.N, r.Params.On, r.Params.At, format)
	if err != nil {
		return nil, err
	}
	if held {
		return unchanged{}, nil
	}
	return api.GetVersionCSV200TextCsvResponse{Body: file, ContentLength: int64(file.Len())}, nil
}

// GetVersionXLSX answers …/versions/{n}.xlsx.
func (a *API) GetVersionXLSX(ctx context.Context, r api.GetVersionXLSXRequestObject) (api.GetVersionXLSXResponseObject, error) {
	file, held, err := a.file(ctx, r.Code, r.Kind, r.N, r.Params.On, r.Params.At, sheet.XLSX)
	if err != nil {
		return nil, err
	}
	if held {
		return unchanged{}, nil
	}
	return api.GetVersionXLSX200ApplicationVndOpenxmlformatsOfficedocumentSpreadsheetmlSheetResponse{
		Body: file, ContentLength: int64(file.Len()),
	}, nil
}

// endings are what the names of files end in.
var endings = map[sheet.Format]string{sheet.CSV: ".csv", sheet.CSVWithBOM: ".csv", sheet.XLSX: ".xlsx"}

// file writes a version to a buffer, so that what goes wrong is still an error,
// unless the client holds it. Names of institutions in it are those of today.
func (a *API) file(ctx context.Context, code string, kind api.ListKind, n int, on, at string, format sheet.Format) (file *bytes.Buffer, held bool, err error) {
	read, err := a.history(ctx, code, kind, on, at)
	if err != nil {
		return nil, false, err
	}
	version, err := read.number(n)
	if err != nil {
		return nil, false, err
	}
	snapshot := read.call.snapshot
	if read.validate(version, strconv.Itoa(n), snapshot.Revision().String(), read.call.build) {
		return nil, true, nil
	}
	file = &bytes.Buffer{}
	if err := app.Export(file, format, version, snapshot); err != nil {
		return nil, false, err
	}
	read.attachVersion(version, endings[format])
	return file, false, nil
}

// DiffVersions answers …/versions/{n}/diff.
func (a *API) DiffVersions(ctx context.Context, r api.DiffVersionsRequestObject) (api.DiffVersionsResponseObject, error) {
	read, err := a.history(ctx, r.Code, r.Kind, r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	against := r.Params.Against
	if against == 0 {
		against = r.N - 1
	}
	for _, n := range []int{r.N, max(against, 1)} {
		if _, err := read.number(n); err != nil {
			return nil, err
		}
	}
	diff, err := app.DiffVersions(read.history, r.N, against)
	if err != nil {
		return nil, err
	}
	return api.DiffVersions200JSONResponse(DiffOf(read.history.ID, r.N, against, diff)), nil
}

// reading is a list's history and the moment it is looked at.
type reading struct {
	moment
	history registry.ListHistory
	call    *call
}

// history reads the list that a path names.
func (a *API) history(ctx context.Context, code string, kind api.ListKind, on, at string) (reading, error) {
	c := callOf(ctx)
	m, err := c.moment(on, at)
	if err != nil {
		return reading{}, err
	}
	parsed, err := registry.ParseListKind(string(kind))
	if err != nil {
		return reading{}, notFound(registry.Text{Zh: "清单种类", En: "kind of list:"}, string(kind))
	}
	history, err := a.registry.List(ctx, registry.ListID{Jurisdiction: registry.JurisdictionCode(code), Kind: parsed})
	if err != nil {
		return reading{}, err
	}
	if len(history.Versions) == 0 || history.Versions[0].Sequence > m.at {
		return reading{}, notFound(registry.Text{Zh: "已公布的清单", En: "published list"}, code+"/"+string(kind))
	}
	return reading{m, history, c}, nil
}

// number is version n, where the registry knew it at the moment.
func (r reading) number(n int) (app.Published, error) {
	version, err := app.VersionOf(r.history, n)
	if err != nil || version.Sequence > r.at {
		return app.Published{}, notFound(registry.Text{Zh: "清单版本", En: "list version"}, r.history.ID.String()+" "+strconv.Itoa(n))
	}
	return version, nil
}

func (r reading) newestFirst() iter.Seq[app.Published] {
	return func(yield func(app.Published) bool) {
		for n := len(r.history.Versions); n > 0; n-- {
			version, err := app.VersionOf(r.history, n)
			if err == nil && !yield(version) {
				return
			}
		}
	}
}

// version is a version with its entries as the wire shows it.
func (r reading) version(p app.Published) api.ListVersion {
	s := r.summary(p)
	return api.ListVersion{
		Jurisdiction: s.Jurisdiction, Kind: s.Kind, Version: s.Version, State: s.State,
		EffectiveFrom: s.EffectiveFrom, EffectiveTo: s.EffectiveTo,
		PublishedAt: s.PublishedAt, Revision: s.Revision, Digest: s.Digest, RecordedLater: s.RecordedLater,
		Terms: s.Terms, Document: s.Document, Announcement: s.Announcement, Source: s.Source,
		EntryCount: s.EntryCount, UnmappedCount: s.UnmappedCount,
		Entries:  EntriesOf(p.Content),
		Unmapped: UnmappedOf(p.Unmapped),
	}
}

func (r reading) summary(p app.Published) api.VersionSummary {
	kind := p.List.Kind
	return api.VersionSummary{
		Jurisdiction:  string(p.List.Jurisdiction),
		Kind:          api.ListKind(kind.String()),
		Version:       p.Number,
		State:         stateOf(p.State(r.day, r.at)),
		EffectiveFrom: dayOrNull(p.Period.From),
		EffectiveTo:   dayOrNull(lastDay(p, r.at)),
		PublishedAt:   p.PublishedAt.String(),
		Revision:      r.call.snapshot.Head().RevisionAt(p.Sequence).String(),
		Digest:        p.Digest,
		RecordedLater: p.RecordedLater,
		Terms:         lo.SliceToMap(p.Terms.All(kind), func(t registry.Term) (string, string) { return t.Name, t.Value }),
		Document:      documentOf(p.Document),
		Announcement:  announcementOf(p.Announcement),
		Source:        sourceOrNull(p.Source),
		EntryCount:    p.Content.Len(),
		UnmappedCount: len(p.Unmapped),
	}
}

// stateOf is a state as the contract names it: a version whose first day lies
// ahead is published, its first day says the rest.
func stateOf(s app.State) api.VersionState {
	if s == app.Scheduled {
		return api.VersionStatePublished
	}
	return api.VersionState(s)
}

// lastDay is the last day a version holds: its own, or the one before the next
// version's first.
func lastDay(p app.Published, at registry.Sequence) registry.Day {
	end := p.Period.To
	for _, later := range p.Tenures[p.Number:] {
		if later.VisibleAt(at) {
			end = min(end, later.Period.From)
		}
	}
	return registry.Period{From: p.Period.From, To: end}.Last()
}

func documentOf(d registry.Document) api.Document {
	return api.Document{
		Title: orNull(d.Title), Number: orNull(d.Number), Issuer: orNull(d.Issuer),
		IssuedOn: dayOrNull(d.IssuedOn), URL: orNull(d.URL),
	}
}

func announcementOf(n registry.Announcement) *api.Announcement {
	if n == (registry.Announcement{}) {
		return nil
	}
	return &api.Announcement{From: dayOrNull(n.Period.From), To: lastOrNull(n.Period), Contact: n.Contact}
}

// UnmappedOf are rows without a catalogue item as the wire shows them.
func UnmappedOf(rows []registry.Unmapped) []api.Unmapped {
	return lo.Map(rows, func(u registry.Unmapped, _ int) api.Unmapped {
		return api.Unmapped{Printed: u.Printed, Category: orNull(u.Category), Window: orNull(u.Window), Note: orNull(u.Note)}
	})
}

// DiffOf is what a version changes against another as the wire shows it;
// against is 0 for the time before version 1.
func DiffOf(id registry.ListID, n, against int, d app.Diff) api.ListDiff {
	w := api.ListDiff{
		Jurisdiction: string(id.Jurisdiction), Kind: api.ListKind(id.Kind.String()),
		Version: n,
		Added:   EntriesOf(d.Added), Removed: EntriesOf(d.Removed),
		Changed: entryChanges(d.Changed), Cosmetic: entryChanges(d.Cosmetic),
		Unchanged:       d.Unchanged,
		Terms:           fieldChanges(d.Terms),
		UnmappedAdded:   UnmappedOf(d.UnmappedAdded),
		UnmappedRemoved: UnmappedOf(d.UnmappedRemoved),
		UnmappedKept:    d.UnmappedKept,
	}
	if against > 0 {
		w.Against = &against
	}
	return w
}

func entryChanges(all []app.Change) []api.EntryChange {
	return lo.Map(all, func(c app.Change, _ int) api.EntryChange {
		return api.EntryChange{Entry: string(c.Entry), Fields: fieldChanges(c.Fields)}
	})
}

func fieldChanges(all []app.FieldChange) []api.FieldChange {
	return lo.Map(all, func(c app.FieldChange, _ int) api.FieldChange {
		return api.FieldChange{Name: c.Name, Before: c.Before, After: c.After}
	})
}

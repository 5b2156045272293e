package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// CreateDraft answers POST /v1/jurisdictions/{code}/lists/{kind}/drafts.
func (a *API) CreateDraft(ctx context.Context, r api.CreateDraftRequestObject) (api.CreateDraftResponseObject, error) {
	c := callOf(ctx)
	id, err := listOf(r.Code, r.Kind)
	if err != nil {
		return nil, err
	}
	if err := a.may(c, office.Drafting, id.Jurisdiction); err != nil {
		return nil, err
	}
	said, err := statedDraft(r.JSONBody, r.MultipartBody)
	if err != nil {
		return nil, err
	}
	if said.File == nil {
		return nil, refuse([]registry.Problem{missing(contentOf(r))})
	}
	if said.From == nil {
		return nil, refuse([]registry.Problem{missing("/effective_from")})
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.CreateDraft201JSONResponse], error) {
		view, change, err := a.office.CreateDraft(ctx, id, said.DraftChange, c.acting(said.comment))
		return plan[api.CreateDraft201JSONResponse]{
			change: change, answer: api.CreateDraft201JSONResponse(c.draft(view)), status: http.StatusCreated,
		}, err
	})
}

// contentOf is where a request for a draft states what the list says.
func contentOf(r api.CreateDraftRequestObject) string {
	if r.JSONBody != nil {
		return "/entries"
	}
	return "/file"
}

// listOf names the list of a path.
func listOf(code string, kind api.ListKind) (registry.ListID, error) {
	parsed, err := registry.ParseListKind(string(kind))
	if err != nil {
		return registry.ListID{}, notFound(registry.Text{Zh: "清单种类", En: "kind of list:"}, string(kind))
	}
	return registry.ListID{Jurisdiction: registry.JurisdictionCode(code), Kind: parsed}, nil
}

// acting is the actor of a call, who does something for a reason.
func (c *call) acting(comment string) office.Acting {
	return office.Acting{By: c.actor.Person(), At: c.now, Comment: comment}
}

// ListDrafts answers GET /v1/drafts.
func (a *API) ListDrafts(ctx context.Context, r api.ListDraftsRequestObject) (api.ListDraftsResponseObject, error) {
	c := callOf(ctx)
	if err := c.signedIn(); err != nil {
		return nil, err
	}
	p, err := c.page("", "", r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	selection, err := draftSelection(r.Params)
	if err != nil {
		return nil, err
	}
	mine := func(d office.DraftRef) bool { return a.may(c, office.Supervision, d.List.Jurisdiction) == nil }
	drafts, next, err := a.draftsOn(ctx, p, selection, mine)
	if err != nil {
		return nil, err
	}
	return api.ListDrafts200JSONResponse{Items: lo.Map(drafts, draftSummary), NextCursor: next}, nil
}

// draftsOn are the drafts on a page of those that a selection holds and keep
// keeps. No others are read whole.
func (a *API) draftsOn(ctx context.Context, p page, s office.DraftSelection, keep func(office.DraftRef) bool) ([]office.Draft, *string, error) {
	refs, err := a.office.DraftRefs(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	ids, next := take(p, slices.Values(refs), keep, func(r office.DraftRef) office.DraftID { return r.ID })
	if len(ids) == 0 {
		return nil, next, nil
	}
	s.IDs = ids
	drafts, err := a.office.Drafts(ctx, s)
	return drafts, next, err
}

func draftSelection(p api.ListDraftsParams) (office.DraftSelection, error) {
	s := office.DraftSelection{Jurisdiction: registry.JurisdictionCode(p.Jurisdiction)}
	if p.Kind != "" {
		kind, err := registry.ParseListKind(string(p.Kind))
		if err != nil {
			return s, refuse([]registry.Problem{noWord("kind", p.Kind, "items", "institutions", "negative")})
		}
		s.Kind = kind
	}
	for _, name := range p.State {
		i := slices.IndexFunc(office.States, func(state office.State) bool { return state.String() == string(name) })
		if i < 0 {
			words := lo.Map(office.States, func(state office.State, _ int) string { return state.String() })
			return s, refuse([]registry.Problem{noWord("state", name, words...)})
		}
		s.States = append(s.States, office.States[i])
	}
	return s, nil
}

// GetDraft answers GET /v1/drafts/{id}.
func (a *API) GetDraft(ctx context.Context, r api.GetDraftRequestObject) (api.GetDraftResponseObject, error) {
	c := callOf(ctx)
	if _, err := a.seen(ctx, r.ID); err != nil {
		return nil, err
	}
	view, err := a.office.Draft(ctx, office.DraftID(r.ID), c.now)
	if err != nil {
		return nil, err
	}
	c.header.Set("ETag", tagOf(numbered(view.Draft.Version)))
	return api.GetDraft200JSONResponse(c.draft(view)), nil
}

// seen is a draft that the actor may see.
func (a *API) seen(ctx context.Context, id string) (office.Draft, error) {
	return a.draftFor(ctx, id, office.Supervision)
}

// draftFor is a draft for which the actor does a duty. Who may not even see it is
// told so, not that there is none: drafts are numbered, and no secret.
func (a *API) draftFor(ctx context.Context, id string, duty office.Duty) (office.Draft, error) {
	c := callOf(ctx)
	if err := c.signedIn(); err != nil {
		return office.Draft{}, err
	}
	d, err := a.office.DraftState(ctx, office.DraftID(id))
	if errors.Is(err, registry.ErrNotFound) {
		return d, notFound(registry.Text{Zh: "草案", En: "draft"}, id)
	}
	if err != nil {
		return d, err
	}
	return d, a.may(c, duty, d.List.Jurisdiction)
}

// EditDraft answers PUT /v1/drafts/{id}.
func (a *API) EditDraft(ctx context.Context, r api.EditDraftRequestObject) (api.EditDraftResponseObject, error) {
	c := callOf(ctx)
	if _, err := a.draftFor(ctx, r.ID, office.Drafting); err != nil {
		return nil, err
	}
	said, err := statedDraft(r.JSONBody, r.MultipartBody)
	if err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.EditDraft200JSONResponse], error) {
		view, change, err := a.office.EditDraft(ctx, office.DraftID(r.ID), said.DraftChange, c.acting(said.comment))
		if err == nil {
			err = c.matches(numbered(change.Drafts[0].Version))
		}
		return plan[api.EditDraft200JSONResponse]{change: change, answer: api.EditDraft200JSONResponse(c.draft(view))}, err
	})
}

// DiscardDraft answers DELETE /v1/drafts/{id}.
func (a *API) DiscardDraft(ctx context.Context, r api.DiscardDraftRequestObject) (api.DiscardDraftResponseObject, error) {
	draft, err := a.act(ctx, r.ID, office.ActDiscard, office.Drafting, nil)
	return api.DiscardDraft200JSONResponse(draft), err
}

// SubmitDraft answers POST /v1/drafts/{id}/submit.
func (a *API) SubmitDraft(ctx context.Context, r api.SubmitDraftRequestObject) (api.SubmitDraftResponseObject, error) {
	draft, err := a.act(ctx, r.ID, office.ActSubmit, office.Drafting, (*api.Comment)(r.Body))
	return api.SubmitDraft200JSONResponse{DraftJSONResponse: draft}, err
}

// ApproveDraft answers POST /v1/drafts/{id}/approve.
func (a *API) ApproveDraft(ctx context.Context, r api.ApproveDraftRequestObject) (api.ApproveDraftResponseObject, error) {
	draft, err := a.act(ctx, r.ID, office.ActApprove, office.Approval, (*api.Comment)(r.Body))
	return api.ApproveDraft200JSONResponse{DraftJSONResponse: draft}, err
}

// RejectDraft answers POST /v1/drafts/{id}/reject. Who submitted a draft may take
// it back.
func (a *API) RejectDraft(ctx context.Context, r api.RejectDraftRequestObject) (api.RejectDraftResponseObject, error) {
	duty, err := a.rejection(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	draft, err := a.act(ctx, r.ID, office.ActReject, duty, (*api.Comment)(r.Body))
	return api.RejectDraft200JSONResponse{DraftJSONResponse: draft}, err
}

// rejection is the duty in which the actor rejects a draft: who submitted it takes
// it back.
func (a *API) rejection(ctx context.Context, id string) (office.Duty, error) {
	d, err := a.seen(ctx, id)
	if err == nil && d.SubmittedBy() == callOf(ctx).actor.Person() {
		return office.Drafting, nil
	}
	return office.Approval, err
}

// AnnounceDraft answers POST /v1/drafts/{id}/announce.
func (a *API) AnnounceDraft(ctx context.Context, r api.AnnounceDraftRequestObject) (api.AnnounceDraftResponseObject, error) {
	draft, err := a.act(ctx, r.ID, office.ActAnnounce, office.Publication, (*api.Comment)(r.Body))
	return api.AnnounceDraft200JSONResponse{DraftJSONResponse: draft}, err
}

// PublishDraft answers POST /v1/drafts/{id}/publish.
func (a *API) PublishDraft(ctx context.Context, r api.PublishDraftRequestObject) (api.PublishDraftResponseObject, error) {
	draft, err := a.act(ctx, r.ID, office.ActPublish, office.Publication, (*api.Comment)(r.Body))
	return api.PublishDraft200JSONResponse{DraftJSONResponse: draft}, err
}

// act does something with a draft for which the actor does a duty.
func (a *API) act(ctx context.Context, id string, action office.Action, duty office.Duty, body *api.Comment) (api.DraftJSONResponse, error) {
	c := callOf(ctx)
	if _, err := a.draftFor(ctx, id, duty); err != nil {
		return api.DraftJSONResponse{}, err
	}
	said := lo.FromPtr(body)
	return write(ctx, a, func() (plan[api.DraftJSONResponse], error) {
		view, change, err := a.office.ActOnDraft(ctx, office.DraftID(id), action, c.acting(lo.FromPtr(said.Comment)), lo.FromPtr(said.Confirm))
		if err == nil {
			err = c.matches(numbered(change.Drafts[0].Version))
		}
		return plan[api.DraftJSONResponse]{change: change, answer: api.DraftJSONResponse(c.draft(view))}, err
	})
}

// DraftRows answers GET /v1/drafts/{id}/rows.
func (a *API) DraftRows(ctx context.Context, r api.DraftRowsRequestObject) (api.DraftRowsResponseObject, error) {
	d, err := a.seen(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	p, err := callOf(ctx).page("", "", r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	rows, total, err := a.office.DraftRows(ctx, d, p.offset, p.limit)
	if err != nil {
		return nil, err
	}
	page := api.DraftRows200JSONResponse{Items: lo.Map(rows, fileRow), Total: total}
	if p.offset+len(rows) < total {
		page.NextCursor = p.next(p.offset + len(rows))
	}
	return page, nil
}

func fileRow(r sheet.Row, _ int) api.FileRow {
	return api.FileRow{
		Sheet: r.Sheet, Row: r.Number,
		Cells: lo.SliceToMap(r.Cells, func(t sheet.Text) (string, string) { return t.Place.Column, t.Value }),
	}
}

// DraftFile answers GET /v1/drafts/{id}/file.
func (a *API) DraftFile(ctx context.Context, r api.DraftFileRequestObject) (api.DraftFileResponseObject, error) {
	d, err := a.seen(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	file, err := a.office.DraftFile(ctx, d)
	if err != nil {
		return nil, err
	}
	callOf(ctx).attach(d.File.Name, r.ID+path.Ext(d.File.Name))
	return api.DraftFile200ApplicationOctetStreamResponse{Body: bytes.NewReader(file.Bytes), ContentLength: int64(len(file.Bytes))}, nil
}

// AnnotatedDraft answers GET /v1/drafts/{id}/annotated.xlsx.
func (a *API) AnnotatedDraft(ctx context.Context, r api.AnnotatedDraftRequestObject) (api.AnnotatedDraftResponseObject, error) {
	c := callOf(ctx)
	if _, err := a.seen(ctx, r.ID); err != nil {
		return nil, err
	}
	annotation, ok, err := a.office.DraftAnnotation(ctx, office.DraftID(r.ID), c.now)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, notFound(registry.Text{Zh: "表格文件：草案以条目提交", En: "table: the draft was given as entries,"}, r.ID)
	}
	annotation.Language = c.lang
	var workbook bytes.Buffer
	if err := sheet.Annotate(&workbook, annotation); err != nil {
		return nil, err
	}
	c.attach(r.ID+".xlsx", r.ID+".xlsx")
	return api.AnnotatedDraft200ApplicationVndOpenxmlformatsOfficedocumentSpreadsheetmlSheetResponse{
		Body: &workbook, ContentLength: int64(workbook.Len()),
	}, nil
}

// RegisterObjection answers POST /v1/drafts/{id}/objections.
func (a *API) RegisterObjection(ctx context.Context, r api.RegisterObjectionRequestObject) (api.RegisterObjectionResponseObject, error) {
	read := draftReader{}
	received := read.day("/received_on", &r.Body.ReceivedOn)
	if err := read.err(); err != nil {
		return nil, err
	}
	objection := office.Objection{ReceivedOn: *received, From: r.Body.From, Text: r.Body.Text}
	draft, err := a.object(ctx, r.ID, func(by office.Acting) (app.DraftView, office.Change, error) {
		return a.office.Object(ctx, office.DraftID(r.ID), objection, by)
	})
	return api.RegisterObjection200JSONResponse{DraftJSONResponse: draft}, err
}

// HandleObjection answers PUT /v1/drafts/{id}/objections/{number}.
func (a *API) HandleObjection(ctx context.Context, r api.HandleObjectionRequestObject) (api.HandleObjectionResponseObject, error) {
	draft, err := a.object(ctx, r.ID, func(by office.Acting) (app.DraftView, office.Change, error) {
		return a.office.Handle(ctx, office.DraftID(r.ID), r.Number, r.Body.Handling, by)
	})
	return api.HandleObjection200JSONResponse{DraftJSONResponse: draft}, err
}

func (a *API) object(ctx context.Context, id string, do func(office.Acting) (app.DraftView, office.Change, error)) (api.DraftJSONResponse, error) {
	c := callOf(ctx)
	if _, err := a.draftFor(ctx, id, office.Publication); err != nil {
		return api.DraftJSONResponse{}, err
	}
	return write(ctx, a, func() (plan[api.DraftJSONResponse], error) {
		view, change, err := do(c.acting(""))
		if err == nil {
			err = c.matches(numbered(change.Drafts[0].Version))
		}
		return plan[api.DraftJSONResponse]{change: change, answer: api.DraftJSONResponse(c.draft(view))}, err
	})
}

// draft is a draft with its report as the wire shows it.
func (c *call) draft(v app.DraftView) api.Draft {
	d := api.Draft{
		ID: string(v.ID), Jurisdiction: string(v.List.Jurisdiction), Kind: api.ListKind(v.List.Kind.String()),
		State: api.DraftState(v.State.String()), Etag: tagOf(numbered(v.Draft.Version)),
		EffectiveFrom: dayOrNull(v.Period.From), EffectiveTo: lastOrNull(v.Period),
		Terms:    lo.SliceToMap(v.Terms, func(t registry.Term) (string, string) { return t.Name, t.Value }),
		Document: documentOf(v.Document), Announcement: announcementOf(v.Announcement),
		File:    sourceOf(v.File),
		Resolve: lo.SliceToMap(v.Decisions, func(n registry.NameDecision) (string, string) { return n.Name, string(n.Code) }),
		Accept:  list(v.Accepted), Edits: lo.Map(v.Edits, editWire), Withdraws: v.Withdraws, Confirm: v.Confirmed,
		Basis: v.Basis, Version: numberOrNull(v.Published),
		Transitions: lo.Map(v.Transitions, transitionOf), Objections: lo.Map(v.Objections, objectionOf),
	}
	if d.Withdraws == nil {
		d.Withdraws = []int{}
	}
	c.report(&d, v)
	return d
}

// report fills in what publishing would find; of a draft whose life has ended,
// nothing is claimed.
func (c *call) report(d *api.Draft, v app.DraftView) {
	r := &app.Report{}
	if v.Report != nil {
		r = v.Report
		d.Clean, d.Rows, d.EntryCount = lo.ToPtr(r.Clean()), &r.Rows, &r.Entries
	}
	d.Truncated = r.Truncated
	d.Resolved = lo.Map(r.Resolved, resolvedName)
	d.Unresolved = lo.Map(r.Unresolved, unresolvedName)
	detail := func(p registry.Problem, _ int) api.ProblemDetail { return problemDetail(p, c.lang) }
	d.Problems, d.Notes = lo.Map(r.Problems, detail), lo.Map(r.Notes, detail)
	if r.Revision.Sequence != 0 {
		d.Revision = lo.ToPtr(r.Revision.String())
	}
	if r.Diff != nil {
		diff := DiffOf(v.List, r.Number, r.Against, *r.Diff)
		d.Diff = &diff
	}
}

func draftSummary(d office.Draft, _ int) api.DraftSummary {
	return api.DraftSummary{
		ID: string(d.ID), Jurisdiction: string(d.List.Jurisdiction), Kind: api.ListKind(d.List.Kind.String()),
		State:         api.DraftState(d.State.String()),
		EffectiveFrom: dayOrNull(d.Period.From), EffectiveTo: lastOrNull(d.Period),
		Document: documentOf(d.Document), File: sourceOf(d.File), Version: numberOrNull(d.Published),
		Transitions: lo.Map(d.Transitions, transitionOf),
	}
}

func numberOrNull(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func editWire(e office.Edit, _ int) api.Edit {
	return api.Edit{Sheet: orNull(e.Sheet), Row: e.Row, Column: orNull(e.Column), Value: lo.ToPtr(e.Value), Remove: lo.ToPtr(e.Remove)}
}

func transitionOf(t office.Transition, _ int) api.Transition {
	return api.Transition{Action: string(t.Action), By: t.By, At: t.At.String(), Comment: t.Comment}
}

func objectionOf(o office.Objection, _ int) api.Objection {
	w := api.Objection{Number: o.Number, ReceivedOn: o.ReceivedOn.String(), From: o.From, Text: o.Text, Handling: orNull(o.Handling)}
	if o.Handling != "" {
		w.HandledOn, w.HandledBy = dayOrNull(o.HandledOn), orNull(o.HandledBy)
	}
	return w
}

func resolvedName(r app.Resolved, _ int) api.ResolvedName {
	return api.ResolvedName{Sheet: r.Place.Sheet, Row: r.Place.Row, Name: r.Name, Entry: r.Entry, Code: r.Code, How: string(r.How)}
}

func unresolvedName(u app.Unresolved, _ int) api.UnresolvedName {
	w := api.UnresolvedName{Sheet: u.Place.Sheet, Row: u.Place.Row, Name: u.Name, Panel: orNull(u.Panel)}
	w.Candidates = make([]api.UnresolvedCandidate, len(u.Candidates))
	for i, c := range u.Candidates {
		w.Candidates[i] = api.UnresolvedCandidate{Code: c.Code, Name: c.Name, Score: c.Score}
	}
	return w
}

// ListAnnouncements answers GET /v1/announcements.
func (a *API) ListAnnouncements(ctx context.Context, r api.ListAnnouncementsRequestObject) (api.ListAnnouncementsResponseObject, error) {
	p, err := callOf(ctx).page("", "", r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	announced := office.DraftSelection{States: []office.State{office.Announced}}
	drafts, next, err := a.draftsOn(ctx, p, announced, func(office.DraftRef) bool { return true })
	if err != nil {
		return nil, err
	}
	return api.ListAnnouncements200JSONResponse{Items: lo.Map(drafts, noticeOf), NextCursor: next}, nil
}

// GetAnnouncement answers GET /v1/announcements/{id}.
func (a *API) GetAnnouncement(ctx context.Context, r api.GetAnnouncementRequestObject) (api.GetAnnouncementResponseObject, error) {
	c := callOf(ctx)
	d, err := a.office.DraftState(ctx, office.DraftID(r.ID))
	if errors.Is(err, registry.ErrNotFound) || err == nil && d.State != office.Announced {
		return nil, notFound(registry.Text{Zh: "公示", En: "announcement"}, r.ID)
	}
	if err != nil {
		return nil, err
	}
	basis := a.office.NoticeBasis(d, c.now)
	tag := fmt.Sprintf(`W/"%d.%s.%s.%s"`, basis.Version, basis.Revision, basis.Day, a.build)
	c.header.Set("ETag", tag)
	if Holds(c.ifNoneMatch, tag) {
		return unchanged{}, nil
	}
	notice, err := a.office.Notice(ctx, d, c.now)
	if err != nil {
		return nil, err
	}
	version := notice.Becomes
	return api.GetAnnouncement200JSONResponse{
		Notice:   noticeOf(d, 0),
		Terms:    lo.SliceToMap(version.Terms.All(version.List.Kind), func(t registry.Term) (string, string) { return t.Name, t.Value }),
		Entries:  EntriesOf(notice.Content),
		Unmapped: UnmappedOf(version.Unmapped),
		Diff:     DiffOf(d.List, notice.Number, notice.Against, notice.Diff),
	}, nil
}

func noticeOf(d office.Draft, _ int) api.AnnouncementNotice {
	announced, _, _ := lo.FindLastIndexOf(d.Transitions, func(t office.Transition) bool { return t.Action == office.ActAnnounce })
	return api.AnnouncementNotice{
		ID: string(d.ID), Jurisdiction: string(d.List.Jurisdiction), Kind: api.ListKind(d.List.Kind.String()),
		EffectiveFrom: dayOrNull(d.Period.From), EffectiveTo: lastOrNull(d.Period),
		Document: documentOf(d.Document), Announcement: announcementOf(d.Announcement),
		AnnouncedAt: announced.At.String(),
	}
}

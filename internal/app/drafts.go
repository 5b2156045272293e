package app

import (
	"context"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// DraftChange is what is to be different about a draft; what is nil stays.
type DraftChange struct {
	File         *office.File // its digest is made here
	From, Last   *registry.Day
	Terms        *[]registry.Term
	Document     *registry.Document
	Announcement *registry.Announcement
	Decisions    *[]registry.NameDecision
	Accepted     *[]string
	Edits        *[]office.Edit
	Withdraws    *[]int
	Confirmed    *bool
}

// DraftView is a draft with what publishing it now would find. Of a draft whose
// life has ended, the report is nil.
type DraftView struct {
	office.Draft
	Report *Report
}

// to returns a draft with the change made. A new file brings its own cells, so
// that edits of the old one are dropped unless they are stated too; and what was
// confirmed was what the draft said before.
func (c DraftChange) to(d office.Draft) office.Draft {
	if c.File != nil || c.From != nil || c.Last != nil || c.Decisions != nil || c.Edits != nil || c.Withdraws != nil {
		d.Confirmed = false
	}
	if c.File != nil {
		d.File = registry.SourceFile{Name: c.File.Name, SHA256: c.File.SHA256}
		d.Edits = nil
	}
	if c.From != nil {
		d.Period.From = *c.From
	}
	if c.Last != nil {
		d.Period.To = periodFrom(registry.MinDay, *c.Last).To
	}
	set(&d.Terms, c.Terms)
	set(&d.Document, c.Document)
	set(&d.Announcement, c.Announcement)
	set(&d.Decisions, c.Decisions)
	set(&d.Accepted, c.Accepted)
	set(&d.Edits, c.Edits)
	set(&d.Withdraws, c.Withdraws)
	set(&d.Confirmed, c.Confirmed)
	return d
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// draftOrder is the import that a draft stands for.
func draftOrder(d office.Draft, file office.File, now registry.Instant) Import {
	return Import{
		Kind:         ImportKind(d.List.Kind.String()),
		Jurisdiction: d.List.Jurisdiction,
		FileName:     d.File.Name,
		File:         file.Bytes,
		Limits:       sheet.DefaultLimits(),
		Period:       d.Period,
		Terms:        d.Terms,
		Document:     d.Document,
		Announcement: announcementOf(d),
		Decisions:    d.Decisions,
		Accepted:     d.Accepted,
		Edits:        lo.Map(d.Edits, func(e office.Edit, _ int) sheet.Edit { return editOf(e) }),
		Withdraws:    d.Withdraws,
		OnTime:       d.OnTime,
		Confirm:      d.Confirmed,
		Publish:      true,
		Now:          now,
	}
}

// announcementOf is the public notice that a draft went through; none where it
// was stated and never begun.
func announcementOf(d office.Draft) registry.Announcement {
	if !d.Announces() {
		return registry.Announcement{}
	}
	return d.Announcement
}

func editOf(e office.Edit) sheet.Edit {
	return sheet.Edit{Place: sheet.Place{Sheet: e.Sheet, Row: e.Row, Column: e.Column}, Value: e.Value, Remove: e.Remove}
}

// CreateDraft plans a draft of a list.
func (o *Office) CreateDraft(ctx context.Context, id registry.ListID, c DraftChange, by office.Acting) (DraftView, office.Change, error) {
	file := *c.File
	file.SHA256 = fileDigest(file.Bytes)
	c.File = &file
	name, err := o.registrar.nextDraft(ctx, id)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	d := office.Draft{ID: name, List: id, State: office.Drafted, Period: registry.Always, Document: registry.Document{IssuedOn: registry.MinDay}}
	d = c.to(d)
	if err := editable(d, file.Bytes); err != nil {
		return DraftView{}, office.Change{}, err
	}
	d.Transitions = []office.Transition{{Action: office.ActCreate, By: by.By, At: by.At, Comment: by.Comment}}
	run, _, err := o.registrar.judge(ctx, draftOrder(d, file, by.At))
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	run.pin(&d)
	return recorded(d, run.report), draftChange(office.ActCreate, d, by, file), nil
}

// recorded is a view of a draft as it will be once its new state is recorded.
func recorded(d office.Draft, r *Report) DraftView {
	d.Version++
	return DraftView{d, r}
}

// draftChange is the change that records a draft's new state.
func draftChange(action office.Action, d office.Draft, by office.Acting, files ...office.File) office.Change {
	return office.Change{Action: "draft." + string(action), Reason: by.Comment, Drafts: []office.Draft{d}, Files: files}
}

// EditDraft plans a change of a draft.
func (o *Office) EditDraft(ctx context.Context, id office.DraftID, c DraftChange, by office.Acting) (DraftView, office.Change, error) {
	d, err := o.store.Draft(ctx, id)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	if d, err = d.Act(office.ActEdit, by); err != nil {
		return DraftView{}, office.Change{}, err
	}
	var files []office.File
	if c.File != nil {
		file := *c.File
		file.SHA256 = fileDigest(file.Bytes)
		c.File = &file
		files = []office.File{file}
	}
	d = c.to(d)
	d.OnTime = false
	run, _, err := o.judgeDraft(ctx, d, by.At, files...)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	if err := editable(d, run.order.File); err != nil {
		return DraftView{}, office.Change{}, err
	}
	run.pin(&d)
	return recorded(d, run.report), draftChange(office.ActEdit, d, by, files...), nil
}

// editable refuses edits of a file without cells.
func editable(d office.Draft, file []byte) error {
	if len(d.Edits) == 0 || !isObject(file) {
		return nil
	}
	return Refused{at(registry.Problem{Pointer: "/edits"}, "VALUE_INVALID",
		texts("草案以条目提交，没有可更正的单元格", "the draft was given as entries, which have no cells to put right"),
		texts("直接提交更正后的 entries", "state the entries as they are to be"))}
}

// judged is a draft with its report.
func (o *Office) judged(ctx context.Context, d office.Draft, now registry.Instant) (DraftView, error) {
	if d.State == office.Published || d.State == office.Discarded {
		return DraftView{Draft: d}, nil
	}
	run, _, err := o.judgeDraft(ctx, d, now)
	if err != nil {
		return DraftView{}, err
	}
	return DraftView{d, run.report}, nil
}

// judgeDraft judges a draft; its file is read from the store unless it is about
// to be written.
func (o *Office) judgeDraft(ctx context.Context, d office.Draft, now registry.Instant, files ...office.File) (*importing, registry.Step, error) {
	file, err := o.fileOf(ctx, d, files)
	if err != nil {
		return nil, registry.Step{}, err
	}
	return o.registrar.judge(ctx, draftOrder(d, file, now))
}

func (o *Office) fileOf(ctx context.Context, d office.Draft, files []office.File) (office.File, error) {
	if len(files) > 0 {
		return files[0], nil
	}
	return o.store.File(ctx, d.File.SHA256)
}

// Draft is a draft with what publishing it now would find.
func (o *Office) Draft(ctx context.Context, id office.DraftID, now registry.Instant) (DraftView, error) {
	d, err := o.store.Draft(ctx, id)
	if err != nil {
		return DraftView{}, err
	}
	return o.judged(ctx, d, now)
}

// DraftState is a draft without its report.
func (o *Office) DraftState(ctx context.Context, id office.DraftID) (office.Draft, error) {
	return o.store.Draft(ctx, id)
}

// Drafts are the drafts that a selection holds, the newest first.
func (o *Office) Drafts(ctx context.Context, s office.DraftSelection) ([]office.Draft, error) {
	return o.store.Drafts(ctx, s)
}

// DraftRefs name the drafts that a selection holds, the newest first.
func (o *Office) DraftRefs(ctx context.Context, s office.DraftSelection) ([]office.DraftRef, error) {
	return o.store.DraftRefs(ctx, s)
}

// DraftFile is the file that a draft was uploaded as.
func (o *Office) DraftFile(ctx context.Context, d office.Draft) (office.File, error) {
	return o.store.File(ctx, d.File.SHA256)
}

// DraftAnnotation is the file of a draft with its edits and its problems, to be
// written as a workbook. ok is false for a draft of JSON entries.
func (o *Office) DraftAnnotation(ctx context.Context, id office.DraftID, now registry.Instant) (a sheet.Annotation, ok bool, err error) {
	view, err := o.Draft(ctx, id, now)
	if err != nil {
		return a, false, err
	}
	file, err := o.store.File(ctx, view.File.SHA256)
	if err != nil || isObject(file.Bytes) {
		return a, false, err
	}
	order := draftOrder(view.Draft, file, now)
	a = sheet.Annotation{Name: view.File.Name, Data: file.Bytes, Limits: order.Limits, Edits: order.Edits}
	if view.Report != nil {
		a.Problems = view.Report.All()
	}
	return a, true, nil
}

// DraftRows are rows of a draft's file with its edits, as they stand there.
func (o *Office) DraftRows(ctx context.Context, d office.Draft, offset, limit int) (rows []sheet.Row, total int, err error) {
	file, err := o.store.File(ctx, d.File.SHA256)
	if err != nil || isObject(file.Bytes) {
		return nil, 0, err
	}
	from, problems := openSource(draftOrder(d, file, 0))
	if problems != nil {
		return nil, 0, Refused(problems)
	}
	rows, total = from.book.Rows(offset, limit)
	return rows, total, nil
}

// SourceOf is the file that a version was read from; ErrNotFound where it came
// from none.
func (o *Office) SourceOf(ctx context.Context, v registry.Version) (office.File, error) {
	return o.store.File(ctx, v.Source.SHA256)
}

// ActOnDraft plans an action on a draft. Confirm says that an empty list, or the
// removal of many entries, is meant.
func (o *Office) ActOnDraft(ctx context.Context, id office.DraftID, action office.Action, by office.Acting, confirm bool) (DraftView, office.Change, error) {
	d, err := o.store.Draft(ctx, id)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	settings, err := o.store.Settings(ctx, d.List.Jurisdiction)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	by.Alone = settings.SoleApproval
	if d, err = d.Act(action, by); err != nil {
		return DraftView{}, office.Change{}, err
	}
	d.Confirmed = d.Confirmed || confirm
	switch action {
	case office.ActSubmit:
		return o.submit(ctx, d, by)
	case office.ActApprove, office.ActAnnounce:
		return o.advance(ctx, d, action, by)
	case office.ActPublish:
		return o.publish(ctx, d, by)
	}
	view, err := o.judged(ctx, d, by.At)
	return recorded(d, view.Report), draftChange(action, d, by), err
}

// submit plans a submission: nothing may stand in the way of publication, and
// the version that reviewers compare with is put down.
func (o *Office) submit(ctx context.Context, d office.Draft, by office.Acting) (DraftView, office.Change, error) {
	run, _, err := o.judgeDraft(ctx, d, by.At)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	if !run.report.Clean() {
		return DraftView{}, office.Change{}, Refused(run.report.Refusal())
	}
	run.pin(&d)
	d.OnTime = !run.draft.version.RecordedLater
	return recorded(d, run.report), draftChange(office.ActSubmit, d, by), nil
}

// advance plans an approval or announcement of what was submitted, as long as
// the list has not moved since.
func (o *Office) advance(ctx context.Context, d office.Draft, action office.Action, by office.Acting) (DraftView, office.Change, error) {
	run, _, err := o.judgeDraft(ctx, d, by.At)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	if err := run.moved(d); err != nil {
		return DraftView{}, office.Change{}, err
	}
	if !run.report.Clean() {
		return DraftView{}, office.Change{}, Refused(run.report.Refusal())
	}
	return recorded(d, run.report), draftChange(action, d, by), nil
}

// publish plans the step that makes a draft the next version of its list.
func (o *Office) publish(ctx context.Context, d office.Draft, by office.Acting) (DraftView, office.Change, error) {
	run, step, err := o.judgeDraft(ctx, d, by.At)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	if err := run.moved(d); err != nil {
		return DraftView{}, office.Change{}, err
	}
	if !run.report.Clean() {
		return DraftView{}, office.Change{}, Refused(run.report.Refusal())
	}
	d.Published = run.draft.version.Number
	run.report.Version, run.report.Revision = d.Published, run.head.RevisionAfter(1)
	change := draftChange(office.ActPublish, d, by)
	change.Steps, change.Facts = []registry.Step{step}, run.facts(step)
	return recorded(d, run.report), change, nil
}

// Object plans to register an objection to an announced draft.
func (o *Office) Object(ctx context.Context, id office.DraftID, objection office.Objection, by office.Acting) (DraftView, office.Change, error) {
	if objection.ReceivedOn > by.At.Day() {
		return DraftView{}, office.Change{}, Refused{at(registry.Problem{Pointer: "/received_on"}, "VALUE_INVALID",
			texts("收到日期 %s 尚未到来", "it is said to be received on %s, which is yet to come", objection.ReceivedOn),
			texts("填写收到异议的日期，不晚于今天", "state the day on which it was received, today at the latest"))}
	}
	return o.objections(ctx, id, by, func(d office.Draft) (office.Draft, error) { return d.Object(objection, by) })
}

// Handle plans to say how an objection was handled.
func (o *Office) Handle(ctx context.Context, id office.DraftID, number int, handling string, by office.Acting) (DraftView, office.Change, error) {
	return o.objections(ctx, id, by, func(d office.Draft) (office.Draft, error) { return d.Handle(number, handling, by) })
}

func (o *Office) objections(ctx context.Context, id office.DraftID, by office.Acting, do func(office.Draft) (office.Draft, error)) (DraftView, office.Change, error) {
	d, err := o.store.Draft(ctx, id)
	if err != nil {
		return DraftView{}, office.Change{}, err
	}
	if d, err = do(d); err != nil {
		return DraftView{}, office.Change{}, err
	}
	view, err := o.judged(ctx, d, by.At)
	return recorded(d, view.Report), draftChange(office.ActObject, d, by), err
}

// All are the problems of the report and, as problems too, the names that need a
// person.
func (r *Report) All() []registry.Problem {
	all := slices.Clip(r.Problems)
	for _, u := range r.Unresolved {
		all = append(all, at(atPlace(u.Place), "NAME_UNRESOLVED",
			texts("名称 %q 未识别%s", "the name %q is not resolved%s", u.Name, u.offer()),
			texts("指定其含义（resolve），或确认目录中没有该项目", "say what it means (resolve), or that the catalogue has no such item")))
	}
	return all
}

// offer lists what an unresolved name may mean.
func (u Unresolved) offer() string {
	offers := lo.Map(u.Candidates[:min(len(u.Candidates), 3)], func(c Candidate, _ int) string { return c.Code + " " + c.Name })
	if len(offers) == 0 {
		return ""
	}
	return ": " + strings.Join(offers, " · ")
}

// Refusal is what stands in the way of a publication, the sum of it first.
func (r *Report) Refusal() []registry.Problem {
	all := r.All()
	if len(all) == 1 && all[0].Code == "CONFIRM_NEEDED" {
		return all
	}
	lead := registry.Problem{
		Code:    "FILE_HAS_PROBLEMS",
		Message: texts("有 %d 处问题，未写入任何内容", "%d problems; nothing was written", len(all)),
		Fix:     texts("逐条更正后再提交", "put them right one by one, then try again"),
	}
	return append([]registry.Problem{lead}, all...)
}

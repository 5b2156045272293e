package httpapi

import (
	"context"
	"errors"
	"time"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// MaxWait bounds how long a client may wait for the next change.
const MaxWait = 55 * time.Second

// EndWaits answers who waits for the next change, and whoever would wait: the
// server stops.
func (a *API) EndWaits() { a.endWaits() }

// ListChanges answers GET /v1/changes.
func (a *API) ListChanges(ctx context.Context, r api.ListChangesRequestObject) (api.ListChangesResponseObject, error) {
	c := callOf(ctx)
	limit, err := pageSize(r.Params.Limit)
	if err != nil {
		return nil, err
	}
	after, err := statedRevision(r.Params.After)
	if err != nil {
		return nil, err
	}
	wait := time.Duration(r.Params.Wait) * time.Second
	if wait < 0 || wait > MaxWait {
		return nil, refuse([]registry.Problem{invalid("/wait",
			textf("wait %d 不在 0 到 %d 之间", "wait %d is not from 0 to %d", r.Params.Wait, int(MaxWait.Seconds())),
			registry.Text{Zh: "改小后反复请求", En: "ask for less, again and again"})})
	}
	feed, err := a.feed(ctx, after, limit, wait)
	if errors.Is(err, app.ErrNoRevision) {
		return nil, refuse([]registry.Problem{noRevision("/after", r.Params.After, feed.Head.Revision())})
	}
	if err != nil {
		return nil, err
	}
	c.header.Set("Concord-Revision", feed.Head.Revision().String())
	return api.ListChanges200JSONResponse(changesOf(feed)), nil
}

// statedRevision reads a revision; the zero one where none is stated.
func statedRevision(text string) (registry.Revision, error) {
	if text == "" {
		return registry.Revision{}, nil
	}
	revision, err := registry.ParseRevision(text)
	if err != nil {
		return revision, refuse([]registry.Problem{notRevision("/after", text)})
	}
	return revision, nil
}

// feed reads the changes after a revision and, where there are none, waits for
// them.
func (a *API) feed(ctx context.Context, after registry.Revision, limit int, wait time.Duration) (app.Feed, error) {
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	defer context.AfterFunc(a.waits, cancel)()
	for {
		feed, err := a.office.Changes(ctx, after, limit)
		if err != nil || len(feed.Changes) > 0 || feed.Restored != nil || waiting.Err() != nil {
			return feed, err
		}
		if err := a.office.Await(waiting, feed.Next.Sequence); err != nil {
			return feed, err
		}
	}
}

func changesOf(f app.Feed) api.Changes {
	changes := api.Changes{Items: make([]api.Change, len(f.Changes)), Next: f.Next.String()}
	for i, c := range f.Changes {
		changes.Items[i] = changeOf(c, f.Head)
	}
	if r := f.Restored; r != nil {
		changes.Restored = &api.Restored{To: r.To.String(), UndoneFrom: r.UndoneFrom.String(), UndoneTo: r.UndoneTo.String()}
	}
	return changes
}

func changeOf(c office.StepChange, head registry.Head) api.Change {
	return api.Change{
		Revision:       head.RevisionAt(c.Sequence).String(),
		RecordedAt:     c.RecordedAt.String(),
		Action:         c.Action,
		Summary:        c.Summary,
		Published:      versionRefs(c.Published),
		Withdrawn:      versionRefs(c.Withdrawn),
		Items:          list(c.Items),
		Institutions:   list(c.Institutions),
		Consortia:      list(c.Consortia),
		Alliances:      list(c.Alliances),
		CodeMaps:       list(c.CodeMaps),
		Qualifications: list(c.Qualifications),
		Removals:       list(c.Removals),
	}
}

func versionRefs(all []office.VersionRef) []api.VersionRef {
	return lo.Map(all, func(v office.VersionRef, _ int) api.VersionRef {
		return api.VersionRef{Jurisdiction: string(v.List.Jurisdiction), Kind: api.ListKind(v.List.Kind.String()), Version: v.Number}
	})
}

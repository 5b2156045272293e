package httpapi

import (
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/wording"
)

// shownInstitutions is how many institutions are named for one reason.
const shownInstitutions = 20

// ProgressItems answers GET /v1/regions/{code}/progress/items.
func (a *API) ProgressItems(ctx context.Context, r api.ProgressItemsRequestObject) (api.ProgressItemsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	looked, err := a.inventory(c, r.Code, p.moment, r.Params.State, r.Params.Q)
	if err != nil {
		return nil, err
	}
	items, next := cut(p, looked.items)
	return api.ProgressItems200JSONResponse{Items: lo.Map(items, looked.wire), NextCursor: next}, nil
}

// inventory is the items of a unit that are asked for.
type inventory struct {
	*progress.Inventory
	call  *call
	at    registry.Sequence
	items []*progress.Item
}

// inventory takes stock of a unit and keeps the items that a state and a search
// select, in the order of the search where there is one.
func (a *API) inventory(c *call, code string, m moment, state api.ItemSelection, q string) (*inventory, error) {
	if err := oneOf("state", state, api.EveryItem, api.LiveItems, api.ListedItems, api.NotLiveItems); err != nil {
		return nil, err
	}
	unit, err := c.unit(code)
	if err != nil {
		return nil, err
	}
	if err := c.spend(tokensOfUnits - 1); err != nil {
		return nil, err
	}
	inv := &inventory{Inventory: progress.Take(c.snapshot, unit.Code, m.day, m.at), call: c, at: m.at}
	rank := map[registry.ItemCode]int{}
	if q != "" {
		for i, code := range a.registry.Items(q) {
			rank[code] = i
		}
	}
	for i := range inv.Items {
		item := &inv.Items[i]
		_, found := rank[item.Code]
		if selected(item, state) && (q == "" || found) {
			inv.items = append(inv.items, item)
		}
	}
	if q != "" {
		slices.SortStableFunc(inv.items, func(a, b *progress.Item) int { return rank[a.Code] - rank[b.Code] })
	}
	return inv, nil
}

func selected(i *progress.Item, state api.ItemSelection) bool {
	switch state {
	case api.LiveItems:
		return i.Live
	case api.ListedItems:
		return i.Listing != recognition.NotListed
	case api.NotLiveItems:
		return !i.Live
	}
	return true
}

// unit is the unit with a code in a path.
func (c *call) unit(code string) (*registry.Region, error) {
	region, ok := c.snapshot.Region(registry.RegionCode(code))
	if !ok || !region.Unit {
		return nil, notFound(registry.Text{Zh: "计数单位", En: "unit"}, code)
	}
	return region, nil
}

func (inv *inventory) wire(i *progress.Item, _ int) api.ProgressItem {
	e := inv.Explain(i)
	wire := api.ProgressItem{
		Code: string(i.Code), Name: i.Name, Domain: i.Domain.String(), Category: i.Category,
		Listed: listedAs(i), ListedBy: list(i.ListedBy), ListedFrom: dayOrNull(i.ListedFrom), ListedUntil: dayOrNull(i.ListedUntil),
		Live: i.Live, LiveFrom: dayOrNull(i.LiveFrom), LiveUntil: dayOrNull(i.LiveUntil),
		Reason:  as[api.NotLiveReason](orNull(e.Reason.String())),
		Message: orNull(inv.call.choose(e.Reason.Text())),
		Counted: institutionsOf(e.Counted),
		Stopped: []api.StoppedGroup{},
	}
	for _, g := range e.Stopped {
		wire.Stopped = append(wire.Stopped, inv.group(i, g))
	}
	return wire
}

func listedAs(i *progress.Item) api.ProgressItemListed {
	switch {
	case i.Listing == recognition.ListedByOwn:
		return api.ProgressItemListedOwn
	case i.Listing == recognition.ListedByOther:
		return api.ProgressItemListedInherited
	case i.ListedFrom != registry.MaxDay:
		return api.ProgressItemListedScheduled
	}
	return api.ProgressItemListedEnded
}

// institutionsOf names the first of some institutions and counts all.
func institutionsOf(all []*registry.Institution) api.InstitutionsOf {
	shown := all[:min(len(all), shownInstitutions)]
	return api.InstitutionsOf{Total: len(all), Institutions: lo.Map(shown, func(i *registry.Institution, _ int) api.StoppedInstitution {
		return api.StoppedInstitution{ID: string(i.ID), Name: i.Name}
	})}
}

func (inv *inventory) group(item *progress.Item, g progress.Group) api.StoppedGroup {
	shown := g.Institutions[:min(len(g.Institutions), shownInstitutions)]
	return api.StoppedGroup{
		Reason: api.NotLiveReason(g.Reason.String()), Message: inv.call.choose(g.Reason.Text()), Total: len(g.Institutions),
		Institutions: lo.Map(shown, func(s progress.Stopped, _ int) api.StoppedInstitution { return inv.stopped(item, s) }),
	}
}

func (inv *inventory) stopped(item *progress.Item, s progress.Stopped) api.StoppedInstitution {
	answer := recognition.Answer{
		Issuer: s.ID, Receiver: s.Receiver, Item: item.Code,
		Revision: registry.Revision{Sequence: inv.at},
	}
	speaker := wording.NewSpeaker(inv.call.snapshot, &answer, inv.call.lang, wording.Plain)
	return api.StoppedInstitution{
		ID: string(s.ID), Name: s.Name, Begins: dayOrNull(s.Begins),
		Findings: lo.Map(s.Findings, func(f recognition.Finding, _ int) api.StoppedFinding {
			return findingOf(&f, string(speaker.Message(&f, nil)))
		}),
	}
}

func findingOf(f *recognition.Finding, message string) api.StoppedFinding {
	wire := api.StoppedFinding{Rule: fmt.Sprintf("R%02d", f.Rule), Code: f.Code.String(), Message: message}
	if f.Version != 0 {
		wire.List, wire.Version = lo.ToPtr(f.List.String()), lo.ToPtr(int(f.Version))
	}
	return wire
}

// SuggestItems answers GET /v1/regions/{code}/progress/suggestions.
func (a *API) SuggestItems(ctx context.Context, r api.SuggestItemsRequestObject) (api.SuggestItemsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	unit, err := c.unit(r.Code)
	if err != nil {
		return nil, err
	}
	if err := c.spend(tokensOfUnits - 1); err != nil {
		return nil, err
	}
	all, next := cut(p, progress.Suggest(c.snapshot, unit, p.day, p.at))
	return api.SuggestItems200JSONResponse{Items: lo.Map(all, c.suggestionOf), NextCursor: next}, nil
}

func (c *call) suggestionOf(s progress.Suggestion, _ int) api.Suggestion {
	return api.Suggestion{
		Code: string(s.Code), Name: s.Name, Domain: s.Domain.String(), Category: s.Category, Live: s.Live,
		ListedBy: list(s.ListedBy), Province: api.Peers(s.Province), Nation: api.Peers(s.Nation),
		Qualified: institutionsOf(s.Qualified), Message: c.choose(s.Text()),
	}
}

// choose is a text in the language of the request.
func (c *call) choose(t registry.Text) string {
	if c.lang == wording.English {
		return t.En
	}
	return t.Zh
}

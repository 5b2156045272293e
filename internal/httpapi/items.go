package httpapi

import (
	"context"
	"iter"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// ListItems answers GET /v1/items.
func (a *API) ListItems(ctx context.Context, r api.ListItemsRequestObject) (api.ListItemsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	if err := oneOf("domain", r.Params.Domain, api.Lab, api.Exam); err != nil {
		return nil, err
	}
	wanted := func(i *registry.Item) bool {
		return (r.Params.Domain == "" || i.Domain.String() == string(r.Params.Domain)) &&
			(r.Params.Category == "" || i.Category == r.Params.Category) &&
			(r.Params.Modality == "" || i.Modality == r.Params.Modality)
	}
	items, next := take(p, a.items(c.snapshot, r.Params.Q, p.at), wanted, itemOf)
	return api.ListItems200JSONResponse{Items: items, NextCursor: next}, nil
}

// items are what a search finds, the best first; without one, all that the
// registry knew at a sequence.
func (a *API) items(s *recognition.Snapshot, q string, at registry.Sequence) iter.Seq[*registry.Item] {
	if q == "" {
		return s.Items(at)
	}
	return func(yield func(*registry.Item) bool) {
		for _, code := range a.registry.Items(q) {
			if item, ok := s.ItemAt(code, at); ok && !yield(item) {
				return
			}
		}
	}
}

// all yields a pointer to every element.
func all[T any](values []T, yield func(*T) bool) {
	for i := range values {
		if !yield(&values[i]) {
			return
		}
	}
}

// GetItem answers GET /v1/items/{code}.
func (a *API) GetItem(ctx context.Context, r api.GetItemRequestObject) (api.GetItemResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	item, err := c.item(r.Code, m)
	if err != nil {
		return nil, err
	}
	return api.GetItem200JSONResponse(itemOf(item)), nil
}

// item is the one with a code in a path.
func (c *call) item(code string, m moment) (*registry.Item, error) {
	item, ok := c.snapshot.ItemAt(registry.ItemCode(code), m.at)
	if !ok {
		return nil, notFound(registry.Text{Zh: "项目", En: "item"}, code)
	}
	return item, nil
}

func itemOf(i *registry.Item) api.Item {
	w := api.Item{
		Code: string(i.Code), Name: i.Name, NameEn: i.NameEn, Abbreviation: i.Abbreviation,
		Aliases:  list(i.Aliases),
		Domain:   api.Domain(i.Domain.String()),
		Category: i.Category, Modality: i.Modality,
		Specimen: orNull(i.SpecimenText), BodySite: orNull(i.SiteText), Unit: orNull(i.Unit),
	}
	if i.LOINCChecked {
		w.Loinc = orNull(i.LOINC)
	}
	return w
}

package httpapi

import (
	"context"
	"net/http"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// AddItem answers POST /v1/items.
func (a *API) AddItem(ctx context.Context, r api.AddItemRequestObject) (api.AddItemResponseObject, error) {
	c := callOf(ctx)
	added := addedItem(r.Body)
	if err := a.mayAdd(c, added.By); err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.AddItem201JSONResponse], error) {
		item, change, err := a.office.AddItem(ctx, added, lo.FromPtr(r.Body.Confirm), lo.FromPtr(r.Body.Reason))
		return plan[api.AddItem201JSONResponse]{change: change, answer: api.AddItem201JSONResponse(itemOf(&item)), status: http.StatusCreated}, err
	})
}

// mayAdd refuses whoever does not draft for the jurisdiction that adds an item.
// Of one that may add none, everybody who is signed in is told so by the checks.
func (a *API) mayAdd(c *call, by registry.JurisdictionCode) error {
	if _, known := c.snapshot.Region(registry.RegionCode(by)); !known && by != registry.Nation {
		return c.signedIn()
	}
	return a.mayIn(c, office.Drafting, registry.RegionCode(by))
}

func addedItem(f *api.ItemFields) registry.AddedItem {
	domains := map[api.Domain]registry.Domain{api.Lab: registry.Lab, api.Exam: registry.Exam}
	loinc := lo.FromPtr(f.Loinc)
	return registry.AddedItem{By: registry.JurisdictionCode(f.By), Item: registry.Item{
		Code: registry.ItemCode(f.Code), Name: f.Name, NameEn: f.NameEn, Abbreviation: lo.FromPtr(f.Abbreviation), Aliases: f.Aliases,
		Domain: domains[f.Domain], Category: f.Category, Modality: f.Modality, Specimens: f.Specimens, Sites: f.BodySites,
		SpecimenText: lo.FromPtr(f.Specimen), SiteText: lo.FromPtr(f.BodySite), Unit: lo.FromPtr(f.Unit),
		LOINC: loinc, LOINCChecked: loinc != "",
	}}
}

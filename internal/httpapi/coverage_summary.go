package httpapi

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/recognition"
	"concord/internal/registry"
)

const (
	// expiryDays is how far ahead the end of evidence is told.
	expiryDays = 60
	// shownCoverage is how many institutions or items a list of the summary names.
	shownCoverage = 50
	// retrievalLevel is the level from which results are to be retrieved.
	retrievalLevel registry.Level = 2
)

// SummarizeCoverage answers GET /v1/regions/{code}/coverage/summary.
func (a *API) SummarizeCoverage(ctx context.Context, r api.SummarizeCoverageRequestObject) (api.SummarizeCoverageResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, "")
	if err != nil {
		return nil, err
	}
	code, err := c.region(r.Code)
	if err != nil {
		return nil, err
	}
	if err := c.spend(tokensOfUnits - 1); err != nil {
		return nil, err
	}
	tables, err := a.office.CoverageAround(ctx, code)
	if err != nil {
		return nil, err
	}
	versions := lo.SumBy(tables, func(t office.Coverage) int { return t.Version })
	tag := fmt.Sprintf(`W/"%s.%s.%s.%s.%d"`, c.snapshot.Revision(), c.now.Day(), c.lang, c.build, versions)
	c.header.Set("ETag", tag)
	if Holds(c.ifNoneMatch, tag) {
		return unchanged{}, nil
	}
	region, _ := c.snapshot.Region(code)
	return api.SummarizeCoverage200JSONResponse(c.coverage(*region, tables, m)), nil
}

// coverage sums up what a region has and lacks on a day.
func (c *call) coverage(region registry.Region, tables []office.Coverage, m moment) api.CoverageSummary {
	survey := recognition.NewSurvey(c.snapshot, m.day, m.at)
	fresh := survey.Freshness(region.Code, expiryDays)
	inside := survey.InstitutionsIn(region.Code)
	lies := lo.SliceToMap(inside, func(i *registry.Institution) (registry.InstitutionID, bool) { return i.ID, true })
	s := api.CoverageSummary{
		Region: string(region.Code), Name: region.Name, On: m.day.String(), Tables: len(tables),
		Centres:        lo.Map(c.withChildren(region), func(r registry.Region, _ int) api.CentreRow { return centresOf(tables, r) }),
		Trained:        lo.Map(office.Trained(tables, func(id registry.InstitutionID) bool { return lies[id] }), trainedOf),
		Retrieval:      c.retrieval(inside, m),
		Expiring:       expiringOf(fresh.Expiring),
		WithoutResults: institutionsNamed(fresh.Silent),
		Unqualified:    itemsNamed(fresh.Unqualified),
	}
	s.CentresMissing = lo.SumBy(s.Centres, func(r api.CentreRow) int { return len(r.Missing) })
	return s
}

// withChildren is a region and those directly in it.
func (c *call) withChildren(region registry.Region) []registry.Region {
	inside := lo.Filter(c.snapshot.Catalogue().Regions, func(r registry.Region, _ int) bool { return r.Parent == region.Code && r.InScope })
	return append([]registry.Region{region}, inside...)
}

func centresOf(tables []office.Coverage, r registry.Region) api.CentreRow {
	row := api.CentreRow{Region: string(r.Code), Name: r.Name, Missing: []string{}}
	for _, s := range office.Specialties {
		count := office.Centres(tables, r, s)
		row.Centres = append(row.Centres, api.CentreCount{Specialty: s.Name, Count: count})
		if count == 0 {
			row.Missing = append(row.Missing, s.Name)
		}
	}
	return row
}

func trainedOf(t office.TrainedYear, _ int) api.TrainedYear {
	return api.TrainedYear{Year: t.Year, Physicians: t.Physicians, Institutions: t.Institutions}
}

// retrieval is which institutions of level 2 and above can be asked for their
// images and reports.
func (c *call) retrieval(inside []*registry.Institution, m moment) api.RetrievalCoverage {
	var with, without []*registry.Institution
	for _, i := range inside {
		if i.LevelOn(m.day) < retrievalLevel {
			continue
		}
		root, ok := c.snapshot.Institution(i.Root(), m.at)
		if i.RetrievalURL != "" || ok && root.RetrievalURL != "" {
			with = append(with, i)
			continue
		}
		without = append(without, i)
	}
	all := len(with) + len(without)
	return api.RetrievalCoverage{
		Institutions: all, Linked: len(with), Share: share(len(with), all),
		With: institutionsNamed(with), Without: institutionsNamed(without),
	}
}

func expiringOf(all []recognition.Expiry) api.ExpiringEvidence {
	slices.SortStableFunc(all, func(a, b recognition.Expiry) int { return cmp.Compare(a.First, b.First) })
	return api.ExpiringEvidence{
		Days: expiryDays, Total: len(all),
		Qualifications: lo.SumBy(all, func(e recognition.Expiry) int { return e.Items }),
		Institutions: lo.Map(leading(all), func(e recognition.Expiry, _ int) api.ExpiringInstitution {
			i := e.Institution
			return api.ExpiringInstitution{ID: string(i.ID), Name: i.Name, Region: string(i.Region), Items: e.Items, First: e.First.String()}
		}),
	}
}

func institutionsNamed(all []*registry.Institution) api.NamedInstitutions {
	return api.NamedInstitutions{Total: len(all), Institutions: lo.Map(leading(all), func(i *registry.Institution, _ int) api.NamedInstitution {
		return api.NamedInstitution{ID: string(i.ID), Name: i.Name, Region: string(i.Region)}
	})}
}

func itemsNamed(all []*registry.Item) api.NamedItems {
	return api.NamedItems{Total: len(all), Items: lo.Map(leading(all), func(i *registry.Item, _ int) api.NamedItem {
		return api.NamedItem{Code: string(i.Code), Name: i.Name}
	})}
}

// leading are those that a list of the summary names.
func leading[T any](all []T) []T { return all[:min(len(all), shownCoverage)] }

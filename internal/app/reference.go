package app

import (
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// reference is the catalogue by code.
type reference struct {
	regions         map[registry.RegionCode]registry.Region
	order           []registry.Region
	items           map[registry.ItemCode]registry.Item
	panels          map[string]registry.Panel
	reasons         map[registry.ReasonCode]registry.Reason
	departments     map[string]registry.Department
	qualifiers      map[string]registry.QualifierValue
	vocabulary      []registry.QualifierValue
	reasonOrder     []registry.Reason
	departmentOrder []registry.Department
	categories      map[string]bool
	modalities      map[string]bool
}

func newReference(c *registry.Catalogue) *reference {
	return &reference{
		regions:         lo.KeyBy(c.Regions, func(r registry.Region) registry.RegionCode { return r.Code }),
		order:           c.Regions,
		items:           lo.KeyBy(c.Items, func(i registry.Item) registry.ItemCode { return i.Code }),
		panels:          lo.KeyBy(c.Panels, func(p registry.Panel) string { return p.Code }),
		reasons:         lo.KeyBy(c.Reasons, func(r registry.Reason) registry.ReasonCode { return r.Code }),
		departments:     lo.KeyBy(c.Departments, func(d registry.Department) string { return d.Code }),
		qualifiers:      lo.KeyBy(c.Qualifiers, func(q registry.QualifierValue) string { return q.Code }),
		vocabulary:      c.Qualifiers,
		reasonOrder:     c.Reasons,
		departmentOrder: c.Departments,
		categories:      lo.SliceToMap(c.Items, func(i registry.Item) (string, bool) { return i.Category, true }),
		modalities:      lo.SliceToMap(c.Items, func(i registry.Item) (string, bool) { return i.Modality, true }),
	}
}

// add makes an item known beside those of the catalogue.
func (r *reference) add(i registry.Item) {
	r.items[i.Code] = i
	r.categories[i.Category] = true
	r.modalities[i.Modality] = true
}

// ancestors is a region and everything above it, narrow to wide; empty where
// the region is unknown.
func (r *reference) ancestors(code registry.RegionCode) []registry.RegionCode {
	var chain []registry.RegionCode
	for {
		region, ok := r.regions[code]
		if !ok {
			return chain
		}
		chain = append(chain, code)
		code = region.Parent
	}
}

// regionCalled is what a region or the nation is called, with its code; the code
// alone of what is neither.
func (r *reference) regionCalled(code registry.RegionCode) registry.Text {
	if code == registry.RegionCode(registry.Nation) {
		return registry.Text{Zh: "全国", En: "the nation"}.WithCode(string(code))
	}
	region, ok := r.regions[code]
	if !ok {
		return registry.Text{Zh: string(code), En: string(code)}
	}
	return registry.Text{Zh: region.Name, En: region.NameEn}.WithCode(string(code))
}

// unit is the region whose code opens the ids of institutions in a region: the
// nearest that publishes as a prefecture.
func (r *reference) unit(code registry.RegionCode) registry.RegionCode {
	for _, c := range r.ancestors(code) {
		if r.regions[c].JurisdictionKind() == registry.Prefecture {
			return c
		}
	}
	return code
}

// splitEntry reads EXRY012 or EXRY012;R.
func (r *reference) splitEntry(key string) (code registry.ItemCode, q registry.Qualifiers, ok bool) {
	parts := strings.Split(key, ";")
	for _, part := range parts[1:] {
		value, known := r.qualifiers[strings.TrimSpace(part)]
		if !known {
			return "", q, false
		}
		q[value.Kind] = value.Code
	}
	code = registry.ItemCode(strings.TrimSpace(parts[0]))
	return code, q, has(r.items, code)
}

// qualifierNamed finds a qualifier of a kind by code, name or alias.
func (r *reference) qualifierNamed(kind registry.QualifierKind, text string) (code string, ok bool) {
	if text == "" {
		return "", false
	}
	for _, value := range r.vocabulary {
		if value.Kind == kind && (value.Code == text || value.Name == text || slices.Contains(value.Aliases, text)) {
			return value.Code, true
		}
	}
	return "", false
}

package httpapi

import (
	"context"
	"slices"
	"strings"

	"concord/api"
	"concord/internal/registry"
)

// panels finds panels by code, name or alias.
type panels map[string]*registry.Panel

func newPanels(cat *registry.Catalogue) panels {
	all := panels{}
	for i := range cat.Panels {
		panel := &cat.Panels[i]
		for _, name := range append([]string{panel.Code, panel.Name, panel.NameEn}, panel.Aliases...) {
			if name != "" {
				all[foldPanel(name)] = panel
			}
		}
	}
	return all
}

func foldPanel(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func (p panels) find(name string) (*registry.Panel, bool) {
	panel, ok := p[foldPanel(name)]
	return panel, ok
}

// count is the number of answers that a batch asks for, without roll-ups.
func (p panels) count(questions []api.Asked) int {
	n := 0
	for i := range questions {
		n++
		if questions[i].Panel == "" {
			continue
		}
		if panel, ok := p.find(questions[i].Panel); ok {
			n += len(panel.Items) - 1
		}
	}
	return n
}

// ListPanels answers GET /v1/panels.
func (a *API) ListPanels(ctx context.Context, r api.ListPanelsRequestObject) (api.ListPanelsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	wanted := foldPanel(r.Params.Q)
	matches := func(panel registry.Panel) bool { return wanted == "" || namesPanel(panel, wanted) }
	items, next := take(p, slices.Values(c.snapshot.Catalogue().Panels), matches, panelOf)
	return api.ListPanels200JSONResponse{Items: items, NextCursor: next}, nil
}

// namesPanel reports whether a folded text is part of a panel's code or a name.
func namesPanel(panel registry.Panel, wanted string) bool {
	names := append([]string{panel.Code, panel.Name, panel.NameEn}, panel.Aliases...)
	return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(foldPanel(name), wanted) })
}

func panelOf(p registry.Panel) api.Panel {
	return api.Panel{Code: p.Code, Name: p.Name, NameEn: p.NameEn, Aliases: list(p.Aliases), Items: list(p.Items)}
}

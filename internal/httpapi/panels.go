package httpapi

import (
	"context"
	"iter"
	"strings"

	"concord/api"
	"concord/internal/naming"
	"concord/internal/registry"
)

// panels finds panels by code, name or alias, as written or as people search.
type panels struct {
	all    []registry.Panel
	byName map[string]*registry.Panel // by folded code, name and alias
	index  *naming.Index
}

func newPanels(cat *registry.Catalogue) panels {
	p := panels{all: cat.Panels, byName: map[string]*registry.Panel{}}
	entries := make([]naming.Entry, len(cat.Panels))
	for i := range cat.Panels {
		panel := &cat.Panels[i]
		names := append([]string{panel.Name, panel.NameEn}, panel.Aliases...)
		entries[i] = naming.Entry{Key: panel.Code, Names: names, Codes: []string{panel.Code}}
		for _, name := range append(names, panel.Code) {
			p.byName[foldPanel(name)] = panel
		}
	}
	delete(p.byName, "")
	p.index = naming.NewIndex(entries)
	return p
}

func foldPanel(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// find returns the panel that a question names.
func (p panels) find(name string) (*registry.Panel, bool) {
	panel, ok := p.byName[foldPanel(name)]
	return panel, ok
}

// search yields what a search text finds, the best first; without one, all.
func (p panels) search(q string) iter.Seq[*registry.Panel] {
	return func(yield func(*registry.Panel) bool) {
		if q == "" {
			all(p.all, yield)
			return
		}
		for _, code := range p.index.Search(q, 0) {
			if !yield(p.byName[foldPanel(code)]) {
				return
			}
		}
	}
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
	every := func(*registry.Panel) bool { return true }
	items, next := take(p, a.panels.search(r.Params.Q), every, panelOf)
	return api.ListPanels200JSONResponse{Items: items, NextCursor: next}, nil
}

func panelOf(p *registry.Panel) api.Panel {
	return api.Panel{Code: p.Code, Name: p.Name, NameEn: p.NameEn, Aliases: list(p.Aliases), Items: list(p.Items)}
}

package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func escaped(s string) string { return url.QueryEscape(s) }

// maxSuggestions is how many are offered: a phone shows no more. searched is how
// many of what a search finds are looked at; whatever is called exactly as was
// typed comes first.
const (
	maxSuggestions = 8
	searched       = 50
)

// suggestion is one thing that a text may mean.
type suggestion struct {
	Value string `json:"value"` // code or id
	Label string `json:"label"` // name
	Note  string `json:"note"`  // what tells it from others of the name
}

// suggest answers GET /suggest/{institutions|items|orders|regions}?q=: what is
// offered while somebody types.
func (w *Web) suggest(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	find, ok := finders[c.Param("kind")]
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-cache")
	found := find(w, s, c.QueryParam("q"), languageOf(c))
	return c.JSON(http.StatusOK, found[:min(len(found), maxSuggestions)])
}

// finders find what a text may mean, the best first.
var finders = map[string]func(w *Web, s *recognition.Snapshot, q, lang string) []suggestion{
	"institutions": (*Web).findInstitutions,
	"items":        (*Web).findItems,
	"orders":       (*Web).findOrders,
	"regions":      (*Web).findRegions,
}

// findInstitutions finds every institution once: a duplicate is found as the one
// that it was merged into.
func (w *Web) findInstitutions(s *recognition.Snapshot, q, lang string) []suggestion {
	found := []suggestion{}
	seen := map[registry.InstitutionID]bool{}
	for _, id := range w.registry.Institutions(q) {
		if len(found) == searched {
			break
		}
		i, ok := survivor(s, id)
		if !ok || seen[i.ID] {
			continue
		}
		seen[i.ID] = true
		found = append(found, suggestion{string(i.ID), i.Name, whereabouts(s, i.Region, lang)})
	}
	return found
}

// survivor is the institution with an id, or the one that it was merged into.
func survivor(s *recognition.Snapshot, id registry.InstitutionID) (*registry.Institution, bool) {
	i, ok := s.Institution(id, s.Head().Newest)
	for hops := 0; ok && i.MergedInto != "" && hops < 8; hops++ {
		i, ok = s.Institution(i.MergedInto, s.Head().Newest)
	}
	return i, ok
}

// findOrders finds items and panels, which hospitals order alike.
func (w *Web) findOrders(s *recognition.Snapshot, q, lang string) []suggestion {
	codes := w.registry.Orders(q)
	return orders(s, codes[:min(len(codes), searched)], lang)
}

func (w *Web) findItems(s *recognition.Snapshot, q, lang string) []suggestion {
	found := []suggestion{}
	for _, code := range w.registry.Items(q) {
		i, ok := s.Item(code)
		if !ok {
			continue
		}
		found = append(found, suggestion{string(code), itemName(i, lang), itemNote(i)})
		if len(found) == maxSuggestions {
			break
		}
	}
	return found
}

func (w *Web) findRegions(s *recognition.Snapshot, q, lang string) []suggestion {
	found := []suggestion{}
	for _, code := range w.registry.Regions(q) {
		found = append(found, suggestion{string(code), regionName(s, code, lang), string(code)})
		if len(found) == maxSuggestions {
			break
		}
	}
	return found
}

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

// maxSuggestions is how many are offered: a phone shows no more.
const maxSuggestions = 8

// suggestion is one thing that a text may mean.
type suggestion struct {
	Value string `json:"value"` // code or id
	Label string `json:"label"` // name
	Note  string `json:"note"`  // what tells it from others of the name
}

// suggest answers GET /suggest/{institutions|items|regions}?q=: what is offered
// while somebody types.
func (w *Web) suggest(c echo.Context) error {
	s := w.registry.Snapshot()
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
	"regions":      (*Web).findRegions,
}

func (w *Web) findInstitutions(s *recognition.Snapshot, q, lang string) []suggestion {
	found := []suggestion{}
	for _, id := range w.registry.Institutions(q) {
		i, ok := s.Institution(id, s.Head().Newest)
		if !ok {
			continue
		}
		found = append(found, suggestion{string(id), i.Name, regionName(s, i.Region, lang)})
		if len(found) == maxSuggestions {
			break
		}
	}
	return found
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

// regionName is a region's name, or its code where the catalogue has none.
func regionName(s *recognition.Snapshot, code registry.RegionCode, lang string) string {
	r, ok := s.Region(code)
	if !ok {
		return string(code)
	}
	if lang == english && r.NameEn != "" {
		return r.NameEn
	}
	return r.Name
}

// itemName is an item's name.
func itemName(i *registry.Item, lang string) string {
	if lang == english && i.NameEn != "" {
		return i.NameEn
	}
	return i.Name
}

// itemNote tells an item from others of its name: abbreviation, specimen or site.
func itemNote(i *registry.Item) string {
	note := string(i.Code)
	for _, more := range []string{i.Abbreviation, i.SpecimenText, i.SiteText} {
		if more != "" {
			note += " · " + more
		}
	}
	return note
}

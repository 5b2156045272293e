package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/httpapi"
	"concord/internal/naming"
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
	kind, ok := finders[c.Param("kind")]
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-cache")
	text := c.QueryParam("q")
	found := kind.find(w, s, text, languageOf(c))
	return c.JSON(http.StatusOK, kind.offers(s, text, found[:min(len(found), maxSuggestions)]))
}

// finder finds what a text may mean, the best first.
type finder struct {
	find  func(w *Web, s *recognition.Snapshot, q, lang string) []suggestion
	names func(s *recognition.Snapshot, value string) []string // of what was found
}

var finders = map[string]finder{
	"institutions": {(*Web).findInstitutions, institutionNames},
	"items":        {(*Web).findItems, orderNames},
	"orders":       {(*Web).findOrders, orderNames},
	"regions":      {(*Web).findRegions, regionNames},
}

// offer is a suggestion as the script gets it.
type offer struct {
	suggestion
	Initials bool `json:"initials,omitempty"` // the text is its pinyin initials, and those of nothing else found
}

func (f finder) offers(s *recognition.Snapshot, text string, found []suggestion) []offer {
	offers := lo.Map(found, func(one suggestion, _ int) offer { return offer{suggestion: one} })
	called := func(is func(name string) bool) []int {
		return slices.DeleteFunc(lo.Range(len(found)), func(i int) bool { return !slices.ContainsFunc(f.names(s, found[i].Value), is) })
	}
	folded := naming.Normalize(text)
	named := called(func(name string) bool { return naming.Normalize(name) == folded })
	initials := called(func(name string) bool { return naming.AreInitials(text, name) })
	if len(named) == 0 && len(initials) == 1 {
		offers[initials[0]].Initials = true
	}
	return offers
}

// findInstitutions finds every institution once: a duplicate is found as the one
// that it was merged into, which says so.
func (w *Web) findInstitutions(s *recognition.Snapshot, q, lang string) []suggestion {
	found := []suggestion{}
	seen, earlier := map[registry.InstitutionID]bool{}, earlierNames{}
	for _, id := range w.registry.Institutions(q) {
		if len(found) == searched {
			break
		}
		i, ok := survivor(s, id)
		if ok {
			earlier.add(s, id, i)
		}
		if !ok || seen[i.ID] {
			continue
		}
		seen[i.ID] = true
		found = append(found, suggestion{string(i.ID), i.Name, whereabouts(s, i.Region, lang)})
	}
	return lo.Map(found, func(one suggestion, _ int) suggestion { return earlier.note(one, lang) })
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
		found = append(found, suggestion{string(code), itemName(i, lang), phrases{s, lang}.itemNote(i)})
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

func regionNames(s *recognition.Snapshot, code string) []string {
	r, ok := s.Region(registry.RegionCode(code))
	if !ok {
		return nil
	}
	return []string{r.Name, r.NameEn}
}

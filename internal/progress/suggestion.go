package progress

import (
	"cmp"
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// Suggestion is an item that a unit does not list itself, and the figures that
// speak for it.
type Suggestion struct {
	*registry.Item
	Live      bool                        // by a wider list already: adding it adds to the own list only
	ListedBy  []registry.JurisdictionCode // which of province, alliances and nation have it
	Province  Peers                       // units of the same province
	Nation    Peers                       // units of the whole nation
	Qualified []*registry.Institution     // own institutions whose evidence passes on the day
}

// Peers are other units that are compared with: those with an item list of their
// own in force, and how many of these name the item. Economies are not compared;
// the registry knows nothing of them.
type Peers struct {
	Publishing int
	Listing    int
}

// Suggest is what a unit could add, the most suggested first: what is not live
// yet before what is; then what more units of the province list, then more units
// of the nation; then what a wider list has; then what more own institutions are
// qualified for; then by code. What nobody lists and nobody is qualified for is
// no suggestion.
func Suggest(s *recognition.Snapshot, unit *registry.Region, on registry.Day, at registry.Sequence) []Suggestion {
	survey := recognition.NewSurvey(s, on, at)
	u := survey.Unit(unit.Code)
	live := map[registry.ItemCode]bool{}
	for item := range u.Items() {
		live[item.Code] = item.Live
	}
	province, nation := peersOf(survey, s.Catalogue(), unit)
	var all []Suggestion
	for item := range survey.Items() {
		if u.Listed(item.Code) == recognition.ListedByOwn {
			continue
		}
		one := Suggestion{
			Item: item, Live: live[item.Code], ListedBy: u.ListedBy(item.Code),
			Province: province.of(item.Code), Nation: nation.of(item.Code), Qualified: u.Qualified(item.Code),
		}
		if one.Nation.Listing > 0 || len(one.ListedBy) > 0 || len(one.Qualified) > 0 {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, compareSuggestions)
	return all
}

func compareSuggestions(a, b Suggestion) int {
	return cmp.Or(
		compareBool(a.Live, b.Live),
		cmp.Compare(b.Province.Listing, a.Province.Listing),
		cmp.Compare(b.Nation.Listing, a.Nation.Listing),
		compareBool(len(b.ListedBy) > 0, len(a.ListedBy) > 0),
		cmp.Compare(len(b.Qualified), len(a.Qualified)),
		cmp.Compare(a.Code, b.Code),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// peers count what other units list.
type peers struct {
	publishing int
	listing    map[registry.ItemCode]int
}

func (p *peers) of(code registry.ItemCode) Peers { return Peers{p.publishing, p.listing[code]} }

// peersOf are the other units of a unit's province, and of the nation.
func peersOf(survey *recognition.Survey, cat *registry.Catalogue, unit *registry.Region) (province, nation peers) {
	province.listing, nation.listing = map[registry.ItemCode]int{}, map[registry.ItemCode]int{}
	for _, other := range Units(cat) {
		if other.Code == unit.Code {
			continue
		}
		codes, published := survey.OwnList(other.Code)
		if !published {
			continue
		}
		nation.add(codes)
		if unit.Parent != "" && other.Parent == unit.Parent {
			province.add(codes)
		}
	}
	return province, nation
}

func (p *peers) add(codes []registry.ItemCode) {
	p.publishing++
	for _, code := range codes {
		p.listing[code]++
	}
}

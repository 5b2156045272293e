package progress

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samber/lo"

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

// Text says what speaks for the suggestion, with its figures. Of peers there is
// nothing to say where no other unit has a list.
func (s Suggestion) Text() registry.Text {
	said := append(s.peersText(), s.qualifiedText())
	if len(s.ListedBy) > 0 {
		said = append(said, registry.Text{Zh: "上级或联盟清单已列入", En: "a wider list names it already"})
	}
	if s.Live {
		said = append(said, registry.Text{Zh: "已实际互认", En: "it is live by that list"})
	}
	in := func(lang, between string) string {
		return strings.Join(lo.Map(said, func(t registry.Text, _ int) string { return t.In(lang) }), between)
	}
	return registry.Text{Zh: in("zh", "；"), En: in("en", "; ")}
}

// peersText says how many other units list the item, in the province and in the
// nation.
func (s Suggestion) peersText() []registry.Text {
	province, nation := s.Province, s.Nation
	switch {
	case nation.Publishing == 0:
		return nil
	case province.Publishing == 0:
		return []registry.Text{registry.Textf("全国其他 %d 个有清单的单位中 %d 个列有", "named by %[2]d of %[1]d other lists in the nation",
			nation.Publishing, nation.Listing)}
	}
	return []registry.Text{registry.Textf("其他有清单的单位，本省 %d 个中 %d 个列有，全国 %d 个中 %d 个", "named by %[2]d of %[1]d other lists in the province, %[4]d of %[3]d in the nation",
		province.Publishing, province.Listing, nation.Publishing, nation.Listing)}
}

// qualifiedText says how many of the unit's own institutions are qualified.
func (s Suggestion) qualifiedText() registry.Text {
	switch n := len(s.Qualified); n {
	case 0:
		return registry.Text{Zh: "本单位尚无机构有质量证明", En: "none of its own institutions has evidence of quality yet"}
	case 1:
		return registry.Text{Zh: "本单位 1 家机构已有质量证明", En: "one of its own institutions has evidence of quality"}
	default:
		return registry.Textf("本单位 %d 家机构已有质量证明", "%d of its own institutions have evidence of quality", n)
	}
}

// Peers are other units that are compared with: those with an item list of their
// own in force, and how many of these name the item. Economies are not compared;
// the registry knows nothing of them.
type Peers struct {
	Listing    int
	Publishing int
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

func (p *peers) of(code registry.ItemCode) Peers {
	return Peers{Listing: p.listing[code], Publishing: p.publishing}
}

// peersOf are the other units of a unit's province, and of the nation.
func peersOf(survey *recognition.Survey, cat *registry.Catalogue, unit *registry.Region) (province, nation peers) {
	province.listing, nation.listing = map[registry.ItemCode]int{}, map[registry.ItemCode]int{}
	for _, other := range Units(cat) {
		if other.Code == unit.Code {
			continue
		}
		codes, published := survey.OwnList(registry.JurisdictionCode(other.Code))
		if !published {
			continue
		}
		if !other.Fictional {
			nation.add(codes)
		}
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

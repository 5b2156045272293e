package toy

import (
	"slices"

	"concord/internal/registry"
)

// Regions of the toy country: two provinces with prefectures and counties, a
// county that stands directly under its province, and a municipality.
var regions = []registry.RegionCode{
	"420100", "420102", "420103", "420500", "420502", "429004", "420000",
	"150400", "150402", "150000", "110000", "110101", "110102",
}

// items of the toy country: laboratory quantities with and without a checked
// LOINC code, and examinations of several modalities, with specimens, sites and
// implied qualifiers. The last two are in no catalogue: a step may add them, and
// facts may name them before.
var items = []registry.ItemCode{"LCHM051", "LCHM052", "LHEM001", "EXRY001", "EXRY012", "ECTX001", "EULS010", addedLab, addedExam}

// The items that steps add.
const (
	addedLab  registry.ItemCode = "LCHM961"
	addedExam registry.ItemCode = "EXRY961"
)

// models are what the added items are like: potassium, so that they share its
// LOINC code, and an X-ray of the hand.
var models = map[registry.ItemCode]registry.ItemCode{addedLab: "LCHM051", addedExam: "EXRY012"}

// twin answers to the same LOINC code as potassium, so that the code is ambiguous.
const twin registry.ItemCode = "LCHM951"

// Catalogue is the part of a catalogue that toy registries need, and an item
// that shares its LOINC code with another.
func Catalogue(whole *registry.Catalogue) *registry.Catalogue {
	small := *whole
	small.Regions, small.Items = nil, nil
	for _, region := range whole.Regions {
		if slices.Contains(regions, region.Code) {
			small.Regions = append(small.Regions, region)
		}
	}
	for _, item := range whole.Items {
		if slices.Contains(items, item.Code) {
			small.Items = append(small.Items, item)
		}
		if item.Code == "LCHM052" {
			item.Code, item.Aliases = twin, nil
			small.Items = append(small.Items, item)
		}
	}
	return &small
}

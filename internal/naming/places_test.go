package naming

import (
	"testing"

	"concord/catalogs"
)

// The initials of the catalogue were checked by people; institutions have none,
// so that the places within their names must be spelled right.
func TestPlacesAreSpelledAsTheCatalogueSpellsThem(t *testing.T) {
	// The source of the catalogue reads these otherwise than the places do.
	misread := map[string]bool{"大箐山县": true, "曾都区": true, "民乐县": true, "调兵山市": true}
	for _, region := range catalogs.Load().Regions {
		if _, initials := spell(region.Name); initials != region.Initials && !misread[region.Name] {
			t.Errorf("%s is spelled %s, want %s", region.Name, initials, region.Initials)
		}
	}
}

package naming

import (
	"testing"

	"concord/catalogs"
)

// The initials of the catalogue were checked by people; institutions have none,
// so that the places within their names must be spelled right.
func TestPlacesAreSpelledAsTheCatalogueSpellsThem(t *testing.T) {
	for _, region := range catalogs.Load().Regions {
		if _, initials := spell(region.Name); initials != region.Initials {
			t.Errorf("%s is spelled %s, want %s", region.Name, initials, region.Initials)
		}
	}
}

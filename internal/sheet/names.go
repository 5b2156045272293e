package sheet

import "concord/internal/registry"

// Names tells what codes are called in a file that people read. A code without
// a name may be given as itself.
type Names interface {
	Item(registry.ItemCode) string
	Institution(registry.InstitutionID) registry.Institution
	Region(registry.RegionCode) string
	Qualifier(code string) string
	Reason(registry.ReasonCode) string
	Department(code string) string
}

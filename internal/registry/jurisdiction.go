package registry

import "fmt"

// JurisdictionCode names who publishes: the code of a region, [Nation], or the
// code of an alliance (which never is six digits).
type JurisdictionCode string

// Nation is the jurisdiction of the whole country. 100000 is not a code of
// GB/T 2260; it follows the usage of Chinese address services.
const Nation JurisdictionCode = "100000"

// JurisdictionKind is how wide a jurisdiction is.
type JurisdictionKind uint8

// The kinds, from narrow to wide: the order in which they are asked.
const (
	JurisdictionUnknown JurisdictionKind = iota
	District
	Prefecture
	Province
	AllianceKind
	NationKind
)

// String is district, prefecture, province, alliance or nation.
func (k JurisdictionKind) String() string {
	return [...]string{"", "district", "prefecture", "province", "alliance", "nation"}[k]
}

// Alliance is an agreement of regions (京津冀) to recognise across their
// borders. Its lists are written by its lead region.
type Alliance struct {
	Code    JurisdictionCode
	Name    string
	NameEn  string
	Mark    string // what stands before HR in its mark: 京津冀
	Lead    RegionCode
	Members []AllianceMember
}

// AllianceMember is a region's membership for a period.
type AllianceMember struct {
	Region RegionCode
	Period Period
}

// Validate says what is wrong with an alliance on its own.
func (a Alliance) Validate() error {
	if len(a.Code) == 6 && isDigits(string(a.Code)) || a.Code == "" {
		return fmt.Errorf("alliance code %q: six digits and the empty code are kept for regions", a.Code)
	}
	for _, m := range a.Members {
		if m.Period.Empty() {
			return fmt.Errorf("alliance %s: membership of %s ends before it begins", a.Code, m.Region)
		}
	}
	return nil
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

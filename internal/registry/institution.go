package registry

import (
	"fmt"
	"net/url"
	"slices"
)

// InstitutionID names an institution in this registry: <prefecture>-<serial>
// when minted here.
type InstitutionID string

// Level is the level of a hospital, 一级 to 三级. The zero Level is unknown,
// which is common and never the same as low. Grade is another thing.
type Level uint8

// LevelUnknown is the level of an institution that states none.
const LevelUnknown Level = 0

// Institution is a hospital, laboratory or campus of one.
type Institution struct {
	ID          InstitutionID
	Name        string
	Aliases     []string      // short and former names
	CampusOf    InstitutionID // the root institution, for a campus
	MergedInto  InstitutionID // the survivor, for a duplicate: both are one institution from then on
	Region      RegionCode    // as precise as known: county or prefecture
	Kind        string        // 综合医院, 中医医院, 社区卫生服务中心 …
	Grade       string        // 甲等, 乙等; empty where not assessed
	Levels      []LevelPeriod
	Identifiers Identifiers
	Open        Period // from its opening to its closing

	// RetrievalURL is where its images and reports can be retrieved (调阅): a
	// link over https, nothing more; empty where there is none.
	RetrievalURL string
}

// LevelPeriod is a level held for a period.
type LevelPeriod struct {
	Level  Level
	Period Period
}

// Identifiers are codes that others gave an institution; empty where unknown.
type Identifiers struct {
	USCC      string // GB 32100-2015, 18 characters
	Licence   string // practice licence, 22 characters
	Insurance string // medical insurance code, H and 11 digits
}

// Root is the institution that i is a campus of, or i itself.
func (i Institution) Root() InstitutionID {
	if i.CampusOf != "" {
		return i.CampusOf
	}
	return i.ID
}

// LevelOn is the level held on a day, or [LevelUnknown].
func (i Institution) LevelOn(day Day) Level {
	for _, l := range i.Levels {
		if l.Period.Contains(day) {
			return l.Level
		}
	}
	return LevelUnknown
}

// Validate says what is wrong with an institution on its own.
func (i Institution) Validate() error {
	switch {
	case i.ID == "":
		return fmt.Errorf("institution %q has no id", i.Name)
	case i.Name == "":
		return fmt.Errorf("institution %s has no name", i.ID)
	case i.CampusOf == i.ID:
		return fmt.Errorf("institution %s is a campus of itself", i.ID)
	case i.MergedInto == i.ID:
		return fmt.Errorf("institution %s is merged into itself", i.ID)
	case i.RetrievalURL != "" && !isHTTPS(i.RetrievalURL):
		return fmt.Errorf("institution %s: retrieval link %q is no https:// address without a password", i.ID, i.RetrievalURL)
	case i.Open.Empty():
		return fmt.Errorf("institution %s closes before it opens", i.ID)
	case slices.ContainsFunc(i.Levels, func(l LevelPeriod) bool { return l.Level > 3 }):
		return fmt.Errorf("institution %s: level is 1, 2 or 3", i.ID)
	}
	return nil
}

// isHTTPS reports whether s is a whole address over https that names no user.
func isHTTPS(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}

// Consortium is a 紧密型医联体: its members recognise each other's results by
// belonging together at both instants.
type Consortium struct {
	ID      string
	Name    string
	Members []ConsortiumMember
}

// ConsortiumMember is an institution's membership for a period.
type ConsortiumMember struct {
	Institution InstitutionID
	Period      Period
}

// CodeMap is one version of an institution's own codes and the items they mean.
// The map in force on a day is the one with the highest number whose period
// contains it.
type CodeMap struct {
	Institution InstitutionID
	Number      int
	Period      Period
	Codes       []LocalCode
}

// LocalCode is an institution's own code. It means no item (confirmed), one, or
// several (CK-MB in U/L or in μg/L), and is then ambiguous.
type LocalCode struct {
	Code  string
	Name  string
	Items []ItemCode
}

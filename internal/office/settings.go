package office

import "concord/internal/registry"

// Settings are what a jurisdiction chose for its publications.
type Settings struct {
	Jurisdiction registry.JurisdictionCode
	NoticeHours  int  // between a publication and the first day of an addition
	SoleApproval bool // approval is switched off: one person may publish
	Version      int
}

// MaxNoticeHours is a year.
const MaxNoticeHours = 366 * 24

// Earliest is the first day on which an addition published at an instant may
// begin: the first day that starts when the notice is over; without a notice, the
// day itself.
func (s Settings) Earliest(published registry.Instant) registry.Day {
	if s.NoticeHours == 0 {
		return published.Day()
	}
	over := published + registry.Instant(s.NoticeHours)*60*60
	day := over.Day()
	if day.Start() < over {
		day++
	}
	return day
}

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

// NoticeDays is the notice period in whole days, rounded up, since versions
// begin with a day.
func (s Settings) NoticeDays() int { return (s.NoticeHours + 23) / 24 }

package store

import (
	"context"
	"errors"

	"concord/internal/office"
	"concord/internal/registry"
)

// settingsJSON is what a jurisdiction chose, in the record.
type settingsJSON struct {
	Jurisdiction registry.JurisdictionCode `json:"jurisdiction"`
	NoticeHours  int                       `json:"notice_hours"`
	SoleApproval bool                      `json:"sole_approval"`
}

var settings = kept[office.Settings, settingsJSON]{
	noun: office.NounSettings,
	state: func(s office.Settings) settingsJSON {
		return settingsJSON{s.Jurisdiction, s.NoticeHours, s.SoleApproval}
	},
	value: func(j settingsJSON) (office.Settings, error) {
		return office.Settings{Jurisdiction: j.Jurisdiction, NoticeHours: j.NoticeHours, SoleApproval: j.SoleApproval}, nil
	},
	about: func(s office.Settings) about {
		return about{subject: string(s.Jurisdiction), jurisdiction: s.Jurisdiction}
	},
	number: func(s *office.Settings) *int { return &s.Version },
}

// Settings are the zero Settings where a jurisdiction chose nothing.
func (s *Store) Settings(ctx context.Context, code registry.JurisdictionCode) (office.Settings, error) {
	chosen, err := settings.get(ctx, s, string(code))
	if errors.Is(err, registry.ErrNotFound) {
		return office.Settings{Jurisdiction: code}, nil
	}
	return chosen, err
}

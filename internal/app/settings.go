package app

import (
	"context"

	"concord/internal/office"
	"concord/internal/registry"
)

// Settings are what a jurisdiction chose.
func (o *Office) Settings(ctx context.Context, code registry.JurisdictionCode) (office.Settings, error) {
	return o.store.Settings(ctx, code)
}

// Choose plans new settings of a jurisdiction.
func (o *Office) Choose(ctx context.Context, s office.Settings) (office.Settings, office.Change, error) {
	before, err := o.store.Settings(ctx, s.Jurisdiction)
	if err != nil {
		return s, office.Change{}, err
	}
	if s.NoticeHours < 0 || s.NoticeHours > office.MaxNoticeHours {
		return s, office.Change{}, Refused{at(registry.Problem{Pointer: "/notice_hours"}, "VALUE_INVALID",
			texts("提前告知期应在 0 到 %d 小时之间", "the notice period lies between 0 and %d hours", office.MaxNoticeHours),
			texts("填写小时数，例如 48", "state hours, for example 48"))}
	}
	s.Version = before.Version
	return s, office.Change{Action: "settings.choose", Settings: []office.Settings{s}}, nil
}

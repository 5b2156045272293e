package catalogs

import "concord/internal/registry"

func reasons() []registry.Reason {
	return readTable("reasons.csv", func(r row) registry.Reason {
		return registry.Reason{
			Code:                   registry.ReasonCode(r.text("code")),
			Class:                  r.text("class"),
			Name:                   r.text("name"),
			NameEn:                 r.text("name_en"),
			CountsAsNonRecognition: r.yes("counts_as_non_recognition"),
			NeedsExplanation:       r.yes("needs_explanation"),
			MapsTo:                 registry.ReasonCode(r.text("maps_to")),
			Basis:                  r.text("basis"),
		}
	})
}

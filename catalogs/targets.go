package catalogs

import "concord/internal/registry"

func targets() []registry.Target {
	return readTable("targets.csv", func(r row) registry.Target {
		return registry.Target{
			ID:        r.text("id"),
			Threshold: r.number("threshold"),
			Due:       r.day("due"),
			Basis:     r.text("basis"),
		}
	})
}

package catalogs

import (
	"github.com/samber/lo"

	"concord/internal/registry"
)

func panels() []registry.Panel {
	return readTable("panels.csv", func(r row) registry.Panel {
		return registry.Panel{
			Code:    r.text("code"),
			Name:    r.text("name"),
			NameEn:  r.text("name_en"),
			Aliases: r.list("aliases"),
			Items:   itemCodes(r, "items"),
		}
	})
}

func itemCodes(r row, column string) []registry.ItemCode {
	return lo.Map(r.list(column), func(code string, _ int) registry.ItemCode { return registry.ItemCode(code) })
}

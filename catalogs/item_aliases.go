package catalogs

import "concord/internal/registry"

// itemAlias is one more name of an item.
type itemAlias struct {
	item registry.ItemCode
	name string
}

// itemAliases are the further names of each item, in the order of the file.
func itemAliases() map[registry.ItemCode][]string {
	aliases := map[registry.ItemCode][]string{}
	for _, a := range readTable("item_aliases.csv", parseItemAlias) {
		aliases[a.item] = append(aliases[a.item], a.name)
	}
	return aliases
}

func parseItemAlias(r row) itemAlias {
	return itemAlias{registry.ItemCode(r.text("item")), r.text("alias")}
}

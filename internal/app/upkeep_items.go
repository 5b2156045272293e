package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/internal/naming"
	"concord/internal/office"
	"concord/internal/registry"
)

// AddItem plans to add an item to the catalogue of this registry. Confirm says
// that it is another one than those its names already mean.
func (o *Office) AddItem(ctx context.Context, a registry.AddedItem, confirm bool, reason string) (registry.Item, office.Change, error) {
	g, err := o.registrar.readInstitutions(ctx)
	if err != nil {
		return a.Item, office.Change{}, err
	}
	issued := func(code registry.ItemCode) bool {
		return slices.ContainsFunc(g.added, func(other registry.AddedItem) bool { return other.Item.Code == code })
	}
	problems := lo.Map(a.Check(o.registrar.catalogue, issued), func(p registry.Problem, _ int) registry.Problem {
		p.Pointer = "/" + p.Pointer
		return p
	})
	if len(problems) == 0 && !confirm {
		problems = g.namesTaken(a.Item)
	}
	if len(problems) > 0 {
		return a.Item, office.Change{}, Refused(problems)
	}
	change, err := decided(g.head, deed{"item.add", fmt.Sprintf("item %s %s by %s", a.Item.Code, a.Item.Name, a.By), reason},
		registry.Step{Items: []registry.AddedItem{a}},
		telling{noun: office.NounItem, subject: string(a.Item.Code), jurisdiction: a.By, after: itemFactOf(a)})
	return a.Item, change, err
}

// namesTaken are the names of an item that mean another one already.
func (g *ground) namesTaken(i registry.Item) []registry.Problem {
	var problems []registry.Problem
	for n, name := range append([]string{i.Name}, i.Aliases...) {
		match := g.resolver.Meaning(naming.Query{Name: name, Domain: i.Domain}).Match
		if match == nil {
			continue
		}
		pointer := "/name"
		if n > 0 {
			pointer = fmt.Sprintf("/aliases/%d", n-1)
		}
		problems = append(problems, at(registry.Problem{Pointer: pointer}, "DUPLICATE_SUSPECTED",
			texts("%q 已指 %s（%s）", "%q means %s (%s) already", name, g.items[match.Item].Name, match.Item),
			texts("使用已有项目；确为另一项目时加 confirm 再次提交", "use that one; where it is another item, repeat it with confirm")))
	}
	return problems
}

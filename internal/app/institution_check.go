package app

import (
	"slices"

	"concord/internal/registry"
)

// judge says all that is wrong with what a form made of an institution. before
// is the zero Institution where it is new.
func (d *directory) judge(before, after registry.Institution, form InstitutionForm) error {
	problems := d.ground.checkInstitution(after)
	for _, doubt := range d.doubts(after.Identifiers, form.Accepted) {
		problems = append(problems, at(registry.Problem{Pointer: "/identifiers/" + doubt.field}, doubt.code, doubt.message(),
			texts("核对后更正；确认无误（早期代码）时在 accept 中列出 %s", "put it right; where it is genuine all the same, name it in accept: %s", doubt.value)))
	}
	if len(problems) == 0 && !form.Confirm {
		problems = d.suspects(before, after)
	}
	if len(problems) == 0 {
		return nil
	}
	return Refused(problems)
}

// checkInstitution says what is wrong with an institution, whatever else is
// recorded of it.
func (g *ground) checkInstitution(i registry.Institution) []registry.Problem {
	var problems []registry.Problem
	add := func(pointer, code string, message, fix registry.Text) {
		problems = append(problems, at(registry.Problem{Pointer: pointer}, code, message, fix))
	}
	if i.Name == "" {
		add("/name", "VALUE_INVALID", texts("没有名称", "it has no name"), texts("填写机构全称", "state its full name"))
	}
	switch {
	case !has(g.regions, i.Region):
		add("/region", "REGION_UNKNOWN", texts("没有行政区划 %q", "no region has the code %q", i.Region), texts("使用六位行政区划代码", "use a code of six digits"))
	case !g.inPrefecture(i.Region):
		add("/region", "PREFECTURE_MISSING", texts("%s不在某一地市之内", "%s lies in no one prefecture", g.regionCalled(i.Region)), texts("填写地市或区县代码", "state the code of a prefecture or county"))
	}
	if root, ok := g.institutions[i.CampusOf]; i.CampusOf != "" && (!ok || root.CampusOf != "" || i.CampusOf == i.ID) {
		add("/campus_of", "CAMPUS_INVALID",
			texts("%q 不是可作主院的机构", "%q is no institution that has campuses", i.CampusOf),
			texts("填写主院的编码；院区不能再有院区", "state the id of the root institution; a campus has no campuses"))
	}
	if slices.ContainsFunc(i.Levels, func(l registry.LevelPeriod) bool { return l.Level > 3 }) {
		add("/level", "VALUE_INVALID", texts("等级应为 1、2 或 3", "a level is 1, 2 or 3"), texts("未定级时填 0", "state 0 where it has none"))
	}
	if !linkable(i.RetrievalURL) {
		add("/retrieval_url", "LINK_INVALID",
			texts("%q 不是 https 地址", "%q is no https:// address without a password", i.RetrievalURL),
			texts("填写以 https:// 开头的完整地址", "write a whole address that begins with https://"))
	}
	if i.Open.Empty() {
		add("/opened", "PERIOD_EMPTY", texts("开业日期晚于关闭日期", "it would close before it opens"), fixPeriod)
	}
	return problems
}

// inPrefecture reports whether a region lies in one prefecture or is it.
func (g *ground) inPrefecture(region registry.RegionCode) bool {
	return g.regions[g.unit(region)].JurisdictionKind() == registry.Prefecture
}

// linkable reports whether an institution may have a retrieval link; none is one
// too.
func linkable(url string) bool {
	return registry.Institution{ID: "any", Name: "any", Open: registry.Always, RetrievalURL: url}.Validate() == nil
}

// suspects are the institutions that a new state may double: those with one of
// its identifiers, and those of its name in the same prefecture. Campuses of one
// hospital share what they like.
func (d *directory) suspects(before, after registry.Institution) []registry.Problem {
	var problems []registry.Problem
	other := func(id registry.InstitutionID) bool {
		i := d.ground.institutions[id]
		return id != after.ID && i.Root() != after.Root()
	}
	report := func(pointer string, ids []registry.InstitutionID) {
		for _, id := range ids {
			if other(id) {
				problems = append(problems, at(registry.Problem{Pointer: pointer}, "DUPLICATE_SUSPECTED",
					texts("可能已登记为 %s（%s）", "it may be recorded already: %s (%s)", d.ground.institutions[id].Name, id),
					texts("使用已有机构；确为另一家时加 confirm 再次提交", "use that one; where it is another institution, repeat it with confirm")))
			}
		}
	}
	if before.Identifiers != after.Identifiers {
		report("/identifiers", d.identified(after.Identifiers))
	}
	if before.Name != after.Name || before.Region != after.Region {
		report("/name", d.named(after.Name, func(i registry.Institution) bool { return d.ground.unit(i.Region) == d.ground.unit(after.Region) }))
	}
	return problems
}

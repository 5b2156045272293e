package app

import (
	"slices"
	"strings"

	"concord/internal/naming"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// institutionRow turns a row of an institution list into an entry, creating the
// institution where the registry does not know it.
func (run *importing) institutionRow(row sheet.InstitutionRow) {
	if !row.Name.Stated() {
		return
	}
	region, ok := run.regionOf(row)
	if !ok {
		return
	}
	id, how, found := run.institution(row, region)
	if !found {
		return
	}
	scope, ok := run.scope(row)
	if !ok {
		return
	}
	e := registry.InstitutionEntry{
		Institution: id,
		Level:       row.Level,
		Role:        row.Role,
		Scope:       scope,
		Period:      row.Period,
		Note:        row.Note.Value,
	}
	run.resolved(row.Name.Place, row.Name.Value, e.Key(), string(id), how)
	same := func(first int) bool { return sameStanding(run.draft.content.Institutions[first], e) }
	if run.repeats(e.Key(), row.Name.Place, same) {
		return
	}
	run.draft.content.Institutions = append(run.draft.content.Institutions, e)
	run.places = append(run.places, rowPlaces{row.Name.Place, map[string]sheet.Place{
		"institution": row.Name.Place, "level": row.LevelText.Place, "scope": row.ScopeText.Place,
	}})
}

// sameStanding reports whether two entries of one institution decide alike.
func sameStanding(a, b registry.InstitutionEntry) bool {
	return a.Level == b.Level && a.Role == b.Role && a.Period == b.Period &&
		a.Scope.Mode == b.Scope.Mode && slices.Equal(a.Scope.Items, b.Scope.Items)
}

// regionOf is the region of a row, as precise as the file says: district,
// prefecture, or that of the publisher; empty for an alliance or the nation. A
// region that is printed and not known is reported.
func (run *importing) regionOf(row sheet.InstitutionRow) (region registry.RegionCode, ok bool) {
	region = registry.RegionCode(run.order.Jurisdiction)
	if _, isRegion := run.regions[region]; !isRegion {
		region = ""
	}
	for _, printed := range []sheet.Text{row.Prefecture, row.District} {
		if !printed.Stated() || isOwnLevel(printed.Value) {
			continue
		}
		found := run.regionsNamed(printed.Value, region)
		if len(found) == 0 && isZone(printed.Value) {
			run.note(printed.Place, "REGION_IS_A_ZONE", texts("%q 不是行政区划，按所属地市登记", "%q is no region of GB/T 2260; the prefecture is recorded", printed.Value))
			continue
		}
		if len(found) != 1 {
			run.regionProblem(printed, found)
			return "", false
		}
		region = found[0]
	}
	return region, true
}

func (run *importing) regionProblem(printed sheet.Text, found []registry.RegionCode) {
	if len(found) == 0 {
		run.problem(printed.Place, "REGION_UNKNOWN",
			texts("辖区内没有名为 %q 的地区", "no region of the territory is called %q", printed.Value),
			texts("改用行政区划的全称或代码", "write the region's full name or its code"))
		return
	}
	run.problem(printed.Place, "REGION_AMBIGUOUS",
		texts("辖区内有 %d 个地区名为 %q", "%d regions of the territory are called %q", len(found), printed.Value),
		texts("在 地市 列写明所属地市，或改用代码", "state the prefecture in the column 地市, or write the code"))
}

// institution finds the institution of a row: by id, by identifier, by name
// within its prefecture; else it is created.
func (run *importing) institution(row sheet.InstitutionRow, region registry.RegionCode) (registry.InstitutionID, How, bool) {
	given, ok := run.identifiersOf(row)
	if !ok {
		return "", "", false
	}
	if row.ID.Stated() {
		id := registry.InstitutionID(row.ID.Value)
		if !has(run.ground.institutions, id) {
			run.institutionUnknown(row.ID)
			return "", "", false
		}
		return run.survivor(id), HowIdentifier, true
	}
	if d, ok := run.names.decided(row.Name.Value); ok {
		return run.decidedInstitution(row.Name, d)
	}
	found, how := run.lookUp(row, given, region)
	switch {
	case len(found) == 1:
		return found[0], how, run.agrees(row, found[0], given)
	case len(found) > 1:
		run.open(Unresolved{Place: row.Name.Place, Name: row.Name.Value, Candidates: run.directory.candidates(found)})
		return "", "", false
	case !run.inPrefecture(region):
		run.problem(row.Name.Place, "PREFECTURE_MISSING",
			texts("登记中没有 %s，且文件未写明其所在地市", "%s is not recorded, and the file does not say in which prefecture it lies", row.Name.Value),
			texts("增加 地市 列", "add the column 地市"))
		return "", "", false
	case !run.atHome(region):
		run.problem(row.Name.Place, "INSTITUTION_UNKNOWN",
			texts("%s 尚未登记；其所在地区%s不属于牵头地区，联盟清单不能登记", "%s is not recorded; it lies in %s, outside the lead region, and an alliance does not record it", row.Name.Value, run.regionCalled(region)),
			texts("请所在地区先登记该机构", "let its own region record it first"))
		return "", "", false
	}
	return run.create(row, given, region), HowCreated, true
}

// atHome reports whether a region lies where the publisher's people record
// institutions: of an alliance, in the territory of its lead region.
func (run *importing) atHome(region registry.RegionCode) bool {
	alliance, ok := run.alliances[run.order.Jurisdiction]
	return !ok || run.within(registry.JurisdictionCode(alliance.Lead), region)
}

// lookUp finds institutions by identifier, narrowed by name where a number is
// shared by campuses, else by name within the prefecture.
func (run *importing) lookUp(row sheet.InstitutionRow, given registry.Identifiers, region registry.RegionCode) ([]registry.InstitutionID, How) {
	if found := run.directory.identified(given); len(found) > 0 {
		named := run.directory.named(row.Name.Value, func(i registry.Institution) bool { return slices.Contains(found, i.ID) })
		if len(found) > 1 && len(named) > 0 {
			found = named
		}
		return found, HowIdentifier
	}
	found := run.directory.named(row.Name.Value, func(i registry.Institution) bool {
		return run.near(i, region)
	})
	if len(found) == 1 {
		return found, run.directory.how(found[0], row.Name.Value)
	}
	return found, HowNormalized
}

// near reports whether an institution lies in the prefecture of a region, or,
// where that is not known, in the publisher's territory.
func (run *importing) near(i registry.Institution, region registry.RegionCode) bool {
	if !run.inPrefecture(region) {
		return run.within(run.order.Jurisdiction, i.Region)
	}
	return run.unit(i.Region) == run.unit(region)
}

// agrees refuses a row whose identifier is not the recorded one.
func (run *importing) agrees(row sheet.InstitutionRow, id registry.InstitutionID, given registry.Identifiers) bool {
	known := run.ground.institutions[id].Identifiers
	for _, pair := range []struct {
		text     sheet.Text
		given    registry.Identifiers
		recorded string
	}{
		{row.USCC, registry.Identifiers{USCC: given.USCC}, known.USCC},
		{row.Licence, registry.Identifiers{Licence: given.Licence}, known.Licence},
		{row.Insurance, registry.Identifiers{Insurance: given.Insurance}, known.Insurance},
	} {
		stated := pair.given != registry.Identifiers{}
		if stated && pair.recorded != "" && !slices.Contains(run.directory.identified(pair.given), id) {
			run.problem(pair.text.Place, "IDENTIFIER_CONTRADICTS",
				texts("%s（%s）登记的代码为 %s", "%s (%s) is recorded with %s", row.Name.Value, id, pair.recorded),
				texts("核对代码；确为另一家机构时，名称须能区分", "look at the code; where it is another institution, its name must tell it apart"))
			return false
		}
	}
	return true
}

func (run *importing) institutionUnknown(t sheet.Text) {
	run.problem(t.Place, "INSTITUTION_UNKNOWN",
		texts("登记中没有机构 %q", "no institution is recorded as %q", t.Value),
		texts("核对名称或编码；尚未登记的机构先由机构清单导入", "look at the name or the id; institutions are recorded by importing an institution list"))
}

// decidedInstitution takes the institution that a person named.
func (run *importing) decidedInstitution(name sheet.Text, d registry.NameDecision) (registry.InstitutionID, How, bool) {
	id := registry.InstitutionID(d.Code)
	if !has(run.ground.institutions, id) {
		run.institutionUnknown(sheet.Text{Value: string(d.Code), Place: name.Place})
		return "", "", false
	}
	return run.survivor(id), HowPerson, true
}

// create records a new institution in the step of the list.
func (run *importing) create(row sheet.InstitutionRow, given registry.Identifiers, region registry.RegionCode) registry.InstitutionID {
	i := registry.Institution{
		ID:          run.directory.mint(region),
		Name:        row.Name.Value,
		Region:      region,
		Kind:        row.Kind.Value,
		Grade:       row.Grade,
		Identifiers: given,
		Open:        registry.Always,
	}
	if row.Level != registry.LevelUnknown {
		i.Levels = []registry.LevelPeriod{{Level: row.Level, Period: registry.Always}}
	}
	run.created = append(run.created, i)
	run.ground.institutions[i.ID] = i
	run.directory.add(i)
	return i.ID
}

// identifiersOf reads the identifiers of a row and checks their form and check
// digits, which a person may override: now, or when the registry recorded them.
func (run *importing) identifiersOf(row sheet.InstitutionRow) (registry.Identifiers, bool) {
	given := upperIdentifiers(registry.Identifiers{USCC: row.USCC.Value, Licence: row.Licence.Value, Insurance: row.Insurance.Value})
	places := map[string]sheet.Place{"uscc": row.USCC.Place, "licence": row.Licence.Place, "insurance": row.Insurance.Place}
	doubts := run.directory.doubts(given, run.order.Accepted)
	for _, d := range doubts {
		run.add(at(atPlace(places[d.field]), d.code, d.message(),
			texts("核对后更正；确认无误（早期代码）时以 accept 写明 %s（命令行加 --accept）", "put it right; where it is genuine all the same, state %s in accept (--accept on the command line)", d.value)))
	}
	return given, len(doubts) == 0
}

// scope reads the item scope of a row. It is not taken unless every name of it
// is.
func (run *importing) scope(row sheet.InstitutionRow) (registry.Scope, bool) {
	if row.ScopeMode == registry.ScopeAll {
		return registry.Scope{}, true
	}
	if row.ScopeCodes.Stated() {
		return run.codedScope(row)
	}
	var items []registry.ItemCode
	complete := true
	for _, name := range row.ScopeNames {
		r := run.readItems(naming.Query{Name: name}, "", row.ScopeText.Place)
		complete = complete && len(r.unresolved) == 0 && len(r.unknown) == 0
		items = append(items, r.codes()...)
	}
	return sortedScope(row.ScopeMode, items), complete
}

func (run *importing) codedScope(row sheet.InstitutionRow) (registry.Scope, bool) {
	var items []registry.ItemCode
	for code := range strings.SplitSeq(row.ScopeCodes.Value, ";") {
		items = append(items, registry.ItemCode(strings.TrimSpace(code)))
	}
	for _, item := range items {
		if !has(run.items, item) {
			run.problem(row.ScopeCodes.Place, "ITEM_UNKNOWN",
				texts("没有代码为 %q 的项目", "no item has the code %q", item),
				texts("改用目录中的代码，或清空该格，按名称识别", "use a code of the catalogue, or empty the cell to go by the names"))
			return registry.Scope{}, false
		}
	}
	return sortedScope(row.ScopeMode, items), true
}

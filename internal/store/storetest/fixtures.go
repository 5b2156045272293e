package storetest

import (
	"fmt"

	"concord/internal/outcome"
	"concord/internal/registry"
)

// The institutions of the suite: a hospital, its campus, and a laboratory.
const (
	north  registry.InstitutionID = "150400-0001"
	campus registry.InstitutionID = "150400-0002"
	lab    registry.InstitutionID = "150400-0003"
)

var (
	chifengItems        = registry.ListID{Jurisdiction: "150400", Kind: registry.ItemList}
	chifengInstitutions = registry.ListID{Jurisdiction: "150400", Kind: registry.InstitutionList}
	chifengNegative     = registry.ListID{Jurisdiction: "150400", Kind: registry.NegativeList}
	hubeiItems          = registry.ListID{Jurisdiction: "420000", Kind: registry.ItemList}
)

func institution(id registry.InstitutionID) registry.Institution {
	return registry.Institution{ID: id, Name: "机构 " + string(id), Region: "150402", Open: registry.Always}
}

// founding records the institutions that the other steps name.
func founding() registry.Step {
	root := institution(campus)
	root.CampusOf = north
	return registry.Step{
		Action:       "found",
		RecordedAt:   registry.DayOf(2026, 1, 1).Start(),
		Institutions: []registry.Institution{root, institution(north), institution(lab)},
	}
}

// version is a version that says nothing but its list and number.
func version(list registry.ListID, number int) registry.Version {
	return registry.Version{List: list, Number: number, Period: registry.Since(registry.DayOf(2026, 1, number)), Terms: registry.DefaultTerms()}
}

// items publishes a version of an item list with these items.
func items(list registry.ListID, number int, codes ...registry.ItemCode) registry.Publication {
	p := registry.Publication{Version: version(list, number)}
	for _, code := range codes {
		p.Content.Items = append(p.Content.Items, registry.ItemEntry{Item: code, Printed: "项目 " + string(code)})
	}
	return p
}

// listed publishes a version of an institution list with these institutions.
func listed(list registry.ListID, number int, ids ...registry.InstitutionID) registry.Publication {
	p := registry.Publication{Version: version(list, number)}
	for _, id := range ids {
		p.Content.Institutions = append(p.Content.Institutions, registry.InstitutionEntry{Institution: id, Level: 3, Period: registry.Always})
	}
	return p
}

func publish(publications ...registry.Publication) registry.Step {
	return registry.Step{Action: "publish", RecordedAt: registry.DayOf(2026, 2, 1).Start(), Publications: publications}
}

func passed(id registry.InstitutionID, item registry.ItemCode, round string) registry.Qualification {
	return registry.Qualification{
		Institution: id, Item: item, Programme: "省临检中心", Round: round, Result: registry.Pass,
		Period: registry.Since(registry.DayOf(2026, 1, 1)),
	}
}

// manyQualifications are n records of one step.
func manyQualifications(n int) []registry.Qualification {
	all := make([]registry.Qualification, n)
	for i := range all {
		all[i] = passed(north, registry.ItemCode(fmt.Sprintf("LCHM%03d", i%600)), fmt.Sprintf("2026-%d", i/600))
		all[i].Period = registry.Between(registry.Day(i), registry.Day(i+180))
	}
	return all
}

// outcomes are a case with a correction.
func outcomes() []outcome.Event {
	at := registry.DayOf(2026, 3, 1).Start()
	reminded := outcome.Event{
		ID: outcome.ID{1}, Case: "case-1", Issuer: lab, Receiver: north, Item: "LCHM051", Department: "03", ExamTime: at, Revision: "1-1",
		Stage: outcome.Reminded, OccurredAt: at, RecordedAt: at, Actor: "北院 HIS",
	}
	repeated := reminded
	repeated.ID, repeated.Stage, repeated.Reason, repeated.Comment = outcome.ID{2}, outcome.Repeated, "ST06", "标本溶血"
	recognized := reminded
	recognized.ID, recognized.Stage, recognized.Corrects = outcome.ID{3}, outcome.Recognized, repeated.ID
	return []outcome.Event{reminded, repeated, recognized}
}

package app

import (
	"context"
	"fmt"

	"concord/internal/naming"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// qualificationStep reads a file of quality assessments into the step that
// records those which are new.
func (r *Registrar) qualificationStep(ctx context.Context, run *importing, book *sheet.Book) (registry.Step, error) {
	var records []record
	read(run, book.Qualifications(), func(row sheet.QualificationRow) { records = append(records, run.qualificationRow(row)...) })
	recorded, err := r.readGround(ctx, registry.Selection{
		Jurisdictions:         []registry.JurisdictionCode{},
		QualifiedInstitutions: institutionsOf(records),
	})
	if err != nil {
		return registry.Step{}, err
	}
	run.head = recorded.head
	run.progress(StageChecking, 0, 1)
	fresh := run.fresh(records, recorded)
	run.keepable(theFile, run.order.FileName)
	for _, name := range run.names.unused() {
		run.note(sheet.Place{}, "DECISION_UNUSED", texts("文件中没有名称 %q", "the file has no name %q", name))
	}
	run.report.Entries = len(fresh)
	run.progress(StageChecking, 1, 1)
	return registry.Step{
		Basis:          recorded.head.Basis(),
		RecordedAt:     run.order.Now,
		Actor:          run.order.Actor,
		Action:         "import-qualifications",
		Summary:        fmt.Sprintf("%d qualifications from %s", len(fresh), run.order.FileName),
		Qualifications: fresh,
	}, nil
}

// record is a qualification and the row it stands in.
type record struct {
	registry.Qualification
	row sheet.Place
}

func institutionsOf(records []record) []registry.InstitutionID {
	ids := make([]registry.InstitutionID, len(records))
	for i, r := range records {
		ids[i] = r.Institution
	}
	return sortedCopy(ids)
}

// qualificationRow turns a row into records: one for each item that its item
// cell means; none where anything of it is not understood.
func (run *importing) qualificationRow(row sheet.QualificationRow) []record {
	institution, ok := run.assessed(row)
	items := run.assessedItems(row)
	if !ok || row.Result == registry.ResultUnknown {
		return nil
	}
	records := make([]record, len(items))
	for i, item := range items {
		records[i] = record{registry.Qualification{
			Institution: institution,
			Item:        item,
			Programme:   row.Programme.Value,
			Round:       row.Round.Value,
			Result:      row.Result,
			Period:      row.Period,
		}, row.Item.Place}
	}
	return records
}

// assessed finds the institution of a row, which must be recorded and lie in
// the territory of who imports.
func (run *importing) assessed(row sheet.QualificationRow) (registry.InstitutionID, bool) {
	if row.USCC.Stated() && !row.InstitutionID.Stated() {
		if found := run.directory.identified(registry.Identifiers{USCC: row.USCC.Value}); len(found) == 1 {
			row.InstitutionID = sheet.Text{Value: string(found[0]), Place: row.USCC.Place}
		}
	}
	if !row.Institution.Stated() && !row.InstitutionID.Stated() {
		return "", false
	}
	id := run.party(row.Institution, row.InstitutionID)
	institution, ok := run.ground.institutions[id]
	if !ok {
		return "", false
	}
	if !run.within(run.order.Jurisdiction, institution.Region) {
		run.problem(row.Institution.Place, "INSTITUTION_OUTSIDE",
			texts("%s不在%s的辖区内", "%s lies outside the territory of %s", run.institutionCalled(id), run.called(run.order.Jurisdiction)),
			texts("由其所在地区导入", "let its own region import it"))
		return "", false
	}
	return id, true
}

func (run *importing) assessedItems(row sheet.QualificationRow) []registry.ItemCode {
	if row.Code.Stated() {
		code := registry.ItemCode(row.Code.Value)
		if !has(run.items, code) {
			run.unknownCode(row.Code, "ITEM_UNKNOWN")
			return nil
		}
		return []registry.ItemCode{code}
	}
	if !row.Item.Stated() {
		return nil
	}
	r := run.readItems(naming.Query{Name: row.Item.Value}, "", row.Item.Place)
	for _, name := range r.unmapped {
		run.note(row.Item.Place, "ITEM_UNMAPPED", texts("%q 没有目录项目，未记录", "%q has no catalogue item and is not recorded", name))
	}
	for _, m := range r.taken {
		run.resolved(row.Item.Place, m.name, registry.EntryKey(m.item), string(m.item), m.how)
	}
	return r.codes()
}

// fresh are the records that are neither in the registry nor earlier in the
// file. One that says the same again is noted; one that says something else of
// the same round and period is a problem.
func (run *importing) fresh(records []record, recorded *ground) []registry.Qualification {
	var fresh []registry.Qualification
	for _, r := range records {
		known, ok := recorded.recordedFor(r.Qualification)
		switch {
		case !ok:
			run.keepable(atPlace(r.row), r.Programme+r.Round)
			recorded.Qualification(registry.Recorded[registry.Qualification]{Value: r.Qualification})
			fresh = append(fresh, r.Qualification)
		case known.Result == r.Result:
			run.note(r.row, "RECORD_REPEATED", texts("该质评记录已登记，不再重复", "the record is there already and is left out"))
		default:
			run.problem(r.row, "RECORD_CONTRADICTS",
				texts("同一机构、项目、轮次和有效期已登记为 %s", "the same institution, item, round and period is recorded as %s", known.Result),
				texts("核对结果；确需更改时先撤销原记录，或用新的轮次", "look at the result; to change it, revoke the record or use another round"))
		}
	}
	return fresh
}

// recordedFor is the record of the same key and period.
func (g *ground) recordedFor(q registry.Qualification) (registry.Qualification, bool) {
	for _, known := range g.qualifications[q.Key()] {
		if known.Period == q.Period {
			return known, true
		}
	}
	return registry.Qualification{}, false
}

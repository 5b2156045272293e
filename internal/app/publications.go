package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// signatures are the steps of life that a list published without a draft owes to
// who answers for it. Once there are accounts, that is an editor and, unless the
// jurisdiction switched approval off, an approver.
func (r *Registrar) signatures(ctx context.Context, order Import) ([]office.Transition, error) {
	if _, isList := order.Kind.List(); !isList || !order.Publish {
		return nil, nil
	}
	editor, err := r.signatory(ctx, order, order.As, office.Drafting, "as")
	if err != nil {
		return nil, err
	}
	signed := []office.Transition{{Action: office.ActCreate, By: editor, At: order.Now}, {Action: office.ActSubmit, By: editor, At: order.Now}}
	approver, err := r.signatory(ctx, order, order.ApprovedBy, office.Approval, "approved-by")
	if err != nil {
		return nil, err
	}
	if order.As != "" && approver == editor {
		return nil, office.ErrSamePerson
	}
	if approver != "" {
		signed = append(signed, office.Transition{Action: office.ActApprove, By: approver, At: order.Now})
	}
	return append(signed, office.Transition{Action: office.ActPublish, By: editor, At: order.Now}), nil
}

// signatory is the name of an account that may do a duty for the order's
// jurisdiction. Where nobody is named and nobody need be, it is the actor, who
// approves nothing.
func (r *Registrar) signatory(ctx context.Context, order Import, name office.AccountName, duty office.Duty, flag string) (string, error) {
	if name == "" {
		return r.unsigned(ctx, order, duty, flag)
	}
	account, err := r.store.Account(ctx, name)
	if err != nil {
		return "", fmt.Errorf("--%s: %w", flag, err)
	}
	seat, err := r.seat(ctx, order.Jurisdiction)
	if err != nil {
		return "", err
	}
	if account.Disabled || !duty.Allows(account.Grants, append(r.reference.ancestors(seat), office.Nation)) {
		return "", fmt.Errorf("--%s: %s has none of the roles %v in %s", flag, name, duty.Roles, seat)
	}
	return string(name), nil
}

// ErrSignatureMissing says that a publication names nobody who answers for it.
var ErrSignatureMissing = errors.New("accounts exist: a publication names its editor and its approver")

func (r *Registrar) unsigned(ctx context.Context, order Import, duty office.Duty, flag string) (string, error) {
	accounts, err := r.store.Accounts(ctx)
	if err != nil {
		return "", err
	}
	settings, err := r.store.Settings(ctx, order.Jurisdiction)
	if err != nil {
		return "", err
	}
	if len(accounts) > 0 && !settings.SoleApproval {
		return "", fmt.Errorf("--%s: %w", flag, ErrSignatureMissing)
	}
	if duty.Roles[0] == office.Approver {
		return "", nil
	}
	return order.Actor, nil
}

// seat is the region whose people act for a jurisdiction.
func (r *Registrar) seat(ctx context.Context, code registry.JurisdictionCode) (registry.RegionCode, error) {
	if has(r.reference.regions, registry.RegionCode(code)) || code == registry.Nation {
		return registry.RegionCode(code), nil
	}
	g, err := r.readGround(ctx, registry.Selection{Jurisdictions: []registry.JurisdictionCode{}, QualifiedInstitutions: []registry.InstitutionID{}})
	if err != nil {
		return "", err
	}
	return g.alliances[code].Lead, nil
}

// published is the change that publishes a file which had no draft: it leaves
// one behind, so that every version has its file and its signatures.
func (r *Registrar) published(ctx context.Context, run *importing, step registry.Step, signed []office.Transition) (office.Change, error) {
	change := office.Change{
		At: run.order.Now, Actor: run.order.Actor, Action: step.Action,
		Steps: []registry.Step{step},
		Facts: run.facts(step),
		Files: []office.File{{SHA256: fileDigest(run.order.File), Name: run.order.FileName, Bytes: run.order.File}},
	}
	if len(step.Publications) == 0 {
		return change, nil
	}
	id, err := r.nextDraft(ctx, run.draft.version.List)
	if err != nil {
		return office.Change{}, err
	}
	d := run.order.asDraft(id, run.draft.version)
	d.State, d.Published, d.Transitions = office.Published, run.draft.version.Number, signed
	change.Drafts = []office.Draft{d}
	return change, nil
}

// asDraft is the draft that the order would have been.
func (order Import) asDraft(id office.DraftID, v registry.Version) office.Draft {
	return office.Draft{
		ID: id, List: v.List, File: v.Source, Period: order.Period, Terms: order.Terms,
		Document: order.Document, Announcement: order.Announcement,
		Decisions: order.Decisions, Accepted: order.Accepted, Withdraws: order.Withdraws, Confirmed: order.Confirm,
		Basis: v.Number - 1,
	}
}

// nextDraft names the next draft of a list: 420000-items-3.
func (r *Registrar) nextDraft(ctx context.Context, id registry.ListID) (office.DraftID, error) {
	before, err := r.store.CountDrafts(ctx, id)
	if err != nil {
		return "", err
	}
	return office.DraftID(fmt.Sprintf("%s-%s-%d", id.Jurisdiction, id.Kind, before+1)), nil
}

// versionFact is what the record tells of a version.
type versionFact struct {
	Version      int                      `json:"version"`
	From         string                   `json:"effective_from"`
	To           string                   `json:"effective_to,omitempty"`
	Digest       string                   `json:"digest"`
	Entries      int                      `json:"entries"`
	Added        int                      `json:"added"`
	Removed      int                      `json:"removed"`
	Changed      int                      `json:"changed"`
	Institutions []registry.InstitutionID `json:"institutions_recorded,omitempty"`
	Withdrawn    []int                    `json:"withdrawn,omitempty"`
}

// qualificationsFact is what the record tells of evidence brought in by a file.
type qualificationsFact struct {
	File    string `json:"file"`
	SHA256  string `json:"sha256"`
	Records int    `json:"records"`
}

// facts tell the record what a file's step changes.
func (run *importing) facts(step registry.Step) []office.Fact {
	if len(step.Publications) == 0 {
		after := qualificationsFact{run.order.FileName, fileDigest(run.order.File), len(step.Qualifications)}
		return []office.Fact{{
			Noun: office.NounQualification, Subject: string(run.order.Jurisdiction), Jurisdiction: run.order.Jurisdiction, After: told(after),
		}}
	}
	facts := lo.Map(step.Institutions, func(i registry.Institution, _ int) office.Fact { return tellInstitution(nil, i).fact() })
	before, content := run.compared(run.history(run.draft.version.List), run.draft.version.Period.From)
	return append(facts, versionTold(before, content.Len(), step, run.report.Diff))
}

// versionTold tells of the version that a step publishes, against the one before.
func versionTold(before registry.Version, entries int, step registry.Step, d *Diff) office.Fact {
	p := step.Publications[0]
	after := factOf(p.Version, p.Content.Len())
	after.Added, after.Removed, after.Changed = d.Added.Len(), d.Removed.Len(), len(d.Changed)
	after.Institutions = lo.Map(step.Institutions, func(i registry.Institution, _ int) registry.InstitutionID { return i.ID })
	after.Withdrawn = lo.Map(step.Withdrawals, func(w registry.Withdrawal, _ int) int { return w.Number })
	f := office.Fact{
		Noun: office.NounList, Subject: p.Version.List.String(), Jurisdiction: p.Version.List.Jurisdiction,
		List: p.Version.List.String(), After: told(after),
	}
	if before.Number != 0 {
		f.Before = told(factOf(before, entries))
	}
	return f
}

func factOf(v registry.Version, entries int) versionFact {
	return versionFact{Version: v.Number, From: v.Period.From.String(), To: v.Period.Last().String(), Digest: v.Digest, Entries: entries}
}

// told is what the record tells of a noun, as JSON.
func told(v any) string {
	text, err := json.Marshal(v, json.Deterministic(true))
	if err != nil { // of structs of texts and numbers
		panic(err)
	}
	return string(text)
}

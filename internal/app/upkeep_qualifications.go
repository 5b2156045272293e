package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
)

// ImportQualifications plans to record what a file of quality assessments holds.
// Where the report is not clean, or nothing in it is new, the change is empty.
func (o *Office) ImportQualifications(ctx context.Context, order Import) (*Report, office.Change, error) {
	order.Kind = ImportQualifications
	change := office.Change{Action: "qualification.import"}
	run, step, err := o.registrar.judge(ctx, order)
	if err != nil {
		return nil, change, err
	}
	if !run.report.Clean() || empty(step) {
		return run.report, change, nil
	}
	run.report.Revision = run.head.RevisionAfter(1)
	change.Steps, change.Facts = []registry.Step{step}, run.facts(step)
	change.Files = []office.File{{SHA256: fileDigest(order.File), Name: order.FileName, Bytes: order.File}}
	return run.report, change, nil
}

// QualificationID names the records of a key in addresses: base64url, without
// padding, of the JSON array of institution, item, programme and round.
func QualificationID(key registry.QualificationKey) string {
	parts := told([]string{string(key.Institution), string(key.Item), key.Programme, key.Round})
	return base64.RawURLEncoding.EncodeToString([]byte(parts))
}

// ParseQualificationID reads what QualificationID wrote; ErrNotFound where it is
// none of these.
func ParseQualificationID(id string) (registry.QualificationKey, error) {
	var parts []string
	text, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil || json.Unmarshal(text, &parts) != nil || len(parts) != 4 {
		return registry.QualificationKey{}, fmt.Errorf("qualification %s: %w", id, registry.ErrNotFound)
	}
	return registry.QualificationKey{
		Institution: registry.InstitutionID(parts[0]), Item: registry.ItemCode(parts[1]), Programme: parts[2], Round: parts[3],
	}, nil
}

// Evidence is what is recorded of an institution's quality.
func (o *Office) Evidence(ctx context.Context, id registry.InstitutionID) (office.Evidence, error) {
	return o.store.Evidence(ctx, id)
}

// Revoke plans to take back the records of a key for cause from a day on, which
// may lie in the past.
func (o *Office) Revoke(ctx context.Context, r registry.Revocation) (office.Evidence, office.Change, error) {
	g, of, err := o.recordedInstitution(ctx, r.Institution)
	if err != nil {
		return office.Evidence{}, office.Change{}, err
	}
	evidence, err := o.store.Evidence(ctx, r.Institution)
	if err != nil {
		return evidence, office.Change{}, err
	}
	records := evidence.Of(r.QualificationKey, g.head.Newest)
	if len(records) == 0 {
		return evidence, office.Change{}, fmt.Errorf("qualification %v: %w", r.QualificationKey, registry.ErrNotFound)
	}
	if err := revocable(evidence, records, g.head.Newest, r); err != nil {
		return evidence, office.Change{}, err
	}
	evidence.Revocations = append(slices.Clip(evidence.Revocations), registry.Recorded[registry.Revocation]{Sequence: g.head.Newest + 1, Value: r})
	t := tellRevocation(evidence, records, g.head.Newest, r)
	t.jurisdiction = registry.JurisdictionCode(of.Region)
	change, err := decided(g.head, deed{"qualification.revoke", fmt.Sprintf("%s %s revoked from %s", r.Institution, r.Item, r.From), r.Reason},
		registry.Step{Revocations: []registry.Revocation{r}}, t)
	return evidence, change, err
}

// revocable refuses a revocation that says no cause, or changes nothing.
func revocable(e office.Evidence, records []registry.Recorded[registry.Qualification], known registry.Sequence, r registry.Revocation) error {
	if err := needReason(r.Reason); err != nil {
		return err
	}
	changes := slices.ContainsFunc(records, func(record registry.Recorded[registry.Qualification]) bool {
		before := e.Revoked(record, known)
		return before == nil || r.From < before.Value.From
	})
	if changes {
		return nil
	}
	return Refused{at(registry.Problem{Pointer: "/from"}, "ALREADY_REVOKED",
		texts("这些记录自该日或更早已被撤销", "the records are revoked from that day or an earlier one"),
		texts("需更早撤销时填写更早的日期", "state an earlier day to have it reach back further"))}
}

func tellRevocation(e office.Evidence, records []registry.Recorded[registry.Qualification], known registry.Sequence, r registry.Revocation) telling {
	before := qualificationFact{Institution: r.Institution, Item: r.Item, Programme: r.Programme, Round: r.Round, Records: len(records)}
	if earlier := e.Revoked(records[0], known); earlier != nil {
		before.RevokedFrom, before.Reason = earlier.Value.From.String(), earlier.Value.Reason
	}
	after := before
	after.RevokedFrom, after.Reason = r.From.String(), r.Reason
	return telling{
		noun: office.NounQualification, subject: fmt.Sprintf("%s/%s/%s/%s", r.Institution, r.Item, r.Programme, r.Round),
		before: before, after: after,
	}
}

package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"concord/internal/office"
	"concord/internal/registry"
)

// ErrTampered says that the registry does not hold what its steps recorded.
var ErrTampered = errors.New("the registry is not as it was recorded")

// Verify reads the whole registry and its record. It gives ErrTampered with the
// first step whose facts, or whose place in the chain of hashes, are not what was
// recorded; then with the first such event, and the first step without one; then
// with a file that is altered or gone. The order of entries within a version is
// not part of the chain. Who rewrites a step and every hash behind it is found out
// only by a hash that was kept elsewhere.
func (s *Store) Verify(ctx context.Context) error {
	_, err := s.Audit(ctx)
	return err
}

// Audited is what a verification has read: kept elsewhere, the two hashes show
// later that nothing up to them was rewritten.
type Audited struct {
	Revision  registry.Revision
	StepHash  string // of the newest step; empty without one
	Event     int64  // number of the newest event
	EventHash string
	Files     int
}

// Audit verifies as [Store.Verify] does and tells what there is.
func (s *Store) Audit(ctx context.Context) (Audited, error) {
	var found Audited
	err := s.db.read(ctx, func(tx *transaction) (err error) {
		found, err = tx.audit()
		return err
	})
	if err != nil {
		return Audited{}, fmt.Errorf("verify the registry: %w", err)
	}
	return found, nil
}

func (tx *transaction) verify() error {
	_, err := tx.audit()
	return err
}

func (tx *transaction) audit() (Audited, error) {
	var steps []stepRow
	if err := tx.Order("sequence").Find(&steps).Error; err != nil {
		return Audited{}, err
	}
	if err := tx.verifySteps(steps); err != nil {
		return Audited{}, err
	}
	newest, named, err := tx.verifyEvents(steps)
	if err != nil {
		return Audited{}, err
	}
	files, err := tx.verifyFiles(named)
	if err != nil {
		return Audited{}, err
	}
	found := Audited{Event: newest.Number, EventHash: newest.Hash, Files: files}
	if len(steps) > 0 {
		found.StepHash = steps[len(steps)-1].Hash
	}
	head, err := tx.head()
	if err != nil {
		return Audited{}, err
	}
	found.Revision = head.Revision()
	return found, nil
}

// verifySteps compares the steps with each other and with the facts found.
func (tx *transaction) verifySteps(steps []stepRow) error {
	found := digests{}
	if _, err := tx.readAll(registry.Selection{}, found); err != nil {
		return err
	}
	before := stepRow{}
	for _, step := range steps {
		content, err := found.of(registry.Sequence(step.Sequence)).Sum()
		switch {
		case err != nil:
			return fmt.Errorf("step %d: %w: %w", step.Sequence, ErrTampered, err)
		case step.Sequence != before.Sequence+1:
			return fmt.Errorf("step %d is missing: %w", before.Sequence+1, ErrTampered)
		case step.PreviousHash != before.Hash || step.Hash != step.chained():
			return fmt.Errorf("step %d does not follow on step %d: %w", step.Sequence, before.Sequence, ErrTampered)
		case step.ContentDigest != content:
			return fmt.Errorf("step %d recorded other facts: %w", step.Sequence, ErrTampered)
		}
		before = step
		delete(found, registry.Sequence(step.Sequence))
	}
	for sequence := range found {
		return fmt.Errorf("facts of step %d, which there is not: %w", sequence, ErrTampered)
	}
	return nil
}

// uploads are the digests of files that the record names, each with the first
// event that does.
type uploads map[string]int64

// add adds the file that an event names, in whichever place its noun keeps it.
func (u uploads) add(e office.Event) error {
	if e.After == "" {
		return nil
	}
	var draft struct {
		File sourceJSON `json:"file"`
	}
	var other struct {
		Source sourceJSON `json:"source"`
		SHA256 string     `json:"sha256"`
	}
	var state any = &other
	if e.Noun == office.NounDraft {
		state = &draft
	}
	if err := json.Unmarshal([]byte(e.After), state); err != nil {
		return fmt.Errorf("read event %d: %w", e.Number, err)
	}
	name := cmp.Or(draft.File.SHA256, other.Source.SHA256, other.SHA256)
	if _, known := u[name]; !known && name != "" {
		u[name] = e.Number
	}
	return nil
}

// verifyEvents compares the events with each other and with the steps, and
// returns the newest, with the files that they name. Steps that were written
// before the record was kept have no event.
func (tx *transaction) verifyEvents(steps []stepRow) (office.Event, uploads, error) {
	told, named := map[registry.Sequence]bool{}, uploads{}
	var before office.Event
	var rows []eventRow
	err := tx.Order("number").FindInBatches(&rows, eventsAtOnce, func(*gorm.DB, int) error {
		for _, row := range rows {
			e := row.event()
			switch {
			case e.Number != before.Number+1:
				return fmt.Errorf("event %d is missing: %w", before.Number+1, ErrTampered)
			case e.PreviousHash != before.Hash || e.Hash != e.Chained():
				return fmt.Errorf("event %d does not follow on event %d: %w", e.Number, before.Number, ErrTampered)
			case e.Step != 0 && (int(e.Step) > len(steps) || e.StepHash != steps[e.Step-1].Hash):
				return fmt.Errorf("event %d tells of a step %d that is another: %w", e.Number, e.Step, ErrTampered)
			}
			if err := named.add(e); err != nil {
				return err
			}
			told[e.Step] = true
			before = e
		}
		return nil
	}).Error
	if err != nil {
		return office.Event{}, nil, err
	}
	return before, named, unrecorded(steps, told)
}

// eventsAtOnce bounds what is read into memory at a time.
const eventsAtOnce = 1000

// unrecorded gives ErrTampered with the first step that has no event, although
// the record was kept by then.
func unrecorded(steps []stepRow, told map[registry.Sequence]bool) error {
	kept := false
	for _, step := range steps {
		has := told[registry.Sequence(step.Sequence)]
		if kept && !has {
			return fmt.Errorf("step %d has no event: %w", step.Sequence, ErrTampered)
		}
		kept = kept || has
	}
	return nil
}

// verifyFiles compares the uploaded files with their digests, one at a time, sees
// that all are there that are named, and returns how many there are.
func (tx *transaction) verifyFiles(named uploads) (int, error) {
	var digests []string
	if err := tx.Model(&fileRow{}).Order("sha256").Pluck("sha256", &digests).Error; err != nil {
		return 0, err
	}
	for _, digest := range digests {
		var row fileRow
		if err := tx.Where("sha256 = ?", digest).Take(&row).Error; err != nil {
			return 0, err
		}
		if sum := sha256.Sum256(row.Bytes); hex.EncodeToString(sum[:]) != digest {
			return 0, fmt.Errorf("file %s (%s) has other bytes: %w", row.Name, digest, ErrTampered)
		}
		delete(named, digest)
	}
	for digest, event := range named {
		return 0, fmt.Errorf("file %s, which event %d names, is gone: %w", digest, event, ErrTampered)
	}
	return len(digests), tx.verifySources()
}

// verifySources sees that the files are there that versions were read from, as
// far as the record was kept when they were published.
func (tx *transaction) verifySources() error {
	var orphans []versionRow
	err := tx.Where("source_sha256 <> '' AND source_sha256 NOT IN (SELECT sha256 FROM files) AND sequence IN (SELECT step FROM events)").
		Order("id").Limit(1).Find(&orphans).Error
	if err != nil || len(orphans) == 0 {
		return err
	}
	gone := orphans[0]
	return fmt.Errorf("file %s, the source of version %d of %s/%s, is gone: %w", gone.SourceSHA256, gone.Number, gone.Jurisdiction, gone.Kind, ErrTampered)
}

// digests sum up by step what a read finds.
type digests map[registry.Sequence]*registry.StepDigest

var _ registry.Reader = digests(nil)

func (d digests) of(sequence registry.Sequence) *registry.StepDigest {
	if d[sequence] == nil {
		d[sequence] = &registry.StepDigest{}
	}
	return d[sequence]
}

func (d digests) Item(r registry.Recorded[registry.AddedItem]) {
	d.of(r.Sequence).Item(r.Value)
}

func (d digests) Institution(r registry.Recorded[registry.Institution]) {
	d.of(r.Sequence).Institution(r.Value)
}

func (d digests) Consortium(r registry.Recorded[registry.Consortium]) {
	d.of(r.Sequence).Consortium(r.Value)
}

func (d digests) Alliance(r registry.Recorded[registry.Alliance]) {
	d.of(r.Sequence).Alliance(r.Value)
}

func (d digests) CodeMap(r registry.Recorded[registry.CodeMap]) {
	d.of(r.Sequence).CodeMap(r.Value)
}

func (d digests) Qualification(r registry.Recorded[registry.Qualification]) {
	d.of(r.Sequence).Qualification(r.Value)
}

func (d digests) Revocation(r registry.Recorded[registry.Revocation]) {
	d.of(r.Sequence).Revocation(r.Value)
}

func (d digests) Removal(r registry.Recorded[registry.Removal]) {
	d.of(r.Sequence).Removal(r.Value)
}

// List adds each version to the step that published it, and to the one that
// withdrew it.
func (d digests) List(h registry.ListHistory) {
	for _, v := range h.Versions {
		d.of(v.Sequence).Publication(registry.Publication{Version: v, Content: h.Content(v.Number)})
		if v.Withdrawn != 0 {
			d.of(v.Withdrawn).Withdrawal(registry.Withdrawal{List: v.List, Number: v.Number})
		}
	}
}

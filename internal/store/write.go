package store

import (
	"context"
	"fmt"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
)

// writing is one step being written.
type writing struct {
	tx       *transaction
	sequence registry.Sequence
}

// Write records steps in their order, all of them or none, and returns the
// revision of the last. What it acknowledged is on disk. A step that names an
// institution the registry does not know gives ErrNotFound, one that could not
// be read back as it is ErrNotRecordable; on ErrUnavailable it is unknown
// whether the steps were recorded.
func (s *Store) Write(ctx context.Context, steps ...registry.Step) (registry.Revision, error) {
	done, err := s.Commit(ctx, office.Change{Steps: steps})
	return done.Revision, err
}

// completed are the step's publications with what the registry says of them: that
// they were published at the instant of the step, and their digests.
func completed(step registry.Step) []registry.Publication {
	publications := slices.Clone(step.Publications)
	for i := range publications {
		p := &publications[i]
		p.Version.PublishedAt = step.RecordedAt
		p.Version.Digest = registry.Digest(p.Version, p.Content)
	}
	return publications
}

// record writes a step behind the newest one.
func (tx *transaction) record(step registry.Step, content string) (stepRow, error) {
	epochs, err := tx.epochs()
	if err != nil {
		return stepRow{}, err
	}
	newest, err := tx.newest()
	if err != nil {
		return stepRow{}, err
	}
	if head := (registry.Head{Newest: registry.Sequence(newest.Sequence)}); !head.Stands(step.Basis) {
		return stepRow{}, fmt.Errorf("step decided on sequence %d, the registry is at %d: %w", step.Basis, head.Newest, registry.ErrConflict)
	}
	row := stepRowOf(newest, epochs[len(epochs)-1], step, content)
	if err := tx.Create(&row).Error; err != nil {
		return stepRow{}, err
	}
	w := &writing{tx: tx, sequence: registry.Sequence(row.Sequence)}
	if err := w.write(step); err != nil {
		return stepRow{}, err
	}
	if tx.dialect.notify != "" {
		err = tx.Exec(tx.dialect.notify).Error
	}
	return row, err
}

// write records the facts of a step, those that are named before those that name
// them.
func (w *writing) write(step registry.Step) error {
	if err := w.checkNames(step); err != nil {
		return err
	}
	for _, part := range []struct {
		name  string
		write func() error
	}{
		{"items", func() error { return w.writeItems(step.Items) }},
		{"institutions", func() error { return w.writeInstitutions(step.Institutions) }},
		{"consortia", func() error { return w.writeConsortia(step.Consortia) }},
		{"alliances", func() error { return w.writeAlliances(step.Alliances) }},
		{"code maps", func() error { return w.writeCodeMaps(step.CodeMaps) }},
		{"qualifications", func() error { return w.writeQualifications(step.Qualifications) }},
		{"revocations", func() error { return w.writeRevocations(step.Revocations) }},
		{"removals", func() error { return w.writeRemovals(step.Removals) }},
		{"withdrawals", func() error { return w.writeWithdrawals(step.Withdrawals) }},
		{"publications", func() error { return w.writePublications(step.Publications) }},
	} {
		if err := part.write(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

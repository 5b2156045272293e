package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// Changes are what steps after a sequence changed, in their order, at most limit
// of them.
func (s *Store) Changes(ctx context.Context, after registry.Sequence, limit int) ([]office.StepChange, error) {
	var all []office.StepChange
	err := s.db.read(ctx, func(tx *transaction) (err error) {
		all, err = tx.feed(after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the changes after %d: %w", after, err)
	}
	return all, nil
}

func (tx *transaction) feed(after registry.Sequence, limit int) ([]office.StepChange, error) {
	var steps []stepRow
	if err := tx.Where("sequence > ?", int64(after)).Order("sequence").Limit(limit).Find(&steps).Error; err != nil || len(steps) == 0 {
		return nil, err
	}
	f := feeding{tx: tx, first: steps[0].Sequence, last: steps[len(steps)-1].Sequence}
	f.all = lo.Map(steps, func(r stepRow, _ int) office.StepChange {
		return office.StepChange{
			Sequence: registry.Sequence(r.Sequence), RecordedAt: registry.Instant(r.RecordedAt),
			Action: r.Action, Summary: r.Summary,
		}
	})
	return f.all, f.fill()
}

// feeding is the changes of steps that follow on each other without a gap.
type feeding struct {
	tx          *transaction
	first, last int64
	all         []office.StepChange
}

func (f *feeding) fill() error {
	for _, part := range []struct {
		table, column string
		into          func(*office.StepChange, string)
	}{
		{"items", "code", func(c *office.StepChange, code string) { c.Items = append(c.Items, registry.ItemCode(code)) }},
		{"institution_states", "institution_id", func(c *office.StepChange, id string) {
			c.Institutions = append(c.Institutions, registry.InstitutionID(id))
		}},
		{"consortia", "id", func(c *office.StepChange, id string) { c.Consortia = append(c.Consortia, id) }},
		{"alliances", "code", func(c *office.StepChange, id string) {
			c.Alliances = append(c.Alliances, registry.JurisdictionCode(id))
		}},
		{"code_maps", "institution_id", func(c *office.StepChange, id string) {
			c.CodeMaps = append(c.CodeMaps, registry.InstitutionID(id))
		}},
		{"qualifications", "institution_id", qualified},
		{"revocations", "institution_id", qualified},
		{"removals", "institution_id", func(c *office.StepChange, id string) {
			c.Removals = append(c.Removals, registry.InstitutionID(id))
		}},
	} {
		if err := f.names(part.table, part.column, part.into); err != nil {
			return err
		}
	}
	for i := range f.all {
		slices.Sort(f.all[i].Qualifications)
		f.all[i].Qualifications = slices.Compact(f.all[i].Qualifications)
	}
	return f.versions()
}

// qualified is called for qualifications and then for revocations; fill puts
// the two in order.
func qualified(c *office.StepChange, id string) {
	c.Qualifications = append(c.Qualifications, registry.InstitutionID(id))
}

// names hands over what a table names in each step, each once.
func (f *feeding) names(table, column string, into func(*office.StepChange, string)) error {
	var rows []struct {
		Sequence int64
		Name     string
	}
	err := f.tx.Table(table).Distinct("sequence", column+" AS name").
		Where("sequence BETWEEN ? AND ?", f.first, f.last).Order("sequence, name").Find(&rows).Error
	for _, r := range rows {
		into(&f.all[r.Sequence-f.first], r.Name)
	}
	return err
}

// versions adds what was published and withdrawn.
func (f *feeding) versions() error {
	var published, withdrawn []versionRow
	err := f.tx.Where("sequence BETWEEN ? AND ?", f.first, f.last).Order("sequence, position").Find(&published).Error
	if err != nil {
		return err
	}
	err = f.tx.Model(&versionRow{}).Select("list_versions.*, withdrawals.sequence AS withdrawn_by").
		Joins("JOIN withdrawals ON withdrawals.version_id = list_versions.id").
		Where("withdrawals.sequence BETWEEN ? AND ?", f.first, f.last).
		Order("withdrawals.sequence, withdrawals.position").Find(&withdrawn).Error
	if err != nil {
		return err
	}
	for _, r := range published {
		into := &f.all[r.Sequence-f.first].Published
		if err := r.name(into); err != nil {
			return err
		}
	}
	for _, r := range withdrawn {
		into := &f.all[r.WithdrawnBy-f.first].Withdrawn
		if err := r.name(into); err != nil {
			return err
		}
	}
	return nil
}

func (r versionRow) name(into *[]office.VersionRef) error {
	list, err := r.list()
	*into = append(*into, office.VersionRef{List: list, Number: r.Number})
	return err
}

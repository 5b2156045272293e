package app

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// InstitutionForm is what a person states about an institution; what is nil is
// left as it is.
type InstitutionForm struct {
	Name         *string
	Aliases      []string
	CampusOf     *registry.InstitutionID
	Region       *registry.RegionCode
	Kind         *string
	Grade        *string
	Level        *registry.Level
	LevelSince   *registry.Day // from which the level holds; nil for a new institution: since ever
	USCC         *string
	Licence      *string
	Insurance    *string
	RetrievalURL *string
	Opened       *registry.Day

	Accepted []string // identifiers that hold although a check digit fails
	Confirm  bool     // it is another institution than the one it resembles
	Reason   string
}

// CreateInstitution plans to record an institution under a new id.
func (o *Office) CreateInstitution(ctx context.Context, form InstitutionForm) (registry.Institution, office.Change, error) {
	g, err := o.registrar.readInstitutions(ctx)
	if err != nil {
		return registry.Institution{}, office.Change{}, err
	}
	if form.Level != nil && form.LevelSince == nil {
		form.LevelSince = lo.ToPtr(registry.MinDay)
	}
	d := newDirectory(g)
	i := form.onto(registry.Institution{Open: registry.Always})
	if g.inPrefecture(i.Region) {
		i.ID = d.mint(i.Region)
	}
	if err := d.judge(registry.Institution{}, i, form); err != nil {
		return i, office.Change{}, err
	}
	change, err := decided(g.head, deed{"institution.create", fmt.Sprintf("institution %s %s", i.ID, i.Name), form.Reason},
		registry.Step{Institutions: []registry.Institution{i}}, tellInstitution(nil, i))
	return i, change, err
}

// CorrectInstitution plans a new state of an institution; none where it says
// what is recorded. A former name stays among the aliases.
func (o *Office) CorrectInstitution(ctx context.Context, id registry.InstitutionID, form InstitutionForm) (registry.Institution, office.Change, error) {
	g, before, err := o.recordedInstitution(ctx, id)
	if err != nil {
		return before, office.Change{}, err
	}
	after := form.onto(before)
	if err := form.levelDated(before); err != nil {
		return before, office.Change{}, err
	}
	if reflect.DeepEqual(before, after) {
		return before, office.Change{Action: "institution.correct"}, nil
	}
	if err := newDirectory(g).judge(before, after, form); err != nil {
		return after, office.Change{}, err
	}
	change, err := decided(g.head, deed{"institution.correct", fmt.Sprintf("institution %s %s", id, after.Name), form.Reason},
		registry.Step{Institutions: []registry.Institution{after}}, tellInstitution(&before, after))
	return after, change, err
}

// CloseInstitution plans to close an institution from a day on.
func (o *Office) CloseInstitution(ctx context.Context, id registry.InstitutionID, on registry.Day, reason string) (registry.Institution, office.Change, error) {
	g, before, err := o.recordedInstitution(ctx, id)
	if err != nil {
		return before, office.Change{}, err
	}
	if err := needReason(reason); err != nil {
		return before, office.Change{}, err
	}
	after := before
	after.Open.To = on
	if after.Open.Empty() {
		return before, office.Change{}, Refused{at(registry.Problem{Pointer: "/on"}, "PERIOD_EMPTY",
			texts("关闭日期不晚于开业日期 %s", "it would close no later than it opened, on %s", before.Open.From),
			texts("写明不再开放的首日", "state the first day on which it is closed"))}
	}
	change, err := decided(g.head, deed{"institution.close", fmt.Sprintf("institution %s closes on %s", id, on), reason},
		registry.Step{Institutions: []registry.Institution{after}}, tellInstitution(&before, after))
	return after, change, err
}

// MergeInstitution plans to merge a duplicate into the institution it doubles,
// which takes over its names.
func (o *Office) MergeInstitution(ctx context.Context, id, into registry.InstitutionID, reason string) (registry.Institution, office.Change, error) {
	g, before, err := o.recordedInstitution(ctx, id)
	if err != nil {
		return before, office.Change{}, err
	}
	if err := needReason(reason); err != nil {
		return before, office.Change{}, err
	}
	if problems := registry.CheckMerge(id, into, g.institution); problems != nil {
		return before, office.Change{}, Refused(pointed(problems, "/into"))
	}
	after := before
	after.MergedInto = into
	survivor := g.institutions[g.survivor(into)]
	named := survivor
	named.Aliases = aliases(survivor.Name, slices.Concat(survivor.Aliases, []string{before.Name}, before.Aliases))
	change, err := decided(g.head, deed{"institution.merge", fmt.Sprintf("institution %s is %s", id, into), reason},
		registry.Step{Institutions: []registry.Institution{after, named}}, tellInstitution(&before, after), tellInstitution(&survivor, named))
	return after, change, err
}

// pointed are problems that all stand at one place.
func pointed(problems []registry.Problem, pointer string) []registry.Problem {
	return lo.Map(problems, func(p registry.Problem, _ int) registry.Problem { p.Pointer = pointer; return p })
}

// readInstitutions reads the ground without lists and evidence.
func (r *Registrar) readInstitutions(ctx context.Context) (*ground, error) {
	return r.readGround(ctx, registry.Selection{
		Jurisdictions:         []registry.JurisdictionCode{},
		QualifiedInstitutions: []registry.InstitutionID{},
	})
}

// recordedInstitution is an institution as it is recorded now, or ErrNotFound.
func (o *Office) recordedInstitution(ctx context.Context, id registry.InstitutionID) (*ground, registry.Institution, error) {
	g, err := o.registrar.readInstitutions(ctx)
	if err != nil {
		return nil, registry.Institution{}, err
	}
	i, ok := g.institutions[id]
	if !ok {
		return nil, i, fmt.Errorf("institution %s: %w", id, registry.ErrNotFound)
	}
	return g, i, nil
}

// onto is an institution after what the form states.
func (f InstitutionForm) onto(i registry.Institution) registry.Institution {
	former := i.Name
	set(&i.Name, f.Name)
	set(&i.CampusOf, f.CampusOf)
	set(&i.Region, f.Region)
	set(&i.Kind, f.Kind)
	set(&i.Grade, f.Grade)
	set(&i.Identifiers.USCC, f.USCC)
	set(&i.Identifiers.Licence, f.Licence)
	set(&i.Identifiers.Insurance, f.Insurance)
	set(&i.Open.From, f.Opened)
	set(&i.RetrievalURL, f.RetrievalURL)
	i.Identifiers = upperIdentifiers(i.Identifiers)
	if f.Aliases != nil {
		i.Aliases = f.Aliases
	}
	i.Aliases = aliases(i.Name, append(slices.Clone(i.Aliases), former))
	if f.Level != nil && f.LevelSince != nil {
		i.Levels = levelsFrom(i.Levels, *f.Level, *f.LevelSince)
	}
	return i
}

// aliases are names besides the one in use, each once, in their order; nil for
// none.
func aliases(name string, names []string) []string {
	kept := lo.Without(lo.Uniq(names), name, "")
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// levelsFrom are levels of which another one holds from a day on.
func levelsFrom(levels []registry.LevelPeriod, level registry.Level, since registry.Day) []registry.LevelPeriod {
	var kept []registry.LevelPeriod
	for _, l := range levels {
		if l.Period.From < since {
			l.Period.To = min(l.Period.To, since)
			kept = append(kept, l)
		}
	}
	if level != registry.LevelUnknown {
		kept = append(kept, registry.LevelPeriod{Level: level, Period: registry.Since(since)})
	}
	return kept
}

// levelDated refuses another level that does not say from when it holds.
func (f InstitutionForm) levelDated(before registry.Institution) error {
	if f.Level == nil || f.LevelSince != nil || *f.Level == newestLevel(before) {
		return nil
	}
	return Refused{at(registry.Problem{Pointer: "/level_since"}, "VALUE_INVALID",
		texts("未写明等级自哪日起", "it is not said from which day the level holds"),
		texts("填写 level_since；更正自始有误的等级时填写开业日期", "state level_since; where the level was wrong all along, the day of the opening"))}
}

func newestLevel(i registry.Institution) registry.Level {
	if len(i.Levels) == 0 {
		return registry.LevelUnknown
	}
	return i.Levels[len(i.Levels)-1].Level
}

// needReason refuses a change for cause that does not say why.
func needReason(reason string) error {
	if strings.TrimSpace(reason) != "" {
		return nil
	}
	return Refused{at(registry.Problem{Pointer: "/reason"}, "REASON_MISSING",
		texts("未写明原因", "it is not said why"), texts("填写 reason", "state the reason"))}
}

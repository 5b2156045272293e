package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/samber/lo"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"concord/internal/office"
	"concord/internal/registry"
)

// eventRow is a line of the record.
type eventRow struct {
	Number       int64 `gorm:"primaryKey;autoIncrement:false"`
	RecordedAt   instant
	Actor        string
	Action       string
	Noun         string
	Subject      string
	Version      int
	Jurisdiction string
	List         string
	Reason       string
	StateBefore  string
	StateAfter   string
	Step         sql.NullInt64
	StepHash     string
	PreviousHash string
	Hash         string
}

// TableName is the table of the rows.
func (eventRow) TableName() string { return "events" }

func eventRowOf(e office.Event) eventRow {
	return eventRow{
		Number:       e.Number,
		RecordedAt:   instant(e.At),
		Actor:        e.Actor,
		Action:       e.Action,
		Noun:         string(e.Noun),
		Subject:      e.Subject,
		Version:      e.Version,
		Jurisdiction: string(e.Jurisdiction),
		List:         e.List,
		Reason:       e.Reason,
		StateBefore:  e.Before,
		StateAfter:   e.After,
		Step:         sql.NullInt64{Int64: int64(e.Step), Valid: e.Step != 0},
		StepHash:     e.StepHash,
		PreviousHash: e.PreviousHash,
		Hash:         e.Hash,
	}
}

func (r eventRow) event() office.Event {
	return office.Event{
		Number:       r.Number,
		At:           registry.Instant(r.RecordedAt),
		Actor:        r.Actor,
		Action:       r.Action,
		Noun:         office.Noun(r.Noun),
		Subject:      r.Subject,
		Version:      r.Version,
		Jurisdiction: registry.JurisdictionCode(r.Jurisdiction),
		List:         r.List,
		Reason:       r.Reason,
		Before:       r.StateBefore,
		After:        r.StateAfter,
		Step:         registry.Sequence(r.Step.Int64),
		StepHash:     r.StepHash,
		PreviousHash: r.PreviousHash,
		Hash:         r.Hash,
	}
}

// newestEvent is the last event of the record; zero where there is none yet.
func (tx *transaction) newestEvent() (eventRow, error) {
	return first(tx.Order("number DESC"))
}

// lastAbout is the newest event about a subject; zero where there is none.
func (tx *transaction) lastAbout(noun office.Noun, subject string) (eventRow, error) {
	if err := registry.Recordable(subject); err != nil {
		return eventRow{}, err
	}
	return first(tx.Where("noun = ? AND subject = ?", noun, subject).Order("version DESC"))
}

// first is the first event of a query, or the zero row.
func first(query *gorm.DB) (eventRow, error) {
	var row eventRow
	err := query.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return eventRow{}, nil
	}
	return row, err
}

// log appends an event to the record, behind the newest one.
func (tx *transaction) log(e office.Event) (office.Event, error) {
	err := registry.Recordable(e.Actor, e.Action, string(e.Noun), e.Subject, string(e.Jurisdiction), e.List, e.Reason, e.Before, e.After)
	if err != nil {
		return e, err
	}
	before, err := tx.newestEvent()
	if err != nil {
		return e, err
	}
	e.Number, e.PreviousHash = before.Number+1, before.Hash
	e.Hash = e.Chained()
	row := eventRowOf(e)
	return e, tx.Create(&row).Error
}

// NewestEvent is the number of the record's last event; 0 where there is none.
func (s *Store) NewestEvent(ctx context.Context) (number int64, err error) {
	err = s.db.read(ctx, func(tx *transaction) error {
		return tx.Model(&eventRow{}).Select("COALESCE(MAX(number), 0)").Scan(&number).Error
	})
	if err != nil {
		return 0, fmt.Errorf("read the newest event: %w", err)
	}
	return number, nil
}

// Events are the events that a selection holds, in their order or in reverse.
func (s *Store) Events(ctx context.Context, selection office.EventSelection) ([]office.Event, error) {
	if findable(selection.Actor, string(selection.Noun), selection.Subject, selection.List, string(selection.Jurisdiction)) != nil {
		return nil, nil
	}
	selection.Among = findableOf(selection.Among)
	var rows []eventRow
	err := s.db.read(ctx, func(tx *transaction) error {
		query := tx.Where("number > ?", selection.After).Order(clause.OrderByColumn{Column: clause.Column{Name: "number"}, Desc: selection.Newest})
		if selection.Limit > 0 {
			query = query.Limit(selection.Limit)
		}
		return query.Scopes(selectedEvents(selection)).Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("read the record: %w", err)
	}
	return lo.Map(rows, func(r eventRow, _ int) office.Event { return r.event() }), nil
}

func selectedEvents(s office.EventSelection) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		for _, one := range []struct{ column, value string }{
			{"actor", s.Actor}, {"noun", string(s.Noun)}, {"subject", s.Subject},
			{"list", s.List}, {"jurisdiction", string(s.Jurisdiction)},
		} {
			if one.value != "" {
				db = db.Where(one.column+" = ?", one.value)
			}
		}
		if s.Among != nil {
			db = db.Where("jurisdiction IN ?", s.Among)
		}
		if s.Before != 0 {
			db = db.Where("number < ?", s.Before)
		}
		if s.From != 0 {
			db = db.Where("recorded_at >= ?", instant(s.From))
		}
		if s.To != 0 {
			db = db.Where("recorded_at < ?", instant(s.To))
		}
		return db
	}
}

// kept is a kind of noun whose state is its newest event. S is its JSON.
type kept[T, S any] struct {
	noun   office.Noun
	state  func(T) S
	value  func(S) (T, error)
	about  func(T) about
	number func(*T) *int // where the noun keeps its version
}

// about is whom an event concerns.
type about struct {
	subject      string
	jurisdiction registry.JurisdictionCode
	list         string
}

// put appends the new state of a noun, which is a conflict where the noun has
// moved past the version it was read at.
func (k kept[T, S]) put(tx *transaction, e office.Event, value T) (office.Event, error) {
	who := k.about(value)
	last, err := tx.lastAbout(k.noun, who.subject)
	if err != nil {
		return e, err
	}
	if read := *k.number(&value); last.Version != read {
		return e, fmt.Errorf("%s %s was read at version %d and is at %d, written by %s: %w",
			k.noun, who.subject, read, last.Version, last.Actor, registry.ErrConflict)
	}
	state := k.state(value)
	// Marshal would replace what is no UTF-8 without a word.
	if err := registry.Recordable(fmt.Sprint(state)); err != nil {
		return e, fmt.Errorf("%s %s: %w", k.noun, who.subject, err)
	}
	after, err := json.Marshal(state)
	if err != nil {
		return e, err
	}
	e.Noun, e.Subject, e.Version = k.noun, who.subject, last.Version+1
	e.Jurisdiction, e.List = cmp.Or(who.jurisdiction, e.Jurisdiction), who.list
	e.Before, e.After = last.StateAfter, string(after)
	return tx.log(e)
}

// of is the noun that an event is the newest about.
func (k kept[T, S]) of(row eventRow) (T, error) {
	var state S
	var none T
	if err := json.Unmarshal([]byte(row.StateAfter), &state); err != nil {
		return none, fmt.Errorf("%s %s: %w", k.noun, row.Subject, err)
	}
	value, err := k.value(state)
	if err != nil {
		return none, fmt.Errorf("%s %s: %w", k.noun, row.Subject, err)
	}
	*k.number(&value) = row.Version
	return value, nil
}

// get reads the noun with an id.
func (k kept[T, S]) get(ctx context.Context, s *Store, subject string) (value T, err error) {
	err = s.db.read(ctx, func(tx *transaction) error {
		if err := findable(subject); err != nil {
			return err
		}
		row, err := tx.lastAbout(k.noun, subject)
		if err != nil {
			return err
		}
		if row.Number == 0 {
			return registry.ErrNotFound
		}
		value, err = k.of(row)
		return err
	})
	if err != nil {
		return value, fmt.Errorf("read %s %s: %w", k.noun, subject, err)
	}
	return value, nil
}

// all reads the nouns whose newest events a scope selects, in its order.
func (k kept[T, S]) all(ctx context.Context, s *Store, scopes ...func(*gorm.DB) *gorm.DB) ([]T, error) {
	var values []T
	err := s.db.read(ctx, func(tx *transaction) error {
		var rows []eventRow
		query := tx.Table("events AS e").Where("e.noun = ?", k.noun).Where(unfollowed)
		if err := query.Scopes(scopes...).Find(&rows).Error; err != nil {
			return err
		}
		for _, row := range rows {
			value, err := k.of(row)
			if err != nil {
				return err
			}
			values = append(values, value)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read every %s: %w", k.noun, err)
	}
	return values, nil
}

// unfollowed says that an event, e, is the newest about its subject.
const unfollowed = "NOT EXISTS (SELECT 1 FROM events AS n WHERE n.noun = e.noun AND n.subject = e.subject AND n.version > e.version)"

func bySubject(db *gorm.DB) *gorm.DB { return db.Order("e.subject") }

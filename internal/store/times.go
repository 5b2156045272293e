package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"concord/internal/registry"
)

// day is a column with a day; the zero day is NULL, an open end.
type day struct {
	registry.Day
	stated bool
}

// instant is a column with a moment in whole seconds.
type instant registry.Instant

// GormDataType tells GORM that the struct is a column, not a table.
func (day) GormDataType() string { return "date" }

// GormValue writes the day as the database keeps it.
func (d day) GormValue(_ context.Context, db *gorm.DB) clause.Expr {
	switch {
	case !d.stated:
		return clause.Expr{SQL: "NULL"}
	case db.Name() == sqliteDialect.kind:
		return bound(int64(d.Day))
	}
	return bound(dateOf(d.Day))
}

// Scan reads the day as the database keeps it.
func (d *day) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*d = day{}
	case int64:
		*d = day{registry.Day(v), true}
	case time.Time:
		*d = day{registry.Day(v.Unix() / secondsPerDay), true}
	default:
		return fmt.Errorf("a day is stored as %T", value)
	}
	return nil
}

const secondsPerDay = 24 * 60 * 60

// dateOf is midnight UTC of the day, which is how drivers write and read a date.
func dateOf(d registry.Day) time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// since is the column of a first day; MinDay is open.
func since(d registry.Day) day {
	if d == registry.MinDay {
		return day{}
	}
	return day{d, true}
}

// until is the column of the first day after something; MaxDay is open.
func until(d registry.Day) day {
	if d == registry.MaxDay {
		return day{}
	}
	return day{d, true}
}

func (d day) since() registry.Day {
	if !d.stated {
		return registry.MinDay
	}
	return d.Day
}

func (d day) until() registry.Day {
	if !d.stated {
		return registry.MaxDay
	}
	return d.Day
}

// between is the period of two columns.
func between(from, to day) registry.Period {
	return registry.Period{From: from.since(), To: to.until()}
}

// GormValue writes the instant as the database keeps it.
func (i instant) GormValue(_ context.Context, db *gorm.DB) clause.Expr {
	if db.Name() == sqliteDialect.kind {
		return bound(int64(i))
	}
	return bound(time.Unix(int64(i), 0).UTC())
}

// Scan reads the instant as the database keeps it.
func (i *instant) Scan(value any) error {
	switch v := value.(type) {
	case int64:
		*i = instant(v)
	case time.Time:
		*i = instant(v.Unix())
	default:
		return fmt.Errorf("an instant is stored as %T", value)
	}
	return nil
}

func bound(value driver.Value) clause.Expr {
	return clause.Expr{SQL: "?", Vars: []any{value}}
}

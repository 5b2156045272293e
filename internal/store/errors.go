package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"concord/internal/registry"
)

// registryError turns an error of a database into one of the registry's, which
// keeps the first as its cause. The end of the caller's context stays itself.
func registryError(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), err)
	case isConflict(err):
		return fmt.Errorf("%w: %w", registry.ErrConflict, err)
	case errors.Is(err, gorm.ErrForeignKeyViolated):
		return fmt.Errorf("%w: %w", registry.ErrNotFound, err)
	case isUnavailable(err):
		return fmt.Errorf("%w: %w", registry.ErrUnavailable, err)
	}
	return err
}

// SQLSTATE codes and classes, from appendix A of PostgreSQL's manual.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	uniqueViolation      = "23505"
)

func isConflict(err error) bool {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return true
	}
	var refused *pgconn.PgError
	return errors.As(err, &refused) &&
		slices.Contains([]string{serializationFailure, deadlockDetected, uniqueViolation}, refused.Code)
}

func isUnavailable(err error) bool {
	// Whatever the server says to a new connection (starting up, not accepting
	// connections, too many), nobody can ask it anything.
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return unavailableState(refused.Code)
	}
	var coded interface{ Code() int } // an error of the SQLite driver
	if errors.As(err, &coded) {
		return unavailableResult(coded.Code())
	}
	var network net.Error
	return errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		slices.ContainsFunc([]error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, driver.ErrBadConn, sql.ErrConnDone, pgconn.ErrConnClosed, errClosed},
			func(lost error) bool { return errors.Is(err, lost) }) ||
		isClosed(err)
}

// isClosed knows the errors of closed pools by their text; database/sql exports
// no value for its own, and that of pgxpool belongs to a package below it.
func isClosed(err error) bool {
	text := err.Error()
	return strings.Contains(text, "closed pool") || strings.Contains(text, "database is closed")
}

// unavailableState knows connection exceptions (08), lack of resources (53),
// intervention of an operator (57) and errors of the system (58); a cancelled
// statement (57014) is none.
func unavailableState(code string) bool {
	const queryCanceled = "57014"
	return len(code) == 5 && code != queryCanceled && slices.Contains([]string{"08", "53", "57", "58"}, code[:2])
}

// Primary result codes of SQLite, from its manual.
const (
	sqliteBusy     = 5
	sqliteLocked   = 6
	sqliteReadonly = 8
	sqliteIOErr    = 10
	sqliteFull     = 13
	sqliteCantOpen = 14
)

func unavailableResult(code int) bool {
	primary := code & 0xff
	return slices.Contains([]int{sqliteBusy, sqliteLocked, sqliteReadonly, sqliteIOErr, sqliteFull, sqliteCantOpen}, primary)
}

package store

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"concord/internal/registry"
)

// native runs do on the pgx connection below a connection of database/sql.
func native(conn *sql.Conn, do func(*pgx.Conn) error) error {
	return conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("connection is a %T, not one of pgx", driverConn)
		}
		return do(c.Conn())
	})
}

// copyQualifications streams the rows in by COPY: a round of a province is
// 100,000 rows and more, which INSERT takes several times as long for.
func (w *writing) copyQualifications(all []registry.Qualification) error {
	rows := pgx.CopyFromSlice(len(all), func(i int) ([]any, error) {
		r := qualificationRowOf(place{Sequence: int64(w.sequence), Position: i}, all[i])
		return []any{
			r.Place.Sequence, r.Place.Position, r.InstitutionID, r.Item, r.Programme, r.Round, r.Result,
			pgDate(r.ValidFrom), pgDate(r.ValidTo),
		}, nil
	})
	return native(w.tx.conn, func(conn *pgx.Conn) error {
		_, err := conn.CopyFrom(w.tx.Statement.Context, pgx.Identifier{qualificationRow{}.TableName()}, qualificationColumns, rows)
		return err
	})
}

func pgDate(d day) pgtype.Date { return pgtype.Date{Time: dateOf(d.Day), Valid: d.stated} }

const qualificationQuery = `
	SELECT sequence, institution_id, item, programme, round, result, valid_from, valid_to
	FROM qualifications
	WHERE sequence > $1 AND ($2::text[] IS NULL OR institution_id = ANY ($2))
	ORDER BY sequence, position`

// queryQualifications reads raw values and makes texts only of those not seen
// before: six million rows hold a few thousand different texts.
func (r *reading) queryQualifications() error {
	ctx := r.tx.Statement.Context
	return native(r.tx.conn, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, qualificationQuery,
			// Binary values are promised only by the extended protocol.
			pgx.QueryExecModeDescribeExec, pgx.QueryResultFormats{pgx.BinaryFormatCode},
			int64(r.selection.After), r.selection.QualifiedInstitutions)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r.to.Qualification(r.qualificationOf(rows.RawValues()))
		}
		return rows.Err()
	})
}

// qualificationOf makes the noun of the binary columns of qualificationQuery.
func (r *reading) qualificationOf(columns [][]byte) registry.Recorded[registry.Qualification] {
	result := registry.Fail
	if bytes.Equal(columns[5], []byte("pass")) {
		result = registry.Pass
	}
	return registry.Recorded[registry.Qualification]{
		Sequence: registry.Sequence(binary.BigEndian.Uint64(columns[0])),
		Value: registry.Qualification{
			Institution: registry.InstitutionID(r.intern.bytes(columns[1])),
			Item:        registry.ItemCode(r.intern.bytes(columns[2])),
			Programme:   r.intern.bytes(columns[3]),
			Round:       r.intern.bytes(columns[4]),
			Result:      result,
			Period:      between(rawDate(columns[6]), rawDate(columns[7])),
		},
	}
}

// postgresEpoch is 2000-01-01, from which PostgreSQL counts days.
const postgresEpoch = 10_957

func rawDate(column []byte) day {
	if column == nil {
		return day{}
	}
	return day{registry.Day(int32(binary.BigEndian.Uint32(column))) + postgresEpoch, true}
}

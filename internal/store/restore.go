package store

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"concord/internal/office"
	"concord/internal/registry"
)

// Errors of a restore. Nothing is written then.
var (
	// ErrBackup says that a file is no backup, or not a whole one.
	ErrBackup = errors.New("the backup cannot be restored")
	// ErrNotEmpty says that there is something that a restore would mix with.
	ErrNotEmpty = errors.New("the database is not empty: restore into a new one")
)

// BackupReader reads a backup from its first line to its last.
type BackupReader struct {
	Backup
	lines *bufio.Reader
	sum   hash.Hash
	held  []byte // a line that was looked at and not taken
}

// ReadBackup reads the manifest of a backup; what follows is read by
// [Store.Restore].
func ReadBackup(r io.Reader) (*BackupReader, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w: it is no backup of Concord: %w", ErrBackup, err)
	}
	b := &BackupReader{lines: bufio.NewReaderSize(zip, 1<<16), sum: sha256.New()}
	line, err := b.line()
	if err != nil {
		return nil, err
	}
	var manifest manifestFile
	if err := json.Unmarshal(line, &manifest); err != nil || manifest.Format == 0 {
		return nil, fmt.Errorf("%w: it is no backup of Concord", ErrBackup)
	}
	if manifest.Format != backupFormat {
		return nil, fmt.Errorf("%w: it is of format %d, this program reads %d", ErrBackup, manifest.Format, backupFormat)
	}
	if b.Backup, err = manifest.backup(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	return b, nil
}

// line is the next line, which is part of the digest.
func (b *BackupReader) line() ([]byte, error) {
	if line := b.held; line != nil {
		b.held = nil
		return line, nil
	}
	line, err := b.lines.ReadBytes('\n')
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("%w: it is cut short or altered: %w", ErrBackup, err)
	}
	if !bytes.HasPrefix(line, []byte(`{"sha256"`)) {
		b.sum.Write(line)
	}
	return line, nil
}

// section goes on to the next table; ok is false behind the last one.
func (b *BackupReader) section() (header sectionFile, ok bool, err error) {
	line, err := b.line()
	if err != nil {
		return header, false, err
	}
	if err := json.Unmarshal(line, &header); err != nil {
		return header, false, fmt.Errorf("%w: a line is neither a table nor the end: %w", ErrBackup, err)
	}
	if header.Table != "" {
		return header, true, nil
	}
	return header, false, b.end(header.SHA256)
}

// end looks whether the file is whole.
func (b *BackupReader) end(sum string) error {
	if sum != hex.EncodeToString(b.sum.Sum(nil)) {
		return fmt.Errorf("%w: its content is not what its last line says", ErrBackup)
	}
	if _, err := b.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows its last line (%v)", ErrBackup, err)
	}
	return nil
}

// because is why a row could not be put back: where the file was altered, that,
// and not what the database says of the row.
func (b *BackupReader) because(err error) error {
	if errors.Is(err, ErrBackup) {
		return err
	}
	for {
		line, broken := b.line()
		if broken != nil {
			return broken
		}
		var last sectionFile
		if bytes.HasPrefix(line, []byte(`{"sha256"`)) && json.Unmarshal(line, &last) == nil {
			return cmp.Or(b.end(last.SHA256), err)
		}
	}
}

// row is the next row of a table; nil behind the last one.
func (b *BackupReader) row(columns []column) ([]any, error) {
	line, err := b.line()
	if err != nil {
		return nil, err
	}
	if line[0] != '[' {
		b.held = line
		return nil, nil
	}
	var texts []json.RawMessage
	if err := json.Unmarshal(line, &texts); err != nil || len(texts) != len(columns) {
		return nil, fmt.Errorf("%w: a row is not %d values (%v)", ErrBackup, len(columns), err)
	}
	values := make([]any, len(columns))
	for i, text := range texts {
		if string(text) == "null" {
			continue
		}
		if values[i], err = columns[i].form.read(text); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrBackup, columns[i].name, err)
		}
	}
	return values, nil
}

func readNumber(text json.RawMessage) (any, error) { return strconv.ParseInt(string(text), 10, 64) }

func readText(text json.RawMessage) (any, error) {
	var s string
	err := json.Unmarshal(text, &s)
	return s, err
}

func readBytes(text json.RawMessage) (any, error) {
	return base64.StdEncoding.DecodeString(strings.Trim(string(text), `"`))
}

func readTruth(text json.RawMessage) (any, error) { return strconv.ParseBool(string(text)) }

func readDate(text json.RawMessage) (any, error) {
	n, err := strconv.ParseInt(string(text), 10, 32)
	return pgDate(day{registry.Day(n), true}), err
}

func readTime(text json.RawMessage) (any, error) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	return time.Unix(n, 0).UTC(), err
}

// Restoring is who restores, when, and which life of the registry begins.
type Restoring struct {
	At    registry.Instant
	Actor string
	// Epoch is the number of the life that begins, above the backup's; 0 takes the
	// instant in seconds. A life that began since the backup and was lost, of which
	// nothing here knows, has another number then: its revisions never come again.
	Epoch uint32
}

// epochAfter is the number of the life that follows one.
func (r Restoring) epochAfter(last uint32) (uint32, error) {
	if r.Epoch == 0 {
		return uint32(max(int64(r.At), int64(last)+1)), nil
	}
	if r.Epoch <= last {
		return 0, fmt.Errorf("epoch %d is not above %d, which the backup has already", r.Epoch, last)
	}
	return r.Epoch, nil
}

// Restore puts a backup into an empty database, whose schema is up to date, all
// of it or nothing: before it is committed, the counts are compared and the
// whole registry is verified. Then a new epoch begins, which the record tells.
func (s *Store) Restore(ctx context.Context, from *BackupReader, r Restoring) (registry.Head, error) {
	var head registry.Head
	err := s.db.write(ctx, func(tx *transaction) (err error) {
		head, err = tx.restore(from, r)
		return err
	})
	if err != nil {
		return registry.Head{}, fmt.Errorf("restore the registry: %w", err)
	}
	s.watch.signal()
	return head, nil
}

func (tx *transaction) restore(from *BackupReader, r Restoring) (registry.Head, error) {
	for _, part := range []func() error{
		tx.checkEmpty,
		func() error { return tx.checkSchema(from) },
		func() error { return tx.fill(from) },
		func() error { return tx.compare(from.Backup) },
		tx.verify,
		func() error { return tx.begin(from.Backup, r) },
	} {
		if err := part(); err != nil {
			return registry.Head{}, err
		}
	}
	return tx.head()
}

// checkEmpty looks for rows; a new database has its first epoch and no other.
func (tx *transaction) checkEmpty() error {
	for _, table := range backedUp {
		var n, fresh int64
		if err := tx.Table(table).Count(&n).Error; err != nil {
			return err
		}
		if table == (epochRow{}).TableName() {
			fresh = 1
		}
		if n != fresh {
			return fmt.Errorf("table %s has %d rows: %w", table, n, ErrNotEmpty)
		}
	}
	return nil
}

func (tx *transaction) checkSchema(from *BackupReader) error {
	known, err := tx.dialect.schemas.newest()
	if err == nil && from.Schema > known {
		err = fmt.Errorf("%w: it is of migration %d, this program knows %d: use a newer concord", ErrBackup, from.Schema, known)
	}
	return err
}

// fill puts the rows of all tables back.
func (tx *transaction) fill(from *BackupReader) error {
	found := map[string]int64{}
	for {
		header, ok, err := from.section()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if _, twice := found[header.Table]; twice || !slices.Contains(backedUp, header.Table) {
			return fmt.Errorf("%w: table %q is twice in it, or not known", ErrBackup, header.Table)
		}
		if found[header.Table], err = tx.fillTable(header, from); err != nil {
			return fmt.Errorf("table %s: %w", header.Table, from.because(err))
		}
	}
	for table, n := range from.Rows {
		if found[table] != n {
			return fmt.Errorf("%w: table %s has %d rows of %d", ErrBackup, table, found[table], n)
		}
	}
	return nil
}

// fillTable puts the rows of a table back and counts them.
func (tx *transaction) fillTable(header sectionFile, from *BackupReader) (n int64, err error) {
	columns, err := tx.columnsNamed(header)
	if err != nil {
		return 0, err
	}
	var broken error // what ends a COPY is told by its server, not by its cause
	next := func() (row []any, err error) {
		row, broken = from.row(columns)
		if row != nil {
			n++
		}
		return row, broken
	}
	if header.Table == (epochRow{}).TableName() {
		next = butFirst(next)
	}
	put := tx.insertEach
	if tx.dialect.copies {
		put = tx.copyIn
	}
	if err = put(header, next); broken != nil {
		err = broken
	}
	return n, err
}

// butFirst leaves out the first epoch, which every new database has.
func butFirst(next func() ([]any, error)) func() ([]any, error) {
	first := true
	return func() ([]any, error) {
		if first {
			first = false
			if row, err := next(); row == nil || err != nil {
				return nil, err
			}
		}
		return next()
	}
}

// columnsNamed are the columns that a table of a backup names.
func (tx *transaction) columnsNamed(header sectionFile) ([]column, error) {
	known, err := tx.columns(header.Table)
	if err != nil {
		return nil, err
	}
	columns := make([]column, len(header.Columns))
	for i, name := range header.Columns {
		at := slices.IndexFunc(known, func(c column) bool { return c.name == name })
		if at < 0 {
			return nil, fmt.Errorf("%w: there is no column %q", ErrBackup, name)
		}
		columns[i] = known[at]
	}
	return columns, nil
}

// insertEach inserts rows one by one by the same statement.
func (tx *transaction) insertEach(header sectionFile, next func() ([]any, error)) error {
	ctx := tx.Statement.Context
	places := strings.TrimSuffix(strings.Repeat("?, ", len(header.Columns)), ", ")
	insert, err := tx.Statement.ConnPool.PrepareContext(ctx,
		"INSERT INTO "+header.Table+" ("+strings.Join(header.Columns, ", ")+") VALUES ("+places+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for {
		row, err := next()
		if row == nil || err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
}

// copiedAtOnce bounds the rows of one COPY: the server keeps in memory which
// parents it still has to look up.
const copiedAtOnce = 100_000

// copyIn streams rows in by COPY.
func (tx *transaction) copyIn(header sectionFile, next func() ([]any, error)) error {
	return native(tx.conn, func(conn *pgx.Conn) error {
		for {
			n, err := conn.CopyFrom(tx.Statement.Context, pgx.Identifier{header.Table}, header.Columns, atMost(copiedAtOnce, next))
			if err != nil || n < copiedAtOnce {
				return err
			}
		}
	})
}

// atMost are the next rows, as COPY reads them.
func atMost(limit int, next func() ([]any, error)) pgx.CopyFromSource {
	return pgx.CopyFromFunc(func() ([]any, error) {
		if limit == 0 {
			return nil, nil
		}
		limit--
		return next()
	})
}

// compare looks whether the chains end where the manifest says.
func (tx *transaction) compare(b Backup) error {
	head, err := tx.head()
	if err != nil {
		return err
	}
	stepHash, event, eventHash, err := tx.ends()
	if err == nil && (head.Revision() != b.Revision || stepHash != b.StepHash || event != b.Event || eventHash != b.EventHash) {
		err = fmt.Errorf("%w: it ends with revision %s and event %d, not as its first line says", ErrBackup, head.Revision(), event)
	}
	return err
}

// epochJSON is what the record tells of a restore.
type epochJSON struct {
	After string `json:"after"`
	Made  string `json:"backup_made_at"`
}

// begin begins a new life of the registry.
func (tx *transaction) begin(b Backup, r Restoring) error {
	epoch, err := r.epochAfter(b.Revision.Epoch)
	if err != nil {
		return err
	}
	row := epochRow{int64(epoch), int64(b.Revision.Sequence), instant(r.At)}
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	after, err := json.Marshal(epochJSON{b.Revision.String(), b.Made.String()})
	if err != nil {
		return err
	}
	_, err = tx.log(office.Event{
		At: r.At, Actor: r.Actor, Action: "restore", Noun: office.NounEpoch,
		Subject: fmt.Sprint(epoch), Version: 1, After: string(after),
	})
	if err == nil && tx.dialect.notify != "" {
		err = tx.Exec(tx.dialect.notify).Error
	}
	return err
}

package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"

	"concord/internal/registry"
)

// backedUp are the tables of a backup, in the order in which their rows can be
// put back: what is named before what names it.
var backedUp = []string{
	"epochs", "steps", "items",
	"institutions", "institution_states", "consortia", "alliances", "code_maps",
	"qualifications", "revocations", "removals",
	"list_versions", "withdrawals",
	"item_entries", "item_entry_ends",
	"institution_entries", "institution_entry_ends",
	"negative_entries", "negative_entry_ends",
	"events", "files", "credentials", "key_uses",
	"outcome_ids", "outcomes", "outcome_receivers", "outcome_cases", "outcome_tallies", "outcome_partners",
}

// leftOut are the tables that a backup leaves out: nobody is signed in to a
// restored registry, no request is repeated to it, and no setup link opens it.
var leftOut = []string{"sessions", "receipts", "setup_links"}

// backupFormat is the format of the files written here.
const backupFormat = 1

// Backup is what a backup holds.
type Backup struct {
	Made      registry.Instant
	Schema    int64 // number of the last migration of the database it was made of
	Revision  registry.Revision
	StepHash  string // of the newest step; empty without one
	Event     int64  // number of the newest event
	EventHash string
	Rows      map[string]int64 // by table
}

// manifestFile is the first line of a backup.
type manifestFile struct {
	Format    int              `json:"concord_backup"`
	Made      int64            `json:"made_at"`
	Schema    int64            `json:"schema"`
	Revision  string           `json:"revision"`
	StepHash  string           `json:"step_hash"`
	Event     int64            `json:"event"`
	EventHash string           `json:"event_hash"`
	Rows      map[string]int64 `json:"rows"`
}

// sectionFile is a line that is no row: it begins a table, or ends the backup.
type sectionFile struct {
	Table   string   `json:"table,omitempty"`
	Columns []string `json:"columns,omitempty"`
	SHA256  string   `json:"sha256,omitempty"` // of all bytes before the line, in hex
}

func manifestFileOf(b Backup) manifestFile {
	return manifestFile{backupFormat, int64(b.Made), b.Schema, b.Revision.String(), b.StepHash, b.Event, b.EventHash, b.Rows}
}

func (m manifestFile) backup() (Backup, error) {
	revision, err := registry.ParseRevision(m.Revision)
	return Backup{registry.Instant(m.Made), m.Schema, revision, m.StepHash, m.Event, m.EventHash, m.Rows}, err
}

// Backup writes the whole registry and its record to w, from one state, while
// others read and write. The file is the same whichever database it is made of:
// gzip over lines of JSON, of which the first is a manifest. A line
// {"table":…,"columns":…} begins each table, its rows follow as arrays; the last
// line is the SHA-256 of all before it. Days are numbers of days, instants of
// seconds since 1970, truths 0 and 1, JSON is text and bytes are base64.
func (s *Store) Backup(ctx context.Context, w io.Writer, now registry.Instant) (Backup, error) {
	var made Backup
	err := s.db.read(ctx, func(tx *transaction) (err error) {
		made, err = tx.backup(w, now)
		return err
	})
	if err != nil {
		return Backup{}, fmt.Errorf("back up the registry: %w", err)
	}
	return made, nil
}

func (tx *transaction) backup(w io.Writer, now registry.Instant) (Backup, error) {
	manifest, err := tx.manifest(now)
	if err != nil {
		return Backup{}, err
	}
	d := newDump(w)
	d.json(manifestFileOf(manifest))
	for _, table := range backedUp {
		if err := tx.dump(d, table); err != nil {
			return Backup{}, fmt.Errorf("table %s: %w", table, err)
		}
	}
	return manifest, d.close()
}

// manifest is what a backup of the state that the transaction sees will hold.
func (tx *transaction) manifest(now registry.Instant) (Backup, error) {
	b := Backup{Made: now, Rows: map[string]int64{}}
	head, err := tx.head()
	if err != nil {
		return b, err
	}
	b.Revision = head.Revision()
	if b.Schema, err = tx.dialect.schemas.newest(); err != nil {
		return b, err
	}
	if b.StepHash, b.Event, b.EventHash, err = tx.ends(); err != nil {
		return b, err
	}
	for _, table := range backedUp {
		var n int64
		if err := tx.Table(table).Count(&n).Error; err != nil {
			return b, err
		}
		b.Rows[table] = n
	}
	return b, nil
}

// ends are the ends of the two chains.
func (tx *transaction) ends() (stepHash string, event int64, eventHash string, err error) {
	step, err := tx.newest()
	if err != nil {
		return "", 0, "", err
	}
	last, err := tx.newestEvent()
	return step.Hash, last.Number, last.Hash, err
}

// column is a column of a table and how its values stand in a backup.
type column struct {
	name string
	form form
}

// form is how values of a type stand in a backup: as a number, a text, or bytes.
type form struct {
	selected string // expression that a SELECT reads, with %s for the column
	read     func(json.RawMessage) (any, error)
}

var (
	numberForm = form{"%s", readNumber}
	textForm   = form{"%s", readText}
	bytesForm  = form{"%s", readBytes}
)

// columns are the columns of a table, as the database itself knows them.
func (tx *transaction) columns(table string) ([]column, error) {
	var known []struct{ Name, Type string }
	rows, err := tx.Raw(tx.dialect.columns, table).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one struct{ Name, Type string }
		if err := rows.Scan(&one.Name, &one.Type); err != nil {
			return nil, err
		}
		known = append(known, one)
	}
	all := make([]column, len(known))
	for i, c := range known {
		form, ok := tx.dialect.forms[c.Type]
		if !ok {
			return nil, fmt.Errorf("column %s is of type %s, which backups do not know", c.Name, c.Type)
		}
		all[i] = column{c.Name, form}
	}
	return all, rows.Err()
}

// dump writes a table in the order of its key, which stands in its first columns.
func (tx *transaction) dump(d *dump, table string) error {
	columns, err := tx.columns(table)
	if err != nil {
		return err
	}
	names, selected := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], selected[i] = c.name, fmt.Sprintf(c.form.selected, c.name)
	}
	d.json(sectionFile{Table: table, Columns: names})
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	query := tx.Raw("SELECT " + strings.Join(selected, ", ") + " FROM " + table + " ORDER BY " + names[0] + ", " + names[1])
	return eachRow(query, func(rows *sql.Rows) ([]any, error) { return values, rows.Scan(into...) }, d.row)
}

// dump writes the lines of a backup.
type dump struct {
	zip  *gzip.Writer
	sum  hash.Hash
	out  *bufio.Writer
	line []byte
}

func newDump(w io.Writer) *dump {
	d := &dump{sum: sha256.New()}
	// The default level takes three times as long for a tenth less.
	d.zip, _ = gzip.NewWriterLevel(w, gzip.BestSpeed)
	d.out = bufio.NewWriterSize(io.MultiWriter(d.zip, d.sum), 1<<16)
	return d
}

// json writes a line that is no row. Errors of the writer are kept by it until
// it is flushed.
func (d *dump) json(value any) {
	line, _ := json.Marshal(value)
	d.out.Write(append(line, '\n'))
}

// row writes a row as an array.
func (d *dump) row(values []any) error {
	d.line = append(d.line[:0], '[')
	for i, value := range values {
		if i > 0 {
			d.line = append(d.line, ',')
		}
		if err := d.value(value); err != nil {
			return err
		}
	}
	d.line = append(d.line, "]\n"...)
	_, err := d.out.Write(d.line)
	return err
}

// value appends a value to the line.
func (d *dump) value(value any) error {
	switch v := value.(type) {
	case nil:
		d.line = append(d.line, "null"...)
	case int64:
		d.line = strconv.AppendInt(d.line, v, 10)
	case string:
		text, err := json.Marshal(v)
		d.line = append(d.line, text...)
		return err
	case []byte:
		d.line = append(d.line, '"')
		d.line = base64.StdEncoding.AppendEncode(d.line, v)
		d.line = append(d.line, '"')
	default:
		return fmt.Errorf("a value is read as %T", value)
	}
	return nil
}

// close writes the last line.
func (d *dump) close() error {
	if err := d.out.Flush(); err != nil {
		return err
	}
	d.json(sectionFile{SHA256: hex.EncodeToString(d.sum.Sum(nil))})
	if err := d.out.Flush(); err != nil {
		return err
	}
	return d.zip.Close()
}

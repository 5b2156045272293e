// Package migrations holds the schema of the registry's database as goose SQL,
// once for PostgreSQL and once for SQLite, step for step alike: a migration has
// the same number, tables and columns in both folders and differs only in types
// and in how a database refuses changes.
//
// What has been released is never edited: a change is a new file in both
// folders. There is no way down, because tables of published facts are never
// dropped; restore a backup instead.
package migrations

import "embed"

// Postgres holds the folder postgres; SQLite the folder sqlite.
var (
	//go:embed postgres/*.sql
	Postgres embed.FS
	//go:embed sqlite/*.sql
	SQLite embed.FS
)

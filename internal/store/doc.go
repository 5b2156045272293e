// Package store keeps the registry in a database: SQLite, embedded, or
// PostgreSQL 15 and later. It implements [registry.Store],
// [office.Store] and [outcome.Store].
//
// A row is not a noun: each file holds the unexported rows of one noun and the
// named conversions between the two. The schema, with a comment on every
// column, is in package migrations.
//
// # How facts are kept
//
// Nothing of the registry and its record is ever updated or deleted; sessions,
// credentials, receipts, setup links and tallies, which are, are no part of it. A step is a row
// of steps, chained to the step before by SHA-256 ([Store.Verify]); everything it recorded names its
// sequence and its position in it. An entry of a list is one row from the
// version that brought it in until a row of …_entry_ends names the version that
// no longer holds it, so that versions share what they have in common. Events are
// chained likewise; accounts, keys, drafts and the other nouns of package office
// are their newest event (events.go).
//
// Periods have a first day and the first day after; an open end is NULL. Days
// are of type date on PostgreSQL, where people look at them, and numbers of days
// since 1970-01-01 on SQLite; instants are timestamptz and seconds since 1970.
// Text is compared byte for byte.
//
// # Writers and readers
//
// Writers take turns: an advisory lock on PostgreSQL, the one write connection
// with BEGIN IMMEDIATE on SQLite. A read sees one state: REPEATABLE READ, or one
// SQLite transaction.
//
// # Outcomes
//
// What physicians did is no part of the registry and takes no turn: whoever adds
// events of a receiver holds its row of outcome_receivers, so that receivers do
// not wait for each other. Marks and tallies follow from the events, in the same
// transaction ([Store.TakeOutcomes]), and can be made anew ([Store.RecountOutcomes]).
//
// # Backups
//
// A backup is one state of every table but those of running servers
// ([Store.Backup]). Its columns are the database's own: a new table is one line
// in backup.go, a new column none.
package store

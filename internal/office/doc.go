// Package office holds the nouns of publishing and what is always true of them:
// who may do what, how a draft becomes a version, and the record that every
// write leaves.
//
// # Glossary
//
//	account     a person who signs in
//	grant       a role of an account in a region: editor of 420000
//	key         an API key: of an institution's system, or of an account
//	session     a browser's time of being signed in
//	actor       who asks for a write: an account, a key, or the console
//	draft       a list version on its way: file, decisions, edits, and its life
//	objection   what somebody brought forward during 公示, and its handling
//	settings    what a jurisdiction chose: notice period, approval
//	targets     thresholds and milestones that a jurisdiction set itself
//	coverage    the table of quality centres and trained physicians of a region
//	prices      what a region's institutions charge for items
//	notice      a supervision notice (督办单): cause and measures are asked for by a day
//	change      everything that one request writes: all of it or none
//	event       one line of the record: who did what to which noun, before and after
//	receipt     the answer to a write, kept for who repeats it with the same key
//
// # State is the newest event
//
// Accounts, keys, drafts, settings, targets, coverage, prices and notices are
// never updated: a write appends an event with the noun's state before and after,
// chained by hash to the event before it, and the newest event about a noun is
// the noun. So nothing can change without leaving its line. What must not stay
// for ever (password hashes, sessions, receipts) is kept apart and never enters
// the record.
//
// Facts that decisions see are steps of package registry; every step has its
// event as well.
//
//	role.go       roles, grants, who may do what
//	account.go    accounts and what they sign in with
//	session.go    how long a sign-in holds
//	key.go        API keys
//	draft.go      the life of a version before it is published
//	settings.go   what a jurisdiction chose
//	targets.go    targets and milestones
//	coverage.go   quality centres and trained physicians
//	prices.go     what items cost
//	notice.go     the life of a supervision notice
//	event.go      the record and its chain
//	evidence.go   what is recorded of an institution's quality
//	change.go     what one request writes
//	store.go      what keeps all this
package office

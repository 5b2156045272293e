// Package app holds the use cases: load what is needed, decide in the core,
// save one step, refresh the snapshot.
//
// A [Service] answers from a snapshot that it keeps fresh; a process that
// answers once reads what it needs with [ReadFor]. A [Registrar] writes: files
// of lists and registry files become drafts, drafts pass the checks, and what
// passes becomes one [registry.Step]. Nothing here reads the clock: the present
// and the writer are arguments.
//
//	service.go        the snapshot and how it stays fresh
//	reading.go        the smallest snapshot that answers one question
//	search.go         items, institutions and regions by name
//	lists.go          versions of lists, in force and past; export
//	diff.go           what one version changes against another
//	registrar.go      who writes
//	ground.go         the registry as a writer sees it
//	draft.go          a version that is not yet published, and where it stands in a file
//	check.go          what must be true of every draft
//	timeline.go       when a version may begin, and what needs a confirmation
//	import.go         a file of one list → report, and a version when asked
//	items.go institutions.go negative.go qualifications.go    the kinds of files
//	load.go           a whole small registry from one JSON file
package app

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
//	lists.go          versions of lists, in force and past
//	diff.go           what one version changes against another
//	export.go         a version as a file
//	registrar.go      who writes
//	ground.go         the registry as a writer sees it
//	reference.go      the catalogue by code
//	draft.go          a version that is not yet published, and where it stands in a file
//	check.go          what must be true of every draft
//	timeline.go       when a version may begin, and what needs a confirmation
//	import.go         a file of one list → report, and a version when asked
//	names.go          printed names of items, and what a person decided about them
//	directory.go      institutions by identifier and name
//	items.go institutions.go negative.go qualifications.go    the kinds of files
//	regions.go reasons.go                                     what their cells may name
//	load.go load_lists.go                                     a whole small registry from one JSON file
//	record.go         the record as people are shown it
//	outcomes.go       events about outcomes, held against the registry
//	statistics.go     how often results were recognized, and by whom clearly less than by others
//	prices.go         what items cost
//	changes.go        the feed of changes, across restores
//	node.go           a JSON file that is read strictly, all its problems at once
package app

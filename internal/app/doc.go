// Package app holds the use cases: load what is needed, decide in the core,
// save one step, refresh the snapshot.
//
// A [Service] answers from a snapshot that it keeps fresh; a process that
// answers once reads what it needs with [ReadFor]. A [Registrar] judges files of
// lists, and what passes becomes one [registry.Step]. An [Office] plans what
// people ask for as an [office.Change], which who asked commits with
// [Office.Commit]: a dry run is a plan that nobody commits. The present and the
// writer are arguments.
//
//	service.go        the snapshot and how it stays fresh
//	reading.go        the smallest snapshot that answers one question
//	board.go          the progress of every unit, counted once for a state of the registry
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
//	source.go         a workbook, CSV or JSON entries, with the edits over them
//	publications.go   what publishing writes, and who answers for it
//	names.go          printed names of items, and what a person decided about them
//	directory.go      institutions by identifier and name
//	items.go institutions.go negative.go qualifications.go    the kinds of files
//	regions.go reasons.go                                     what their cells may name
//	load.go load_lists.go                                     a whole small registry from one JSON file
//	office.go         the use cases of publishing; settings.go is the smallest of them
//	drafts.go         a draft from its upload to its publication
//	reviewed.go       what an approver looked at, and whether it is still so
//	withdrawals.go    taking versions back
//	notices.go        lists in public notice (公示)
//	signin.go accounts.go keys.go keyring.go passwords.go throttle.go totp.go setup.go    who asks
//	upkeep_institutions.go upkeep_items.go upkeep_qualifications.go    what belongs beside the lists
//	removals.go consortia.go alliances.go codemaps.go coverages.go     the same
//	facts.go          what the record is told of them
//	targets.go        targets and milestones of a jurisdiction
//	aims.go           what a region is held against: the national targets and these
//	supervision.go    supervision notices (督办单)
//	record.go         the record as people are shown it
//	outcomes.go       events about outcomes, held against the registry
//	statistics.go     how often results were recognized, and by whom clearly less than by others
//	prices.go         what items cost
//	changes.go        the feed of changes, across restores
//	node.go           a JSON file that is read strictly, all its problems at once
package app

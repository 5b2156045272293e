// Package outcome holds what physicians did with results of other institutions,
// and what is counted from it.
//
// # Glossary
//
//	case        one result shown to one physician, under an opaque name of the sender's
//	stage       what became of it: reminded, opened, recognized, repeated
//	event       one report of a stage; never changed, corrected by another event
//	mark        the event that stands for a stage of a case: a case counts once per stage
//	cell        what cases have in common that are counted alike: day, issuer, item …
//	tally       an institution's cases of a month, counted by cell
//	rate        recognized ÷ reminded, by case; no reminders, no rate
//	uncounted   repeated for a reason that does not count as non-recognition
//
// There is no word for a patient and none for a physician: neither is accepted.
//
// # Marks and tallies follow from events
//
// Events are numbered by receiver, and a [Book] takes them in that order. What it
// says of a case after some events depends on those events alone, so marks and
// tallies that were kept up to date event by event are those made anew from all
// events.
//
//	event.go      events, and what is wrong with one on its own
//	identity.go   text that would tell who a patient is
//	book.go       which events count: ids, stages, corrections
//	tally.go      cells and their packed form
//	count.go      sums over tallies
//	compare.go    who is clearly below the average of its peers
//	veil.go       small numbers in public views
//	store.go      what keeps all this
package outcome

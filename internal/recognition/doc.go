// Package recognition answers the product's question: is this result, from
// institution A, recognized at institution B, and why?
//
// [Decide] is a function of a [Snapshot] and a [Question]; it knows no
// database, clock or log. It asks the rules R00 to R51 in order, collects a
// [Finding] from every rule that was asked, and weighs them at the end. The
// rules stand in these files:
//
//	question.go      R00: what may be asked
//	report.go        R01 report final · R02 code resolves · R03 institutions open
//	negative.go      R10–R12, and the discretion entries of R50
//	items.go         the items that are known beside the catalogue's
//	parties.go       who is meant by a name · merges.go  who is one with whom
//	belonging.go     R20 same institution · R21 consortium · who is judged
//	territory.go     which jurisdictions span the pair; R30
//	standing.go      R31 listed · R32 level · the scope of R34
//	listing.go       the governing entry; R33
//	quality.go       R34 evidence of quality
//	fitness.go       R40 comparable · R41 images · R42 window
//	situation.go     R50 situations · R51 operator-dependent
//	decide.go        the order of the rules and the weighing
//	live.go          progress's predicate, made of the same rules
//	freshness.go     what of a region's evidence wants renewing
//	published.go     what stands on which list in force
//	unit.go          it of all pairs of a region at once · turns.go  the days on which it may change
//
// A [Snapshot] is immutable. It holds every published version with its period
// and the step that published it, so that any day and any past revision are
// answered from memory. [Builder] makes one from what a store reads, or from an
// older snapshot and what was recorded since; only jurisdictions that were
// touched are built anew.
//
// A new rule gets its code in finding.go, a function in the file of its
// subject, a line in decide.go, sentences in package wording, and a scenario
// in testdata that breaks without it. A change of rules is a new [RulesVersion].
package recognition

// RulesVersion names these rules. With the question's asked_at stated, one
// revision and one rules version give the same answer for ever.
const RulesVersion = "1"

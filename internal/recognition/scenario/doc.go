// Package scenario reads and runs scenario files: small registries, and
// questions with the answers expected, in words that a clinician can review.
//
//	# A list stops counting after its last day.
//	institutions  north south
//	items-list    150400 v1  LCHM051  window 7d report   2026-01-01..2026-06-30
//	north > south  LCHM051  exam 2026-06-20  asked 2026-06-27   recognized      ITEM_LISTED QUALIFIED WITHIN_WINDOW
//	north > south  LCHM051  exam 2026-07-02  asked 2026-07-03   not_recognized  ITEM_NOT_LISTED
//
// The grammar and every default stand in docs/scenarios.md. [Parse] checks what
// can be checked without a catalogue; [File.Run] builds each scenario's registry
// in a [registry.Ledger], asks its questions, and says of each whether it was
// answered as expected.
//
// A new kind of statement gets a file, an entry in the table of statement.go
// and a section in docs/scenarios.md.
package scenario

// Package registry holds the nouns of mutual recognition, what is always true
// of them, and the interface of the store that keeps them.
//
// # Glossary
//
//	region         a place of GB/T 2260 (or 660000, the XPCC), RegionCode
//	unit           a region that counts toward the target of 300 items
//	jurisdiction   who publishes lists: district, prefecture, province, alliance, nation
//	institution    a hospital or laboratory with an id of its own; a campus names its root
//	survivor       the institution that a duplicate was merged into; both are one from then on
//	item           one laboratory quantity or examination, with a code that is never reused
//	added item     an item that a province or the nation added to the catalogue by a step
//	category       a part of the catalogue (临床化学检验), within a group; known by its Chinese name
//	panel          a named set of items (血常规); never an item itself
//	list           items, institutions or negative: a series of immutable versions
//	version        one published state of a list: terms, entries, a period, a number
//	entry          one line of a version; an item entry is an item and optional qualifiers
//	terms          what a version says about all its entries
//	qualification  evidence (EQA round, QC) that an institution does an item well, for a period
//	consortium     紧密型医联体: institutions that recognise each other by belonging together
//	mark           what stands on a recognised report (苏HR)
//	step           one write that decisions can see; it raises the revision by one
//	revision       <epoch>-<sequence>: the registry's state
//
// Words we avoid: blacklist (it is the “negative list”, a list of situations
// more than of hospitals), test (an item or an examination), city (a region of
// some level), hospital where an institution may be a laboratory, date where an
// instant is meant.
//
// # Time
//
// An [Instant] is a second; a [Day] is a day of China, which has one offset
// (+08:00) and no daylight saving. Periods are half open in days. Two axes run
// through everything: the day a fact is about, and the sequence at which the
// registry came to know it.
//
// A new noun gets a file here, a file of the same name in store (rows), in
// httpapi (wire) and in cli, and a line in the glossary.
package registry

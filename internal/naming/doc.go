// Package naming turns printed names into codes: the names of items as lists
// print them, and whatever a person types into a search box.
//
// A name is taken for an item only where nothing is left over: every part of
// the printed name is either part of a name of the item, or a word known to
// change nothing, or a qualifier of the item. There is no matching by
// substring. Everything else is suggested with a score and left to a person,
// because a wrong code is worse than none.
package naming

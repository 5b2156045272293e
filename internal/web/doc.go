// Package web is the pages, over Echo: a page is a struct, and its template sees
// nothing else. Pages work without JavaScript, ask no other host for anything,
// and have no code or style inline.
//
// Public pages read the snapshot and the use cases of package app. Whatever is
// written, and whatever takes an account to read, goes through the contract, in
// this process ([Web.client]): who may do what, the checks and the record are
// decided there and nowhere else.
//
//	web.go        what the pages rest on, and their routes
//	page.go       the frame around a page, its template, sending it
//	language.go   Chinese or English
//	assets.go     the style sheet, the script and the icon
//	contract.go   the contract as a client in this process
//	form.go       what was typed, and what is wrong with it
//	table.go      rows, searched, filtered, sorted, in pages, exported
//	suggest.go    what a text may mean, while somebody types
//	failure.go    the page of an error
//	setup.go      the first administrator
//	names.go      what a text in a field of names means
//	inquiry.go    what the look-up is asked · question.go its fields · answer.go an answer
//	look_up.go    one result · visit.go all of a visit · counterparts.go who is recognized
//
//	jurisdictions.go  who has published, and one of them
//	lists.go          a list in force, and the tables of its entries
//	list_versions.go  every version · list_diffs.go  what one changes
//	announcements.go  lists in public notice · wire.go  what the contract says of them
//	items.go          the catalogue · institutions.go  the institutions
//	phrases.go        what stands on lists, in words · terms.go  their terms
//	home.go       what anybody sees first
//	progress.go progress_region.go progress_unit.go progress_items.go    how far units are
//	chart.go tile_map.go    charts as numbers, which templates draw
//	desk.go       pages of the console about one noun: sections, forms, warnings
//	upload.go     a file that is checked, decided about, and then written
//	typed.go      what somebody typed, as an id or code
//	console_*.go  the nouns of the console
//	sign_in.go    signing in and out
//	account.go    one's own account: password, second factor
//	waiting.go    the console's first page: what waits for who asks
//	drafts.go     the drafts of lists
//	draft*.go     one draft: uploading, its report, putting it right, its steps
//	versions.go   the versions that stand, and taking them back
//
// A new page is a struct with a [frame], a file of its noun here, one in
// templates and, where it needs any, one in assets; a row in pages_test.go has its
// template checked against the struct.
package web

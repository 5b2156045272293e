// Package web is the pages, over Echo: a page is a struct, and its template sees
// nothing else. Pages work without JavaScript, ask no other host for anything,
// and have no code or style inline.
//
// Public pages read the snapshot and the use cases of package app. Whatever is
// written, and whatever takes an account to read, goes through the contract, in
// this process ([Web.client]): who may do what, the checks and the record are
// decided there and nowhere else.
//
// What pages rest on:
//
//	web.go        their parts, and their routes
//	page.go       the frame around a page, its template, sending it
//	language.go   Chinese or English, and texts in both
//	assets.go     the style sheet, the script and the icon
//	contract.go   the contract as a client in this process · contract_lists.go  what it says of lists
//	form.go       what was typed, and what is wrong with it
//	table.go      rows, searched, filtered, sorted, in pages, exported
//	chart.go      charts as numbers, which templates draw · tile_map.go  the map of the country
//	names.go      what a typed text means · suggest.go  what it may mean, while somebody types
//	phrases.go    what the registry holds, in words · terms.go  the terms of lists
//	addresses.go  where public pages stand
//	failure.go    the page of an error
//
// Pages that take no account:
//
//	home.go           what anybody sees first
//	look_up.go        one result · visit.go  all of a visit · counterparts.go  who is recognized
//	inquiry.go        what the look-up is asked · question.go  its fields · hours.go  its times · mergers.go  hospitals that are others now
//	answer.go         an answer · answered.go  several together · asks.go  what answers ask for
//	jurisdictions.go  who has published, and one of them
//	lists.go          a list in force, and the tables of its entries
//	list_versions.go  every version · list_diffs.go  what one changes
//	announcements.go  lists in public notice
//	items.go          the catalogue · institutions.go  the institutions
//	progress.go       how far units are · progress_{region,unit,items}.go  one of them
//	setup.go          the first administrator · sign_in.go  signing in and out
//
// Pages of the console:
//
//	console.go    its frame and navigation
//	account.go    one's own account: password, second factor
//	waiting.go    the first page: what waits for who asks
//	drafts.go     the drafts of lists · draft.go, draft_*.go  one: uploading, its report, putting it right, its steps
//	desk.go       pages about one noun: sections, forms, warnings
//	correction.go a form that corrects what stands, unless somebody else came first
//	upload.go     a file that is checked, decided about, and then written
//	console_*.go  the nouns, one each; console_unions.go what consortia and alliances share
//
// A new page is a struct with a [frame], a file of its noun here, one in
// templates and, where it needs any, one in assets; a row in pages_test.go has its
// template checked against the struct, one in screens_list_test.go has it opened in
// a browser.
package web

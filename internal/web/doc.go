// Package web is the pages, over Echo: a page is a struct, and its template
// bears its name. Pages work without JavaScript, ask no other host for anything,
// and have no code or style inline.
//
//	web.go     rendering: to a buffer, then sent
//	setup.go   the page of the setup link
package web

// Package archtest keeps the architecture: which package may import which, what the core
// may not know, and what stands at the top of the repository. Its tests parse the
// sources themselves and fail with one sentence per violation.
//
// A new package under internal needs a row in the table (table_test.go). Writing the row
// is the moment to ask whether its imports point inward.
package archtest

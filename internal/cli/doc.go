// Package cli is the command line: it reads arguments, wires the parts, asks
// the use cases and prints. One command, one file; what all of them share
// stands in run.go (exit codes, errors), database.go and table.go.
package cli

// Package bench holds the benchmarks behind the figures of the README: a
// generated registry of national size, decisions on it, its snapshot in memory
// and out of PostgreSQL, the HTTP server under load, and the pages. It has test files
// only; `make bench` runs them.
package bench

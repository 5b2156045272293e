package store

import "time"

// Option changes how a store is opened.
type Option func(*options)

type options struct {
	migrate bool
	poll    time.Duration
}

func chosen(given []Option) options {
	var o options
	for _, option := range given {
		option(&o)
	}
	return o
}

// MigrateFirst brings the schema up to date before opening, for an embedded
// database that has no operator of its own.
func MigrateFirst() Option {
	return func(o *options) { o.migrate = true }
}

// PollEvery sets how often a waiting store looks at the head by itself. Left
// out, that is every 2 s behind the notifications of PostgreSQL, and every
// 250 ms on SQLite, which notifies nobody outside the process.
func PollEvery(d time.Duration) Option {
	return func(o *options) { o.poll = d }
}

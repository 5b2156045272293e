package registry

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestInstantsAppendAsTheyFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := Instant(rapid.Int64Range(-60_000_000_000, 250_000_000_000).Draw(t, "instant"))
		if got, want := string(i.Append(nil)), i.Time().Format(time.RFC3339); got != want {
			t.Errorf("instant %d appends %s, formats %s", int64(i), got, want)
		}
		if got, want := string(i.Day().Append(nil)), i.Time().Format(time.DateOnly); got != want {
			t.Errorf("day of %d appends %s, formats %s", int64(i), got, want)
		}
	})
}

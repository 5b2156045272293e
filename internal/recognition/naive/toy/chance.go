package toy

// Chance makes the choices. IntN returns a number from 0 to n-1; a Chance that
// has nothing left to say returns 0, which is always the plainest choice.
type Chance interface {
	IntN(n int) int
}

// pick chooses one of several values, the plainest first.
func pick[T any](c Chance, values ...T) T { return values[c.IntN(len(values))] }

// odds is true in so many of a hundred cases.
func odds(c Chance, percent int) bool { return c.IntN(100) >= 100-percent }

// some keeps each value with the given odds.
func some[T any](c Chance, percent int, values []T) []T {
	var kept []T
	for _, v := range values {
		if odds(c, percent) {
			kept = append(kept, v)
		}
	}
	return kept
}

package office

import "concord/internal/registry"

// Session is a browser's time of being signed in.
type Session struct {
	Account AccountName
	Began   registry.Instant
	Seen    registry.Instant // the last request known of it, to a few minutes
	How     Proof
	// Pending is the secret of a second factor that is not confirmed yet.
	Pending string
}

// Proof is how somebody signed in.
type Proof string

// The proofs.
const (
	ByPassword   Proof = "password"
	ByTwoFactors Proof = "two_factors" // the password and a one-time password
	ByProvider   Proof = "oidc"        // single sign-on
)

// How long a session holds without a request, and at most, in seconds: a working
// day, and no longer than until the next one.
const (
	SessionIdle registry.Instant = 8 * 60 * 60
	SessionLife registry.Instant = 24 * 60 * 60
)

// Holds reports whether the session of an account goes on at an instant.
func (s Session) Holds(a Account, at registry.Instant) bool {
	return s.Account == a.Name && !a.Disabled && a.SessionsFrom <= s.Began &&
		at < s.Began+SessionLife && at < s.Seen+SessionIdle
}

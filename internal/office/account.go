package office

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// AccountName is what a person signs in with.
type AccountName string

// OrNobody is the name, or none where nobody can have it.
func (n AccountName) OrNobody() AccountName {
	if !accountName.MatchString(string(n)) {
		return ""
	}
	return n
}

// Account is a person who signs in.
type Account struct {
	Name     AccountName
	FullName string // as the person signs: 张三
	Grants   []Grant
	Subject  string // issuer and subject at the provider of single sign-on; empty without
	Disabled bool
	// TwoFactors says that a one-time password is asked for besides the password.
	TwoFactors bool
	// OneTime says that somebody else chose the password: it opens, and is to be
	// replaced before anything else is done.
	OneTime bool
	// SessionsFrom ends all sessions that began before it.
	SessionsFrom registry.Instant
	Version      int // states recorded so far; 0 for a new account
}

var accountName = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// Validate says what is wrong with an account on its own.
func (a Account) Validate() error {
	switch {
	case !accountName.MatchString(string(a.Name)):
		return fmt.Errorf("account name %q is not 2 to 32 of a-z, 0-9, dot, hyphen and underscore, a letter first", a.Name)
	case a.FullName == "":
		return fmt.Errorf("account %s has no full name", a.Name)
	}
	for _, g := range a.Grants {
		if g.Role == RoleUnknown || g.Region == "" {
			return fmt.Errorf("account %s: a grant lacks its role or its region", a.Name)
		}
	}
	return nil
}

// EndSessions ends the sessions that began until an instant, to the second. One
// that begins in the very same second begins with SessionsFrom.
func (a Account) EndSessions(at registry.Instant) Account {
	a.SessionsFrom = max(a.SessionsFrom, at) + 1
	return a
}

// Administers reports whether the account has an administrator's grant in the
// nation and may use it.
func (a Account) Administers() bool {
	return !a.Disabled && slices.Contains(a.Grants, Grant{Administrator, Nation})
}

// BasisOf names the state of all accounts for a change that is decided on it: it
// rises with every state that is recorded of any, and is never 0.
func BasisOf(all []Account) int {
	return 1 + lo.SumBy(all, func(a Account) int { return a.Version })
}

// Credential is what an account proves itself with. It is kept apart from the
// record and replaced in place.
type Credential struct {
	Account      AccountName
	PasswordHash string // argon2id in its usual form; empty where only single sign-on opens
	TOTPSecret   string // base32; empty without a second factor
	// TOTPStep is the newest 30-second step whose one-time password was used.
	TOTPStep int64
}

// Actor is who asks for a write, as the record names it.
type Actor struct {
	Name        string // li.si, li.si by key k7f3…, console root
	Account     AccountName
	Grants      []Grant
	Institution registry.InstitutionID // of an institution's key
	Scopes      []Scope                // of a key; a session has every scope of its account
	Key         string                 // id of the key it came with; empty for a session
	OneTime     bool                   // its account's password is to be replaced first
}

// Anonymous is nobody in particular.
var Anonymous = Actor{}

// Known reports whether the actor proved who it is.
func (a Actor) Known() bool { return a.Name != "" }

// Person is who answers for what the actor does: the account, whichever way it
// came, or else the actor itself.
func (a Actor) Person() string {
	if a.Account != "" {
		return string(a.Account)
	}
	return a.Name
}

// Has reports whether the actor may use a scope: a session has every one.
func (a Actor) Has(s Scope) bool { return a.Scopes == nil || slices.Contains(a.Scopes, s) }

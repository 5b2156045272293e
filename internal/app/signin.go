package app

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json"

	"concord/internal/office"
	"concord/internal/registry"
)

// SignIn is what somebody signs in with, and from where.
type SignIn struct {
	Name     office.AccountName
	Password string
	Code     string // one-time password of the second factor; empty without
	Network  string
	At       registry.Instant
}

// Errors of signing in.
var (
	// ErrSignIn is the one answer to all that does not hold: whether the name, the
	// password or the code was wrong, or the account is disabled, nobody learns.
	ErrSignIn = errors.New("name, password or code does not hold")
	// ErrSecondFactor says that the password holds and the code is missing.
	ErrSecondFactor = errors.New("the account asks for a second factor")
	// ErrSubjectUnknown says that no enabled account is bound to who signed in
	// elsewhere.
	ErrSubjectUnknown = errors.New("no account is bound to the subject")
)

// SignIn begins a session of who proves to be an account. The work is the same
// whether or not there is such an account.
func (o *Office) SignIn(ctx context.Context, s SignIn) (office.Session, error) {
	account, how, err := o.prove(ctx, s)
	if err != nil {
		return office.Session{}, err
	}
	return o.begin(ctx, account, how, s)
}

// SignInBySubject begins a session of the account that is bound to a subject,
// which a provider of single sign-on vouches for.
func (o *Office) SignInBySubject(ctx context.Context, subject string, s SignIn) (office.Session, error) {
	bound, err := o.boundTo(ctx, subject)
	if err != nil {
		return office.Session{}, err
	}
	if len(bound) != 1 || bound[0].Disabled {
		o.service.log.WarnContext(ctx, "sign-in refused", "subject", subject, "network", s.Network)
		return office.Session{}, ErrSubjectUnknown
	}
	return o.begin(ctx, bound[0], office.ByProvider, s)
}

// Prove repeats the proof of an account that is signed in, before it changes
// what it proves itself with. Attempts are counted as those of signing in.
func (o *Office) Prove(ctx context.Context, s SignIn) error {
	_, _, err := o.prove(ctx, s)
	if errors.Is(err, ErrSecondFactor) {
		return nil // the password holds, which is what was asked for
	}
	return err
}

// prove lets an attempt through the gate and tells the gate what came of it.
func (o *Office) prove(ctx context.Context, s SignIn) (office.Account, office.Proof, error) {
	if err := o.gate.try(s.Name.OrNobody(), s.Network, s.At); err != nil {
		o.service.log.WarnContext(ctx, "sign-in refused", "account", s.Name.OrNobody(), "network", s.Network, "error", err)
		return office.Account{}, "", err
	}
	account, how, err := o.compare(ctx, s)
	switch {
	case err == nil:
		o.gate.succeeded(s.Name.OrNobody(), s.Network)
	case errors.Is(err, ErrSignIn):
		o.service.log.WarnContext(ctx, "sign-in refused", "account", s.Name.OrNobody(), "network", s.Network, "error", err)
	default:
		o.gate.undo(s.Name.OrNobody(), s.Network)
	}
	return account, how, err
}

// compare compares what was stated with what the account proves itself with.
func (o *Office) compare(ctx context.Context, s SignIn) (office.Account, office.Proof, error) {
	account, err := o.store.Account(ctx, s.Name)
	unknown := errors.Is(err, registry.ErrNotFound)
	if err != nil && !unknown {
		return account, "", err
	}
	credential, err := o.credentialOf(ctx, s.Name)
	if err != nil {
		return account, "", err
	}
	opens, err := o.passwords.opens(ctx, s.Password, credential.PasswordHash)
	switch {
	case err != nil:
		return account, "", err
	case !opens || unknown || account.Disabled:
		return account, "", ErrSignIn
	case credential.TOTPSecret == "":
		return account, office.ByPassword, nil
	case s.Code == "":
		return account, "", ErrSecondFactor
	}
	return account, office.ByTwoFactors, o.useCode(ctx, credential, s.Code, s.At)
}

// begun is what the record tells of a session.
type begun struct {
	How     office.Proof `json:"how"`
	Network string       `json:"network,omitempty"`
}

// begin notes a sign-in in the record.
func (o *Office) begin(ctx context.Context, a office.Account, how office.Proof, s SignIn) (office.Session, error) {
	after, err := json.Marshal(begun{how, s.Network})
	if err != nil {
		return office.Session{}, err
	}
	_, err = o.Commit(ctx, office.Change{
		At: s.At, Actor: string(a.Name), Action: "session.begin",
		Facts: []office.Fact{{Step: -1, Noun: office.NounSession, Subject: string(a.Name), Jurisdiction: o.affairOf(a), After: string(after)}},
	})
	return office.Session{Account: a.Name, Began: max(s.At, a.SessionsFrom), Seen: s.At, How: how}, err
}

// ActorOf is who a session stands for; ok is false once the session has ended.
func (o *Office) ActorOf(ctx context.Context, s office.Session, at registry.Instant) (actor office.Actor, ok bool, err error) {
	account, err := o.store.Account(ctx, s.Account)
	if errors.Is(err, registry.ErrNotFound) {
		return office.Anonymous, false, nil
	}
	if err != nil || !s.Holds(account, at) {
		return office.Anonymous, false, err
	}
	return office.Actor{
		Name: string(account.Name), Account: account.Name, Grants: account.Grants,
		OneTime: account.OneTime && s.How != office.ByProvider,
	}, true, nil
}

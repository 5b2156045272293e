package app

import (
	"context"
	"crypto/subtle"
	"errors"

	"github.com/pquerna/otp/totp"

	"concord/internal/office"
	"concord/internal/registry"
)

// ErrCode says that a one-time password does not hold, or was used before.
var ErrCode = errors.New("the one-time password does not hold")

// totpStep is how long a one-time password lasts, in seconds (RFC 6238).
const totpStep = 30

// TOTP is a second factor that somebody may enter into an authenticator.
type TOTP struct {
	Secret string // base32
	URL    string // otpauth://…, as a QR code shows it
}

// NewTOTP makes a second factor for an account, which does not have it yet.
func (o *Office) NewTOTP(name office.AccountName) (TOTP, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Concord", AccountName: string(name)})
	if err != nil {
		return TOTP{}, err
	}
	return TOTP{key.Secret(), key.URL()}, nil
}

// BeginTOTP plans that an account asks for a second factor from now on, which a
// first one-time password shows to be at hand.
func (o *Office) BeginTOTP(ctx context.Context, name office.AccountName, secret, code string, at registry.Instant) (office.Account, office.Change, error) {
	step, ok := stepOf(secret, code, at)
	if !ok {
		return office.Account{}, office.Change{}, ErrCode
	}
	return o.credential(ctx, name, "account.two_factors", func(a *office.Account, c *office.Credential) {
		a.TwoFactors = true
		c.TOTPSecret, c.TOTPStep = secret, step
	}, at)
}

// EndTOTP plans that an account asks for no second factor any more.
func (o *Office) EndTOTP(ctx context.Context, name office.AccountName, at registry.Instant) (office.Account, office.Change, error) {
	return o.credential(ctx, name, "account.one_factor", func(a *office.Account, c *office.Credential) {
		a.TwoFactors = false
		c.TOTPSecret, c.TOTPStep = "", 0
	}, at)
}

// UseCode uses a one-time password of an account that is signed in. Attempts are
// counted as those of signing in.
func (o *Office) UseCode(ctx context.Context, s SignIn) error {
	if err := o.gate.try(s.Name, s.Network, s.At); err != nil {
		return err
	}
	credential, err := o.credentialOf(ctx, s.Name)
	if err == nil {
		err = o.useCode(ctx, credential, s.Code, s.At)
	}
	switch {
	case err == nil:
		o.gate.succeeded(s.Name, s.Network)
	case errors.Is(err, ErrSignIn):
		return ErrCode
	default:
		o.gate.undo(s.Name, s.Network)
	}
	return err
}

// useCode uses a one-time password up: it opens once, and none before it opens
// any more.
func (o *Office) useCode(ctx context.Context, c office.Credential, code string, at registry.Instant) error {
	step, ok := stepOf(c.TOTPSecret, code, at)
	if !ok {
		return ErrSignIn
	}
	err := o.store.UseTOTP(ctx, c.Account, step)
	if errors.Is(err, registry.ErrConflict) {
		return ErrSignIn
	}
	return err
}

// stepOf is the step that a one-time password is of: the present one, or that
// before or after it, since clocks differ.
func stepOf(secret, code string, at registry.Instant) (step int64, ok bool) {
	if secret == "" {
		return 0, false
	}
	for _, drift := range []registry.Instant{-totpStep, 0, totpStep} {
		moment := at + drift
		expected, err := totp.GenerateCode(secret, moment.Time())
		if err == nil && subtle.ConstantTimeCompare([]byte(expected), []byte(code)) == 1 {
			step, ok = int64(moment/totpStep), true
		}
	}
	return step, ok
}

package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/alexedwards/argon2id"

	"concord/internal/office"
	"concord/internal/registry"
)

// hashing is what a password's hash costs: argon2id over 64 MiB, above what OWASP
// asks for (19 MiB, t=2). One thread, so that it is the same on every machine.
var hashing = argon2id.Params{Memory: 64 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobodysHash is of a random password that nobody knows. Who has no password, or
// no account, is compared with it, so that the work tells nothing.
const nobodysHash = "$argon2id$v=19$m=65536,t=2,p=1$/m4hwU0ZpfDb8RauYWVynw$J13s9dConIjhnZZAt/j784xJFXApEpDjt1ysk30Bmyg"

// hashTurns is how many hashes are made at a time, whatever is asked: each takes
// 64 MiB.
const hashTurns = 2

// passwords makes and compares hashes, a few at a time.
type passwords struct {
	turns   chan struct{}
	compare func(password, hash string) (bool, error)
}

func newPasswords() *passwords {
	return &passwords{make(chan struct{}, hashTurns), argon2id.ComparePasswordAndHash}
}

// turn waits for a turn; done gives it back.
func (p *passwords) turn(ctx context.Context) (done func(), err error) {
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(password, &hashing)
}

// opens reports whether a password is that of a hash. An empty hash, which
// nothing opens, costs the same work.
func (p *passwords) opens(ctx context.Context, password, hash string) (bool, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	same, err := p.compare(password, cmp.Or(hash, nobodysHash))
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same && hash != "", nil
}

// OneTimePassword is a random password of a hundred bits, in groups that can be
// read out, and its hash.
func (o *Office) OneTimePassword(ctx context.Context) (password, hash string, err error) {
	letters := strings.ToLower(rand.Text())
	password = strings.Join([]string{letters[:5], letters[5:10], letters[10:15], letters[15:20]}, "-")
	hash, err = o.passwords.hash(ctx, password)
	return password, hash, err
}

// The length of passwords, in characters. The upper bound keeps hashing from
// being asked for the work of whole files.
const (
	minPassword = 12
	maxPassword = 128
)

// NewPassword checks a password that an account is to have and returns its hash.
func (o *Office) NewPassword(ctx context.Context, name office.AccountName, password string) (string, error) {
	if weakness := weaknessOf(name, password); weakness != nil {
		return "", Refused{at(registry.Problem{Pointer: "/password"}, "PASSWORD_WEAK", *weakness,
			texts("至少 %d 个字符，例如几个不相关的词语；不含账户名和常见密码", "at least %d characters, for example a few unrelated words; neither the name nor a common password in it", minPassword))}
	}
	return o.passwords.hash(ctx, password)
}

// commonWords are what common passwords are made of.
var commonWords = []string{
	"password", "passw0rd", "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "zxcvbn", "1qaz2wsx", "qazwsx",
	"admin", "administrator", "root", "welcome", "letmein", "concord", "hospital", "iloveyou", "woaini", "wodemima", "mima", "5201314",
	"管理员", "密码", "医院",
}

// distinctCharacters is how many different ones a password has at least.
const distinctCharacters = 6

// weaknessOf says why a password is easily guessed; nil where it is not.
func weaknessOf(name office.AccountName, password string) *registry.Text {
	length := len([]rune(password))
	if length < minPassword || length > maxPassword {
		text := texts("密码应有 %d 到 %d 个字符", "a password has %d to %d characters", minPassword, maxPassword)
		return &text
	}
	rest := strings.ToLower(password)
	for _, word := range append([]string{string(name)}, commonWords...) {
		rest = strings.ReplaceAll(rest, word, "")
	}
	if unguessable := effective(rest); unguessable < distinctCharacters {
		text := texts("密码容易被猜到", "the password is easily guessed")
		return &text
	}
	return nil
}

// effective is the number of different characters of a text that do not continue
// a run: of 12345678, aaaa and 87654321 only the first counts.
func effective(text string) int {
	seen := map[rune]bool{}
	var before rune
	for _, r := range text {
		if step := r - before; step < -1 || step > 1 {
			seen[r] = true
		}
		before = r
	}
	return len(seen)
}

// ReplacePassword plans the password that an account chose for itself. All its
// sessions end.
func (o *Office) ReplacePassword(ctx context.Context, name office.AccountName, hash string, at registry.Instant) (office.Account, office.Change, error) {
	return o.credential(ctx, name, "account.password", func(a *office.Account, c *office.Credential) {
		a.OneTime = false
		c.PasswordHash = hash
	}, at)
}

// ResetPassword plans a password that somebody else chose: it opens once.
func (o *Office) ResetPassword(ctx context.Context, name office.AccountName, hash string, at registry.Instant) (office.Account, office.Change, error) {
	return o.credential(ctx, name, "account.reset", func(a *office.Account, c *office.Credential) {
		a.OneTime, a.TwoFactors = true, false
		*c = office.Credential{Account: name, PasswordHash: hash}
	}, at)
}

// credential plans a change of what an account proves itself with, which ends
// its sessions.
func (o *Office) credential(ctx context.Context, name office.AccountName, action string,
	edit func(*office.Account, *office.Credential), at registry.Instant,
) (office.Account, office.Change, error) {
	account, err := o.store.Account(ctx, name)
	if err != nil {
		return account, office.Change{}, err
	}
	credential, err := o.credentialOf(ctx, name)
	if err != nil {
		return account, office.Change{}, err
	}
	account = account.EndSessions(at)
	edit(&account, &credential)
	return account, office.Change{
		Action: action, Affair: o.affairOf(account), Accounts: []office.Account{account}, Credentials: []office.Credential{credential},
	}, nil
}

// credentialOf is what an account proves itself with; an empty one where it has
// nothing.
func (o *Office) credentialOf(ctx context.Context, name office.AccountName) (office.Credential, error) {
	credential, err := o.store.Credential(ctx, name)
	if errors.Is(err, registry.ErrNotFound) {
		return office.Credential{Account: name}, nil
	}
	return credential, err
}

package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/internal/httpapi"
	"concord/internal/registry"
)

// Keys tells whose an API key is. Keys are known by their SHA-256 only.
type Keys interface {
	// Client names whom a key was issued to; ok is false for a key that does not
	// hold.
	Client(hash [sha256.Size]byte) (client string, ok bool)
}

// KeyList are keys of a configuration: a client's name and the hash of its key.
type KeyList []struct {
	Client string
	Hash   [sha256.Size]byte
}

// ParseKeyList reads keys as name:hash, the hash being SHA-256 in hex.
func ParseKeyList(texts []string) (KeyList, error) {
	keys := make(KeyList, len(texts))
	for i, text := range texts {
		client, digits, _ := strings.Cut(text, ":")
		hash, err := hex.DecodeString(digits)
		if err != nil || len(hash) != sha256.Size || client == "" {
			return nil, fmt.Errorf("api key %d is not of the form name:sha256 (64 hexadecimal digits)", i+1)
		}
		keys[i].Client = client
		copy(keys[i].Hash[:], hash)
	}
	return keys, nil
}

// Client looks at every key, so that the time taken tells nothing.
func (l KeyList) Client(hash [sha256.Size]byte) (client string, ok bool) {
	for i := range l {
		if subtle.ConstantTimeCompare(l[i].Hash[:], hash[:]) == 1 {
			client, ok = l[i].Client, true
		}
	}
	return client, ok
}

// clientOf names the client whose key a request carries; empty without a key. A
// key that does not hold is refused, not ignored: its owner should know.
func clientOf(c echo.Context, keys Keys) (string, error) {
	header := c.Request().Header.Get("Authorization")
	if header == "" {
		return "", nil
	}
	key, ok := bearer(header)
	if !ok || keys == nil {
		return "", keyRefused(c)
	}
	client, ok := keys.Client(sha256.Sum256([]byte(key)))
	if !ok {
		return "", keyRefused(c)
	}
	return client, nil
}

// bearer is the token of an Authorization header; its scheme has no case.
func bearer(header string) (token string, ok bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "bearer")
}

func keyRefused(c echo.Context) error {
	c.Response().Header().Set("WWW-Authenticate", `Bearer realm="concord"`)
	return httpapi.Refuse(http.StatusUnauthorized, "KEY_INVALID",
		registry.Text{Zh: "API 密钥无效", En: "the API key does not hold"},
		registry.Text{
			Zh: "核对 Authorization: Bearer <密钥>；公开数据可不带密钥查询",
			En: "check Authorization: Bearer <key>; published data needs none",
		})
}

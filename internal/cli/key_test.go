package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
)

// A server is told its keys and its limits: a key of the list is known, another
// is refused, and an address without one gets no more than it may.
func TestAServerKnowsItsKeysAndLimits(t *testing.T) {
	hash := sha256.Sum256([]byte("a-secret"))
	_, address := serving(t, "--demo", "--key", "lis:"+hex.EncodeToString(hash[:]),
		"--address-rate", "0.001", "--address-burst", "1", "--key-rate", "100")
	for _, asked := range []struct {
		name, key string
		want      int
	}{
		{"a known key", "a-secret", http.StatusOK},
		{"a known key once more", "a-secret", http.StatusOK},
		{"an unknown key", "another", http.StatusUnauthorized},
		{"no key, within the burst", "", http.StatusOK},
		{"no key, beyond it", "", http.StatusTooManyRequests},
	} {
		if got := statusOf(t, address+"/v1/reasons", asked.key); got != asked.want {
			t.Errorf("%s: %d, want %d", asked.name, got, asked.want)
		}
	}
}

func statusOf(t *testing.T, address, key string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

package outcome

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// ID is the UUID of an event; the zero ID is none.
type ID [16]byte

// ParseID reads a UUID in its usual form, in either case. The nil UUID is none.
func ParseID(s string) (ID, error) {
	var id ID
	digits := strings.ReplaceAll(s, "-", "")
	if len(s) != 36 || len(digits) != 32 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, fmt.Errorf("%q is no UUID", s)
	}
	if _, err := hex.Decode(id[:], []byte(digits)); err != nil || id == (ID{}) {
		return ID{}, fmt.Errorf("%q is no UUID", s)
	}
	return id, nil
}

// String is the UUID in lower case; empty for none.
func (id ID) String() string {
	if id == (ID{}) {
		return ""
	}
	digits := hex.EncodeToString(id[:])
	return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
}

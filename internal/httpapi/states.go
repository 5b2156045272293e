package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// Tag tells one state of a noun of the registry from another: If-Match takes it.
func Tag[N registry.Institution | registry.Consortium | registry.Alliance](noun N) string {
	return tagOf(stateTold(noun))
}

func stateTold[N registry.Institution | registry.Consortium | registry.Alliance](noun N) string {
	return digested(app.StateTold(noun))
}

// digested names a state as the record tells it; 64 bits tell apart what the same
// noun ever was.
func digested(told string) string {
	sum := sha256.Sum256([]byte(told))
	return hex.EncodeToString(sum[:8])
}

// numbered names a state of what has versions.
func numbered(version int) string { return strconv.Itoa(version) }

func tagOf(state string) string { return `"` + state + `"` }

// matches refuses a request whose If-Match names another state than the one it is
// planned on. Of a tag of published data, which says more, its beginning counts.
func (c *call) matches(state string) error {
	if c.ifMatch == "" || c.ifMatch == "*" {
		return nil
	}
	for tag := range strings.SplitSeq(c.ifMatch, ",") {
		named, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`), ".")
		if named == state {
			return nil
		}
	}
	return Refuse(http.StatusPreconditionFailed, "PRECONDITION_FAILED",
		registry.Text{Zh: "已被他人修改", En: "somebody else changed it"},
		registry.Text{Zh: "重新读取后再修改", En: "read it again, then change it"})
}

// matchesFact is matches for a change of a noun of the registry, whose fact is the
// first; one without any changes nothing.
func (c *call) matchesFact(change office.Change) error {
	if len(change.Facts) == 0 {
		return nil
	}
	return c.matches(digested(change.Facts[0].Before))
}

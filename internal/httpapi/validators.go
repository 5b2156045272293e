package httpapi

import (
	"net/http"
	"strings"

	"concord/api"
	"concord/internal/app"
)

// validate gives a version's answer a validator that begins with its content
// digest, and reports whether the client holds that answer already. What else an
// answer says (its state, the names of institutions, the language) follows.
func (r reading) validate(p app.Published, rest ...string) (held bool) {
	tag := `W/"` + strings.Join(append([]string{p.Digest}, rest...), ".") + `"`
	r.call.header.Set("ETag", tag)
	return Holds(r.call.ifNoneMatch, tag)
}

// validateState gives the answer about a noun that people correct a validator that
// begins with its state, which If-Match takes, and reports whether the client holds
// that answer already.
func (a *API) validateState(c *call, state string) (held bool) {
	tag := a.validator(c, state)
	c.header.Set("ETag", tag)
	return Holds(c.ifNoneMatch, tag)
}

// unchanged answers 304 to who holds what it would be told again.
type unchanged struct{}

// VisitGetListResponse answers a read of the list in force.
func (unchanged) VisitGetListResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetVersionResponse answers a read of one version.
func (unchanged) VisitGetVersionResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetVersionCSVResponse answers a read of a version's CSV.
func (unchanged) VisitGetVersionCSVResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetVersionXLSXResponse answers a read of a version's workbook.
func (unchanged) VisitGetVersionXLSXResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetVersionSourceResponse answers a read of a version's source.
func (unchanged) VisitGetVersionSourceResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetProgressResponse answers a read of a region's progress.
func (unchanged) VisitGetProgressResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetAnnouncementResponse answers a read of a list in public notice.
func (unchanged) VisitGetAnnouncementResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitSummarizeCoverageResponse answers a read of a region's coverage.
func (unchanged) VisitSummarizeCoverageResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetInstitutionResponse answers a read of one institution.
func (unchanged) VisitGetInstitutionResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetConsortiumResponse answers a read of one consortium.
func (unchanged) VisitGetConsortiumResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetAllianceResponse answers a read of one alliance.
func (unchanged) VisitGetAllianceResponse(w http.ResponseWriter) error { return notModified(w) }

// VisitGetCodeMapResponse answers a read of the code map in force.
func (unchanged) VisitGetCodeMapResponse(w http.ResponseWriter) error { return notModified(w) }

func notModified(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNotModified)
	return nil
}

var (
	_ api.GetProgressResponseObject       = unchanged{}
	_ api.GetListResponseObject           = unchanged{}
	_ api.GetVersionResponseObject        = unchanged{}
	_ api.GetVersionCSVResponseObject     = unchanged{}
	_ api.GetVersionXLSXResponseObject    = unchanged{}
	_ api.GetVersionSourceResponseObject  = unchanged{}
	_ api.GetAnnouncementResponseObject   = unchanged{}
	_ api.SummarizeCoverageResponseObject = unchanged{}
	_ api.GetInstitutionResponseObject    = unchanged{}
	_ api.GetConsortiumResponseObject     = unchanged{}
	_ api.GetAllianceResponseObject       = unchanged{}
	_ api.GetCodeMapResponseObject        = unchanged{}
)

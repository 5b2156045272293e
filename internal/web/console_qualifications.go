package web

import (
	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
)

// evidence is what is recorded about an institution's quality.
func (w *Web) evidence(c echo.Context, id string) ([]api.Qualification, error) {
	return every(func(cursor string) ([]api.Qualification, *string, error) {
		r, err := asked(w.client(c).ListQualificationsWithResponse(c.Request().Context(), &api.ListQualificationsParams{Institution: id, Limit: pageOf, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
}

var _ = lo.Map[int, int]

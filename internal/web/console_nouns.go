package web

import "github.com/labstack/echo/v4"

// registerNouns adds the pages of the console about what the registry keeps.
func (w *Web) registerNouns(e *echo.Echo) {
	w.registerPeople(e)
	w.registerAudit(e)
	w.registerKeys(e)
	w.registerKeptInstitutions(e)
	w.registerQualifications(e)
	w.registerSettings(e)
	w.registerTargets(e)
	w.registerNotices(e)
	w.registerStatistics(e)
	w.registerConsortia(e)
	w.registerAlliances(e)
	w.registerCodeMaps(e)
	w.registerRegionTables(e)
	w.registerAddedItems(e)
}

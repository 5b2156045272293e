package web

import (
	"github.com/labstack/echo/v4"

	"concord/internal/httpapi"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// rollupPage is the progress of a province or the nation: its units together.
type rollupPage struct {
	frame
	Form      form
	On        string
	AsOf      string
	Region    string
	Name      string
	National  bool
	Country   countryView
	Targets   []progress.Reached
	Lists     int // items on its own list in force; 0 where there is none
	Published bool
	Lowest    []lowestUnit
	Map       tileMap // of the nation
	Bands     bandChart
	Units     tableView
}

func (*rollupPage) template() string { return "progress_rollup" }

// lowestUnit is a unit with few live items.
type lowestUnit struct {
	Code, Name string
	Live       int
	Bar        *rowBar
}

// lowestShown is how many of the lowest units a page names.
const lowestShown = 6

// progressOf answers GET /progress/{region}: of a unit, a province or the nation.
func (w *Web) progressOf(c echo.Context) error {
	look, err := w.look(c)
	if err != nil {
		return err
	}
	code := registry.RegionCode(c.Param("region"))
	region, known := look.snapshot.Region(code)
	switch {
	case code == registry.RegionCode(registry.Nation):
		return w.progressRollup(c, look, code)
	case known && region.Unit:
		return w.progressUnit(c, look, region)
	case known && region.InScope && region.Level == registry.RegionProvince:
		return w.progressRollup(c, look, code)
	}
	return echo.ErrNotFound
}

// aims are what a region is held against.
func (w *Web) aims(c echo.Context, look progressLook, region registry.RegionCode) ([]progress.Aim, error) {
	if w.office == nil {
		return progress.Aims(look.snapshot.Catalogue()), nil
	}
	aims, _, err := w.office.Aims(c.Request().Context(), region)
	return aims, err
}

func (w *Web) progressRollup(c echo.Context, look progressLook, code registry.RegionCode) error {
	aims, err := w.aims(c, look, code)
	if err != nil {
		return err
	}
	national := code == registry.RegionCode(registry.Nation)
	board := look.board(w)
	units := look.inside(board, code)
	rows := look.rows(units, national)
	table, name := w.unitTable(look, rows, national), look.snapshot.JurisdictionName(registry.JurisdictionCode(code), 0)
	table.File = filed(name, table.Caption)
	if ok, err := table.exported(c, rows); ok {
		return err
	}
	p := &rollupPage{
		frame: w.frame(c, sectionProgress, registry.Text{Zh: name.Zh + "互认项目进度", En: "Progress of " + name.En}),
		Form:  look.form, On: look.on(), AsOf: look.asOf(), Region: string(code), Name: name.In(look.lang), National: national,
		Country: look.summary(units), Targets: progress.RollUp(progress.Against(units, aims)).Targets,
		Lowest: look.lowest(units), Bands: look.bands(units), Units: table.view(c, rows),
	}
	codes, published := recognition.NewSurvey(look.snapshot, look.day, 0).OwnList(registry.JurisdictionCode(code))
	p.Lists, p.Published = len(codes), published
	if national {
		p.Map = look.tiles(board)
	}
	return w.render(c, look.status(), p)
}

// inside are the units below a region.
func (l progressLook) inside(board []progress.Progress, code registry.RegionCode) []progress.Progress {
	if code == registry.RegionCode(registry.Nation) {
		return l.national(board)
	}
	var units []progress.Progress
	for i := range board {
		if provinceOf(l.snapshot, board[i].Region) == code {
			units = append(units, board[i])
		}
	}
	return units
}

// lowest are the units with the fewest live items.
func (l progressLook) lowest(units []progress.Progress) []lowestUnit {
	var lowest []lowestUnit
	all := progress.RollUp(units).Lowest
	threshold := l.target().Threshold
	for _, p := range all[:min(len(all), lowestShown)] {
		lowest = append(lowest, lowestUnit{
			string(p.Region), regionName(l.snapshot, p.Region, l.lang), p.Live.Total(),
			barOf(p.Live.Total(), p.Listed.Total(), max(threshold, p.Listed.Total()), threshold),
		})
	}
	return lowest
}

// unitPage is the progress of a unit.
type unitPage struct {
	frame
	Form                     form
	On                       string
	AsOf                     string
	Region, Name             string
	Province, ProvinceRegion string
	Day                      string
	Progress                 progress.Progress
	Target                   progress.Target
	Missing                  string      // of the target, and how soon
	Country                  countryView // the due day and the days left
	State                    cell
	Gauge                    gauge
	Trend                    string
	Peers                    string // how it stands beside others of its province; empty where there are too few
	Below                    bool
	Curve                    *curve
	Categories               []partRow
	Domains                  []partRow
	NotLive                  int
	Reasons                  []reasonRow
	Suggestions              []suggestionRow
	Suggested                int
	Targets                  []targetRow
}

func (*unitPage) template() string { return "progress_unit" }

// gauge is a count held against the targets, as a length.
type gauge struct {
	Describe     string
	Live, Listed float64
	Marks        []chartMark
}

// partRow is a part of the catalogue.
type partRow struct {
	Name         string
	Listed, Live int
	Bar          *rowBar
}

// reasonRow is how many items are not live for a reason.
type reasonRow struct {
	Reason, Text string
	Count        int
	Bar          *rowBar
}

// suggestionRow is an item that could be added.
type suggestionRow struct{ Code, Name, Category, Why string }

// targetRow is a target, and how far it is.
type targetRow struct {
	progress.Target
	By      string // who set it; empty: the national documents
	Due     string
	PerWeek string
	Passed  bool // its day
}

func (w *Web) progressUnit(c echo.Context, look progressLook, region *registry.Region) error {
	if err := httpapi.Charge(c, tokensOfCounting); err != nil {
		return err
	}
	aims, err := w.aims(c, look, region.Code)
	if err != nil {
		return err
	}
	full := progress.InFull(look.snapshot, region.Code, look.day, 0, aims)
	target := look.toward(&full)
	name := look.snapshot.JurisdictionName(registry.JurisdictionCode(region.Code), 0)
	p := &unitPage{
		frame: w.frame(c, sectionProgress, registry.Text{Zh: name.Zh + "互认项目进度", En: "Progress of " + name.En}),
		Form:  look.form, On: look.on(), AsOf: look.asOf(), Region: string(region.Code), Name: name.In(look.lang), Day: look.day.String(),
		Progress: full, Target: target, Missing: look.missing(target.Pace), Country: look.summary([]progress.Progress{full}),
		Gauge: look.gauge(&full), Trend: look.trend(&full), Curve: look.curve(&full, name.In(look.lang)),
		Categories: partsOf(full.ByCategory, phrases{look.snapshot, look.lang}.category),
		Domains:    partsOf(full.ByDomain, look.domain), Targets: look.targets(&full),
	}
	p.State = look.badge(&full, p.Target)
	if inside := provinceOf(look.snapshot, region.Code); inside != region.Code {
		p.Province, p.ProvinceRegion = regionName(look.snapshot, inside, look.lang), string(inside)
		p.Peers, p.Below = look.beside(look.inside(look.board(w), inside), &full)
	}
	inventory := progress.Take(look.snapshot, region.Code, look.day, 0)
	p.Reasons, p.NotLive = look.reasons(inventory)
	suggested := progress.Suggest(look.snapshot, region, look.day, 0)
	p.Suggested = len(suggested)
	p.Suggestions = look.suggestions(suggested)
	return w.render(c, look.status(), p)
}

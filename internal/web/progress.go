package web

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/httpapi"
	"concord/internal/outcome"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// tokensOfCounting is what a page that counts takes of a client's rate limit
// besides its own token: it takes some ten times as long as others.
const tokensOfCounting = 9

// progressLook is what pages of progress look at: a state of the registry, and a
// day of it.
type progressLook struct {
	snapshot *recognition.Snapshot
	today    registry.Day
	day      registry.Day
	form     form // with what is wrong with the day
	lang     string
}

// today looks at the day of the request.
func (w *Web) today(c echo.Context) (progressLook, error) {
	today := w.now().Day()
	l := progressLook{snapshot: w.snapshot(c), today: today, day: today, lang: languageOf(c)}
	if l.snapshot == nil {
		return l, httpapi.NotReady()
	}
	return l, nil
}

// look reads ?on=; a day that cannot be read is a problem of the form, which then
// looks at today.
func (w *Web) look(c echo.Context) (progressLook, error) {
	l, err := w.today(c)
	l.form = queryForm(c)
	on := l.form.Get("on")
	if err != nil || on == "" {
		return l, err
	}
	day, err := registry.ParseDay(on)
	if err != nil {
		l.form.wrong("on", l.say("“%s”不是日期，以下为今天的情况", "“%s” is not a date; today is shown instead", on), l.say("写成 2026-11-22", "write it as 2026-11-22"))
		return l, nil
	}
	if day < firstDay {
		l.form.wrong("on", l.say("“%s”的年份太早，以下为今天的情况", "the year of “%s” is too early; today is shown instead", on), l.say("年份写四位，例如 2026-11-22", "write the year in four digits, as in 2026-11-22"))
		return l, nil
	}
	l.day = day
	return l, httpapi.Charge(c, tokensOfCounting)
}

// status is that of a page that looks.
func (l progressLook) status() int {
	if l.form.Refused() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// say is a sentence in the language of the page, with its values.
func (l progressLook) say(zh, en string, values ...any) string {
	return saying(l.lang).tf(zh, en, values...)
}

// on is ?on= for addresses: empty where the page shows today because nothing else
// was asked for.
func (l progressLook) on() string {
	if l.form.Get("on") == "" || l.form.Refused() {
		return ""
	}
	return l.day.String()
}

// firstDay is the first day that progress is told of: before it nobody recognized
// anything by a list.
var firstDay = registry.DayOf(2000, time.January, 1)

// asOf says of another day than today on what its figures rest; of today nothing.
func (l progressLook) asOf() string {
	switch day := l.date(l.day); {
	case l.day > l.today:
		return l.say("这是推算：按今天已登记的内容，到 %s 的情况；今天以后的登记、发布和撤销会使之改变。",
			"This is a forecast: how things will stand on %s by what is recorded today. What is recorded after today will change it.", day)
	case l.day < l.today:
		return l.say("这是 %s 当日的情况，按今天已登记的内容计算，包括其后补录和更正的。",
			"This is how things stood on %s by what is recorded today, with what was added or corrected since.", day)
	}
	return ""
}

// board are all units on the day.
func (l progressLook) board(w *Web) []progress.Progress {
	return w.registry.Board(l.snapshot, l.day, 0)
}

// national are the units of the country's own regions: the fictional ones of the
// demonstration stand on no map.
func (l progressLook) national(board []progress.Progress) []progress.Progress {
	return progress.National(l.snapshot, board)
}

// target is what the day works toward: the first national target that is not yet
// due, later the last one.
func (l progressLook) target() registry.Target {
	var last registry.Target
	for _, t := range l.snapshot.Catalogue().Targets {
		if last = t; t.Due >= l.day {
			break
		}
	}
	return last
}

// passed is the threshold of the target before that of the day; 0 where there is
// none.
func (l progressLook) passed() int {
	passed := 0
	for _, t := range l.snapshot.Catalogue().Targets {
		if t.Threshold < l.target().Threshold {
			passed = max(passed, t.Threshold)
		}
	}
	return passed
}

// countryView is where all units of the country, or those of a province, stand.
type countryView struct {
	On                 string
	Threshold          int
	Due                string
	DaysLeft, DaysPast int
	OtherDay           bool // they are counted from a day that is not today
	provinceStanding
	WithoutOwn  int
	AtLeastOf   *rowBar
	OverOf      *rowBar
	Apart       int // units that are not counted, being fictional
	ApartInside string
}

// country sums up the units of the country.
func (l progressLook) country(board []progress.Progress) countryView {
	own := l.national(board)
	v := l.summary(own)
	if v.Apart = len(board) - len(own); v.Apart > 0 {
		i := slices.IndexFunc(board, func(p progress.Progress) bool {
			_, ok := tilePlaces[provinceOf(l.snapshot, p.Region)]
			return !ok
		})
		v.ApartInside = string(provinceOf(l.snapshot, board[i].Region))
	}
	return v
}

// summary sums up some units.
func (l progressLook) summary(units []progress.Progress) countryView {
	target := l.target()
	v := countryView{
		On: l.day.String(), Threshold: target.Threshold, Due: l.date(target.Due),
		DaysLeft: int(target.Due - l.day), DaysPast: int(l.day - target.Due), OtherDay: l.day != l.today,
		provinceStanding: provinceStandingOf(units, target.ID), WithoutOwn: progress.RollUp(units).WithoutOwn,
	}
	v.AtLeastOf, v.OverOf = barOf(v.AtLeast, v.Units, v.Units), barOf(v.Over, v.Units, v.Units)
	return v
}

// date is a day as people say it.
func (l progressLook) date(day registry.Day) string {
	t := day.Start().Time()
	if l.lang == english {
		return t.Format("2 January 2006")
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

func (l progressLook) tiles(board []progress.Progress) tileMap {
	return newTileMap(l.snapshot, l.national(board), l.target(), l.lang)
}

// boardPage is the progress of every unit.
type boardPage struct {
	frame
	Form    form
	On      string
	AsOf    string // of another day: what its figures rest on
	Country countryView
	Bands   bandChart
	Units   tableView
}

func (*boardPage) template() string { return "progress" }

// registerProgress adds the pages of progress.
func (w *Web) registerProgress(e *echo.Echo) {
	e.GET("/progress", w.progressBoard)
	e.GET("/progress/:region", w.progressOf)
	e.GET("/progress/:region/items", w.progressItems)
}

// progressBoard answers GET /progress.
func (w *Web) progressBoard(c echo.Context) error {
	look, err := w.look(c)
	if err != nil {
		return err
	}
	board := look.board(w)
	rows := look.rows(board, true)
	table := w.unitTable(look, rows, true)
	if ok, err := table.exported(c, rows); ok {
		return err
	}
	return w.render(c, look.status(), &boardPage{
		frame: w.frame(c, sectionProgress, registry.Text{Zh: "工作进度", En: "Progress"}),
		Form:  look.form, On: look.on(), AsOf: look.asOf(), Country: look.country(board), Bands: look.bands(look.national(board)), Units: table.view(c, rows),
	})
}

// unitRow is a unit as tables show it.
type unitRow struct {
	*progress.Progress
	target         progress.Target
	name, province string
	inside         registry.RegionCode
	peers          outcome.ItemComparison
}

// rows are units as tables show them, each beside the others of its province,
// which is named where there are several.
func (l progressLook) rows(units []progress.Progress, provinces bool) []unitRow {
	live := map[registry.RegionCode][]int{}
	rows := make([]unitRow, len(units))
	for i := range units {
		p := &units[i]
		inside := provinceOf(l.snapshot, p.Region)
		rows[i] = unitRow{Progress: p, target: l.toward(p), name: regionName(l.snapshot, p.Region, l.lang), inside: inside}
		if provinces && inside != p.Region {
			rows[i].province = regionName(l.snapshot, inside, l.lang)
		}
		live[inside] = append(live[inside], p.Live.Total())
	}
	for i := range rows {
		rows[i].peers = comparedWith(rows[i].Live.Total(), live[rows[i].inside])
	}
	return rows
}

// comparedWith holds a number against others, among which it stands once itself.
func comparedWith(live int, all []int) outcome.ItemComparison {
	peers := slices.Clone(all)
	if i := slices.Index(peers, live); i >= 0 {
		peers = slices.Delete(peers, i, i+1)
	}
	return outcome.CompareItems(live, peers)
}

// toward is how a unit stands to the target of the day.
func (l progressLook) toward(p *progress.Progress) progress.Target {
	for _, t := range p.Targets {
		if t.By == "" && t.ID == l.target().ID {
			return t
		}
	}
	return progress.Target{}
}

// unitTable is the table of units; of those of several provinces, it tells which
// one each lies in.
func (w *Web) unitTable(l progressLook, rows []unitRow, provinces bool) table[unitRow] {
	t := table[unitRow]{
		Caption: registry.Text{Zh: "各单位进度", En: "Progress of the units"},
		Columns: l.unitColumns(rows),
		Filters: []filter[unitRow]{{"state", registry.Text{Zh: "状态", En: "State"}, l.unitStates(), l.inState}},
		Find:    w.findUnits,
		Empty:   registry.Text{Zh: "没有计数单位。", En: "There are no units."},
	}
	if provinces {
		inside := filter[unitRow]{"province", registry.Text{Zh: "省份", En: "Province"}, l.provinces(rows), func(r unitRow, value string) bool {
			return string(r.inside) == value
		}}
		t.Filters = append([]filter[unitRow]{inside}, t.Filters...)
	}
	return t
}

// findUnits finds units as people type their names: in pinyin too.
func (w *Web) findUnits(q string) func(unitRow) bool {
	found := lo.SliceToMap(w.registry.Regions(q), func(code registry.RegionCode) (registry.RegionCode, bool) { return code, true })
	return func(r unitRow) bool { return found[r.Region] || found[r.inside] }
}

// provinces are those that units lie in.
func (l progressLook) provinces(rows []unitRow) []option {
	all := lo.UniqMap(rows, func(r unitRow, _ int) registry.RegionCode { return r.inside })
	slices.Sort(all)
	return lo.Map(all, func(code registry.RegionCode, _ int) option {
		return option{string(code), regionName(l.snapshot, code, l.lang)}
	})
}

func (l progressLook) unitColumns(rows []unitRow) []column[unitRow] {
	threshold, greatest := l.target().Threshold, l.target().Threshold*11/10
	for i := range rows {
		greatest = max(greatest, rows[i].Listed.Total())
	}
	number := func(key, zh, en string, of func(unitRow) int) column[unitRow] {
		return column[unitRow]{
			Key: key, Label: registry.Text{Zh: zh, En: en}, Number: true, Less: byNumber(of),
			Value: func(r unitRow) cell { return cell{Text: strconv.Itoa(of(r))} },
		}
	}
	live := column[unitRow]{
		Key: "live", Label: registry.Text{Zh: "实际互认", En: "Live"}, Less: byNumber(func(r unitRow) int { return r.Live.Total() }),
		Value: func(r unitRow) cell {
			return cell{Text: strconv.Itoa(r.Live.Total()), Bar: barOf(r.Live.Total(), r.Listed.Total(), greatest, l.passed(), threshold)}
		},
	}
	columns := []column[unitRow]{
		{Key: "name", Label: registry.Text{Zh: "单位", En: "Unit"}, Value: l.unitName, Less: byText(func(r unitRow) string { return string(r.Region) })},
		live,
		number("listed", "在册", "Listed", func(r unitRow) int { return r.Listed.Total() }),
		number("own", "自有", "Own", func(r unitRow) int { return r.Listed.Own }),
		number("inherited", "继承", "Inherited", func(r unitRow) int { return r.Listed.Inherited }),
		number("missing", "尚缺", "Missing", func(r unitRow) int { return r.target.Needed }),
	}
	if due := l.target().Due; due-l.day >= daysPerWeek {
		columns = append(columns, column[unitRow]{
			Key: "pace", Label: registry.Text{Zh: "每周需增", En: "Needed a week"}, Number: true,
			Value: func(r unitRow) cell { return cell{Text: perWeek(r.target.Pace)} },
			Less:  byNumber(func(r unitRow) float64 { items, _ := r.target.PerWeek(); return items }),
		})
	}
	return append(columns, column[unitRow]{Key: "state", Label: registry.Text{Zh: "状态", En: "State"}, Value: l.unitState})
}

const daysPerWeek = 7

func (l progressLook) unitName(r unitRow) cell {
	href := "/progress/" + string(r.Region)
	if on := l.on(); on != "" {
		href += "?on=" + on
	}
	return cell{Text: r.name, Href: href, Note: r.province}
}

// perWeek is what a pace asks for a week, in whole items where it is many; — where
// no week is left.
func perWeek(p progress.Pace) string {
	items, ok := p.PerWeek()
	switch {
	case items == 0 && ok:
		return "0"
	case !ok || p.DaysLeft < daysPerWeek:
		return "—"
	case items >= 10:
		return strconv.FormatFloat(math.Ceil(items), 'f', 0, 64)
	}
	return strconv.FormatFloat(items, 'f', 1, 64)
}

// missing says how much is missing of a target, and how soon.
func (l progressLook) missing(p progress.Pace) string {
	switch {
	case p.Needed == 0:
		return l.say("无", "nothing")
	case p.DaysLeft < 0:
		return l.say("%d 项", "%d items", p.Needed)
	case p.DaysLeft < daysPerWeek:
		return l.say("%d 项，距期限 %d 天", "%d items in %d days", p.Needed, p.DaysLeft)
	}
	return l.say("%d 项，每周需增 %s 项", "%d items, %s a week", p.Needed, perWeek(p))
}

// unitState says how a unit stands, and whether clearly below its neighbours.
func (l progressLook) unitState(r unitRow) cell {
	state := l.badge(r.Progress, r.target)
	if r.peers.Below {
		state.Note = l.say("低于同省平均（%.0f 项）", "below its province's mean (%.0f)", r.peers.Average)
	}
	return state
}

// badge says how a unit stands to a target, or to the one before.
func (l progressLook) badge(p *progress.Progress, t progress.Target) cell {
	switch passed := l.passed(); {
	case t.Over:
		return cell{Text: l.say("超过 %d", "over %d", t.Threshold), Tone: "good"}
	case t.AtLeast:
		return cell{Text: l.say("恰为 %d", "just %d", t.Threshold), Tone: "fair"}
	case p.Listed.Total() == 0:
		return cell{Text: l.say("无可用清单", "nothing listed"), Tone: "bad"}
	case passed > 0 && p.Live.Total() > passed:
		return cell{Text: l.say("超过 %d", "over %d", passed), Tone: "fair"}
	default:
		return cell{Text: l.say("未过 %d", "not over %d", cmp.Or(passed, t.Threshold)), Tone: "bad"}
	}
}

// unitStates are the states that units are filtered by.
func (l progressLook) unitStates() []option {
	threshold, passed := l.target().Threshold, l.passed()
	options := []option{
		{"over", l.say("> %d", "> %d", threshold)},
		{"at_least", l.say("≥ %d", "≥ %d", threshold)},
		{"short", l.say("不足 %d", "below %d", threshold)},
	}
	if passed > 0 {
		options = append(options,
			option{"between", l.say("%d 至 %d", "%d to %d", passed, threshold-1)},
			option{"below", l.say("不足 %d", "below %d", passed)})
	}
	return append(options,
		option{"silent", l.say("无可用清单", "nothing listed")},
		option{"without_own", l.say("无自有清单", "no list of its own")},
		option{"below_average", l.say("低于同省平均", "below its province's average")})
}

func (l progressLook) inState(r unitRow, state string) bool {
	live, threshold, passed := r.Live.Total(), l.target().Threshold, l.passed()
	switch state {
	case "over":
		return r.target.Over
	case "at_least":
		return r.target.AtLeast
	case "short":
		return live < threshold
	case "between":
		return live >= passed && live < threshold
	case "below":
		return live < passed
	case "silent":
		return r.Listed.Total() == 0
	case "without_own":
		return r.Listed.Own == 0
	case "below_average":
		return r.peers.Below
	}
	return true
}

// bandChart is how many units have how many live items.
type bandChart struct {
	Title, Describe string
	Bands           []band
	Width, Height   float64
	Base            float64
}

// band is the units whose live items lie between two numbers.
type band struct {
	Label          string
	Units          int
	X, Y, W, H     float64
	Middle, Above  float64
	Past           bool // beyond the target: drawn in full, others in outline
	Least, Beneath int  // live items from, and below
}

// bandSize is how many items a band spans below the target.
const bandSize = 50

// bands counts units by live items: 0, then by fifties up to the target, then
// those beyond.
func (l progressLook) bands(units []progress.Progress) bandChart {
	threshold := l.target().Threshold
	c := bandChart{Title: l.say("单位数，按实际互认项目数分组", "units by live items"), Width: chartWidth, Height: 200, Base: 164}
	c.Bands = []band{{Label: "0", Beneath: 1}}
	for least := 1; least <= threshold; least += bandSize {
		beneath := min(least+bandSize, threshold+1)
		c.Bands = append(c.Bands, band{Label: fmt.Sprintf("≤%d", beneath-1), Least: least, Beneath: beneath})
	}
	c.Bands = append(c.Bands, band{Label: fmt.Sprintf(">%d", threshold), Least: threshold + 1, Beneath: 1 << 30, Past: true})
	most := 1
	for i := range c.Bands {
		b := &c.Bands[i]
		b.Units = lo.CountBy(units, func(p progress.Progress) bool { return p.Live.Total() >= b.Least && p.Live.Total() < b.Beneath })
		most = max(most, b.Units)
	}
	c.lay(most)
	parts := lo.Map(c.Bands, func(b band, _ int) string { return b.Label + ": " + strconv.Itoa(b.Units) })
	c.Describe = strings.Join(parts, l.say("；", "; "))
	return c
}

// LabelY is where the bands are named.
func (c bandChart) LabelY() float64 { return c.Base + 24 }

func (c *bandChart) lay(most int) {
	wide := c.Width / float64(len(c.Bands))
	y := chartScale{0, float64(most), c.Base, 30}
	for i := range c.Bands {
		b := &c.Bands[i]
		b.X, b.W = tenths(float64(i)*wide+5), tenths(wide-10)
		b.Y = y.at(float64(b.Units))
		b.H = tenths(c.Base - b.Y)
		b.Middle, b.Above = tenths(b.X+b.W/2), b.Y-8
	}
}

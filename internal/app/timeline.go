package app

import (
	"slices"

	"concord/internal/registry"
)

// Timing is what the timeline rules need to know beside the registry.
type Timing struct {
	Today   registry.Day
	Notice  int  // days between publication and the first day of an addition
	Confirm bool // a person confirmed an empty list, or the removal of many entries
}

// manyRemoved is the share of a version's entries, as one in manyRemoved, above
// which a removal needs a confirmation: 20 %.
const manyRemoved = 5

// schedule says what is wrong with the time at which a draft is to begin and
// with how much it takes away. It marks as recorded later what is loaded as
// history.
func (g *ground) schedule(d *draft, t Timing) []registry.Problem {
	history := g.history(d.version.List)
	_, content := newest(history)
	d.version.RecordedLater = d.version.Period.From < t.Today && !g.live(d.jurisdiction())
	var problems []registry.Problem
	add := func(code string, message, fix registry.Text) {
		problems = append(problems, at(d.place(theVersion, "effective_from"), code, message, fix))
	}
	if p := succession(history, *d); p != nil {
		problems = append(problems, *p)
	}
	if earliest := g.earliest(d, content, t); d.version.Period.From < earliest {
		add("STARTS_TOO_EARLY",
			texts("生效日期 %s 过早：最早可为 %s", "version would begin on %s; the earliest day is %s", d.version.Period.From, earliest),
			texts("改用 %s 或以后的日期；历史版本只能在首个现行版本发布之前补录", "begin on %s or later; history is loaded before the first version that begins today or later", earliest))
	}
	if !t.Confirm {
		problems = append(problems, unconfirmed(d, content)...)
	}
	return problems
}

// takeBack withdraws the scheduled versions that the draft is to replace, in the
// ground that the draft is judged on. Only what is not in force yet can be.
func (run *importing) takeBack(id registry.ListID) {
	if len(run.order.Withdraws) == 0 {
		return
	}
	history := run.history(id)
	history.Versions = slices.Clone(history.Versions)
	for _, n := range run.order.Withdraws {
		if !scheduled(history, n, run.order.Now.Day()) {
			run.add(at(registry.Problem{Pointer: "withdraws"}, "VERSION_NOT_SCHEDULED",
				texts("第 %d 版不是尚未生效的版本，不能撤回", "version %d is not one that has yet to begin", n),
				texts("只列出尚未生效的版本；现行版本以新版本更替", "name versions that have yet to begin; the version in force is followed by a new one")))
			continue
		}
		history.Versions[n-1].Withdrawn = run.head.Newest + 1
	}
	run.lists[id] = &history
}

// scheduled reports whether version n stands and has yet to begin on a day.
func scheduled(h registry.ListHistory, n int, today registry.Day) bool {
	if n < 1 || n > len(h.Versions) {
		return false
	}
	v := h.Versions[n-1]
	return v.Withdrawn == 0 && v.Period.From > today
}

// succession says what is wrong with a draft that begins before the version it
// follows; nil where it does not.
func succession(h registry.ListHistory, d draft) *registry.Problem {
	last, _ := newest(h)
	if last.Number == 0 || d.version.Period.From >= last.Period.From {
		return nil
	}
	p := at(d.place(theVersion, "effective_from"), "STARTS_BEFORE_PREDECESSOR",
		texts("生效日期 %s 早于第%d版的生效日期 %s", "version would begin on %s, before version %d, which begins on %s", d.version.Period.From, last.Number, last.Period.From),
		texts("改用不早于 %s 的日期；尚未生效的版本可先撤回", "begin on %s or later, or withdraw the scheduled version first", last.Period.From))
	return &p
}

// earliest is the first day on which a draft may begin. Items and institutions
// are added with notice; negative entries and removals may hold at once.
func (g *ground) earliest(d *draft, before registry.Content, t Timing) registry.Day {
	if d.version.RecordedLater {
		return registry.MinDay
	}
	added := without(d.content, before)
	if len(added.Items)+len(added.Institutions) == 0 {
		return t.Today
	}
	return t.Today + registry.Day(t.Notice)
}

// unconfirmed asks for a person's confirmation where a draft is empty or takes
// away much of the version before it.
func unconfirmed(d *draft, before registry.Content) []registry.Problem {
	removed := without(before, d.content).Len()
	if d.content.Len() > 0 && removed*manyRemoved <= before.Len() {
		return nil
	}
	message := texts("新版本比上一版减少 %d 条（上一版共 %d 条）", "the version takes away %d of the %d entries before it", removed, before.Len())
	if d.content.Len() == 0 {
		message = texts("新版本没有任何条目", "the version has no entries")
	}
	return []registry.Problem{at(d.place(theVersion, "entries"), "CONFIRM_NEEDED", message,
		texts("确认无误后以 confirm 再次提交（命令行加 --confirm）", "if that is meant, repeat it with confirm (--confirm on the command line)"))}
}

// newest is the last version of a list that stands, with its content.
func newest(h registry.ListHistory) (registry.Version, registry.Content) {
	for i := len(h.Versions) - 1; i >= 0; i-- {
		if v := h.Versions[i]; v.Withdrawn == 0 {
			return v, h.Content(v.Number)
		}
	}
	return registry.Version{}, registry.Content{}
}

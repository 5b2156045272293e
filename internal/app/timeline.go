package app

import (
	"slices"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// Timing is what the timeline rules need to know beside the registry.
type Timing struct {
	Today    registry.Day
	Earliest registry.Day // on which an addition may begin
	Confirm  bool         // a person confirmed an empty list, or the removal of many entries
	OnTime   bool         // the draft was on time once: late, it is no history
}

// manyRemoved is the share of a version's entries, as one in manyRemoved, above
// which a removal needs a confirmation: 20 %.
const manyRemoved = 5

// schedule says what is wrong with the time at which a draft is to begin and
// with how much it takes away. It marks as recorded later what is loaded as
// history.
func (g *ground) schedule(d *draft, t Timing) []registry.Problem {
	history := g.history(d.version.List)
	d.version.RecordedLater = d.version.Period.From < t.Today && !t.OnTime && !g.live(d.jurisdiction())
	var problems []registry.Problem
	if p := succession(history, *d); p != nil {
		problems = append(problems, *p)
	}
	if earliest := g.earliest(d, history, t); d.version.Period.From < earliest {
		problems = append(problems, at(d.place(theVersion, "effective_from"), "STARTS_TOO_EARLY",
			texts("生效日期 %s 过早：最早可为 %s", "version would begin on %s; the earliest day is %s", d.version.Period.From, earliest),
			texts("改用 %s 或以后的日期；历史版本只能在首个现行版本发布之前补录", "begin on %s or later; history is loaded before the first version that begins today or later", earliest)))
	}
	if !t.Confirm {
		before, content := g.compared(history, d.version.Period.From)
		problems = append(problems, unconfirmed(d, before, content)...)
	}
	return problems
}

// standing is the version that would speak on a day without the draft, with its
// content; zero where none would.
func (g *ground) standing(h registry.ListHistory, day registry.Day) (registry.Version, registry.Content) {
	// What the step takes back is withdrawn by the sequence after the head.
	v, ok := h.InForce(day, g.head.Newest+1)
	if !ok {
		return registry.Version{}, registry.Content{}
	}
	return v, h.Content(v.Number)
}

// compared is the version that a draft beginning on a day is compared with: the
// one that it would follow, or, where the list has ended by then, the newest.
func (g *ground) compared(h registry.ListHistory, day registry.Day) (registry.Version, registry.Content) {
	if v, content := g.standing(h, day); v.Number != 0 {
		return v, content
	}
	return newest(h)
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
			run.add(at(registry.Problem{Pointer: "/withdraws"}, "VERSION_NOT_SCHEDULED",
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

// earliest is the first day on which a draft may begin. What it adds to the list
// that speaks on its first day begins with notice; negative entries and removals
// may hold at once.
func (g *ground) earliest(d *draft, h registry.ListHistory, t Timing) registry.Day {
	if d.version.RecordedLater {
		return registry.MinDay
	}
	_, before := g.standing(h, d.version.Period.From)
	added := without(d.content, before)
	if len(added.Items)+len(added.Institutions) == 0 && !widened(before.Institutions, d.content.Institutions) {
		return t.Today
	}
	return t.Earliest
}

// widened reports whether an institution that was listed already gets a role,
// items or days that it had not.
func widened(before, after []registry.InstitutionEntry) bool {
	listed := lo.KeyBy(before, func(e registry.InstitutionEntry) registry.EntryKey { return e.Key() })
	return slices.ContainsFunc(after, func(e registry.InstitutionEntry) bool {
		old, ok := listed[e.Key()]
		return ok && !(covers(old.Role, e.Role) && old.Scope.Covers(e.Scope) && e.Period.From >= old.Period.From && e.Period.To <= old.Period.To)
	})
}

func covers(old, role registry.Role) bool {
	return (old.Issues() || !role.Issues()) && (old.Receives() || !role.Receives())
}

// unconfirmed asks for a person's confirmation where a draft is empty, takes away
// much of the version before it, or ends a list that would have gone on.
func unconfirmed(d *draft, before registry.Version, content registry.Content) []registry.Problem {
	removed := without(content, d.content).Len()
	var message registry.Text
	switch {
	case d.content.Len() == 0:
		message = texts("新版本没有任何条目", "the version has no entries")
	case removed*manyRemoved > content.Len():
		message = texts("新版本比上一版减少 %d 条（上一版共 %d 条）", "the version takes away %d of the %d entries before it", removed, content.Len())
	case before.Number != 0 && d.version.Period.To < before.Period.To:
		message = texts("名单将于 %s 后终止", "the list ends after %s", d.version.Period.Last())
	default:
		return nil
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

package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/registry"
	"concord/internal/sheet"
)

func (c *console) printReport(r *app.Report, order app.Import, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(c.stdout)
		out.SetIndent("", "  ")
		return out.Encode(httpapi.ReportOf(*r, c.lang))
	}
	if err := c.printProblems(r); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.stdout, c.reportSummary(r, order))
	return err
}

// printProblems prints what needs a person, row by row.
func (c *console) printProblems(r *app.Report) error {
	var t table
	for _, u := range r.Unresolved {
		t.add(rowPlace(u.Place), c.say("未识别", "unresolved"), u.Name, c.offered(u))
	}
	for _, p := range r.Problems {
		t.add(problemPlace(p), p.Code, p.Message.In(c.lang), "→ "+p.Fix.In(c.lang))
	}
	for _, p := range r.Notes {
		t.add(problemPlace(p), c.say("说明", "note"), p.Message.In(c.lang))
	}
	if r.Truncated {
		t.add("…", c.say("问题过多，其余未列出", "there are more problems than are listed"))
	}
	return t.print(c.stdout)
}

func rowPlace(p sheet.Place) string {
	return problemPlace(registry.Problem{Sheet: p.Sheet, Row: p.Row, Column: p.Column})
}

// offered prints what an unresolved name may mean, as --resolve takes it.
func (c *console) offered(u app.Unresolved) string {
	if u.Panel != "" {
		return fmt.Sprintf(c.say("组合 %s（%d 项）", "panel %s (%d items)"), u.Panel, len(u.Candidates))
	}
	var all []string
	for _, candidate := range u.Candidates {
		all = append(all, fmt.Sprintf("%s %s (%.2f)", candidate.Code, candidate.Name, candidate.Score))
	}
	if all == nil {
		return c.say("没有相近的项目", "nothing is like it")
	}
	return strings.Join(all, " · ")
}

func (c *console) reportSummary(r *app.Report, order app.Import) string {
	counts := fmt.Sprintf(c.say("共 %d 行，识别 %d 个名称，未识别 %d，问题 %d", "%d rows, %d names resolved, %d unresolved, %d problems"),
		r.Rows, len(r.Resolved), len(r.Unresolved), len(r.Problems))
	if d := r.Diff; d != nil {
		counts += c.say("；", "; ") + c.differences(d.Added.Len(), d.Removed.Len(), len(d.Changed), d.Unchanged, len(d.Cosmetic))
	}
	switch {
	case !r.Clean():
		return counts + c.say("。未写入任何内容", ". Nothing was written")
	case r.Version != 0 && r.Revision.Sequence == 0: // of no list, and nothing that decides
		return counts + fmt.Sprintf(c.say("。已登记为第 %d 版（%d 条）", ". Recorded as version %d (%d entries)"), r.Version, r.Entries)
	case r.Version != 0:
		return counts + fmt.Sprintf(c.say("。已发布第 %d 版（%d 条），登记版本 %s", ". Published version %d (%d entries), revision %s"), r.Version, r.Entries, r.Revision)
	case r.Revision.Sequence != 0:
		return counts + fmt.Sprintf(c.say("。已记录 %d 条，登记版本 %s", ". Recorded %d, revision %s"), r.Entries, r.Revision)
	case order.Publish:
		return counts + c.say("。没有新的内容", ". Nothing is new")
	}
	return counts + fmt.Sprintf(c.say("。检查通过（%d 条），加 --publish 发布", ". All is well (%d entries); publish with --publish"), r.Entries)
}

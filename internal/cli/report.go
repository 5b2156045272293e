package cli

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/samber/lo"

	"concord/internal/app"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// reportFile is a report as concord import --json prints it.
type reportFile struct {
	Rows       int              `json:"rows"`
	Resolved   []resolvedFile   `json:"resolved"`
	Unresolved []unresolvedFile `json:"unresolved"`
	Problems   []problemFile    `json:"problems"`
	Version    *int             `json:"version"`
	Truncated  bool             `json:"truncated"`
	Notes      []problemFile    `json:"notes"`
	Entries    int              `json:"entries"`
	Revision   *string          `json:"revision"`
}

type resolvedFile struct {
	Sheet string `json:"sheet"`
	Row   int    `json:"row"`
	Name  string `json:"name"`
	Entry string `json:"entry"`
	Code  string `json:"code"`
	How   string `json:"how"`
}

type unresolvedFile struct {
	Sheet      string          `json:"sheet"`
	Row        int             `json:"row"`
	Name       string          `json:"name"`
	Panel      string          `json:"panel,omitzero"`
	Candidates []candidateFile `json:"candidates"`
}

type candidateFile struct {
	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Score float64 `json:"score"`
}

type problemFile struct {
	Pointer string `json:"pointer,omitzero"`
	Sheet   string `json:"sheet,omitzero"`
	Row     int    `json:"row,omitzero"`
	Column  string `json:"column,omitzero"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitzero"`
}

func (c *console) reportFile(r *app.Report) reportFile {
	file := reportFile{
		Rows:       r.Rows,
		Resolved:   lo.Map(r.Resolved, func(one app.Resolved, _ int) resolvedFile { return resolvedFileOf(one) }),
		Unresolved: lo.Map(r.Unresolved, func(one app.Unresolved, _ int) unresolvedFile { return unresolvedFileOf(one) }),
		Problems:   lo.Map(r.Problems, func(p registry.Problem, _ int) problemFile { return c.problemFile(p) }),
		Notes:      lo.Map(r.Notes, func(p registry.Problem, _ int) problemFile { return c.problemFile(p) }),
		Truncated:  r.Truncated,
		Entries:    r.Entries,
	}
	if r.Version != 0 {
		file.Version = &r.Version
	}
	if r.Revision.Sequence != 0 {
		revision := r.Revision.String()
		file.Revision = &revision
	}
	return file
}

func resolvedFileOf(r app.Resolved) resolvedFile {
	return resolvedFile{r.Place.Sheet, r.Place.Row, r.Name, r.Entry, r.Code, string(r.How)}
}

func unresolvedFileOf(u app.Unresolved) unresolvedFile {
	candidates := lo.Map(u.Candidates, func(c app.Candidate, _ int) candidateFile { return candidateFile(c) })
	return unresolvedFile{u.Place.Sheet, u.Place.Row, u.Name, u.Panel, candidates}
}

func (c *console) problemFile(p registry.Problem) problemFile {
	return problemFile{p.Pointer, p.Sheet, p.Row, p.Column, p.Code, p.Message.In(c.lang), p.Fix.In(c.lang)}
}

func (c *console) printReport(r *app.Report, order app.Import, asJSON bool) error {
	if asJSON {
		err := json.MarshalWrite(c.stdout, c.reportFile(r), jsontext.WithIndent("  "))
		fmt.Fprintln(c.stdout)
		return err
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

package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/internal/naming"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// ImportKind is what a file holds.
type ImportKind string

// The kinds of files.
const (
	ImportItems          ImportKind = "items"
	ImportInstitutions   ImportKind = "institutions"
	ImportNegative       ImportKind = "negative"
	ImportQualifications ImportKind = "qualifications"
)

// ImportKinds are all kinds in order.
var ImportKinds = []ImportKind{ImportItems, ImportInstitutions, ImportNegative, ImportQualifications}

// List is the list that files of a kind become; ok is false for qualifications,
// which are no list.
func (k ImportKind) List() (kind registry.ListKind, ok bool) {
	kind, err := registry.ParseListKind(string(k))
	return kind, err == nil
}

// Import is a file to be read and, when asked, published.
type Import struct {
	Kind         ImportKind
	Jurisdiction registry.JurisdictionCode
	FileName     string
	File         []byte
	Limits       sheet.Limits
	Period       registry.Period // of the version; not used for qualifications
	Terms        []registry.Term // stated here; they outweigh those of the file
	Document     registry.Document
	Announcement registry.Announcement
	Edits        []sheet.Edit // of cells, over the file
	Withdraws    []int        // scheduled versions of the list that the step takes back
	OnTime       bool         // the draft was on time when it was submitted
	// Decisions are a person's: a printed name means an item, a panel (all of
	// its items), an institution, a reason or, with no code, nothing.
	Decisions []registry.NameDecision
	// Accepted are identifiers that a person confirms although a check digit fails.
	Accepted []string
	Publish  bool
	Confirm  bool // an empty list, or the removal of many entries, is meant
	Now      registry.Instant
	Actor    string
	// As and ApprovedBy are the accounts that answer for a list published without
	// a draft: its editor and its approver.
	As, ApprovedBy office.AccountName
	// Progress is told how many rows of how many are done; nil: nobody is.
	Progress func(stage Stage, done, total int)
}

// Stage is what an import is doing.
type Stage string

// The stages of an import, in order.
const (
	StageReading   Stage = "reading"
	StageResolving Stage = "resolving"
	StageChecking  Stage = "checking"
	StageWriting   Stage = "writing"
)

// Report is what came of a file. A dry run reports what publishing would.
type Report struct {
	Rows       int
	Resolved   []Resolved
	Unresolved []Unresolved
	Problems   []registry.Problem
	Truncated  bool               // there are more problems, or names unresolved, than are listed
	Notes      []registry.Problem // what was left out or done besides; stands in nobody's way
	Entries    int                // entries of the version, or records to be added
	Number     int                // the version that it is, or would be; 0 for qualifications
	Against    int                // the version that Diff compares it with; 0 for none
	Diff       *Diff              // against the version before; nil for qualifications
	Version    int                // the version published; 0 where none was
	Revision   registry.Revision  // of the step written; zero where none was
}

// Clean reports whether nothing stands in the way of publishing.
func (r *Report) Clean() bool { return len(r.Problems) == 0 && len(r.Unresolved) == 0 && !r.Truncated }

// Resolved is a printed name and what it was taken for.
type Resolved struct {
	Place sheet.Place
	Name  string
	Entry string // key of the entry it became
	Code  string
	How   How
}

// How says how a printed name was resolved.
type How string

// The ways in which a name of an institution comes to its id; items have those
// of package naming.
const (
	HowIdentifier How = "identifier"
	HowExact      How = "exact"
	HowAlias      How = "alias"
	HowNormalized How = "normalized"
	HowPerson     How = "person"
	HowCreated    How = "created"
)

// Unresolved is a printed name that needs a person.
type Unresolved struct {
	Place      sheet.Place
	Name       string
	Panel      string // the panel that the name means; the candidates are its items
	Candidates []Candidate
}

// Candidate is what a name may mean; Score lies between 0 and 1.
type Candidate struct {
	Code  string
	Name  string
	Score float64
}

// writeAttempts bounds how often an import that another write overtook is
// judged again on what the registry holds then.
const writeAttempts = 5

// Import reads a file, resolves its names, runs all checks and reports. With
// Publish and a clean report it writes one step: the version, and institutions
// it brings. Without, the same checks run and nothing is written.
func (r *Registrar) Import(ctx context.Context, order Import) (*Report, error) {
	signed, err := r.signatures(ctx, order)
	if err != nil {
		return nil, err
	}
	var seen []registry.Tenure // of the list, when the file was first judged
	for attempt := 1; ; attempt++ {
		run, step, err := r.judge(ctx, order)
		if err != nil || !order.Publish || !run.report.Clean() || empty(step) {
			return run.reported(), err
		}
		tenures := run.tenures()
		if attempt > 1 && !slices.Equal(seen, tenures) {
			return nil, run.overtaken(len(seen))
		}
		seen = tenures
		report, err := r.publish(ctx, run, step, signed)
		if attempt == writeAttempts || !errors.Is(err, registry.ErrConflict) {
			return report, err
		}
	}
}

// reported is the report of a judgement; nil where there was none.
func (run *importing) reported() *Report {
	if run == nil {
		return nil
	}
	return run.report
}

// publish writes what was judged.
func (r *Registrar) publish(ctx context.Context, run *importing, step registry.Step, signed []office.Transition) (*Report, error) {
	change, err := r.published(ctx, run, step, signed)
	if err != nil {
		return nil, err
	}
	return r.writeImport(ctx, run, change)
}

// judge reads a file and judges it against what the registry holds now: run has
// the report, and the step is what publishing would write.
func (r *Registrar) judge(ctx context.Context, order Import) (*importing, registry.Step, error) {
	source, problems := openSource(order)
	if problems != nil {
		return &importing{order: order, report: &Report{Problems: problems}}, registry.Step{}, nil
	}
	g, err := r.readGround(ctx, registry.Selection{
		Jurisdictions:         []registry.JurisdictionCode{order.Jurisdiction},
		QualifiedInstitutions: []registry.InstitutionID{},
	})
	if err != nil {
		return nil, registry.Step{}, err
	}
	run := newImporting(order, g)
	if !g.jurisdiction(order.Jurisdiction) {
		run.problem(sheet.Place{}, "JURISDICTION_UNKNOWN",
			texts("没有代码为 %s 的发布主体", "no jurisdiction has the code %s", order.Jurisdiction),
			texts("使用行政区划代码、100000 或已登记的联盟代码", "use the code of a region, 100000, or the code of a recorded alliance"))
		return run, registry.Step{}, nil
	}
	step, err := r.readRows(ctx, run, source)
	return run, step, err
}

// readGround reads what drafts are judged against; no check asks for code maps.
func (r *Registrar) readGround(ctx context.Context, s registry.Selection) (*ground, error) {
	s.CodedInstitutions = []registry.InstitutionID{}
	g := newGround(r.reference)
	head, err := r.store.Read(ctx, s, g)
	if err != nil {
		return nil, fmt.Errorf("read the registry: %w", err)
	}
	g.head = head
	known := r.vocabularies.with(g.added)
	g.reference, g.resolver = known.reference, known.resolver
	return g, nil
}

// readRows turns the rows of a file into the step that would publish them.
func (r *Registrar) readRows(ctx context.Context, run *importing, from source) (registry.Step, error) {
	if run.order.Kind == ImportQualifications {
		return r.qualificationStep(ctx, run, from.book)
	}
	settings, err := r.store.Settings(ctx, run.order.Jurisdiction)
	if err != nil {
		return registry.Step{}, err
	}
	from.read(run)
	run.judge(settings)
	step := run.step()
	run.recordable(step)
	return step, nil
}

func (r *Registrar) writeImport(ctx context.Context, run *importing, change office.Change) (*Report, error) {
	run.progress(StageWriting, 0, 1)
	done, err := r.store.Commit(ctx, change)
	if err != nil {
		return nil, fmt.Errorf("publish %s: %w", run.order.FileName, err)
	}
	run.progress(StageWriting, 1, 1)
	run.report.Revision = done.Revision
	for _, p := range change.Steps[0].Publications {
		run.report.Version = p.Version.Number
	}
	return run.report, nil
}

// importing is one import under way: rows become entries of a draft.
type importing struct {
	*ground
	order     Import
	report    *Report
	faults    int // problems and open names found in rows, those beyond the limit too
	names     *names
	directory *directory
	draft     draft
	places    []rowPlaces // of the entries of the draft
	created   []registry.Institution
	keys      map[registry.EntryKey]int // place of each entry in the draft
}

// rowPlaces is where the fields of an entry stand.
type rowPlaces struct {
	row    sheet.Place
	fields map[string]sheet.Place
}

func newImporting(order Import, g *ground) *importing {
	run := &importing{ground: g, order: order, report: &Report{}, directory: newDirectory(g), keys: map[registry.EntryKey]int{}}
	kind, _ := order.Kind.List()
	id := registry.ListID{Jurisdiction: order.Jurisdiction, Kind: kind}
	run.takeBack(id)
	history := g.history(id)
	before, _ := newest(history)
	run.names = newNames(g.resolver, g.reference, before.Decisions, order.Decisions)
	run.draft = draft{
		version: registry.Version{
			List:         id,
			Number:       len(history.Versions) + 1,
			Period:       order.Period,
			Terms:        registry.DefaultTerms(),
			Document:     order.Document,
			Announcement: order.Announcement,
			Source:       registry.SourceFile{Name: order.FileName, SHA256: fileDigest(order.File)},
		},
		place: run.place,
	}
	return run
}

// fileDigest is the SHA-256 of a file, in hex.
func fileDigest(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// read hands every row of a reading on and takes over its problems.
func read[R any](run *importing, reading sheet.Reading[R], row func(R)) {
	run.report.Rows += len(reading.Rows)
	run.report.Problems = append(run.report.Problems, reading.Problems...)
	run.report.Truncated = run.report.Truncated || reading.Truncated
	run.report.Notes = append(run.report.Notes, reading.Notes...)
	for i, r := range reading.Rows {
		run.progress(StageResolving, i, len(reading.Rows))
		row(r)
	}
	run.progress(StageResolving, len(reading.Rows), len(reading.Rows))
}

func (run *importing) progress(stage Stage, done, total int) {
	if run.order.Progress != nil {
		run.order.Progress(stage, done, total)
	}
}

// problem reports something wrong at a place of the file, up to the limit.
func (run *importing) problem(p sheet.Place, code string, message, fix registry.Text) {
	run.add(at(atPlace(p), code, message, fix))
}

func (run *importing) add(problems ...registry.Problem) {
	run.faults += len(problems)
	room := run.order.Limits.Problems - len(run.report.Problems)
	if len(problems) > room {
		run.report.Truncated = true
		problems = problems[:max(room, 0)]
	}
	run.report.Problems = append(run.report.Problems, problems...)
}

// open reports names that need a person, up to the limit.
func (run *importing) open(names ...Unresolved) {
	run.faults += len(names)
	run.report.open(run.order.Limits.Problems, names...)
}

func (r *Report) open(limit int, names ...Unresolved) {
	room := limit - len(r.Unresolved)
	if len(names) > room {
		r.Truncated = true
		names = names[:max(room, 0)]
	}
	r.Unresolved = append(r.Unresolved, names...)
}

// ask reports the name of an item that needs a person. What it may mean is looked
// for only where there is room to tell: it takes longer than all else.
func (r *Report) ask(limit int, n *names, q naming.Query, place sheet.Place) {
	u := Unresolved{Place: place, Name: q.Name}
	if len(r.Unresolved) < limit {
		u = n.open(q, place)
	}
	r.open(limit, u)
}

// note reports something that was left out or done besides.
func (run *importing) note(p sheet.Place, code string, message registry.Text) {
	if len(run.report.Notes) < run.order.Limits.Problems {
		run.report.Notes = append(run.report.Notes, at(atPlace(p), code, message, registry.Text{}))
	}
}

func atPlace(p sheet.Place) registry.Problem {
	return registry.Problem{Sheet: p.Sheet, Row: p.Row, Column: p.Column}
}

// place is where a field of the draft stands in the file, or that it came from
// the command.
func (run *importing) place(entry int, field string) registry.Problem {
	if entry == theVersion {
		return registry.Problem{Pointer: "/" + field}
	}
	places := run.places[entry]
	if p, ok := places.fields[field]; ok {
		return atPlace(p)
	}
	return atPlace(places.row)
}

// repeats reports whether an entry stands in the draft already. One that says
// the same is noted and left out, one that says something else is a problem.
func (run *importing) repeats(key registry.EntryKey, row sheet.Place, same func(first int) bool) bool {
	first, seen := run.keys[key]
	if !seen {
		run.keys[key] = len(run.places)
		return false
	}
	where := run.places[first].row
	if same(first) {
		run.note(row, "ENTRY_REPEATED", texts("%s与第 %d 行相同，只保留一条", "%s says the same as row %d; one is kept", run.entryCalled(key), where.Row))
		return true
	}
	run.problem(row, "ENTRY_TWICE",
		texts("%s与第 %d 行重复且内容不同", "%s stands in row %d too and says something else", run.entryCalled(key), where.Row),
		texts("保留其中一条", "keep one of them"))
	return true
}

// judge runs the checks of every draft and those of its time, as publishing
// does.
func (run *importing) judge(settings office.Settings) {
	run.progress(StageChecking, 0, 1)
	run.draft.version.Decisions = run.names.used()
	run.add(run.check(run.draft)...)
	// How much a list takes away is not known while rows are open.
	confirmed := run.order.Confirm || !run.report.Clean()
	timing := Timing{
		Today: run.order.Now.Day(), Earliest: settings.Earliest(run.order.Now),
		Confirm: confirmed, OnTime: run.order.OnTime,
	}
	run.add(run.schedule(&run.draft, timing)...)
	before, content := run.compared(run.history(run.draft.version.List), run.draft.version.Period.From)
	diff := Compare(before, run.draft.version, content, run.draft.content)
	run.report.Number, run.report.Against, run.report.Diff = run.draft.version.Number, before.Number, &diff
	run.report.Entries = run.draft.content.Len()
	for _, name := range run.names.unused() {
		run.note(sheet.Place{}, "DECISION_UNUSED", texts("文件中没有名称 %q", "the file has no name %q", name))
	}
	run.progress(StageChecking, 1, 1)
}

// step is what publishing the draft writes.
func (run *importing) step() registry.Step {
	p := run.draft.publication()
	return registry.Step{
		Basis:        run.head.Basis(),
		RecordedAt:   run.order.Now,
		Actor:        run.order.Actor,
		Action:       "publish",
		Summary:      fmt.Sprintf("%s version %d from %s", p.Version.List, p.Version.Number, run.order.FileName),
		Institutions: run.created,
		Withdrawals: lo.Map(run.order.Withdraws, func(n int, _ int) registry.Withdrawal {
			return registry.Withdrawal{List: p.Version.List, Number: n}
		}),
		Publications: []registry.Publication{p},
	}
}

// readTerms reads the terms of the file and those stated with the command,
// which outweigh them.
func (run *importing) readTerms(book *sheet.Book) {
	kind := run.draft.kind()
	reading := book.Terms()
	run.add(reading.Problems...)
	for _, row := range reading.Rows {
		if !slices.Contains(registry.TermNames(kind), row.Name) {
			run.note(row.Place, "TERM_OF_ANOTHER_LIST", texts("条款 %s 属于另一种名单，未采用", "term %s belongs to another list and is left out", row.Name))
			continue
		}
		if err := run.draft.version.Terms.Set(kind, row.Term); err != nil {
			run.termProblem(atPlace(row.Place), err)
		}
	}
	run.stateTerms()
}

// stateTerms sets the terms that were stated beside the file.
func (run *importing) stateTerms() {
	for _, term := range run.order.Terms {
		if err := run.draft.version.Terms.Set(run.draft.kind(), term); err != nil {
			run.termProblem(registry.Problem{Pointer: "/terms/" + term.Name}, err)
		}
	}
}

func (run *importing) termProblem(place registry.Problem, err error) {
	run.add(at(place, "TERM_INVALID", texts("条款有误：%v", "%v", err), texts("按文档填写条款", "write the term as the documentation shows")))
}

// sortedCopy is a sorted copy of codes, each once.
func sortedCopy[S ~string](codes []S) []S {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	return slices.Compact(codes)
}

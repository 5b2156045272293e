package recognition_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryRulesRemovalBreaksAScenario takes out, one at a time: every statement
// of Decide, every call in the package that leaves a finding, the findings of
// every rule, every code, and every code with one effect. Each must break a
// scenario. The sources are walked, so a new rule is covered by itself.
func TestEveryRulesRemovalBreaksAScenario(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and plays a hundred mutants")
	}
	scenarios, err := filepath.Glob("testdata/*.scenario")
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("go", append([]string{"run", "-overlay", overlay(t), "./testdata/mutants"}, scenarios...)...)
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("run the mutants: %v\n%s", err, out)
	}
	first, survivors, _ := strings.Cut(string(out), "\n")
	var mutants int
	if _, err := fmt.Sscanf(first, "%d mutants", &mutants); err != nil || mutants < 100 {
		t.Fatalf("%q: expected at least 100 mutants", first)
	}
	t.Log(first)
	for survivor := range strings.Lines(survivors) {
		t.Errorf("%s: write a scenario that breaks without it", strings.TrimSpace(survivor))
	}
}

// overlay writes the rules in a form in which each of their parts can be taken
// out by a switch, and the file that tells the go command to build it.
func overlay(t *testing.T) string {
	t.Helper()
	m := mutation{replace: map[string]string{}, dir: t.TempDir()}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			m.file(t, name)
		}
	}
	m.write(t, "mutation.go", fmt.Sprintf(`package recognition

// Sites are the parts that can be taken out; Dropped and Muted take them.
var Sites = %#v

var Dropped func(site int) bool

var Muted func(Finding) bool
`, m.sites))
	plan, err := json.Marshal(map[string]any{"Replace": m.replace})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(m.dir, "overlay.json")
	if err := os.WriteFile(path, plan, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// mutation collects the switches put into a package.
type mutation struct {
	dir     string
	replace map[string]string
	sites   []string
}

// insertion is text to be put into a source at an offset.
type insertion struct {
	at   int
	text string
}

func (m *mutation) file(t *testing.T, name string) {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	offset := func(p token.Pos) int { return set.Position(p).Offset }
	var put []insertion
	drop := func(s ast.Stmt) {
		from, to := offset(s.Pos()), offset(s.End())
		put = append(put, insertion{from, fmt.Sprintf("if !Dropped(%d) { ", len(m.sites))}, insertion{to, " }"})
		line, _, _ := strings.Cut(string(src[from:to]), "\n")
		m.sites = append(m.sites, fmt.Sprintf("%s: %s", set.Position(s.Pos()), line))
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if f.Name.Name == "find" && receiver(f) == "judge" {
			put = append(put, insertion{offset(f.Body.Lbrace) + 1, " if Muted(f) { return };"})
		}
		for _, s := range removable(f) {
			drop(s)
		}
	}
	if len(put) > 0 {
		m.write(t, name, insert(string(src), put))
	}
}

// removable are the statements of a function that are taken out: those of
// Decide itself, and elsewhere the calls that leave a finding.
func removable(f *ast.FuncDecl) []ast.Stmt {
	var all []ast.Stmt
	if f.Name.Name == "Decide" && f.Recv == nil {
		for _, s := range f.Body.List {
			switch s.(type) {
			case *ast.ExprStmt, *ast.IfStmt:
				all = append(all, s)
			}
		}
		return all
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.ExprStmt); ok && leavesFinding(s) {
			all = append(all, s)
		}
		return true
	})
	return all
}

func leavesFinding(s *ast.ExprStmt) bool {
	call, ok := s.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "find"
}

func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	pointer, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return ""
	}
	name, _ := pointer.X.(*ast.Ident)
	return name.Name
}

func insert(src string, put []insertion) string {
	slices.SortStableFunc(put, func(a, b insertion) int { return cmp.Compare(a.at, b.at) })
	var b strings.Builder
	last := 0
	for _, i := range put {
		b.WriteString(src[last:i.at] + i.text)
		last = i.at
	}
	return b.String() + src[last:]
}

func (m *mutation) write(t *testing.T, name, src string) {
	t.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	at, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	m.replace[at] = path
}

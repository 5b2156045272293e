package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A source is one parsed Go file.
type source struct {
	name string // path from the root, with slashes
	ast  *ast.File
}

func (s source) dir() string   { return path.Dir(s.name) }
func (s source) test() bool    { return strings.HasSuffix(s.name, "_test.go") }
func (s source) owner() string { return strings.TrimPrefix(s.dir(), "internal/") }

// imports returns the imported paths, each with the name it has in the file.
func (s source) imports() map[string]string {
	imported := make(map[string]string)
	for _, spec := range s.ast.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has accepted the literal
		}
		imported[target] = path.Base(target)
		if spec.Name != nil {
			imported[target] = spec.Name.Name
		}
	}
	return imported
}

// parse reads every Go file below root, but neither testdata nor hidden folders.
func parse(root fs.FS) ([]source, error) {
	var sources []source
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")) {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.SkipObjectResolution)
		sources = append(sources, source{name, file})
		return err
	})
	return sources, err
}

// rowOf finds the row of a folder: its own, or the one of the folders below a parent.
func rowOf(table []row, dir string) (row, bool) {
	for _, r := range table {
		if r.dir == dir {
			return r, true
		}
	}
	for parent := path.Dir(dir); parent != "."; parent = path.Dir(parent) {
		for _, r := range table {
			if r.dir == parent+"/..." {
				return r, true
			}
		}
	}
	return row{}, false
}

// violations returns a sentence for each place where a source breaks the table.
func violations(table []row, sources []source) []string {
	var found []string
	for _, s := range sources {
		r, ok := rowOf(table, s.dir())
		switch {
		case !ok:
			found = append(found, s.dir()+" has no row in the import table")
		case s.test():
			found = append(found, testViolations(r, s)...)
		default:
			found = append(found, importViolations(r, s)...)
			found = append(found, clockViolations(r, s)...)
		}
		if word := s.ast.Name.Name; slices.Contains(nameless, word) || slices.Contains(nameless, path.Base(s.dir())) {
			found = append(found, fmt.Sprintf("%s is in package %s, a name that says nothing", s.name, word))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func importViolations(r row, s source) []string {
	var found []string
	for target := range s.imports() {
		if why := refusal(r, s, target); why != "" {
			found = append(found, fmt.Sprintf("%s imports %s: %s", s.name, target, why))
		}
	}
	return found
}

// refusal says why the row does not let the source import a package, or nothing.
func refusal(r row, s source, target string) string {
	if folder, own := strings.CutPrefix(target, module+"/"); own {
		return ownRefusal(r, s, folder)
	}
	if standard(target) {
		return standardRefusal(r, s, target)
	}
	if within(target, []string{lo}) || slices.Contains(r.modules, "...") || within(target, r.modules) {
		return ""
	}
	return s.owner() + " may use no other module" + but(r.modules)
}

func ownRefusal(r row, s source, folder string) string {
	if slices.Contains(r.never, folder) {
		return s.owner() + " may import all of this module but that"
	}
	sibling := strings.HasSuffix(r.dir, "/...") && strings.HasPrefix(folder, strings.TrimSuffix(r.dir, "..."))
	if sibling || slices.Contains(r.own, "...") || slices.Contains(r.own, folder) {
		return ""
	}
	return s.owner() + " may import nothing of this module" + but(r.own)
}

func standardRefusal(r row, s source, target string) string {
	if !r.core || !slices.Contains(coreNever, target) {
		return ""
	}
	if target == "context" && slices.Contains(contextFiles, s.name) {
		return ""
	}
	return "an answer of the core depends on its arguments alone"
}

// clockViolations finds each use of a function that reads the clock, called or passed on.
func clockViolations(r row, s source) []string {
	local, imported := s.imports()["time"]
	if !r.core || !imported {
		return nil
	}
	var found []string
	ast.Inspect(s.ast, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if from, ok := selector.X.(*ast.Ident); ok && from.Name == local && slices.Contains(clock, selector.Sel.Name) {
			found = append(found, fmt.Sprintf("%s uses time.%s: in the core, time is an argument", s.name, selector.Sel.Name))
		}
		return true
	})
	return found
}

func testViolations(r row, s source) []string {
	var found []string
	for target := range s.imports() {
		if r.core && within(target, coreTestNever) {
			found = append(found, fmt.Sprintf("%s imports %s: the core is tested without it", s.name, target))
		}
	}
	return found
}

// strangers returns the names at the top of the repository that do not belong there.
func strangers(root fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, err
	}
	ignore, err := fs.ReadFile(root, ".gitignore")
	if err != nil {
		return nil, err
	}
	var found []string
	for _, entry := range entries {
		name := entry.Name()
		if !slices.Contains(top, name) && !strings.HasPrefix(name, ".") && !ignored(string(ignore), name) {
			found = append(found, name)
		}
	}
	return found, nil
}

// ignored tells whether a line of .gitignore matches a name at the top.
func ignored(lines, name string) bool {
	for line := range strings.Lines(lines) {
		if matched, err := path.Match(strings.Trim(strings.TrimSpace(line), "/"), name); err == nil && matched {
			return true
		}
	}
	return false
}

// standard tells whether a path belongs to the standard library: its first element has
// no dot.
func standard(target string) bool {
	first, _, _ := strings.Cut(target, "/")
	return !strings.Contains(first, ".")
}

// within tells whether a path is one of the prefixes or below one.
func within(target string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool {
		return target == prefix || strings.HasPrefix(target, prefix+"/")
	})
}

func but(allowed []string) string {
	if len(allowed) == 0 {
		return ""
	}
	return " but " + strings.Join(allowed, ", ")
}

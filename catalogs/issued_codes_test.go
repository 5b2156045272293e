package catalogs_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

const issuedCodesFile = "testdata/issued_codes.txt"

var issue = flag.Bool("issue", false, "write codes that are new to "+issuedCodesFile)

// keyOf is the column that names the records of a file for ever.
var keyOf = map[string]string{
	"categories.csv":          "name",
	"departments.csv":         "code",
	"institution_classes.csv": "code",
	"items.csv":               "code",
	"panels.csv":              "code",
	"qualifiers.csv":          "code",
	"reasons.csv":             "code",
	"regions.csv":             "code",
	"targets.csv":             "id",
}

// presentCodes are the codes of all catalogue files, each after its file name.
func presentCodes(t *testing.T) []string {
	t.Helper()
	var codes []string
	for _, f := range readFiles(t) {
		key, ok := keyOf[f.name]
		if !ok {
			continue
		}
		for _, code := range f.column(key) {
			codes = append(codes, f.name+" "+code)
		}
	}
	slices.Sort(codes)
	return codes
}

func TestCodesAreUnique(t *testing.T) {
	codes := presentCodes(t)
	for i := 1; i < len(codes); i++ {
		if codes[i] == codes[i-1] {
			t.Errorf("%s stands twice", codes[i])
		}
	}
}

func TestIssuedCodesAreNeverDeleted(t *testing.T) {
	issued, present := issuedCodes(t), presentCodes(t)
	for _, code := range issued {
		if _, found := slices.BinarySearch(present, code); !found {
			t.Errorf("%s was issued and is gone: withdraw records, do not delete them", code)
		}
	}
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat(issued, present))))
	if *issue {
		writeIssuedCodes(t, all)
		return
	}
	if added := len(all) - len(issued); added > 0 {
		t.Errorf("%d codes are new: run go test ./catalogs -issue", added)
	}
}

func issuedCodes(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(issuedCodesFile)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

func writeIssuedCodes(t *testing.T, codes []string) {
	t.Helper()
	data := strings.Join(codes, "\n") + "\n"
	if err := os.WriteFile(issuedCodesFile, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

package recognition

import (
	"os"
	"strings"
	"testing"
)

// The guide to findings is what vendors program against.
func TestEveryCodeAndParameterIsDocumented(t *testing.T) {
	guide, err := os.ReadFile("../../docs/findings.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range Codes() {
		if !strings.Contains(string(guide), "| `"+code.String()+"` |") {
			t.Errorf("docs/findings.md does not explain %s", code)
		}
	}
	for name := NoParameter + 1; name < parameterNames; name++ {
		if !strings.Contains(string(guide), "| `"+name.String()+"` |") {
			t.Errorf("docs/findings.md does not explain the parameter %s", name)
		}
	}
}

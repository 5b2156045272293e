package catalogs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"concord/catalogs"
	"concord/internal/registry"
)

func TestDepartments(t *testing.T) {
	form, departments := regexp.MustCompile(`^[0-9]{2}(\.[0-9]{2})?$`), catalogs.Load().Departments
	for _, d := range departments {
		if !form.MatchString(d.Code) || d.Name == "" || d.NameEn == "" {
			t.Errorf("%s: a code or name is missing or malformed", d.Code)
		}
		above, _, _ := strings.Cut(d.Code, ".")
		if !slices.ContainsFunc(departments, func(o registry.Department) bool { return o.Code == above }) {
			t.Errorf("%s %s: no department %s above it", d.Code, d.Name, above)
		}
	}
}

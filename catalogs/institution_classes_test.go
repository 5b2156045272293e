package catalogs_test

import (
	"regexp"
	"testing"

	"concord/catalogs"
)

func TestInstitutionClasses(t *testing.T) {
	form, classes := regexp.MustCompile(`^[A-Z][0-9]{3}$`), catalogs.Load().Classes
	if len(classes) < 182 {
		t.Errorf("%d classes, WS 218 has 182", len(classes))
	}
	for _, c := range classes {
		if !form.MatchString(c.Code) || c.Name == "" {
			t.Errorf("%s %q: a code or name is missing or malformed", c.Code, c.Name)
		}
	}
}

package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/jba/templatecheck"
)

// pages are all pages; their templates are checked against them.
var pages = []page{
	&failurePage{},
	&setupPage{}, &setupDonePage{},
	&lookUpPage{}, &visitPage{}, &counterpartsPage{},
	&jurisdictionsPage{}, &jurisdictionPage{}, &listPage{}, &listVersionsPage{}, &listVersionPage{}, &listDiffPage{},
	&announcementsPage{}, &announcementPage{},
	&itemsPage{}, &itemPage{}, &institutionsPage{}, &institutionPage{},
	&homePage{}, &boardPage{}, &rollupPage{}, &unitPage{}, &unitItemsPage{},
	&deskPage{},
	&signInPage{}, &accountPage{}, &keptFormPage{},
	&draftsPage{}, &newDraftPage{}, &draftPage{},
	&waitingPage{}, &versionsPage{}, &withdrawalPage{},
}

func TestTemplatesFitTheirPages(t *testing.T) {
	for lang, set := range map[string]templateSet{chinese: parseTemplates(chinese), english: parseTemplates(english)} {
		var checked []string
		for _, p := range pages {
			name := p.template()
			checked = append(checked, name)
			if set[name] == nil {
				t.Errorf("%T has no template %s", p, name)
				continue
			}
			if err := templatecheck.CheckHTML(set[name], p); err != nil {
				t.Errorf("%s, in %s: %v", name, lang, err)
			}
		}
		for name := range set {
			if !slices.Contains(checked, name) {
				t.Errorf("the template %s is of no page in the list above", name)
			}
		}
	}
}

func TestNothingIsInline(t *testing.T) {
	for _, p := range pages {
		text, err := templateFiles.ReadFile("templates/" + p.template() + ".tmpl")
		if err != nil {
			t.Fatal(err)
		}
		for _, inline := range []string{"<script", "<style", " style=", " onclick=", " onchange=", " onsubmit=", "javascript:"} {
			if strings.Contains(string(text), inline) {
				t.Errorf("%s has %q, which the policy of the pages forbids", p.template(), inline)
			}
		}
	}
}

package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/registry"
)

// lookUp knows institutions by what they are merged into and campuses of.
func lookUp(all ...registry.Institution) func(registry.InstitutionID) (registry.Institution, bool) {
	byID := map[registry.InstitutionID]registry.Institution{}
	for _, i := range all {
		byID[i.ID] = i
	}
	return func(id registry.InstitutionID) (registry.Institution, bool) {
		i, ok := byID[id]
		return i, ok
	}
}

func TestMergesAreFollowedToTheirEnd(t *testing.T) {
	look := lookUp(
		registry.Institution{ID: "a", MergedInto: "b"}, registry.Institution{ID: "b", MergedInto: "c"}, registry.Institution{ID: "c"},
		registry.Institution{ID: "lost", MergedInto: "nobody"},
		registry.Institution{ID: "x", MergedInto: "y"}, registry.Institution{ID: "y", MergedInto: "x"},
	)
	for id, want := range map[registry.InstitutionID]registry.InstitutionID{
		"a": "c", "b": "c", "c": "c", "lost": "lost", "nobody": "nobody", "x": "x", "y": "y",
	} {
		if got := registry.Survivor(id, look); got != want {
			t.Errorf("%s is one with %s, want %s", id, got, want)
		}
	}
}

func TestMergesThatCannotBe(t *testing.T) {
	look := lookUp(
		registry.Institution{ID: "main"}, registry.Institution{ID: "campus", CampusOf: "main"}, registry.Institution{ID: "other"},
		registry.Institution{ID: "old", MergedInto: "main"}, registry.Institution{ID: "older", MergedInto: "old"},
		registry.Institution{ID: "branch", CampusOf: "old"},
	)
	for _, c := range []struct {
		why             string
		duplicate, into registry.InstitutionID
		want            []string
	}{
		{"two of one kind", "other", "main", nil},
		{"into one that was merged itself", "other", "older", nil},
		{"a merge is put right", "old", "other", nil},
		{"a campus of neither", "campus", "other", nil},
		{"a duplicate nobody knows", "nobody", "main", []string{"id INSTITUTION_UNKNOWN"}},
		{"a survivor nobody knows", "main", "nobody", []string{"merged_into INSTITUTION_UNKNOWN"}},
		{"itself", "main", "main", []string{"merged_into MERGE_WITH_ITSELF"}},
		{"into its own duplicate", "main", "old", []string{"merged_into MERGE_IN_A_CIRCLE"}},
		{"into a duplicate's duplicate", "main", "older", []string{"merged_into MERGE_IN_A_CIRCLE"}},
		{"a merge put right in a circle", "old", "older", []string{"merged_into MERGE_IN_A_CIRCLE"}},
		{"a campus into its root", "campus", "main", []string{"merged_into MERGE_OF_CAMPUS"}},
		{"a root into its campus", "main", "campus", []string{"merged_into MERGE_OF_CAMPUS"}},
		{"a campus of the duplicate's", "branch", "main", []string{"merged_into MERGE_OF_CAMPUS"}},
	} {
		var got []string
		for _, p := range registry.CheckMerge(c.duplicate, c.into, look) {
			got = append(got, p.Pointer+" "+p.Code)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s into %s (-want +got):\n%s", c.why, c.duplicate, c.into, diff)
		}
	}
}

func TestInstitutionsThatCannotBe(t *testing.T) {
	for why, change := range map[string]func(*registry.Institution){
		"merged into itself":         func(i *registry.Institution) { i.MergedInto = i.ID },
		"a retrieval link over http": func(i *registry.Institution) { i.RetrievalURL = "http://pacs.example.org/" },
		"a retrieval link of no host": func(i *registry.Institution) {
			i.RetrievalURL = "https:///images"
		},
		"a retrieval link with a password": func(i *registry.Institution) { i.RetrievalURL = "https://a:b@pacs.example.org/" },
		"a script for a retrieval link":    func(i *registry.Institution) { i.RetrievalURL = "javascript:alert(1)" },
	} {
		i := registry.Institution{ID: "a", Name: "一院", Open: registry.Always, RetrievalURL: "https://pacs.example.org/images?org=a"}
		if err := i.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&i)
		if err := i.Validate(); err == nil {
			t.Errorf("%s is accepted", why)
		}
	}
}

package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
)

// pin puts down what a draft stands for now: the newest version of its list, and
// all that publishing it would do.
func (run *importing) pin(d *office.Draft) {
	d.Basis, d.Reviewed = len(run.tenures()), run.reviewed()
}

// tenures are those of the list's versions, before the step takes any back.
func (run *importing) tenures() []registry.Tenure {
	if run.ground == nil {
		return nil
	}
	versions := run.ground.read[run.draft.version.List]
	tenures := make([]registry.Tenure, len(versions))
	for i, v := range versions {
		tenures[i] = v.Tenure()
	}
	return tenures
}

// reviewed is the digest of all that publishing the draft would do: what it says
// of which period, what it is compared with and takes back, and which
// institutions it brings. These count by name, since their ids are minted anew.
func (run *importing) reviewed() string {
	if run.ground == nil {
		return ""
	}
	sum := sha256.New()
	v := run.draft.version
	fmt.Fprintf(sum, "%d %v %v %d %v\n", v.Number, v.Period, v.RecordedLater, run.report.Against, run.order.Withdraws)
	content := run.draft.content
	content.Institutions = slices.Clone(content.Institutions)
	for _, created := range run.created {
		for i := range content.Institutions {
			if content.Institutions[i].Institution == created.ID {
				content.Institutions[i].Institution = registry.InstitutionID("new " + string(created.Region) + " " + created.Name)
			}
		}
		created.ID = ""
		fmt.Fprintf(sum, "%q\n", fmt.Sprint(created))
	}
	fmt.Fprintln(sum, registry.Digest(v, content))
	return hex.EncodeToString(sum.Sum(nil))
}

// MovedError says that what a draft would do is no longer what its approver saw:
// the list has moved on, or the registry around it.
type MovedError struct {
	Newest registry.Version // of the list; zero where it has none
	Basis  int              // the newest version when the draft was edited or submitted
}

// Error names the version that came first.
func (e *MovedError) Error() string {
	if e.Newest.Number == e.Basis {
		return "publishing the draft would do something else than when it was last edited or submitted"
	}
	return fmt.Sprintf("%s: version %d was published at %s after the draft was last edited or submitted against version %d",
		e.Newest.List, e.Newest.Number, e.Newest.PublishedAt, e.Basis)
}

// moved gives a [*MovedError] where publishing the draft would do something else
// than when it was last edited or submitted.
func (run *importing) moved(d office.Draft) error {
	if len(run.tenures()) == d.Basis && run.reviewed() == d.Reviewed {
		return nil
	}
	return run.overtaken(d.Basis)
}

// overtaken is the [*MovedError] of a list that had so many versions.
func (run *importing) overtaken(basis int) error {
	moved := &MovedError{Basis: basis}
	if versions := run.ground.read[run.draft.version.List]; len(versions) > 0 {
		moved.Newest = versions[len(versions)-1]
	}
	return moved
}

package app

import (
	"testing"

	"concord/internal/registry"

	"github.com/google/go-cmp/cmp"
)

func TestAnIdentifierIsConfirmedOnce(t *testing.T) {
	d := newDesk(t)
	const uscc = "91350211M000100Y43"
	accept := func(i *Import) { i.Accepted = []string{uscc} }
	first := "机构名称,统一社会信用代码\n演示甲医院," + uscc + "\n"
	refused := d.bring(ImportInstitutions, first)
	if diff := cmp.Diff([]string{"2 USCC_INVALID"}, codes(refused.Problems)); diff != "" {
		t.Errorf("problems of an unconfirmed code (-want +got):\n%s", diff)
	}
	d.bring(ImportInstitutions, first, accept)

	again := d.bring(ImportInstitutions, first+"演示乙医院,91350211M000100Y44\n")
	if diff := cmp.Diff([]string{"3 USCC_INVALID"}, codes(again.Problems)); diff != "" {
		t.Errorf("problems beside the confirmed code (-want +got):\n%s", diff)
	}
	d.bring(ImportInstitutions, first)
	if n := len(d.content(registry.InstitutionList).Institutions); n != 1 {
		t.Errorf("the list has %d institutions, want 1", n)
	}
}

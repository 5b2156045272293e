package progress_test

import (
	"testing"

	"concord/internal/progress"
	"concord/internal/registry"
)

func TestASuggestionSpeaksOfPeersThatAreThere(t *testing.T) {
	hospital := []*registry.Institution{{}}
	for _, tt := range []struct {
		suggestion progress.Suggestion
		want       registry.Text
	}{
		{progress.Suggestion{Qualified: hospital}, registry.Text{
			Zh: "本单位 1 家机构已有质量证明",
			En: "one of its own institutions has evidence of quality",
		}},
		{progress.Suggestion{Nation: progress.Peers{Listing: 3, Publishing: 8}}, registry.Text{
			Zh: "全国其他 8 个有清单的单位中 3 个列有；本单位尚无机构有质量证明",
			En: "named by 3 of 8 other lists in the nation; none of its own institutions has evidence of quality yet",
		}},
		{progress.Suggestion{
			Province: progress.Peers{Listing: 1, Publishing: 2}, Nation: progress.Peers{Listing: 3, Publishing: 8}, Qualified: append(hospital, hospital...),
			ListedBy: []registry.JurisdictionCode{"420000"}, Live: true,
		}, registry.Text{
			Zh: "其他有清单的单位，本省 2 个中 1 个列有，全国 8 个中 3 个；本单位 2 家机构已有质量证明；上级或联盟清单已列入；已实际互认",
			En: "named by 1 of 2 other lists in the province, 3 of 8 in the nation; 2 of its own institutions have evidence of quality; a wider list names it already; it is live by that list",
		}},
	} {
		if got := tt.suggestion.Text(); got != tt.want {
			t.Errorf("%+v, want %+v", got, tt.want)
		}
	}
}

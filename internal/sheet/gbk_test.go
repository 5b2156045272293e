package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The first bytes of a GBK file are its first characters; none of them may be
// taken for the mark of a picture or an archive.
func TestTextInGBKMayBeginWithAnyTitle(t *testing.T) {
	for _, title := range []string{"赤峰市互认清单", "附件：项目清单", "项目清单", "序号", "“互认”项目", "　附件1", "ＰＤＦ"} {
		data, err := simplifiedchinese.GB18030.NewEncoder().String(title + "\n项目名称,互认时限\n血糖,7天\n")
		check(t, err)
		reading := open(t, "list.csv", []byte(data)).Items()
		wantProblems(t, reading.Problems)
		if diff := cmp.Diff([]string{"A3 血糖 7d"}, brief(reading.Rows)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", title, diff)
		}
	}
}

package registry

import "testing"

func TestATextInASentenceIsSaidInItsLanguage(t *testing.T) {
	hubei := Text{Zh: "湖北省", En: "Hubei"}.WithCode("420000")
	unknown := Text{Zh: "99", En: "99"}.WithCode("99")
	got := Textf("%s不是%s的上级地区（%d）", "%s does not lie above %s (%d)", hubei, unknown, 1)
	if want := (Text{Zh: "湖北省（420000）不是99的上级地区（1）", En: "Hubei (420000) does not lie above 99 (1)"}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

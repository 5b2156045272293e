package outcome

import (
	"strings"
	"testing"
)

func TestNumbersThatTellWhoSomebodyIs(t *testing.T) {
	for _, test := range []struct {
		text          string
		comment, name IdentityKind // in a comment, and in a case id
	}{
		{"", NoIdentity, NoIdentity},
		{"患者要求复查", NoIdentity, NoIdentity},
		{"2026-11-22 复查 K 3.1 mmol/L", NoIdentity, NoIdentity},
		{"20261122 复查", NoIdentity, NoIdentity},
		{"11010519491231002X", IdentityCard, IdentityCard},
		{"11010519491231002x 已核对", IdentityCard, IdentityCard},
		{"号码440524188001010014", IdentityCard, IdentityCard},
		{"440524 18800101 0014", IdentityCard, IdentityCard},
		{"４４０５２４１８８００１０１００１４", IdentityCard, IdentityCard},
		{"440524188001010015", LongNumber, LongNumber}, // its check character is wrong
		{"440524880101001", IdentityCard, IdentityCard},
		{"电话13812345678", Telephone, Telephone},
		{"+86 138-1234-5678", Telephone, Telephone},
		{"8613812345678", Telephone, Telephone},
		{"010-62345678", Telephone, Telephone},
		{"0476 8234567", Telephone, Telephone},
		{"12812345678", LongNumber, NoIdentity},
		{"住院号 202611220", LongNumber, NoIdentity},
		{"20261122000123", LongNumber, NoIdentity},
		{"2026112200012345", LongNumber, LongNumber},
		{"550e8400-e29b-41d4-a716-446655440000", LongNumber, NoIdentity},
		{"13812345-6780-4012-9345-678901234567", LongNumber, NoIdentity},
		{strings.Repeat("7", 64), LongNumber, NoIdentity},
		{strings.Repeat("7", 65), LongNumber, LongNumber},
	} {
		if got, _ := CommentIdentity.Find(test.text); got != test.comment {
			t.Errorf("in a comment %q is %d, want %d", test.text, got, test.comment)
		}
		if got, _ := CaseIdentity.Find(test.text); got != test.name {
			t.Errorf("as a case id %q is %d, want %d", test.text, got, test.name)
		}
	}
}

func TestRefusalTellsThePlaceAndNotTheNumber(t *testing.T) {
	e := Event{Stage: Opened, Comment: "患者电话 13812345678"}
	problems := e.Problems(0)
	if len(problems) != 1 || problems[0].Code != "IDENTITY_SUSPECTED" || problems[0].Pointer != "/comment" {
		t.Fatalf("the problems are %v", problems)
	}
	for _, words := range []string{problems[0].Message.Zh, problems[0].Message.En} {
		if !strings.Contains(words, "6") || strings.Contains(words, "138") {
			t.Errorf("%q does not tell place 6, or repeats the number", words)
		}
	}
}

package httpapi_test

import (
	"testing"

	"concord/internal/store/pgtest"
)

// What is told of publishing on the embedded database holds on PostgreSQL too.
func TestPublishingOnPostgreSQL(t *testing.T) {
	embedded := deskDatabase
	deskDatabase = pgtest.Open
	t.Cleanup(func() { deskDatabase = embedded })
	for _, story := range []struct {
		name string
		tell func(*testing.T)
	}{
		{"a list is published by two people", TestAListIsPublishedByTwoPeople},
		{"who had a part in a draft may not approve it", TestWhoHadAPartInADraftMayNotApproveIt},
		{"two drafts of one list", TestTwoDraftsOfOneList},
		{"public notice", TestPublicNotice},
		{"versions are taken back", TestVersionsAreTakenBack},
		{"drafts of entries", TestDraftsOfEntries},
		{"files of a draft", TestFilesOfADraft},
		{"a repeated request is answered once", TestARepeatedRequestIsAnsweredOnce},
		{"a repeat is answered to who still may", TestARepeatIsAnsweredToWhoStillMay},
		{"settings are chosen", TestSettingsAreChosen},
		{"objections are to the draft that was read", TestObjectionsAreToTheDraftThatWasRead},
		{"a draft keeps what nobody meant to change", TestADraftKeepsWhatNobodyMeantToChange},
		{"a refusal of a state tells how it came about", TestARefusalOfAStateTellsHowItCameAbout},
		{"who may read the record", TestWhoMayReadTheRecord},
		{"upkeep is idempotent", TestUpkeepIsIdempotent},
	} {
		t.Run(story.name, story.tell)
	}
}

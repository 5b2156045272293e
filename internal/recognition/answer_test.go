package recognition_test

import (
	"testing"

	"concord/internal/recognition"
	"concord/internal/registry"
)

func TestAnswerHasItsInstitutionsAtHand(t *testing.T) {
	s := written(t, recorded(hospital("east", "东院"), hospital("west", "西院")), recorded(hospital("east", "东方医院")))
	question := recognition.Question{Issuer: "east", Receiver: "west", Item: recognition.ItemRef{Code: "LCHM051"}, At: 1}
	var a recognition.Answer
	if err := recognition.Decide(s, &question, &a); err != nil {
		t.Fatal(err)
	}
	for id, name := range map[registry.InstitutionID]string{"east": "东院", "west": "西院", "north": ""} {
		i, ok := a.Institution(id)
		if ok != (name != "") || ok && i.Name != name {
			t.Errorf("%s is %+v, %v; want %q", id, i, ok, name)
		}
	}
}

package wording

import (
	"testing"

	"concord/internal/recognition"
)

// parameterNames are all placeholders that a finding's parameters fill.
func parameterNames() map[string]bool {
	names := map[string]bool{
		"issuer_name": true, "receiver_name": true, "reader_name": true, "item_name": true, "list_name": true, "version": true,
	}
	for n := recognition.NoParameter + 1; n <= recognition.ParamModality; n++ {
		names[n.String()] = true
	}
	return names
}

func TestEveryCodeHasSentencesInBothLanguages(t *testing.T) {
	for _, code := range recognition.Codes() {
		options := sentences[code]
		if len(options) == 0 || options[len(options)-1].when != nil {
			t.Errorf("%s: no sentence that can always be said", code)
		}
	}
}

func TestEveryPlaceholderIsFilled(t *testing.T) {
	names := parameterNames()
	for code, options := range sentences {
		for _, option := range options {
			for _, s := range append(option.zh, option.en...) {
				if s.name != "" && !names[s.name] {
					t.Errorf("%s: nothing fills {%s}", code, s.name)
				}
			}
		}
	}
}

func TestEveryInputCodeSaysHowToFixIt(t *testing.T) {
	for _, code := range []recognition.InputCode{
		recognition.ReportBeforeExam, recognition.TimeAfterAsked,
		recognition.SituationUnknown, recognition.ReaderNotApplicable,
	} {
		p := InputProblem(recognition.InputError{Code: code, Field: "exam_time"})
		if p.Message.Zh == "：" || p.Fix.Zh == "" || p.Fix.En == "" {
			t.Errorf("%s: %+v", code, p)
		}
	}
}

package wording

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"concord/internal/recognition"
	"concord/internal/registry"
)

func TestEveryCodeHasSentencesInBothLanguages(t *testing.T) {
	for _, code := range recognition.Codes() {
		options := sentences[code]
		if len(options) == 0 || options[len(options)-1].when != nil {
			t.Errorf("%s: no sentence that can always be said", code)
		}
	}
}

func TestEveryPlaceholderIsFilled(t *testing.T) {
	for code, options := range sentences {
		for _, option := range options {
			for _, s := range append(option.zh, option.en...) {
				if s.fill == unknownFiller {
					t.Errorf("%s: nothing fills the placeholder after %q", recognition.Code(code), s.text)
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

func TestSentencesNeedNoQuoting(t *testing.T) {
	said := []registry.Text{recordReason, mayAccept, mayNotAccept, recordChoice}
	said = append(said, lead[:]...)
	said = append(said, slices.Concat(levels[:], listNames[:], windowUnits[:])...)
	said = append(said, slices.Collect(maps.Values(words))...)
	for _, option := range append(slices.Concat(sentences...), patientTexts[:]...) {
		for _, part := range append(option.zh, option.en...) {
			said = append(said, registry.Text{Zh: part.text})
		}
	}
	for _, text := range said {
		if strings.ContainsAny(text.Zh+text.En, "\"\\\n\t") {
			t.Errorf("%+v has to be quoted", text)
		}
	}
}

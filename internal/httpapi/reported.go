package httpapi

import (
	"net/http"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/outcome"
	"concord/internal/registry"
)

// eventReader gathers what is wrong with the values of an event.
type eventReader struct{ problems []registry.Problem }

func (r *eventReader) required(w *api.OutcomeFields) {
	for _, one := range []struct{ pointer, value string }{
		{"/id", w.ID}, {"/case_id", w.CaseID}, {"/issuer", w.Issuer}, {"/receiver", w.Receiver}, {"/item", w.Item},
		{"/exam_time", w.ExamTime}, {"/outcome", string(w.Outcome)}, {"/occurred_at", w.OccurredAt},
	} {
		if one.value == "" {
			r.problems = append(r.problems, missing(one.pointer))
		}
	}
}

func (r *eventReader) id(pointer, s string) outcome.ID {
	if s == "" {
		return outcome.ID{}
	}
	id, err := outcome.ParseID(s)
	if err != nil {
		r.problems = append(r.problems, invalid(pointer, textf("%q 不是 UUID", "%q is no UUID", s),
			registry.Text{Zh: "写成 0b6f9a3e-6c1d-4f53-9d6e-2f4a1c9b7e10", En: "write it as 0b6f9a3e-6c1d-4f53-9d6e-2f4a1c9b7e10"}))
	}
	return id
}

func (r *eventReader) stage(s api.Stage) outcome.Stage {
	stage, err := outcome.ParseStage(string(s))
	if err != nil && s != "" {
		r.problems = append(r.problems, noWord("outcome", s, lo.Map(outcome.Stages, func(s outcome.Stage, _ int) string { return s.String() })...))
	}
	return stage
}

func (r *eventReader) instant(pointer, s string) registry.Instant {
	if s == "" {
		return 0
	}
	instant, err := registry.ParseInstant(s)
	if err != nil {
		r.problems = append(r.problems, badTime(pointer, s))
	}
	return instant
}

// revision is one of whichever server answered: this one need not know it yet.
func (r *eventReader) revision(s string) string {
	if s == "" {
		return ""
	}
	revision, err := registry.ParseRevision(s)
	if err != nil {
		r.problems = append(r.problems, invalid("/revision", textf("%q 不是修订号", "%q is not a revision", s),
			registry.Text{Zh: "原样填写判断结果中的 revision", En: "state the revision of the answer as it is"}))
	}
	return revision.String()
}

// readReported reads one event, or an array of them. What is wrong with an
// element of an array stays with it.
func readReported(r *questionReader, into *api.Reported) error {
	if into.Many = r.decoder.PeekKind() == '['; !into.Many {
		into.Events = make([]api.ReportedOutcome, 1)
		if err := r.object(func(name string) error { return r.reported(&into.Events[0], name) }); err != nil {
			return err
		}
		return r.refused()
	}
	err := r.array(func() error {
		if len(into.Events) == maxOutcomes {
			return Refuse(http.StatusRequestEntityTooLarge, codeTooLarge,
				textf("一次最多 %d 个事件", "at most %d events at once", maxOutcomes),
				registry.Text{Zh: "分多次提交", En: "send them in parts"})
		}
		into.Events = append(into.Events, api.ReportedOutcome{})
		e := &into.Events[len(into.Events)-1]
		err := r.object(func(name string) error { return r.reported(e, name) })
		e.Refused = r.refused()
		return err
	})
	if err == nil && len(into.Events) == 0 {
		return refuse([]registry.Problem{invalid("", registry.Text{Zh: "没有事件", En: "there is no event"},
			registry.Text{Zh: "至少上报一个事件", En: "send one event at least"})})
	}
	return err
}

// reported reads a member of an event.
func (r *questionReader) reported(e *api.ReportedOutcome, name string) error {
	if field := outcomeMember(&e.OutcomeFields, name); field != nil {
		return r.string(field)
	}
	return r.unknown(name)
}

// outcomeMember is the member of an event with a name; nil where it has none.
func outcomeMember(e *api.OutcomeFields, name string) *string {
	switch name {
	case "id":
		return &e.ID
	case "case_id":
		return &e.CaseID
	case "issuer":
		return &e.Issuer
	case "receiver":
		return &e.Receiver
	case "item":
		return &e.Item
	case "department":
		return &e.Department
	case "exam_time":
		return &e.ExamTime
	case "revision":
		return &e.Revision
	case "outcome":
		return (*string)(&e.Outcome)
	case "reason":
		return &e.Reason
	case "comment":
		return &e.Comment
	case "occurred_at":
		return &e.OccurredAt
	case "corrects":
		return &e.Corrects
	}
	return nil
}

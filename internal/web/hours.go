package web

import (
	"time"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// The hours of a question stand beside its dates, under the names that the contract
// has for whole times: an address may state one of those in their place.
const (
	fieldExamTime   = "exam_time"
	fieldReportTime = "report_time"
)

// hourFields are the fields of hours.
var hourFields = []string{fieldReportTime, fieldExamTime}

// times reads when it was examined and reported. A report of the examination's
// day that states no hour cannot be earlier than the examination.
func (q *inquiry) times() {
	exam, report := &q.question.ExamTime, &q.question.ReportTime
	*exam = q.instant(fieldExam, fieldExamTime)
	*report = q.instant(fieldReport, fieldReportTime)
	if *report != 0 && !q.says(fieldReportTime) && report.Day() == exam.Day() {
		*report = *exam
	}
	if *report == 0 && q.says(fieldReportTime) && !q.says(fieldReport) {
		q.wrong(fieldReport, registry.Text{Zh: "只填了报告时间，没有日期", En: "the report has a time and no date"},
			registry.Text{Zh: "请一并填写报告日期", En: "state its date too"})
	}
}

// says reports whether a field is filled in.
func (q *inquiry) says(name string) bool { return q.form.Get(name) != "" }

// instant reads a date and the hour beside it; without one the date stands for the
// first second of its day, and without a date it is 0.
func (q *inquiry) instant(date, hour string) registry.Instant {
	q.part(date, hour)
	start := q.day(date)
	if start == 0 {
		return 0
	}
	return start + q.hour(hour)
}

// part puts a whole time, as the contract writes it, into the fields of its date
// and of its hour.
func (q *inquiry) part(date, hour string) {
	at, err := registry.ParseInstant(q.form.Get(hour))
	if err != nil {
		return
	}
	q.form.values.Set(date, at.Day().String())
	q.form.values.Set(hour, hourOf(at))
}

// hourOf is the time of day of an instant, with seconds where it has any.
func hourOf(at registry.Instant) string {
	if at%60 == 0 {
		return at.Time().Format("15:04")
	}
	return at.Time().Format(time.TimeOnly)
}

// hour reads a time of day, in seconds; 0 where there is none.
func (q *inquiry) hour(name string) registry.Instant {
	text := q.form.Get(name)
	if text == "" {
		return 0
	}
	for _, layout := range []string{"15:04", time.TimeOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return registry.Instant(at.Hour()*3600 + at.Minute()*60 + at.Second())
		}
	}
	q.wrong(name, sprint("“%s”不是时间", "“%s” is not a time of day", text),
		registry.Text{Zh: "写成 08:30", En: "write it as 08:30"})
	return 0
}

// hourThatMatters is the field of the hour by which a result whose window is over,
// or not stated, may be answered otherwise; empty where none is.
func (q *inquiry) hourThatMatters(a *recognition.Answer, item string) string {
	if !timely(a) {
		return ""
	}
	for _, field := range hourFields {
		if by := q.later(field).decide(item); by != nil && by.Outcome != a.Outcome {
			return field
		}
	}
	return ""
}

// timely reports whether an answer rests on how old the result is.
func timely(a *recognition.Answer) bool {
	for i := range a.Findings {
		if code := a.Findings[i].Code; code == recognition.WindowExpired || code == recognition.WindowUnstated {
			return true
		}
	}
	return false
}

// later is the question with the last hour that a day allows, where the question
// has the day alone.
func (q *inquiry) later(field string) *inquiry {
	late := *q
	at := &late.question.ExamTime
	if field == fieldReportTime {
		at = &late.question.ReportTime
	}
	if *at != 0 && !q.says(field) {
		*at = q.endOfDay(at.Day().Start())
	}
	if report := late.question.ReportTime; report != 0 {
		late.question.ExamTime = min(late.question.ExamTime, report)
	}
	return &late
}

// endOfDay is the last second of a day that begins, or the moment of asking where
// that comes before.
func (q *inquiry) endOfDay(start registry.Instant) registry.Instant {
	return min(start+24*3600-1, max(start, q.question.AskedAt))
}

// timeText is a time of the question, as far as it says it; where there is none,
// nothing.
func (q *inquiry) timeText(at registry.Instant, hour string) string {
	switch {
	case at == 0:
		return ""
	case q.says(hour):
		return at.Day().String() + " " + hourOf(at)
	case at != at.Day().Start():
		return at.Day().String() + q.word("（按检查时间计）", " (taken as the time of the examination)")
	}
	return at.Day().String() + q.word("（按当日 00:00 计）", " (taken as 00:00 of that day)")
}

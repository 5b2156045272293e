package toy

import (
	"strings"
	"time"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// situations are the codes drawn: statutory, leading to one, and leading nowhere.
var situations = []registry.ReasonCode{"ST03", "LO03", "PD02", "ST06", "PF99", "LO07", "PH02"}

// Question draws a question about the world, mostly one that is answered in full.
func (w *World) Question(c Chance) recognition.Question {
	issuer := w.institution(c)
	q := recognition.Question{
		Issuer:   called(c, issuer),
		Receiver: called(c, w.neighbour(c, issuer)),
		Item:     w.item(c),
		ExamTime: moment(c),
	}
	q.ReportTime = w.reported(c, q.ExamTime)
	q.AskedAt = w.asked(c, q)
	if odds(c, 15) {
		q.ReportStatus = pick(c, recognition.Amended, recognition.Amended, recognition.Preliminary, recognition.Cancelled)
	}
	q.HasImages = pick(c, recognition.Yes, recognition.Yes, recognition.Yes, recognition.No, recognition.NotStated)
	if odds(c, 30) {
		q.Qualifiers = w.stated(c)
	}
	if strings.HasPrefix(q.Item.Code, "E") && odds(c, 30) || odds(c, 3) {
		q.DiagnosedBy = called(c, w.institution(c))
	}
	w.circumstances(c, &q)
	if odds(c, 25) {
		q.At = registry.Sequence(1 + c.IntN(len(w.Steps)))
	}
	return q
}

func (w *World) institution(c Chance) registry.Institution {
	return w.Institutions[c.IntN(len(w.Institutions))]
}

// neighbour draws an institution, mostly another one of the same province. The
// plainest is the last, so that it is not the plainest issuer.
func (w *World) neighbour(c Chance, of registry.Institution) registry.Institution {
	draw := func() registry.Institution {
		n := len(w.Institutions)
		return w.Institutions[n-1-c.IntN(n)]
	}
	i := draw()
	if !odds(c, 70) {
		return i
	}
	for range 3 {
		if i.ID != of.ID && i.Region[:2] == of.Region[:2] {
			return i
		}
		i = draw()
	}
	return i
}

// called names an institution by its id, seldom otherwise, and seldom nobody.
func called(c Chance, i registry.Institution) string {
	if !odds(c, 10) {
		return string(i.ID)
	}
	return pick(c, "licence:"+i.Identifiers.Licence, "uscc:"+i.Identifiers.USCC,
		"insurance:"+i.Identifiers.Insurance, "T-99", "uscc:")
}

// item names an item by its code, seldom by others' codes.
func (w *World) item(c Chance) recognition.ItemRef {
	if !odds(c, 15) {
		return recognition.ItemRef{Code: string(pick(c, items...))}
	}
	return pick(c,
		recognition.ItemRef{System: recognition.IssuerLocal, Code: "ONE"},
		recognition.ItemRef{System: recognition.IssuerLocal, Code: "TWO"},
		recognition.ItemRef{System: recognition.IssuerLocal, Code: "THREE"},
		recognition.ItemRef{System: recognition.IssuerLocal, Code: "NONE"},
		recognition.ItemRef{System: recognition.ReceiverLocal, Code: "ONE"},
		recognition.ItemRef{System: recognition.LOINC, Code: "2823-3"},
		recognition.ItemRef{System: recognition.LOINC, Code: "2951-2"},
		recognition.ItemRef{System: recognition.LOINC, Code: ""},
		recognition.ItemRef{Code: "LCHM999"},
	)
}

// reported draws when the report was issued: mostly not stated, or soon.
func (w *World) reported(c Chance, exam registry.Instant) registry.Instant {
	switch c.IntN(20) {
	case 19:
		return exam - 1
	case 14, 15, 16, 17, 18:
		return exam + pick(c, 2*hour, 0, day)
	}
	return 0
}

// asked draws when it is asked: on an edge of some window, or of some day.
func (w *World) asked(c Chance, q recognition.Question) registry.Instant {
	anchor := max(q.ExamTime, q.ReportTime)
	edge := pick[registry.Instant](c, 0, 0, 0, 1, -1)
	switch c.IntN(10) {
	case 9:
		return anchor + pick[registry.Instant](c, -300, -301, 0, 60)
	case 8:
		return max(anchor, moment(c))
	case 7:
		month := anchor.Time().AddDate(0, 1, 0)
		return registry.InstantOf(month) + edge
	case 6:
		return (anchor.Day() + 1).Start() + edge
	case 4, 5:
		return registry.InstantOf(time.Date(2026, time.March, 20, 9, 0, 0, 0, registry.China))
	}
	return anchor + pick(c, 2*day, 3*day, 10*day, 30*day, 91*day) + edge
}

// stated draws qualifiers, seldom outside their vocabulary.
func (w *World) stated(c Chance) registry.Qualifiers {
	q := qualifiers(c, 25)
	if odds(c, 15) {
		q[pick(c, registry.Specimen, registry.Laterality)] = pick(c, "MOONDUST", "CLIA")
	}
	return q
}

// circumstances draws what negative entries and R50 ask about.
func (w *World) circumstances(c Chance, q *recognition.Question) {
	for odds(c, 15) {
		q.Situations = append(q.Situations, pick(c, situations...))
	}
	if odds(c, 1) {
		q.Situations = append(q.Situations, "ST99")
	}
	if odds(c, 60) {
		q.Age = recognition.Age{Stated: true, Years: pick[int16](c, 30, 6, 7, 13, 14, 0)}
	}
	if odds(c, 60) {
		q.Department = pick(c, "03.01", "07", "07.01", "心内科", "无此科")
	}
}

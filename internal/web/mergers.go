package web

import (
	"strings"

	"concord/internal/naming"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// earlierNames are the names, parted by 、, under which a search found
// institutions that were merged since, by the one that they are now.
type earlierNames map[registry.InstitutionID][]string

// add keeps the name under which an institution was found that is another one now.
func (e earlierNames) add(s *recognition.Snapshot, found registry.InstitutionID, now *registry.Institution) {
	if before, ok := s.Institution(found, s.Head().Newest); ok && found != now.ID && !sameName(before.Name, now.Name) {
		e[now.ID] = append(e[now.ID], before.Name)
	}
}

// note puts the earlier names before what a suggestion says of its institution.
func (e earlierNames) note(found suggestion, lang string) suggestion {
	if names := e[registry.InstitutionID(found.Value)]; len(names) > 0 {
		found.Note = saying(lang).tf("原%s · %s", "formerly %s · %s", strings.Join(names, saying(lang).t("、", ", ")), found.Note)
	}
	return found
}

func sameName(a, b string) bool {
	return naming.NormalizeInstitution(a) == naming.NormalizeInstitution(b)
}

// mergedNamed are the institutions of a name that were merged into others since,
// by those, unless the name is their own too.
func (w *Web) mergedNamed(s *recognition.Snapshot, text string) map[registry.InstitutionID]registry.InstitutionID {
	if text == "" || isIdentifier(text) {
		return nil
	}
	merged := map[registry.InstitutionID]registry.InstitutionID{}
	for _, id := range w.registry.Institutions(text) {
		before, known := s.Institution(id, s.Head().Newest)
		now, ok := survivor(s, id)
		if known && ok && now.ID != id && institutionAnswersTo(before, text) && !sameName(now.Name, text) {
			merged[now.ID] = id
		}
	}
	return merged
}

// merged are the institutions of a question that were merged into those that
// answer, each said once.
func (q *inquiry) merged(a *recognition.Answer) []string {
	var said []string
	for _, one := range []struct {
		named
		answers registry.InstitutionID
	}{{q.issuer, a.Issuer}, {q.receiver, a.Receiver}, {q.reader, a.Reader}} {
		if text := q.merger(one.Earlier, one.answers); text != "" {
			said = append(said, text)
		}
	}
	return said
}

// merger says that an institution was merged into another one, and since when
// where its last day is recorded.
func (q *inquiry) merger(from, into registry.InstitutionID) string {
	newest := q.snapshot.Head().Newest
	before, ok := q.snapshot.Institution(from, newest)
	now, known := q.snapshot.Institution(into, newest)
	if !ok || !known || from == into {
		return ""
	}
	since := registry.Text{}
	if day := before.Open.To.String(); day != "" {
		since = sprint("（自 %s）", " (since %s)", day)
	}
	if sameName(before.Name, now.Name) {
		return sprint("编号 %[1]s 已并入 %[2]s（%[3]s）%[4]s，按后者回答。", "%[1]s was merged into %[2]s (%[3]s)%[5]s, which is answered for.", from, now.Name, into, since.Zh, since.En).In(q.lang)
	}
	return sprint("%[1]s已并入%[2]s%[3]s，按%[2]s回答。", "%[1]s was merged into %[2]s%[4]s, which is answered for.", before.Name, now.Name, since.Zh, since.En).In(q.lang)
}

// partyFact is an institution of a question, as it answers, with what it was
// called in the question where that was merged into it.
func (q *inquiry) partyFact(n named, answers registry.InstitutionID) string {
	before, merged := q.snapshot.Institution(n.Earlier, q.snapshot.Head().Newest)
	now, known := q.snapshot.Institution(answers, q.snapshot.Head().Newest)
	if !merged || !known || n.Earlier == answers {
		return withCode(n.Text, n.Value)
	}
	return withCode(now.Name, string(now.ID)) + saying(q.lang).tf("（原%s）", " (formerly %s)", withCode(before.Name, string(before.ID)))
}

package naive

import (
	"cmp"
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// fitness asks R40–R42 of the entry that governs.
func (a *asking) fitness(l listing) {
	a.comparable(l)
	a.images(l)
	a.window(l)
}

// choose picks among the entries of one item. “If several entries of one item
// agree with the question, the shortest window governs; if none agrees,
// NOT_COMPARABLE.”
func (a *asking) choose(l listing) registry.ItemEntry {
	entries := l.version.items(a.item.Code)
	agreeing := slices.DeleteFunc(slices.Clone(entries), func(e registry.ItemEntry) bool {
		return len(a.differing(e)) > 0
	})
	if len(agreeing) > 0 {
		entries = agreeing
	}
	return slices.MinFunc(entries, func(d, e registry.ItemEntry) int {
		return cmp.Or(
			compareWindows(a.windowOf(l, d), a.windowOf(l, e), a.anchor(l)),
			cmp.Compare(d.Key(), e.Key()),
		)
	})
}

// comparable asks R40: “qualifiers agree where both state them; a value outside
// the vocabulary is only noted”.
func (a *asking) comparable(l listing) {
	on := func(code recognition.Code, effect recognition.Effect, field string) {
		f := l.finding(40, code, effect)
		f.Field = field
		a.leave(f)
	}
	for _, kind := range registry.QualifierKinds {
		if a.q.Qualifiers[kind] != "" && !a.inVocabulary(kind, a.q.Qualifiers[kind]) {
			on(recognition.NotCompared, recognition.Noted, kind.String())
		}
	}
	differing := a.differing(l.entry)
	for _, kind := range differing {
		on(recognition.NotComparable, recognition.Against, kind.String())
	}
	if len(differing) == 0 {
		on(recognition.Comparable, recognition.For, "")
	}
}

// differing are the kinds of qualifiers in which an entry and the question
// disagree though both state them.
func (a *asking) differing(e registry.ItemEntry) []registry.QualifierKind {
	var differing []registry.QualifierKind
	for _, kind := range registry.QualifierKinds {
		asked, listed := a.q.Qualifiers[kind], a.statedBy(e, kind)
		if asked == "" || !a.inVocabulary(kind, asked) || len(listed) == 0 {
			continue
		}
		agrees := func(value string) bool { return a.isA(asked, value) || a.isA(value, asked) }
		if !slices.ContainsFunc(listed, agrees) {
			differing = append(differing, kind)
		}
	}
	return differing
}

// statedBy are the values of a kind that an entry states, else those that its
// item has by nature; any of them serves.
func (a *asking) statedBy(e registry.ItemEntry, kind registry.QualifierKind) []string {
	switch {
	case e.Qualifiers[kind] != "":
		return []string{e.Qualifiers[kind]}
	case a.item.Implied[kind] != "":
		return []string{a.item.Implied[kind]}
	case kind == registry.Specimen:
		return a.item.Specimens
	case kind == registry.BodySite:
		return a.item.Sites
	}
	return nil
}

func (a *asking) qualifier(code string) (registry.QualifierValue, bool) {
	for _, v := range a.catalogue.Qualifiers {
		if v.Code == code {
			return v, true
		}
	}
	return registry.QualifierValue{}, false
}

func (a *asking) inVocabulary(kind registry.QualifierKind, code string) bool {
	v, ok := a.qualifier(code)
	return ok && v.Kind == kind
}

// isA reports whether a code is another or a kind of it: “全血(EDTA) is 全血”.
func (a *asking) isA(code, wider string) bool {
	for code != "" && code != wider {
		v, _ := a.qualifier(code)
		code = v.Parent
	}
	return code == wider
}

// images asks R41: “images present when the entry requires them”.
func (a *asking) images(l listing) {
	required := false
	switch l.terms().Images {
	case registry.ImagesMarked:
		required = l.entry.Images
	case registry.ImagesExam:
		required = a.item.Domain == registry.Exam
	}
	if !required {
		return
	}
	f := l.finding(41, recognition.ImagesPresent, recognition.For)
	switch a.q.HasImages {
	case recognition.No:
		f.Code, f.Effect = recognition.ImagesMissing, recognition.Against
	case recognition.NotStated:
		f.Code, f.Effect, f.Field = recognition.DataRequired, recognition.Unknown, "has_images"
	}
	a.leave(f)
}

// anchor: “report or exam; for an amended report exam”.
func (a *asking) anchor(l listing) registry.Instant {
	if a.q.ReportStatus == recognition.Amended || l.terms().Anchor == registry.FromExam || a.q.ReportTime == 0 {
		return a.q.ExamTime
	}
	return a.q.ReportTime
}

// windowOf is the window of an entry: “Entry, else the terms by domain.”
func (a *asking) windowOf(l listing, e registry.ItemEntry) registry.Window {
	if e.Window.Stated() {
		return e.Window
	}
	return l.terms().Window(a.item.Domain)
}

// window asks R42: “asked_at ≤ end of window”.
func (a *asking) window(l listing) {
	w := a.windowOf(l, l.entry)
	if !w.Stated() {
		a.unstated(l)
		return
	}
	f := l.finding(42, recognition.WithinWindow, recognition.For)
	end, ends := windowEnd(w, a.anchor(l))
	if ends {
		a.answer.Windowed, a.answer.ValidUntil = true, end
		if a.q.AskedAt > end {
			f.Code, f.Effect = recognition.WindowExpired, recognition.Against
		}
	}
	a.leave(f)
}

// windowWithoutEntry asks R42 where R20 or R21 bit and no list names the item.
func (a *asking) windowWithoutEntry() { a.unstated(listing{}) }

// unstated: “None stated: WINDOW_UNSTATED, a note while younger than
// unstated_lab / unstated_exam, discretion after.”
func (a *asking) unstated(l listing) {
	f := l.finding(42, recognition.WindowUnstated, recognition.Noted)
	end, ends := windowEnd(l.terms().Unstated(a.item.Domain), a.anchor(l))
	if ends && a.q.AskedAt > end {
		f.Effect = recognition.Discretionary
	}
	a.leave(f)
}

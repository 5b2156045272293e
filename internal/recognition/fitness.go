package recognition

import (
	"slices"

	"concord/internal/registry"
)

// agrees reports whether an entry agrees with what the question states.
func (j *judge) agrees(entry *itemSpan) bool {
	for _, kind := range registry.QualifierKinds {
		if !j.fits(entry, kind) {
			return false
		}
	}
	return true
}

// fits reports whether entry and question agree in one kind of qualifier, as
// far as both state it. What the entry does not state, its item may.
func (j *judge) fits(entry *itemSpan, kind registry.QualifierKind) bool {
	asked := j.q.Qualifiers[kind]
	if asked == "" || !j.comparableValue(kind, asked) {
		return true
	}
	if stated := entry.more().qualifiers[kind]; stated != "" {
		return j.s.reference.comparable(asked, stated)
	}
	switch kind {
	case registry.Specimen:
		return j.fitsAny(asked, j.noun.Specimens)
	case registry.BodySite:
		return j.fitsAny(asked, j.noun.Sites)
	}
	implied := j.noun.Implied[kind]
	return implied == "" || j.s.reference.comparable(asked, implied)
}

// fitsAny reports whether a value agrees with one of several; with none stated
// it does.
func (j *judge) fitsAny(asked string, stated []string) bool {
	return len(stated) == 0 || slices.ContainsFunc(stated, func(s string) bool {
		return j.s.reference.comparable(asked, s)
	})
}

// comparableValue reports whether a value belongs to the vocabulary of its kind.
func (j *judge) comparableValue(kind registry.QualifierKind, value string) bool {
	known := j.s.reference.qualifiers[value]
	return known != nil && known.Kind == kind
}

// comparability asks R40: the qualifiers agree where both state them. Values
// outside the vocabulary are noted, never compared.
func (j *judge) comparability() {
	if j.entry == nil {
		return
	}
	fits := true
	for _, kind := range registry.QualifierKinds {
		asked := j.q.Qualifiers[kind]
		switch {
		case asked == "":
		case !j.comparableValue(kind, asked):
			j.find(j.byListing(40, NotCompared, Noted, j.qualifierParameters(kind, "")))
		case !j.fits(j.entry, kind):
			fits = false
			j.find(j.byListing(40, NotComparable, Against, j.qualifierParameters(kind, j.expected(kind))))
		}
	}
	if fits {
		j.find(j.byListing(40, Comparable, For, Parameters{}))
	}
}

func (j *judge) qualifierParameters(kind registry.QualifierKind, expected string) Parameters {
	p := Parameters{text(ParamField, kind.String()), text(ParamStated, j.q.Qualifiers[kind])}
	if expected != "" {
		p[2] = text(ParamExpected, expected)
	}
	return p
}

// expected is what the entry, or else its item, states of a kind.
func (j *judge) expected(kind registry.QualifierKind) string {
	stated := j.entry.more().qualifiers[kind]
	switch {
	case stated != "":
		return stated
	case kind == registry.Specimen:
		return j.noun.Specimens[0]
	case kind == registry.BodySite:
		return j.noun.Sites[0]
	}
	return j.noun.Implied[kind]
}

// images asks R41 where the entry or its version requires images.
func (j *judge) images() {
	if j.entry == nil || !j.imagesRequired() {
		return
	}
	switch j.q.HasImages {
	case Yes:
		j.find(j.byListing(41, ImagesPresent, For, Parameters{}))
	case No:
		j.find(j.byListing(41, ImagesMissing, Against, Parameters{}))
	default:
		j.find(j.byListing(41, DataRequired, Unknown, Parameters{text(ParamField, "has_images")}))
	}
}

func (j *judge) imagesRequired() bool {
	switch j.speaks.terms().Images {
	case registry.ImagesExam:
		return j.noun.Domain == registry.Exam
	case registry.ImagesNone:
		return false
	}
	return j.entry.images
}

// windowOf is an entry's window: its own, else its version's for the domain.
func (j *judge) windowOf(entry *itemSpan) registry.Window {
	if entry.window.Stated() {
		return entry.window
	}
	return j.speaks.terms().Window(j.noun.Domain)
}

// anchor is the instant from which windows run. An amended report counts from
// the examination, so that an amendment does not make a result younger.
func (j *judge) anchor() registry.Instant {
	if j.q.ReportStatus == Amended || j.speaks.terms().Anchor == registry.FromExam {
		return j.q.ExamTime
	}
	return j.report
}

func (j *judge) anchorName() string {
	if j.q.ReportStatus == Amended || j.speaks.terms().Anchor == registry.FromExam {
		return "exam"
	}
	return "report"
}

// window asks R42. Under R20 and R21 a missing entry is an unstated window.
func (j *judge) window() {
	if j.item == none || j.entry == nil && !j.belongs() {
		return
	}
	var w registry.Window
	if j.entry != nil {
		w = j.windowOf(j.entry)
	}
	end, ends := w.End(j.anchor())
	switch {
	case !w.Stated():
		j.unstatedWindow()
		return
	case ends:
		j.a.Windowed, j.a.ValidUntil = true, end
	}
	f := j.byListing(42, WithinWindow, For, Parameters{window(ParamWindow, w), text(ParamAnchor, j.anchorName())})
	if ends {
		f.Parameters[2] = instant(ParamUntil, end)
	}
	if ends && j.q.AskedAt > end {
		f.Code, f.Effect = WindowExpired, Against
	}
	j.find(f)
}

// unstatedWindow notes that no window is printed; with age the physician
// decides.
func (j *judge) unstatedWindow() {
	limit := j.speaks.terms().Unstated(j.noun.Domain)
	end, ends := limit.End(j.anchor())
	effect := Noted
	if ends && j.q.AskedAt > end {
		effect = Discretionary
	}
	j.find(j.byListing(42, WindowUnstated, effect, Parameters{
		window(ParamWindow, limit), text(ParamAnchor, j.anchorName()),
	}))
}

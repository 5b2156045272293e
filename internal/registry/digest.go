package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Digest is the SHA-256, in hex, of what a version says about items,
// institutions or situations: its terms, its entries and its unmapped rows.
// Versions that say the same have the same digest, whatever their numbers,
// periods and order of rows. Anybody can compute it from the published list:
//
// Hashed are lines of UTF-8, each ended by LF, their fields parted by TAB; in a
// field a backslash, TAB, LF and CR stand as \\, \t, \n and \r. The first line
// is “list” and the kind; then every term of the kind in order (“term”, name,
// value); then the entries (“entry” and their fields) and unmapped rows
// (“unmapped”, …), sorted by their bytes. Fields stand in the order of the
// struct, codes of a scope are parted by commas; a day is YYYY-MM-DD, the last
// day of a period is the last one inside, an open end is empty.
func Digest(v Version, c Content) string {
	kind := v.List.Kind
	sum := sha256.New()
	sum.Write(line("list", kind.String()))
	for _, t := range v.Terms.All(kind) {
		sum.Write(line("term", t.Name, t.Value))
	}
	lines := contentLines(v, c)
	slices.Sort(lines)
	for _, l := range lines {
		sum.Write([]byte(l))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func contentLines(v Version, c Content) []string {
	lines := make([]string, 0, c.Len()+len(v.Unmapped))
	for _, e := range c.Items {
		lines = append(lines, itemEntryLine(e))
	}
	for _, e := range c.Institutions {
		lines = append(lines, institutionEntryLine(e))
	}
	for _, e := range c.Negatives {
		lines = append(lines, negativeEntryLine(e))
	}
	for _, u := range v.Unmapped {
		lines = append(lines, string(line("unmapped", u.Printed, u.Category, u.Window, u.Note)))
	}
	return lines
}

func itemEntryLine(e ItemEntry) string {
	fields := append([]string{"entry", string(e.Item)}, e.Qualifiers[:]...)
	fields = append(fields, e.Printed, e.Category, e.Window.String(), e.Mark, strconv.FormatBool(e.Images), e.Note)
	return string(line(fields...))
}

func institutionEntryLine(e InstitutionEntry) string {
	return string(line("entry", string(e.Institution), e.Level.digit(), e.Role.String(),
		e.Scope.Mode.String(), joinCodes(e.Scope.Items), e.Period.From.String(), e.Period.Last().String(), e.Note))
}

func negativeEntryLine(e NegativeEntry) string {
	youngest, oldest := "", ""
	if e.Age.Stated {
		youngest, oldest = strconv.Itoa(int(e.Age.Min)), strconv.Itoa(int(e.Age.Max))
	}
	return string(line("entry", string(e.Issuer), string(e.Receiver), string(e.Item), e.Category, e.Modality,
		string(e.Origin), string(e.Situation), youngest, oldest, e.Department, e.Effect.String(),
		e.Period.From.String(), e.Period.Last().String(), e.Reason))
}

// digit is 1, 2 or 3; empty where unknown.
func (l Level) digit() string {
	if l == LevelUnknown {
		return ""
	}
	return strconv.Itoa(int(l))
}

func joinCodes(codes []ItemCode) string {
	var b strings.Builder
	for i, code := range codes {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(string(code))
	}
	return b.String()
}

// line is one line of the canonical form that [Digest] describes.
func line(fields ...string) []byte {
	size := len(fields)
	for _, f := range fields {
		size += len(f)
	}
	b := make([]byte, 0, size)
	for i, f := range fields {
		if i > 0 {
			b = append(b, '\t')
		}
		b = appendEscaped(b, f)
	}
	return append(b, '\n')
}

func appendEscaped(b []byte, field string) []byte {
	for i := range len(field) {
		switch field[i] {
		case '\\':
			b = append(b, `\\`...)
		case '\t':
			b = append(b, `\t`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		default:
			b = append(b, field[i])
		}
	}
	return b
}

// StepDigest sums up what a step recorded, so that a later change of any of it
// shows. Everything of one kind is added in the step's order; publications and
// withdrawals in any. The zero StepDigest is empty and ready to use.
type StepDigest struct {
	kinds [stepKinds]hash.Hash
	lists []string // lines of publications and withdrawals
	err   error
}

// The kinds of facts of a step besides its lists, in the order of the digest.
const (
	institutionFacts = iota
	consortiumFacts
	allianceFacts
	codeMapFacts
	qualificationFacts
	revocationFacts
	removalFacts
	itemFacts
	stepKinds
)

// ErrNotRecordable says that a value cannot be kept without being altered: text
// that is not UTF-8 or holds a NUL, a day outside the years 1 to 9999, a term or
// a window that nobody could write, a result or an effect that says nothing.
var ErrNotRecordable = errors.New("cannot be recorded")

// Recordable gives ErrNotRecordable for texts that a store would refuse or give
// back altered: those that are not UTF-8 or hold a NUL.
func Recordable(texts ...string) error {
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			return fmt.Errorf("text %.100q %w", text, ErrNotRecordable)
		}
	}
	return nil
}

// Digest is the digest of all that the step records. It gives ErrNotRecordable
// where a store could not give back what it was given.
func (s Step) Digest() (string, error) {
	var d StepDigest
	d.line(s.Actor, s.Action, s.Summary)
	d.since(s.RecordedAt.Day())
	each(s.Items, d.Item)
	each(s.Institutions, d.Institution)
	each(s.Consortia, d.Consortium)
	each(s.Alliances, d.Alliance)
	each(s.CodeMaps, d.CodeMap)
	each(s.Qualifications, d.Qualification)
	each(s.Revocations, d.Revocation)
	each(s.Removals, d.Removal)
	each(s.Withdrawals, d.Withdrawal)
	for _, p := range s.Publications {
		d.Publication(p)
	}
	return d.Sum()
}

func each[T any](all []T, add func(T)) {
	for _, one := range all {
		add(one)
	}
}

// Sum is the digest of what was added, in hex.
func (d *StepDigest) Sum() (string, error) {
	if d.err != nil {
		return "", d.err
	}
	sum := sha256.New()
	for kind, h := range d.kinds {
		if h != nil {
			sum.Write(line(strconv.Itoa(kind), hex.EncodeToString(h.Sum(nil))))
		}
	}
	slices.Sort(d.lists)
	for _, l := range d.lists {
		sum.Write([]byte(l))
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// add adds a line of a kind after looking whether it can be recorded.
func (d *StepDigest) add(kind int, fields ...string) {
	if d.kinds[kind] == nil {
		d.kinds[kind] = sha256.New()
	}
	d.kinds[kind].Write(d.line(fields...))
}

func (d *StepDigest) line(fields ...string) []byte {
	if err := Recordable(fields...); err != nil && d.err == nil {
		d.err = err
	}
	return line(fields...)
}

func (d *StepDigest) refuse(what string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(what+" %w", append(args, ErrNotRecordable)...)
	}
}

// Bounds of the days that every store and every reader can write as a date.
var (
	firstDay = DayOf(1, 1, 1)
	lastDay  = DayOf(9999, 12, 31)
)

// period is the first and the last day of p, each empty where open.
func (d *StepDigest) period(p Period) (from, last string) {
	if p.From != MinDay && (p.From < firstDay || p.From > lastDay) {
		d.refuse("first day %d", p.From)
	}
	if p.To != MaxDay && (p.To < firstDay || p.To > lastDay) {
		d.refuse("end of period %d", p.To)
	}
	return p.From.String(), p.Last().String()
}

// since is a day that may be open.
func (d *StepDigest) since(day Day) string {
	from, _ := d.period(Since(day))
	return from
}

// Item adds an item that was added to the catalogue.
func (d *StepDigest) Item(a AddedItem) {
	i := a.Item
	if i.Domain == DomainUnknown {
		d.refuse("item %s of no domain", i.Code)
	}
	d.add(itemFacts, string(i.Code), string(a.By), i.Name, i.NameEn, i.Abbreviation, i.Domain.String(), i.Group, i.Category, i.Modality,
		i.SpecimenText, i.SiteText, i.Unit, i.LOINC, strconv.FormatBool(i.LOINCChecked), i.Initials, d.withdrawn(i))
	d.add(itemFacts, append([]string{"implied"}, i.Implied[:]...)...)
	for _, of := range []struct {
		what   string
		values []string
	}{{"alias", i.Aliases}, {"specimen", i.Specimens}, {"site", i.Sites}} {
		for _, v := range of.values {
			d.add(itemFacts, of.what, v)
		}
	}
}

// withdrawn is the day from which no new list should name an item; empty while
// it is in use.
func (d *StepDigest) withdrawn(i Item) string {
	if i.Withdrawn == 0 {
		return ""
	}
	if i.Withdrawn < firstDay || i.Withdrawn > lastDay {
		d.refuse("withdrawal of item %s on day %d", i.Code, i.Withdrawn)
	}
	return i.Withdrawn.String()
}

// Institution adds an institution.
func (d *StepDigest) Institution(i Institution) {
	from, last := d.period(i.Open)
	d.add(institutionFacts, string(i.ID), i.Name, string(i.CampusOf), string(i.Region), i.Kind, i.Grade,
		i.Identifiers.USCC, i.Identifiers.Licence, i.Identifiers.Insurance, from, last)
	for _, alias := range i.Aliases {
		d.add(institutionFacts, "alias", alias)
	}
	if i.MergedInto != "" {
		d.add(institutionFacts, "merged_into", string(i.MergedInto))
	}
	if i.RetrievalURL != "" {
		d.add(institutionFacts, "retrieval_url", i.RetrievalURL)
	}
	for _, l := range i.Levels {
		from, last := d.period(l.Period)
		d.add(institutionFacts, "level", l.Level.digit(), from, last)
	}
}

// Consortium adds a consortium.
func (d *StepDigest) Consortium(c Consortium) {
	d.add(consortiumFacts, c.ID, c.Name)
	for _, m := range c.Members {
		from, last := d.period(m.Period)
		d.add(consortiumFacts, "member", string(m.Institution), from, last)
	}
}

// Alliance adds an alliance.
func (d *StepDigest) Alliance(a Alliance) {
	d.add(allianceFacts, string(a.Code), a.Name, a.NameEn, a.Mark, string(a.Lead))
	for _, m := range a.Members {
		from, last := d.period(m.Period)
		d.add(allianceFacts, "member", string(m.Region), from, last)
	}
}

// CodeMap adds a version of an institution's codes.
func (d *StepDigest) CodeMap(m CodeMap) {
	from, last := d.period(m.Period)
	d.add(codeMapFacts, string(m.Institution), strconv.Itoa(m.Number), from, last)
	for _, c := range m.Codes {
		d.add(codeMapFacts, "code", c.Code, c.Name, joinCodes(c.Items))
	}
}

// Qualification adds a qualification record.
func (d *StepDigest) Qualification(q Qualification) {
	if q.Result == ResultUnknown {
		d.refuse("qualification of %s without a result", q.Institution)
	}
	from, last := d.period(q.Period)
	d.add(qualificationFacts, string(q.Institution), string(q.Item), q.Programme, q.Round, q.Result.String(), from, last)
}

// Revocation adds a revocation.
func (d *StepDigest) Revocation(r Revocation) {
	d.add(revocationFacts, string(r.Institution), string(r.Item), r.Programme, r.Round, d.since(r.From), r.Reason)
}

// Removal adds a removal.
func (d *StepDigest) Removal(r Removal) {
	d.add(removalFacts, string(r.Jurisdiction), string(r.Institution), d.since(r.From), r.Reason)
}

// Withdrawal adds the withdrawal of a version.
func (d *StepDigest) Withdrawal(w Withdrawal) {
	d.lists = append(d.lists, string(d.line("withdrawal", w.List.String(), strconv.Itoa(w.Number))))
}

// Publication adds a version with its entries: both the Digest that the version
// states and the one that its content has.
func (d *StepDigest) Publication(p Publication) {
	d.check(p)
	lines := d.versionLines(p.Version)
	lines = append(lines, line("content", Digest(p.Version, p.Content))...)
	sum := sha256.Sum256(lines)
	d.lists = append(d.lists, string(line("publication", p.Version.List.String(), strconv.Itoa(p.Version.Number), hex.EncodeToString(sum[:]))))
}

// check looks whether a publication's terms and entries can be recorded.
func (d *StepDigest) check(p Publication) {
	d.checkTerms(p.Version)
	for _, l := range contentLines(p.Version, p.Content) {
		d.line(l)
	}
	for _, e := range p.Content.Items {
		if _, err := ParseWindow(e.Window.String()); err != nil {
			d.refuse("%w:", err)
		}
	}
	for _, e := range p.Content.Institutions {
		d.period(e.Period)
	}
	for _, e := range p.Content.Negatives {
		if e.Effect == 0 {
			d.refuse("negative entry %s without an effect", e.Key())
		}
		d.period(e.Period)
	}
}

func (d *StepDigest) checkTerms(v Version) {
	if v.List.Kind == ListUnknown {
		d.refuse("list of no kind")
	}
	terms := v.Terms.All(v.List.Kind)
	for _, t := range terms {
		d.line(t.Value)
	}
	if _, err := ParseTerms(v.List.Kind, terms); err != nil {
		d.refuse("%w:", err)
	}
}

func (d *StepDigest) versionLines(v Version) []byte {
	from, last := d.period(v.Period)
	announced, announcedLast := d.period(v.Announcement.Period)
	lines := d.line("version", v.List.String(), strconv.Itoa(v.Number), from, last, v.PublishedAt.String(), strconv.FormatBool(v.RecordedLater),
		v.Document.Title, v.Document.Number, v.Document.Issuer, v.Document.URL, d.since(v.Document.IssuedOn),
		announced, announcedLast, v.Announcement.Contact, v.Source.Name, v.Source.SHA256, v.Digest)
	for _, decision := range v.Decisions {
		lines = append(lines, d.line("decision", decision.Name, string(decision.Code))...)
	}
	return lines
}

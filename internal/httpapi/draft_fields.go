package httpapi

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// stated is what a request says about a draft.
type stated struct {
	app.DraftChange
	comment string
}

// statedDraft reads what a request says about a draft, from whichever body it has.
func statedDraft(fields *api.DraftFields, form *multipart.Reader) (stated, error) {
	if form != nil {
		return statedByForm(form)
	}
	if fields == nil {
		return stated{}, refuse([]registry.Problem{missing("/file")})
	}
	return statedByFields(fields)
}

// entriesFile is the name of the file of a draft that was given as entries.
const entriesFile = "entries.json"

func statedByFields(f *api.DraftFields) (stated, error) {
	r := draftReader{}
	s := stated{comment: lo.FromPtr(f.Comment)}
	s.From = r.day("/effective_from", f.EffectiveFrom)
	s.Last = r.lastDay("/effective_to", f.EffectiveTo)
	s.Confirmed = f.Confirm
	if f.Terms != nil {
		s.Terms = lo.ToPtr(termsOf(f.Terms))
	}
	if f.Resolve != nil {
		s.Decisions = lo.ToPtr(decisionsOf(f.Resolve))
	}
	if f.Accept != nil {
		s.Accepted = &f.Accept
	}
	if f.Withdraws != nil {
		s.Withdraws = &f.Withdraws
	}
	if f.Edits != nil {
		s.Edits = lo.ToPtr(lo.Map(f.Edits, func(e api.Edit, _ int) office.Edit { return editOf(e) }))
	}
	if d := f.Document; d != nil {
		s.Document = lo.ToPtr(r.document(d))
	}
	if a := f.Announcement; a != nil {
		s.Announcement = &registry.Announcement{Period: r.period("/announcement", a.From, a.To), Contact: a.Contact}
	}
	if f.Unmapped != nil && f.Entries == nil {
		r.wrong("/unmapped", registry.Text{Zh: "只写了 unmapped，没有 entries", En: "unmapped is stated without entries"},
			"两者合起来是清单的全部内容：一并写明 entries，没有条目时写 []", "together they are all of the list: state entries too, [] for none")
	}
	if f.Entries != nil {
		file, err := entriesOf(f)
		if err != nil {
			return s, err
		}
		s.File = file
	}
	return s, r.err()
}

// entriesOf is the file that entries become.
func entriesOf(f *api.DraftFields) (*office.File, error) {
	content := struct {
		Entries  []api.Entry          `json:"entries"`
		Unmapped []api.UnmappedFields `json:"unmapped,omitzero"`
	}{f.Entries, f.Unmapped}
	text, err := json.Marshal(content, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("write the entries: %w", err)
	}
	return &office.File{Name: entriesFile, Bytes: text}, nil
}

func termsOf(stated map[string]string) []registry.Term {
	return lo.Map(slices.Sorted(maps.Keys(stated)), func(name string, _ int) registry.Term {
		return registry.Term{Name: name, Value: stated[name]}
	})
}

func decisionsOf(stated map[string]string) []registry.NameDecision {
	return lo.Map(slices.Sorted(maps.Keys(stated)), func(name string, _ int) registry.NameDecision {
		return registry.NameDecision{Name: name, Code: registry.ItemCode(stated[name])}
	})
}

func editOf(e api.Edit) office.Edit {
	return office.Edit{
		Sheet: lo.FromPtr(e.Sheet), Row: e.Row, Column: strings.ToUpper(lo.FromPtr(e.Column)),
		Value: lo.FromPtr(e.Value), Remove: lo.FromPtr(e.Remove),
	}
}

// draftReader gathers what is wrong with the values of a draft's fields.
type draftReader struct{ problems []registry.Problem }

func (r *draftReader) err() error {
	if r.problems == nil {
		return nil
	}
	return refuse(r.problems)
}

func (r *draftReader) wrong(pointer string, message registry.Text, zh, en string) {
	r.problems = append(r.problems, invalid(pointer, message, registry.Text{Zh: zh, En: en}))
}

func (r *draftReader) day(pointer string, text *string) *registry.Day {
	if text == nil {
		return nil
	}
	day, err := registry.ParseDay(*text)
	if err != nil {
		r.wrong(pointer, textf("%q 不是日期", "%q is not a date", *text), "写成 2026-12-01", "write it as 2026-12-01")
	}
	return &day
}

// lastDay is a day, or none where the text is empty.
func (r *draftReader) lastDay(pointer string, text *string) *registry.Day {
	if text != nil && *text == "" {
		return lo.ToPtr(registry.MaxDay)
	}
	return r.day(pointer, text)
}

func (r *draftReader) period(pointer, from, last string) registry.Period {
	first, end := r.day(pointer+"/from", &from), r.day(pointer+"/to", &last)
	return registry.Between(*first, *end)
}

func (r *draftReader) document(d *api.DocumentFields) registry.Document {
	document := registry.Document{
		Title: lo.FromPtr(d.Title), Number: lo.FromPtr(d.Number), Issuer: lo.FromPtr(d.Issuer), URL: lo.FromPtr(d.URL),
		IssuedOn: registry.MinDay,
	}
	if lo.FromPtr(d.IssuedOn) != "" {
		document.IssuedOn = *r.day("/document/issued_on", d.IssuedOn)
	}
	return document
}

// statedByForm reads a form: the file, and the fields of a draft beside it.
func statedByForm(form *multipart.Reader) (stated, error) {
	file, values, err := readForm(form)
	if err != nil {
		return stated{}, err
	}
	fields, err := fieldsOf(values)
	if err != nil {
		return stated{}, err
	}
	s, err := statedByFields(fields)
	if file != nil {
		s.File = file
	}
	return s, err
}

// MaxFile is the size of the largest file that is read.
func MaxFile() int64 { return sheet.DefaultLimits().Bytes }

// MaxForm is that, and room for the fields beside it.
func MaxForm() int64 { return MaxFile() + 1<<20 }

// maxFormValue bounds a field of a form that is no file.
const maxFormValue = 64 << 10

// manifold are the fields of forms that may stand there more than once.
var manifold = []string{"accept", "resolve", "term", "withdraw"}

// readForm reads the file of a form and its other fields.
func readForm(form *multipart.Reader) (file *office.File, values map[string][]string, err error) {
	values = map[string][]string{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return file, values, nil
		}
		if err != nil {
			return nil, nil, formError(err)
		}
		name := part.FormName()
		if values[name] != nil && !slices.Contains(manifold, name) || file != nil && name == "file" {
			return nil, nil, refuse([]registry.Problem{invalid("/"+name,
				textf("%s 出现多次", "%s stands there more than once", name), textf("%s 只写一次", "state %s once", name))})
		}
		if name == "file" {
			if file, err = readFile(part); err != nil {
				return nil, nil, err
			}
			continue
		}
		value, err := readValue(part)
		if err != nil {
			return nil, nil, err
		}
		values[name] = append(values[name], value)
	}
}

// readValue reads a field of a form that is no file.
func readValue(part *multipart.Part) (string, error) {
	value, err := io.ReadAll(io.LimitReader(part, maxFormValue+1))
	if err != nil {
		return "", formError(err)
	}
	if len(value) > maxFormValue {
		return "", refuse([]registry.Problem{invalid("/"+part.FormName(),
			textf("%s 超过 %d 字节", "%s is longer than %d bytes", part.FormName(), maxFormValue),
			registry.Text{Zh: "缩短后重新提交", En: "shorten it, then send it again"})})
	}
	return string(value), nil
}

func readFile(part *multipart.Part) (*office.File, error) {
	content, err := io.ReadAll(part)
	if err != nil {
		return nil, formError(err)
	}
	return &office.File{Name: part.FileName(), Bytes: content}, nil
}

// formError is what is wrong with a form, unless it is only too large.
func formError(err error) error {
	if known := refusalOf(err); known.Problems[0].Code == codeTooLarge {
		return known
	}
	return refuse([]registry.Problem{formUnreadable(err)})
}

// fieldsOf are the fields of a form as those of JSON; one that does not exist is
// refused.
func fieldsOf(values map[string][]string) (*api.DraftFields, error) {
	f := &api.DraftFields{}
	var problems []registry.Problem
	for _, name := range slices.Sorted(maps.Keys(values)) {
		read, ok := formFields[name]
		if !ok {
			problems = append(problems, unknownField("/"+name, name))
			continue
		}
		for _, value := range values[name] {
			if err := read(f, value); err != nil {
				problems = append(problems, invalid("/"+name,
					textf("%s：%q 无法识别（%v）", "%s: %q is not understood (%v)", name, value, err),
					registry.Text{Zh: "格式见 /docs", En: "see /docs for its form"}))
			}
		}
	}
	if problems != nil {
		return nil, refuse(problems)
	}
	return f, nil
}

// formFields read the fields of a form into those of JSON.
var formFields = map[string]func(*api.DraftFields, string) error{
	"effective_from": func(f *api.DraftFields, v string) error { f.EffectiveFrom = &v; return nil },
	"effective_to":   func(f *api.DraftFields, v string) error { f.EffectiveTo = &v; return nil },
	"comment":        func(f *api.DraftFields, v string) error { f.Comment = &v; return nil },
	"accept":         func(f *api.DraftFields, v string) error { f.Accept = append(f.Accept, v); return nil },
	"term":           func(f *api.DraftFields, v string) error { return pair(&f.Terms, v, strings.Index(v, "=")) },
	"resolve":        func(f *api.DraftFields, v string) error { return pair(&f.Resolve, v, strings.LastIndex(v, "=")) },
	"withdraw": func(f *api.DraftFields, v string) error {
		n, err := strconv.Atoi(v)
		f.Withdraws = append(f.Withdraws, n)
		return err
	},
	"confirm": func(f *api.DraftFields, v string) error {
		confirm, err := strconv.ParseBool(v)
		f.Confirm = &confirm
		return err
	},
	"document_title":       inDocument(func(d *api.DocumentFields) **string { return &d.Title }),
	"document_number":      inDocument(func(d *api.DocumentFields) **string { return &d.Number }),
	"document_issuer":      inDocument(func(d *api.DocumentFields) **string { return &d.Issuer }),
	"document_issued_on":   inDocument(func(d *api.DocumentFields) **string { return &d.IssuedOn }),
	"document_url":         inDocument(func(d *api.DocumentFields) **string { return &d.URL }),
	"announcement_from":    inAnnouncement(func(a *api.AnnouncementFields) *string { return &a.From }),
	"announcement_to":      inAnnouncement(func(a *api.AnnouncementFields) *string { return &a.To }),
	"announcement_contact": inAnnouncement(func(a *api.AnnouncementFields) *string { return &a.Contact }),
}

// Errors of fields that are a pair.
var (
	errNoPair    = errors.New("write NAME=VALUE")
	errPairTwice = errors.New("the name has another value already")
)

// pair adds NAME=VALUE, parted at i, to a map.
func pair(into *map[string]string, text string, i int) error {
	if i < 1 {
		return errNoPair
	}
	if *into == nil {
		*into = map[string]string{}
	}
	name, value := text[:i], text[i+1:]
	if stated, ok := (*into)[name]; ok && stated != value {
		return errPairTwice
	}
	(*into)[name] = value
	return nil
}

func inDocument(field func(*api.DocumentFields) **string) func(*api.DraftFields, string) error {
	return func(f *api.DraftFields, v string) error {
		if f.Document == nil {
			f.Document = &api.DocumentFields{}
		}
		*field(f.Document) = &v
		return nil
	}
}

func inAnnouncement(field func(*api.AnnouncementFields) *string) func(*api.DraftFields, string) error {
	return func(f *api.DraftFields, v string) error {
		if f.Announcement == nil {
			f.Announcement = &api.AnnouncementFields{}
		}
		*field(f.Announcement) = v
		return nil
	}
}

package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

// editing is a change of a draft. Its lists may be emptied, which the generated
// type leaves out, and what is left out stays.
type editing struct {
	api.DraftFields
	Accept    []string          `json:"accept,omitzero"`
	Edits     []api.Edit        `json:"edits,omitzero"`
	Resolve   map[string]string `json:"resolve,omitzero"`
	Terms     map[string]string `json:"terms,omitzero"`
	Withdraws []int             `json:"withdraws,omitzero"`
}

var mended = notice("draft-mended", "已保存，并重新检查了全部内容。", "Saved, and everything is checked again.")

// mend answers POST /console/drafts/{id}: many things are put right at once, on
// the draft as it was shown.
func (w *Web) mend(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	id, ctx := c.Param("id"), c.Request().Context()
	d, err := asked(w.client(c).GetDraftWithResponse(ctx, id))
	if err != nil {
		return err
	}
	m := mending{w: w, lang: languageOf(c), draft: *d.JSON200, form: &f}
	body, err := json.Marshal(m.editing())
	if err != nil {
		return err
	}
	if f.Refused() {
		return w.refusedDraft(c, f)
	}
	_, err = asked(w.client(c).EditDraftWithBodyWithResponse(ctx, id, nil, echo.MIMEApplicationJSON, bytes.NewReader(body), ifMatch(f.Get("etag"))))
	if err != nil && f.refuse(err) {
		m.form.tellOvertaken(m.lang)
		return w.refusedDraft(c, f)
	}
	if err != nil {
		return err
	}
	return seeOther(c, pathWith("/console/drafts/"+id, changed(copied(nil), "page", f.Get("page"))), mended)
}

// mending turns what somebody typed into a change of a draft.
type mending struct {
	w     *Web
	lang  string
	draft api.Draft
	form  *form
}

func (m mending) editing() editing {
	e := editing{Edits: m.edits(), Resolve: m.resolve()}
	if accepted := m.form.All("accept"); len(accepted) > 0 {
		e.Accept = lo.Uniq(append(slices.Clone(m.draft.Accept), accepted...))
	}
	if m.form.Has("asks", "withdraws") {
		e.Withdraws = []int{}
		for _, n := range m.form.All("withdraws") {
			e.Withdraws = append(e.Withdraws, atoi(n))
		}
		if slices.Equal(e.Withdraws, m.draft.Withdraws) {
			e.Withdraws = nil
		}
	}
	if m.form.Has("asks", "confirm") {
		e.Confirm = lo.ToPtr(m.form.Has("confirm", "true"))
	}
	if m.form.Has("asks", "facts") {
		m.facts(&e)
	}
	return e
}

// facts are what is stated about the whole list. What did not change is left out:
// another day would take a confirmation back.
func (m mending) facts(e *editing) {
	f := m.form
	if from := f.Get("effective_from"); from != lo.FromPtr(m.draft.EffectiveFrom) {
		e.EffectiveFrom = &from
	}
	if to := f.Get("effective_to"); to != lo.FromPtr(m.draft.EffectiveTo) {
		e.EffectiveTo = &to
	}
	e.Document = &api.DocumentFields{
		Title: f.Optional("document/title"), Number: f.Optional("document/number"), Issuer: f.Optional("document/issuer"),
		IssuedOn: f.Optional("document/issued_on"), URL: f.Optional("document/url"),
	}
	e.Terms = map[string]string{}
	for name := range f.values {
		if term, ok := strings.CutPrefix(name, termPrefix); ok && f.Get(name) != "" {
			e.Terms[term] = f.Get(name)
		}
	}
	a := api.AnnouncementFields{From: f.Get("announcement/from"), To: f.Get("announcement/to"), Contact: f.Get("announcement/contact")}
	f.published(m.lang)
	if f.halfAnnounced(m.lang); a != (api.AnnouncementFields{}) {
		e.Announcement = &a
	}
}

// halfAnnounced says what a public notice lacks of which something is stated.
func (f *form) halfAnnounced(lang string) {
	names := []string{"announcement/from", "announcement/to", "announcement/contact"}
	lacking := lo.Filter(names, func(name string, _ int) bool { return f.Get(name) == "" })
	if len(lacking) == len(names) {
		return
	}
	for _, name := range lacking {
		f.wrong(name, registry.Text{Zh: "公示的起止日期和联系方式须一并填写", En: "a public notice has both days and a contact"}.In(lang), "")
	}
}

// isFact reports whether a problem is with what is stated about the whole list,
// beside its days.
func isFact(pointer string) bool {
	return strings.HasPrefix(pointer, "/document") || strings.HasPrefix(pointer, "/terms") || strings.HasPrefix(pointer, "/announcement")
}

// typedCell is what somebody made of a cell; ok is false where they left it.
func (f form) typedCell(key string) (value string, ok bool) {
	if !f.values.Has("cell:" + key) {
		return "", false
	}
	value = f.values.Get("cell:" + key)
	return value, value != f.values.Get("was:"+key)
}

// exactly are the problems of one field, whose name may hold anything.
func (f form) exactly(name string) []api.ProblemDetail {
	return lo.Filter(f.problems, func(p api.ProblemDetail, _ int) bool { return p.Pointer == "/"+name })
}

// edits are the edits of the draft with those that were typed; nil where none
// were.
func (m mending) edits() []api.Edit {
	edits, touched := slices.Clone(m.draft.Edits), false
	for _, name := range slices.Sorted(slices.Values(lo.Keys(m.form.values))) {
		kind, key, _ := strings.Cut(name, ":")
		switch kind {
		case "cell":
			if value, changed := m.form.typedCell(key); changed {
				edits, touched = withCell(edits, key, value), true
			}
		case "drop":
			edits, touched = withoutRow(edits, key), true
		case "restore":
			edits, touched = restored(edits, key), true
		case "revert":
			edits, touched = withoutCell(edits, key), true
		}
	}
	if !touched {
		return nil
	}
	return edits
}

// place reads sheet!row; a sheet's name may hold anything.
func place(key string) (sheet *string, row int) {
	i := strings.LastIndexByte(key, '!')
	if i < 0 {
		return nil, 0
	}
	if i > 0 {
		sheet = lo.ToPtr(key[:i])
	}
	return sheet, atoi(key[i+1:])
}

// ofRow reports whether an edit is of the row at a place.
func ofRow(e api.Edit, sheet *string, row int) bool {
	return lo.FromPtr(e.Sheet) == lo.FromPtr(sheet) && e.Row == row
}

// cellPlace reads sheet!row!column.
func cellPlace(key string) (sheet *string, row int, column string) {
	i := strings.LastIndexByte(key, '!')
	if i < 0 {
		return nil, 0, ""
	}
	sheet, row = place(key[:i])
	return sheet, row, key[i+1:]
}

func withCell(edits []api.Edit, key, value string) []api.Edit {
	sheet, row, column := cellPlace(key)
	return append(withoutCell(edits, key), api.Edit{Sheet: sheet, Row: row, Column: &column, Value: &value})
}

func withoutCell(edits []api.Edit, key string) []api.Edit {
	sheet, row, column := cellPlace(key)
	return slices.DeleteFunc(edits, func(e api.Edit) bool { return ofRow(e, sheet, row) && lo.FromPtr(e.Column) == column })
}

func withoutRow(edits []api.Edit, key string) []api.Edit {
	sheet, row := place(key)
	edits = slices.DeleteFunc(edits, func(e api.Edit) bool { return ofRow(e, sheet, row) })
	return append(edits, api.Edit{Sheet: sheet, Row: row, Remove: lo.ToPtr(true)})
}

func restored(edits []api.Edit, key string) []api.Edit {
	sheet, row := place(key)
	return slices.DeleteFunc(edits, func(e api.Edit) bool { return ofRow(e, sheet, row) && lo.FromPtr(e.Remove) })
}

// The choices for a name besides a candidate.
const (
	meansOther   = "other"
	meansNothing = "none"
)

// resolve are the decisions of the draft with those that were made; nil where
// none were. What cannot be told from what was typed is a problem at its field.
func (m mending) resolve() map[string]string {
	decided, touched := map[string]string{}, false
	for name, code := range m.draft.Resolve {
		decided[name] = code
	}
	for _, field := range slices.Sorted(slices.Values(lo.Keys(m.form.values))) {
		kind, name, _ := strings.Cut(field, ":")
		switch kind {
		case "undo":
			delete(decided, name)
			touched = true
		case "other":
			if code, chosen := m.choice(name); chosen {
				decided[name] = code
				touched = true
			}
		}
	}
	if !touched {
		return nil
	}
	return decided
}

// choice is what a name is said to mean; chosen is false where nothing was said.
func (m mending) choice(name string) (code string, chosen bool) {
	choice, typed := m.form.Get("mean:"+name), m.form.Get("other:"+name)
	switch {
	case choice == meansNothing:
		return "", true
	case choice != "" && choice != meansOther:
		return choice, true
	case typed == "" && choice == meansOther:
		m.form.wrong("other:"+name, registry.Text{Zh: "请填写“" + name + "”对应的项目", En: "say what “" + name + "” means"}.In(m.lang), "")
		return "", false
	case typed == "":
		return "", false
	}
	code, offers := m.w.meant(typed, m.lang)
	if code == "" {
		m.form.wrong("other:"+name, registry.Text{Zh: "“" + typed + "”不能确定是哪一个", En: "“" + typed + "” may be several or none"}.In(m.lang), offers)
		return "", false
	}
	return code, true
}

// meant is the code of what somebody typed in place of a candidate: a code, or
// the name of one thing alone. Without one, offers says what it may be.
func (w *Web) meant(typed, lang string) (code, offers string) {
	for word := range strings.FieldsSeq(typed) {
		if w.codeName(word, lang) != "" {
			return word, ""
		}
	}
	s := w.registry.Snapshot()
	var choices []suggestion
	for _, meant := range []named{w.orderMeant(s, typed, "", lang), w.institutionMeant(s, typed, "", lang)} {
		if w.codeName(meant.Value, lang) != "" {
			return meant.Value, ""
		}
		choices = append(choices, meant.Choices...)
	}
	if len(choices) == 0 {
		return "", registry.Text{Zh: "填写项目编码，或换一个名称", En: "type a code, or another name"}.In(lang)
	}
	const few = 5
	offered := lo.Map(choices[:min(len(choices), few)], func(one suggestion, _ int) string { return one.Value + " " + one.Label })
	return "", registry.Text{Zh: "填写编码，例如：", En: "type the code, for example: "}.In(lang) + strings.Join(offered, registry.Text{Zh: "；", En: "; "}.In(lang))
}

// atoi is a number of an address or form; 0 where it is none.
func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

var fileReplaced = notice("draft-file", "文件已更换并重新检查。", "The file is replaced and checked.")

// replaceFile answers POST /console/drafts/{id}/file.
func (w *Web) replaceFile(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	media, body, err := uploadBody(c, form{})
	if err != nil {
		return err
	}
	if f.chosen(c); f.Refused() {
		return w.refusedDraft(c, f)
	}
	id := c.Param("id")
	_, err = asked(w.client(c).EditDraftWithBodyWithResponse(c.Request().Context(), id, nil, media, body, ifMatch(f.Get("etag"))))
	if err != nil && f.refuse(err) {
		return w.refusedDraft(c, f)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, pathWith("/console/drafts/"+id, changed(copied(nil), "done", fileReplaced)))
}

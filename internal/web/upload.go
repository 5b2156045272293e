package web

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

// upload is how the file of one noun is taken: checked first, then, once its
// names are resolved and somebody is sure, written.
type upload struct {
	at     string
	title  registry.Text
	back   deskLink
	says   string            // what writing does
	done   string            // of [notice]
	fields map[string]string // of the form, kept from one step to the next
	send   func(dryRun bool, media string, body io.Reader) (api.ImportReport, error)
	also   func(dryRun bool) map[string]string // further fields that the contract takes; nil: none
}

// reportView is what came of a file.
type reportView struct {
	Rows, Entries int
	Resolved      []api.ResolvedName
	Unresolved    int
	Problems      []api.ProblemDetail
	Notes         []api.ProblemDetail
	Truncated     bool
	More          int // resolved names that are not shown
}

// shownNames is how many resolved names a report shows: the rest are alike.
const shownNames = 200

func importReport(r api.ImportReport) *reportView {
	shown := r.Resolved[:min(len(r.Resolved), shownNames)]
	return &reportView{
		Rows: r.Rows, Entries: r.Entries, Resolved: shown, More: len(r.Resolved) - len(shown), Unresolved: len(r.Unresolved),
		Problems: r.Problems, Notes: r.Notes, Truncated: r.Truncated,
	}
}

// sentFile is a file on its way: a form cannot keep one, so that a page between
// two steps carries it.
type sentFile struct {
	name    string
	content []byte
}

// maxCarried is the largest file that a page carries; a larger one is chosen
// again.
const maxCarried = 8 << 20

var errNoFile = errors.New("no file")

// fileOf is the file of a form, chosen or carried.
func fileOf(c echo.Context, f form) (sentFile, error) {
	header, err := c.FormFile("file")
	if err == nil && header.Size > 0 {
		return readFile(header)
	}
	if f.Get("carried") == "" {
		return sentFile{}, errNoFile
	}
	content, err := base64.StdEncoding.DecodeString(f.Get("carried"))
	if err != nil {
		return sentFile{}, errNoFile
	}
	return sentFile{f.Get("carried_name"), content}, nil
}

func readFile(header *multipart.FileHeader) (sentFile, error) {
	file, err := header.Open()
	if err != nil {
		return sentFile{}, fmt.Errorf("open the file: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return sentFile{}, fmt.Errorf("read the file: %w", err)
	}
	return sentFile{header.Filename, content}, nil
}

// form is the file and further fields as the contract takes them.
func (s sentFile) form(decisions []string, fields map[string]string) (media string, body io.Reader, err error) {
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	part, err := w.CreateFormFile("file", s.name)
	if err != nil {
		return "", nil, err
	}
	if _, err := part.Write(s.content); err != nil {
		return "", nil, err
	}
	for _, decision := range decisions {
		if err := w.WriteField("resolve", decision); err != nil {
			return "", nil, err
		}
	}
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			return "", nil, err
		}
	}
	return w.FormDataContentType(), &buffer, w.Close()
}

// noItem is the choice of a person that a name means no item.
const noItem = "-"

// decisions are what a person decided about names: NAME=CODE.
func (w *Web) decisions(f form) []string {
	var decisions []string
	for n := range maxLines {
		name := f.values.Get(lineName("resolve", n, "name"))
		code := w.itemTyped(f.Get(lineName("resolve", n, "other")))
		if code == "" {
			code = f.Get(lineName("resolve", n, "code"))
		}
		switch {
		case name == "" || code == "":
		case code == noItem:
			decisions = append(decisions, name+"=")
		default:
			decisions = append(decisions, name+"="+code)
		}
	}
	return decisions
}

// uploaded takes a file a step further.
func (w *Web) uploaded(c echo.Context, f *form, u upload) (echo.HandlerFunc, error) {
	s := sayingOf(c)
	file, err := fileOf(c, *f)
	if errors.Is(err, errNoFile) {
		f.wrong("file", s.t("请选择文件", "choose a file"), s.tf("xlsx 或 csv，至多 %d MiB", "xlsx or csv, at most %d MiB", httpapi.MaxFile()>>20))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.carry(file)
	report, err := w.sent(f, u, file, true)
	if err != nil {
		return nil, err
	}
	clean := len(report.Problems) == 0 && len(report.Unresolved) == 0
	if clean && f.sure() {
		_, err := w.sent(f, u, file, false)
		return leadsTo(u.back.Href, u.done), err
	}
	return w.answers(w.reported(c, *f, u, file, report)), nil
}

func (w *Web) sent(f *form, u upload, file sentFile, dryRun bool) (api.ImportReport, error) {
	fields := map[string]string{}
	if u.also != nil {
		fields = u.also(dryRun)
	}
	media, body, err := file.form(w.decisions(*f), fields)
	if err != nil {
		return api.ImportReport{}, err
	}
	return u.send(dryRun, media, body)
}

// reported is the page of what came of a file: what is to be mended, the names
// that a person decides, or what will be written.
func (w *Web) reported(c echo.Context, f form, u upload, file sentFile, r api.ImportReport) *deskPage {
	s := sayingOf(c)
	p := w.desk(c, u.at, u.title, file.name).under(u.back.Href, u.back.Label)
	p.with(deskSection{Report: importReport(r)})
	next := deskForm{Action: c.Request().URL.Path, File: true, Back: &deskLink{u.back.Href, s.t("放弃", "Give up"), "quiet"}}
	for name, value := range u.fields {
		next.Kept = append(next.Kept, pair{name, value})
	}
	next.Kept = append(next.Kept, f.carried()...)
	if f.Get("carried") == "" {
		next.Fields = append(next.Fields, f.field("file", s.t("再次选择同一文件", "Choose the same file again")).As("file").Needed())
	}
	switch {
	case len(r.Problems) > 0:
		again := u.again(s, f, next.Action)
		return p.with(deskSection{Form: &again})
	case len(r.Unresolved) > 0:
		w.asksNames(s, f, &next, r)
	default:
		next.Kept = append(append(next.Kept, decided(f)...), pair{"sure", "true"})
		next.Lead, next.Button = u.says, s.tf("写入 %d 条", "Write %d", r.Entries)
	}
	return p.with(deskSection{Form: &next})
}

// again is the form for a file that was mended.
func (u upload) again(s saying, f form, action string) deskForm {
	d := deskForm{Action: action, Title: s.t("改好后重新上传", "Mend the file and upload it again"), File: true, Button: s.t("检查", "Check"),
		Fields: []fieldView{f.field("file", s.t("文件", "File")).As("file").Needed()}}
	for name, value := range u.fields {
		d.Kept = append(d.Kept, pair{name, value})
	}
	return d
}

// decided are the decisions that stand, for the next step.
func decided(f form) []pair {
	var kept []pair
	for n := range maxLines {
		for _, member := range []string{"name", "code", "other"} {
			name := lineName("resolve", n, member)
			if value := f.values.Get(name); value != "" {
				kept = append(kept, pair{name, value})
			}
		}
	}
	return kept
}

// asksNames asks what names mean that nothing resolves.
func (w *Web) asksNames(s saying, f form, next *deskForm, r api.ImportReport) {
	stands := decided(f)
	next.Kept = append(next.Kept, stands...)
	next.Title, next.Button = s.t("这些名称请您确定", "What do these names mean?"), s.t("继续检查", "Check again")
	first := len(lo.UniqBy(stands, func(p pair) string { return p.Name }))
	names := lo.UniqBy(r.Unresolved, func(u api.UnresolvedName) string { return u.Name })
	next.Lines = &linesView{Legend: s.tf("%d 个名称", "%d names", len(names)), Hint: s.t("选择候选项目，或写明另一项目的代码；确无对应项目的也请选定。",
		"Choose a candidate or state another item's code; say so where there is no such item.")}
	for n, u := range names[:min(len(names), maxLines-first)] {
		n += first
		next.Kept = append(next.Kept, pair{lineName("resolve", n, "name"), u.Name})
		choices := []option{{"", s.t("未定", "undecided")}}
		for _, candidate := range u.Candidates {
			choices = append(choices, option{candidate.Code, candidate.Name + " · " + candidate.Code})
		}
		choices = append(choices, option{noItem, s.t("没有对应项目", "no such item")})
		next.Lines.Rows = append(next.Lines.Rows, []fieldView{
			f.field(lineName("resolve", n, "code"), s.tf("%s（第 %s 行）", "%s (row %s)", u.Name, strconv.Itoa(u.Row))).Choosing(choices),
			f.field(lineName("resolve", n, "other"), s.t("或另一项目", "or another item")).Suggesting("items"),
		})
	}
}

// carry keeps a file with what was typed, so that neither the next step nor a
// refusal loses it; one that is too large is chosen again.
func (f form) carry(file sentFile) {
	f.values.Del("carried")
	f.values.Del("carried_name")
	if len(file.content) <= maxCarried {
		f.values.Set("carried", base64.StdEncoding.EncodeToString(file.content))
		f.values.Set("carried_name", file.name)
	}
}

// carried is the file that a form keeps, for the next one.
func (f form) carried() []pair {
	if f.Get("carried") == "" {
		return nil
	}
	return []pair{{"carried", f.Get("carried")}, {"carried_name", f.Get("carried_name")}}
}

// fileField chooses a file, or another one than that which the form carries.
func fileField(s saying, f form) fieldView {
	field := f.field("file", s.t("文件（xlsx 或 csv）", "File (xlsx or csv)")).As("file")
	if name := f.Get("carried_name"); name != "" {
		return field.WithHint(s.tf("不选则沿用 %s", "without another one, %s", name))
	}
	return field.Needed()
}

// fileForm is the form of a file that is checked before anything is written. It
// holds for the state with a tag; an empty one names none.
func fileForm(s saying, f form, tag, action string, more ...fieldView) deskForm {
	d := deskForm{
		Title: s.t("上传", "Upload"), Action: action, File: true, Button: s.t("检查文件", "Check the file"),
		Lead:   s.t("先检查并给出报告，确认后才写入。", "The file is checked and reported on; nothing is written before you confirm."),
		Fields: append(more, fileField(s, f)),
	}
	if tag != "" {
		d.Kept = append(d.Kept, f.heldFor(tag))
	}
	d.Kept = append(append(d.Kept, f.carried()...), decided(f)...)
	f.tellOvertaken(string(s))
	return d
}

// regionUpload adds the upload of a table of a region, for its editors.
func (w *Web) regionUpload(c echo.Context, p *deskPage, f form, code, tag string, before deskSection) *deskPage {
	s := sayingOf(c)
	if !w.does(c, office.Drafting, registry.JurisdictionCode(code)) {
		return p.with(denied(s, s.t("本地区的“编辑”", "an editor of the region itself")))
	}
	d := fileForm(s, f, tag, "/console/"+p.At)
	d.Kept = append(d.Kept, pair{"jurisdiction", code})
	return p.with(before).form(f, d)
}

// regionTable is the upload of a table of a region, but for what it does and how it
// is sent.
func (w *Web) regionTable(s saying, f *form, at, done string, title registry.Text) upload {
	code := f.Get("jurisdiction")
	return upload{
		at: at, title: title, done: done, fields: map[string]string{"jurisdiction": code, "etag": f.Get("etag")},
		back: deskLink{Href: "/console/" + at + "?jurisdiction=" + escaped(code), Label: w.placeName(s, code)},
	}
}

// tableState says which file a table stands from.
func tableState(s saying, version int, file string) deskSection {
	if version == 0 {
		return deskSection{}
	}
	return deskSection{Text: s.tf("第 %d 次上传：%s", "Upload %d: %s", version, file)}
}

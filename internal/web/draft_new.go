package web

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// newDraftPage asks for the file of a list, and what is to be known about it.
type newDraftPage struct {
	console
	Form   form
	Kind   string // empty: to be chosen first
	List   string // what the kind is called
	Kinds  []kindView
	Places []option
	Terms  []termView
	Today  string
	MoreOf bool // what stands in the folded parts was filled in, or is wrong
}

func (*newDraftPage) template() string { return "console_draft_new" }

// kindView is one of the three lists, to be chosen.
type kindView struct{ Kind, Title, Text string }

// kindTexts say what the three lists are for.
var kindTexts = map[api.ListKind]registry.Text{
	"items":        {Zh: "哪些检查检验项目互认，时限多久，是否须有影像。", En: "Which examinations are recognized, for how long, and whether images are needed."},
	"institutions": {Zh: "哪些医疗机构参加，出具还是接收，限于哪些项目。", En: "Which institutions take part, whether they issue or receive, and with which items."},
	"negative":     {Zh: "哪些机构、项目或情形不予互认，或由医师判断。", En: "Which institutions, items or situations are not recognized, or left to the physician."},
}

func (w *Web) newDraftPage(c echo.Context, f form) *newDraftPage {
	lang := languageOf(c)
	codes := lo.Map(w.acting(c, office.Drafting), func(code registry.JurisdictionCode, _ int) string { return string(code) })
	kind := f.Get("kind")
	page := &newDraftPage{
		console: w.console(c, "drafts", registry.Text{Zh: "上传清单", En: "Upload a list"}),
		Form:    f, Kind: kind, List: listTitle(api.ListKind(kind)).In(lang), Places: w.placeOptions(codes, lang),
		Terms: termViews(kind, lang), Today: w.now().Day().String(),
	}
	page.Here = "/console/drafts/new?kind=" + escaped(kind)
	if page.List == "" {
		page.Kind = ""
	}
	for _, o := range kindOptions(lang) {
		page.Kinds = append(page.Kinds, kindView{o.Value, o.Label, kindTexts[api.ListKind(o.Value)].In(lang)})
	}
	page.MoreOf = slices.ContainsFunc(lo.Keys(f.values), func(name string) bool { return strings.Contains(name, "/") && f.Get(name) != "" })
	return page
}

// newDraft answers GET /console/drafts/new?jurisdiction=&kind=.
func (w *Web) newDraft(c echo.Context) error {
	return w.render(c, http.StatusOK, w.newDraftPage(c, queryForm(c)))
}

var draftUploaded = notice("draft-uploaded", "文件已上传并检查完毕。", "The file is uploaded and checked.")

// uploadDraft answers POST /console/drafts/new. A file with problems becomes a draft
// all the same, whose page shows them.
func (w *Web) uploadDraft(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if listTitle(api.ListKind(f.Get("kind"))).Zh == "" {
		return echo.ErrBadRequest
	}
	if f.Get("jurisdiction") == "" {
		f.wrong("jurisdiction", registry.Text{Zh: "请选择发布主体", En: "choose who publishes the list"}.In(languageOf(c)), "")
	}
	if f.Get("effective_from") == "" {
		f.wrong("effective_from", registry.Text{Zh: "请填写生效日期", En: "state from which day it is in force"}.In(languageOf(c)), "")
	}
	f.published(languageOf(c))
	f.chosen(c)
	if f.halfAnnounced(languageOf(c)); f.Refused() {
		return w.render(c, http.StatusUnprocessableEntity, w.newDraftPage(c, f))
	}
	media, body, err := uploadBody(c, f)
	if err != nil {
		return err
	}
	created, err := asked(w.client(c).CreateDraftWithBodyWithResponse(
		c.Request().Context(), f.Get("jurisdiction"), api.ListKind(f.Get("kind")), nil, media, body))
	if err != nil && f.refuse(err) {
		return w.render(c, http.StatusUnprocessableEntity, w.newDraftPage(c, f))
	}
	if err != nil {
		return err
	}
	return seeOther(c, "/console/drafts/"+created.JSON201.ID, draftUploaded)
}

// uploadFields are the fields of a form here, and what the contract's form calls
// them.
var uploadFields = [][2]string{
	{"effective_from", "effective_from"}, {"effective_to", "effective_to"}, {"comment", "comment"},
	{"document/title", "document_title"}, {"document/number", "document_number"}, {"document/issuer", "document_issuer"},
	{"document/issued_on", "document_issued_on"}, {"document/url", "document_url"},
	{"announcement/from", "announcement_from"}, {"announcement/to", "announcement_to"}, {"announcement/contact", "announcement_contact"},
}

// uploadBody is a browser's form as the contract's: the file, if there is one, and
// what is stated beside it.
func uploadBody(c echo.Context, f form) (media string, body io.Reader, err error) {
	var buffer bytes.Buffer
	into := multipart.NewWriter(&buffer)
	for _, name := range uploadFields {
		if value := f.Get(name[0]); value != "" {
			err = errors.Join(err, into.WriteField(name[1], value))
		}
	}
	for _, name := range slices.Sorted(slices.Values(lo.Keys(f.values))) {
		term, ok := strings.CutPrefix(name, termPrefix)
		if value := f.Get(name); ok && value != "" {
			err = errors.Join(err, into.WriteField("term", term+"="+value))
		}
	}
	err = errors.Join(err, copyFile(into, c), into.Close())
	return into.FormDataContentType(), &buffer, err
}

// published says that the address of a document is none that a page can lead to.
func (f *form) published(lang string) {
	address := f.Get("document/url")
	if address != "" && !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		f.wrong("document/url", registry.Text{Zh: "公布网址须以 https:// 或 http:// 开头", En: "an address begins with https:// or http://"}.In(lang), "")
	}
}

// chosen says that no file was chosen, where none was.
func (f *form) chosen(c echo.Context) {
	if _, err := c.FormFile("file"); err != nil {
		f.wrong("file", registry.Text{Zh: "未选择文件", En: "no file was chosen"}.In(languageOf(c)), "")
	}
}

// copyFile copies the file of a browser's form; one that was not chosen is left
// out, for the contract to ask for.
func copyFile(into *multipart.Writer, c echo.Context) error {
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil
	}
	if err != nil {
		return err
	}
	file, err := header.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	part, err := into.CreateFormFile("file", header.Filename)
	if err != nil {
		return err
	}
	_, err = io.Copy(part, file)
	return err
}

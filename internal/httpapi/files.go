package httpapi

import (
	"bytes"
	"context"
	"mime"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"concord/api"
	"concord/internal/app"
	"concord/internal/registry"
	"concord/internal/sheet"
	"concord/internal/wording"
)

// attach names the file that an answer is; plain is its name in ASCII.
func (c *call) attach(name, plain string) {
	c.header.Set("Content-Disposition", Attachment(name, plain))
}

// Attachment is a file of a name to a browser, and of a plain one, in ASCII, to
// what reads no other (RFC 6266).
func Attachment(name, plain string) string {
	named := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if isASCII(name) || !isASCII(plain) {
		return named
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": plain}) + strings.TrimPrefix(named, "attachment")
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// attachVersion names the file of a version: 演示市-互认项目清单-第2版.csv.
func (r reading) attachVersion(v app.Published, ending string) {
	c, n := r.call, strconv.Itoa(v.Number)
	name := strings.Join([]string{
		c.snapshot.JurisdictionName(v.List.Jurisdiction, c.snapshot.Head().Newest).In(c.lang),
		wording.ListName(v.List.Kind).In(c.lang), registry.Text{Zh: "第" + n + "版", En: "version " + n}.In(c.lang),
	}, "-")
	c.attach(name+ending, plainName(v)+ending)
}

func plainName(v app.Published) string {
	return strings.ReplaceAll(v.List.String(), "/", "-") + "-" + strconv.Itoa(v.Number)
}

// GetVersionSource answers …/versions/{n}/source.
func (a *API) GetVersionSource(ctx context.Context, r api.GetVersionSourceRequestObject) (api.GetVersionSourceResponseObject, error) {
	read, err := a.history(ctx, r.Code, r.Kind, "", "")
	if err != nil {
		return nil, err
	}
	version, err := read.number(r.N)
	if err != nil {
		return nil, err
	}
	file, err := a.office.SourceOf(ctx, version.Version)
	if err != nil {
		return nil, err
	}
	tag := `"` + file.SHA256 + `"`
	read.call.header.Set("ETag", tag)
	if Holds(read.call.ifNoneMatch, tag) {
		return unchanged{}, nil
	}
	read.call.attach(version.Source.Name, plainName(version)+path.Ext(version.Source.Name))
	return api.GetVersionSource200ApplicationOctetStreamResponse{Body: bytes.NewReader(file.Bytes), ContentLength: int64(len(file.Bytes))}, nil
}

// GetTemplate answers GET /v1/templates/{kind}.
func (a *API) GetTemplate(ctx context.Context, r api.GetTemplateRequestObject) (api.GetTemplateResponseObject, error) {
	kind := sheet.TemplateKind(r.Kind)
	if !slices.Contains(sheet.TemplateKinds, kind) {
		return nil, notFound(registry.Text{Zh: "模板", En: "template"}, string(r.Kind))
	}
	var workbook bytes.Buffer
	if err := sheet.WriteTemplate(&workbook, kind); err != nil {
		return nil, err
	}
	name := string(kind) + ".xlsx"
	callOf(ctx).attach(name, name)
	return api.GetTemplate200ApplicationVndOpenxmlformatsOfficedocumentSpreadsheetmlSheetResponse{
		Body: &workbook, ContentLength: int64(workbook.Len()),
	}, nil
}

func sourceOf(f registry.SourceFile) api.SourceFile {
	return api.SourceFile{Name: f.Name, Sha256: f.SHA256}
}

func sourceOrNull(f registry.SourceFile) *api.SourceFile {
	if f == (registry.SourceFile{}) {
		return nil
	}
	source := sourceOf(f)
	return &source
}

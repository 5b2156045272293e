package httpapi

import (
	"bytes"
	"context"
	"mime"
	"slices"

	"concord/api"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// attach names the file that an answer is.
func (c *call) attach(name string) {
	c.header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
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
	read.call.attach(version.Source.Name)
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
	callOf(ctx).attach(string(kind) + ".xlsx")
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

package httpapi

import (
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"concord/internal/registry"
)

// bodyBinder reads bodies, and only as JSON: Echo's own would take a form for
// one, which a page of any site can send.
type bodyBinder struct{}

// Bind reads the body, where there is one.
func (bodyBinder) Bind(into any, c echo.Context) error {
	if c.Request().ContentLength == 0 {
		return nil
	}
	media, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return echo.ErrUnsupportedMediaType
	}
	return c.Echo().JSONSerializer.Deserialize(c, into)
}

// readBody reads a JSON body strictly: unknown and repeated members are refused,
// with their place.
func readBody(c echo.Context, into any) error {
	err := json.UnmarshalRead(c.Request().Body, into, json.RejectUnknownMembers(true))
	if err == nil {
		return nil
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return refuse([]registry.Problem{memberProblem(semantic)})
	}
	pointer := ""
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		pointer = string(syntax.JSONPointer)
	}
	return refuse([]registry.Problem{invalid(pointer,
		textf("不是合法的 JSON：%v", "not a JSON text: %v", err),
		registry.Text{Zh: "请求体须为 UTF-8 编码的 JSON 对象", En: "send a JSON object in UTF-8"})})
}

func memberProblem(e *json.SemanticError) registry.Problem {
	pointer := string(e.JSONPointer)
	if errors.Is(e.Err, json.ErrUnknownName) {
		return unknownField(pointer, pointer[strings.LastIndexByte(pointer, '/')+1:])
	}
	return invalid(pointer,
		textf("%s 的取值类型不对", "the value of %s is of the wrong type", pointer),
		registry.Text{Zh: "格式见 /docs", En: "see /docs for its form"})
}

// isForm reports whether a request is a multipart form.
func isForm(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == "multipart/form-data"
}

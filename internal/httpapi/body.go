package httpapi

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

// bodyBinder reads bodies, and only as JSON: Echo's own would take a form for
// one, which a page of any site can send.
type bodyBinder struct{}

// Bind reads the body, where there is one.
func (bodyBinder) Bind(into any, c echo.Context) error {
	if c.Request().ContentLength == 0 {
		return bodiless(c)
	}
	media, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return echo.ErrUnsupportedMediaType
	}
	return c.Echo().JSONSerializer.Deserialize(c, into)
}

// takes says which body an operation takes.
func takes(body *api.Body) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			callOf(c.Request().Context()).body = body
			if body != nil && body.Form {
				if err := inEitherForm(c.Request()); err != nil {
					return err
				}
			}
			return next(c)
		}
	}
}

// inEitherForm refuses a body that is neither JSON nor a form. What it is stands
// in the header then as the generated server looks for it.
func inEitherForm(r *http.Request) error {
	if r.ContentLength == 0 {
		return nil
	}
	media, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil || media != "application/json" && media != "multipart/form-data":
		return Refuse(http.StatusUnsupportedMediaType, codeMediaType,
			registry.Text{Zh: "请求体须为 application/json 或 multipart/form-data", En: "the body must be application/json or multipart/form-data"},
			registry.Text{Zh: "上传文件用 multipart/form-data，文件字段名为 file", En: "send a file as multipart/form-data in the field “file”"})
	case media == "multipart/form-data" && parameters["boundary"] == "":
		return refuse([]registry.Problem{formUnreadable(http.ErrMissingBoundary)})
	}
	r.Header.Set("Content-Type", mime.FormatMediaType(media, parameters))
	return nil
}

// bodiless refuses a request without the body that its operation needs.
func bodiless(c echo.Context) error {
	body := callOf(c.Request().Context()).body
	if body == nil || !body.Required {
		return nil
	}
	return refuse([]registry.Problem{invalid("",
		registry.Text{Zh: "缺少请求体", En: "the body is missing"},
		registry.Text{Zh: "以 JSON 对象作为请求体，格式见 /docs", En: "send a JSON object; see /docs for its form"})})
}

// readBody reads a JSON body strictly: unknown and repeated members are refused,
// with their place, and so is what the contract does not allow.
func readBody(c echo.Context, into any) error {
	text, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into, json.RejectUnknownMembers(true)); err != nil {
		return unreadable(err)
	}
	body := callOf(c.Request().Context()).body
	if body == nil {
		return nil
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return err
	}
	if faults := body.Faults(value); len(faults) > 0 {
		return refuse(lo.Map(faults, func(f api.Fault, _ int) registry.Problem { return faultProblem(f) }))
	}
	return nil
}

// unreadable is the refusal of a body that is no JSON, or has another form.
func unreadable(err error) error {
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

// notBlank is the pattern of a text that says something.
const notBlank = `\S`

// faultProblem says what the contract asks of a value instead.
func faultProblem(f api.Fault) registry.Problem {
	if f.Keyword == api.Required || f.Keyword == api.Pattern && f.Limit == notBlank || f.Keyword == api.MinLength && f.Limit == "1" {
		return missing(f.Pointer)
	}
	words := faultWords[f.Keyword]
	return invalid(f.Pointer,
		registry.Text{Zh: strings.TrimSpace(f.Pointer + " " + words.message.Zh), En: strings.TrimSpace(f.Pointer + " " + words.message.En)},
		textf(words.fix.Zh, words.fix.En, f.Limit))
}

// faultWords are what is wrong with a value, and what it is to be: %s is the
// limit of the contract.
var faultWords = map[api.Keyword]struct{ message, fix registry.Text }{
	api.NotNull: {
		registry.Text{Zh: "不能为 null", En: "is null"},
		registry.Text{Zh: "类型应为 %s", En: "it is of the type %s"},
	},
	api.Enum: {
		registry.Text{Zh: "不在可选值之内", En: "is none of the words that there are"},
		registry.Text{Zh: "可选值：%s", En: "it is one of %s"},
	},
	api.Pattern: {
		registry.Text{Zh: "格式不符", En: "is of another form"},
		registry.Text{Zh: "应符合 %s", En: "it matches %s"},
	},
	api.MinLength: {
		registry.Text{Zh: "太短", En: "is too short"},
		registry.Text{Zh: "至少 %s 个字符", En: "it has at least %s characters"},
	},
	api.MaxLength: {
		registry.Text{Zh: "太长", En: "is too long"},
		registry.Text{Zh: "至多 %s 个字符", En: "it has at most %s characters"},
	},
	api.Minimum: {
		registry.Text{Zh: "太小", En: "is too small"},
		registry.Text{Zh: "不小于 %s", En: "it is at least %s"},
	},
	api.Maximum: {
		registry.Text{Zh: "太大", En: "is too large"},
		registry.Text{Zh: "不大于 %s", En: "it is at most %s"},
	},
	api.MinItems: {
		registry.Text{Zh: "项数太少", En: "has too few elements"},
		registry.Text{Zh: "至少 %s 项", En: "it has at least %s"},
	},
	api.MaxItems: {
		registry.Text{Zh: "项数太多", En: "has too many elements"},
		registry.Text{Zh: "至多 %s 项", En: "it has at most %s"},
	},
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

// IsForm reports whether a request is a multipart form.
func IsForm(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == "multipart/form-data"
}

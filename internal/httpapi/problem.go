package httpapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/wording"
)

// The codes of problems that any route can have. Those of questions that
// cannot be asked are package recognition's.
const (
	codeInvalid         = "REQUEST_INVALID"
	codeFieldUnknown    = "FIELD_UNKNOWN"
	codeWithoutOffset   = "TIME_WITHOUT_OFFSET"
	codeRevisionUnknown = "REVISION_UNKNOWN"
	codeNotFound        = "NOT_FOUND"
	codeNotAllowed      = "NOT_ALLOWED"
	codeTooLarge        = "REQUEST_TOO_LARGE"
	codeMediaType       = "MEDIA_TYPE_UNSUPPORTED"
	codeNotReady        = "NOT_READY"
	codeUnavailable     = "STORE_UNAVAILABLE"
	codeConflict        = "CONFLICT"
	codeTimeout         = "TIMEOUT"
	codeInternal        = "INTERNAL"
)

// Refusal is an error that knows its status and says how to put it right.
type Refusal struct {
	Status   int
	Problems []registry.Problem // at least one; the first gives the code
}

// Error lists the problems in English.
func (r *Refusal) Error() string {
	all := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		all[i] = p.String()
	}
	return "request refused: " + strings.Join(all, "; ")
}

// Refuse is a refusal for one reason.
func Refuse(status int, code string, message, fix registry.Text) *Refusal {
	return &Refusal{status, []registry.Problem{{Code: code, Message: message, Fix: fix}}}
}

// refuse turns problems into a refusal whose status is that of the first code.
func refuse(problems []registry.Problem) *Refusal {
	return &Refusal{statusOf(problems[0].Code), problems}
}

// invalid is a problem with one value of a request.
func invalid(pointer string, message, fix registry.Text) registry.Problem {
	return registry.Problem{Pointer: pointer, Code: codeInvalid, Message: message, Fix: fix}
}

// textf is [registry.Textf].
func textf(zh, en string, values ...any) registry.Text { return registry.Textf(zh, en, values...) }

// statusOf is the status of a code; those not named are of requests that are
// well formed and cannot be followed.
func statusOf(code string) int {
	switch code {
	case codeInvalid, codeFieldUnknown:
		return http.StatusBadRequest
	case codeNotAllowed:
		return http.StatusForbidden
	case codeRevisionUnknown, codeNotFound:
		return http.StatusNotFound
	case codeTooLarge:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusUnprocessableEntity
}

// HandleError answers an error that a handler returned. It is the error handler
// of the one Echo, besides pages.
func HandleError(err error, c echo.Context) {
	if !c.Response().Committed {
		Answer(c, ProblemOf(err, Language(c.Request())))
	}
}

// Answer answers with a problem.
func Answer(c echo.Context, problem api.Problem) {
	header := c.Response().Header()
	header.Del("ETag")
	header.Set("Cache-Control", "no-store")
	header.Set("Vary", "Accept-Language")
	header.Set("Content-Type", "application/problem+json")
	if problem.Status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", "Bearer")
	}
	// A problem may quote what a client sent, which need not be UTF-8.
	body, err := json.Marshal(problem, json.OmitZeroStructFields(true), jsontext.AllowInvalidUTF8(true))
	if err != nil { // of a struct of texts and numbers
		panic(err)
	}
	c.Response().WriteHeader(problem.Status)
	_, _ = c.Response().Write(body) // a client that is gone cannot be told anything else
}

// ProblemOf is the body that an error is answered with, in a language.
func ProblemOf(err error, lang string) api.Problem {
	refusal := refusalOf(err)
	errs := make([]api.ProblemDetail, len(refusal.Problems))
	for i, p := range refusal.Problems {
		errs[i] = problemDetail(p, lang)
	}
	return api.Problem{
		Type:   "/docs#" + errs[0].Code,
		Title:  titles[refusal.Status].In(lang),
		Status: refusal.Status,
		Detail: errs[0].Message,
		Code:   errs[0].Code,
		Errors: errs,
	}
}

func problemDetail(p registry.Problem, lang string) api.ProblemDetail {
	return api.ProblemDetail{
		Pointer: p.Pointer,
		Sheet:   p.Sheet,
		Row:     p.Row,
		Column:  p.Column,
		Code:    p.Code,
		Message: p.Message.In(lang),
		Fix:     p.Fix.In(lang),
	}
}

// refusalOf gives every error its status. What nobody foresaw is internal, and
// never turned into an answer.
func refusalOf(err error) *Refusal {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return refusal
	}
	if refusal := officeRefusal(err); refusal != nil {
		return refusal
	}
	if inputs, ok := errors.AsType[recognition.InputErrors](err); ok {
		return refuse(inputProblems(inputs))
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return bodyTooLarge(tooLarge.Limit)
	}
	for _, known := range slices.Concat(knownErrors, accountErrors) {
		if errors.Is(err, known.err) {
			return Refuse(known.status, known.code, known.message, known.fix)
		}
	}
	if routed, ok := errors.AsType[*echo.HTTPError](err); ok {
		return routedRefusal(routed)
	}
	return Refuse(http.StatusInternalServerError, codeInternal,
		registry.Text{Zh: "服务内部错误，未作判断", En: "internal error; nothing was decided"},
		registry.Text{Zh: "请稍后重试；仍有问题时告知 X-Request-ID", En: "try again; if it stays, report the X-Request-ID"})
}

func inputProblems(errs recognition.InputErrors) []registry.Problem {
	problems := make([]registry.Problem, len(errs))
	for i, e := range errs {
		problems[i] = wording.InputProblem(e)
	}
	return problems
}

func bodyTooLarge(limit int64) *Refusal {
	return Refuse(http.StatusRequestEntityTooLarge, codeTooLarge,
		textf("请求超过 %d 字节", "the request is longer than %d bytes", limit),
		textf("文件以 multipart/form-data 上传，至多 %d MiB；其他请求分多次提交", "send a file as multipart/form-data, at most %d MiB; send anything else in parts", MaxFile()>>20))
}

// knownError is an error of the layers below and what it is answered with.
type knownError struct {
	err          error
	status       int
	code         string
	message, fix registry.Text
}

// knownErrors are those of the layers below, in the order they are looked for.
var knownErrors = []knownError{
	{
		registry.ErrNotFound, http.StatusNotFound, codeNotFound,
		registry.Text{Zh: "没有此资源", En: "there is no such resource"},
		registry.Text{Zh: "核对路径中的代码", En: "check the codes in the path"},
	},
	{
		registry.ErrNotRecordable, http.StatusBadRequest, codeInvalid,
		registry.Text{Zh: "含有无法保存的文字（非 UTF-8 或空字符）", En: "a text is not UTF-8 or holds a NUL, and cannot be kept"},
		registry.Text{Zh: "以 UTF-8 编码后重新提交", En: "send it again as UTF-8"},
	},
	{
		registry.ErrConflict, http.StatusConflict, codeConflict,
		registry.Text{Zh: "登记已被他人更新", En: "another write came first"},
		registry.Text{Zh: "重新读取后再试", En: "read again, then try again"},
	},
	{
		registry.ErrUnavailable, http.StatusServiceUnavailable, codeUnavailable,
		registry.Text{Zh: "数据库暂不可用；互认判断仍可查询", En: "the database is away; decisions are still answered"},
		registry.Text{Zh: "稍后重试", En: "try again later"},
	},
	{
		context.DeadlineExceeded, http.StatusServiceUnavailable, codeTimeout,
		registry.Text{Zh: "处理超时", En: "the request took too long"},
		registry.Text{Zh: "缩小范围后重试", En: "ask for less, or try again"},
	},
}

// routedRefusal is a refusal of Echo or of the generated parameter reading,
// whose messages begin with the words looked for here.
func routedRefusal(e *echo.HTTPError) *Refusal {
	message := fmt.Sprint(e.Message)
	if name, ok := between(message, "Query argument ", " is required"); ok {
		return refuse([]registry.Problem{missing("/" + name)})
	}
	if name, ok := between(message, "Invalid format for parameter ", ":"); ok {
		return refuse([]registry.Problem{unreadableParameter(name, message)})
	}
	words, ok := routeErrors[e.Code]
	if !ok {
		words = routeError{codeInvalid, registry.Text{Zh: message, En: message}, registry.Text{Zh: "参见 /docs", En: "see /docs"}}
	}
	return Refuse(e.Code, words.code, words.message, words.fix)
}

func unreadableParameter(name, message string) registry.Problem {
	if strings.Contains(message, "required") {
		return missing("/" + name)
	}
	return invalid("/"+name,
		textf("参数 %s 的格式不对", "parameter %s cannot be read", name),
		registry.Text{Zh: "格式见 /docs", En: "see /docs for its form"})
}

func missing(pointer string) registry.Problem {
	name := pointer[strings.LastIndexByte(pointer, '/')+1:]
	return invalid(pointer, textf("缺少 %s", "%s is missing", name), textf("补填 %s", "state %s", name))
}

// between returns what stands between a prefix and the first stop after it.
func between(s, prefix, stop string) (string, bool) {
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return "", false
	}
	name, _, ok := strings.Cut(rest, stop)
	return name, ok
}

type routeError struct {
	code         string
	message, fix registry.Text
}

var routeErrors = map[int]routeError{
	http.StatusBadRequest: {
		codeInvalid,
		registry.Text{Zh: "请求无法读取", En: "the request cannot be read"},
		registry.Text{Zh: "格式见 /docs", En: "see /docs for its form"},
	},
	http.StatusNotFound: {
		codeNotFound,
		registry.Text{Zh: "没有此路径", En: "there is no such path"},
		registry.Text{Zh: "全部路径见 /docs", En: "all paths are in /docs"},
	},
	http.StatusMethodNotAllowed: {
		"METHOD_NOT_ALLOWED",
		registry.Text{Zh: "此路径不支持该方法", En: "the path does not know this method"},
		registry.Text{Zh: "全部方法见 /docs", En: "all methods are in /docs"},
	},
	http.StatusUnsupportedMediaType: {
		codeMediaType,
		registry.Text{Zh: "请求体须为 application/json", En: "the body must be application/json"},
		registry.Text{Zh: "设置 Content-Type: application/json", En: "send Content-Type: application/json"},
	},
	http.StatusRequestEntityTooLarge: {
		codeTooLarge,
		registry.Text{Zh: "请求过大", En: "the request is too large"},
		registry.Text{Zh: "分多次提交", En: "send it in parts"},
	},
}

// titles are what a status means, whatever the code.
var titles = map[int]registry.Text{
	http.StatusBadRequest:            {Zh: "请求有误", En: "the request is not valid"},
	http.StatusUnauthorized:          {Zh: "未通过身份验证", En: "not authenticated"},
	http.StatusForbidden:             {Zh: "不允许", En: "not allowed"},
	http.StatusNotFound:              {Zh: "未找到", En: "not found"},
	http.StatusMethodNotAllowed:      {Zh: "方法不支持", En: "method not allowed"},
	http.StatusConflict:              {Zh: "冲突", En: "conflict"},
	http.StatusPreconditionFailed:    {Zh: "已被修改", En: "changed meanwhile"},
	http.StatusRequestEntityTooLarge: {Zh: "请求过大", En: "too large"},
	http.StatusUnsupportedMediaType:  {Zh: "媒体类型不支持", En: "media type not supported"},
	http.StatusUnprocessableEntity:   {Zh: "请求无法执行", En: "the request cannot be followed"},
	http.StatusTooManyRequests:       {Zh: "请求过于频繁", En: "too many requests"},
	http.StatusInternalServerError:   {Zh: "内部错误", En: "internal error"},
	http.StatusServiceUnavailable:    {Zh: "暂不可用", En: "not available now"},
}

// Language is the language that a request is answered in.
func Language(r *http.Request) string { return language(r.Header.Get("Accept-Language")) }

// language is zh or en, whichever a client prefers; zh where it does not say.
func language(accept string) string {
	best, lang := 0.0, "zh"
	for part := range strings.SplitSeq(accept, ",") {
		tag, weight := preference(part)
		if weight > best && (tag == "zh" || tag == "en") {
			best, lang = weight, tag
		}
	}
	return lang
}

// preference reads one part of Accept-Language: its primary tag and weight.
func preference(part string) (tag string, weight float64) {
	tag, parameter, weighted := strings.Cut(strings.TrimSpace(part), ";")
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	if !weighted {
		return tag, 1
	}
	if _, err := fmt.Sscanf(strings.TrimSpace(parameter), "q=%g", &weight); err != nil {
		return tag, 0
	}
	return cmp.Or(tag, "*"), weight
}

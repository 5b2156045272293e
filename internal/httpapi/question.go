package httpapi

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"concord/api"
	"concord/internal/registry"
)

// questionReader reads questions out of one JSON text without reflection. What
// is wrong with a question is gathered and reading goes on; only a text that is
// not JSON is an error.
type questionReader struct {
	decoder  jsontext.Decoder
	source   bytes.Buffer
	text     string // the whole text; the strings read are parts of it
	problems []registry.Problem
}

var questionReaders = sync.Pool{New: func() any { return new(questionReader) }}

// largestKept bounds the buffers that are kept for the next request.
const largestKept = 8 << 20

// readText takes in a whole body and hands it to read.
func readText(body io.Reader, read func(*questionReader) error) error {
	r := questionReaders.Get().(*questionReader)
	defer r.release()
	if _, err := r.source.ReadFrom(body); err != nil {
		return err
	}
	r.text = r.source.String()
	r.decoder.Reset(&r.source)
	if err := read(r); err != nil {
		return unread(err)
	}
	_, err := r.decoder.ReadToken()
	switch {
	case err == nil:
		return refuse([]registry.Problem{invalid("",
			registry.Text{Zh: "JSON 对象之后还有内容", En: "something follows the JSON object"},
			oneObject)})
	case errors.Is(err, io.EOF):
		return nil
	}
	return unread(err)
}

var oneObject = registry.Text{Zh: "请求体须为一个 UTF-8 编码的 JSON 对象", En: "the body is one JSON object in UTF-8"}

// again begins the text anew.
func (r *questionReader) again() {
	r.decoder.Reset(bytes.NewBufferString(r.text))
	r.problems = nil
}

func (r *questionReader) release() {
	if r.source.Cap() > largestKept {
		return
	}
	r.source.Reset()
	r.text, r.problems = "", nil
	questionReaders.Put(r)
}

// unread says why a text could not be read to its end.
func unread(err error) error {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return refusal
	}
	pointer, offset := "", int64(0)
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		pointer, offset = string(syntactic.JSONPointer), syntactic.ByteOffset
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return refuse([]registry.Problem{invalid(pointer,
			registry.Text{Zh: "同一成员写了两次", En: "a member stands twice"},
			registry.Text{Zh: "只保留一次", En: "write it once"})})
	}
	return refuse([]registry.Problem{invalid(pointer,
		textf("不是合法的 JSON（第 %d 字节附近）", "not a JSON text (near byte %d)", offset),
		oneObject)})
}

// refused returns the problems gathered since the last call, as one refusal.
func (r *questionReader) refused() error {
	if len(r.problems) == 0 {
		return nil
	}
	problems := r.problems
	r.problems = nil
	return refuse(problems)
}

// question reads a question over what q already says.
func (r *questionReader) question(q *api.Question) error {
	return r.object(func(name string) error { return r.member(q, name) })
}

func (r *questionReader) member(q *api.Question, name string) error {
	if field := textMember(q, name); field != nil {
		return r.string(field)
	}
	switch name {
	case "item":
		return r.item(&q.Item)
	case "report_status":
		return r.string((*string)(&q.ReportStatus))
	case "has_images":
		return r.boolean(&q.HasImages)
	case "situations":
		return r.strings(&q.Situations)
	case "patient_age_years":
		return r.integer(&q.PatientAgeYears)
	}
	return r.unknown(name)
}

// textMember is the member of a question that is a plain string; nil for others.
func textMember(q *api.Question, name string) *string {
	switch name {
	case "issuer":
		return &q.Issuer
	case "receiver":
		return &q.Receiver
	case "exam_time":
		return &q.ExamTime
	case "report_time":
		return &q.ReportTime
	case "asked_at":
		return &q.AskedAt
	case "specimen":
		return &q.Specimen
	case "method":
		return &q.Method
	case "body_site":
		return &q.BodySite
	case "laterality":
		return &q.Laterality
	case "contrast":
		return &q.Contrast
	case "projection":
		return &q.Projection
	case "diagnosed_by":
		return &q.DiagnosedBy
	case "department":
		return &q.Department
	case "at":
		return &q.At
	}
	return nil
}

// item reads an item reference; a new one replaces the old one whole.
func (r *questionReader) item(ref *api.ItemRef) error {
	*ref = api.ItemRef{}
	if r.decoder.PeekKind() == 'n' {
		return r.decoder.SkipValue()
	}
	return r.object(func(name string) error {
		switch name {
		case "code":
			return r.string(&ref.Code)
		case "system":
			return r.string((*string)(&ref.System))
		}
		return r.unknown(name)
	})
}

// asked reads one question of a batch, which starts as the defaults are. A
// panel stands in place of the default item, not of one stated beside it.
func (r *questionReader) asked(q *api.Asked, defaults *api.Question) error {
	q.Question = *defaults
	itemStated := false
	err := r.object(func(name string) error {
		switch name {
		case "id":
			return r.string(&q.ID)
		case "panel":
			return r.string(&q.Panel)
		case "item":
			itemStated = true
		}
		return r.member(&q.Question, name)
	})
	if q.Panel != "" && !itemStated {
		q.Item = api.ItemRef{}
	}
	q.Refused = r.refused()
	return err
}

// object reads an object member by member; null is an empty one.
func (r *questionReader) object(member func(name string) error) error {
	if r.decoder.PeekKind() != '{' {
		return r.wrongType("对象", "an object")
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return err
	}
	for r.decoder.PeekKind() != '}' {
		raw, err := r.decoder.ReadValue()
		if err != nil {
			return err
		}
		if err := member(r.unquote(raw)); err != nil {
			return err
		}
	}
	_, err := r.decoder.ReadToken()
	return err
}

// array reads an array element by element.
func (r *questionReader) array(element func() error) error {
	if r.decoder.PeekKind() != '[' {
		return r.wrongType("数组", "an array")
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return err
	}
	for r.decoder.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := r.decoder.ReadToken()
	return err
}

// string reads a string; null is the empty one.
func (r *questionReader) string(into *string) error {
	switch r.decoder.PeekKind() {
	case '"':
		raw, err := r.decoder.ReadValue()
		if err == nil {
			*into = r.unquote(raw)
		}
		return err
	case 'n':
		*into = ""
		return r.decoder.SkipValue()
	}
	return r.wrongType("字符串", "a string")
}

func (r *questionReader) strings(into *[]string) error {
	*into = nil
	if r.decoder.PeekKind() == 'n' {
		return r.decoder.SkipValue()
	}
	return r.array(func() error {
		var s string
		err := r.string(&s)
		*into = append(*into, s)
		return err
	})
}

func (r *questionReader) boolean(into **bool) error {
	kind := r.decoder.PeekKind()
	if kind != 't' && kind != 'f' && kind != 'n' {
		return r.wrongType("true 或 false", "true or false")
	}
	*into = nil
	if kind != 'n' {
		stated := kind == 't'
		*into = &stated
	}
	return r.decoder.SkipValue()
}

func (r *questionReader) integer(into **int) error {
	switch r.decoder.PeekKind() {
	case '0':
		raw, err := r.decoder.ReadValue()
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(string(raw))
		if err != nil {
			r.mistyped("整数", "a whole number")
		}
		*into = &n
		return nil
	case 'n':
		*into = nil
		return r.decoder.SkipValue()
	}
	return r.wrongType("整数", "a whole number")
}

// unquote returns the string that a raw value, just read, stands for.
func (r *questionReader) unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		end := int(r.decoder.InputOffset())
		return r.text[end-len(raw)+1 : end-1]
	}
	// The decoder has accepted the literal, so it can be unquoted.
	unquoted, _ := jsontext.AppendUnquote(nil, raw)
	return string(unquoted)
}

// wrongType notes that the next value is of another type, and passes over it.
func (r *questionReader) wrongType(zh, en string) error {
	if err := r.decoder.SkipValue(); err != nil {
		return err
	}
	r.mistyped(zh, en)
	return nil
}

func (r *questionReader) mistyped(zh, en string) {
	r.problems = append(r.problems, invalid(string(r.decoder.StackPointer()),
		registry.Text{Zh: "应为" + zh, En: "it must be " + en},
		registry.Text{Zh: "格式见 /docs", En: "see /docs for its form"}))
}

// unknown notes a member that no question has, and passes over its value.
func (r *questionReader) unknown(name string) error {
	r.problems = append(r.problems, unknownField(string(r.decoder.StackPointer()), name))
	return r.decoder.SkipValue()
}

// unknownField refuses a name; names that would hold who the patient is get
// told why.
func unknownField(pointer, name string) registry.Problem {
	p := registry.Problem{
		Pointer: pointer, Code: codeFieldUnknown,
		Message: textf("不认识的字段 %q", "unknown field %q", name),
		Fix:     registry.Text{Zh: "去掉该字段；可用字段见 /docs", En: "leave it out; /docs has the fields"},
	}
	if identifies(name) {
		p.Message = textf("字段 %q 含患者身份信息，一律不接收", "field %q would identify a patient; nothing that does is accepted", name)
		p.Fix = registry.Text{
			Zh: "去掉该字段；需要年龄时用 patient_age_years",
			En: "leave it out; state patient_age_years where age matters",
		}
	}
	return p
}

// identifying are parts of names under which hospital systems keep who a
// patient is.
var identifying = []string{
	"patient_name", "patientname", "patient_id", "patientid", "id_card", "idcard", "id_number", "identity",
	"phone", "mobile", "birth", "mrn", "passport", "address", "social_security", "gender", "sex",
	"姓名", "身份证", "电话", "手机", "出生", "病历号", "住址", "性别",
}

func identifies(name string) bool {
	lower := strings.ToLower(name)
	return lower == "name" || slices.ContainsFunc(identifying, func(part string) bool { return strings.Contains(lower, part) })
}

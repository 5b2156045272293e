package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/labstack/echo/v4"

	"concord/internal/office"
	"concord/internal/registry"
)

const idempotencyHeader = "Idempotency-Key"

// maxIdempotencyKey bounds what a client may call its request.
const maxIdempotencyKey = 128

// once answers a write that is repeated with the same Idempotency-Key as it was
// answered before. The receipt is written with the change itself, so that there
// is one exactly where the write was made; it is looked for by write, once the
// handler knows that the actor may still do it.
func (a *API) once(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		key := c.Request().Header.Get(idempotencyHeader)
		pinned := callOf(c.Request().Context())
		if key == "" || !pinned.actor.Known() {
			return next(c)
		}
		if len(key) > maxIdempotencyKey {
			return refuse([]registry.Problem{invalid("/"+idempotencyHeader,
				textf("Idempotency-Key 超过 %d 个字符", "the Idempotency-Key is longer than %d characters", maxIdempotencyKey),
				registry.Text{Zh: "使用 UUID", En: "use a UUID"})})
		}
		digest, err := fingerprint(c.Request())
		if err != nil {
			return err
		}
		pinned.receipt = &office.Receipt{Actor: pinned.actor.Name, Key: key, Fingerprint: digest, At: pinned.now}
		err = next(c)
		if again, ok := errors.AsType[*replay](err); ok {
			return again.answer(c)
		}
		return err
	}
}

// replay says that a request was answered before, and how.
type replay struct{ receipt *office.Receipt }

// Error names the status of the answer.
func (r *replay) Error() string { return fmt.Sprintf("answered before with %d", r.receipt.Status) }

func (r *replay) answer(c echo.Context) error {
	c.Response().Header().Set("Idempotency-Replayed", "true")
	if len(r.receipt.Body) == 0 {
		return c.NoContent(r.receipt.Status)
	}
	return c.Blob(r.receipt.Status, "application/json", r.receipt.Body)
}

// answered gives a [*replay] where the request was answered before, and a refusal
// where its key belongs to another one.
func (a *API) answered(ctx context.Context) error {
	c := callOf(ctx)
	if c.receipt == nil {
		return nil
	}
	receipt, err := a.office.Receipt(ctx, c.receipt.Actor, c.receipt.Key, c.now)
	if err != nil || receipt == nil {
		return err
	}
	if receipt.Fingerprint != c.receipt.Fingerprint {
		return Refuse(http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED",
			registry.Text{Zh: "该 Idempotency-Key 已用于另一个请求", En: "the Idempotency-Key was used for another request"},
			registry.Text{Zh: "为每个新请求使用新的 UUID", En: "use a new UUID for every new request"})
	}
	return &replay{receipt}
}

// fingerprint is the digest of what a request asks, whatever the boundary its
// client chose for a form. The body can still be read afterwards.
func fingerprint(r *http.Request) (string, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", fmt.Errorf("read the body: %w", err)
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n", r.Method, r.URL.RequestURI())
	r.Body = io.NopCloser(bytes.NewReader(body))
	if !IsForm(r) {
		sum.Write(body)
		return hex.EncodeToString(sum.Sum(nil)), nil
	}
	if err := addForm(sum, r); err != nil {
		return "", refuse([]registry.Problem{formUnreadable(err)})
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// addForm adds the parts of a form to a digest.
func addForm(sum hash.Hash, r *http.Request) error {
	parts, err := r.Clone(context.Background()).MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := addPart(sum, part); err != nil {
			return err
		}
	}
}

func addPart(sum hash.Hash, part *multipart.Part) error {
	content := sha256.New()
	if _, err := io.Copy(content, part); err != nil {
		return err
	}
	fmt.Fprintf(sum, "%q %q %x\n", part.FormName(), part.FileName(), content.Sum(nil))
	return nil
}

func formUnreadable(err error) registry.Problem {
	return invalid("",
		textf("表单无法读取：%v", "the form cannot be read: %v", err),
		registry.Text{Zh: "以 multipart/form-data 上传，文件字段名为 file", En: "send multipart/form-data with the file in the field “file”"})
}

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
// is one exactly where the write was made.
func (a *API) once(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		key := c.Request().Header.Get(idempotencyHeader)
		if key == "" {
			return next(c)
		}
		if len(key) > maxIdempotencyKey {
			return refuse([]registry.Problem{invalid("/"+idempotencyHeader,
				textf("Idempotency-Key 超过 %d 个字符", "the Idempotency-Key is longer than %d characters", maxIdempotencyKey),
				registry.Text{Zh: "使用 UUID", En: "use a UUID"})})
		}
		print, err := fingerprint(c.Request())
		if err != nil {
			return err
		}
		pinned := callOf(c.Request().Context())
		pinned.receipt = &office.Receipt{Actor: pinned.actor.Name, Key: key, Fingerprint: print, At: pinned.now}
		if done, err := a.replay(c, pinned); done || err != nil {
			return err
		}
		err = next(c)
		if errors.Is(err, office.ErrReceipt) { // the same request, side by side
			_, err = a.replay(c, pinned)
		}
		return err
	}
}

// replay repeats the answer of a receipt, where there is one.
func (a *API) replay(c echo.Context, pinned *call) (done bool, err error) {
	receipt, err := a.office.Receipt(c.Request().Context(), pinned.receipt.Actor, pinned.receipt.Key, pinned.now)
	if err != nil || receipt == nil {
		return false, err
	}
	if receipt.Fingerprint != pinned.receipt.Fingerprint {
		return true, Refuse(http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED",
			registry.Text{Zh: "该 Idempotency-Key 已用于另一个请求", En: "the Idempotency-Key was used for another request"},
			registry.Text{Zh: "为每个新请求使用新的 UUID", En: "use a new UUID for every new request"})
	}
	c.Response().Header().Set("Idempotency-Replayed", "true")
	if len(receipt.Body) == 0 {
		return true, c.NoContent(receipt.Status)
	}
	return true, c.Blob(receipt.Status, "application/json", receipt.Body)
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
	if !isForm(r) {
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

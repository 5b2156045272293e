package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// bigForm is a form with a file of a size, and its media type.
func bigForm(t *testing.T, size int) (body []byte, media string) {
	t.Helper()
	var buffer bytes.Buffer
	form := multipart.NewWriter(&buffer)
	file, err := form.CreateFormFile("file", "清单.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes(), form.FormDataContentType()
}

// Who sends a file that is too large is told so, on a page where they read pages;
// a connection that ends in the middle of the file would tell nobody why.
func TestAFileThatIsTooLargeIsAnswered(t *testing.T) {
	h := newHouse(t, Options{Clock: time.Now})
	listener := httptest.NewServer(h.server)
	defer listener.Close()
	h.person(t, "zhang.san", "editor:420000")
	cookie := strings.TrimPrefix(h.signIn(t, "zhang.san"), "Cookie: ")
	body, media := bigForm(t, 24<<20)
	for what, reader := range map[string]func() io.Reader{
		"its length stated": func() io.Reader { return bytes.NewReader(body) }, "in chunks": func() io.Reader { return io.MultiReader(bytes.NewReader(body)) },
	} {
		for _, target := range []string{"/console/prices", "/v1/regions/420000/prices"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, listener.URL+target, reader())
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range map[string]string{"Content-Type": media, "Cookie": cookie, "Accept": "text/html"} {
				request.Header.Set(name, value)
			}
			answer, err := http.DefaultClient.Do(request)
			got := visit(t, answer, err)
			if got.status != http.StatusRequestEntityTooLarge || !strings.Contains(got.body, "16 MiB") || strings.Contains(got.body, "<h1") != (target == "/console/prices") {
				t.Errorf("%s, to %s: %d %s", what, target, got.status, got.body)
			}
		}
	}
}

// A browser reads nothing before it has sent its form.
func TestABrowserSeesWhyItsFileIsRefused(t *testing.T) {
	h := newHouse(t, Options{Clock: time.Now})
	listener := httptest.NewServer(h.server)
	defer listener.Close()
	body, media := bigForm(t, 24<<20)
	connection, err := net.Dial("tcp", listener.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	_, err = fmt.Fprintf(connection, "POST /console/prices HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
		listener.Listener.Addr(), media, len(body))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := connection.Write(body); err != nil {
		t.Fatalf("the connection ended after %d of %d bytes: %v", n, len(body), err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), "16 MiB") {
		t.Errorf("%d %s, %v", answer.StatusCode, text, err)
	}
}

// Who asks whether it may send is told no before it sends, and what is larger than
// anything that is read is refused at once.
func TestWhatIsTooLargeIsNotWaitedFor(t *testing.T) {
	h := newHouse(t, Options{Clock: time.Now})
	listener := httptest.NewServer(h.server)
	defer listener.Close()
	for what, header := range map[string]string{
		"asked first": "Expect: 100-continue\r\nContent-Length: 25165824", "larger than anything": "Content-Length: 1099511627776",
	} {
		connection, err := net.Dial("tcp", listener.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		if _, err := fmt.Fprintf(connection, "POST /v1/decisions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n%s\r\n\r\n", header); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d, want 413", what, answer.StatusCode)
		}
	}
}

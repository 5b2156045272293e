package sheet

import (
	"bytes"
	"errors"
	"path"
	"strings"

	"concord/internal/registry"
)

// Open reads the cells of a workbook or a CSV file. The format is told from the
// bytes; name only names the one sheet of a CSV file. Where a file is refused
// the book is nil and the problems say why.
func Open(name string, data []byte, limits Limits) (*Book, []registry.Problem) {
	b, err := open(name, data, limits)
	if err == nil {
		return b, nil
	}
	var r refusal
	if !errors.As(err, &r) {
		r.problem = fileBroken.at(Place{}, err.Error())
	}
	return nil, []registry.Problem{r.problem}
}

func open(name string, data []byte, limits Limits) (*Book, error) {
	if int64(len(data)) > limits.Bytes {
		return nil, fileTooLarge.refuse(Place{}, limits.Bytes)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fileEmpty.refuse(Place{})
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return openWorkbook(data, limits)
	}
	if err := otherKind(data); err != nil {
		return nil, err
	}
	return openText(sheetName(name), data, limits)
}

// sheetName is what Excel calls the one sheet of a CSV file.
func sheetName(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}

// magic is how the files of another kind begin, in small letters.
type magic struct {
	prefix string
	kind   registry.Text
}

var magics = []magic{
	{"%pdf", registry.Text{Zh: " PDF", En: "a PDF"}},
	{"{\\rtf", registry.Text{Zh: " RTF 文档", En: "an RTF document"}},
	{"\x89png", registry.Text{Zh: "图片", En: "a picture"}},
	{"\xff\xd8\xff", registry.Text{Zh: "图片", En: "a picture"}},
	{"rar!", registry.Text{Zh: "压缩包", En: "an archive"}},
	{"7z\xbc\xaf", registry.Text{Zh: "压缩包", En: "an archive"}},
	{"\x1f\x8b", registry.Text{Zh: "压缩包", En: "an archive"}},
	{"pk\x05\x06", registry.Text{Zh: "空的压缩包", En: "an empty archive"}},
	{"<?xml", registry.Text{Zh: " XML", En: "XML"}},
	{"<html", registry.Text{Zh: "网页", En: "a web page"}},
	{"<!doctype", registry.Text{Zh: "网页", En: "a web page"}},
	{"<table", registry.Text{Zh: "网页", En: "a web page"}},
}

const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// otherKind refuses what is recognisably no text. Systems that export a web
// page under the name .xls are common.
func otherKind(data []byte) error {
	if bytes.HasPrefix(data, []byte(oleMagic)) {
		return oleKind(data)
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 256)], []byte("\ufeff")), " \t\r\n")
	start = asciiLower(start)
	for _, m := range magics {
		if bytes.HasPrefix(start, []byte(m.prefix)) {
			return fileKind.refuse(Place{}, m.kind.Zh, m.kind.En)
		}
	}
	return nil
}

// asciiLower leaves all other bytes alone: bytes.ToLower makes one character of
// everything that is no UTF-8, so that GBK text would begin like a picture.
func asciiLower(data []byte) []byte {
	lower := bytes.Clone(data)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + ('a' - 'A')
		}
	}
	return lower
}

// oleKind tells an encrypted workbook from an old one: both are OLE containers,
// and the directory of the former names a stream EncryptedPackage in UTF-16.
func oleKind(data []byte) error {
	const stream = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"
	if bytes.Contains(data, []byte(stream)) {
		return fileEncrypted.refuse(Place{})
	}
	return fileOldFormat.refuse(Place{})
}

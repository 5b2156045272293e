package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"concord/internal/registry"
)

// archive is the parts of a workbook, by name in lower case.
type archive struct {
	parts  map[string]*zip.File
	limits Limits
	budget int64 // bytes that may still be unzipped
}

// openArchive checks the zip directory before anything is unzipped: how many
// entries, how large, how tightly packed, and under which names.
func openArchive(data []byte, limits Limits) (*archive, error) {
	if n := bytes.Count(data, []byte("PK\x01\x02")); n > maxZipEntries {
		return nil, fmt.Errorf("the zip directory has %d entries", n)
	}
	reader, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("read zip directory: %w", err)
	}
	a := &archive{parts: make(map[string]*zip.File, len(reader.File)), limits: limits, budget: limits.UnzippedBytes}
	total := uint64(0)
	for _, f := range reader.File {
		if total += f.UncompressedSize64; total > uint64(limits.UnzippedBytes) || packedTooTightly(f) {
			return nil, unzippedTooLarge.refuse(Place{}, limits.UnzippedBytes)
		}
		if err := a.add(f); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// packedTooTightly reports whether an entry is a bomb by its own account.
func packedTooTightly(f *zip.File) bool {
	return f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/maxZipRatio > f.CompressedSize64
}

func (a *archive) add(f *zip.File) error {
	name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
	if strings.HasPrefix(name, "/") || name != "" && strings.Contains("/"+name+"/", "/../") {
		return fmt.Errorf("entry %q leads out of the archive", clip(f.Name))
	}
	if _, twice := a.parts[name]; twice {
		return fmt.Errorf("entry %q stands in the archive twice", clip(f.Name))
	}
	if f.Flags&1 != 0 {
		return fileEncrypted.refuse(Place{})
	}
	a.parts[name] = f
	return nil
}

func (a *archive) has(name string) bool { return a.parts[strings.ToLower(name)] != nil }

// kind refuses archives that are no workbooks, or workbooks of a kind that is
// not read.
func (a *archive) kind() error {
	for name := range a.parts {
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") {
			return fileMacros.refuse(Place{})
		}
	}
	for _, other := range []struct {
		part string
		kind registry.Text
	}{
		{"xl/workbook.bin", registry.Text{Zh: " .xlsb 工作簿", En: "an .xlsb workbook"}},
		{"word/document.xml", registry.Text{Zh: " Word 文档", En: "a Word document"}},
		{"ppt/presentation.xml", registry.Text{Zh: "演示文稿", En: "a presentation"}},
		{"content.xml", registry.Text{Zh: " OpenDocument 文件", En: "an OpenDocument file"}},
	} {
		if a.has(other.part) {
			return fileKind.refuse(Place{}, other.kind.Zh, other.kind.En)
		}
	}
	if !a.has("[Content_Types].xml") {
		return fileKind.refuse(Place{}, "压缩包", "an archive")
	}
	return nil
}

// part streams the XML of one part.
type part struct {
	source  *meter
	body    io.Closer
	decoder *xml.Decoder
	depth   int
}

// open starts the reading of a part.
func (a *archive) open(name string) (*part, error) {
	f := a.parts[strings.ToLower(strings.TrimPrefix(path.Clean("/"+name), "/"))]
	if f == nil {
		return nil, fmt.Errorf("part %s is missing", clip(name))
	}
	body, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open part %s: %w", clip(name), err)
	}
	source := &meter{from: bufio.NewReaderSize(body, 64<<10), archive: a}
	return &part{source: source, body: body, decoder: xml.NewDecoder(source)}, nil
}

func (p *part) close() { _ = p.body.Close() }

var errUnended = errors.New("the XML ends in the middle")

// next returns the next token, or io.EOF after the last one. It reads raw
// tokens, since the decoder's own stack of open elements has no bound.
func (p *part) next() (xml.Token, error) {
	p.source.token = 0
	token, err := p.decoder.RawToken()
	if errors.Is(err, io.EOF) && p.depth != 0 {
		return nil, errUnended
	}
	if err != nil {
		return nil, err
	}
	switch token.(type) {
	case xml.StartElement:
		p.depth++
	case xml.EndElement:
		p.depth--
	case xml.Directive:
		return nil, errors.New("the XML has a document type")
	}
	if p.depth > maxDepth || p.depth < 0 {
		return nil, errors.New("the XML is not nested as in a workbook")
	}
	return token, nil
}

// walk hands every token of a part to visit.
func (a *archive) walk(name string, visit func(xml.Token) error) error {
	p, err := a.open(name)
	if err != nil {
		return err
	}
	defer p.close()
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = visit(token)
		}
		if err != nil {
			return fmt.Errorf("read part %s: %w", clip(name), err)
		}
	}
}

// meter counts what is unzipped, over all parts and within one token, so that
// neither a lying size nor one endless tag costs more than its bound.
type meter struct {
	from    *bufio.Reader
	archive *archive
	token   int
}

// ReadByte is what the decoder reads by.
func (m *meter) ReadByte() (byte, error) {
	if m.archive.budget--; m.archive.budget < 0 {
		return 0, unzippedTooLarge.refuse(Place{}, m.archive.limits.UnzippedBytes)
	}
	if m.token++; m.token > maxTokenBytes {
		return 0, fmt.Errorf("an XML token is longer than %d bytes", maxTokenBytes)
	}
	return m.from.ReadByte()
}

// Read makes a meter an io.Reader; the decoder does not call it.
func (m *meter) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := m.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// attribute returns an attribute of an element, whatever its prefix.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// prefixed returns an attribute that has a prefix: r:id, and not id.
func prefixed(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

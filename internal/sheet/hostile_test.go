package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"concord/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// parts are the parts of a workbook by name.
type parts map[string]string

// minimal is the smallest workbook: one sheet with this XML.
func minimal(sheetXML string) parts {
	return parts{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="urn:r"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>项目名称</t></si><si><r><t>钾</t></r><rPh><t>jia</t></rPh></si></sst>`,
		"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml":   sheetXML,
	}
}

const goodSheet = `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>`

// with changes one part.
func (p parts) with(name, content string) parts {
	changed := maps.Clone(p)
	changed[name] = content
	return changed
}

func (p parts) zip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		f, err := w.Create(name)
		check(t, err)
		_, err = io.WriteString(f, p[name])
		check(t, err)
	}
	check(t, w.Close())
	return b.Bytes()
}

// refused says with which code a file is refused.
func refused(t *testing.T, name string, data []byte) string {
	t.Helper()
	return refusedWithin(t, name, data, sheet.DefaultLimits())
}

func refusedWithin(t *testing.T, name string, data []byte, limits sheet.Limits) string {
	t.Helper()
	b, problems := sheet.Open(name, data, limits)
	if (b == nil) != (len(problems) > 0) {
		t.Fatalf("%s: book %v with problems %v", name, b != nil, problems)
	}
	if len(problems) == 0 {
		return ""
	}
	wantProblems(t, problems, codes(problems)...)
	return problems[0].Code
}

func TestTheSmallestWorkbookIsRead(t *testing.T) {
	wantItems(t, open(t, "x.xlsx", minimal(goodSheet).zip(t)).Items().Rows, "A2 钾")
	strict := minimal(strings.NewReplacer("</", "</x:", "<", "<x:").Replace(goodSheet))
	wantItems(t, open(t, "x.xlsx", strict.zip(t)).Items().Rows, "A2 钾")
	inline := minimal(`<worksheet><sheetData><row><c t="inlineStr"><is><t>项目名称</t></is></c><c t="str"><v>备注</v></c></row><row><c t="inlineStr"><is><r><t>钾_x000D_</t></r></is></c></row></sheetData></worksheet>`)
	wantItems(t, open(t, "x.xlsx", inline.zip(t)).Items().Rows, "A2 钾")
}

func TestFilesOfOtherKinds(t *testing.T) {
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2048)...)
	encrypted := slices.Clone(ole)
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		encrypted = binary.LittleEndian.AppendUint16(encrypted, unit)
	}
	locked := excelize.NewFile()
	var lockedBytes bytes.Buffer
	check(t, locked.Write(&lockedBytes, excelize.Options{Password: "secret"}))
	good := minimal(goodSheet)
	for name, test := range map[string]struct {
		data []byte
		code string
	}{
		"nothing":               {nil, "FILE_EMPTY"},
		"only blanks":           {[]byte(" \r\n\t\n"), "FILE_EMPTY"},
		"an old workbook":       {ole, "FILE_OLD_FORMAT"},
		"an encrypted stream":   {encrypted, "FILE_ENCRYPTED"},
		"a locked workbook":     {lockedBytes.Bytes(), "FILE_ENCRYPTED"},
		"macros":                {good.with("xl/vbaProject.bin", "\xd0\xcf").zip(t), "FILE_MACROS"},
		"old macros":            {good.with("xl/macrosheets/sheet1.xml", "<x/>").zip(t), "FILE_MACROS"},
		"a binary workbook":     {good.with("xl/workbook.bin", "x").zip(t), "FILE_KIND"},
		"a Word document":       {parts{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}.zip(t), "FILE_KIND"},
		"an archive":            {parts{"hello.txt": "hello"}.zip(t), "FILE_KIND"},
		"an empty archive":      {parts{}.zip(t), "FILE_KIND"},
		"a PDF":                 {[]byte("%PDF-1.7\n1 0 obj"), "FILE_KIND"},
		"a picture":             {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "FILE_KIND"},
		"a web page named .xls": {[]byte("\ufeff<HTML><table><tr><td>项目名称"), "FILE_KIND"},
		"a program":             {[]byte("\x7fELF\x02\x01\x01\x00\x00\x00"), "FILE_KIND"},
		"noise":                 {[]byte("项目名称,时限\n\x01\x02\x03"), "FILE_KIND"},
		"no encoding":           {[]byte("项目名称\n\xff\xff\xff\xff钾\n"), "FILE_ENCODING"},
	} {
		if code := refused(t, "list.xlsx", test.data); code != test.code {
			t.Errorf("%s is refused with %q, want %q", name, code, test.code)
		}
	}
}

func TestBrokenWorkbooks(t *testing.T) {
	good := minimal(goodSheet)
	whole := good.zip(t)
	row := func(cells string) string { return `<worksheet><sheetData>` + cells + `</sheetData></worksheet>` }
	for name, data := range map[string][]byte{
		"a truncated archive":            whole[:len(whole)/2],
		"a truncated directory":          whole[:len(whole)-10],
		"a truncated sheet":              minimal(goodSheet[:len(goodSheet)-30]).zip(t),
		"no sheet behind the name":       good.with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/none.xml"/></Relationships>`).zip(t),
		"a path out of the archive":      good.with("../../etc/passwd", "root").zip(t),
		"an absolute path":               good.with("/etc/passwd", "root").zip(t),
		"a Windows path out of it":       good.with(`..\..\boot.ini`, "x").zip(t),
		"a relation out of it":           good.with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="../../../../etc/passwd"/></Relationships>`).zip(t),
		"an entity":                      minimal(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>` + strings.Replace(goodSheet, `<v>0</v>`, `<v>&a;</v>`, 1)).zip(t),
		"an outside entity":              minimal(`<!DOCTYPE x SYSTEM "file:///etc/passwd">` + goodSheet).zip(t),
		"an undeclared entity":           minimal(row(`<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>`)).zip(t),
		"another encoding":               minimal(`<?xml version="1.0" encoding="UTF-7"?>` + goodSheet).zip(t),
		"rows going backwards":           minimal(row(`<row r="2"/><row r="1"/>`)).zip(t),
		"a row beyond the last":          minimal(row(`<row r="1048577"/>`)).zip(t),
		"a cell of another row":          minimal(row(`<row r="1"><c r="A2"><v>1</v></c></row>`)).zip(t),
		"a string that is not there":     minimal(row(`<row r="1"><c r="A1" t="s"><v>99</v></c></row>`)).zip(t),
		"a string with a negative place": minimal(row(`<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`)).zip(t),
		"a merge of nothing":             minimal(row("")+``).with("xl/worksheets/sheet1.xml", `<worksheet><mergeCells><mergeCell ref="B2:A1"/></mergeCells></worksheet>`).zip(t),
		"endless nesting":                minimal(`<worksheet>` + strings.Repeat("<a>", 100_000) + `</worksheet>`).zip(t),
		"an endless tag":                 minimal(`<worksheet ` + attributes(200_000) + `/>`).zip(t),
		"an endless text":                minimal(row(`<row r="1"><c r="A1" t="str"><v>` + noise(2<<20) + `</v></c></row>`)).zip(t),
		"more ends than starts":          minimal(`</worksheet>`).zip(t),
	} {
		if code := refused(t, "list.xlsx", data); code != "FILE_BROKEN" {
			t.Errorf("%s is refused with %q, want FILE_BROKEN", name, code)
		}
	}
}

func TestABombThatLiesAboutItsSizeIsRefused(t *testing.T) {
	bomb := minimal(`<worksheet>` + strings.Repeat(noise(1<<10), 2<<10) + `</worksheet>`)
	if code := refused(t, "list.xlsx", lying(t, bomb)); code != "FILE_BROKEN" {
		t.Errorf("refused with %q, want FILE_BROKEN", code)
	}
}

func TestDoubledPartsAreRefused(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for range 2 {
		_, err := w.Create("xl/workbook.xml")
		check(t, err)
	}
	check(t, w.Close())
	if code := refused(t, "list.xlsx", b.Bytes()); code != "FILE_BROKEN" {
		t.Errorf("refused with %q", code)
	}
}

// numbered repeats a pattern with rising numbers, as programs write rows.
func numbered(n int, pattern string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, pattern, i+1)
	}
	return b.String()
}

func attributes(n int) string { return numbered(n, `a%d="" `) }

// noise is text that packs badly, so that no ratio gives it away.
func noise(n int) string {
	var b strings.Builder
	state := uint32(1)
	for b.Len() < n {
		state = state*1664525 + 1013904223
		fmt.Fprintf(&b, "%08x", state)
	}
	return b.String()
}

func TestFilesBeyondTheLimits(t *testing.T) {
	row := func(xml string) []byte {
		return minimal(`<worksheet><sheetData>` + xml + `</sheetData></worksheet>`).zip(t)
	}
	for name, test := range map[string]struct {
		data []byte
		code string
	}{
		"a huge file":              {make([]byte, 17<<20), "FILE_TOO_LARGE"},
		"5,000 entries":            {manyEntries(t), "FILE_BROKEN"},
		"a million blank rows":     {row(numbered(1_000_000, `<row r="%d" spans="1:9"/>`)), "ROWS_TOO_MANY"},
		"a last row alone":         {row(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`), "ROWS_TOO_MANY"},
		"100,000 columns":          {row(`<row r="1">` + numbered(100_000, `<c><v>%d</v></c>`) + `</row>`), "COLUMNS_TOO_MANY"},
		"column ZZZZZZ":            {row(`<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>`), "COLUMNS_TOO_MANY"},
		"a cell of 40,000 letters": {row(`<row r="1"><c r="A1" t="str"><v>` + noise(40_000) + `</v></c></row>`), "CELL_TOO_LONG"},
		"a million lines":          {[]byte("项目名称\n" + strings.Repeat("\n", 1_000_000)), "ROWS_TOO_MANY"},
		"a million blank records":  {[]byte("项目名称\n" + strings.Repeat(",\n", 1_000_000)), "ROWS_TOO_MANY"},
		"100,000 separators":       {[]byte("项目名称" + strings.Repeat(",", 100_000)), "COLUMNS_TOO_MANY"},
		"300 columns":              {[]byte("项目名称" + strings.Repeat(",x", 300)), "COLUMNS_TOO_MANY"},
		"a quotation without end":  {[]byte("项目名称,备注\n\"" + noise(100_000)), "CELL_TOO_LONG"},
	} {
		if code := refused(t, "list.csv", test.data); code != test.code {
			t.Errorf("%s is refused with %q, want %q", name, code, test.code)
		}
	}
}

// TestFilesBeyondTighterLimits keeps small what is slow to build; the benchmark
// reads such files under the limits that hold by default.
func TestFilesBeyondTighterLimits(t *testing.T) {
	limits := sheet.DefaultLimits()
	limits.UnzippedBytes, limits.Cells = 4<<20, 50_000
	good := minimal(goodSheet)
	for name, test := range map[string]struct {
		data []byte
		code string
	}{
		"a bomb of zeros":                {good.with("xl/media/image1.png", strings.Repeat("\x00", 6<<20)).zip(t), "UNZIPPED_TOO_LARGE"},
		"a bomb in many parts":           {manyParts(t, good), "UNZIPPED_TOO_LARGE"},
		"1,000 sheets":                   {good.with("xl/workbook.xml", `<workbook xmlns:r="urn:r">`+strings.Repeat(`<sheet name="a" r:id="rId1"/>`, 1000)+`</workbook>`).zip(t), "SHEETS_TOO_MANY"},
		"16,000 blank cells in each row": {minimal(`<worksheet><sheetData>` + strings.Repeat(`<row>`+numbered(16_000, `<c s="%d"/>`)+`</row>`, 4) + `</sheetData></worksheet>`).zip(t), "CELLS_TOO_MANY"},
		"merges of whole rows":           {minimal(`<worksheet>` + strings.Repeat(`<mergeCell ref="A1:XFD1"/>`, 500) + `</worksheet>`).zip(t), "CELLS_TOO_MANY"},
		"one sheet under 200 names":      {shared(t), "UNZIPPED_TOO_LARGE"},
	} {
		if code := refusedWithin(t, "list.xlsx", test.data, limits); code != test.code {
			t.Errorf("%s is refused with %q, want %q", name, code, test.code)
		}
	}
}

// shared is a workbook whose sheets are all one part, small by itself.
func shared(t *testing.T) []byte {
	p := minimal(`<worksheet><!--` + noise(1<<19) + `--></worksheet>`)
	return p.with("xl/workbook.xml", `<workbook xmlns:r="urn:r">`+strings.Repeat(`<sheet name="a" r:id="rId1"/>`, 200)+`</workbook>`).zip(t)
}

func manyParts(t *testing.T, p parts) []byte {
	for i := range 5 {
		p = p.with(fmt.Sprintf("xl/media/%d.txt", i), strings.Repeat(noise(4096), 256))
	}
	return p.zip(t)
}

func manyEntries(t *testing.T) []byte {
	p := parts{}
	for i := range 5_000 {
		p[fmt.Sprint(i)] = ""
	}
	return p.zip(t)
}

// lying packs parts and then writes small sizes over the true ones.
func lying(t *testing.T, p parts) []byte {
	data := p.zip(t)
	for at := 0; ; at += 4 {
		i := bytes.Index(data[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return data
		}
		at += i
		if size := binary.LittleEndian.Uint32(data[at+24:]); size > 1<<20 {
			binary.LittleEndian.PutUint32(data[at+24:], 1000)
		}
	}
}

// fuzzLimits keep one round short.
var fuzzLimits = sheet.Limits{Bytes: 1 << 20, UnzippedBytes: 4 << 20, Rows: 2000, Columns: 50, Cells: 20_000, Problems: 50}

func FuzzOpen(f *testing.F) {
	f.Add("x.xlsx", minimal(goodSheet).zip(f))
	f.Add("x.csv", []byte("序号,项目名称,互认时限\n1,钾,7天\n一、免疫\n2,甲胎蛋白,30天\n"))
	f.Add("x.csv", []byte("机构名称;级别;互认范围;有效期\n演示医院;三级甲等;除钾外;2026年度\n"))
	f.Add("x.csv", []byte("项目\t情形\t年龄\t效力\n钾\t急诊\t6岁以下\t不予互认\n"))
	f.Add("x.csv", []byte("\xff\xfe机\x00"))
	f.Add("x.xlsx", workbook(f, page{rows: [][]any{{"类别", "项目名称"}, {"生化", "钾"}, {nil, "钠"}}, merges: []string{"A2:A3"}}))
	f.Fuzz(func(t *testing.T, name string, data []byte) { readEverything(t, name, data) })
}

// FuzzWorksheet reaches what lies behind the zip directory.
func FuzzWorksheet(f *testing.F) {
	f.Add(goodSheet, `<sst><si><t>项目名称</t></si><si><t>钾</t></si></sst>`)
	f.Add(`<worksheet><sheetData><row r="1" hidden="1"><c r="B1" t="inlineStr"><is><t>检验项目</t></is></c><c r="C1" s="1"><f>A1</f><v>46023</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells></worksheet>`, `<sst/>`)
	f.Fuzz(func(t *testing.T, sheetXML, strings string) {
		readEverything(t, "x.xlsx", minimal(sheetXML).with("xl/sharedStrings.xml", strings).zip(t))
	})
}

// readEverything reads a file in all ways and checks what must hold of any file.
func readEverything(t *testing.T, name string, data []byte) {
	t.Helper()
	b, problems := sheet.Open(name, data, fuzzLimits)
	if (b == nil) != (len(problems) > 0) {
		t.Fatalf("book %v with problems %v", b != nil, problems)
	}
	if b == nil {
		return
	}
	items, terms := b.Items(), b.Terms()
	for _, r := range items.Rows {
		if r.Name.Stated() && r.Name.Place.Row == 0 {
			t.Fatalf("%q stands nowhere", r.Name.Value)
		}
	}
	for _, n := range []int{
		len(items.Problems), len(b.Institutions().Problems), len(b.Negatives().Problems),
		len(b.Qualifications().Problems), len(b.CodeMap().Problems), len(terms.Problems),
	} {
		if n > fuzzLimits.Problems {
			t.Fatalf("%d problems", n)
		}
	}
}

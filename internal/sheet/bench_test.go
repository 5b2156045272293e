package sheet_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"concord/internal/sheet"
)

// BenchmarkOpen reads an honest file and the dearest hostile ones: what stays
// just within the limits, or is refused as late as possible. It reports the
// memory that the process has taken so far and what the book holds.
func BenchmarkOpen(b *testing.B) {
	row := func(xml string) []byte {
		return minimal(`<worksheet><sheetData>` + xml + `</sheetData></worksheet>`).zip(b)
	}
	for _, file := range []struct {
		name string
		data []byte
	}{
		{"a list of 600 items", workbook(b, page{rows: list(600)})},
		{"a million blank rows", row(numbered(1_000_000, `<row r="%d" spans="1:9"/>`))},
		{"100,000 rows to the limit of cells", row(strings.Repeat(`<row>`+numbered(9, `<c><v>%d</v></c>`)+`</row>`, 100_000))},
		{"a million strings", minimal(goodSheet).with("xl/sharedStrings.xml", `<sst>`+numbered(900_000, `<si><t>项目名称%d</t></si>`)+`</sst>`).zip(b)},
		{"two million cells in one row", row(`<row>` + numbered(2_000_000, `<c s="%d"/>`) + `</row>`)},
		{"merges to the limit of cells", minimal(`<worksheet>` + numbered(3_800, `<mergeCell ref="A%[1]d:XFD%[1]d"/>`) + `</worksheet>`).zip(b)},
		{"a bomb of many styles", minimal(goodSheet).with("xl/styles.xml", `<styleSheet><cellXfs>`+numbered(1_000_000, `<xf numFmtId="%d"/>`)+`</cellXfs></styleSheet>`).zip(b)},
		{"90,000 lines of CSV", []byte("项目名称,备注\n" + strings.Repeat("钾,空腹采血\n", 90_000))},
	} {
		b.Run(file.name, func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var book *sheet.Book
			b.ReportAllocs()
			for b.Loop() {
				book, _ = sheet.Open("list", file.data, sheet.DefaultLimits())
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.Sys)/(1<<20), "MiB-of-process")
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/(1<<20), "MiB-held")
			runtime.KeepAlive(book)
		})
	}
}

// BenchmarkItems turns the cells of 100,000 rows into item rows.
func BenchmarkItems(b *testing.B) {
	var text strings.Builder
	text.WriteString("序号,项目名称,类别,互认时限,备注\n")
	for i := range 99_000 {
		fmt.Fprintf(&text, "%d,项目%d,临床化学检验,30天,单位=U/L\n", i+1, i+1)
	}
	book := open(b, "list.csv", []byte(text.String()))
	b.ReportAllocs()
	for b.Loop() {
		if n := len(book.Items().Rows); n != 99_000 {
			b.Fatalf("%d rows", n)
		}
	}
}

func list(n int) [][]any {
	rows := [][]any{{"互认项目清单"}, {"序号", "项目名称", "类别", "互认时限"}}
	for i := range n {
		rows = append(rows, []any{i + 1, fmt.Sprintf("项目%d", i+1), "临床化学检验", "30天"})
	}
	return rows
}

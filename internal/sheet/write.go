package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"concord/internal/registry"
)

// Format is a file format that versions are written in.
type Format uint8

// The formats.
const (
	XLSX       Format = iota
	CSV               // UTF-8
	CSVWithBOM        // UTF-8 with the mark by which Excel knows it
)

// attachment is a published list as a file shows it.
type attachment struct {
	title   string
	lines   []string // below the title: number, issuer, days
	columns []column
	rows    [][]string
	terms   [][2]string
	numbers []bool // by column: its cells are numbers; nil where none are
	bare    bool   // without a sheet of terms
}

// column is a column of an attachment: its heading and its width in characters.
type column struct {
	heading field
	width   float64
}

// Write writes a version with its entries, as an attachment of a document looks.
// Reading the file gives the same entries: beside the names stand the codes.
func Write(w io.Writer, format Format, v registry.Version, c registry.Content, names Names) error {
	a := attachmentOf(v, c, names)
	if format == XLSX {
		return a.writeWorkbook(w)
	}
	return a.writeText(w, format == CSVWithBOM)
}

func attachmentOf(v registry.Version, c registry.Content, names Names) *attachment {
	a := &attachment{title: v.Document.Title, lines: documentLines(v, c.Len()+len(v.Unmapped)), terms: printTerms(v.List.Kind, v.Terms)}
	p := printer{names: names}
	switch v.List.Kind {
	case registry.ItemList:
		a.columns, a.rows = itemColumns, p.items(c.Items, v.Unmapped)
	case registry.InstitutionList:
		a.columns, a.rows = institutionColumns, p.institutions(c.Institutions)
	case registry.NegativeList:
		a.columns, a.rows = negativeColumns, p.negatives(c.Negatives)
	}
	if a.title == "" {
		a.title = map[registry.ListKind]string{
			registry.ItemList:        "检查检验结果互认项目清单",
			registry.InstitutionList: "检查检验结果互认医疗机构清单",
			registry.NegativeList:    "检查检验结果互认“负面”清单",
		}[v.List.Kind]
	}
	a.dropEmpty()
	return a
}

// FirstRow is the row in which [Write] puts the first entry of a version. Entry i
// stands in row FirstRow+i, and the unmapped rows follow the entries in order.
func FirstRow(format Format, v registry.Version) int {
	if format == XLSX {
		return headRow(documentLines(v, 0)) + 1
	}
	return 2
}

// headRow is the row of the headings below a title and its lines.
func headRow(lines []string) int { return len(lines) + 2 }

// documentLines are what stands below the title: who issued it under which
// number, when it holds, how much it lists, and its mark.
func documentLines(v registry.Version, rows int) []string {
	var lines []string
	source := []string{v.Document.Issuer, v.Document.Number}
	if day := v.Document.IssuedOn; day > 0 { // the zero Document was not issued in 1970
		source = append(source, day.String()+"印发")
	}
	if text := strings.TrimSpace(strings.Join(source, " ")); text != "" {
		lines = append(lines, text)
	}
	effective := "自" + v.Period.From.String() + "起施行"
	if last := v.Period.Last().String(); last != "" {
		effective += "，至" + last + "止"
	}
	lines = append(lines, fmt.Sprintf("%s（共 %d %s，第 %d 版）", effective, rows, counted[v.List.Kind], v.Number))
	if v.List.Kind == registry.ItemList && v.Terms.Items.Mark != "" {
		lines = append(lines, "互认标识："+v.Terms.Items.Mark)
	}
	return lines
}

var counted = map[registry.ListKind]string{registry.ItemList: "项", registry.InstitutionList: "家", registry.NegativeList: "条"}

// dropEmpty leaves out columns that say nothing in any row.
func (a *attachment) dropEmpty() {
	for i := len(a.columns) - 1; i >= 0; i-- {
		stated := slices.ContainsFunc(a.rows, func(row []string) bool { return row[i] != "" })
		if stated || alwaysShown[a.columns[i].heading] {
			continue
		}
		a.columns = slices.Delete(slices.Clone(a.columns), i, i+1)
		for j := range a.rows {
			a.rows[j] = slices.Delete(a.rows[j], i, i+1)
		}
	}
}

// alwaysShown are the columns by which a list is known even when it is empty.
var alwaysShown = map[field]bool{
	fieldSeq: true, fieldName: true, fieldCategory: true, fieldWindow: true, fieldInstitution: true,
	fieldLevel: true, fieldScope: true, fieldItem: true, fieldSituation: true, fieldEffect: true,
}

// writeText writes the table alone: titles and terms have no place in CSV.
func (a *attachment) writeText(w io.Writer, mark bool) error {
	if mark {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("write byte order mark: %w", err)
		}
	}
	out := csv.NewWriter(w)
	for _, row := range slices.Insert(slices.Clone(a.rows), 0, a.headings()) {
		row = slices.Clone(row)
		for i, text := range row {
			if guarded(text) && (a.numbers == nil || !a.numbers[i]) {
				row[i] = "'" + text
			}
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write row: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	return nil
}

func (a *attachment) headings() []string {
	headings := make([]string, len(a.columns))
	for i, c := range a.columns {
		headings[i] = string(c.heading)
	}
	return headings
}

// printer prints entries as rows.
type printer struct{ names Names }

var itemColumns = []column{
	{fieldSeq, 6}, {fieldCode, 12}, {fieldName, 32}, {fieldCategory, 18}, {fieldSpecimen, 12}, {fieldMethod, 14}, {fieldSite, 12},
	{fieldLaterality, 8}, {fieldContrast, 8}, {fieldProjection, 12}, {fieldWindow, 10}, {fieldImages, 10}, {fieldMark, 10}, {fieldNote, 28}, {fieldQualifiers, 12},
}

func (p printer) items(entries []registry.ItemEntry, unmapped []registry.Unmapped) [][]string {
	var rows [][]string
	for _, e := range entries {
		images := ""
		if e.Images {
			images = "是"
		}
		row := []string{strconv.Itoa(len(rows) + 1), string(e.Item), firstStated(e.Printed, p.names.Item(e.Item)), e.Category}
		for _, code := range e.Qualifiers {
			row = append(row, p.qualifier(code))
		}
		rows = append(rows, append(row, printWindow(e.Window), images, e.Mark, e.Note, qualifierCodes(e.Qualifiers)))
	}
	for _, u := range unmapped {
		row := []string{strconv.Itoa(len(rows) + 1), "", printUnmapped(u.Printed), u.Category, "", "", "", "", "", "", unmappedWindow(u), "", "", u.Note, ""}
		rows = append(rows, row)
	}
	endCategories(rows)
	return rows
}

// printUnmapped prints the name of a row without a code. The reader takes one
// number off such a name; one that begins with a number is given another.
func printUnmapped(name string) string {
	if withoutOrdinal(name) != name {
		return "1、" + name
	}
	return name
}

// endCategories prints a dash where a row has no category and one above has: a
// blank cell below a category carries it on.
func endCategories(rows [][]string) {
	at := slices.IndexFunc(itemColumns, func(c column) bool { return c.heading == fieldCategory })
	stated := false
	for _, row := range rows {
		if row[at] != "" {
			stated = true
		} else if stated {
			row[at] = "—"
		}
	}
}

func (p printer) qualifier(code string) string {
	if code == "" {
		return ""
	}
	return p.names.Qualifier(code)
}

func qualifierCodes(q registry.Qualifiers) string {
	var stated []string
	for _, code := range q {
		if code != "" {
			stated = append(stated, code)
		}
	}
	return strings.Join(stated, ";")
}

// unmappedWindow prints the window of an unmapped row, which is kept as text.
func unmappedWindow(u registry.Unmapped) string {
	if w, err := registry.ParseWindow(u.Window); err == nil {
		return printWindow(w)
	}
	return u.Window
}

var institutionColumns = []column{
	{fieldSeq, 6}, {fieldID, 14}, {fieldInstitution, 36}, {fieldUSCC, 22}, {fieldLicence, 26}, {fieldInsurance, 16}, {fieldLevel, 8}, {fieldGrade, 8}, {fieldKind, 14}, {fieldDistrict, 14},
	{fieldRole, 8}, {fieldScope, 30}, {fieldFrom, 12}, {fieldTo, 12}, {fieldNote, 24}, {fieldScopeCodes, 20},
}

func (p printer) institutions(entries []registry.InstitutionEntry) [][]string {
	var rows [][]string
	for _, e := range entries {
		i := p.names.Institution(e.Institution)
		codes := make([]string, len(e.Scope.Items))
		names := make([]string, len(e.Scope.Items))
		for n, item := range e.Scope.Items {
			codes[n], names[n] = string(item), p.names.Item(item)
		}
		rows = append(rows, []string{
			strconv.Itoa(len(rows) + 1), string(e.Institution), firstStated(i.Name, string(e.Institution)),
			i.Identifiers.USCC, i.Identifiers.Licence, i.Identifiers.Insurance,
			printLevel(e.Level), i.Grade, i.Kind, p.region(i.Region), printRole(e.Role), printScope(e.Scope.Mode, names),
			e.Period.From.String(), e.Period.Last().String(), e.Note, strings.Join(codes, ";"),
		})
	}
	return rows
}

func printRole(r registry.Role) string { return [...]string{"双向", "出具", "接收"}[r] }

func (p printer) region(code registry.RegionCode) string {
	if code == "" {
		return ""
	}
	return p.names.Region(code)
}

var negativeColumns = []column{
	{fieldSeq, 6}, {fieldIssuer, 28}, {fieldReceiver, 28}, {fieldItem, 24}, {fieldCategory, 16}, {fieldModality, 10}, {fieldOrigin, 12}, {fieldSituation, 32}, {fieldAge, 10}, {fieldDepartment, 12}, {fieldEffect, 10},
	{fieldFrom, 12}, {fieldTo, 12}, {fieldReason, 28}, {fieldIssuerID, 14}, {fieldReceiverID, 14}, {fieldCode, 12}, {fieldOriginCode, 12}, {fieldSituationCode, 10}, {fieldDepartmentCode, 10},
}

func (p printer) negatives(entries []registry.NegativeEntry) [][]string {
	var rows [][]string
	for _, e := range entries {
		rows = append(rows, []string{
			strconv.Itoa(len(rows) + 1), p.institution(e.Issuer), p.institution(e.Receiver), p.item(e.Item),
			e.Category, e.Modality, p.region(e.Origin), p.reason(e.Situation), printAge(e.Age), p.department(e.Department), printEffect(e.Effect),
			e.Period.From.String(), e.Period.Last().String(), e.Reason,
			string(e.Issuer), string(e.Receiver), string(e.Item), string(e.Origin), string(e.Situation), e.Department,
		})
	}
	return rows
}

func (p printer) institution(id registry.InstitutionID) string {
	if id == "" {
		return ""
	}
	return firstStated(p.names.Institution(id).Name, string(id))
}

func (p printer) item(code registry.ItemCode) string {
	if code == "" {
		return ""
	}
	return p.names.Item(code)
}

func (p printer) reason(code registry.ReasonCode) string {
	if code == "" {
		return ""
	}
	return p.names.Reason(code)
}

func (p printer) department(code string) string {
	if code == "" {
		return ""
	}
	return p.names.Department(code)
}

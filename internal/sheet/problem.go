package sheet

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"concord/internal/registry"
)

// trouble is a kind of problem: its stable code and its sentences, which take
// the same arguments in both languages.
type trouble struct {
	code    string
	message registry.Text
	fix     registry.Text
}

// Troubles of a file as a whole; each ends the reading.
var (
	fileEmpty = trouble{"FILE_EMPTY",
		registry.Text{Zh: "文件是空的", En: "the file is empty"},
		registry.Text{Zh: "请上传含有表格的 .xlsx 或 .csv 文件", En: "give an .xlsx or .csv file with a table in it"}}
	fileTooLarge = trouble{"FILE_TOO_LARGE",
		registry.Text{Zh: "文件超过 %d 字节", En: "the file is larger than %d bytes"},
		registry.Text{Zh: "请删除图片和无关的工作表，或分成几个文件", En: "remove pictures and unrelated sheets, or split the file"}}
	fileKind = trouble{"FILE_KIND",
		registry.Text{Zh: "文件是%[1]s，不是 .xlsx 或 .csv", En: "the file is %[2]s, neither .xlsx nor .csv"},
		registry.Text{Zh: "请用 Excel 或 WPS 另存为 .xlsx", En: "save it as .xlsx from Excel or WPS"}}
	fileOldFormat = trouble{"FILE_OLD_FORMAT",
		registry.Text{Zh: "文件是旧版 .xls 格式", En: "the file is in the old .xls format"},
		registry.Text{Zh: "请用 Excel 或 WPS 打开后另存为 .xlsx", En: "open it in Excel or WPS and save it as .xlsx"}}
	fileEncrypted = trouble{"FILE_ENCRYPTED",
		registry.Text{Zh: "文件加了密码", En: "the file is protected by a password"},
		registry.Text{Zh: "请取消密码后另存", En: "remove the password and save it again"}}
	fileMacros = trouble{"FILE_MACROS",
		registry.Text{Zh: "文件含有宏", En: "the file holds macros"},
		registry.Text{Zh: "请另存为不含宏的 .xlsx", En: "save it as .xlsx, without macros"}}
	fileBroken = trouble{"FILE_BROKEN",
		registry.Text{Zh: "文件已损坏：%s", En: "the file is broken: %s"},
		registry.Text{Zh: "请用 Excel 或 WPS 打开并重新保存，或重新下载", En: "open it in Excel or WPS and save it again, or fetch it again"}}
	fileEncoding = trouble{"FILE_ENCODING",
		registry.Text{Zh: "第 %d 行的文字编码读不懂", En: "the characters of line %d are in no encoding we know"},
		registry.Text{Zh: "请另存为“CSV UTF-8”", En: "save it as “CSV UTF-8”"}}
	unzippedTooLarge = trouble{"UNZIPPED_TOO_LARGE",
		registry.Text{Zh: "文件解压后超过 %d 字节", En: "the file unzips to more than %d bytes"},
		registry.Text{Zh: "请删除图片、无关的工作表和空白行后另存", En: "remove pictures, unrelated sheets and blank rows and save it again"}}
	sheetsTooMany = trouble{"SHEETS_TOO_MANY",
		registry.Text{Zh: "工作表超过 %d 张", En: "the workbook has more than %d sheets"},
		registry.Text{Zh: "请只保留清单所在的工作表", En: "keep only the sheets with the list"}}
	rowsTooMany = trouble{"ROWS_TOO_MANY",
		registry.Text{Zh: "行数超过 %d（空白行也计算在内）", En: "there are more than %d rows, blank ones included"},
		registry.Text{Zh: "请删除表格下方的空白行，或分成几个文件", En: "delete the blank rows below the table, or split the file"}}
	columnsTooMany = trouble{"COLUMNS_TOO_MANY",
		registry.Text{Zh: "列数超过 %d", En: "there are more than %d columns"},
		registry.Text{Zh: "请删除表格右侧多余的列", En: "delete the columns to the right of the table"}}
	cellsTooMany = trouble{"CELLS_TOO_MANY",
		registry.Text{Zh: "单元格超过 %d 个（空白的也计算在内）", En: "there are more than %d cells, blank ones included"},
		registry.Text{Zh: "请删除表格外带格式的空白单元格，或分成几个文件", En: "delete the formatted blank cells around the table, or split the file"}}
	cellTooLong = trouble{"CELL_TOO_LONG",
		registry.Text{Zh: "单元格超过 %d 个字符", En: "the cell holds more than %d characters"},
		registry.Text{Zh: "请检查是否缺少引号，或拆分内容", En: "look for a missing quotation mark, or split the text"}}
)

// Troubles of a sheet.
var (
	noHeader = trouble{"NO_HEADER",
		registry.Text{Zh: "工作表“%[1]s”前 %[2]d 行中没有%[3]s的表头；需要的列：%[5]s", En: "sheet %[1]q has no header of %[4]s in its first %[2]d rows; looked for the columns %[5]s"},
		registry.Text{Zh: "请在表格上方加一行表头，或删除、隐藏此工作表", En: "put a header row above the table, or delete or hide the sheet"}}
	columnMissing = trouble{"COLUMN_MISSING",
		registry.Text{Zh: "表头缺少列“%s”", En: "the header lacks the column %s"},
		registry.Text{Zh: "请补上此列", En: "add the column"}}
	otherList = trouble{"OTHER_LIST",
		registry.Text{Zh: "工作表“%[1]s”是%[2]s，不是%[3]s", En: "sheet %[1]q is %[4]s, not %[5]s"},
		registry.Text{Zh: "请按%[2]s导入", En: "import it as %[4]s"}}
	noTable = trouble{"NO_TABLE",
		registry.Text{Zh: "文件中没有可读的工作表", En: "no sheet of the file can be read"},
		registry.Text{Zh: "请取消隐藏清单所在的工作表，并确认其中有内容", En: "unhide the sheet with the list and see that it holds something"}}
	sheetHidden = trouble{"SHEET_HIDDEN",
		registry.Text{Zh: "隐藏的工作表“%s”未读取", En: "the hidden sheet %q was not read"},
		registry.Text{Zh: "如需读取，请取消隐藏", En: "unhide it to have it read"}}
	sheetSkipped = trouble{"SHEET_SKIPPED",
		registry.Text{Zh: "工作表“%s”是说明，未读取", En: "sheet %q holds instructions and was not read"},
		registry.Text{Zh: "如含清单，请改工作表名", En: "rename the sheet if it holds a list"}}
	rowsHidden = trouble{"ROWS_HIDDEN",
		registry.Text{Zh: "有 %d 行被隐藏或筛选，仍已读取", En: "%d rows are hidden or filtered out, and were read all the same"},
		registry.Text{Zh: "如不应发布，请删除这些行", En: "delete the rows if they are not to be published"}}
)

// Troubles of a cell.
var (
	formulaInCell = trouble{"FORMULA_CELL",
		registry.Text{Zh: "单元格是公式，其数值可能已过时", En: "the cell is a formula, whose value may be stale"},
		registry.Text{Zh: "请复制后选择性粘贴为“值”", En: "copy it and paste it as values"}}
	errorInCell = trouble{"CELL_ERROR",
		registry.Text{Zh: "单元格显示错误“%s”", En: "the cell shows the error %s"},
		registry.Text{Zh: "请填写实际内容", En: "write what it should say"}}
	valueMissing = trouble{"VALUE_MISSING",
		registry.Text{Zh: "“%s”为空", En: "%s is empty"},
		registry.Text{Zh: "请填写，或删除此行", En: "fill it in, or delete the row"}}
	windowUnreadable = trouble{"WINDOW_UNREADABLE",
		registry.Text{Zh: "互认时限“%s”读不懂", En: "the window %q is not understood"},
		registry.Text{Zh: "请写成 72小时、30天、3个月、当日、长期有效，或留空", En: "write 72小时, 30天, 3个月, 当日 or 长期有效, or leave it empty"}}
	dateUnreadable = trouble{"DATE_UNREADABLE",
		registry.Text{Zh: "日期“%s”读不懂", En: "the date %q is not understood"},
		registry.Text{Zh: "请写成 2026-01-01", En: "write it as 2026-01-01"}}
	periodUnreadable = trouble{"PERIOD_UNREADABLE",
		registry.Text{Zh: "有效期“%s”读不懂", En: "the period %q is not understood"},
		registry.Text{Zh: "请写成 2026-01-01至2026-12-31 或“长期”", En: "write it as 2026-01-01至2026-12-31, or 长期"}}
	periodEmpty = trouble{"PERIOD_EMPTY",
		registry.Text{Zh: "结束日期 %[2]s 早于开始日期 %[1]s", En: "the period ends on %[2]s, before it begins on %[1]s"},
		registry.Text{Zh: "请核对两个日期", En: "check both dates"}}
	levelUnreadable = trouble{"LEVEL_UNREADABLE",
		registry.Text{Zh: "级别“%s”读不懂", En: "the level %q is not understood"},
		registry.Text{Zh: "请写成 三级、二级、一级、三级甲等 或 未定级", En: "write 三级, 二级, 一级, 三级甲等 or 未定级"}}
	gradeUnreadable = trouble{"GRADE_UNREADABLE",
		registry.Text{Zh: "等次“%s”读不懂", En: "the grade %q is not understood"},
		registry.Text{Zh: "请写成 甲等、乙等、丙等 或 未定等", En: "write 甲等, 乙等, 丙等 or 未定等"}}
	levelContradicts = trouble{"LEVEL_CONTRADICTS",
		registry.Text{Zh: "级别与等次两列不一致：%s、%s", En: "level and grade contradict each other: %s and %s"},
		registry.Text{Zh: "请改成一致", En: "make them agree"}}
	roleUnreadable = trouble{"ROLE_UNREADABLE",
		registry.Text{Zh: "角色“%s”读不懂", En: "the role %q is not understood"},
		registry.Text{Zh: "请写成 出具、接收 或 双向", En: "write 出具, 接收 or 双向"}}
	scopeUnreadable = trouble{"SCOPE_UNREADABLE",
		registry.Text{Zh: "互认范围“%s”读不懂", En: "the scope %q is not understood"},
		registry.Text{Zh: "请写成“全部”，或列出项目名称，或“除……外”", En: "write 全部, or the names of the items, or 除…外"}}
	imagesUnreadable = trouble{"IMAGES_UNREADABLE",
		registry.Text{Zh: "影像要求“%s”读不懂", En: "the image requirement %q is not understood"},
		registry.Text{Zh: "请写成 是 或 否", En: "write 是 or 否"}}
	ageUnreadable = trouble{"AGE_UNREADABLE",
		registry.Text{Zh: "年龄“%s”读不懂", En: "the age %q is not understood"},
		registry.Text{Zh: "请按周岁写成 6岁以下、0-6岁 或 60岁以上（含本数）", En: "write completed years: 6岁以下, 0-6岁 or 60岁以上, the number included"}}
	effectUnreadable = trouble{"EFFECT_UNREADABLE",
		registry.Text{Zh: "效力“%s”读不懂", En: "the effect %q is not understood"},
		registry.Text{Zh: "请写成 不予互认 或 医师酌定", En: "write 不予互认 or 医师酌定"}}
	resultUnreadable = trouble{"RESULT_UNREADABLE",
		registry.Text{Zh: "结果“%s”读不懂", En: "the result %q is not understood"},
		registry.Text{Zh: "请写成 合格 或 不合格", En: "write 合格 or 不合格"}}
	coverageUnreadable = trouble{"COVERAGE_UNREADABLE",
		registry.Text{Zh: "类别“%s”读不懂", En: "the kind %q is not understood"},
		registry.Text{Zh: "请写成 质控中心 或 培训医师", En: "write 质控中心 or 培训医师"}}
	coverageLevelUnreadable = trouble{"COVERAGE_LEVEL_UNREADABLE",
		registry.Text{Zh: "质控中心的级别“%s”读不懂", En: "the level %q of a quality centre is not understood"},
		registry.Text{Zh: "请写成 国家级、省级、市级 或 县级", En: "write 国家级, 省级, 市级 or 县级"}}
	yearUnreadable = trouble{"YEAR_UNREADABLE",
		registry.Text{Zh: "年度“%s”读不懂", En: "the year %q is not understood"},
		registry.Text{Zh: "请写成 2026", En: "write it as 2026"}}
	countUnreadable = trouble{"COUNT_UNREADABLE",
		registry.Text{Zh: "数量“%s”读不懂", En: "the number %q is not understood"},
		registry.Text{Zh: "请写成不超过一百万的整数，例如 12", En: "write a whole number up to a million, for example 12"}}
	priceUnreadable = trouble{"PRICE_UNREADABLE",
		registry.Text{Zh: "价格“%s”读不懂", En: "the price %q is not understood"},
		registry.Text{Zh: "请以元为单位写成 12.50，至多两位小数", En: "write yuan with at most two decimals, for example 12.50"}}
	termUnknown = trouble{"TERM_UNKNOWN",
		registry.Text{Zh: "没有条款“%s”；可用：%s", En: "there is no term %q; there are %s"},
		registry.Text{Zh: "请改用列出的条款名，或删除此行", En: "use one of the names, or delete the row"}}
	termUnreadable = trouble{"TERM_UNREADABLE",
		registry.Text{Zh: "条款“%[1]s”不能取“%[2]s”", En: "the term %[1]s cannot be %[2]q"},
		registry.Text{Zh: "可取：%[3]s", En: "it may be %[3]s"}}
)

// Troubles of an edit.
var (
	sheetUnknown = trouble{"SHEET_UNKNOWN",
		registry.Text{Zh: "文件中没有工作表“%[1]s”；可改的有：%[2]s", En: "the file has no sheet %[1]q; there are %[2]s"},
		registry.Text{Zh: "请使用列出的工作表名；隐藏的工作表不能修改", En: "use one of the names; hidden sheets cannot be edited"}}
	rowBeyond = trouble{"ROW_BEYOND",
		registry.Text{Zh: "行号须在 1 到 %d 之间", En: "rows are numbered from 1 to %d"},
		registry.Text{Zh: "请使用 Excel 显示的行号；新增的行接在表格下方", En: "use the row number that Excel shows; add rows right below the table"}}
	columnBeyond = trouble{"COLUMN_BEYOND",
		registry.Text{Zh: "列须在 A 到 %s 之间", En: "columns are lettered from A to %s"},
		registry.Text{Zh: "请使用 Excel 显示的列号，例如 C", En: "use the letters that Excel shows, for example C"}}
	cellCharacters = trouble{"CELL_CHARACTERS",
		registry.Text{Zh: "内容含有看不见的控制字符", En: "the text holds control characters"},
		registry.Text{Zh: "请删除后重新输入", En: "delete it and type it again"}}
)

// at is the problem at a place.
func (t trouble) at(place Place, args ...any) registry.Problem {
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = clip(s)
		}
	}
	return registry.Problem{
		Sheet: place.Sheet, Row: place.Row, Column: place.Column,
		Code:    t.code,
		Message: registry.Text{Zh: format(t.message.Zh, args), En: format(t.message.En, args)},
		Fix:     registry.Text{Zh: format(t.fix.Zh, args), En: format(t.fix.En, args)},
	}
}

// refuse is the problem as an error that ends the reading.
func (t trouble) refuse(place Place, args ...any) error { return refusal{t.at(place, args...)} }

// refusal is a problem on its way out of a reader.
type refusal struct{ problem registry.Problem }

// Error is the problem in English.
func (r refusal) Error() string { return r.problem.String() }

// format fills a sentence in. A sentence that uses some of the arguments only
// numbers them.
func format(sentence string, args []any) string {
	if !strings.Contains(sentence, "%") {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

// clip shortens a value from a file so that a message stays readable.
func clip(s string) string {
	const longest = 400
	if len(s) <= longest {
		return s
	}
	end := longest
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

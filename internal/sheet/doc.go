// Package sheet reads the workbooks and CSV files that prefectures really have
// into rows that know their sheet, row and column, and writes published
// versions back as attachments that it can read again.
//
// [Open] tells the format from the bytes, never from the file's name. A [Book]
// is then read as one of the lists ([Book.Items], [Book.Institutions],
// [Book.Negatives]), as qualifications, as a code map, as a coverage table, as prices or for
// its terms. Names stay as printed: what item or institution they mean is decided
// elsewhere. Nothing is guessed: what is printed but not understood is a problem
// with its place and a way to put it right.
//
// # Mending a file
//
// An upload is never changed. [Book.Edit] lays changes of cells and rows over it
// and gives another book; [Book.Rows] shows what stands there; [Annotate] gives
// the file back with the edits made and every problem marked in its cell.
// [WriteTemplate] writes what people fill in from the start.
//
// # Writing
//
// What [Write] writes, this package reads back the same, in every format; entry i
// stands in row [FirstRow]+i. Text is trimmed, and its lines end in \n: a file
// keeps neither space around a cell nor \r\n within it. No text becomes a formula.
//
// [WriteReport] writes tables that are only read, in the same look.
//
// # Hostile files
//
// Uploads are not trusted. The zip directory is checked before anything is
// unzipped; parts are streamed token by token with bounds on bytes, tokens,
// depth, rows, columns and cells; no part is ever written to disk. The reader
// is therefore our own and small: a general library loads whole parts into
// trees, and its row iterator shows neither formulas nor merged cells, both of
// which decide here. Writing, where the input is ours, is left to excelize. To
// annotate an upload it opens one too, but only what our reader has read and
// found small enough; anything else is copied as plain rows.
package sheet

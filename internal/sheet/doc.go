// Package sheet reads the workbooks and CSV files that prefectures really have
// into rows that know their sheet, row and column, and writes published
// versions back as attachments that it can read again.
//
// [Open] tells the format from the bytes, never from the file's name. A [Book]
// is then read as one of the lists ([Book.Items], [Book.Institutions],
// [Book.Negatives]), as qualifications, as a code map or for its terms. Names
// stay as printed: what item or institution they mean is decided elsewhere.
// Nothing is guessed: what is printed but not understood is a problem with its
// place and a way to put it right.
//
// # Hostile files
//
// Uploads are not trusted. The zip directory is checked before anything is
// unzipped; parts are streamed token by token with bounds on bytes, tokens,
// depth, rows, columns and cells; no part is ever written to disk. The reader
// is therefore our own and small: a general library loads whole parts into
// trees, and its row iterator shows neither formulas nor merged cells, both of
// which decide here. Writing, where the input is ours, is left to excelize.
package sheet

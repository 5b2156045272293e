package sheet

// Limits bound what one file may cost. What exceeds them is refused with a
// problem that names the limit.
type Limits struct {
	Bytes         int64 // of the file as uploaded
	UnzippedBytes int64 // of all parts of a workbook together
	Rows          int   // the highest row number of a sheet, blank rows included
	Columns       int   // the last column that may hold a value
	Cells         int   // of all sheets together, blank ones included
	Problems      int   // reported for one reading; the rest is cut off
}

// DefaultLimits hold the qualifications of a large prefecture (100,000 rows)
// and keep the reading of a hostile file within seconds.
func DefaultLimits() Limits {
	return Limits{
		Bytes:         16 << 20,
		UnzippedBytes: 64 << 20,
		Rows:          100_000,
		Columns:       256,
		Cells:         1_000_000,
		Problems:      500,
	}
}

// Bounds of the formats, not of the machine: what no honest file reaches.
const (
	lastColumn    = 16_384    // XFD, the last column of Excel
	lastRow       = 1_048_576 // the last row of Excel
	maxCellRunes  = 32_767    // characters in a cell of Excel
	maxZipEntries = 4_096
	maxZipRatio   = 500 // deflate reaches 1032 on zeros; worksheets stay below 100
	maxDepth      = 64  // nested XML elements; worksheets stay below 10
	maxTokenBytes = 1 << 20
	maxSheetNames = 256
	maxStyles     = 65_536 // Excel's own bound
)

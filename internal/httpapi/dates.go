package httpapi

import (
	"concord/internal/registry"
)

// appendInstant appends an instant as a JSON string in +08:00.
func appendInstant(buf []byte, i registry.Instant) []byte {
	return append(i.Append(append(buf, '"')), '"')
}

// appendDayOrNull appends a day as a JSON string; null for days without a date.
func appendDayOrNull(buf []byte, d registry.Day) []byte {
	if d == registry.MinDay || d == registry.MaxDay {
		return append(buf, "null"...)
	}
	return append(d.Append(append(buf, '"')), '"')
}

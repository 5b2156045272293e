package httpapi

import (
	"encoding/base64"
	"iter"
	"strconv"
	"strings"

	"concord/api"
	"concord/internal/registry"
)

// The number of elements on a page.
const (
	defaultLimit = 100
	maxLimit     = 1000
)

// page is the part of a collection that is asked for. A cursor carries the
// state of the registry that the first page was read from, so that walking the
// pages neither skips nor repeats anything.
type page struct {
	moment
	offset, limit int
	revision      registry.Revision
}

// page reads on=, at=, limit= and cursor=.
func (c *call) page(on api.On, at api.At, limit api.Limit, cursor api.Cursor) (page, error) {
	var p page
	var err error
	if p.limit, err = pageSize(limit); err != nil {
		return p, err
	}
	if cursor != "" {
		begun, offset, ok := parseCursor(cursor)
		if !ok {
			return p, refuse([]registry.Problem{cursorUnknown()})
		}
		at, p.offset = begun, offset
	}
	if p.moment, err = c.moment(on, at); err != nil {
		return p, err
	}
	p.revision = c.snapshot.Revision()
	if at != "" {
		p.revision, err = registry.ParseRevision(at)
	}
	return p, err
}

// pageSize reads limit=.
func pageSize(limit api.Limit) (int, error) {
	if limit == 0 {
		return defaultLimit, nil
	}
	if limit < 1 || limit > maxLimit {
		return 0, refuse([]registry.Problem{invalid("/limit",
			textf("limit %d 不在 1 到 %d 之间", "limit %d is not from 1 to %d", limit, maxLimit),
			registry.Text{Zh: "改小后用 cursor 翻页", En: "ask for less and follow next_cursor"})})
	}
	return limit, nil
}

func cursorUnknown() registry.Problem {
	return invalid("/cursor",
		registry.Text{Zh: "cursor 无法识别", En: "the cursor is none of ours"},
		registry.Text{Zh: "原样使用上一页的 next_cursor", En: "use next_cursor of the page before as it is"})
}

// next is the cursor of the page that begins at an offset.
func (p page) next(offset int) *string {
	cursor := base64.RawURLEncoding.EncodeToString([]byte(p.revision.String() + ":" + strconv.Itoa(offset)))
	return &cursor
}

func parseCursor(cursor string) (at string, offset int, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", 0, false
	}
	at, after, _ := strings.Cut(string(text), ":")
	offset, err = strconv.Atoi(after)
	return at, offset, err == nil && offset >= 0 && at != ""
}

// take returns the page's part of all, and the cursor of the page after it. The
// offset counts elements of all, which is why all must be the same each time.
func take[T, W any](p page, all iter.Seq[T], keep func(T) bool, wire func(T) W) (items []W, next *string) {
	items = []W{}
	position := -1
	for one := range all {
		position++
		if position < p.offset || !keep(one) {
			continue
		}
		if len(items) == p.limit {
			return items, p.next(position)
		}
		items = append(items, wire(one))
	}
	return items, nil
}

// orNull is a string for the wire; nil where it is empty.
func orNull[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	text := string(s)
	return &text
}

// dayOrNull is a day for the wire; nil for one without a date.
func dayOrNull(d registry.Day) *string { return orNull(d.String()) }

// lastOrNull is the last day of a period for the wire; nil where it has no end.
func lastOrNull(p registry.Period) *string { return dayOrNull(p.Last()) }

// list is never null on the wire.
func list[S ~string](values []S) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

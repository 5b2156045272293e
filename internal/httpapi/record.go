package httpapi

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// ListEvents answers GET /v1/audit.
func (a *API) ListEvents(ctx context.Context, r api.ListEventsRequestObject) (api.ListEventsResponseObject, error) {
	c := callOf(ctx)
	p := r.Params
	selection, err := a.selected(c, eventFilter{p.Actor, p.List, p.Noun, p.Subject, p.Jurisdiction, p.From, p.To})
	if err != nil {
		return nil, err
	}
	limit, err := pageSize(p.Limit)
	if err != nil {
		return nil, err
	}
	if err := after(&selection, p.Order, p.Cursor); err != nil {
		return nil, err
	}
	selection.Limit = limit + 1 // the one more tells whether there is another page
	events, err := a.office.Record().Events(ctx, selection)
	if err != nil {
		return nil, err
	}
	page := api.EventPage{Items: []api.Event{}}
	if len(events) > limit {
		events = events[:limit]
		page.NextCursor = eventCursorBehind(events[limit-1], selection.Newest)
	}
	for _, e := range events {
		wire, err := eventOf(e, c.snapshot.Head())
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, wire)
	}
	return api.ListEvents200JSONResponse(page), nil
}

// ListEventsCSV answers GET /v1/audit.csv.
func (a *API) ListEventsCSV(ctx context.Context, r api.ListEventsCSVRequestObject) (api.ListEventsCSVResponseObject, error) {
	c := callOf(ctx)
	p := r.Params
	selection, err := a.selected(c, eventFilter{p.Actor, p.List, p.Noun, p.Subject, p.Jurisdiction, p.From, p.To})
	if err != nil {
		return nil, err
	}
	file, err := download(func(w io.Writer) error { return a.office.Record().WriteCSV(ctx, w, selection) })
	if err != nil {
		return nil, err
	}
	c.attach("audit.csv", "audit.csv")
	return api.ListEventsCSV200TextCsvResponse{Body: file}, nil
}

// eventFilter is what a request for events states.
type eventFilter struct{ actor, list, noun, subject, jurisdiction, from, to string }

// selected are the events that are asked for and that the actor may see.
func (a *API) selected(c *call, f eventFilter) (office.EventSelection, error) {
	s := office.EventSelection{
		Actor: f.actor, List: f.list, Noun: office.Noun(f.noun), Subject: f.subject, Jurisdiction: registry.JurisdictionCode(f.jurisdiction),
	}
	var err error
	if s.Among, err = a.overseen(c, s.Jurisdiction); err != nil {
		return s, err
	}
	from, err := dayStated("/from", f.from, registry.MinDay)
	if err != nil {
		return s, err
	}
	to, err := dayStated("/to", f.to, registry.MaxDay)
	if err != nil {
		return s, err
	}
	if from != registry.MinDay {
		s.From = from.Start()
	}
	if to != registry.MaxDay {
		s.To = (to + 1).Start()
	}
	return s, nil
}

// dayStated reads a day of a query, or gives what stands for none.
func dayStated(pointer, text string, absent registry.Day) (registry.Day, error) {
	if text == "" {
		return absent, nil
	}
	day, err := registry.ParseDay(text)
	if err != nil {
		return day, refuse([]registry.Problem{invalid(pointer,
			textf("%q 不是日期", "%q is not a date", text),
			registry.Text{Zh: "写成 2026-11-22", En: "write it as 2026-11-22"})})
	}
	return day, nil
}

// overseen are the jurisdictions whose events the actor may see; nil is all of
// them, and what concerns none. One that is asked for has to be among them.
func (a *API) overseen(c *call, asked registry.JurisdictionCode) ([]registry.JurisdictionCode, error) {
	if asked != "" {
		return nil, a.may(c, office.Audit, asked)
	}
	everywhere := a.mayIn(c, office.Audit, office.Nation)
	if everywhere == nil || !c.actor.Known() || !c.actor.Has(office.ScopeAccount) {
		return nil, everywhere
	}
	if codes := a.office.Overseen(office.Audit, c.actor.Grants); len(codes) > 0 {
		return codes, nil
	}
	return nil, everywhere
}

func eventOf(e office.Event, head registry.Head) (api.Event, error) {
	before, err := recordedState(e.Before)
	if err != nil {
		return api.Event{}, err
	}
	after, err := recordedState(e.After)
	if err != nil {
		return api.Event{}, err
	}
	wire := api.Event{
		Number:       e.Number,
		At:           e.At.String(),
		Actor:        e.Actor,
		Action:       e.Action,
		Noun:         string(e.Noun),
		Subject:      e.Subject,
		Version:      e.Version,
		Jurisdiction: orNull(e.Jurisdiction),
		List:         orNull(e.List),
		Reason:       e.Reason,
		Before:       before,
		After:        after,
		PreviousHash: e.PreviousHash,
		Hash:         e.Hash,
	}
	if e.Step != 0 {
		wire.Revision = orNull(head.RevisionAt(e.Step).String())
	}
	return wire, nil
}

// recordedState is a state of the record for the wire; nil where there is none.
func recordedState(text string) (state any, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &state)
	}
	return state, err
}

// after selects in an order what comes behind a cursor.
func after(s *office.EventSelection, order api.EventOrder, cursor string) error {
	if order != "" && !order.Valid() {
		return refuse([]registry.Problem{noWord("order", order, string(api.Earliest), string(api.Newest))})
	}
	s.Newest = order == api.Newest
	number, err := eventCursor(cursor, s.Newest)
	if s.Newest {
		s.Before = number
	} else {
		s.After = number
	}
	return err
}

// eventCursors begin the cursors of an order: one of the other order leads nowhere.
var eventCursors = map[bool]string{false: "event:", true: "event-before:"}

// eventCursorBehind is the cursor of the page behind an event.
func eventCursorBehind(e office.Event, newest bool) *string {
	cursor := base64.RawURLEncoding.EncodeToString([]byte(eventCursors[newest] + strconv.FormatInt(e.Number, 10)))
	return &cursor
}

func eventCursor(cursor string, newest bool) (number int64, err error) {
	if cursor == "" {
		return 0, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	digits, ours := strings.CutPrefix(string(text), eventCursors[newest])
	if err == nil && ours {
		if number, err = strconv.ParseInt(digits, 10, 64); err == nil && number > 0 {
			return number, nil
		}
	}
	return 0, refuse([]registry.Problem{cursorUnknown()})
}

// download is what write writes, read while it is written, so that a file of
// any size takes no memory. What goes wrong before the first byte is an error;
// later it ends the connection, so that a part is not taken for the whole.
func download(write func(io.Writer) error) (io.ReadCloser, error) {
	in, out := io.Pipe()
	go func() { out.CloseWithError(write(out)) }()
	d := &downloading{bufio.NewReader(in), in}
	if _, err := d.text.Peek(1); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return d, nil
}

type downloading struct {
	text *bufio.Reader
	pipe *io.PipeReader
}

// Read aborts the answer where its text cannot be read to the end.
func (d *downloading) Read(p []byte) (int, error) {
	n, err := d.text.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		panic(http.ErrAbortHandler)
	}
	return n, err
}

// Close ends the writing.
func (d *downloading) Close() error { return d.pipe.Close() }

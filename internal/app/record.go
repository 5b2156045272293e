package app

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"concord/internal/office"
	"concord/internal/registry"
)

// Record is the record as people are shown it: without what keys are known by.
type Record struct {
	store office.Store
}

// NewRecord returns the record that a store keeps.
func NewRecord(store office.Store) Record { return Record{store} }

// Record is the office's record.
func (o *Office) Record() Record { return NewRecord(o.store) }

// Events are the events that a selection holds, in their order or in reverse.
func (r Record) Events(ctx context.Context, s office.EventSelection) ([]office.Event, error) {
	events, err := r.store.Events(ctx, s)
	if err != nil {
		return nil, err
	}
	for i := range events {
		if err := discreet(&events[i]); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// unshown are the members of a noun's state that nobody is shown.
var unshown = map[office.Noun][]string{office.NounKey: {"hash"}}

// discreet takes out of an event what nobody is shown.
func discreet(e *office.Event) error {
	for _, state := range []*string{&e.Before, &e.After} {
		if *state == "" || unshown[e.Noun] == nil {
			continue
		}
		members := map[string]jsontext.Value{}
		if err := json.Unmarshal([]byte(*state), &members); err != nil {
			return fmt.Errorf("event %d: %w", e.Number, err)
		}
		for _, name := range unshown[e.Noun] {
			delete(members, name)
		}
		text, err := json.Marshal(members, json.Deterministic(true))
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Number, err)
		}
		*state = string(text)
	}
	return nil
}

// eventsAtOnce bounds what of the record is in memory at a time.
const eventsAtOnce = 500

// each hands over the events of a selection, some at a time.
func (r Record) each(ctx context.Context, s office.EventSelection, do func(office.Event) error) error {
	s.Limit = eventsAtOnce
	for {
		events, err := r.Events(ctx, s)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := do(e); err != nil {
				return err
			}
		}
		if len(events) < s.Limit {
			return nil
		}
		s.After = events[len(events)-1].Number
	}
}

// byteOrderMark is how spreadsheets know UTF-8.
const byteOrderMark = "\ufeff"

var eventHeadings = []string{
	"序号", "时间", "操作人", "操作", "对象", "编号", "版次", "发布主体", "清单", "理由", "变更前", "变更后", "修订序号", "哈希",
}

// WriteCSV writes the events of a selection for a spreadsheet.
func (r Record) WriteCSV(ctx context.Context, w io.Writer, s office.EventSelection) error {
	// Nothing is written before the first events are read; the two share a buffer.
	buffer := bufio.NewWriter(w)
	if _, err := buffer.WriteString(byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(buffer)
	if err := out.Write(eventHeadings); err != nil {
		return err
	}
	err := r.each(ctx, s, func(e office.Event) error { return out.Write(eventCells(e)) })
	if err != nil {
		return fmt.Errorf("export the record: %w", err)
	}
	out.Flush()
	return out.Error()
}

func eventCells(e office.Event) []string {
	step := ""
	if e.Step != 0 {
		step = strconv.FormatUint(uint64(e.Step), 10)
	}
	cells := []string{
		strconv.FormatInt(e.Number, 10), e.At.String(), e.Actor, e.Action, string(e.Noun), e.Subject, strconv.Itoa(e.Version),
		string(e.Jurisdiction), e.List, e.Reason, e.Before, e.After, step, e.Hash,
	}
	for i := range cells {
		cells[i] = inert(cells[i])
	}
	return cells
}

// inert is a text that no spreadsheet takes for a formula.
func inert(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r\n") {
		return "'" + text
	}
	return text
}

// Overseen are the jurisdictions for which grants allow a duty.
func (o *Office) Overseen(duty office.Duty, grants []office.Grant) []registry.JurisdictionCode {
	codes := []registry.JurisdictionCode{}
	for _, r := range o.service.catalogue.Regions {
		if duty.Allows(grants, o.Chain(r.Code)) {
			codes = append(codes, registry.JurisdictionCode(r.Code))
		}
	}
	snapshot := o.service.Snapshot()
	for a := range snapshot.Alliances(snapshot.Head().Newest) {
		if duty.Allows(grants, o.Chain(a.Lead)) {
			codes = append(codes, a.Code)
		}
	}
	return codes
}

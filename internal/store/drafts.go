package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/samber/lo"
	"gorm.io/gorm"

	"concord/internal/office"
	"concord/internal/registry"
)

// draftJSON is a draft's state in the record.
type draftJSON struct {
	ID           office.DraftID            `json:"id"`
	Jurisdiction registry.JurisdictionCode `json:"jurisdiction"`
	Kind         string                    `json:"kind"`
	State        string                    `json:"state"`
	File         sourceJSON                `json:"file"`
	Period       periodJSON                `json:"period"`
	Terms        []termJSON                `json:"terms,omitempty"`
	Document     documentJSON              `json:"document"`
	Announcement announcementJSON          `json:"announcement"`
	Decisions    []decisionJSON            `json:"decisions,omitempty"`
	Accepted     []string                  `json:"accepted,omitempty"`
	Edits        []editJSON                `json:"edits,omitempty"`
	Withdraws    []int                     `json:"withdraws,omitempty"`
	Confirmed    bool                      `json:"confirmed,omitempty"`
	Basis        int                       `json:"basis,omitempty"`
	Reviewed     string                    `json:"reviewed,omitempty"`
	OnTime       bool                      `json:"on_time,omitempty"`
	TakesBack    int                       `json:"takes_back,omitempty"`
	Published    int                       `json:"published,omitempty"`
	Transitions  []transitionJSON          `json:"transitions"`
	Objections   []objectionJSON           `json:"objections,omitempty"`
}

type termJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type documentJSON struct {
	Title    string `json:"title,omitempty"`
	Number   string `json:"number,omitempty"`
	Issuer   string `json:"issuer,omitempty"`
	URL      string `json:"url,omitempty"`
	IssuedOn string `json:"issued_on,omitempty"`
}

type announcementJSON struct {
	Period  *periodJSON `json:"period,omitempty"`
	Contact string      `json:"contact,omitempty"`
}

type editJSON struct {
	Sheet  string `json:"sheet,omitempty"`
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Remove bool   `json:"remove,omitempty"`
}

type transitionJSON struct {
	Action  office.Action `json:"action"`
	By      string        `json:"by"`
	At      int64         `json:"at"`
	Comment string        `json:"comment,omitempty"`
}

type objectionJSON struct {
	Number     int                `json:"number"`
	ReceivedOn string             `json:"received_on"`
	From       string             `json:"from"`
	Text       string             `json:"text"`
	Handling   string             `json:"handling,omitempty"`
	HandledOn  string             `json:"handled_on,omitempty"`
	HandledBy  office.AccountName `json:"handled_by,omitempty"`
}

var drafts = kept[office.Draft, draftJSON]{
	noun:  office.NounDraft,
	state: draftJSONOf,
	value: draftJSON.draft,
	about: func(d office.Draft) about {
		return about{subject: string(d.ID), jurisdiction: d.List.Jurisdiction, list: d.List.String()}
	},
	number: func(d *office.Draft) *int { return &d.Version },
}

func draftJSONOf(d office.Draft) draftJSON {
	return draftJSON{
		ID:           d.ID,
		Jurisdiction: d.List.Jurisdiction,
		Kind:         d.List.Kind.String(),
		State:        d.State.String(),
		File:         sourceJSON(d.File),
		Period:       periodJSONOf(d.Period),
		Terms:        lo.Map(d.Terms, func(t registry.Term, _ int) termJSON { return termJSON(t) }),
		Document:     documentJSONOf(d.Document),
		Announcement: announcementJSONOf(d.Announcement),
		Decisions:    lo.Map(d.Decisions, func(n registry.NameDecision, _ int) decisionJSON { return decisionJSON(n) }),
		Accepted:     d.Accepted,
		Edits:        lo.Map(d.Edits, func(e office.Edit, _ int) editJSON { return editJSON(e) }),
		Withdraws:    d.Withdraws,
		Confirmed:    d.Confirmed,
		Basis:        d.Basis,
		Reviewed:     d.Reviewed,
		OnTime:       d.OnTime,
		TakesBack:    d.TakesBack,
		Published:    d.Published,
		Transitions:  lo.Map(d.Transitions, transitionJSONOf),
		Objections:   lo.Map(d.Objections, objectionJSONOf),
	}
}

func transitionJSONOf(t office.Transition, _ int) transitionJSON {
	return transitionJSON{t.Action, t.By, int64(t.At), t.Comment}
}

func objectionJSONOf(o office.Objection, _ int) objectionJSON {
	return objectionJSON{o.Number, dateText(o.ReceivedOn), o.From, o.Text, o.Handling, dateText(o.HandledOn), o.HandledBy}
}

// dateText is a day in JSON; empty where none is stated.
func dateText(d registry.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func documentJSONOf(d registry.Document) documentJSON {
	return documentJSON{d.Title, d.Number, d.Issuer, d.URL, d.IssuedOn.String()}
}

func announcementJSONOf(a registry.Announcement) announcementJSON {
	j := announcementJSON{Contact: a.Contact}
	if a.Period != (registry.Period{}) {
		period := periodJSONOf(a.Period)
		j.Period = &period
	}
	return j
}

func (j draftJSON) draft() (office.Draft, error) {
	kind, err := registry.ParseListKind(j.Kind)
	if err != nil {
		return office.Draft{}, err
	}
	state, err := named(j.State, office.States...)
	if err != nil {
		return office.Draft{}, err
	}
	d := office.Draft{
		ID:          j.ID,
		List:        registry.ListID{Jurisdiction: j.Jurisdiction, Kind: kind},
		State:       state,
		File:        registry.SourceFile(j.File),
		Terms:       some(lo.Map(j.Terms, func(t termJSON, _ int) registry.Term { return registry.Term(t) })),
		Decisions:   some(lo.Map(j.Decisions, func(n decisionJSON, _ int) registry.NameDecision { return registry.NameDecision(n) })),
		Accepted:    some(j.Accepted),
		Edits:       some(lo.Map(j.Edits, func(e editJSON, _ int) office.Edit { return office.Edit(e) })),
		Withdraws:   some(j.Withdraws),
		Confirmed:   j.Confirmed,
		Basis:       j.Basis,
		Reviewed:    j.Reviewed,
		OnTime:      j.OnTime,
		TakesBack:   j.TakesBack,
		Published:   j.Published,
		Transitions: some(lo.Map(j.Transitions, transitionJSON.transition)),
	}
	return d, j.days(&d)
}

// days reads what of a draft has days in it.
func (j draftJSON) days(d *office.Draft) (err error) {
	if d.Period, err = j.Period.period(); err != nil {
		return err
	}
	d.Document = registry.Document{Title: j.Document.Title, Number: j.Document.Number, Issuer: j.Document.Issuer, URL: j.Document.URL}
	if d.Document.IssuedOn, err = dayOr(j.Document.IssuedOn, registry.MinDay); err != nil {
		return err
	}
	d.Announcement.Contact = j.Announcement.Contact
	if j.Announcement.Period != nil {
		if d.Announcement.Period, err = j.Announcement.Period.period(); err != nil {
			return err
		}
	}
	d.Objections, err = eachOf(array[objectionJSON](j.Objections), objectionJSON.objection)
	return err
}

// dayOr reads a day of JSON, or gives what stands for none.
func dayOr(text string, absent registry.Day) (registry.Day, error) {
	if text == "" {
		return absent, nil
	}
	return registry.ParseDay(text)
}

func (j transitionJSON) transition(int) office.Transition {
	return office.Transition{Action: j.Action, By: j.By, At: registry.Instant(j.At), Comment: j.Comment}
}

func (j objectionJSON) objection() (office.Objection, error) {
	o := office.Objection{Number: j.Number, From: j.From, Text: j.Text, Handling: j.Handling, HandledBy: j.HandledBy}
	var err error
	if o.ReceivedOn, err = dayOr(j.ReceivedOn, 0); err != nil {
		return o, err
	}
	o.HandledOn, err = dayOr(j.HandledOn, 0)
	return o, err
}

// Draft is the draft with an id.
func (s *Store) Draft(ctx context.Context, id office.DraftID) (office.Draft, error) {
	return drafts.get(ctx, s, string(id))
}

// Drafts are the drafts that a selection holds, the newest first.
func (s *Store) Drafts(ctx context.Context, selection office.DraftSelection) ([]office.Draft, error) {
	rows, err := s.newestOfDrafts(ctx, selection, "e.*")
	if err != nil {
		return nil, fmt.Errorf("read the drafts: %w", err)
	}
	return eachOf(array[eventRow](rows), drafts.of)
}

// DraftRefs name the drafts that a selection holds, the newest first.
func (s *Store) DraftRefs(ctx context.Context, selection office.DraftSelection) ([]office.DraftRef, error) {
	rows, err := s.newestOfDrafts(ctx, selection, "e.subject, e.list")
	if err != nil {
		return nil, fmt.Errorf("find the drafts: %w", err)
	}
	return eachOf(array[eventRow](rows), eventRow.draftRef)
}

func (r eventRow) draftRef() (office.DraftRef, error) {
	slash := strings.LastIndexByte(r.List, '/')
	kind, err := registry.ParseListKind(r.List[slash+1:])
	list := registry.ListID{Jurisdiction: registry.JurisdictionCode(r.List[:max(slash, 0)]), Kind: kind}
	return office.DraftRef{ID: office.DraftID(r.Subject), List: list}, err
}

// newestOfDrafts are columns of the newest events about the drafts that a
// selection holds, the newest first.
func (s *Store) newestOfDrafts(ctx context.Context, selection office.DraftSelection, columns string) ([]eventRow, error) {
	if findable(string(selection.Jurisdiction)) != nil {
		return nil, nil
	}
	var rows []eventRow
	err := s.db.read(ctx, func(tx *transaction) error {
		return tx.Table("events AS e").Select(columns).Scopes(tx.dialect.drafts(selection)).Order("e.number DESC").Find(&rows).Error
	})
	return rows, err
}

// drafts narrows a query of events, e, to the newest about the drafts that a
// selection holds. The noun is no parameter, so that both databases see that
// their index of the drafts' states serves. Where nothing narrows the query, one
// walk over all drafts is faster than looking behind each event.
func (d dialect) drafts(s office.DraftSelection) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		db = db.Where("e.noun = 'draft'")
		if s.Kind != registry.ListUnknown {
			db = db.Where("e.list LIKE ?", "%/"+s.Kind.String())
		}
		if len(s.IDs)+len(s.States) == 0 && s.Jurisdiction == "" {
			return db.Where("e.number IN (SELECT MAX(number) FROM events WHERE noun = 'draft' GROUP BY subject)")
		}
		if len(s.IDs) > 0 {
			db = db.Where("e.subject IN ?", findableOf(s.IDs))
		}
		if s.Jurisdiction != "" {
			db = db.Where("e.jurisdiction = ?", s.Jurisdiction)
		}
		if len(s.States) > 0 {
			db = db.Where(d.draftState+" IN ?", lo.Map(s.States, func(state office.State, _ int) string { return state.String() }))
		}
		return db.Where(unfollowed)
	}
}

// CountDrafts is how many drafts a list has ever had: each has one first event.
func (s *Store) CountDrafts(ctx context.Context, list registry.ListID) (int, error) {
	if findable(list.String()) != nil {
		return 0, nil
	}
	var n int64
	err := s.db.read(ctx, func(tx *transaction) error {
		return tx.Model(&eventRow{}).Where("noun = 'draft' AND list = ? AND version = 1", list.String()).Count(&n).Error
	})
	if err != nil {
		return 0, fmt.Errorf("count the drafts of %s: %w", list, err)
	}
	return int(n), nil
}

package store

import (
	"database/sql"
	"fmt"

	"github.com/samber/lo"
	"gorm.io/gorm"

	"concord/internal/registry"
)

// versionRow is a published version besides its entries.
type versionRow struct {
	ID                  int64 `gorm:"primaryKey;autoIncrement:false"`
	Sequence            int64
	Position            int
	Jurisdiction        string
	Kind                string
	Number              int
	EffectiveFrom       day
	EffectiveTo         day
	PublishedAt         instant
	RecordedLater       bool
	Terms               termsJSON
	DocumentTitle       string
	DocumentNumber      string
	DocumentIssuer      string
	DocumentURL         string
	DocumentIssuedOn    day
	AnnouncedFrom       day
	AnnouncedTo         day
	AnnouncementContact sql.NullString
	Unmapped            array[unmappedJSON]
	Decisions           array[decisionJSON]
	SourceName          string
	SourceSHA256        string `gorm:"column:source_sha256"`
	Digest              string
	WithdrawnBy         int64 `gorm:"->"` // from withdrawals; 0 while it stands
}

// TableName is the table of the rows.
func (versionRow) TableName() string { return "list_versions" }

// withdrawalRow takes a version back.
type withdrawalRow struct {
	Place     place `gorm:"embedded"`
	VersionID int64
}

// TableName is the table of the rows.
func (withdrawalRow) TableName() string { return "withdrawals" }

type unmappedJSON struct {
	Printed  string `json:"printed"`
	Category string `json:"category,omitempty"`
	Window   string `json:"window,omitempty"`
	Note     string `json:"note,omitempty"`
}

type decisionJSON struct {
	Name string            `json:"name"`
	Code registry.ItemCode `json:"code,omitempty"`
}

func versionRowOf(id int64, p place, v registry.Version) versionRow {
	row := versionRow{
		ID:               id,
		Sequence:         p.Sequence,
		Position:         p.Position,
		Jurisdiction:     string(v.List.Jurisdiction),
		Kind:             v.List.Kind.String(),
		Number:           v.Number,
		EffectiveFrom:    since(v.Period.From),
		EffectiveTo:      until(v.Period.To),
		PublishedAt:      instant(v.PublishedAt),
		RecordedLater:    v.RecordedLater,
		Terms:            termsJSONOf(v.List.Kind, v.Terms),
		DocumentTitle:    v.Document.Title,
		DocumentNumber:   v.Document.Number,
		DocumentIssuer:   v.Document.Issuer,
		DocumentURL:      v.Document.URL,
		DocumentIssuedOn: since(v.Document.IssuedOn),
		Unmapped:         lo.Map(v.Unmapped, func(u registry.Unmapped, _ int) unmappedJSON { return unmappedJSON(u) }),
		Decisions:        lo.Map(v.Decisions, func(d registry.NameDecision, _ int) decisionJSON { return decisionJSON(d) }),
		SourceName:       v.Source.Name,
		SourceSHA256:     v.Source.SHA256,
		Digest:           v.Digest,
	}
	if v.Announcement != (registry.Announcement{}) {
		row.AnnouncedFrom, row.AnnouncedTo = since(v.Announcement.Period.From), until(v.Announcement.Period.To)
		row.AnnouncementContact = sql.NullString{String: v.Announcement.Contact, Valid: true}
	}
	return row
}

func (r versionRow) version() (registry.Version, error) {
	list, err := r.list()
	if err != nil {
		return registry.Version{}, err
	}
	terms, err := r.Terms.terms(list.Kind)
	if err != nil {
		return registry.Version{}, fmt.Errorf("%s version %d: %w", list, r.Number, err)
	}
	return registry.Version{
		List:          list,
		Number:        r.Number,
		Period:        between(r.EffectiveFrom, r.EffectiveTo),
		PublishedAt:   registry.Instant(r.PublishedAt),
		Sequence:      registry.Sequence(r.Sequence),
		Withdrawn:     registry.Sequence(r.WithdrawnBy),
		RecordedLater: r.RecordedLater,
		Terms:         terms,
		Document:      r.document(),
		Announcement:  r.announcement(),
		Unmapped:      some(lo.Map(r.Unmapped, func(u unmappedJSON, _ int) registry.Unmapped { return registry.Unmapped(u) })),
		Decisions:     some(lo.Map(r.Decisions, func(d decisionJSON, _ int) registry.NameDecision { return registry.NameDecision(d) })),
		Source:        registry.SourceFile{Name: r.SourceName, SHA256: r.SourceSHA256},
		Digest:        r.Digest,
	}, nil
}

func (r versionRow) list() (registry.ListID, error) {
	kind, err := registry.ParseListKind(r.Kind)
	return registry.ListID{Jurisdiction: registry.JurisdictionCode(r.Jurisdiction), Kind: kind}, err
}

func (r versionRow) document() registry.Document {
	return registry.Document{
		Title:    r.DocumentTitle,
		Number:   r.DocumentNumber,
		Issuer:   r.DocumentIssuer,
		URL:      r.DocumentURL,
		IssuedOn: r.DocumentIssuedOn.since(),
	}
}

func (r versionRow) announcement() registry.Announcement {
	if !r.AnnouncementContact.Valid {
		return registry.Announcement{}
	}
	return registry.Announcement{
		Period:  between(r.AnnouncedFrom, r.AnnouncedTo),
		Contact: r.AnnouncementContact.String,
	}
}

// ofLists narrows a query of versions to the lists read: those selected that
// were touched since.
func ofLists(s registry.Selection) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if s.Jurisdictions != nil {
			db = db.Where("list_versions.jurisdiction IN ?", s.Jurisdictions)
		}
		if s.After == 0 {
			return db
		}
		return db.Where(`(list_versions.jurisdiction, list_versions.kind) IN (
			SELECT v.jurisdiction, v.kind FROM list_versions v WHERE v.sequence > @after
			UNION
			SELECT v.jurisdiction, v.kind FROM list_versions v JOIN withdrawals w ON w.version_id = v.id WHERE w.sequence > @after)`,
			sql.Named("after", int64(s.After)))
	}
}

// ofList narrows a query of versions to one list.
func ofList(id registry.ListID) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		return db.Where("list_versions.jurisdiction = ? AND list_versions.kind = ?", string(id.Jurisdiction), id.Kind.String())
	}
}

// histories are lists being read, with the place of each version among them.
type histories struct {
	lists    []*registry.ListHistory
	versions map[int64]versionPlace
}

type versionPlace struct {
	list   *registry.ListHistory
	number int
}

// readHistories reads the versions that a scope of list_versions selects, and
// their entries.
func (r *reading) readHistories(scope func(*gorm.DB) *gorm.DB) (histories, error) {
	h := histories{versions: map[int64]versionPlace{}}
	var rows []versionRow
	err := r.tx.Model(&versionRow{}).
		Select("list_versions.*, coalesce(withdrawals.sequence, 0) AS withdrawn_by").
		Joins("LEFT JOIN withdrawals ON withdrawals.version_id = list_versions.id").
		Scopes(scope).
		Order("list_versions.jurisdiction, list_versions.kind, list_versions.number").
		Find(&rows).Error
	if err != nil {
		return histories{}, err
	}
	for _, row := range rows {
		v, err := row.version()
		if err != nil {
			return histories{}, err
		}
		h.add(row.ID, v)
	}
	return h, r.readEntries(h, scope)
}

// add adds the next version of the last list, or begins the next list.
func (h *histories) add(id int64, v registry.Version) {
	if len(h.lists) == 0 || h.lists[len(h.lists)-1].ID != v.List {
		h.lists = append(h.lists, &registry.ListHistory{ID: v.List})
	}
	list := h.lists[len(h.lists)-1]
	list.Versions = append(list.Versions, v)
	h.versions[id] = versionPlace{list, v.Number}
}

func (r *reading) lists() error {
	h, err := r.readHistories(ofLists(r.selection))
	if err != nil {
		return err
	}
	for _, list := range h.lists {
		r.to.List(*list)
	}
	return nil
}

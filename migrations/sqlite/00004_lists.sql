-- +goose Up
-- Published versions of the three lists: what each says besides its entries.
CREATE TABLE list_versions (
    id                   INTEGER PRIMARY KEY, -- counts versions, so that entries name them briefly
    sequence             INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position             INTEGER NOT NULL, -- place within the step, from 0
    jurisdiction         TEXT NOT NULL CHECK (jurisdiction <> ''), -- who publishes
    kind                 TEXT NOT NULL CHECK (kind IN ('items', 'institutions', 'negative')), -- which of the three lists
    number               INTEGER NOT NULL CHECK (number > 0), -- rises by one within the list
    effective_from       INTEGER, -- first day; NULL: since ever
    effective_to         INTEGER, -- first day after its own end; NULL: without one; the next version ends it earlier
    published_at         INTEGER NOT NULL, -- when it was published
    recorded_later       INTEGER NOT NULL CHECK (recorded_later IN (0, 1)), -- whether it was loaded as history after it had begun
    terms                TEXT NOT NULL CHECK (json_valid(terms)), -- every term of the list by name, defaults written out
    document_title       TEXT NOT NULL, -- title of the published paper
    document_number      TEXT NOT NULL, -- its number
    document_issuer      TEXT NOT NULL, -- who issued it
    document_url         TEXT NOT NULL, -- where it was published
    document_issued_on   INTEGER, -- its date; NULL: unknown
    announced_from       INTEGER, -- first day of the public notice (公示)
    announced_to         INTEGER, -- first day after the public notice
    announcement_contact TEXT, -- whom to turn to with objections; NULL: there was no notice
    unmapped             TEXT NOT NULL CHECK (json_valid(unmapped)), -- rows without a catalogue item, as an array of {printed, category, window, note}
    decisions            TEXT NOT NULL CHECK (json_valid(decisions)), -- what a person decided about printed names, as an array of {name, code}
    source_name          TEXT NOT NULL, -- name of the file it was read from
    source_sha256        TEXT NOT NULL, -- SHA-256 of that file, in hex
    digest               TEXT NOT NULL, -- SHA-256 of its canonical content, in hex, see registry.Digest
    UNIQUE (sequence, position),
    UNIQUE (jurisdiction, kind, number)
) STRICT;

-- Versions taken back before they were in force.
CREATE TABLE withdrawals (
    sequence   INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position   INTEGER NOT NULL, -- place within the step, from 0
    version_id INTEGER NOT NULL UNIQUE REFERENCES list_versions (id), -- the version taken back
    PRIMARY KEY (sequence, position)
) STRICT, WITHOUT ROWID;

-- Lines of an item list. A row holds from the version that brought it in until one that ends it, so that versions share it.
CREATE TABLE item_entries (
    id             INTEGER PRIMARY KEY, -- counts entries in the order in which they came in
    version_id     INTEGER NOT NULL REFERENCES list_versions (id), -- the version that brought it in
    position       INTEGER NOT NULL, -- its place in that version, from 0
    entry_key      TEXT NOT NULL, -- names the entry within a version, as the API does
    item           TEXT NOT NULL, -- code of the catalogue item
    specimen       TEXT NOT NULL, -- qualifier: specimen; empty where not stated
    method         TEXT NOT NULL, -- qualifier: method
    body_site      TEXT NOT NULL, -- qualifier: body site
    laterality     TEXT NOT NULL, -- qualifier: side
    contrast       TEXT NOT NULL, -- qualifier: contrast
    projection     TEXT NOT NULL, -- qualifier: projection
    printed        TEXT NOT NULL, -- the name as the list prints it
    category       TEXT NOT NULL, -- the category as the list prints it
    printed_window TEXT NOT NULL, -- 72h, 15d, 3mo, day, unlimited; empty: none printed, which is not unlimited
    mark           TEXT NOT NULL, -- a mark printed for this entry; empty: the version's
    images         INTEGER NOT NULL CHECK (images IN (0, 1)), -- whether the list demands images with the result
    note           TEXT NOT NULL, -- note as printed
    UNIQUE (version_id, entry_key)
) STRICT;

-- Where lines of an item list end.
CREATE TABLE item_entry_ends (
    entry_id   INTEGER PRIMARY KEY REFERENCES item_entries (id), -- the entry that ends
    version_id INTEGER NOT NULL REFERENCES list_versions (id) -- the first version that no longer holds it
) STRICT;

-- Lines of an institution list. A row holds from the version that brought it in until one that ends it, so that versions share it.
CREATE TABLE institution_entries (
    id             INTEGER PRIMARY KEY, -- counts entries in the order in which they came in
    version_id     INTEGER NOT NULL REFERENCES list_versions (id), -- the version that brought it in
    position       INTEGER NOT NULL, -- its place in that version, from 0
    entry_key      TEXT NOT NULL, -- names the entry within a version, as the API does
    institution_id TEXT NOT NULL REFERENCES institutions (id), -- who stands on the list
    level          INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3), -- level as printed; 0: none printed
    role           TEXT NOT NULL CHECK (role IN ('both', 'issues', 'receives')), -- whether it issues results, receives them, or both
    scope_mode     TEXT NOT NULL CHECK (scope_mode IN ('all', 'only', 'except')), -- how scope_items are meant
    scope_items    TEXT NOT NULL CHECK (json_valid(scope_items)), -- codes of the items of the scope, as an array
    valid_from     INTEGER, -- first day of the period; NULL: since ever
    valid_to       INTEGER, -- first day after the period; NULL: without an end
    note           TEXT NOT NULL, -- note as printed
    UNIQUE (version_id, entry_key)
) STRICT;

-- Where lines of an institution list end.
CREATE TABLE institution_entry_ends (
    entry_id   INTEGER PRIMARY KEY REFERENCES institution_entries (id), -- the entry that ends
    version_id INTEGER NOT NULL REFERENCES list_versions (id) -- the first version that no longer holds it
) STRICT;

-- Lines of a negative list. A row holds from the version that brought it in until one that ends it, so that versions share it.
CREATE TABLE negative_entries (
    id         INTEGER PRIMARY KEY, -- counts entries in the order in which they came in
    version_id INTEGER NOT NULL REFERENCES list_versions (id), -- the version that brought it in
    position   INTEGER NOT NULL, -- its place in that version, from 0
    entry_key  TEXT NOT NULL, -- names the entry within a version, as the API does
    issuer     TEXT REFERENCES institutions (id), -- selects results of this institution; NULL: of any
    receiver   TEXT REFERENCES institutions (id), -- selects this receiving institution; NULL: any
    item       TEXT NOT NULL, -- selects a catalogue item; empty: any
    category   TEXT NOT NULL, -- selects a category of the catalogue; empty: any
    modality   TEXT NOT NULL, -- selects a modality; empty: any
    origin     TEXT NOT NULL, -- selects issuers of a region; empty: any
    situation  TEXT NOT NULL, -- selects a stated situation; empty: any
    age_min    INTEGER, -- least age selected, in completed years; NULL: age does not select
    age_max    INTEGER, -- greatest age selected, included
    department TEXT NOT NULL, -- selects a department; empty: any
    effect     TEXT NOT NULL CHECK (effect IN ('deny', 'discretion')), -- deny or discretion
    valid_from INTEGER, -- first day of the period; NULL: since ever
    valid_to   INTEGER, -- first day after the period; NULL: without an end
    reason     TEXT NOT NULL, -- why, as printed
    UNIQUE (version_id, entry_key)
) STRICT;

-- Where lines of a negative list end.
CREATE TABLE negative_entry_ends (
    entry_id   INTEGER PRIMARY KEY REFERENCES negative_entries (id), -- the entry that ends
    version_id INTEGER NOT NULL REFERENCES list_versions (id) -- the first version that no longer holds it
) STRICT;

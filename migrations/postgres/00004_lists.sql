-- +goose Up
CREATE TABLE list_versions (
    id                   bigint PRIMARY KEY,
    sequence             bigint NOT NULL REFERENCES steps (sequence),
    position             integer NOT NULL,
    jurisdiction         text COLLATE "C" NOT NULL CHECK (jurisdiction <> ''),
    kind                 text COLLATE "C" NOT NULL CHECK (kind IN ('items', 'institutions', 'negative')),
    number               integer NOT NULL CHECK (number > 0),
    effective_from       date,
    effective_to         date,
    published_at         timestamptz NOT NULL,
    recorded_later       boolean NOT NULL,
    terms                jsonb NOT NULL,
    document_title       text COLLATE "C" NOT NULL,
    document_number      text COLLATE "C" NOT NULL,
    document_issuer      text COLLATE "C" NOT NULL,
    document_url         text COLLATE "C" NOT NULL,
    document_issued_on   date,
    announced_from       date,
    announced_to         date,
    announcement_contact text COLLATE "C",
    unmapped             jsonb NOT NULL,
    decisions            jsonb NOT NULL,
    source_name          text COLLATE "C" NOT NULL,
    source_sha256        text COLLATE "C" NOT NULL,
    digest               text COLLATE "C" NOT NULL,
    UNIQUE (sequence, position),
    UNIQUE (jurisdiction, kind, number)
);
COMMENT ON TABLE list_versions IS 'Published versions of the three lists: what each says besides its entries.';
COMMENT ON COLUMN list_versions.id IS 'Counts versions, so that entries name them briefly.';
COMMENT ON COLUMN list_versions.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN list_versions.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN list_versions.jurisdiction IS 'Who publishes.';
COMMENT ON COLUMN list_versions.kind IS 'Which of the three lists.';
COMMENT ON COLUMN list_versions.number IS 'Rises by one within the list.';
COMMENT ON COLUMN list_versions.effective_from IS 'First day; NULL: since ever.';
COMMENT ON COLUMN list_versions.effective_to IS 'First day after its own end; NULL: without one; the next version ends it earlier.';
COMMENT ON COLUMN list_versions.published_at IS 'When it was published.';
COMMENT ON COLUMN list_versions.recorded_later IS 'Whether it was loaded as history after it had begun.';
COMMENT ON COLUMN list_versions.terms IS 'Every term of the list by name, defaults written out.';
COMMENT ON COLUMN list_versions.document_title IS 'Title of the published paper.';
COMMENT ON COLUMN list_versions.document_number IS 'Its number.';
COMMENT ON COLUMN list_versions.document_issuer IS 'Who issued it.';
COMMENT ON COLUMN list_versions.document_url IS 'Where it was published.';
COMMENT ON COLUMN list_versions.document_issued_on IS 'Its date; NULL: unknown.';
COMMENT ON COLUMN list_versions.announced_from IS 'First day of the public notice (公示).';
COMMENT ON COLUMN list_versions.announced_to IS 'First day after the public notice.';
COMMENT ON COLUMN list_versions.announcement_contact IS 'Whom to turn to with objections; NULL: there was no notice.';
COMMENT ON COLUMN list_versions.unmapped IS 'Rows without a catalogue item, as an array of {printed, category, window, note}.';
COMMENT ON COLUMN list_versions.decisions IS 'What a person decided about printed names, as an array of {name, code}.';
COMMENT ON COLUMN list_versions.source_name IS 'Name of the file it was read from.';
COMMENT ON COLUMN list_versions.source_sha256 IS 'SHA-256 of that file, in hex.';
COMMENT ON COLUMN list_versions.digest IS 'SHA-256 of its canonical content, in hex, see registry.Digest.';

CREATE TABLE withdrawals (
    sequence   bigint NOT NULL REFERENCES steps (sequence),
    position   integer NOT NULL,
    version_id bigint NOT NULL UNIQUE REFERENCES list_versions (id),
    PRIMARY KEY (sequence, position)
);
COMMENT ON TABLE withdrawals IS 'Versions taken back before they were in force.';
COMMENT ON COLUMN withdrawals.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN withdrawals.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN withdrawals.version_id IS 'The version taken back.';

CREATE TABLE item_entries (
    id             bigint PRIMARY KEY,
    version_id     bigint NOT NULL REFERENCES list_versions (id),
    position       integer NOT NULL,
    entry_key      text COLLATE "C" NOT NULL,
    item           text COLLATE "C" NOT NULL,
    specimen       text COLLATE "C" NOT NULL,
    method         text COLLATE "C" NOT NULL,
    body_site      text COLLATE "C" NOT NULL,
    laterality     text COLLATE "C" NOT NULL,
    contrast       text COLLATE "C" NOT NULL,
    projection     text COLLATE "C" NOT NULL,
    printed        text COLLATE "C" NOT NULL,
    category       text COLLATE "C" NOT NULL,
    printed_window text COLLATE "C" NOT NULL,
    mark           text COLLATE "C" NOT NULL,
    images         boolean NOT NULL,
    note           text COLLATE "C" NOT NULL,
    UNIQUE (version_id, entry_key)
);
COMMENT ON TABLE item_entries IS 'Lines of an item list. A row holds from the version that brought it in until one that ends it, so that versions share it.';
COMMENT ON COLUMN item_entries.id IS 'Counts entries in the order in which they came in.';
COMMENT ON COLUMN item_entries.version_id IS 'The version that brought it in.';
COMMENT ON COLUMN item_entries.position IS 'Its place in that version, from 0.';
COMMENT ON COLUMN item_entries.entry_key IS 'Names the entry within a version, as the API does.';
COMMENT ON COLUMN item_entries.item IS 'Code of the catalogue item.';
COMMENT ON COLUMN item_entries.specimen IS 'Qualifier: specimen; empty where not stated.';
COMMENT ON COLUMN item_entries.method IS 'Qualifier: method.';
COMMENT ON COLUMN item_entries.body_site IS 'Qualifier: body site.';
COMMENT ON COLUMN item_entries.laterality IS 'Qualifier: side.';
COMMENT ON COLUMN item_entries.contrast IS 'Qualifier: contrast.';
COMMENT ON COLUMN item_entries.projection IS 'Qualifier: projection.';
COMMENT ON COLUMN item_entries.printed IS 'The name as the list prints it.';
COMMENT ON COLUMN item_entries.category IS 'The category as the list prints it.';
COMMENT ON COLUMN item_entries.printed_window IS '72h, 15d, 3mo, day, unlimited; empty: none printed, which is not unlimited.';
COMMENT ON COLUMN item_entries.mark IS 'A mark printed for this entry; empty: the version''s.';
COMMENT ON COLUMN item_entries.images IS 'Whether the list demands images with the result.';
COMMENT ON COLUMN item_entries.note IS 'Note as printed.';

CREATE TABLE item_entry_ends (
    entry_id   bigint PRIMARY KEY REFERENCES item_entries (id),
    version_id bigint NOT NULL REFERENCES list_versions (id)
);
COMMENT ON TABLE item_entry_ends IS 'Where lines of an item list end.';
COMMENT ON COLUMN item_entry_ends.entry_id IS 'The entry that ends.';
COMMENT ON COLUMN item_entry_ends.version_id IS 'The first version that no longer holds it.';

CREATE TABLE institution_entries (
    id             bigint PRIMARY KEY,
    version_id     bigint NOT NULL REFERENCES list_versions (id),
    position       integer NOT NULL,
    entry_key      text COLLATE "C" NOT NULL,
    institution_id text COLLATE "C" NOT NULL REFERENCES institutions (id),
    level          integer NOT NULL CHECK (level BETWEEN 0 AND 3),
    role           text COLLATE "C" NOT NULL CHECK (role IN ('both', 'issues', 'receives')),
    scope_mode     text COLLATE "C" NOT NULL CHECK (scope_mode IN ('all', 'only', 'except')),
    scope_items    jsonb NOT NULL,
    valid_from     date,
    valid_to       date,
    note           text COLLATE "C" NOT NULL,
    UNIQUE (version_id, entry_key)
);
COMMENT ON TABLE institution_entries IS 'Lines of an institution list. A row holds from the version that brought it in until one that ends it, so that versions share it.';
COMMENT ON COLUMN institution_entries.id IS 'Counts entries in the order in which they came in.';
COMMENT ON COLUMN institution_entries.version_id IS 'The version that brought it in.';
COMMENT ON COLUMN institution_entries.position IS 'Its place in that version, from 0.';
COMMENT ON COLUMN institution_entries.entry_key IS 'Names the entry within a version, as the API does.';
COMMENT ON COLUMN institution_entries.institution_id IS 'Who stands on the list.';
COMMENT ON COLUMN institution_entries.level IS 'Level as printed; 0: none printed.';
COMMENT ON COLUMN institution_entries.role IS 'Whether it issues results, receives them, or both.';
COMMENT ON COLUMN institution_entries.scope_mode IS 'How scope_items are meant.';
COMMENT ON COLUMN institution_entries.scope_items IS 'Codes of the items of the scope, as an array.';
COMMENT ON COLUMN institution_entries.valid_from IS 'First day of the period; NULL: since ever.';
COMMENT ON COLUMN institution_entries.valid_to IS 'First day after the period; NULL: without an end.';
COMMENT ON COLUMN institution_entries.note IS 'Note as printed.';

CREATE TABLE institution_entry_ends (
    entry_id   bigint PRIMARY KEY REFERENCES institution_entries (id),
    version_id bigint NOT NULL REFERENCES list_versions (id)
);
COMMENT ON TABLE institution_entry_ends IS 'Where lines of an institution list end.';
COMMENT ON COLUMN institution_entry_ends.entry_id IS 'The entry that ends.';
COMMENT ON COLUMN institution_entry_ends.version_id IS 'The first version that no longer holds it.';

CREATE TABLE negative_entries (
    id         bigint PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES list_versions (id),
    position   integer NOT NULL,
    entry_key  text COLLATE "C" NOT NULL,
    issuer     text COLLATE "C" REFERENCES institutions (id),
    receiver   text COLLATE "C" REFERENCES institutions (id),
    item       text COLLATE "C" NOT NULL,
    category   text COLLATE "C" NOT NULL,
    modality   text COLLATE "C" NOT NULL,
    origin     text COLLATE "C" NOT NULL,
    situation  text COLLATE "C" NOT NULL,
    age_min    integer,
    age_max    integer,
    department text COLLATE "C" NOT NULL,
    effect     text COLLATE "C" NOT NULL CHECK (effect IN ('deny', 'discretion')),
    valid_from date,
    valid_to   date,
    reason     text COLLATE "C" NOT NULL,
    UNIQUE (version_id, entry_key)
);
COMMENT ON TABLE negative_entries IS 'Lines of a negative list. A row holds from the version that brought it in until one that ends it, so that versions share it.';
COMMENT ON COLUMN negative_entries.id IS 'Counts entries in the order in which they came in.';
COMMENT ON COLUMN negative_entries.version_id IS 'The version that brought it in.';
COMMENT ON COLUMN negative_entries.position IS 'Its place in that version, from 0.';
COMMENT ON COLUMN negative_entries.entry_key IS 'Names the entry within a version, as the API does.';
COMMENT ON COLUMN negative_entries.issuer IS 'Selects results of this institution; NULL: of any.';
COMMENT ON COLUMN negative_entries.receiver IS 'Selects this receiving institution; NULL: any.';
COMMENT ON COLUMN negative_entries.item IS 'Selects a catalogue item; empty: any.';
COMMENT ON COLUMN negative_entries.category IS 'Selects a category of the catalogue; empty: any.';
COMMENT ON COLUMN negative_entries.modality IS 'Selects a modality; empty: any.';
COMMENT ON COLUMN negative_entries.origin IS 'Selects issuers of a region; empty: any.';
COMMENT ON COLUMN negative_entries.situation IS 'Selects a stated situation; empty: any.';
COMMENT ON COLUMN negative_entries.age_min IS 'Least age selected, in completed years; NULL: age does not select.';
COMMENT ON COLUMN negative_entries.age_max IS 'Greatest age selected, included.';
COMMENT ON COLUMN negative_entries.department IS 'Selects a department; empty: any.';
COMMENT ON COLUMN negative_entries.effect IS 'Deny or discretion.';
COMMENT ON COLUMN negative_entries.valid_from IS 'First day of the period; NULL: since ever.';
COMMENT ON COLUMN negative_entries.valid_to IS 'First day after the period; NULL: without an end.';
COMMENT ON COLUMN negative_entries.reason IS 'Why, as printed.';

CREATE TABLE negative_entry_ends (
    entry_id   bigint PRIMARY KEY REFERENCES negative_entries (id),
    version_id bigint NOT NULL REFERENCES list_versions (id)
);
COMMENT ON TABLE negative_entry_ends IS 'Where lines of a negative list end.';
COMMENT ON COLUMN negative_entry_ends.entry_id IS 'The entry that ends.';
COMMENT ON COLUMN negative_entry_ends.version_id IS 'The first version that no longer holds it.';

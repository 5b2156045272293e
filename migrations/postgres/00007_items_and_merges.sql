-- +goose Up
CREATE TABLE items (
    sequence       bigint NOT NULL REFERENCES steps (sequence),
    position       integer NOT NULL,
    code           text COLLATE "C" NOT NULL UNIQUE,
    added_by       text COLLATE "C" NOT NULL,
    name           text COLLATE "C" NOT NULL,
    name_en        text COLLATE "C" NOT NULL,
    abbreviation   text COLLATE "C" NOT NULL,
    aliases        jsonb NOT NULL,
    domain         text COLLATE "C" NOT NULL CHECK (domain IN ('lab', 'exam')),
    category_group text COLLATE "C" NOT NULL,
    category       text COLLATE "C" NOT NULL,
    modality       text COLLATE "C" NOT NULL,
    specimen       text COLLATE "C" NOT NULL,
    method         text COLLATE "C" NOT NULL,
    body_site      text COLLATE "C" NOT NULL,
    laterality     text COLLATE "C" NOT NULL,
    contrast       text COLLATE "C" NOT NULL,
    projection     text COLLATE "C" NOT NULL,
    specimens      jsonb NOT NULL,
    sites          jsonb NOT NULL,
    specimen_text  text COLLATE "C" NOT NULL,
    site_text      text COLLATE "C" NOT NULL,
    unit           text COLLATE "C" NOT NULL,
    loinc          text COLLATE "C" NOT NULL,
    loinc_checked  boolean NOT NULL,
    initials       text COLLATE "C" NOT NULL,
    withdrawn_on   date,
    PRIMARY KEY (sequence, position)
);
COMMENT ON TABLE items IS 'Items that a province or the nation added to the catalogue of the program; a code is issued once.';
COMMENT ON COLUMN items.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN items.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN items.code IS 'The item, for ever.';
COMMENT ON COLUMN items.added_by IS 'The jurisdiction that added it: a province, or 100000 for the nation.';
COMMENT ON COLUMN items.name IS 'Its name.';
COMMENT ON COLUMN items.name_en IS 'Its name in English.';
COMMENT ON COLUMN items.abbreviation IS 'Its abbreviation; empty where it has none.';
COMMENT ON COLUMN items.aliases IS 'Other names that mean it wherever they stand, as an array.';
COMMENT ON COLUMN items.domain IS 'Laboratory quantity or examination.';
COMMENT ON COLUMN items.category_group IS 'What its category belongs to: 临床检验, 医学影像检查.';
COMMENT ON COLUMN items.category IS 'Its category, which negative entries select: 临床化学检验, CT.';
COMMENT ON COLUMN items.modality IS 'LAB, DR, CT, MR, US, NM, ECG, FN, ES, PA.';
COMMENT ON COLUMN items.specimen IS 'Qualifier that the item implies: specimen; empty where none.';
COMMENT ON COLUMN items.method IS 'Implied qualifier: method.';
COMMENT ON COLUMN items.body_site IS 'Implied qualifier: body site.';
COMMENT ON COLUMN items.laterality IS 'Implied qualifier: side.';
COMMENT ON COLUMN items.contrast IS 'Implied qualifier: contrast.';
COMMENT ON COLUMN items.projection IS 'Implied qualifier: projection.';
COMMENT ON COLUMN items.specimens IS 'Codes of the specimens it is done on, as an array.';
COMMENT ON COLUMN items.sites IS 'Codes of the body sites, as an array.';
COMMENT ON COLUMN items.specimen_text IS 'The specimens as printed.';
COMMENT ON COLUMN items.site_text IS 'The body sites as printed.';
COMMENT ON COLUMN items.unit IS 'Unit of the result, as printed.';
COMMENT ON COLUMN items.loinc IS 'LOINC code; empty where unknown.';
COMMENT ON COLUMN items.loinc_checked IS 'Whether the LOINC code was matched against a source; only then it resolves.';
COMMENT ON COLUMN items.initials IS 'Initials in pinyin; empty: made from the name.';
COMMENT ON COLUMN items.withdrawn_on IS 'The day from which no new list should name it; NULL while in use.';
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON items
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE institution_states ADD COLUMN merged_into text COLLATE "C" REFERENCES institutions (id);
ALTER TABLE institution_states ADD COLUMN retrieval_url text COLLATE "C" NOT NULL DEFAULT '';
COMMENT ON COLUMN institution_states.merged_into IS 'The institution that a duplicate was merged into; NULL for all others.';
COMMENT ON COLUMN institution_states.retrieval_url IS 'Where its images and reports can be retrieved, over https; empty where unknown.';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION append_only_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        'epochs', 'steps', 'items', 'institutions', 'institution_states',
        'consortia', 'alliances', 'code_maps', 'qualifications',
        'revocations', 'removals', 'list_versions', 'withdrawals',
        'item_entries', 'item_entry_ends', 'institution_entries', 'institution_entry_ends',
        'negative_entries', 'negative_entry_ends', 'events', 'files'
    ]
$$;
-- +goose StatementEnd
CALL grant_application_role();

-- +goose Up
-- Items that a province or the nation added to the catalogue of the program; a code is issued once.
CREATE TABLE items (
    sequence       INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position       INTEGER NOT NULL, -- place within the step, from 0
    code           TEXT NOT NULL UNIQUE, -- the item, for ever
    added_by       TEXT NOT NULL, -- the jurisdiction that added it: a province, or 100000 for the nation
    name           TEXT NOT NULL, -- its name
    name_en        TEXT NOT NULL, -- its name in English
    abbreviation   TEXT NOT NULL, -- its abbreviation; empty where it has none
    aliases        TEXT NOT NULL CHECK (json_valid(aliases)), -- other names that mean it wherever they stand, as an array
    domain         TEXT NOT NULL CHECK (domain IN ('lab', 'exam')), -- laboratory quantity or examination
    category_group TEXT NOT NULL, -- what its category belongs to: 临床检验, 医学影像检查
    category       TEXT NOT NULL, -- its category, which negative entries select: 临床化学检验, CT
    modality       TEXT NOT NULL, -- LAB, DR, CT, MR, US, NM, ECG, FN, ES, PA
    specimen       TEXT NOT NULL, -- qualifier that the item implies: specimen; empty where none
    method         TEXT NOT NULL, -- implied qualifier: method
    body_site      TEXT NOT NULL, -- implied qualifier: body site
    laterality     TEXT NOT NULL, -- implied qualifier: side
    contrast       TEXT NOT NULL, -- implied qualifier: contrast
    projection     TEXT NOT NULL, -- implied qualifier: projection
    specimens      TEXT NOT NULL CHECK (json_valid(specimens)), -- codes of the specimens it is done on, as an array
    sites          TEXT NOT NULL CHECK (json_valid(sites)), -- codes of the body sites, as an array
    specimen_text  TEXT NOT NULL, -- the specimens as printed
    site_text      TEXT NOT NULL, -- the body sites as printed
    unit           TEXT NOT NULL, -- unit of the result, as printed
    loinc          TEXT NOT NULL, -- LOINC code; empty where unknown
    loinc_checked  INTEGER NOT NULL CHECK (loinc_checked IN (0, 1)), -- whether the LOINC code was matched against a source; only then it resolves
    initials       TEXT NOT NULL, -- initials in pinyin; empty: made from the name
    withdrawn_on   INTEGER, -- the day from which no new list should name it; NULL while in use
    PRIMARY KEY (sequence, position)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER items_refuse_update BEFORE UPDATE ON items
BEGIN SELECT RAISE(ABORT, 'table items is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER items_refuse_delete BEFORE DELETE ON items
BEGIN SELECT RAISE(ABORT, 'table items is append-only: DELETE is refused'); END;
-- +goose StatementEnd

ALTER TABLE institution_states ADD COLUMN
    merged_into TEXT REFERENCES institutions (id); -- the institution that a duplicate was merged into; NULL for all others
ALTER TABLE institution_states ADD COLUMN
    retrieval_url TEXT NOT NULL DEFAULT ''; -- where its images and reports can be retrieved, over https; empty where unknown

-- +goose Up
-- Evidence that an institution does an item well or not: one round of a programme. By far the largest table.
CREATE TABLE qualifications (
    sequence       INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position       INTEGER NOT NULL, -- place within the step, from 0
    institution_id TEXT NOT NULL REFERENCES institutions (id), -- who was assessed
    item           TEXT NOT NULL, -- code of the catalogue item
    programme      TEXT NOT NULL, -- who assessed: 国家卫健委临检中心室间质评 …
    round          TEXT NOT NULL, -- the round within the programme: 2026-1
    result         TEXT NOT NULL CHECK (result IN ('pass', 'fail')), -- pass or fail
    valid_from     INTEGER, -- first day of the time for which it speaks; NULL: since ever
    valid_to       INTEGER, -- first day after the time for which it speaks; NULL: without an end
    PRIMARY KEY (sequence, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX qualifications_by_institution ON qualifications (institution_id);

-- Qualifications taken back for cause, as far as they were recorded by then.
CREATE TABLE revocations (
    sequence       INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position       INTEGER NOT NULL, -- place within the step, from 0
    institution_id TEXT NOT NULL REFERENCES institutions (id), -- whose qualification
    item           TEXT NOT NULL, -- code of the catalogue item
    programme      TEXT NOT NULL, -- the programme
    round          TEXT NOT NULL, -- the round
    revoked_from   INTEGER, -- first day from which it does not count; NULL: since ever
    reason         TEXT NOT NULL, -- the cause, as stated
    PRIMARY KEY (sequence, position)
) STRICT, WITHOUT ROWID;

-- Institutions taken off a jurisdiction's institution list for cause, back into versions published before.
CREATE TABLE removals (
    sequence       INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position       INTEGER NOT NULL, -- place within the step, from 0
    jurisdiction   TEXT NOT NULL, -- whose list
    institution_id TEXT NOT NULL REFERENCES institutions (id), -- who is taken off
    removed_from   INTEGER, -- first day from which it does not stand; NULL: since ever
    reason         TEXT NOT NULL, -- the cause, as stated
    PRIMARY KEY (sequence, position)
) STRICT, WITHOUT ROWID;

-- +goose Up
-- Every event about an outcome that was ever taken, by its id: an id counts once for ever.
CREATE TABLE outcome_ids (
    id          TEXT PRIMARY KEY,                                  -- the UUID that its sender gave it
    receiver    TEXT NOT NULL,                                     -- where the event is: its receiver,
    number      INTEGER NOT NULL,                                  -- its number there,
    occurred_at INTEGER NOT NULL                                   -- and when it happened, in seconds since 1970 UTC
) STRICT, WITHOUT ROWID;

-- What physicians did with results of other institutions, one event a row; nothing in it
-- tells who the patient was.
CREATE TABLE outcomes (
    receiver    TEXT NOT NULL,                                     -- the institution at which it happened
    number      INTEGER NOT NULL CHECK (number > 0),               -- the how-manyeth event of its receiver, from 1: the order in which they count
    id          TEXT NOT NULL,                                     -- the UUID that its sender gave it
    case_id     TEXT NOT NULL,                                     -- opaque name of one result shown to one physician; the sender's own
    issuer      TEXT NOT NULL,                                     -- the institution whose result it was
    item        TEXT NOT NULL,                                     -- the item
    department  TEXT NOT NULL,                                     -- code of the department; empty where not told
    exam_at     INTEGER NOT NULL,                                  -- when the specimen was taken or the examination made, in seconds since 1970 UTC
    revision    TEXT NOT NULL,                                     -- the revision that answered whether to recognize it; empty where nobody was asked
    stage       TEXT NOT NULL CHECK (stage IN ('reminded', 'opened', 'recognized', 'repeated')), -- what happened
    reason      TEXT NOT NULL,                                     -- code of the reason for repeating; empty for other stages
    uncounted   INTEGER NOT NULL CHECK (uncounted IN (0, 1)),      -- whether that reason was flagged not counted when the event was taken
    comment     TEXT NOT NULL,                                     -- what the physician added
    corrects    TEXT,                                              -- the event that no longer counts because of this one; NULL where it corrects none
    occurred_at INTEGER NOT NULL,                                  -- when it happened, in seconds since 1970 UTC
    recorded_at INTEGER NOT NULL,                                  -- when it was taken, in seconds since 1970 UTC
    actor       TEXT NOT NULL,                                     -- who sent it
    PRIMARY KEY (receiver, number)
) STRICT, WITHOUT ROWID;

-- How many events each institution has: they are numbered and counted one after the other.
CREATE TABLE outcome_receivers (
    receiver    TEXT PRIMARY KEY,                                  -- the institution
    events      INTEGER NOT NULL                                   -- number of its newest event
) STRICT, WITHOUT ROWID;

-- Which event stands for each stage of each case: a case counts once per stage. Derived
-- from outcomes.
CREATE TABLE outcome_cases (
    receiver    TEXT NOT NULL,                                     -- the institution
    case_id     TEXT NOT NULL,                                     -- the case
    stage       TEXT NOT NULL,                                     -- reminded, opened, recognized or repeated
    id          TEXT NOT NULL,                                     -- the event that stands for it
    happened_on INTEGER NOT NULL,                                  -- day of China on which it happened, in days since 1970-01-01
    issuer      TEXT NOT NULL,                                     -- as in the event
    item        TEXT NOT NULL,                                     -- as in the event
    department  TEXT NOT NULL,                                     -- as in the event
    reason      TEXT NOT NULL,                                     -- as in the event
    uncounted   INTEGER NOT NULL CHECK (uncounted IN (0, 1)),      -- as in the event
    PRIMARY KEY (receiver, case_id, stage)
) STRICT, WITHOUT ROWID;

-- How many cases an institution had in a month, by day, issuer, item, department, stages
-- and reason. Derived from outcome_cases.
CREATE TABLE outcome_tallies (
    receiver    TEXT NOT NULL,                                     -- the institution
    month       INTEGER NOT NULL,                                  -- first day of the month, in days since 1970-01-01
    cells       BLOB NOT NULL,                                     -- the counts as outcome.Tally packs them
    PRIMARY KEY (receiver, month)
) STRICT;

-- Which institutions had events about results of which others. Derived from outcomes.
CREATE TABLE outcome_partners (
    issuer      TEXT NOT NULL,                                     -- whose results
    receiver    TEXT NOT NULL,                                     -- where they were looked at
    PRIMARY KEY (issuer, receiver)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER outcome_ids_refuse_update BEFORE UPDATE ON outcome_ids
BEGIN SELECT RAISE(ABORT, 'table outcome_ids is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outcome_ids_refuse_delete BEFORE DELETE ON outcome_ids
BEGIN SELECT RAISE(ABORT, 'table outcome_ids is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outcomes_refuse_update BEFORE UPDATE ON outcomes
BEGIN SELECT RAISE(ABORT, 'table outcomes is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outcomes_refuse_delete BEFORE DELETE ON outcomes
BEGIN SELECT RAISE(ABORT, 'table outcomes is append-only: DELETE is refused'); END;
-- +goose StatementEnd

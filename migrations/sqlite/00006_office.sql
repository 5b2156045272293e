-- +goose Up
-- The record: who did what to which noun, before and after, chained by hash. The
-- newest event about an account, key, draft, settings or coverage is its state.
CREATE TABLE events (
    number        INTEGER PRIMARY KEY CHECK (number > 0),          -- dense, from 1
    recorded_at   INTEGER NOT NULL,                                -- when it was written, in seconds since 1970 UTC
    actor         TEXT NOT NULL,                                   -- who did it: an account, a key, the console
    action        TEXT NOT NULL,                                   -- what was done: draft.submit, publish
    noun          TEXT NOT NULL,                                   -- the kind of thing it was done to
    subject       TEXT NOT NULL,                                   -- the id of that thing
    version       INTEGER NOT NULL CHECK (version > 0),            -- the how-manyeth event about the subject
    jurisdiction  TEXT NOT NULL,                                   -- whose affair it is; empty where nobody's in particular
    list          TEXT NOT NULL,                                   -- 420000/items; empty where it is about no list
    reason        TEXT NOT NULL,                                   -- why, as the actor said
    state_before  TEXT NOT NULL,                                   -- JSON; empty where there was nothing
    state_after   TEXT NOT NULL,                                   -- JSON; empty where nothing is left
    step          INTEGER REFERENCES steps (sequence),             -- the step written with it
    step_hash     TEXT NOT NULL,                                   -- that step's hash; empty without one
    previous_hash TEXT NOT NULL,                                   -- hash of the event before; empty for the first
    hash          TEXT NOT NULL UNIQUE,                            -- SHA-256 in hex over the columns above, see office.Event
    UNIQUE (noun, subject, version)
) STRICT;
CREATE INDEX events_by_jurisdiction ON events (noun, jurisdiction);
CREATE INDEX events_by_list ON events (list) WHERE list <> '';
CREATE INDEX events_by_actor ON events (actor);
CREATE INDEX events_by_step ON events (step);

-- Uploaded files, kept for ever under their digest.
CREATE TABLE files (
    sha256        TEXT PRIMARY KEY,                                -- of the bytes, in hex
    name          TEXT NOT NULL,                                   -- as it was first uploaded
    bytes         BLOB NOT NULL,                                   -- the file
    recorded_at   INTEGER NOT NULL                                 -- when it was first uploaded, in seconds since 1970 UTC
) STRICT;

-- What accounts prove themselves with; replaced in place, never in the record.
CREATE TABLE credentials (
    account       TEXT PRIMARY KEY,                                -- the account's name
    password_hash TEXT NOT NULL,                                   -- argon2id; empty where only single sign-on opens
    totp_secret   TEXT NOT NULL,                                   -- base32; empty without a second factor
    totp_step     INTEGER NOT NULL                                 -- newest 30-second step whose password was used
) STRICT;

-- Sessions of browsers.
CREATE TABLE sessions (
    token_hash    TEXT PRIMARY KEY,                                -- SHA-256 of the token, in hex
    data          BLOB NOT NULL,                                   -- what the session holds
    expires_at    INTEGER NOT NULL                                 -- when it ends, in seconds since 1970 UTC
) STRICT;
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Answers to writes that carried an Idempotency-Key, kept for a day.
CREATE TABLE receipts (
    actor           TEXT NOT NULL,                                 -- who asked
    idempotency_key TEXT NOT NULL,                                 -- the key of the request
    fingerprint     TEXT NOT NULL,                                 -- SHA-256 of the request, in hex
    status          INTEGER NOT NULL,                              -- HTTP status of the answer
    body            BLOB NOT NULL,                                 -- JSON of the answer, without secrets
    recorded_at     INTEGER NOT NULL,                              -- when it was answered, in seconds since 1970 UTC
    PRIMARY KEY (actor, idempotency_key)
) STRICT;
CREATE INDEX receipts_by_time ON receipts (recorded_at);

-- When API keys were last used.
CREATE TABLE key_uses (
    key_id        TEXT PRIMARY KEY,                                -- the public part of the key
    used_at       INTEGER NOT NULL                                 -- in seconds since 1970 UTC, to a minute or so
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'table events is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'table events is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER files_refuse_update BEFORE UPDATE ON files
BEGIN SELECT RAISE(ABORT, 'table files is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER files_refuse_delete BEFORE DELETE ON files
BEGIN SELECT RAISE(ABORT, 'table files is append-only: DELETE is refused'); END;
-- +goose StatementEnd

-- +goose Up
-- Lives of the registry; a restore from a backup begins a new one.
CREATE TABLE epochs (
    number         INTEGER PRIMARY KEY CHECK (number > 0),         -- first part of a revision; rises
    after_sequence INTEGER NOT NULL CHECK (after_sequence >= 0),   -- the sequence after which the epoch began
    began_at       INTEGER NOT NULL                                -- when the epoch began, in seconds since 1970 UTC
) STRICT;
INSERT INTO epochs (number, after_sequence, began_at) VALUES (1, 0, unixepoch());

-- Every write that decisions can see, chained by hash.
CREATE TABLE steps (
    sequence       INTEGER PRIMARY KEY CHECK (sequence > 0),       -- second part of a revision; dense, from 1
    epoch          INTEGER NOT NULL REFERENCES epochs (number),    -- the epoch in which the step was written
    recorded_at    INTEGER NOT NULL,                               -- when the registry came to know it, in seconds since 1970 UTC
    actor          TEXT NOT NULL,                                  -- who wrote it
    action         TEXT NOT NULL,                                  -- what kind of write: publish, load, import-qualifications
    summary        TEXT NOT NULL,                                  -- what it did, in a line
    content_digest TEXT NOT NULL,                                  -- SHA-256 in hex of what the step recorded, see registry.StepDigest
    previous_hash  TEXT NOT NULL,                                  -- hash of the step before; empty for the first
    hash           TEXT NOT NULL UNIQUE                            -- SHA-256 in hex over the columns above; binds the step to all before it
) STRICT;

-- +goose Up
CREATE TABLE epochs (
    number         bigint PRIMARY KEY CHECK (number > 0),
    after_sequence bigint NOT NULL CHECK (after_sequence >= 0),
    began_at       timestamptz NOT NULL
);
COMMENT ON TABLE epochs IS 'Lives of the registry; a restore from a backup begins a new one.';
COMMENT ON COLUMN epochs.number IS 'First part of a revision; rises.';
COMMENT ON COLUMN epochs.after_sequence IS 'The sequence after which the epoch began.';
COMMENT ON COLUMN epochs.began_at IS 'When the epoch began.';
INSERT INTO epochs (number, after_sequence, began_at) VALUES (1, 0, date_trunc('second', now()));

CREATE TABLE steps (
    sequence       bigint PRIMARY KEY CHECK (sequence > 0),
    epoch          bigint NOT NULL REFERENCES epochs (number),
    recorded_at    timestamptz NOT NULL,
    actor          text COLLATE "C" NOT NULL,
    action         text COLLATE "C" NOT NULL,
    summary        text COLLATE "C" NOT NULL,
    content_digest text COLLATE "C" NOT NULL,
    previous_hash  text COLLATE "C" NOT NULL,
    hash           text COLLATE "C" NOT NULL UNIQUE
);
COMMENT ON TABLE steps IS 'Every write that decisions can see, chained by hash.';
COMMENT ON COLUMN steps.sequence IS 'Second part of a revision; dense, from 1.';
COMMENT ON COLUMN steps.epoch IS 'The epoch in which the step was written.';
COMMENT ON COLUMN steps.recorded_at IS 'When the registry came to know it, in whole seconds.';
COMMENT ON COLUMN steps.actor IS 'Who wrote it.';
COMMENT ON COLUMN steps.action IS 'What kind of write: publish, load, import-qualifications.';
COMMENT ON COLUMN steps.summary IS 'What it did, in a line.';
COMMENT ON COLUMN steps.content_digest IS 'SHA-256 in hex of what the step recorded, see registry.StepDigest.';
COMMENT ON COLUMN steps.previous_hash IS 'hash of the step before; empty for the first.';
COMMENT ON COLUMN steps.hash IS 'SHA-256 in hex over the columns above; binds the step to all before it.';

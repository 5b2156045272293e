-- +goose Up
CREATE TABLE events (
    number        bigint PRIMARY KEY CHECK (number > 0),
    recorded_at   timestamptz NOT NULL,
    actor         text COLLATE "C" NOT NULL,
    action        text COLLATE "C" NOT NULL,
    noun          text COLLATE "C" NOT NULL,
    subject       text COLLATE "C" NOT NULL,
    version       integer NOT NULL CHECK (version > 0),
    jurisdiction  text COLLATE "C" NOT NULL,
    list          text COLLATE "C" NOT NULL,
    reason        text COLLATE "C" NOT NULL,
    state_before  text COLLATE "C" NOT NULL,
    state_after   text COLLATE "C" NOT NULL,
    step          bigint REFERENCES steps (sequence),
    step_hash     text COLLATE "C" NOT NULL,
    previous_hash text COLLATE "C" NOT NULL,
    hash          text COLLATE "C" NOT NULL UNIQUE,
    UNIQUE (noun, subject, version)
);
COMMENT ON TABLE events IS 'The record: who did what to which noun, before and after, chained by hash. The newest event about an account, key, draft, settings or coverage is its state.';
COMMENT ON COLUMN events.number IS 'Dense, from 1.';
COMMENT ON COLUMN events.recorded_at IS 'When it was written.';
COMMENT ON COLUMN events.actor IS 'Who did it: an account, a key, the console.';
COMMENT ON COLUMN events.action IS 'What was done: draft.submit, publish.';
COMMENT ON COLUMN events.noun IS 'The kind of thing it was done to.';
COMMENT ON COLUMN events.subject IS 'The id of that thing.';
COMMENT ON COLUMN events.version IS 'The how-manyeth event about the subject.';
COMMENT ON COLUMN events.jurisdiction IS 'Whose affair it is; empty where nobody''s in particular.';
COMMENT ON COLUMN events.list IS '420000/items; empty where it is about no list.';
COMMENT ON COLUMN events.reason IS 'Why, as the actor said.';
COMMENT ON COLUMN events.state_before IS 'JSON; empty where there was nothing.';
COMMENT ON COLUMN events.state_after IS 'JSON; empty where nothing is left.';
COMMENT ON COLUMN events.step IS 'The step written with it.';
COMMENT ON COLUMN events.step_hash IS 'That step''s hash; empty without one.';
COMMENT ON COLUMN events.previous_hash IS 'Hash of the event before; empty for the first.';
COMMENT ON COLUMN events.hash IS 'SHA-256 in hex over the columns above, see office.Event.';
CREATE INDEX events_by_jurisdiction ON events (noun, jurisdiction);
CREATE INDEX events_by_list ON events (list) WHERE list <> '';
CREATE INDEX events_by_actor ON events (actor);
CREATE INDEX events_by_step ON events (step);

CREATE TABLE files (
    sha256        text COLLATE "C" PRIMARY KEY,
    name          text COLLATE "C" NOT NULL,
    bytes         bytea NOT NULL,
    recorded_at   timestamptz NOT NULL
);
COMMENT ON TABLE files IS 'Uploaded files, kept for ever under their digest.';
COMMENT ON COLUMN files.sha256 IS 'Of the bytes, in hex.';
COMMENT ON COLUMN files.name IS 'As it was first uploaded.';
COMMENT ON COLUMN files.bytes IS 'The file.';
COMMENT ON COLUMN files.recorded_at IS 'When it was first uploaded.';

CREATE TABLE credentials (
    account       text COLLATE "C" PRIMARY KEY,
    password_hash text COLLATE "C" NOT NULL,
    totp_secret   text COLLATE "C" NOT NULL,
    totp_step     bigint NOT NULL
);
COMMENT ON TABLE credentials IS 'What accounts prove themselves with; replaced in place, never in the record.';
COMMENT ON COLUMN credentials.account IS 'The account''s name.';
COMMENT ON COLUMN credentials.password_hash IS 'Argon2id; empty where only single sign-on opens.';
COMMENT ON COLUMN credentials.totp_secret IS 'Base32; empty without a second factor.';
COMMENT ON COLUMN credentials.totp_step IS 'Newest 30-second step whose password was used.';

CREATE TABLE sessions (
    token_hash    text COLLATE "C" PRIMARY KEY,
    data          bytea NOT NULL,
    expires_at    timestamptz NOT NULL
);
COMMENT ON TABLE sessions IS 'Sessions of browsers.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the token, in hex.';
COMMENT ON COLUMN sessions.data IS 'What the session holds.';
COMMENT ON COLUMN sessions.expires_at IS 'When it ends.';
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE receipts (
    actor           text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    fingerprint     text COLLATE "C" NOT NULL,
    status          integer NOT NULL,
    body            bytea NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (actor, idempotency_key)
);
COMMENT ON TABLE receipts IS 'Answers to writes that carried an Idempotency-Key, kept for a day.';
COMMENT ON COLUMN receipts.actor IS 'Who asked.';
COMMENT ON COLUMN receipts.idempotency_key IS 'The key of the request.';
COMMENT ON COLUMN receipts.fingerprint IS 'SHA-256 of the request, in hex.';
COMMENT ON COLUMN receipts.status IS 'HTTP status of the answer.';
COMMENT ON COLUMN receipts.body IS 'JSON of the answer, without secrets.';
COMMENT ON COLUMN receipts.recorded_at IS 'When it was answered.';
CREATE INDEX receipts_by_time ON receipts (recorded_at);

CREATE TABLE key_uses (
    key_id        text COLLATE "C" PRIMARY KEY,
    used_at       timestamptz NOT NULL
);
COMMENT ON TABLE key_uses IS 'When API keys were last used.';
COMMENT ON COLUMN key_uses.key_id IS 'The public part of the key.';
COMMENT ON COLUMN key_uses.used_at IS 'To a minute or so.';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION append_only_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        'epochs', 'steps', 'institutions', 'institution_states',
        'consortia', 'alliances', 'code_maps', 'qualifications',
        'revocations', 'removals', 'list_versions', 'withdrawals',
        'item_entries', 'item_entry_ends', 'institution_entries', 'institution_entry_ends',
        'negative_entries', 'negative_entry_ends', 'events', 'files'
    ]
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION replaced_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['credentials', 'sessions', 'receipts', 'key_uses']
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION replaced_tables IS 'Names of the tables whose rows are replaced and deleted: nothing of the record.';

-- +goose StatementBegin
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['events', 'files'] LOOP
        EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE PROCEDURE grant_application_role() LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'concord_app') THEN
        RETURN;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO concord_app', current_schema());
    GRANT SELECT ON goose_db_version TO concord_app;
    FOREACH name IN ARRAY append_only_tables() LOOP
        EXECUTE format('GRANT SELECT, INSERT ON %I TO concord_app', name);
    END LOOP;
    FOREACH name IN ARRAY replaced_tables() LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO concord_app', name);
    END LOOP;
END
$$;
-- +goose StatementEnd
CALL grant_application_role();

-- +goose Up
-- Nothing recorded is ever changed or taken away: a correction is a new row.
-- The tables refuse it to everybody, their owner included; the application role
-- has no right to it besides.

-- +goose StatementBegin
CREATE FUNCTION append_only_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        'epochs', 'steps', 'institutions', 'institution_states',
        'consortia', 'alliances', 'code_maps', 'qualifications',
        'revocations', 'removals', 'list_versions', 'withdrawals',
        'item_entries', 'item_entry_ends', 'institution_entries', 'institution_entry_ends',
        'negative_entries', 'negative_entry_ends'
    ]
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION append_only_tables IS 'Names of the tables whose rows are never changed.';

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION refuse_change IS 'Trigger that refuses to change an append-only table.';

-- +goose StatementBegin
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY append_only_tables() LOOP
        EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE PROCEDURE grant_application_role() LANGUAGE plpgsql AS $$
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
END
$$;
-- +goose StatementEnd
COMMENT ON PROCEDURE grant_application_role IS
    'Lets the role concord_app, where it exists, read and append and nothing else. Called after every migration, so that the role may be created later.';
CALL grant_application_role();

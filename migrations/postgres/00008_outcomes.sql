-- +goose Up
CREATE TABLE outcome_ids (
    id          uuid PRIMARY KEY,
    receiver    text COLLATE "C" NOT NULL,
    number      bigint NOT NULL,
    occurred_at timestamptz NOT NULL
);
COMMENT ON TABLE outcome_ids IS 'Every event about an outcome that was ever taken, by its id: an id counts once for ever. Not partitioned, so that the key holds over all months.';
COMMENT ON COLUMN outcome_ids.id IS 'The UUID that its sender gave it.';
COMMENT ON COLUMN outcome_ids.receiver IS 'Where the event is: its receiver,';
COMMENT ON COLUMN outcome_ids.number IS 'its number there,';
COMMENT ON COLUMN outcome_ids.occurred_at IS 'and the partition.';

CREATE TABLE outcomes (
    receiver    text COLLATE "C" NOT NULL,
    number      bigint NOT NULL CHECK (number > 0),
    id          uuid NOT NULL,
    case_id     text COLLATE "C" NOT NULL,
    issuer      text COLLATE "C" NOT NULL,
    item        text COLLATE "C" NOT NULL,
    department  text COLLATE "C" NOT NULL,
    exam_at     timestamptz NOT NULL,
    revision    text COLLATE "C" NOT NULL,
    stage       text COLLATE "C" NOT NULL CHECK (stage IN ('reminded', 'opened', 'recognized', 'repeated')),
    reason      text COLLATE "C" NOT NULL,
    uncounted   boolean NOT NULL,
    comment     text COLLATE "C" NOT NULL,
    corrects    uuid,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor       text COLLATE "C" NOT NULL,
    PRIMARY KEY (receiver, number, occurred_at)
) PARTITION BY RANGE (occurred_at);
COMMENT ON TABLE outcomes IS 'What physicians did with results of other institutions, one event a row. Partitioned by month of China; nothing in it tells who the patient was.';
COMMENT ON COLUMN outcomes.receiver IS 'The institution at which it happened.';
COMMENT ON COLUMN outcomes.number IS 'The how-manyeth event of its receiver, from 1: the order in which they count.';
COMMENT ON COLUMN outcomes.id IS 'The UUID that its sender gave it.';
COMMENT ON COLUMN outcomes.case_id IS 'Opaque name of one result shown to one physician; the sender''s own.';
COMMENT ON COLUMN outcomes.issuer IS 'The institution whose result it was.';
COMMENT ON COLUMN outcomes.item IS 'The item.';
COMMENT ON COLUMN outcomes.department IS 'Code of the department; empty where not told.';
COMMENT ON COLUMN outcomes.exam_at IS 'When the result''s specimen was taken or the examination made.';
COMMENT ON COLUMN outcomes.revision IS 'The revision that answered whether to recognize it; empty where nobody was asked.';
COMMENT ON COLUMN outcomes.stage IS 'reminded, opened, recognized or repeated.';
COMMENT ON COLUMN outcomes.reason IS 'Code of the reason for repeating; empty for other stages.';
COMMENT ON COLUMN outcomes.uncounted IS 'Whether that reason was flagged not counted when the event was taken.';
COMMENT ON COLUMN outcomes.comment IS 'What the physician added.';
COMMENT ON COLUMN outcomes.corrects IS 'The event that no longer counts because of this one; NULL where it corrects none.';
COMMENT ON COLUMN outcomes.occurred_at IS 'When it happened.';
COMMENT ON COLUMN outcomes.recorded_at IS 'When it was taken.';
COMMENT ON COLUMN outcomes.actor IS 'Who sent it.';
CREATE TABLE outcomes_default PARTITION OF outcomes DEFAULT;

CREATE TABLE outcome_receivers (
    receiver    text COLLATE "C" PRIMARY KEY,
    events      bigint NOT NULL
);
COMMENT ON TABLE outcome_receivers IS 'How many events each institution has: whoever adds to them holds its row, so that they are numbered and counted one after the other.';
COMMENT ON COLUMN outcome_receivers.receiver IS 'The institution.';
COMMENT ON COLUMN outcome_receivers.events IS 'Number of its newest event.';

CREATE TABLE outcome_cases (
    receiver    text COLLATE "C" NOT NULL,
    case_id     text COLLATE "C" NOT NULL,
    stage       text COLLATE "C" NOT NULL,
    id          uuid NOT NULL,
    happened_on date NOT NULL,
    issuer      text COLLATE "C" NOT NULL,
    item        text COLLATE "C" NOT NULL,
    department  text COLLATE "C" NOT NULL,
    reason      text COLLATE "C" NOT NULL,
    uncounted   boolean NOT NULL,
    PRIMARY KEY (receiver, case_id, stage)
);
COMMENT ON TABLE outcome_cases IS 'Which event stands for each stage of each case: a case counts once per stage. Derived from outcomes.';
COMMENT ON COLUMN outcome_cases.receiver IS 'The institution.';
COMMENT ON COLUMN outcome_cases.case_id IS 'The case.';
COMMENT ON COLUMN outcome_cases.stage IS 'reminded, opened, recognized or repeated.';
COMMENT ON COLUMN outcome_cases.id IS 'The event that stands for it.';
COMMENT ON COLUMN outcome_cases.happened_on IS 'Day of China on which it happened.';
COMMENT ON COLUMN outcome_cases.issuer IS 'As in the event.';
COMMENT ON COLUMN outcome_cases.item IS 'As in the event.';
COMMENT ON COLUMN outcome_cases.department IS 'As in the event.';
COMMENT ON COLUMN outcome_cases.reason IS 'As in the event.';
COMMENT ON COLUMN outcome_cases.uncounted IS 'As in the event.';

CREATE TABLE outcome_tallies (
    receiver    text COLLATE "C" NOT NULL,
    month       date NOT NULL,
    cells       bytea NOT NULL,
    PRIMARY KEY (receiver, month)
);
ALTER TABLE outcome_tallies ALTER COLUMN cells SET STORAGE EXTERNAL;
COMMENT ON TABLE outcome_tallies IS 'How many cases an institution had in a month, by day, issuer, item, department, stages and reason. Derived from outcome_cases.';
COMMENT ON COLUMN outcome_tallies.receiver IS 'The institution.';
COMMENT ON COLUMN outcome_tallies.month IS 'First day of the month.';
COMMENT ON COLUMN outcome_tallies.cells IS 'The counts as outcome.Tally packs them; not compressed further, so that a year of a province is read quickly.';

CREATE TABLE outcome_partners (
    issuer      text COLLATE "C" NOT NULL,
    receiver    text COLLATE "C" NOT NULL,
    PRIMARY KEY (issuer, receiver)
);
COMMENT ON TABLE outcome_partners IS 'Which institutions had events about results of which others. Derived from outcomes.';
COMMENT ON COLUMN outcome_partners.issuer IS 'Whose results.';
COMMENT ON COLUMN outcome_partners.receiver IS 'Where they were looked at.';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION append_only_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        'epochs', 'steps', 'items', 'institutions', 'institution_states',
        'consortia', 'alliances', 'code_maps', 'qualifications',
        'revocations', 'removals', 'list_versions', 'withdrawals',
        'item_entries', 'item_entry_ends', 'institution_entries', 'institution_entry_ends',
        'negative_entries', 'negative_entry_ends', 'events', 'files',
        'outcome_ids', 'outcomes'
    ]
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION replaced_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['credentials', 'sessions', 'receipts', 'key_uses',
        'outcome_receivers', 'outcome_cases', 'outcome_tallies', 'outcome_partners']
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['outcome_ids', 'outcomes', 'outcomes_default'] LOOP
        EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- A month whose events came before its partition stays in the default one: rows
-- are never moved.
-- +goose StatementBegin
CREATE FUNCTION ensure_outcome_partitions(first_month date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    begins date;
    name text;
    made integer := 0;
BEGIN
    IF months > 240 THEN
        RAISE EXCEPTION 'partitions for % months are more than anybody needs', months;
    END IF;
    FOR begins IN SELECT date_trunc('month', first_month::timestamp)::date + make_interval(months => i) FROM generate_series(0, months - 1) AS i LOOP
        name := 'outcomes_' || to_char(begins, 'YYYY_MM');
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('ensure_outcome_partitions'));
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE TABLE %I PARTITION OF outcomes FOR VALUES FROM (%L) TO (%L)', name,
                to_char(begins, 'YYYY-MM-DD') || ' 00:00:00+08', to_char(begins + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+08');
            EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
            made := made + 1;
        EXCEPTION WHEN check_violation THEN
            NULL;
        END;
    END LOOP;
    RETURN made;
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION ensure_outcome_partitions IS
    'Makes the monthly partitions of outcomes that are missing, from a month on, and tells how many it made. It runs with the rights of its owner, so that the application may call it.';
CALL grant_application_role();

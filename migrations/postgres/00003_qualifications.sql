-- +goose Up
CREATE TABLE qualifications (
    sequence       bigint NOT NULL REFERENCES steps (sequence),
    position       integer NOT NULL,
    institution_id text COLLATE "C" NOT NULL REFERENCES institutions (id),
    item           text COLLATE "C" NOT NULL,
    programme      text COLLATE "C" NOT NULL,
    round          text COLLATE "C" NOT NULL,
    result         text COLLATE "C" NOT NULL CHECK (result IN ('pass', 'fail')),
    valid_from     date,
    valid_to       date,
    PRIMARY KEY (sequence, position)
);
COMMENT ON TABLE qualifications IS 'Evidence that an institution does an item well or not: one round of a programme. By far the largest table.';
COMMENT ON COLUMN qualifications.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN qualifications.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN qualifications.institution_id IS 'Who was assessed.';
COMMENT ON COLUMN qualifications.item IS 'Code of the catalogue item.';
COMMENT ON COLUMN qualifications.programme IS 'Who assessed: 国家卫健委临检中心室间质评 ….';
COMMENT ON COLUMN qualifications.round IS 'The round within the programme: 2026-1.';
COMMENT ON COLUMN qualifications.result IS 'Pass or fail.';
COMMENT ON COLUMN qualifications.valid_from IS 'First day of the time for which it speaks; NULL: since ever.';
COMMENT ON COLUMN qualifications.valid_to IS 'First day after the time for which it speaks; NULL: without an end.';
CREATE INDEX qualifications_by_institution ON qualifications (institution_id);

CREATE TABLE revocations (
    sequence       bigint NOT NULL REFERENCES steps (sequence),
    position       integer NOT NULL,
    institution_id text COLLATE "C" NOT NULL REFERENCES institutions (id),
    item           text COLLATE "C" NOT NULL,
    programme      text COLLATE "C" NOT NULL,
    round          text COLLATE "C" NOT NULL,
    revoked_from   date,
    reason         text COLLATE "C" NOT NULL,
    PRIMARY KEY (sequence, position)
);
COMMENT ON TABLE revocations IS 'Qualifications taken back for cause, as far as they were recorded by then.';
COMMENT ON COLUMN revocations.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN revocations.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN revocations.institution_id IS 'Whose qualification.';
COMMENT ON COLUMN revocations.item IS 'Code of the catalogue item.';
COMMENT ON COLUMN revocations.programme IS 'The programme.';
COMMENT ON COLUMN revocations.round IS 'The round.';
COMMENT ON COLUMN revocations.revoked_from IS 'First day from which it does not count; NULL: since ever.';
COMMENT ON COLUMN revocations.reason IS 'The cause, as stated.';

CREATE TABLE removals (
    sequence       bigint NOT NULL REFERENCES steps (sequence),
    position       integer NOT NULL,
    jurisdiction   text COLLATE "C" NOT NULL,
    institution_id text COLLATE "C" NOT NULL REFERENCES institutions (id),
    removed_from   date,
    reason         text COLLATE "C" NOT NULL,
    PRIMARY KEY (sequence, position)
);
COMMENT ON TABLE removals IS 'Institutions taken off a jurisdiction''s institution list for cause, back into versions published before.';
COMMENT ON COLUMN removals.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN removals.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN removals.jurisdiction IS 'Whose list.';
COMMENT ON COLUMN removals.institution_id IS 'Who is taken off.';
COMMENT ON COLUMN removals.removed_from IS 'First day from which it does not stand; NULL: since ever.';
COMMENT ON COLUMN removals.reason IS 'The cause, as stated.';

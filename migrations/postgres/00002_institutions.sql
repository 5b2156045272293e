-- +goose Up
CREATE TABLE institutions (
    id       text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    sequence bigint NOT NULL REFERENCES steps (sequence)
);
COMMENT ON TABLE institutions IS 'Institutions that have ever been recorded; what is known of each stands in institution_states.';
COMMENT ON COLUMN institutions.id IS '<prefecture>-<serial> when minted here.';
COMMENT ON COLUMN institutions.sequence IS 'The step that first recorded it.';

CREATE TABLE institution_states (
    sequence       bigint NOT NULL REFERENCES steps (sequence),
    position       integer NOT NULL,
    institution_id text COLLATE "C" NOT NULL REFERENCES institutions (id),
    name           text COLLATE "C" NOT NULL,
    aliases        jsonb NOT NULL,
    campus_of      text COLLATE "C" REFERENCES institutions (id),
    region         text COLLATE "C" NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    grade          text COLLATE "C" NOT NULL,
    levels         jsonb NOT NULL,
    uscc           text COLLATE "C" NOT NULL,
    licence        text COLLATE "C" NOT NULL,
    insurance      text COLLATE "C" NOT NULL,
    opened_on      date,
    closed_on      date,
    PRIMARY KEY (sequence, position),
    UNIQUE (institution_id, sequence)
);
COMMENT ON TABLE institution_states IS 'What the registry came to know of an institution, one row for every change; the newest speaks.';
COMMENT ON COLUMN institution_states.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN institution_states.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN institution_states.institution_id IS 'The institution.';
COMMENT ON COLUMN institution_states.name IS 'Official name.';
COMMENT ON COLUMN institution_states.aliases IS 'Short and former names, as an array.';
COMMENT ON COLUMN institution_states.campus_of IS 'The root institution of a campus; NULL for a root.';
COMMENT ON COLUMN institution_states.region IS 'GB/T 2260 code, as precise as known.';
COMMENT ON COLUMN institution_states.kind IS '综合医院, 中医医院, 社区卫生服务中心 ….';
COMMENT ON COLUMN institution_states.grade IS '甲等, 乙等; empty where not assessed.';
COMMENT ON COLUMN institution_states.levels IS 'Levels held, as an array of {level, from, to}; to is the first day after.';
COMMENT ON COLUMN institution_states.uscc IS 'Code of GB 32100-2015; empty where unknown.';
COMMENT ON COLUMN institution_states.licence IS 'Number of the practice licence; empty where unknown.';
COMMENT ON COLUMN institution_states.insurance IS 'Medical insurance code; empty where unknown.';
COMMENT ON COLUMN institution_states.opened_on IS 'Day of its opening; NULL: since ever.';
COMMENT ON COLUMN institution_states.closed_on IS 'First day after its closing; NULL: open.';

CREATE TABLE consortia (
    sequence bigint NOT NULL REFERENCES steps (sequence),
    position integer NOT NULL,
    id       text COLLATE "C" NOT NULL CHECK (id <> ''),
    name     text COLLATE "C" NOT NULL,
    members  jsonb NOT NULL,
    PRIMARY KEY (sequence, position),
    UNIQUE (id, sequence)
);
COMMENT ON TABLE consortia IS 'States of 紧密型医联体; the newest row of an id speaks.';
COMMENT ON COLUMN consortia.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN consortia.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN consortia.id IS 'The consortium.';
COMMENT ON COLUMN consortia.name IS 'Its name.';
COMMENT ON COLUMN consortia.members IS 'Its members, as an array of {institution, from, to}; to is the first day after.';

CREATE TABLE alliances (
    sequence bigint NOT NULL REFERENCES steps (sequence),
    position integer NOT NULL,
    code     text COLLATE "C" NOT NULL CHECK (code <> ''),
    name     text COLLATE "C" NOT NULL,
    name_en  text COLLATE "C" NOT NULL,
    mark     text COLLATE "C" NOT NULL,
    lead     text COLLATE "C" NOT NULL,
    members  jsonb NOT NULL,
    PRIMARY KEY (sequence, position),
    UNIQUE (code, sequence)
);
COMMENT ON TABLE alliances IS 'States of alliances of regions; the newest row of a code speaks.';
COMMENT ON COLUMN alliances.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN alliances.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN alliances.code IS 'The alliance as a jurisdiction; never six digits.';
COMMENT ON COLUMN alliances.name IS 'Its name.';
COMMENT ON COLUMN alliances.name_en IS 'Its name in English.';
COMMENT ON COLUMN alliances.mark IS 'What stands before HR in its mark.';
COMMENT ON COLUMN alliances.lead IS 'The region that writes its lists.';
COMMENT ON COLUMN alliances.members IS 'Its member regions, as an array of {region, from, to}; to is the first day after.';

CREATE TABLE code_maps (
    sequence       bigint NOT NULL REFERENCES steps (sequence),
    position       integer NOT NULL,
    institution_id text COLLATE "C" NOT NULL REFERENCES institutions (id),
    number         integer NOT NULL,
    valid_from     date,
    valid_to       date,
    codes          jsonb NOT NULL,
    PRIMARY KEY (sequence, position),
    UNIQUE (institution_id, number)
);
COMMENT ON TABLE code_maps IS 'Versions of what an institution''s own codes mean; of those that hold on a day the highest number speaks.';
COMMENT ON COLUMN code_maps.sequence IS 'The step that recorded it.';
COMMENT ON COLUMN code_maps.position IS 'Place within the step, from 0.';
COMMENT ON COLUMN code_maps.institution_id IS 'Whose codes they are.';
COMMENT ON COLUMN code_maps.number IS 'Version of the map.';
COMMENT ON COLUMN code_maps.valid_from IS 'First day of the period; NULL: since ever.';
COMMENT ON COLUMN code_maps.valid_to IS 'First day after the period; NULL: without an end.';
COMMENT ON COLUMN code_maps.codes IS 'The codes, as an array of {code, name, items}; no item: confirmed to mean none, several: ambiguous.';

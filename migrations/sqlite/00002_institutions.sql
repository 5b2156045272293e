-- +goose Up
-- Days are numbers of days since 1970-01-01, instants seconds since 1970 UTC.
-- Institutions that have ever been recorded; what is known of each stands in institution_states.
CREATE TABLE institutions (
    id       TEXT PRIMARY KEY CHECK (id <> ''), -- <prefecture>-<serial> when minted here
    sequence INTEGER NOT NULL REFERENCES steps (sequence) -- the step that first recorded it
) STRICT;

-- What the registry came to know of an institution, one row for every change; the newest speaks.
CREATE TABLE institution_states (
    sequence       INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position       INTEGER NOT NULL, -- place within the step, from 0
    institution_id TEXT NOT NULL REFERENCES institutions (id), -- the institution
    name           TEXT NOT NULL, -- official name
    aliases        TEXT NOT NULL CHECK (json_valid(aliases)), -- short and former names, as an array
    campus_of      TEXT REFERENCES institutions (id), -- the root institution of a campus; NULL for a root
    region         TEXT NOT NULL, -- GB/T 2260 code, as precise as known
    kind           TEXT NOT NULL, -- 综合医院, 中医医院, 社区卫生服务中心 …
    grade          TEXT NOT NULL, -- 甲等, 乙等; empty where not assessed
    levels         TEXT NOT NULL CHECK (json_valid(levels)), -- levels held, as an array of {level, from, to}; to is the first day after
    uscc           TEXT NOT NULL, -- code of GB 32100-2015; empty where unknown
    licence        TEXT NOT NULL, -- number of the practice licence; empty where unknown
    insurance      TEXT NOT NULL, -- medical insurance code; empty where unknown
    opened_on      INTEGER, -- day of its opening; NULL: since ever
    closed_on      INTEGER, -- first day after its closing; NULL: open
    PRIMARY KEY (sequence, position),
    UNIQUE (institution_id, sequence)
) STRICT, WITHOUT ROWID;

-- States of 紧密型医联体; the newest row of an id speaks.
CREATE TABLE consortia (
    sequence INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position INTEGER NOT NULL, -- place within the step, from 0
    id       TEXT NOT NULL CHECK (id <> ''), -- the consortium
    name     TEXT NOT NULL, -- its name
    members  TEXT NOT NULL CHECK (json_valid(members)), -- its members, as an array of {institution, from, to}; to is the first day after
    PRIMARY KEY (sequence, position),
    UNIQUE (id, sequence)
) STRICT, WITHOUT ROWID;

-- States of alliances of regions; the newest row of a code speaks.
CREATE TABLE alliances (
    sequence INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position INTEGER NOT NULL, -- place within the step, from 0
    code     TEXT NOT NULL CHECK (code <> ''), -- the alliance as a jurisdiction; never six digits
    name     TEXT NOT NULL, -- its name
    name_en  TEXT NOT NULL, -- its name in English
    mark     TEXT NOT NULL, -- what stands before HR in its mark
    lead     TEXT NOT NULL, -- the region that writes its lists
    members  TEXT NOT NULL CHECK (json_valid(members)), -- its member regions, as an array of {region, from, to}; to is the first day after
    PRIMARY KEY (sequence, position),
    UNIQUE (code, sequence)
) STRICT, WITHOUT ROWID;

-- Versions of what an institution's own codes mean; of those that hold on a day the highest number speaks.
CREATE TABLE code_maps (
    sequence       INTEGER NOT NULL REFERENCES steps (sequence), -- the step that recorded it
    position       INTEGER NOT NULL, -- place within the step, from 0
    institution_id TEXT NOT NULL REFERENCES institutions (id), -- whose codes they are
    number         INTEGER NOT NULL, -- version of the map
    valid_from     INTEGER, -- first day of the period; NULL: since ever
    valid_to       INTEGER, -- first day after the period; NULL: without an end
    codes          TEXT NOT NULL CHECK (json_valid(codes)), -- the codes, as an array of {code, name, items}; no item: confirmed to mean none, several: ambiguous
    PRIMARY KEY (sequence, position),
    UNIQUE (institution_id, number)
) STRICT, WITHOUT ROWID;

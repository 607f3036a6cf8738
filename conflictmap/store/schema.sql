-- One row an event. The first block is what filters and map views read, as integers; rows are written in the order of
-- `morton`, so that a view reads few row groups, and areas and lists last. The rest is what detail and exports show.

CREATE TABLE event (
    id              VARCHAR NOT NULL,       -- unique; the writer replaces rows by it
    x               INTEGER,                -- web mercator, 30 bits, 0 = 180 W; null where there is no point
    y               INTEGER,                -- web mercator, 30 bits, 0 = 85.05 N
    morton          BIGINT,                 -- x and y interleaved
    mark            UTINYINT NOT NULL,      -- 0 point, 1 ring, 2 area, 3 list
    area_id         VARCHAR,                -- geodata area that is hatched, where mark is area
    start_day       INTEGER,                -- days since 1970-01-01; null where no date can be had
    end_day         INTEGER,
    type_code       UTINYINT NOT NULL,      -- position in the event type vocabulary
    subtype_code    UTINYINT NOT NULL,
    precision_code  UTINYINT NOT NULL,      -- position in the place precision vocabulary, finest first
    claim_code      UTINYINT NOT NULL,
    review_code     UTINYINT NOT NULL,
    country         VARCHAR,                -- ISO 3166-1 alpha-2
    admin1_id       VARCHAR,
    dataset         VARCHAR NOT NULL,
    deaths          INTEGER,                -- best figure; null is not known
    actor_codes     INTEGER[] NOT NULL,     -- actor.code * 8 + position in the role vocabulary
    search_text     VARCHAR NOT NULL,       -- folded

    date_precision  VARCHAR,
    actors          STRUCT(id VARCHAR, name VARCHAR, name_ar VARCHAR, role VARCHAR, kind VARCHAR)[] NOT NULL,
    place           STRUCT(name VARCHAR, name_ar VARCHAR, kind VARCHAR, admin1 VARCHAR, admin1_ar VARCHAR,
                           admin2 VARCHAR) NOT NULL,
    lat             DOUBLE,                 -- degrees, WGS 84
    lon             DOUBLE,
    radius_km       DOUBLE,
    fatalities      STRUCT(low INTEGER, best INTEGER, high INTEGER) NOT NULL,
    injured         STRUCT(low INTEGER, best INTEGER, high INTEGER) NOT NULL,
    summary_en      VARCHAR,
    summary_ar      VARCHAR,
    note_en         VARCHAR,
    note_ar         VARCHAR,
    sources         STRUCT(publisher VARCHAR, publisher_ar VARCHAR, title VARCHAR, title_ar VARCHAR, date DATE,
                           url VARCHAR, lang VARCHAR, quote VARCHAR, span INTEGER[])[] NOT NULL,
    confidence      DOUBLE NOT NULL,
    rule            VARCHAR,
    review          STRUCT(who VARCHAR, "when" VARCHAR, why VARCHAR) NOT NULL,
    licence         VARCHAR NOT NULL,
    retrieved       DATE,
    first_reading   VARCHAR,                -- JSON of the fields a person has changed, as first read
    updated         BIGINT,                 -- seconds since 1970: when the dataset says it last changed the event
    import_id       INTEGER                 -- the import that wrote the row; null once anyone else has written it
);

-- The actors that events name, so that filters compare integers.
CREATE TABLE actor (
    code    INTEGER NOT NULL UNIQUE,
    key     VARCHAR NOT NULL UNIQUE,        -- vocabulary id, or name: and the folded name
    name    VARCHAR NOT NULL,
    name_ar VARCHAR
);

-- Which events name which actor, by actor: an index for the actor filter. Written once, after the events.
CREATE TABLE event_actor (
    code INTEGER NOT NULL,                  -- as in event.actor_codes
    row  BIGINT NOT NULL                    -- rowid of the event in this file
);

-- The terms that the codes of this file stand for, so that a later version with other vocabularies can still read it.
CREATE TABLE term (
    vocabulary VARCHAR NOT NULL,
    code       UTINYINT NOT NULL,
    id         VARCHAR NOT NULL
);

-- What was imported, first to last. It is part of every version, so that events and log are there together or not at all.
CREATE TABLE import_log (
    id          INTEGER NOT NULL,
    imported_at VARCHAR NOT NULL,           -- ISO time, UTC
    who         VARCHAR NOT NULL,
    file        VARCHAR NOT NULL,           -- its name, without folders
    sha256      VARCHAR NOT NULL,
    format      VARCHAR NOT NULL,
    dataset     VARCHAR NOT NULL,           -- all of them, with commas, where a file has several
    licence     VARCHAR NOT NULL,
    note        VARCHAR NOT NULL,
    read        INTEGER NOT NULL,           -- rows: always new + updated + unchanged + rejected
    new         INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    rejected    INTEGER NOT NULL,
    kept        INTEGER NOT NULL,           -- of the unchanged: differ from the file, but a person has decided
    older       INTEGER NOT NULL,           -- of the unchanged: differ from the file, but the file is older
    undone      VARCHAR NOT NULL            -- when and by whom; empty for an import that stands
);

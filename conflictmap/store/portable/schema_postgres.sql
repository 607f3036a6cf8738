-- The tables of a shared store. Columns as in layout.COLUMNS; texts compare byte by byte, as everywhere else.

CREATE TABLE IF NOT EXISTS event (
    id               text COLLATE "C" PRIMARY KEY,
    x                integer,
    y                integer,
    start_day        integer,
    end_day          integer,
    deaths           integer,
    import_id        integer,
    morton           bigint,
    mark             smallint NOT NULL,
    type_code        smallint NOT NULL,
    subtype_code     smallint NOT NULL,
    precision_code   smallint NOT NULL,
    claim_code       smallint NOT NULL,
    review_code      smallint NOT NULL,
    area_id          text COLLATE "C",
    country          text COLLATE "C",
    admin1_id        text COLLATE "C",
    dataset          text COLLATE "C" NOT NULL,
    licence          text COLLATE "C" NOT NULL,
    search_text      text COLLATE "C" NOT NULL,
    actor_codes      integer[] NOT NULL,
    lat              double precision,
    lon              double precision,
    radius_km        double precision,
    fatalities_low   integer,
    fatalities_high  integer,
    place_name       text COLLATE "C",
    place_name_ar    text COLLATE "C",
    retrieved_day    integer,
    reviewed_day     integer
);

-- Apart, so that counting and filtering read short rows.
CREATE TABLE IF NOT EXISTS event_body (
    id   text COLLATE "C" PRIMARY KEY REFERENCES event ON DELETE CASCADE,
    body text NOT NULL
);

CREATE TABLE IF NOT EXISTS actor (
    code    integer PRIMARY KEY,
    key     text COLLATE "C" NOT NULL UNIQUE,
    name    text COLLATE "C" NOT NULL,
    name_ar text COLLATE "C"
);

-- What was imported, as in schema.sql.
CREATE TABLE IF NOT EXISTS import_log (
    id          integer PRIMARY KEY,
    imported_at text NOT NULL,
    who         text NOT NULL,
    file        text NOT NULL,
    sha256      text NOT NULL,
    format      text NOT NULL,
    dataset     text NOT NULL,
    licence     text NOT NULL,
    note        text NOT NULL,
    read        integer NOT NULL,
    new         integer NOT NULL,
    updated     integer NOT NULL,
    unchanged   integer NOT NULL,
    rejected    integer NOT NULL,
    kept        integer NOT NULL,
    older       integer NOT NULL,
    undone      text NOT NULL
);

-- Events that imports have changed, as they were before, until the import is taken back.
CREATE TABLE IF NOT EXISTS event_before (
    changed_by integer NOT NULL,    -- the number of the import
    LIKE event,
    body       text NOT NULL,
    PRIMARY KEY (changed_by, id)
);

-- The terms that codes stand for.
CREATE TABLE IF NOT EXISTS term (
    vocabulary text NOT NULL,
    code       smallint NOT NULL,
    id         text NOT NULL
);

-- One row: the number of the data version. Writers lock it.
CREATE TABLE IF NOT EXISTS data_version (number integer NOT NULL);
INSERT INTO data_version SELECT 0 WHERE NOT EXISTS (SELECT FROM data_version);

CREATE OR REPLACE VIEW event_whole AS SELECT event.*, event_body.body FROM event JOIN event_body USING (id);

-- As a function, since Ibis calls functions; PostgreSQL puts the operator in its place and uses the index.
CREATE OR REPLACE FUNCTION have_common(integer[], integer[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT $1 && $2';

-- The tables of one generation: a public contract, documented in the README, for notebooks and SQL.
-- Instants are UTC, kept as plain TIMESTAMP ("at" is a keyword of DuckDB: quote it). segment is canonical text
-- 'channel=chat,locale=de', '' for the whole population.

CREATE TABLE observation (          -- rows below meta.sorted_rows are physically in (metric, source, segment, at) order
    metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL,
    value DOUBLE, n BIGINT, model_version VARCHAR, source VARCHAR NOT NULL);

CREATE TABLE revision (             -- what an observation said before it was restated
    metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL,
    value DOUBLE, n BIGINT, model_version VARCHAR, source VARCHAR NOT NULL, restated_at TIMESTAMP NOT NULL);

CREATE TABLE quarantine (           -- rows that could not be observations or events, and why
    source VARCHAR NOT NULL, file VARCHAR NOT NULL, line BIGINT, "column" VARCHAR, value VARCHAR,
    reason VARCHAR NOT NULL, raw VARCHAR);

CREATE TABLE event (                -- what else happened: deployment incident alert feedback document
    kind VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL, until TIMESTAMP, title VARCHAR NOT NULL, text VARCHAR,
    sop VARCHAR, metric VARCHAR, segment VARCHAR NOT NULL, model_version VARCHAR, severity VARCHAR, link VARCHAR,
    source VARCHAR NOT NULL);

CREATE TABLE breach (               -- judged by the SOP; open where ended_at is null
    sop VARCHAR NOT NULL, metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, threshold VARCHAR NOT NULL,
    level VARCHAR NOT NULL, stage VARCHAR NOT NULL, since TIMESTAMP NOT NULL, fired_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP, ended_because VARCHAR,   -- recovered | retired
    worst DOUBLE NOT NULL, points BIGINT NOT NULL, recovering BIGINT NOT NULL, response VARCHAR);

CREATE TABLE pending (              -- runs of breaching points that have not fulfilled their `for` yet
    sop VARCHAR NOT NULL, metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, threshold VARCHAR NOT NULL,
    level VARCHAR NOT NULL, stage VARCHAR NOT NULL, since TIMESTAMP NOT NULL, worst DOUBLE NOT NULL, points BIGINT NOT NULL);

CREATE TABLE series (               -- one row a series; first_row and rows locate it in the sorted part of observation
    metric VARCHAR NOT NULL, source VARCHAR NOT NULL, segment VARCHAR NOT NULL,
    first_row BIGINT NOT NULL, rows BIGINT NOT NULL,             -- rows = 0: only in the unsorted tail
    first_at TIMESTAMP NOT NULL, last_at TIMESTAMP NOT NULL,     -- over sorted part and tail
    last_value DOUBLE, last_n BIGINT, last_model_version VARCHAR);

CREATE TABLE outline (              -- of long series, the observations that a picture needs; see outline.py
    metric VARCHAR NOT NULL, source VARCHAR NOT NULL, segment VARCHAR NOT NULL, cell BIGINT NOT NULL,  -- microseconds
    place BIGINT NOT NULL, "at" TIMESTAMP NOT NULL, value DOUBLE, n BIGINT, model_version VARCHAR);

CREATE TABLE change_point (         -- where the level of a series changed: "at" is the first point of the new level
    metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL, before DOUBLE NOT NULL,
    after DOUBLE NOT NULL, confidence DOUBLE NOT NULL, source VARCHAR NOT NULL);   -- see drift.py

CREATE TABLE drift (                -- one row: by what the change points were found, and up to when
    made_by VARCHAR NOT NULL, as_of TIMESTAMP NOT NULL);

CREATE TABLE load (                 -- one row a source, of its last load
    source VARCHAR NOT NULL, loaded_at TIMESTAMP NOT NULL, loaded BIGINT NOT NULL, restated BIGINT NOT NULL,
    rejected BIGINT NOT NULL, refused VARCHAR);

CREATE TABLE file (                 -- what has been read: the same file is not read twice
    source VARCHAR NOT NULL, path VARCHAR NOT NULL, digest VARCHAR NOT NULL);

CREATE TABLE meta (                 -- one row
    generation VARCHAR NOT NULL, made_at TIMESTAMP NOT NULL, sorted_rows BIGINT NOT NULL,
    judged_by VARCHAR,              -- digest of the rules the breach table was judged by
    judged_as_of TIMESTAMP);

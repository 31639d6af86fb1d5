-- What one source's arrivals, in the temp table {arrived}, mean for what is there already. See merge.py.

-- :begin  what is found out source by source
CREATE TEMP TABLE revised AS SELECT * FROM revision LIMIT 0;
CREATE TEMP TABLE correction (place BIGINT, metric VARCHAR, source VARCHAR, segment VARCHAR, "at" TIMESTAMP,
    value DOUBLE, n BIGINT, model_version VARCHAR);

-- :met  arrivals for which there is an observation; only those not after the last one of their series can have one
CREATE OR REPLACE TEMP TABLE late AS
SELECT i.rowid AS arrival, i.metric, i.segment, i."at", i.value, i.n, i.model_version
FROM {arrived} i JOIN series s ON s.source = $source AND s.metric = i.metric AND s.segment = i.segment
WHERE i.fault = 0 AND i."at" BETWEEN s.first_at AND s.last_at;
CREATE OR REPLACE TEMP TABLE met AS
SELECT o.rowid AS place, l.arrival, o.metric, o.segment, o."at", o.value, o.n, o.model_version,
       o.value IS NOT DISTINCT FROM l.value AND o.n IS NOT DISTINCT FROM l.n
           AND o.model_version IS NOT DISTINCT FROM l.model_version AS same
FROM observation o JOIN late l ON o.metric = l.metric AND o.segment = l.segment AND o."at" = l."at"
WHERE o.source = $source
  AND o."at" >= (SELECT min("at") FROM late) AND o."at" <= (SELECT max("at") FROM late);

-- :contested  the keys, by their hash, of which more than one thing is said
CREATE OR REPLACE TEMP TABLE contested AS
SELECT hash(metric, segment, "at") AS h FROM met WHERE NOT same
UNION
SELECT hash(metric, segment, "at") AS h FROM {arrived} WHERE $several AND fault = 0 GROUP BY h HAVING count(*) > 1;

-- :settle  of all that is said of a key, in turn, the last is in force; what differs from its follower was restated
CREATE OR REPLACE TEMP TABLE said AS
WITH statement AS (
    SELECT DISTINCT -1 AS turn, place, metric, segment, "at", value, n, model_version
    FROM met WHERE hash(metric, segment, "at") IN (SELECT h FROM contested)
    UNION ALL
    SELECT file, rowid, metric, segment, "at", value, n, model_version
    FROM {arrived} WHERE fault = 0 AND hash(metric, segment, "at") IN (SELECT h FROM contested))
SELECT *, {'value': value, 'n': n, 'version': model_version} AS says,
       lead(says) OVER turns AS next, row_number() OVER turns = count(*) OVER key AS last,
       first_value(turn) OVER turns = -1 AS known, first_value(place) OVER turns AS first_place,
       first_value(says) OVER turns AS first
FROM statement WINDOW key AS (PARTITION BY metric, segment, "at"), turns AS (key ORDER BY turn);
INSERT INTO revised
SELECT metric, segment, "at", value, n, model_version, $source, $now
FROM said WHERE NOT last AND says IS DISTINCT FROM next ORDER BY metric, segment, "at", turn;
INSERT INTO correction
SELECT first_place, metric, $source, segment, "at", value, n, model_version
FROM said WHERE last AND known AND says IS DISTINCT FROM first;
UPDATE {arrived} SET fault = $settled
WHERE rowid IN (SELECT place FROM said WHERE turn >= 0 AND (known OR NOT last))
   OR rowid IN (SELECT arrival FROM met WHERE same AND hash(metric, segment, "at") NOT IN (SELECT h FROM contested));

-- :changes  what the judge has to look at again
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT a.metric, a.source, a.segment, a."at", a.value, a.n
FROM arrival a LEFT JOIN series s ON s.metric = a.metric AND s.source = a.source AND s.segment = a.segment
WHERE s.last_at IS NULL OR a."at" > s.last_at
ORDER BY a.metric, a.source, a.segment, a."at";
CREATE OR REPLACE TEMP TABLE touched AS
SELECT metric, source, segment FROM correction
UNION
SELECT a.metric, a.source, a.segment
FROM arrival a JOIN series s ON s.metric = a.metric AND s.source = a.source AND s.segment = a.segment
WHERE a."at" <= s.last_at;

-- :correct  in place: an observation keeps its row, and so its series its position
INSERT INTO revision SELECT * FROM revised;
UPDATE observation SET value = c.value, n = c.n, model_version = c.model_version
FROM correction c WHERE observation.rowid = c.place;

-- :append  behind the sorted part
INSERT INTO observation SELECT metric, segment, "at", value, n, model_version, source FROM arrival
ORDER BY metric, source, segment, "at";
CREATE OR REPLACE TEMP TABLE gained AS
SELECT metric, source, segment, min("at") AS first_at, max("at") AS last_at,
       arg_max({'value': value, 'n': n, 'version': model_version}, "at") AS last
FROM arrival GROUP BY ALL;
UPDATE series SET last_value = c.value, last_n = c.n, last_model_version = c.model_version
FROM correction c
WHERE series.metric = c.metric AND series.source = c.source AND series.segment = c.segment AND series.last_at = c."at";
UPDATE series SET last_at = g.last_at, last_value = g.last.value, last_n = g.last.n, last_model_version = g.last.version
FROM gained g
WHERE series.metric = g.metric AND series.source = g.source AND series.segment = g.segment AND g.last_at > series.last_at;
UPDATE series SET first_at = g.first_at
FROM gained g
WHERE series.metric = g.metric AND series.source = g.source AND series.segment = g.segment
  AND g.first_at < series.first_at;
INSERT INTO series
SELECT g.metric, g.source, g.segment, meta.sorted_rows, 0, g.first_at, g.last_at, g.last.value, g.last.n, g.last.version
FROM gained g ANTI JOIN series s ON s.metric = g.metric AND s.source = g.source AND s.segment = g.segment, meta;

-- :sort  everything anew, without what the replaced sources said; by the number of the series, not by its names, which
-- costs a third. Nothing may come after the sorting: a join would not keep the order.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT metric, source, segment, row_number() OVER (ORDER BY metric, source, segment)::UINTEGER AS number
FROM (SELECT metric, source, segment FROM series UNION SELECT metric, source, segment FROM arrival);
INSERT INTO observation
SELECT o.metric, o.segment, o."at", o.value, o.n, o.model_version, o.source
FROM (SELECT metric, segment, "at", value, n, model_version, source
      FROM former WHERE NOT list_contains($replaced, source)
      UNION ALL SELECT metric, segment, "at", value, n, model_version, source FROM arrival) o
JOIN numbered k ON k.metric = o.metric AND k.source = o.source AND k.segment = o.segment
ORDER BY k.number, o."at";
DROP TABLE numbered;

-- :index  where each series lies in the sorted table, and what it last said
DELETE FROM series;
INSERT INTO series
WITH place AS (
    SELECT metric, source, segment, min(rowid) AS first_row, count(*) AS rows, min("at") AS first_at,
           max("at") AS last_at
    FROM observation GROUP BY ALL)
SELECT p.*, o.value, o.n, o.model_version
FROM place p JOIN observation o ON o.rowid = p.first_row + p.rows - 1
ORDER BY p.first_row;
UPDATE meta SET sorted_rows = (SELECT count(*) FROM observation);

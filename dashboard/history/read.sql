-- Reading one series: $first and $last bound its rows in the sorted part, $sorted is where the tail begins; a pixel
-- column is $width microseconds. See read.py.

-- :bounds
SELECT s.first_row, s.rows, meta.sorted_rows
FROM meta LEFT JOIN series s ON s.metric = $metric AND s.source = $source AND s.segment = $segment;

-- :cell
SELECT max(cell) FROM outline WHERE metric = $metric AND source = $source AND segment = $segment;

-- :outlined  what stands for a long series in the range: of whole cells, from $head to before $foot, their outline, of
-- the rest all rows; the parts below begin with it
WITH own AS (
    SELECT place, "at", value, n, model_version FROM outline
    WHERE metric = $metric AND source = $source AND segment = $segment AND "at" >= $head AND "at" < $foot
    UNION ALL
    SELECT rowid, "at", value, n, model_version FROM observation
    WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN $start AND $end AND "at" < $head
    UNION ALL
    SELECT rowid, "at", value, n, model_version FROM observation
    WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN $start AND $end AND "at" >= $foot
    UNION ALL
    SELECT rowid, "at", value, n, model_version FROM observation
    WHERE rowid >= $sorted AND metric = $metric AND source = $source AND segment = $segment
      AND "at" BETWEEN $start AND $end)

-- :outlined_count
SELECT coalesce(max(place) FILTER (place < $sorted) - min(place) FILTER (place < $sorted) + 1, 0)
       + count(*) FILTER (place >= $sorted) FROM own;

-- :outlined_last
SELECT coalesce(max(place) FILTER (place < $sorted), $first - 1) FROM own;

-- :outlined_reduced
, left_over AS (
    SELECT unnest([arg_min(place, "at"), arg_max(place, "at"), arg_min(place, value), arg_max(place, value)]) AS place
    FROM own GROUP BY epoch_us("at") // $width)
SELECT "at", value, n, model_version FROM own WHERE place IN (SELECT place FROM left_over) ORDER BY "at";

-- :outlined_versions
SELECT model_version, min("at") AS first_at, max("at") AS last_at FROM own WHERE model_version IS NOT NULL
GROUP BY model_version ORDER BY first_at, model_version;

-- :count
SELECT count(*) FROM observation WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN $start AND $end
UNION ALL
SELECT count(*) FROM observation
WHERE rowid >= $sorted AND metric = $metric AND source = $source AND segment = $segment
  AND "at" BETWEEN $start AND $end;

-- :whole
SELECT "at", value, n, model_version FROM observation
WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN $start AND $end
UNION ALL
SELECT "at", value, n, model_version FROM observation
WHERE rowid >= $sorted AND metric = $metric AND source = $source AND segment = $segment
  AND "at" BETWEEN $start AND $end
ORDER BY "at";

-- :latest
SELECT "at", value, n, model_version FROM (
    SELECT "at", value, n, model_version FROM observation
    WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN $start AND $end
    UNION ALL
    SELECT "at", value, n, model_version FROM observation
    WHERE rowid >= $sorted AND metric = $metric AND source = $source AND segment = $segment
      AND "at" BETWEEN $start AND $end)
ORDER BY "at" DESC LIMIT $most;

-- :reduced  in the sorted part the first row of a pixel column is the first in time, which saves half of the work
WITH kept AS (
    SELECT unnest([min(rowid), max(rowid), arg_min(rowid, value), arg_max(rowid, value)]) AS place
    FROM observation WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN $start AND $end
    GROUP BY epoch_us("at") // $width
    UNION
    SELECT rowid FROM observation
    WHERE rowid >= $sorted AND metric = $metric AND source = $source AND segment = $segment
      AND "at" BETWEEN $start AND $end),
own AS (
    SELECT rowid AS place, "at", value, n, model_version FROM observation
    WHERE rowid IN (SELECT place FROM kept)),
left_over AS (
    SELECT unnest([arg_min(place, "at"), arg_max(place, "at"), arg_min(place, value), arg_max(place, value)]) AS place
    FROM own GROUP BY epoch_us("at") // $width)
SELECT "at", value, n, model_version FROM own WHERE place IN (SELECT place FROM left_over) ORDER BY "at";

-- :model_versions
SELECT model_version, min("at") AS first_at, max("at") AS last_at
FROM (SELECT "at", model_version FROM observation
      WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN $start AND $end
      UNION ALL
      SELECT "at", model_version FROM observation
      WHERE rowid >= $sorted AND metric = $metric AND source = $source AND segment = $segment
        AND "at" BETWEEN $start AND $end)
WHERE model_version IS NOT NULL
GROUP BY model_version ORDER BY first_at, model_version;

-- :events
SELECT * FROM event WHERE (sop = $sop OR sop IS NULL) AND "at" <= $end AND coalesce(until, "at") >= $start
ORDER BY "at", kind, title;

-- :revisions
SELECT "at", value, n, model_version, restated_at FROM revision
WHERE metric = $metric AND source = $source AND segment = $segment AND "at" BETWEEN $start AND $end
ORDER BY "at", restated_at, rowid;

-- :extents
SELECT s.source, s.metric, count(*) AS series, CAST(sum(s.rows) + coalesce(any_value(t.rows), 0) AS BIGINT) AS rows,
       min(s.first_at) AS first_at, max(s.last_at) AS last_at
FROM series s LEFT JOIN (
    SELECT source, metric, count(*) AS rows FROM observation
    WHERE rowid >= (SELECT sorted_rows FROM meta) GROUP BY ALL) t ON t.source = s.source AND t.metric = s.metric
GROUP BY s.source, s.metric ORDER BY s.source, s.metric;

-- :quarantine
SELECT * FROM quarantine WHERE $source IS NULL OR source = $source
ORDER BY source, file, line, "column" LIMIT $limit OFFSET $offset;

-- Sums over series, for comparing them: $first and $last bound a series' rows in the sorted part, the tail begins at
-- $sorted. Instants are from $start to before $end; only evidence counts: a value, and no n below $least. See pooled.py.

-- :places
SELECT segment, first_row, rows FROM series WHERE metric = $metric AND source = $source;

-- :tail
SELECT sorted_rows FROM meta;

-- :sums  of one series in the sorted part; a statement has this once for each of several, its number in place of #
SELECT count(*), count(n), sum(n)::DOUBLE, sum(value * n), NULL, NULL, NULL, #
FROM observation
WHERE rowid BETWEEN $first# AND $last# AND "at" >= $start AND "at" < $end
  AND NOT isnan(value) AND (n >= $least OR n IS NULL)

-- :totals  the same of one whose observations have no size
SELECT 0, 0, 0, 0, sum(value), NULL, NULL, #
FROM observation
WHERE rowid BETWEEN $first# AND $last# AND "at" >= $start AND "at" < $end
  AND NOT isnan(value) AND (n >= $least OR n IS NULL)

-- :sums_by_version
SELECT count(*), count(n), sum(n)::DOUBLE, sum(value * n), sum(value), min("at"), model_version, #
FROM observation
WHERE rowid BETWEEN $first# AND $last# AND "at" >= $start AND "at" < $end
  AND NOT isnan(value) AND (n >= $least OR n IS NULL)
GROUP BY model_version

-- :tail_sums  of all series at once, behind it
SELECT count(*), count(n), sum(n)::DOUBLE, sum(value * n), sum(value), min("at"), model_version, segment
FROM observation
WHERE rowid >= $sorted AND metric = $metric AND source = $source AND list_contains($segments, segment)
  AND "at" >= $start AND "at" < $end
  AND NOT isnan(value) AND (n >= $least OR n IS NULL)
GROUP BY segment, model_version;

-- :course  the mean of the evidence in each stretch of $width microseconds, counted from 1970
SELECT min("at") AS "at", avg(value) AS value, sum(n)::DOUBLE AS n, count(*) AS points
FROM (
    SELECT "at", value, n FROM observation
    WHERE rowid BETWEEN $first AND $last AND "at" >= $start AND "at" < $end
      AND NOT isnan(value) AND (n >= $least OR n IS NULL)
    UNION ALL
    SELECT "at", value, n FROM observation
    WHERE rowid >= $sorted AND metric = $metric AND source = $source AND segment = $segment
      AND "at" >= $start AND "at" < $end
      AND NOT isnan(value) AND (n >= $least OR n IS NULL))
GROUP BY epoch_us("at") // $width ORDER BY 1;

-- :notebook  the sums of this module as a notebook may ask for them of the public tables
SELECT segment, CASE WHEN "at" < $middle THEN 'before' ELSE 'after' END AS period, count(*) AS observations,
       sum(n) AS n, sum(value * n) / nullif(sum(n), 0) AS weighted_mean, avg(value) AS mean
FROM observation
WHERE metric = $metric AND list_contains($sources, source) AND list_contains($segments, segment)
  AND "at" >= $start AND "at" < $end
  AND NOT isnan(value) AND (n >= $least OR n IS NULL)
GROUP BY ALL ORDER BY segment, period DESC;

-- :notebook_versions  the same from $start to before $end, told apart by model version
SELECT segment, model_version, count(*) AS observations,
       sum(n) AS n, sum(value * n) / nullif(sum(n), 0) AS weighted_mean, avg(value) AS mean
FROM observation
WHERE metric = $metric AND list_contains($sources, source) AND list_contains($segments, segment)
  AND "at" >= $start AND "at" < $end AND model_version IS NOT NULL
  AND NOT isnan(value) AND (n >= $least OR n IS NULL)
GROUP BY ALL ORDER BY segment, min("at");

-- :notebook_numbers  the observations of one series from $start to $end
SELECT metric, segment, "at", value, n, model_version, source FROM observation
WHERE metric = $metric AND list_contains($sources, source) AND segment = $segment
  AND "at" BETWEEN $start AND $end
ORDER BY "at";

-- :notebook_pairs  two series in steps of $width microseconds, as a notebook may ask for them
SELECT min("at") AS "at",
       avg(value) FILTER (metric = $metric AND segment = $segment AND list_contains($sources, source)
                          AND (n >= $least OR n IS NULL)) AS first,
       avg(value) FILTER (metric = $other_metric AND segment = $other_segment
                          AND list_contains($other_sources, source)
                          AND (n >= $other_least OR n IS NULL)) AS second
FROM observation
WHERE metric IN ($metric, $other_metric) AND "at" >= $start AND "at" < $end AND NOT isnan(value)
GROUP BY epoch_us("at") // $width ORDER BY 1;

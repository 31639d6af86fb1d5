-- The tables `signal_outline`, of which one row is an outline, and `signal_point`. See signal_outline.py.

-- :there
SELECT count(*) FROM duckdb_tables() WHERE table_name = 'signal_outline';

-- :drawn
SELECT metric, source, segment, signal, min_n, outline, cell, epoch_us(first_at), epoch_us(last_at)
FROM signal_outline;

-- :changed  from which instant on a series is not what it was; null: anywhere
SELECT metric, source, segment, CASE WHEN bool_or("at" IS NULL) THEN NULL ELSE epoch_us(min("at")) END
FROM (SELECT metric, source, segment, "at" FROM fresh
      UNION ALL SELECT metric, source, segment, NULL FROM touched)
GROUP BY ALL;

-- :span
SELECT min(first_at), max(last_at) FROM series WHERE first_row IN (SELECT unnest($rows));

-- :new
SELECT coalesce(max(outline) + 1, 0) FROM signal_outline;

-- :next
SELECT coalesce(max(place) + 1, 0) FROM signal_point WHERE outline = $outline;

-- :rub_out  from an instant on; null: all
DELETE FROM signal_point WHERE outline = $outline AND ($begin IS NULL OR "at" >= make_timestamp($begin));

-- :forget
DELETE FROM signal_outline WHERE outline = $outline;

-- :note  an outline without a point is none
INSERT INTO signal_outline
SELECT $outline, $metric, $source, $segment, $signal, $min_n, $cell, min("at"), max("at")
FROM signal_point WHERE outline = $outline HAVING count(*) > 0;

-- :within
SELECT epoch_us("at") AS at, value, place FROM signal_point
WHERE outline = $outline AND "at" >= make_timestamp($head) AND "at" < make_timestamp($foot)
ORDER BY place;

-- The table `outline`: drawn of the rows $first to $last of one series. See outline.py.

-- :there
SELECT count(*) FROM duckdb_tables() WHERE table_name = 'outline';

-- :long  the long series, as the table has them; all, or those that were restated
SELECT metric, source, segment, first_row, first_row + rows - 1 FROM series s
WHERE rows >= $long AND ($all OR EXISTS (FROM correction c
    WHERE c.metric = s.metric AND c.source = s.source AND c.segment = s.segment))
ORDER BY first_row;

-- :rub_out
DELETE FROM outline WHERE metric = $metric AND source = $source AND segment = $segment;

-- :cell
SELECT greatest((epoch_us(max("at")) - epoch_us(min("at"))) // ($last - $first + 1) * $rows, 1)
FROM observation WHERE rowid IN ($first, $last);

-- :draw
INSERT INTO outline
SELECT metric, source, segment, $cell, rowid, "at", value, n, model_version FROM observation
WHERE rowid BETWEEN $first AND $last AND rowid IN (
    SELECT unnest([min(rowid), max(rowid), arg_min(rowid, value), arg_max(rowid, value)])
    FROM observation WHERE rowid BETWEEN $first AND $last
    GROUP BY epoch_us("at") // $cell, model_version);

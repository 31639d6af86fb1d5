-- Which breaches are open, and since when?
SELECT sop, metric, segment, level, since, worst, points
FROM breach
WHERE ended_at IS NULL AND stage = 'enforced'
ORDER BY level, since;

-- Which metric spent the most days in breach?
SELECT metric, count(*) AS breaches,
    round(sum(epoch(coalesce(ended_at, judged_as_of) - since)) / 86400, 1) AS days
FROM breach, meta
WHERE stage = 'enforced'
GROUP BY metric
ORDER BY days DESC;

-- What did the metric that breached last say, week by week?
SELECT time_bucket(INTERVAL 7 DAYS, "at") AS week, round(avg(value), 4) AS mean, min(value) AS lowest,
    max(value) AS highest
FROM observation
WHERE metric = (SELECT arg_max(metric, since) FROM breach) AND segment = ''
GROUP BY week
ORDER BY week;

-- How do the segments of each metric compare over their last 28 days?
SELECT metric, segment, count(value) AS points, round(avg(value), 4) AS mean
FROM observation JOIN series USING (metric, source, segment)
WHERE segment <> '' AND "at" > last_at - INTERVAL 28 DAYS
GROUP BY metric, segment
ORDER BY metric, mean;

-- Did a metric change with the model version?
SELECT metric, model_version, min("at") AS first_at, count(value) AS points, round(avg(value), 4) AS mean
FROM observation
WHERE model_version IS NOT NULL AND segment = ''
GROUP BY metric, model_version
ORDER BY metric, first_at;

-- What was deployed in the 3 days before a breach began?
SELECT b.since, b.metric, b.segment, b.level, e."at" AS deployed_at, e.title
FROM breach b JOIN event e ON e.sop = b.sop AND e."at" BETWEEN b.since - INTERVAL 3 DAYS AND b.since
WHERE e.kind = 'deployment' AND b.stage = 'enforced'
ORDER BY b.since DESC;

-- How fresh is each source, and what was turned away?
SELECT l.source, l.loaded_at, max(s.last_at) AS newest, l.loaded, l.rejected, l.refused
FROM load l LEFT JOIN series s USING (source)
GROUP BY ALL
ORDER BY newest;

-- Which values were restated, and by how much?
SELECT r.metric, r.segment, r."at", r.value AS before, o.value AS now, r.restated_at
FROM revision r JOIN observation o USING (metric, source, segment, "at")
ORDER BY r.restated_at DESC, r."at";

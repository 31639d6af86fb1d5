-- The tables of one generation: a public contract, for notebooks and SQL. The comments are their documentation; the
-- SQL console shows them and the README repeats them. Instants are UTC, kept as plain TIMESTAMP ("at" is a keyword of
-- DuckDB: quote it).

CREATE TABLE observation (
    metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL,
    value DOUBLE, n BIGINT, model_version VARCHAR, source VARCHAR NOT NULL);
COMMENT ON TABLE observation IS 'one value of one metric for one segment at one instant';
COMMENT ON COLUMN observation.metric IS 'id of the metric';
COMMENT ON COLUMN observation.segment IS 'like channel=chat,locale=de, sorted by dimension; empty for the whole population';
COMMENT ON COLUMN observation."at" IS 'the instant that the value is of';
COMMENT ON COLUMN observation.value IS 'empty or not a number: no evidence';
COMMENT ON COLUMN observation.n IS 'sample size behind the value, when known';
COMMENT ON COLUMN observation.model_version IS 'the model that produced it, when known';
COMMENT ON COLUMN observation.source IS 'id in sources.yaml';

CREATE TABLE revision (
    metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL,
    value DOUBLE, n BIGINT, model_version VARCHAR, source VARCHAR NOT NULL, restated_at TIMESTAMP NOT NULL);
COMMENT ON TABLE revision IS 'what an observation said before it was restated, and when it was';
COMMENT ON COLUMN revision.metric IS 'id of the metric';
COMMENT ON COLUMN revision.segment IS 'as in observation';
COMMENT ON COLUMN revision."at" IS 'the instant that the value was of';
COMMENT ON COLUMN revision.value IS 'what was said then';
COMMENT ON COLUMN revision.n IS 'sample size said then';
COMMENT ON COLUMN revision.model_version IS 'the model said then';
COMMENT ON COLUMN revision.source IS 'id in sources.yaml';
COMMENT ON COLUMN revision.restated_at IS 'when another value took its place';

CREATE TABLE quarantine (
    source VARCHAR NOT NULL, file VARCHAR NOT NULL, line BIGINT, "column" VARCHAR, value VARCHAR,
    reason VARCHAR NOT NULL, raw VARCHAR);
COMMENT ON TABLE quarantine IS 'a row that could not be an observation or event, and why';
COMMENT ON COLUMN quarantine.source IS 'id in sources.yaml';
COMMENT ON COLUMN quarantine.file IS 'path of the file, relative to data/';
COMMENT ON COLUMN quarantine.line IS 'of the file, counted from 1';
COMMENT ON COLUMN quarantine."column" IS 'the column at fault; empty: the row as a whole';
COMMENT ON COLUMN quarantine.value IS 'what stood there';
COMMENT ON COLUMN quarantine.reason IS 'why it cannot be used';
COMMENT ON COLUMN quarantine.raw IS 'the row as it stands in the file';

CREATE TABLE event (
    kind VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL, until TIMESTAMP, title VARCHAR NOT NULL, text VARCHAR,
    sop VARCHAR, metric VARCHAR, segment VARCHAR NOT NULL, model_version VARCHAR, severity VARCHAR, link VARCHAR,
    source VARCHAR NOT NULL);
COMMENT ON TABLE event IS 'something else that happened, on the same time axis';
COMMENT ON COLUMN event.kind IS 'deployment, incident, alert, feedback or document';
COMMENT ON COLUMN event."at" IS 'when it happened or began';
COMMENT ON COLUMN event.until IS 'when it ended, if it lasted';
COMMENT ON COLUMN event.title IS 'what is shown of it';
COMMENT ON COLUMN event.text IS 'more words on it';
COMMENT ON COLUMN event.sop IS 'the SOP that it concerns; empty: any';
COMMENT ON COLUMN event.metric IS 'the metric that it concerns; empty: any';
COMMENT ON COLUMN event.segment IS 'the segment that it concerns; empty: all';
COMMENT ON COLUMN event.model_version IS 'the model that was deployed or spoken of';
COMMENT ON COLUMN event.severity IS 'as its source says it';
COMMENT ON COLUMN event.link IS 'address of more, in the web';
COMMENT ON COLUMN event.source IS 'id in sources.yaml';

CREATE TABLE breach (
    sop VARCHAR NOT NULL, metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, threshold VARCHAR NOT NULL,
    level VARCHAR NOT NULL, stage VARCHAR NOT NULL, since TIMESTAMP NOT NULL, fired_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP, ended_because VARCHAR,
    worst DOUBLE NOT NULL, points BIGINT NOT NULL, recovering BIGINT NOT NULL, response VARCHAR);
COMMENT ON TABLE breach IS 'an episode in which a threshold of a series was not met, judged by the SOP in force';
COMMENT ON COLUMN breach.sop IS 'id of the SOP';
COMMENT ON COLUMN breach.metric IS 'id of the metric';
COMMENT ON COLUMN breach.segment IS 'as in observation';
COMMENT ON COLUMN breach.threshold IS 'id of the threshold within its metric';
COMMENT ON COLUMN breach.level IS 'critical or warning';
COMMENT ON COLUMN breach.stage IS 'enforced, or aspirational: counted and never a state';
COMMENT ON COLUMN breach.since IS 'the first breaching point';
COMMENT ON COLUMN breach.fired_at IS 'the point at which it counted as a breach';
COMMENT ON COLUMN breach.ended_at IS 'empty: still open';
COMMENT ON COLUMN breach.ended_because IS 'recovered or retired';
COMMENT ON COLUMN breach.worst IS 'the signal furthest beyond a bound';
COMMENT ON COLUMN breach.points IS 'breaching points from since to the end';
COMMENT ON COLUMN breach.recovering IS 'recovered points in a row so far';
COMMENT ON COLUMN breach.response IS 'id of the response that it asks for';

CREATE TABLE pending (
    sop VARCHAR NOT NULL, metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, threshold VARCHAR NOT NULL,
    level VARCHAR NOT NULL, stage VARCHAR NOT NULL, since TIMESTAMP NOT NULL, worst DOUBLE NOT NULL, points BIGINT NOT NULL);
COMMENT ON TABLE pending IS 'a run of breaching points that has not fired yet';
COMMENT ON COLUMN pending.sop IS 'id of the SOP';
COMMENT ON COLUMN pending.metric IS 'id of the metric';
COMMENT ON COLUMN pending.segment IS 'as in observation';
COMMENT ON COLUMN pending.threshold IS 'id of the threshold within its metric';
COMMENT ON COLUMN pending.level IS 'critical or warning';
COMMENT ON COLUMN pending.stage IS 'enforced, or aspirational: counted and never a state';
COMMENT ON COLUMN pending.since IS 'the first breaching point';
COMMENT ON COLUMN pending.worst IS 'the signal furthest beyond a bound';
COMMENT ON COLUMN pending.points IS 'breaching points so far';

CREATE TABLE series (
    metric VARCHAR NOT NULL, source VARCHAR NOT NULL, segment VARCHAR NOT NULL,
    first_row BIGINT NOT NULL, rows BIGINT NOT NULL,
    first_at TIMESTAMP NOT NULL, last_at TIMESTAMP NOT NULL,
    last_value DOUBLE, last_n BIGINT, last_model_version VARCHAR);
COMMENT ON TABLE series IS 'one metric in one segment: how far it has come, and where it lies in observation';
COMMENT ON COLUMN series.metric IS 'id of the metric';
COMMENT ON COLUMN series.source IS 'id in sources.yaml';
COMMENT ON COLUMN series.segment IS 'as in observation';
COMMENT ON COLUMN series.first_row IS 'rowid in observation of the first of its sorted rows';
COMMENT ON COLUMN series.rows IS 'how many sorted rows it has; 0: all in the unsorted tail';
COMMENT ON COLUMN series.first_at IS 'its first observation';
COMMENT ON COLUMN series.last_at IS 'its last observation';
COMMENT ON COLUMN series.last_value IS 'the value of that';
COMMENT ON COLUMN series.last_n IS 'the sample size of that';
COMMENT ON COLUMN series.last_model_version IS 'the model of that';

CREATE TABLE outline (
    metric VARCHAR NOT NULL, source VARCHAR NOT NULL, segment VARCHAR NOT NULL, cell BIGINT NOT NULL,
    place BIGINT NOT NULL, "at" TIMESTAMP NOT NULL, value DOUBLE, n BIGINT, model_version VARCHAR);
COMMENT ON TABLE outline IS 'an observation that a picture of a series of 250,000 and more needs; derived from observation';
COMMENT ON COLUMN outline.metric IS 'id of the metric';
COMMENT ON COLUMN outline.source IS 'id in sources.yaml';
COMMENT ON COLUMN outline.segment IS 'as in observation';
COMMENT ON COLUMN outline.cell IS 'width of the cell of time that it stands for, in microseconds';
COMMENT ON COLUMN outline.place IS 'its rowid in observation';
COMMENT ON COLUMN outline."at" IS 'as in observation';
COMMENT ON COLUMN outline.value IS 'as in observation';
COMMENT ON COLUMN outline.n IS 'as in observation';
COMMENT ON COLUMN outline.model_version IS 'as in observation';

CREATE TABLE signal_outline (
    outline BIGINT NOT NULL, metric VARCHAR NOT NULL, source VARCHAR NOT NULL, segment VARCHAR NOT NULL,
    signal VARCHAR NOT NULL, min_n BIGINT NOT NULL,
    cell BIGINT NOT NULL, first_at TIMESTAMP NOT NULL, last_at TIMESTAMP NOT NULL);
COMMENT ON TABLE signal_outline IS 'of a long series, a signal that it makes and that a picture is kept of: means, changes, gaps';
COMMENT ON COLUMN signal_outline.outline IS 'number of the picture, as in signal_point';
COMMENT ON COLUMN signal_outline.metric IS 'id of the metric; of a gap, of the one whose groups are compared';
COMMENT ON COLUMN signal_outline.source IS 'id in sources.yaml';
COMMENT ON COLUMN signal_outline.segment IS 'as in observation';
COMMENT ON COLUMN signal_outline.signal IS 'what it is, like mean 7d';
COMMENT ON COLUMN signal_outline.min_n IS 'observations of a smaller n are no evidence for it';
COMMENT ON COLUMN signal_outline.cell IS 'width of the cell of time that a point stands for, in microseconds';
COMMENT ON COLUMN signal_outline.first_at IS 'its first evidence';
COMMENT ON COLUMN signal_outline.last_at IS 'its last evidence';

CREATE TABLE signal_point (
    outline BIGINT NOT NULL, place BIGINT NOT NULL, "at" TIMESTAMP NOT NULL, value DOUBLE NOT NULL);
COMMENT ON TABLE signal_point IS 'the evidence of such a signal that a picture needs';
COMMENT ON COLUMN signal_point.outline IS 'as in signal_outline';
COMMENT ON COLUMN signal_point.place IS 'which piece of its evidence it is, counted in time';
COMMENT ON COLUMN signal_point."at" IS 'when it was';
COMMENT ON COLUMN signal_point.value IS 'the signal then';

CREATE TABLE change_point (
    metric VARCHAR NOT NULL, segment VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL, before DOUBLE NOT NULL,
    after DOUBLE NOT NULL, confidence DOUBLE NOT NULL, source VARCHAR NOT NULL);
COMMENT ON TABLE change_point IS 'where the level of a series changed';
COMMENT ON COLUMN change_point.metric IS 'id of the metric';
COMMENT ON COLUMN change_point.segment IS 'as in observation';
COMMENT ON COLUMN change_point."at" IS 'the first point of the new level';
COMMENT ON COLUMN change_point.before IS 'the level before';
COMMENT ON COLUMN change_point.after IS 'the level from then on';
COMMENT ON COLUMN change_point.confidence IS 'how sure it is, 0 to 1';
COMMENT ON COLUMN change_point.source IS 'id in sources.yaml';

CREATE TABLE drift (made_by VARCHAR NOT NULL, as_of TIMESTAMP NOT NULL);
COMMENT ON TABLE drift IS 'how the change points were found, and up to when; the only row';
COMMENT ON COLUMN drift.made_by IS 'digest of the way of finding them';
COMMENT ON COLUMN drift.as_of IS 'the instant up to which they were looked for';

CREATE TABLE load (
    source VARCHAR NOT NULL, loaded_at TIMESTAMP NOT NULL, loaded BIGINT NOT NULL, restated BIGINT NOT NULL,
    rejected BIGINT NOT NULL, refused VARCHAR);
COMMENT ON TABLE load IS 'the last load of a source';
COMMENT ON COLUMN load.source IS 'id in sources.yaml';
COMMENT ON COLUMN load.loaded_at IS 'when it was';
COMMENT ON COLUMN load.loaded IS 'new rows';
COMMENT ON COLUMN load.restated IS 'rows that said something else than before';
COMMENT ON COLUMN load.rejected IS 'rows in quarantine';
COMMENT ON COLUMN load.refused IS 'why all of it was refused; empty: it was not';

CREATE TABLE file (
    source VARCHAR NOT NULL, path VARCHAR NOT NULL, digest VARCHAR NOT NULL);
COMMENT ON TABLE file IS 'a file that has been read: the same is not read twice';
COMMENT ON COLUMN file.source IS 'id in sources.yaml';
COMMENT ON COLUMN file.path IS 'relative to data/';
COMMENT ON COLUMN file.digest IS 'fingerprint of what it held';

CREATE TABLE meta (
    generation VARCHAR NOT NULL, made_at TIMESTAMP NOT NULL, sorted_rows BIGINT NOT NULL,
    judged_by VARCHAR, judged_as_of TIMESTAMP);
COMMENT ON TABLE meta IS 'the generation itself; the only row';
COMMENT ON COLUMN meta.generation IS 'its name';
COMMENT ON COLUMN meta.made_at IS 'when it was published';
COMMENT ON COLUMN meta.sorted_rows IS 'rows of observation below this are in (metric, source, segment, at) order';
COMMENT ON COLUMN meta.judged_by IS 'digest of the rules that the breaches were judged by';
COMMENT ON COLUMN meta.judged_as_of IS 'the instant as of which they were';

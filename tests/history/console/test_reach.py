"""What a query must not reach: files, the network, the settings, the environment, the numbers themselves."""

import hashlib
import os
from pathlib import Path

import pytest

from dashboard.errors import QueryFailed
from dashboard.history.console.asking import Limits, run, start
from dashboard.history.console.saying import OUT_OF_REACH

BURN = "SELECT count(*) FROM range(100000000000) a WHERE hash(range) = 3"
SECRET = "the secret 4711"
linux = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="looks at the process through /proc")


@pytest.fixture
def secret(tmp_path):
    """A file that nobody may read."""
    path = tmp_path / "secret.csv"
    path.write_text(f"a\n{SECRET}\n")
    return path


READING = [
    "SELECT * FROM read_text('{}')", "SELECT * FROM read_csv('{}')", "SELECT * FROM read_csv_auto('{}')",
    "SELECT * FROM read_blob('{}')", "SELECT * FROM read_json('{}')", "SELECT * FROM read_parquet('{}')",
    "SELECT * FROM sniff_csv('{}')", "SELECT * FROM parquet_metadata('{}')", "SELECT * FROM read_duckdb('{}')",
    "SELECT * FROM glob('{}')", "SELECT * FROM glob('/*')", "SELECT * FROM glob('../*')",
    "SELECT * FROM read_text('file://{}')", "SELECT * FROM read_csv('https://example.org/a.csv')",
    "SELECT * FROM read_csv('/dev/stdin')", "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_csv('cat {} |')", "SELECT * FROM query('SELECT * FROM read_text(''{}'')')",
    "WITH a AS (SELECT * FROM read_text('{}')) SELECT * FROM a",
    "SELECT (SELECT content FROM read_text('{}'))",
    "SELECT 1) UNION ALL SELECT * FROM read_text('{}') --",
    "SELECT 1 a) AS x(c) UNION ALL SELECT * FROM (SELECT content FROM read_text('{}')",
    "DESCRIBE SELECT * FROM read_csv('{}')", "SUMMARIZE SELECT * FROM read_csv('{}')",
    "SELECT * FROM duckdb_secrets()", "SELECT * FROM which_secret('s3://a', 's3')",
]  # fmt: skip


@pytest.mark.parametrize("query", READING)
def test_no_file_is_read(refusal, secret, query):
    said = refusal(query.format(secret))
    assert SECRET not in said
    assert OUT_OF_REACH in said or "syntax error" in said or "data source" in said.lower()


@pytest.mark.parametrize("query", ["FROM '{}'", 'FROM "{}"', "SELECT * FROM query_table('{}')"])
def test_the_path_of_a_file_is_no_table(refusal, secret, query):
    said = refusal(query.format(secret))
    assert SECRET not in said
    assert "does not exist" in said or OUT_OF_REACH in said


@linux
def test_nothing_of_the_environment_is_there(generation, monkeypatch, refusal):
    monkeypatch.setenv("LEDGER_PASSWORD", "tell nobody")
    assert "getenv does not exist" in refusal("SELECT getenv('LEDGER_PASSWORD')")
    with burning(generation) as running:
        environment = Path(f"/proc/{running._process.pid}/environ").read_bytes()
    assert environment == b"TZ=UTC\0"


def test_python_s_own_variables_are_no_tables(refusal):
    assert "Table with name names does not exist" in refusal("SELECT * FROM names")


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO '{}'", "COPY observation TO '{}' (FORMAT parquet)", "COPY load FROM '{}'",
        "EXPORT DATABASE '{}'", "IMPORT DATABASE '{}'", "ATTACH '{}' AS other", "ATTACH ':memory:' AS other",
        "DETACH memory", "USE memory", "INSTALL httpfs", "LOAD httpfs", "LOAD '{}'", "FORCE INSTALL a FROM community",
        "SET memory_limit = '100GB'", "SET enable_external_access = true", "SET GLOBAL threads = 64",
        "RESET lock_configuration", "PRAGMA enable_profiling", "PRAGMA database_list", "SET VARIABLE a = 1",
        "CREATE TABLE a (b INT)", "CREATE TEMP TABLE a AS SELECT 1", "CREATE MACRO a() AS 1", "CREATE SECRET (TYPE s3)",
        "CREATE TYPE a AS ENUM ('b')", "INSERT INTO load VALUES ('a', now(), 0, 0, 0, NULL)", "DELETE FROM breach",
        "UPDATE breach SET worst = 0", "DROP TABLE breach", "TRUNCATE breach", "ALTER TABLE breach RENAME TO b",
        "CALL enable_logging()", "CHECKPOINT", "FORCE CHECKPOINT", "VACUUM", "ANALYZE", "BEGIN", "COMMIT",
        "PREPARE a AS COPY (SELECT 1) TO '{}'", "EXECUTE a", "DEALLOCATE a",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{}'", "EXPLAIN SELECT 1", "COMMENT ON TABLE breach IS 'mine'",
        "WITH a AS (SELECT 1) INSERT INTO load SELECT 'a', now(), 0, 0, 0, NULL FROM a",
        "MERGE INTO load USING (SELECT 1) ON true WHEN MATCHED THEN DELETE",
    ],
)  # fmt: skip
def test_what_is_no_select_is_not_run(refusal, tmp_path, generation, statement):
    target, before = tmp_path / "target", state(generation)
    said = refusal(statement.format(target))
    assert "is not possible here: the console only reads" in said
    assert not target.exists()
    assert state(generation) == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1; COPY (SELECT 1) TO '{}'", "COPY (SELECT 1) TO '{}'; SELECT 1", "SELECT 1; SELECT 2",
        "SELECT 1 /* ; */ ; /* */ COPY (SELECT 1) TO '{}'", "SELECT 1 -- a\n; COPY (SELECT 1) TO '{}'",
        "SELECT ';' ; ATTACH '{}'",
    ],
)  # fmt: skip
def test_one_statement_at_a_time(refusal, tmp_path, query):
    assert "2 statements; one at a time" in refusal(query.format(tmp_path / "target"))
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM query('COPY (SELECT 1) TO ''{}''')",
        "SELECT * FROM enable_logging(storage := 'file', storage_config := {{'path': '{}'}})",
        "SELECT * FROM json_execute_serialized_sql('{{\"statements\": []}}')",
        "WITH a AS (INSERT INTO load VALUES ('a', now(), 0, 0, 0, NULL) RETURNING *) SELECT * FROM a",
        "SELECT * FROM (COPY (SELECT 1) TO '{}')", "SELECT * FROM (DELETE FROM breach RETURNING *)",
        "SELECT 1) TO '{}' (FORMAT csv) --", "FROM (SELECT 1), checkpoint('{}')",
    ],
)  # fmt: skip
def test_a_select_in_disguise_writes_nothing(refusal, tmp_path, generation, query):
    target, before = tmp_path / "target", state(generation)
    assert refusal(query.format(target))
    assert not target.exists()
    assert state(generation) == before


def test_the_settings_are_locked(ask):
    rows = ask("SELECT name, value FROM duckdb_settings()").table.to_pylist()
    settings = {row["name"]: row["value"] for row in rows}
    locked = {"enable_external_access", "autoload_known_extensions", "autoinstall_known_extensions",
              "allow_community_extensions", "allow_unsigned_extensions", "python_enable_replacements"}  # fmt: skip
    assert {name: settings[name] for name in locked} == dict.fromkeys(locked, "false")
    assert (settings["lock_configuration"], settings["access_mode"]) == ("true", "read_only")
    assert settings["temp_directory"] == ""


@linux
def test_the_process_is_alone_and_held_by_the_kernel(generation):
    with burning(generation, memory=300 << 20) as running:
        pid = running._process.pid
        told = Path(f"/proc/{pid}/limits").read_text()
        limits = {line[:26].strip(): line[26:].split()[0] for line in told.splitlines()}
        assert os.getsid(pid) == pid != os.getsid(0)
        assert Path(f"/proc/{pid}/task/{pid}/children").read_text() == ""
        assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")
        assert os.getpriority(os.PRIO_PROCESS, pid) >= 10
    assert (limits["Max file size"], limits["Max core file size"]) == ("0", "0")
    assert 300 << 20 < int(limits["Max address space"]) < 3 << 30
    assert int(limits["Max cpu time"]) == 80


def test_a_generation_that_was_removed_says_so(tmp_path):
    with pytest.raises(QueryFailed, match="superseded and removed since; load the page again"):
        run(tmp_path / "20260101T000000Z-1.duckdb", "SELECT 1")


class burning:
    """A query that would run for minutes, under way."""

    def __init__(self, generation, **limits):
        self.running = start(generation, BURN, Limits(**limits))

    def __enter__(self):
        while self.running.seconds is None or self.running.seconds < 1:
            assert not self.running.wait(0.05)
        return self.running

    def __exit__(self, *_):
        self.running.stop()
        self.running.wait(5)


def state(generation):
    """What the warehouse is: its files, and what the generation holds."""
    return sorted(p.name for p in generation.parent.iterdir()), hashlib.sha256(generation.read_bytes()).hexdigest()

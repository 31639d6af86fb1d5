"""`drift`: of a workspace, and of any file of at, value."""

import datetime as dt
import gzip
import json

import numpy as np
import pytest

from dashboard.cli import main
from tests.worlds import NOW, SOP, good_rows, make_world

FIELDS = ["metric", "segment", "at", "before", "after", "confidence"]


@pytest.fixture
def run(capsys):
    """Runs a verb; gives (status, standard output, standard error)."""

    def running(*arguments):
        status = main([str(a) for a in arguments], NOW)
        return (status, *capsys.readouterr())

    return running


@pytest.fixture
def file(tmp_path):
    """Writes the text to a file, and gives its path."""

    def writing(text, name="accuracy.csv"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return writing


def values(count=60, step=30):
    """Noise of 1 around 0, and around 6 from the step on."""
    return [
        round(float(v), 3) for v in np.random.default_rng(0).standard_normal(count) + 6 * (np.arange(count) >= step)
    ]


def table(times, header="at,value"):
    return "\n".join([header, *(f"{at},{value}" for at, value in zip(times, values(), strict=False))]) + "\n"


def day(k):
    return (dt.date(2026, 1, 1) + dt.timedelta(days=k)).isoformat()


def test_a_change_in_a_file_is_a_finding_with_exactly_these_fields(run, file):
    status, out, err = run("drift", file(table(map(day, range(60)))), "--json")
    (change,) = json.loads(out)
    assert (status, err) == (1, "")
    assert list(change) == FIELDS
    assert (change["metric"], change["segment"], change["at"]) == ("accuracy", "", "2026-01-31T00:00:00Z")
    assert (change["before"], change["after"]) == pytest.approx((0, 6), abs=0.5)
    assert 0.99 < change["confidence"] <= 1


@pytest.mark.parametrize(
    ("granularity", "write", "expected"),
    [
        ("days", day, "2026-01-31T00:00:00Z"),
        ("days with slashes", lambda k: day(k).replace("-", "/"), "2026-01-31T00:00:00Z"),
        ("days without marks", lambda k: day(k).replace("-", ""), "2026-01-31T00:00:00Z"),
        ("instants", lambda k: f"{day(k)}T12:30:00Z", "2026-01-31T12:30:00Z"),
        ("instants elsewhere", lambda k: f"{day(k)} 12:30:00+02:00", "2026-01-31T10:30:00Z"),
        ("months", lambda k: f"{2000 + k // 12}-{k % 12 + 1:02}", "2002-07-01T00:00:00Z"),
        ("quarters", lambda k: f"{2000 + k // 4}-Q{k % 4 + 1}", "2007-07-01T00:00:00Z"),
        ("weeks", lambda k: f"{2020 + k // 50}-W{k % 50 + 1:02}", "2020-07-27T00:00:00Z"),
        ("years", lambda k: 1871 + k, 1901),
        ("an index", lambda k: k, 30),
        ("an index as a number with a point", lambda k: f"{k}.0", 30),
    ],
)
def test_times_of_any_granularity_or_a_plain_index(run, file, granularity, write, expected):
    status, out, err = run("drift", file(table(map(write, range(60)))), "--json")
    assert (status, err, [change["at"] for change in json.loads(out)]) == (1, "", [expected])


def test_several_metrics_and_segments_each_have_their_own_changes_the_latest_first(run, file):
    rows = ["date;metric;value;channel;n"]
    for name, channel, step in (("recall", "chat", 20), ("recall", "", 40), ("cost", "", 99)):
        rows += [f"{day(k)};{name};{v:.3f};{channel};{k}".replace(".", ",") for k, v in enumerate(values(60, step))]
    status, out, _ = run("drift", file("\n".join(rows), "many.csv"), "--json")
    told = [(change["metric"], change["segment"], change["at"][:10]) for change in json.loads(out)]
    assert (status, told) == (1, [("recall", "", day(40)), ("recall", "channel=chat", day(20))])


def test_order_and_packing_do_not_matter_and_the_later_row_of_a_time_is_in_force(run, file):
    rows = table(map(day, range(60))).splitlines()
    mixed = "\n".join([rows[0], f"{day(30)},-99", *reversed(rows[1:])])
    plain = run("drift", file("\n".join(rows)), "--json")
    assert run("drift", file(mixed, "accuracy.csv.gz"), "--json") == plain


def test_a_quiet_file_is_clean(run, file):
    quiet = "at,value\n" + "\n".join(f"{k},{v}" for k, v in enumerate(values(60, 99)))
    assert run("drift", file(quiet), "--json") == (0, "[]\n", "")
    assert run("drift", file(quiet)) == (0, "no change of level in one series\n", "")


def test_it_says_it_in_words(run, file):
    _, out, _ = run("drift", file(table(map(day, range(60)))))
    assert " ".join(out.split()) == "accuracy −0.131 → 6.36 from Sat 31 Jan 2026 (99 % sure)"


def test_rows_that_cannot_be_used_are_told_with_line_and_column_and_the_others_used(run, file):
    text = (
        table(map(day, range(60))) + 'tomorrow,1\n2026-04-01,"lots, really"\n2026-04-02\n2026-04-03,\n2026-04-04,inf\n'
    )
    status, out, err = run("drift", file(text), "--json")
    assert (status, [change["at"] for change in json.loads(out)]) == (1, ["2026-01-31T00:00:00Z"])
    assert err.splitlines() == [
        "accuracy.csv:62:1: 'tomorrow' in column 'at' is no time; write it like 2026-07-06, 2026-07-06T12:00Z, "
        "2026-07, 2026-Q3, or as a whole number",
        "accuracy.csv:63:12: 'lots, really' in column 'value' is no number; write it like 0.93 or 1200",
        "accuracy.csv:64:1: this row has 1 cells, the header 2",
        "accuracy.csv:66:12: 'inf' in column 'value' is no number; write it like 0.93 or 1200",
    ]


def test_of_many_bad_rows_twenty_are_told(run, file):
    status, _, err = run("drift", file(table(map(day, range(60))) + "x,1\n" * 30))
    assert (status, len(err.splitlines())) == (1, 21)
    assert err.splitlines()[-1] == "and 10 more rows that could not be used"


def test_a_column_of_too_many_texts_is_left_out_and_said(run, file):
    rows = [f"{line},note {k}" for k, line in enumerate(table(map(day, range(60))).splitlines()[1:])]
    status, out, err = run("drift", file("\n".join(["at,value,remark", *rows])), "--json")
    assert (status, len(json.loads(out))) == (1, 1)
    assert err == "column 'remark' has too many values to split a metric by; it was left out\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "accuracy.csv:1:1: the file is empty; it needs a header like at,value and rows"),
        ("at,value\n", "accuracy.csv:2:1: there is no row with a value below the header"),
        ("at,value\n2026-01-01,\n", "accuracy.csv:2:1: there is no row with a value below the header"),
        ("day of it,a,b\n1,2,3\n", "accuracy.csv:1:1: no column 'at' among day of it, a, b; name it so"),
        ("at,a,b\n1,2,3\n", "accuracy.csv:1:1: no column 'value' among at, a, b; name it so"),
        ("at,value,AT\n1,2,3\n", "accuracy.csv:1:1: two columns are called 'at'"),
        ("at,value\n1,good\n", "accuracy.csv:2:3: 'good' in column 'value' is no number; write it like 0.93 or 1200"),
        ("at,value\n1,2\n2,\"3\n", "accuracy.csv:3:1: cannot be read on: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_bad_file_could_not_run_and_gets_one_line(run, file, text, said):
    assert run("drift", file(text)) == (2, "", said + "\n")


def test_what_is_no_text_or_not_there_could_not_run(run, tmp_path):
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    assert run("drift", tmp_path / "picture.csv")[::2] == (
        2,
        "picture.csv:1:1: this is no text in UTF-8; save it as CSV\n",
    )
    (tmp_path / "later.csv").write_bytes(b"at,value\n1,2\n2,\xff\n")
    assert run("drift", tmp_path / "later.csv")[2].startswith("later.csv:")
    assert run("drift", tmp_path / "none.csv")[::2] == (2, f"there is no file {tmp_path / 'none.csv'}\n")
    assert run("drift", tmp_path)[0] == 2


def test_a_file_takes_no_workspace(run, file, tmp_path):
    status, _, err = run("drift", file("at,value\n1,2\n"), "--workspace", tmp_path)
    assert (status, err) == (2, "drift of a file takes no --workspace: it needs nothing but the file\n")


def test_of_a_workspace_it_lists_the_changes_of_all_series_as_of_the_last_load(run, tmp_path):
    rows = [(at, metric, float(value) - 5 * (metric == "accuracy" and str(at)[:10] >= "2026-02-15"), *more)
            for at, metric, value, *more in good_rows()]  # fmt: skip
    make_world(tmp_path, SOP, rows)
    status, out, err = run("drift", "--workspace", tmp_path, "--json")
    found = json.loads(out)
    assert (status, err) == (1, "")
    assert {change["metric"] for change in found} == {"accuracy"}
    assert {change["at"] for change in found} == {"2026-02-15T00:00:00Z"}
    assert all(
        list(change) == FIELDS and change["after"] - change["before"] == pytest.approx(-5, abs=1) for change in found
    )


def test_of_a_workspace_it_says_levels_with_their_units(run, tmp_path):
    rows = [(at, metric, float(value) - 5 * (metric == "accuracy" and str(at)[:10] >= "2026-02-15"), *more)
            for at, metric, value, *more in good_rows()]  # fmt: skip
    make_world(tmp_path, SOP, rows)
    _, out, _ = run("drift", "--workspace", tmp_path)
    assert "accuracy 92.3 % → 87.3 % from Sun 15 Feb 2026 (99 % sure)" in " ".join(out.split())


def test_a_healthy_workspace_is_clean_and_one_without_numbers_could_not_run(run, tmp_path):
    make_world(tmp_path / "healthy", SOP, good_rows())
    assert run("drift", "--workspace", tmp_path / "healthy", "--json") == (0, "[]\n", "")
    (tmp_path / "new" / "sop").mkdir(parents=True)
    (tmp_path / "new" / "data").mkdir()
    status, out, err = run("drift", "--workspace", tmp_path / "new")
    assert (status, out) == (2, "")
    assert "has no numbers yet" in err

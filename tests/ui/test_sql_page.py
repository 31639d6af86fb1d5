"""The SQL console in worlds that breach, that are well, that were never loaded, and whose files are broken."""

import io

import pyarrow.parquet
import pytest

from dashboard.history.console.contract import examples
from dashboard.ui import query
from dashboard.ui.download import as_csv, as_parquet
from tests import worlds
from tests.ui.opening import APP, edited, figure, open_page, rerun, words

COUNT = "SELECT metric, count(*) AS n FROM observation GROUP BY metric ORDER BY metric"


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world and opens the console on it with the query given."""

    def run(make, /, **query):
        make(tmp_path)
        return open_page("sql", tmp_path, monkeypatch, **query)

    return run


def button(app, label):
    return next(b for b in app.button if b.label.replace("\\", "").startswith(label))


def choice(app, label):
    return next(b for b in app.selectbox if b.label == label)


def test_without_a_query_it_says_what_to_do_and_what_there_is(opened):
    app = opened(worlds.healthy)
    said = words(app)
    assert "Ask the numbers yourself" in said
    assert "observation one value of one metric for one segment at one instant" in said
    assert "model_version varchar or empty the model that produced it, when known" in said
    known = edited(app, query.EDITOR)["words"]
    assert ["observation", "one value of one metric for one segment at one instant", ""] in known[""]
    assert ["at", "timestamp", '"at"'] in known["observation"]
    assert ["value", "double", "value"] in known["observation"]
    assert app.session_state[query.EDITOR] == ""


def test_an_example_is_put_into_the_editor_by_one_click_and_answered_by_another(opened):
    app = opened(worlds.breaching)
    rerun(button(app, "Which breaches are open").click())
    assert app.session_state[query.EDITOR] == examples()[0].query
    assert "Ask the numbers yourself" in words(app)
    rerun(button(app, "Run").click())
    assert app.query_params["query"] == examples()[0].query
    assert app.dataframe[0].value["metric"].tolist() == ["accuracy", "satisfaction"]
    assert "2 rows in 0." in words(app)


def test_the_address_alone_shows_the_same(opened):
    app = opened(worlds.breaching, query=COUNT)
    assert app.session_state[query.EDITOR] == COUNT
    assert app.dataframe[0].value.to_dict("list") == {
        "metric": ["accuracy", "latency", "satisfaction"], "n": [180, 55, 60],
    }  # fmt: skip
    assert "3 rows" in words(app)


def test_what_is_typed_is_asked_and_stands_in_the_address(opened):
    app = opened(worlds.healthy)
    app.session_state[query.EDITOR] = "  SELECT 42 AS answer\n"
    rerun(button(app, "Run").click())
    assert app.dataframe[0].value["answer"].tolist() == [42]
    assert app.query_params["query"] == "SELECT 42 AS answer"


def test_a_mistake_is_told_with_its_line_marked_and_the_page_goes_on(opened):
    app = opened(worlds.healthy, query="SELECT metric,\n  vale\nFROM observation")
    said = words(app)
    assert "Line 2, column 3: Referenced column \"vale\" not found in FROM clause; did you mean 'value'?" in said
    assert any("<pre>  vale\n  ^</pre>" in e.proto.body for e in app.get("html"))
    [mark] = edited(app, query.EDITOR)["problems"]
    assert (mark["line"], mark["column"], mark["level"]) == (2, 3, "error")
    app.session_state[query.EDITOR] = "SELECT metric FROM observation"
    assert edited(rerun(app), query.EDITOR)["problems"] == []
    assert "Questions to begin with" in said
    assert not app.dataframe


def test_what_is_no_select_is_refused(opened):
    assert "DROP is not possible here" in words(opened(worlds.healthy, query="DROP TABLE breach"))


def test_a_cut_answer_says_so(opened):
    app = opened(worlds.healthy, query="SELECT * FROM range(20000)")
    assert "▲ These are the first 10,000 rows, as many as an answer holds;" in words(app)
    assert len(app.dataframe[0].value) == 10_000


def test_whatever_the_types_are_it_is_shown_and_taken_along(opened):
    kinds = (
        "SELECT true AS b, 1::UTINYINT AS u, 2::HUGEINT AS h, 10::HUGEINT ** 30 AS hh, 1.50::DECIMAL(9, 2) AS d, "
        "'x' AS t, DATE '2026-03-01' AS day, TIMESTAMP_NS '2026-03-01 12:00:00.5' AS ns, "
        "'2026-03-01 12:00+02'::TIMESTAMPTZ AS tz, INTERVAL 1 DAY AS i, [1] AS l, {'a': 1} AS s, "
        "NULL AS n, 'infinity'::TIMESTAMP AS far, uuid() IS NULL AS no"
    )
    app = opened(worlds.healthy, query=kinds)
    table = app.session_state[query.RUNNING].answer().table
    assert app.dataframe[0].value["l"].tolist() == ["[1]"]
    assert as_csv(table).decode().splitlines()[1].startswith('true,1,2,1e+30,1.50,"x",2026-03-01,2026-03-01 12:00:00.5')
    assert pyarrow.parquet.read_table(io.BytesIO(as_parquet(table))).num_columns == 15


def test_names_that_a_spreadsheet_would_run_are_defused_in_the_csv(opened):
    app = opened(worlds.healthy, query='SELECT 1 AS "=HYPERLINK(1)"')
    assert as_csv(app.session_state[query.RUNNING].answer().table).decode() == '"\'=HYPERLINK(1)"\n1\n'


def test_a_chart_of_the_columns_chosen(opened):
    asked = "SELECT \"at\", segment, value, n FROM observation WHERE metric = 'accuracy'"
    app = opened(worlds.breaching, query=asked, view="chart")
    assert (choice(app, "Along the bottom").value, choice(app, "Upwards").value) == ("at", "value")
    assert [t["type"] for t in figure(app)["data"]] == ["scatter"]
    rerun(choice(app, "A line each").set_value("segment"))
    assert app.query_params["by"] == "segment"
    assert [t["name"] for t in figure(app)["data"]] == ["", "channel=chat", "channel=mail"]
    rerun(choice(app, "Upwards").set_value("n"))
    assert figure(app)["layout"]["yaxis"]["title"]["text"] == "n"


def test_texts_alone_make_no_chart(opened):
    app = opened(worlds.healthy, query="SELECT metric FROM observation", view="chart")
    assert "A chart needs a column of numbers" in words(app)


def test_the_snippet_for_a_notebook_names_the_generation_and_the_query(opened, tmp_path):
    app = opened(worlds.healthy, query=COUNT)
    current = (tmp_path / "data" / "warehouse" / "CURRENT").read_text().strip()
    assert f"duckdb.connect('data/warehouse/{current}', read_only=True)" in app.code[0].value
    assert COUNT in app.code[0].value


def test_a_query_is_answered_once_and_anew_when_it_is_asked_again_or_the_numbers_are_new(opened, tmp_path):
    app = opened(worlds.healthy, query="SELECT uuid() AS id, (SELECT count(*) FROM observation) AS n")

    def shown():
        return app.dataframe[0].value.iloc[0].tolist()

    first = shown()
    rerun(app)
    assert shown() == first
    rerun(button(app, "Run").click())
    second = shown()
    assert second[0] != first[0]
    worlds.write_numbers(tmp_path, [*worlds.good_rows(), (worlds.day(0), "latency", 2)])
    worlds.refresh(worlds.Workspace(tmp_path), worlds.NOW)
    rerun(app)
    assert shown()[1] == second[1] + 1


def test_a_query_too_long_for_a_link_is_answered_and_says_so(opened):
    app = opened(worlds.healthy)
    app.session_state[query.EDITOR] = f"SELECT 1 AS a -- {'x' * query.LINKABLE}"
    rerun(button(app, "Run").click())
    assert app.dataframe[0].value["a"].tolist() == [1]
    assert "query" not in app.query_params
    assert any("too long for a link" in c.value for c in app.caption)


def test_before_the_first_load_it_says_what_to_do(opened):
    app = opened(worlds.empty)
    assert "No numbers have been loaded yet" in words(app)
    assert query.EDITOR not in app.session_state


def test_files_that_are_broken_do_not_keep_it_from_the_numbers(opened):
    assert "3 rows" in words(opened(worlds.broken, query=COUNT))


def test_a_time_limit_that_is_none_is_told(opened, monkeypatch):
    monkeypatch.setenv("DASHBOARD_SQL_SECONDS", "soon")
    assert "DASHBOARD_SQL_SECONDS is 'soon'; write a whole number of seconds" in words(
        opened(worlds.healthy, query=COUNT)
    )


def test_a_generation_that_cannot_be_read_says_so(opened, tmp_path):
    def damaged(root):
        world = worlds.healthy(root)
        path = world.warehouse.path
        world.warehouse.close()
        path.write_bytes(b"no database")

    said = words(opened(damaged, query=COUNT))
    assert "cannot be opened" in said
    assert "remove it and ingest again" in said


def test_text_from_the_files_and_the_address_is_not_read_as_html(opened):
    evil = "<img src=x onerror=alert(1)>"
    app = opened(worlds.healthy, query=f"SELECT '{evil}' AS \"{evil}\", 1 AS n", view="chart")
    assert "<img" not in str(figure(app)["data"]) + str(figure(app)["layout"])
    app = opened(worlds.healthy, query=f'SELECT "{evil}" FROM observation')
    assert evil in words(app)
    assert not any("<img" in e.proto.body for e in app.get("html"))


@pytest.mark.parametrize(("setting", "there"), [(None, True), ("on", True), ("off", False), ("no", False)])
def test_it_can_be_switched_off(tmp_path, monkeypatch, setting, there):
    worlds.healthy(tmp_path)
    if setting:
        monkeypatch.setenv("DASHBOARD_SQL", setting)
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("DASHBOARD_WORKSPACE", str(tmp_path))
    pages = []
    monkeypatch.setattr("streamlit.navigation", lambda given, **_: pages.extend(given) or given[0])
    AppTest.from_file(APP, default_timeout=30).run()
    assert ("SQL" in [page.title for page in pages]) == there

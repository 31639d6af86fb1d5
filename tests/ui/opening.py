"""Opening a page of the app on a small world, and reading what stands on it."""

import html
import json
import re
from pathlib import Path

import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")


def open_page(page: str, root: Path, monkeypatch, **query: str) -> AppTest:
    """The page `ui/pages/<page>.py` on the workspace in `root`, run once with this query."""
    monkeypatch.setenv("DASHBOARD_WORKSPACE", str(root))
    app = AppTest.from_file(APP, default_timeout=30)
    app.switch_page(f"ui/pages/{page}.py")
    app.query_params.update(query)
    return rerun(app)


def rerun(changed) -> AppTest:
    """Runs the page, or what it does when a widget of it has changed. Its charts hold nothing that Plotly does not know
    (else ValueError)."""
    app = changed.run()
    assert not app.exception
    for chart in app.get("plotly_chart"):
        go.Figure(json.loads(chart.proto.spec))
    return app


def words(app: AppTest) -> str:
    """What the reader reads of the HTML, the warnings and the errors."""
    bodies = [e.proto.body for e in app.get("html") if not e.proto.body.startswith("<style>")]
    said = [e.value for e in (*app.warning, *app.error, *app.success, *app.info)]
    plain = html.unescape(re.sub(r"<[^>]+>", " ", "\n".join(bodies)))
    text = " ".join((plain + " " + re.sub(r"\\(.)", r"\1", " ".join(said))).split())
    return re.sub(r" ([:,;])", r"\1", text)


def figure(app: AppTest) -> dict:
    """The chart on the page, as it is sent."""
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def edited(app: AppTest, key: str) -> dict:
    """What the code editor with this key is sent: its text, the marks in it, the words to go on with."""
    sent = [json.loads(e.proto.json) for e in app.get("bidi_component") if e.proto.component_name == "editor"]
    return next(one for one in sent if one["key"] == key)

"""Empty states: nothing to show, and what to do next. Values in, HTML out; all text is escaped."""

import datetime as dt
from html import escape

from dashboard.practice import wording


def nothing_loaded(workspace: str, has_sop: bool) -> str:
    """No generation yet: the steps to the first picture."""
    sop = "" if has_sop else "<li>Write what was agreed as <code>sop/&lt;sop-id&gt;/&lt;day&gt;.yaml</code></li>"
    return _box(
        "No numbers have been loaded yet",
        f"<p>The workspace is <code>{escape(workspace)}</code>.</p><ol>{sop}"
        "<li>Say where the numbers come from: <code>data/sources.yaml</code>, or bring a file on the "
        '<a href="data" target="_self">data page</a></li>'
        '<li>Load them: “Load now” on the <a href="data" target="_self">data page</a>, or '
        "<code>python -m dashboard ingest</code></li></ol>",
        "pending",
    )


def no_law() -> str:
    """Numbers, perhaps, but no SOP in force at the instant looked at."""
    return _box(
        "No procedure was in force then",
        "<p>Nothing is judged without one: write <code>sop/&lt;sop-id&gt;/&lt;day&gt;.yaml</code>, or "
        "<code>python -m dashboard init DIR --from FILE</code> proposes one from a file of metrics. "
        "If you are looking at a past day, choose a later one.</p>",
        "pending",
    )


def nothing_found() -> str:
    """The filters leave nothing."""
    return _box(
        "Nothing matches these choices", "<p>No metric has this procedure, person and state together.</p>", "stale"
    )


def nothing_breaching(healthy: int, latest: dt.datetime | None, as_of: dt.datetime) -> str:
    """All is well: how much is healthy, and how fresh the numbers are that say so."""
    within = "One metric is" if healthy == 1 else f"{healthy} metrics are"
    fresh = f" The newest numbers are of {wording.moment(latest, as_of)}." if latest else ""
    return _box("Nothing is breaching", f"<p>{within} as agreed.{escape(fresh)}</p>", "ok")


def _box(title: str, text: str, state: str) -> str:
    return f'<div class="calm {state}"><h3>{escape(title)}</h3>{text}</div>'

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
        '<p>Nothing is judged without one: <a href="new-sop" target="_self">New SOP</a> asks for it step by step. '
        "Or write <code>sop/&lt;sop-id&gt;/&lt;day&gt;.yaml</code>; or let "
        "<code>python -m dashboard init DIR --from FILE</code> propose one from a file of metrics. If you are looking "
        "at a past day, choose a later one.</p>",
        "pending",
    )


def no_thresholds(title: str, text: str) -> str:
    """Nothing to try in the lab, and why."""
    return _box(title, f"<p>{escape(text)}</p>", "pending")


def no_proposals(view: str) -> str:
    """No proposal in this view."""
    said = {"open": "No change is proposed", "done": "Nothing was decided yet"}.get(view, "No change was ever proposed")
    return _box(
        said,
        "<p>A procedure is improved by proposing its next version: press “Propose a change” above, or find a better "
        'bound in the <a href="lab" target="_self">lab</a> first. Whoever owns the procedure approves it.</p>',
        "ok" if view == "open" else "pending",
    )


def no_reviews() -> str:
    """No SOP in force names a review."""
    return _box(
        "No review is agreed on",
        "<p>Say in the SOP who meets when, under <code>reviews</code>: an <code>id</code>, a <code>title</code>, an "
        "<code>rrule</code> like <code>FREQ=WEEKLY;BYDAY=MO;BYHOUR=10</code>, the <code>chair</code>, and name it as "
        "<code>review</code> of the metrics it looks at.</p>",
        "pending",
    )


def nobody_chosen() -> str:
    """A view of what is mine, and nobody said who that is."""
    return _box("Who are you?", "<p>Choose your name at the top, and this shows what is yours.</p>", "pending")


def no_actions(view: str) -> str:
    """No action in this view."""
    said = {
        "mine": ("Nothing to do", "No open action is yours, or your team's."),
        "overdue": ("Nothing is overdue", "Every open action has its day still to come."),
        "closed": ("Nothing done yet", "Actions that are done or dropped are kept here, with their story."),
    }
    title, text = said.get(view, ("No open actions", "Actions are agreed on in a review, on the item they belong to."))
    return _box(title, f'<p>{text} <a href="review" target="_self">To the reviews</a></p>', "ok")


def no_incidents(view: str) -> str:
    """No incident in this view."""
    said = {
        "after": ("Nothing to write up", "Every incident that was resolved has been reviewed."),
        "mine": ("Nothing waits for you", "No incident has a step, a breach or a post-mortem that is yours."),
        "all": ("No incident yet", "One opens by itself when a threshold with a response fires."),
    }
    opens = "An incident opens by itself when a threshold with a response fires, and is followed here to its end."
    title, text = said.get(view, ("No response is under way", opens))
    return _box(title, f"<p>{escape(text)}</p>", "ok")


def no_past() -> str:
    """No sitting was ever held here."""
    return _box(
        "No review has been held yet",
        '<p>Signed minutes are kept here, with all that was said and decided. <a href="review" target="_self">To the '
        "reviews</a></p>",
        "pending",
    )


def nothing_to_answer(ever: bool) -> str:
    """No incident in the period, or none ever."""
    if ever:
        return _box("No incident in this period", "<p>Choose a longer one, or all procedures and teams.</p>", "ok")
    return _box(
        "No incident has been opened yet",
        "<p>One is opened when an enforced threshold with a <code>respond</code> fires: when the numbers are loaded "
        "here, or by <code>python -m dashboard check</code>. From then on it is counted how long it takes.</p>",
        "pending",
    )


def nothing_fired() -> str:
    """No breach fired in the period."""
    return _box("Nothing fired in this period", "<p>Choose a longer one, or all procedures.</p>", "ok")


def nothing_said() -> str:
    """A search without a hit."""
    return _box("Nothing was said about that", "<p>All words have to occur in one sitting; try fewer.</p>", "stale")


def nothing_found() -> str:
    """The filters leave nothing."""
    return _box(
        "Nothing matches these choices", "<p>No metric has this procedure, person and state together.</p>", "stale"
    )


def no_remarks() -> str:
    """Lint finds nothing in this SOP."""
    return _box(
        "Nothing to remark", "<p>Every metric has what the guidance asks for; see how complete each step is.</p>", "ok"
    )


def nothing_measured() -> str:
    """Metrics, and no observation of the whole population of any."""
    return _box(
        "No level to compare",
        "<p>None of these metrics has observations of its whole population: a row with every segment column empty. "
        'Levels of segments stand on the <a href="drill" target="_self">drill-down</a>.</p>',
        "pending",
    )


def nothing_breaching(healthy: int, latest: dt.datetime | None, as_of: dt.datetime) -> str:
    """All is well: how much is healthy, and how fresh the numbers are that say so."""
    within = "One metric is" if healthy == 1 else f"{healthy} metrics are"
    fresh = f" The newest numbers are of {wording.moment(latest, as_of)}." if latest else ""
    return _box("Nothing is breaching", f"<p>{within} as agreed.{escape(fresh)}</p>", "ok")


def _box(title: str, text: str, state: str) -> str:
    return f'<div class="calm {state}"><h3>{escape(title)}</h3>{text}</div>'

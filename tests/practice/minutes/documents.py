"""Minutes to hand on, made up: of every kind of item, and of texts that somebody wrote to do harm."""

import datetime as dt

from dashboard.practice.minutes.form import Curve, Document, MinutedAction, MinutedItem
from dashboard.practice.minutes.told import Minutes, Remark

AT = dt.datetime(2026, 11, 16, 10)
SIGNED_AT = AT + dt.timedelta(minutes=34)
HASH = "ab" * 32
HOSTILE = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "&amp; &lt;b&gt; &#60;",
    "[click](http://evil.example/x) ![x](http://evil.example/y.png) <http://evil.example/z>",
    "**bold** __under__ `code` ~~gone~~ | a | b | $x$ http://evil.example www.evil.example m@evil.example",
    "# heading\n===\n- item\n1. one\n> quote\n```\nfence\n    code\n\n| a | b |\n|---|---|",
    "--></style></title></textarea><img src=x onerror=alert(1)>",
    "\u05e9\u05dc\u05d5\u05dd \u202etxet\u202c \u0645\u0631\u062d\u0628\u0627",
    "日本語 😀 \x00\x07\x1b[31m \ue000\ue001 {nb}",
)


def curve(points=90, unit="%", **changed):
    """A slide in the last quarter; one point without evidence, one missing, a threshold that moved half-way."""
    at = tuple(dt.datetime(2026, 8, 19) + dt.timedelta(days=i) for i in range(points))
    fell = points - points // 4 - 1
    values = [91 + i % 3 / 10 - (5 if i >= fell else 0) for i in range(points)]
    if points > 4:
        values[1] = None
    middle = at[points // 2]
    bounds = ((at[0], middle, 86.0, None, "critical"), (middle, at[-1], 88.0, None, "critical"))
    evidence = tuple(i != points // 3 for i in range(points))
    made = {"unit": unit, "at": at, "values": tuple(values), "evidence": evidence, "bounds": bounds,
            "breaches": ((at[fell], at[-1]),)}  # fmt: skip
    return Curve(**{**made, **changed})


def action(id="a1", **changed):
    made = {"id": id, "what": "Roll back the index", "who": "mei", "who_name": "Mei Tanaka",
            "due": dt.date(2026, 11, 20), "state": "open"}  # fmt: skip
    return MinutedAction(**{**made, **changed})


def item(id="i1", **changed):
    made = {"id": id, "reason": "new", "state": "critical", "title": "Response accuracy · channel=chat",
            "text": "84.1 %, acceptable ≥ 88 %, since Wed 4 Nov, 12 days", "owner": "ML team", "owner_duty": "analysis",
            "note": "", "decision": "", "decision_comment": "", "until": None, "earlier": (), "lines": (),
            "actions": (), "curve": None}  # fmt: skip
    return MinutedItem(**{**made, **changed})


def document(*items, **changed):
    made = {"sop": "assistant", "sop_title": "Assistant", "review": "weekly", "title": "Weekly review", "at": AT,
            "timezone": "Europe/Berlin", "opened_at": AT + dt.timedelta(minutes=2), "since": AT - dt.timedelta(days=7),
            "as_of": AT + dt.timedelta(minutes=30), "generation": "20261116T040000-3f1c", "digest": "a3f09c1be2d47785",
            "ledger_length": 412, "ledger_head": "9f" * 32, "chair": "Priya Nair",
            "attendees": ("Priya Nair", "Mei Tanaka"), "items": items, "accepted": ("Cost: accepted",),
            "healthy": ("Latency: 2 s", "Uptime: 99.9 %"), "signed_by": "priya", "signed_by_name": "Priya Nair",
            "signed_as": "deputy of Grace Lim", "verified": False}  # fmt: skip
    return Document(**{**made, **changed})


EVERY_KIND = (
    item("1", reason="action", state="warning", title="Label the German set", actions=(action("a0"),), decision="act"),
    item(
        "2", curve=curve(), note="It begins with release 2.4.\nThe index was stale.", decision="act",
        decision_comment="Roll back first.", decided_by="Priya Nair", actions=(action("a1"), action("a2", what="Tell")),
        earlier=("Mon 9 Nov: no action (Priya Nair)",), response="Wrong answers",
    ),
    item("3", reason="worsened", state="warning", title="Satisfaction", decision="accept",
         until=dt.datetime(2026, 11, 30, 23), curve=curve(30, "of 5")),
    item("4", reason="open", state="warning", title="Cost", decision="change_sop", curve=curve(12, "€")),
    item("5", reason="ended", state="ok", title="Error rate", decision="no_action"),
    item("6", reason="stale", state="stale", title="Reviewer rating"),
    item("7", reason="quarantine", state="warning", title="Nightly export", lines=("9 rows: 'n/a' is not a number",)),
    item("8", reason="event", state="ok", title="Deployments and incidents", lines=("Tue 10 Nov: Release 2.4",)),
    item("9", reason="other", state="ok", title="Anything else", text="", owner="", owner_duty=""),
)  # fmt: skip


def draft():
    """Nobody has signed."""
    return Minutes(document(*EVERY_KIND, signed_by="", signed_by_name="", signed_as=""))


def signed():
    """Every kind of item, signed by a deputy who only chose the name."""
    return Minutes(document(*EVERY_KIND), HASH, SIGNED_AT)


def corrected():
    """The same, countersigned and corrected twice since."""
    first = Remark("Priya Nair", AT + dt.timedelta(days=1), True, "The rollback was agreed for Tuesday,\nnot Monday.")
    second = Remark("Mei Tanaka", AT + dt.timedelta(days=2), False, "It was done.")
    return Minutes(
        document(*EVERY_KIND), HASH, SIGNED_AT, (first, second), Remark("Grace Lim", AT + dt.timedelta(hours=5), True)
    )


def empty():
    """Nothing was to be talked about."""
    return Minutes(document(EVERY_KIND[-1], accepted=(), healthy=(), attendees=()), HASH, SIGNED_AT)


def hostile():
    """Every text is one that somebody wrote to do harm."""
    items = [
        item(
            str(i), title=text, text=text, owner=text, owner_duty="analysis", note=text, decision="act",
            decision_comment=text, decided_by=text, response=text, earlier=(text,), lines=(text,),
            actions=(action(f"a{i}", what=text, who_name=text),), curve=curve(20, text),
        )
        for i, text in enumerate(HOSTILE)
    ]  # fmt: skip
    bad = HOSTILE[0] + HOSTILE[1]
    return Minutes(
        document(*items, sop_title=bad, title=bad, chair=bad, attendees=(bad,), invited=HOSTILE, accepted=HOSTILE,
                 healthy=HOSTILE, generation=bad, signed_by_name=bad, signed_as=bad),
        HASH, SIGNED_AT, tuple(Remark(text, AT, True, text) for text in HOSTILE), Remark(bad, AT, False),
    )  # fmt: skip


def sixty():
    """Sixty items, each with a picture and an action."""
    return Minutes(
        document(
            *(item(str(i), title=f"Metric {i}", curve=curve(60 + i), actions=(action(f"a{i}"),)) for i in range(60))
        ),
        HASH, SIGNED_AT,
    )  # fmt: skip

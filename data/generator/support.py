"""The support assistant: a bad release, a slow slide in chat, a language left behind, a bill that grows."""

from pathlib import Path

import numpy as np

from generator import files, told
from generator.series import (
    DAYS,
    HOURS,
    WEEKS,
    Row,
    daytime,
    during,
    episode,
    noise,
    percentages,
    ramp,
    rows,
    volume,
    weekend,
)

DRIFT = 7.2 * ramp(DAYS, "2026-09-28", "2026-11-14")  # the help centre changed; the index still holds the old pages
BAD_RELEASE = 8.5 * episode(DAYS, "2026-02-10", "2026-02-16")
OLD_FRENCH = 7.5 * episode(DAYS, "2026-05-11", "2026-05-25")


def write(folder: Path) -> None:
    events = told.read("support")
    releases = events["deployments"]
    evaluation(folder, releases)
    weekly_review(folder, releases)
    crm(folder, releases)
    telemetry(folder, releases, events)
    billing(folder, releases)
    handover(folder, releases)
    files.delimited(folder / "deployments.csv", ["at", "release", "version", "notes"], releases)
    files.json_lines(folder / "incidents.jsonl", events["incidents"])
    files.delimited(folder / "documents.csv", ["at", "title", "text", "link"], events["documents"])
    files.delimited(folder / "feedback.csv", ["at", "title", "text", "channel", "locale", "metric"], events["feedback"])


def evaluation(folder: Path, releases: list[Row]) -> None:
    """Answers graded every night; Portuguese is a pilot of a few conversations a day."""
    fall = DRIFT + BAD_RELEASE
    others = -0.42 * fall
    by = {
        "channel": {
            "chat": (0.42, 91.2 - fall - 0.2 * OLD_FRENCH),
            "email": (0.38, 92.0 - 0.2 * OLD_FRENCH),
            "phone": (0.20, 90.6 - 0.2 * OLD_FRENCH),
        },
        "locale": {"en": (0.52, 91.8 + others), "de": (0.28, 91.2 + others), "fr": (0.197, 90.9 + others - OLD_FRENCH)},
    }
    n = volume("graded", DAYS, 6500, on_weekend=0.45, growth=0.2)
    made = percentages("response-accuracy", DAYS, n, by, 2, told.versions(releases, DAYS))
    pilot = DAYS[during(DAYS, "2026-08-18") > 0]
    few = np.round(28 + 12 * noise("pilot volume", len(pilot)) * (1 - 0.4 * weekend(pilot)))
    few = np.maximum(few, 4)
    made += rows(
        "response-accuracy",
        pilot,
        np.clip(84 + 9 * noise("pilot", len(pilot)), 0, 100),
        2,
        few,
        told.versions(releases, pilot),
        locale="pt",
    )
    columns = ["date", "metric", "value", "n", "model", "channel", "locale"]
    for row in made:
        row["date"] = row["at"]
    before = [r for r in made if str(r["date"]) < "2026"]
    after = [r for r in made if str(r["date"]) >= "2026"]
    files.delimited(
        folder / "quality-2025.csv",
        columns,
        before,
        spoilt={"2025-11-30,response-accuracy,": "2025-11-31,response-accuracy,91.27,3104,2.5.2,,"},
    )
    files.delimited(
        folder / "quality-2026.csv",
        columns,
        after,
        spoilt={
            "2026-04-14,response-accuracy,": "2026-04-14,response-accuracy,91,6,7702,3.2,,",
            "2026-07-21,response-accuracy,": "2026-07-21,response-accuracy,9O.8,7405,3.3,,",
        },
    )


def weekly_review(folder: Path, releases: list[Row]) -> None:
    """A workbook the reviewers keep: a sample read by people every week."""
    friendly = np.interp(np.arange(len(WEEKS)), *_at_weeks({"2025-08-17": 2.1, "2025-08-24": 2.4, "2025-08-31": 1.7}))
    claims = 1.15 + 0.22 * noise("claims", len(WEEKS)) + friendly
    slide = ramp(WEEKS, "2026-09-28", "2026-11-14")
    rating = 4.25 + 0.05 * noise("rating", len(WEEKS)) - 0.12 * friendly - 0.22 * slide
    n = volume("sample", WEEKS, 2000)
    table = [
        [d.item(), round(float(c), 2), round(float(r), 2), int(k), v]
        for d, c, r, k, v in zip(WEEKS, claims, rating, n, told.versions(releases, WEEKS), strict=True)
    ]
    christmas = list(WEEKS).index(np.datetime64("2025-12-28"))
    table[christmas][1:4] = [None, None, 0]  # nobody read
    table[list(WEEKS).index(np.datetime64("2026-04-05"))][1] = "pending"
    files.sheet(
        folder / "review.xlsx",
        "Weekly sample",
        ["Week ending", "Unsupported claims, %", "Reviewer rating", "Answers read", "Release"],
        table,
    )


def _at_weeks(points: dict[str, float]) -> tuple[list[int], list[float]]:
    """Index and height of peaks that stand alone."""
    order = list(WEEKS)
    index = [order.index(np.datetime64(day)) for day in points]
    return [index[0] - 1, *index, index[-1] + 1], [0.0, *points.values(), 0.0]


def crm(folder: Path, releases: list[Row]) -> None:
    """An export of the German ticket system: decimal comma, dots in thousands, days as it writes them."""
    fall = 0.6 * (DRIFT + BAD_RELEASE)
    by = {"channel": {"chat": (0.42, 74.5 - fall), "email": (0.38, 71.5 + 0 * fall), "phone": (0.20, 75.0 + 0 * fall)}}
    n = volume("tickets", DAYS, 5200, on_weekend=0.4, growth=0.2)
    version = told.versions(releases, DAYS)
    made = percentages("first-contact-resolution", DAYS, n, by, 1, version)
    informal = 0.46 * episode(DAYS, "2025-12-04", "2025-12-19")
    whole = 4.34 - 0.02 * BAD_RELEASE - 0.014 * DRIFT
    for locale, typical, share, dip in [
        ("", 1500, 1.0, 0.28 * informal + 0.012 * OLD_FRENCH),
        ("en", 800, 1.02, 0),
        ("de", 420, 0.995, informal),
        ("fr", 280, 0.985, 0.065 * OLD_FRENCH),
    ]:
        answers = volume(f"survey {locale}", DAYS, typical, on_weekend=0.4)
        score = whole * share - dip + 0.9 / np.sqrt(answers) * noise(f"survey {locale}", len(DAYS))
        made += rows(
            "customer-satisfaction", DAYS, score, 2, answers, version, **({"locale": locale} if locale else {})
        )

    def export(name: str, rows: list[Row], **more: object) -> None:
        columns = {
            "Datum": "at",
            "Kennzahl": "metric",
            "Wert": "value",
            "Anzahl": "n",
            "Version": "model",
            "Kanal": "channel",
            "Sprache": "locale",
        }
        german = [{c: _german(k, r.get(k)) for c, k in columns.items()} for r in rows]
        files.delimited(folder / name, list(columns), german, delimiter=";", **more)  # type: ignore[arg-type]

    migration = {"2026-06-22", "2026-06-23", "2026-06-24", "2026-06-25", "2026-06-26", "2026-06-27", "2026-06-28"}
    concerned = [r for r in made if str(r["at"]) in migration and r["metric"] == "first-contact-resolution"]
    first_told = [r | {"value": round(float(str(r["value"])) - 14.6, 1)} if r in concerned else r for r in made]
    export(
        "crm-2025.csv",
        [r for r in first_told if str(r["at"]) < "2026"],
        spoilt={"08.07.2025;first-contact-resolution;": "08.07.2025;first-contact-resolutoin;74,1;5.214;2.5;;"},
    )
    export(
        "crm-2026.csv",
        [r for r in first_told if str(r["at"]) >= "2026"],
        spoilt={"15.07.2026;customer-satisfaction;": "15.07.2026;customer-satisfaction;4,34;1.120;3.3;web;"},
    )
    export("crm-2026_restated-june.csv", concerned)


def _german(key: str, value: object) -> object:
    if key == "at":
        return f"{value:%d.%m.%Y}"
    if key == "n":
        return f"{value:,}".replace(",", ".")
    return str(value).replace(".", ",") if key == "value" else value


def telemetry(folder: Path, releases: list[Row], events: dict[str, list[Row]]) -> None:
    """Hourly, from the gateway; a monitor pages when an hour is above 4 s."""
    cold = episode(HOURS, "2025-10-21T13", "2025-10-21T22")
    version = told.versions(releases, HOURS)
    made: list[Row] = []
    for region, calls, shift, slow in [("", 420, 0, 3.4), ("eu", 260, 1, 0.0), ("us", 160, -6, 5.6)]:
        name = f"latency {region}"
        busy = daytime(HOURS, shift) * (1 - 0.5 * weekend(HOURS))
        n = np.maximum(np.round(calls * (0.06 + busy) * (1 + 0.1 * noise(f"{name} n", len(HOURS)))), 1)
        value = (1.7 + 0.7 * busy) * np.exp(0.08 * noise(name, len(HOURS))) + cold * slow * (
            1 + 0.1 * noise(f"{name} i", len(HOURS))
        )
        made += rows("answer-latency", HOURS, value, 2, n, version, **({"region": region} if region else {}))
    files.delimited(
        folder / "latency.csv.gz",
        ["at", "p95", "calls", "model", "region"],
        [r | {"p95": r["value"], "calls": r["n"]} for r in made],
    )
    pages = [
        {
            "at": r["at"],
            "title": "Answer latency above 4 s",
            "text": f"p95 {r['value']} s over {r['n']} calls",
            "severity": "page",
            "region": r["region"],
            "metric": "answer-latency",
        }
        for r in made
        if r.get("region") and float(str(r["value"])) > 4
    ]
    files.json_lines(folder / "alerts.jsonl.gz", pages)


def billing(folder: Path, releases: list[Row]) -> None:
    """The provider's bill over conversations, as the billing service logs it."""
    version = told.versions(releases, DAYS)
    longer = 0.0085 * ramp(DAYS, "2026-10-12", "2026-11-02")  # every turn now carries the whole conversation
    cost = (0.0225 + 0.0012 * weekend(DAYS) + 0.001 * during(DAYS, "2026-01-13")) * (
        1 + 0.03 * noise("bill", len(DAYS))
    ) + longer
    n = volume("conversations", DAYS, 15500, on_weekend=0.45, growth=0.2)
    made = [
        {"day": str(d), "cost": round(float(c), 4), "conversations": int(k), "model": v}
        for d, c, k, v in zip(DAYS, cost, n, version, strict=True)
    ]
    made[300]["cost"] = "0.0238 EUR"
    files.json_lines(folder / "billing.jsonl", made)


def handover(folder: Path, releases: list[Row]) -> None:
    """A report that one machine writes; it has written nothing since 11 November."""
    days = DAYS[during(DAYS, "2025-05-16", "2026-11-12") > 0]
    size = len(days)
    fall = 0.35 * (DRIFT + BAD_RELEASE)[:size]
    by = {"channel": {"chat": (0.42, 21.5 + fall), "email": (0.38, 19.0 + 0 * fall), "phone": (0.20, 24.0 + 0 * fall)}}
    made = percentages(
        "handover-rate", days, volume("handovers", days, 6000, on_weekend=0.45), by, 1, told.versions(releases, days)
    )
    twice = dict(made[700], value=27.9)
    columns = ["day", "rate", "conversations", "release", "channel"]
    files.delimited(
        folder / "handover.tsv",
        columns,
        [
            {
                "day": r["at"],
                "rate": r["value"],
                "conversations": r["n"],
                "release": r["model"],
                "channel": r.get("channel"),
            }
            for r in [*made[:701], twice, *made[701:]]
        ],
        delimiter="\t",
    )

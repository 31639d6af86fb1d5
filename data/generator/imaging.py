"""Diagnostic imaging: a scanner whose images changed, a release that saw too much, a form nobody sends any more."""

from pathlib import Path

import numpy as np

from generator import files, told
from generator.series import DAYS, HOURS, WEEKS, Row, during, episode, noise, percentages, rows, volume, weekend

ORION_IN_USE = during(WEEKS, "2026-07-12")
ORION_UPDATE = during(WEEKS, "2026-10-11")
SHARPENED = episode(WEEKS, "2026-02-08", "2026-02-28")


def write(folder: Path) -> None:
    events = told.read("imaging")
    releases = events["deployments"]
    reads(folder, releases)
    safety(folder)
    ratings(folder)
    telemetry(folder)
    worklist(folder, releases)
    files.delimited(folder / "deployments.csv", ["at", "release", "version", "notes"], releases)
    files.json_lines(folder / "incidents.jsonl", events["incidents"])
    files.delimited(folder / "documents.csv", ["at", "title", "text", "link"], events["documents"])
    files.delimited(folder / "feedback.csv", ["at", "title", "text", "site", "metric"], events["feedback"])


def reads(folder: Path, releases: list[Row]) -> None:
    """Weekly comparison with the radiologists' final reports, by scanner and site."""
    version = told.versions(releases, WEEKS)
    fall = 6.9 * ORION_UPDATE
    orion = 0.3 * ORION_IN_USE + 1e-9  # its share of the studies; none before the summer
    other = (1 - orion) / 2
    found = {
        "scanner": {
            "alba": (other, 94.0 + 0 * fall),
            "meridian": (other, 93.6 + 0 * fall),
            "orion": (orion, 93.4 - fall),
        },
        "site": {
            "harbour": (0.45, 93.8 - 0.66 * fall),
            "hill": (0.33, 93.7 + 0 * fall),
            "north": (0.22, 93.4 + 0 * fall),
        },
    }
    alarms = 7.6 * SHARPENED
    healthy = {
        "scanner": {
            "alba": (other, 91.4 + 0 * alarms),
            "meridian": (other, 91.0 - alarms),
            "orion": (orion, 91.2 + 0 * alarms),
        },
        "site": {
            "harbour": (0.45, 91.3 - 0.3 * alarms),
            "hill": (0.33, 91.2 - 0.4 * alarms),
            "north": (0.22, 91.0 - 0.2 * alarms),
        },
    }
    first_orion = WEEKS[ORION_IN_USE > 0][0].item()
    made: list[Row] = []
    for metric, by, cases in [("sensitivity", found, 2800), ("specificity", healthy, 8000)]:
        made += percentages(metric, WEEKS, volume(f"{metric} cases", WEEKS, cases), by, 1, version)
    made = [r for r in made if r.get("scanner") != "orion" or r["at"] >= first_orion]
    island = WEEKS[during(WEEKS, "2025-11-01") > 0]  # a clinic with a dozen findings a week
    few = np.maximum(np.round(11 + 4 * noise("island cases", len(island))), 3)
    made += rows(
        "sensitivity",
        island,
        np.clip(90 + 9 * noise("island", len(island)), 0, 100),
        1,
        few,
        told.versions(releases, island),
        site="island",
    )
    made.sort(key=lambda r: (str(r["at"]), str(r["metric"])))
    files.parquet(
        folder / "reads.parquet",
        {
            "week_ending": [r["at"] for r in made],
            "metric": [r["metric"] for r in made],
            "percent": [r["value"] for r in made],
            "studies": [r["n"] for r in made],
            "model": [r["model"] for r in made],
            "scanner": [r.get("scanner") for r in made],
            "site": [r.get("site") for r in made],
        },
    )


def safety(folder: Path) -> None:
    """A second reading of studies that were not marked, drawn by lot."""
    rate = (
        0.62
        + 0.09 * noise("missed", len(WEEKS))
        + 1.4 * during(WEEKS, "2026-03-08", "2026-03-15")
        + 0.35 * ORION_UPDATE
    )
    n = volume("second reads", WEEKS, 3500)
    files.delimited(
        folder / "second-reading.csv",
        ["week_ending", "missed_per_1000", "studies"],
        [
            {"week_ending": d, "missed_per_1000": round(float(v), 2), "studies": int(k)}
            for d, v, k in zip(WEEKS, rate, n, strict=True)
        ],
    )


def ratings(folder: Path) -> None:
    """Radiologists' rating of the marks, 1 to 5. Victor Chen sent the form; the last came in before he left."""
    weeks = WEEKS[during(WEEKS, "2025-05-16", "2026-10-19") > 0]
    rating = 4.1 + 0.09 * noise("radiologists", len(weeks)) - 0.5 * during(weeks, "2026-02-08", "2026-02-28")
    rating -= 0.2 * during(weeks, "2026-10-11")
    forms = volume("forms", weeks, 38)
    forms[list(weeks).index(np.datetime64("2025-12-28"))] = 6
    files.json_lines(
        folder / "ratings.jsonl",
        [
            {"week_ending": str(d), "rating": round(float(r), 2), "forms": int(k)}
            for d, r, k in zip(weeks, rating, forms, strict=True)
        ],
    )


def telemetry(folder: Path) -> None:
    """Share of each hour in which a test study came back; most hours it is all of them."""
    full_disk = episode(HOURS, "2025-08-19T02", "2025-08-19T09")
    switch = episode(HOURS, "2026-05-27T12", "2026-05-27T15")
    jitter = 1 + 0.08 * noise("outage", len(HOURS))
    made: list[Row] = []
    for site, down in [
        ("", 24 * full_disk + 13 * switch),
        ("harbour", 30 * switch),
        ("hill", 72 * full_disk),
        ("north", 0 * switch),
    ]:
        hiccup = np.maximum(noise(f"uptime {site}", len(HOURS)) - 2.2, 0) * 3
        made += rows("service-uptime", HOURS, 100 - hiccup - down * jitter, 1, **({"site": site} if site else {}))
    files.delimited(
        folder / "uptime.csv.gz",
        ["hour", "uptime", "site"],
        [{"hour": f"{r['at']:%Y-%m-%d %H:%M}", "uptime": r["value"], "site": r.get("site")} for r in made],
    )
    alerts = [
        {
            "at": r["at"],
            "title": f"No marks from {r['site']}",
            "text": f"{r['value']} % of test studies came back",
            "severity": "page",
            "metric": "service-uptime",
            "site": r["site"],
        }
        for r in made
        if r.get("site") and float(str(r["value"])) < 95
    ]
    files.json_lines(folder / "alerts.jsonl", alerts)


def worklist(folder: Path, releases: list[Row]) -> None:
    """From the reading list: a column a metric, Copenhagen days."""
    shared_card = 5.2 * episode(DAYS, "2026-01-19", "2026-01-24")
    minutes = 4.4 + 0.4 * noise("minutes", len(DAYS)) - 0.5 * weekend(DAYS) + shared_card
    holidays = 78 * episode(DAYS, "2025-12-23", "2026-01-05")
    waiting = np.round(
        72 + 7 * noise("waiting", len(DAYS)) + 9 * weekend(DAYS) + holidays + 12 * during(DAYS, "2026-10-29")
    )
    studies = volume("studies", DAYS, 1700, on_weekend=0.5, growth=0.1)
    version = told.versions(releases, DAYS)
    table = [
        {
            "Day": d,
            "Minutes to result (p90)": round(float(m), 1),
            "Studies waiting": int(w),
            "Studies": int(k),
            "Model": v,
        }
        for d, m, w, k, v in zip(DAYS, minutes, waiting, studies, version, strict=True)
    ]
    table.insert(92, table[91] | {"Minutes to result (p90)": 4.9})  # exported twice on the day of an update
    files.delimited(folder / "worklist.csv", list(table[0]), table)

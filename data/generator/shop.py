"""The shop recommender: blank tiles, a slow Friday, inputs that drift, a cluster that moved on a Saturday."""

from pathlib import Path

import numpy as np

from generator import files, told
from generator.series import DAYS, HOURS, Row, daytime, during, episode, noise, ramp, rows, volume, weekend

TILES = episode(DAYS, "2025-09-16", "2025-09-20")
PRICES = ramp(DAYS, "2026-11-05", "2026-11-09")  # the price feed now includes tax in Europe
CATEGORIES = episode(DAYS, "2026-05-04", "2026-05-13")
OLD_MODEL = episode(DAYS, "2026-08-24", "2026-09-10")


def write(folder: Path) -> None:
    events = told.read("shop")
    releases = events["deployments"]
    funnel(folder, releases)
    offline(folder, releases)
    serving(folder, releases)
    costs(folder)
    reports(folder)
    files.delimited(folder / "deployments.csv", ["at", "release", "version", "notes"], releases)
    files.json_lines(folder / "incidents.jsonl", events["incidents"])
    files.json_lines(folder / "feedback.jsonl", events["feedback"])


def funnel(folder: Path, releases: list[Row]) -> None:
    """The web team's daily table: a column a metric, days of New York."""
    version = told.versions(releases, DAYS)
    sale = 0.10 * during(DAYS, "2025-11-27", "2025-12-02") + 0.04 * during(DAYS, "2025-12-02", "2025-12-23")
    made: list[Row] = []
    for device, sessions, clicks, buys, blank in [
        ("", 105000, 7.95, 2.84, 0.56),
        ("app", 58000, 8.2, 3.05, 1.0),
        ("web", 47000, 7.6, 2.60, 0.0),
    ]:
        n = volume(f"sessions {device}", DAYS, sessions, on_weekend=1.15, growth=0.25)
        through = clicks * (
            1 + 0.012 * noise(f"clicks {device}", len(DAYS)) - 0.36 * blank * TILES - 0.05 * OLD_MODEL - 0.02 * PRICES
        )
        convert = buys * (
            1
            + 0.05 * weekend(DAYS)
            + sale
            + 0.025 * noise(f"buys {device}", len(DAYS))
            - 0.24 * blank * TILES
            - 0.03 * PRICES
        )
        made += [
            {
                "date": str(d),
                "device": device,
                "Sessions": int(k),
                "Click-through %": round(float(c), 3),
                "Conversion %": round(float(b), 3),
                "Ranker": v,
            }
            for d, k, c, b, v in zip(DAYS, n, through, convert, version, strict=True)
        ]
    made.sort(key=lambda r: (str(r["date"]), str(r["device"])))
    made[1200]["Conversion %"] = "2.8.1"
    files.delimited(
        folder / "funnel.csv", ["date", "device", "Sessions", "Click-through %", "Conversion %", "Ranker"], made
    )


def offline(folder: Path, releases: list[Row]) -> None:
    """Nightly: ranking quality on held-out clicks, distance of inputs from training. The monitor alerts by itself."""
    version = told.versions(releases, DAYS)
    quality = (
        0.412
        + 0.004 * noise("ndcg", len(DAYS))
        - 0.045 * OLD_MODEL * ramp(DAYS, "2026-08-23", "2026-08-28")
        - 0.010 * PRICES
    )
    made = rows("ranking-quality", DAYS, quality, 4, volume("held-out", DAYS, 40000), version)
    holidays = sum(
        during(DAYS, a, b)
        for a, b in [("2025-11-28", "2025-11-30"), ("2025-12-06", "2025-12-07"), ("2025-12-13", "2025-12-15")]
    )
    for group, moved in [
        ("price", 0.22 * PRICES),
        ("behaviour", 0.15 * holidays),
        ("catalogue", 0.27 * CATEGORIES),
    ]:
        psi = np.abs(0.075 + 0.014 * noise(f"psi {group}", len(DAYS)) + moved)
        made += rows("feature-drift", DAYS, psi, 3, None, version, feature_group=group)
    made += rows(
        "feature-drift",
        DAYS,
        np.abs(0.06 + 0.007 * noise("psi all", len(DAYS)) + 0.06 * PRICES + 0.07 * CATEGORIES),
        3,
        None,
        version,
    )
    made.sort(key=lambda r: str(r["at"]))
    files.delimited(
        folder / "offline.tsv",
        ["date", "metric", "value", "n", "model", "feature_group"],
        [r | {"date": r["at"]} for r in made],
        delimiter="\t",
    )
    alerts = [
        {
            "at": f"{r['at']}T05:00:00Z",
            "title": f"Input drift: {r['feature_group']}",
            "text": f"PSI {r['value']} against the training month",
            "severity": "warning",
            "metric": "feature-drift",
            "feature_group": r["feature_group"],
            "model": r["model"],
        }
        for r in made
        if r.get("feature_group") and float(str(r["value"])) > 0.2
    ]
    files.delimited(
        folder / "alerts.csv", ["at", "title", "text", "severity", "metric", "feature_group", "model"], alerts
    )


def serving(folder: Path, releases: list[Row]) -> None:
    """Hourly p99 by region, from the service mesh."""
    friday = episode(HOURS, "2025-11-28T14", "2025-11-28T22")
    handshake = episode(HOURS, "2026-06-18T08", "2026-06-18T13")
    moved = during(HOURS, "2026-11-14T18")
    version = told.versions(releases, HOURS)
    made: list[Row] = []
    for region, base, calls, shift, worse in [
        ("", 122, 90000, -3, 120 * friday + 30 * handshake + 28 * moved),
        ("us", 112, 52000, -6, 205 * friday),
        ("eu", 118, 26000, 1, 145 * handshake + 105 * moved),
        ("apac", 134, 12000, 8, 0 * friday),
    ]:
        busy = daytime(HOURS, shift)
        n = np.maximum(np.round(calls * (0.15 + busy) * (1 + 0.06 * noise(f"calls {region}", len(HOURS)))), 1)
        p99 = (base - 8 + 12 * busy) * np.exp(0.035 * noise(f"p99 {region}", len(HOURS))) + worse * (
            1 + 0.08 * noise(f"p99 i {region}", len(HOURS))
        )
        made += rows("serving-latency", HOURS, p99, 0, n, version, **({"region": region} if region else {}))
    files.parquet(
        folder / "latency.parquet",
        {
            "at": [r["at"] for r in made],
            "p99_ms": [r["value"] for r in made],
            "calls": [r["n"] for r in made],
            "region": [r.get("region") for r in made],
            "model": [r["model"] for r in made],
        },
    )


def costs(folder: Path) -> None:
    """Cloud bill over served lists, in dollars a thousand."""
    idle = 0.024 * episode(DAYS, "2026-04-13", "2026-04-30")  # larger instances, same scaling rule
    cost = (0.0505 - 0.002 * weekend(DAYS)) * (1 + 0.025 * noise("cloud", len(DAYS))) + idle
    files.delimited(
        folder / "costs.csv",
        ["date", "cost_per_1000"],
        [{"date": d, "cost_per_1000": round(float(c), 4)} for d, c in zip(DAYS, cost, strict=True)],
        spoilt={"2025-12-03,": "2025-12-03,0.0498,USD"},
    )


def reports(folder: Path) -> None:
    """Shoppers who pressed "not for me" with a reason, a 10,000 sessions."""
    knives = 5.4 * episode(DAYS, "2026-08-15", "2026-08-18")
    rate = 3.0 + 0.35 * noise("reports", len(DAYS)) + knives + 0.5 * PRICES
    n = volume("sessions", DAYS, 105000, on_weekend=1.15, growth=0.25)
    files.delimited(
        folder / "reports.csv",
        ["date", "reports_per_10k", "sessions"],
        [
            {"date": d, "reports_per_10k": round(float(v), 2), "sessions": int(k)}
            for d, v, k in zip(DAYS, rate, n, strict=True)
        ],
    )

"""The credit risk model: a feed that changed its meaning, a score that ages in one product, records that were lost."""

from pathlib import Path

import numpy as np

from generator import files, told
from generator.series import DAYS, WEEKS, Row, during, episode, noise, percentages, ramp, rows, volume

PRODUCTS = ("loan", "card", "car")
NEW_FEED = episode(DAYS, "2026-03-09", "2026-04-16")
NEW_FEED_WEEKS = episode(WEEKS, "2026-03-15", "2026-04-20")
AGEING = ramp(WEEKS, "2026-04-26", "2026-11-15")  # car finance: used electric cars, longer terms


def write(folder: Path) -> None:
    events = told.read("credit")
    releases = events["deployments"]
    decisions(folder, releases)
    validation(folder, releases)
    book(folder)
    evidence(folder)
    underwriters(folder, releases)
    files.delimited(folder / "deployments.tsv", ["at", "release", "version", "notes"], releases, delimiter="\t")
    files.json_lines(folder / "incidents.jsonl", events["incidents"])
    files.delimited(folder / "documents.csv", ["at", "title", "text", "link"], events["documents"])
    files.delimited(
        folder / "feedback.csv", ["at", "title", "text", "product", "age_band", "metric"], events["feedback"]
    )


def decisions(folder: Path, releases: list[Row]) -> None:
    """One row a day, a group and a metric, from the decision engine; days are London days."""
    version = told.versions(releases, DAYS)
    n = volume("applications", DAYS, 4500, on_weekend=0.2, growth=0.1)
    season = 0.8 * np.sin(np.arange(len(DAYS)) * 2 * np.pi / 365)
    young = 64.5 - 15 * NEW_FEED + season
    by = {
        "age_band": {
            "18-24": (0.14, young),
            "25-39": (0.36, 66.5 + season),
            "40-59": (0.34, 67.5 + season),
            "60+": (0.16, 66.0 + season),
        },
        "product": {
            "loan": (0.45, 65.8 - 2.1 * NEW_FEED + season),
            "card": (0.40, 68.0 - 2.1 * NEW_FEED + season),
            "car": (0.15, 63.5 - 2.1 * NEW_FEED + season),
        },
        "region": {
            "north": (0.33, 65.4 - 2.1 * NEW_FEED + season),
            "south": (0.42, 67.0 - 2.1 * NEW_FEED + season),
            "west": (0.25, 66.2 - 2.1 * NEW_FEED + season),
        },
    }
    made = percentages("approval-rate", DAYS, n, by, 2, version)
    campaign = 0.085 * episode(DAYS, "2026-08-03", "2026-08-18")  # a summer offer brings other applicants
    psi = np.abs(0.045 + 0.007 * noise("psi", len(DAYS)) + 0.27 * NEW_FEED + campaign)
    made += rows("score-stability", DAYS, psi, 4, n, version)
    columns = ["date", "metric", "value", "applications", "scorecard", "age_band", "product", "region"]
    for row in made:
        row |= {"date": row["at"], "applications": row["n"], "scorecard": row["model"]}
    made.sort(key=lambda row: (str(row["date"]), str(row["metric"])))
    for year in ("2025", "2026"):
        of_year = [r for r in made if str(r["date"]).startswith(year)]
        spoilt = (
            {"2026-02-28,score-stability,": "2026-02-29,score-stability,0.0461,912,R8,,,"} if year == "2026" else None
        )
        files.delimited(folder / f"decisions-{year}.csv.gz", columns, of_year, spoilt=spoilt)


def validation(folder: Path, releases: list[Row]) -> None:
    """Weekly, by the validation team's notebook."""
    version = told.versions(releases, WEEKS)
    made: list[Row] = []
    weak = 0.010 * NEW_FEED_WEEKS
    for product, base, size, spread, fall in [
        ("", 0.781, 5400, 0.003, 0.008),
        ("loan", 0.788, 2500, 0.004, 0),
        ("card", 0.779, 2000, 0.004, 0),
        ("car", 0.771, 900, 0.006, 0.050),
    ]:
        auc = base - weak - fall * AGEING + spread * noise(f"auc {product}", len(WEEKS))
        made += rows(
            "discrimination",
            WEEKS,
            auc,
            4,
            volume(f"outcomes {product}", WEEKS, size),
            version,
            **({"product": product} if product else {}),
        )
    error = 1.1 + 0.14 * noise("calibration", len(WEEKS)) + 1.5 * NEW_FEED_WEEKS + 0.3 * AGEING
    made += rows("calibration-error", WEEKS, error, 3, volume("outcomes", WEEKS, 5400), version)
    files.parquet(
        folder / "validation.parquet",
        {
            "week_ending": [r["at"] for r in made],
            "metric": [r["metric"] for r in made],
            "value": [r["value"] for r in made],
            "outcomes": [r["n"] for r in made],
            "scorecard": [r["model"] for r in made],
            "product": [r.get("product") for r in made],
        },
    )


def book(folder: Path) -> None:
    """Weekly extract of the loan book: dates as British offices write them."""
    offer = 1.25 * episode(WEEKS, "2026-01-11", "2026-02-15")
    growth = 1 + 0.12 * np.arange(len(WEEKS)) / len(WEEKS)
    made: list[Row] = []
    for product, base, accounts, more in [
        ("", 2.60, 212000, 0.40 * offer + 0.08 * AGEING),
        ("loan", 2.48, 98000, 0 * offer),
        ("card", 2.74, 86000, offer),
        ("car", 2.55, 28000, 0.62 * AGEING),
    ]:
        rate = base + 0.04 * noise(f"default {product}", len(WEEKS)) + more
        segment = {"product": product} if product else {}
        made += rows("default-rate", WEEKS, rate, 2, np.round(accounts * growth), **segment)
    table = [
        {"week": f"{r['at']:%d/%m/%Y}", "defaulted": r["value"], "accounts": r["n"], "product": r.get("product")}
        for r in made
    ]
    files.delimited(
        folder / "default-rate.csv",
        ["week", "defaulted", "accounts", "product"],
        table,
        spoilt={"28/06/2026,": "31/06/2026,2.64,230722,"},
    )


def evidence(folder: Path) -> None:
    """Decisions whose inputs, reasons and version are all in the archive."""
    lost = 3.3 * episode(DAYS, "2025-09-08", "2025-09-13")
    yesterday = 0.62 * during(DAYS, "2026-11-15")
    complete = np.minimum(99.93 + 0.025 * noise("evidence", len(DAYS)), 100) - lost - yesterday
    n = volume("archived", DAYS, 4500, on_weekend=0.2, growth=0.1)
    files.json_lines(
        folder / "evidence.jsonl",
        [
            {"date": str(d), "complete": round(float(c), 2), "decisions": int(k)}
            for d, c, k in zip(DAYS, complete, n, strict=True)
        ],
    )


def underwriters(folder: Path, releases: list[Row]) -> None:
    """Underwriters rate the reasons the model gives, 1 to 5."""
    since = WEEKS[during(WEEKS, "2025-11-03") > 0]
    rating = (
        3.85
        + 0.12 * noise("underwriters", len(since))
        - 0.25 * during(since, "2026-03-15", "2026-04-20")
        + 0.25 * during(since, "2026-09-14")
    )
    table = [
        [d.item(), round(float(r), 2), int(k), v]
        for d, r, k, v in zip(since, rating, volume("raters", since, 46), told.versions(releases, since), strict=True)
    ]
    files.sheet(
        folder / "underwriters.xlsx", "Ratings", ["Week", "Usefulness of reasons", "Ratings", "Scorecard"], table
    )

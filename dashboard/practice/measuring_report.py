"""Response times and noise, as documents for machines and as text for people."""

import datetime as dt
import math
from typing import Any

import pandas as pd

from dashboard.practice import wording
from dashboard.practice.firing_together import TOGETHER
from dashboard.practice.noise import AGAIN, Noise, Noisy
from dashboard.practice.report import aligned
from dashboard.practice.response_times import ResponseTimes, Times, in_time, summarised, times


def response_json(seen: ResponseTimes, by: str) -> dict[str, object]:
    """What `response-times --json` has: hours are numbers or null, of those alone that came so far."""
    rows = seen.incidents
    share = in_time(rows)
    return {
        "incidents": _records(rows),
        "acknowledge": _times_json(times(rows, "acknowledge"), "waiting"),
        "resolve": _times_json(times(rows, "resolve"), "under_way"),
        "steps": {"in_time": share.n, "due": share.of},
        "by": _records(summarised(rows, by).rename(columns={by: "of"})),
    }


def _times_json(found: Times, without: str) -> dict[str, object]:
    return {"n": found.n, "median_hours": found.median, "p90_hours": found.most, without: found.without}


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows; instants as documents have them, what is unknown as null."""
    return [{str(name): _plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def _plain(cell: Any) -> object:
    if pd.isna(cell):
        return None
    return wording.instant(cell.to_pydatetime()) if isinstance(cell, pd.Timestamp) else cell


def of_response(seen: ResponseTimes, by: str, named: str) -> str:
    """What it comes to, and a line a group."""
    rows = seen.incidents
    if rows.empty:
        return "no incident was opened"
    share = in_time(rows)
    lines = [
        f"{wording.counted(len(rows), 'incident')}",
        f"acknowledged: {_times(times(rows, 'acknowledge'), 'not yet')}",
        f"resolved: {_times(times(rows, 'resolve'), 'under way')}",
        f"steps in time: {share.n} of {share.of} that were due",
        "",
    ]
    heading = [named, "incidents", "acknowledged", "nine of ten", "resolved", "nine of ten", "waiting", "steps in time"]
    cells = [
        [
            str(row[by]), str(row["n"]), *(_hours(row[c]) for c in ("acknowledge_median", "acknowledge_90",
            "resolve_median", "resolve_90")), str(row["waiting"]),
            wording.NONE if math.isnan(row["share_in_time"]) else wording.share(row["share_in_time"]),
        ]
        for row in summarised(rows, by).to_dict("records")
    ]  # fmt: skip
    return "\n".join([*lines, *aligned([heading, *cells])])


def _times(found: Times, without: str) -> str:
    said = [f"after {_hours(found.median)} (median), nine of ten within {_hours(found.most)}"] if found.n else []
    return ", ".join([*said, *([f"{found.without} {without}"] if found.without else [])])


def _hours(number: float | None) -> str:
    return wording.NONE if number is None or math.isnan(number) else wording.span(dt.timedelta(hours=number))


def noise_json(seen: Noise) -> dict[str, object]:
    """What `noise --json` has; `again` is within `again_days` of an end, `together` within `together_days`."""
    thresholds = [
        {**t.__dict__, "last_at": wording.instant(t.last_at), "reasons": list(t.reasons),
         "changed_on": t.changed_on.isoformat() if t.changed_on else None}
        for t in seen.thresholds
    ]  # fmt: skip
    together = [{**p.__dict__, "first": list(p.first), "second": list(p.second)} for p in seen.pairs]
    return {
        "again_days": AGAIN.days,
        "together_days": TOGETHER.days,
        "fired": seen.fired,
        "again": seen.again,
        "unseen": seen.unseen,
        "thresholds": thresholds,
        "together": together,
    }


def changed(noisy: Noisy, as_of: dt.datetime) -> str:
    """Since when the SOP states the threshold as it does now, if some fired before; else ''."""
    if noisy.changed_on is None:
        return ""
    after = f"{noisy.since_change} of {noisy.fired}" if noisy.since_change else "none of them"
    return f"Stated as it is now since {wording.day(noisy.changed_on, as_of)}: {after} fired after."


def of_noise(seen: Noise, as_of: dt.datetime) -> str:
    """A line a threshold that fired, the noisiest first, under it what a review can do; then the pairs."""
    if not seen.thresholds:
        return "nothing fired"
    lines = [f"{seen.fired} fired, {seen.again} again within {wording.span(AGAIN)}, {seen.unseen} unseen"]
    cells = [
        [t.level, f"{t.title} ({t.threshold})", f"fired {t.fired}", f"again {t.again}", f"unseen {t.unseen}",
         f"last {wording.day(t.last_at, as_of)}"]
        for t in seen.thresholds
    ]  # fmt: skip
    for threshold, line in zip(seen.thresholds, aligned(cells), strict=True):
        lines += [line, *(f"    {text}" for text in (*threshold.reasons, changed(threshold, as_of)) if text)]
    for pair in seen.pairs:
        named = " and ".join("/".join(key) for key in (pair.first, pair.second))
        lines += [f"together in {pair.together} of {pair.cases}: {named}", f"    {pair.reason}"]
    return "\n".join(lines)

"""Trends to draw: a year of daily accuracy that breaches after a release, and the parts a test may want to change."""

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd

from dashboard.practice.breach import Breach
from dashboard.practice.ownership import Holding, Ownership
from dashboard.practice.trend import Step, Trend

START, END = dt.datetime(2026, 7, 1), dt.datetime(2026, 11, 16)
CHANGED = dt.datetime(2026, 9, 18)
RELEASED = dt.datetime(2026, 11, 2, 9, 30)
SINCE, FIRED = dt.datetime(2026, 11, 5), dt.datetime(2026, 11, 7)
MEI = Holding("analysis", "mei", "Mei Tanaka", "mei@example.org", ())


def step(threshold="floor", level="critical", start=START, end=None, **bounds) -> Step:
    stated = {"stage": "enforced", "signal": "value", "lower": None, "upper": None} | bounds
    stated = {"recover_lower": stated["lower"], "recover_upper": stated["upper"]} | stated
    return Step(threshold=threshold, level=level, start=start, end=end, version=start.date(), **stated)


def episode(since=SINCE, fired_at=FIRED, ended_at=None, level="critical", signal="value", stage="enforced") -> Breach:
    return Breach(
        sop="support", sop_title="Support", metric="accuracy", title="Accuracy", unit="%", segment="",
        threshold="floor", level=level, stage=stage, signal=signal, lower=88, upper=None, since=since,
        fired_at=fired_at, ended_at=ended_at,
        ended_because="recovered" if ended_at else None, worst=84.0, points=9, value=84.1, value_at=END,
        ownership=Ownership(MEI, (MEI,), None, ()), response=None, response_title=None, first_step=None,
        first_step_due=None, runbook=None,
    )  # fmt: skip


def points(at, value, n=400.0, model_version=None, evidence=True, breaching=False) -> pd.DataFrame:
    frame = pd.DataFrame({"at": pd.DatetimeIndex(at).as_unit("us"), "value": value})
    return frame.assign(n=n, model_version=model_version, evidence=evidence, breaching=breaching)


def spans(episodes) -> pd.DataFrame:
    """What the trend has of all its breaches."""
    names = ["threshold", "level", "stage", "signal", "since", "fired_at", "ended_at"]
    frame = pd.DataFrame([{name: getattr(e, name) for name in names} for e in episodes], columns=names)
    return frame.astype(dict.fromkeys(names[4:], "datetime64[us]"))


def events(*rows) -> pd.DataFrame:
    columns = ["kind", "at", "until", "title", "text", "model_version", "severity", "link"]
    frame = pd.DataFrame([{**dict.fromkeys(columns), **row} for row in rows], columns=columns)
    return frame.astype({"at": "datetime64[us]", "until": "datetime64[us]"})


def accuracy(**changed) -> Trend:
    """Some noise around 91 %, under 88 % from SINCE on; the floor was raised from 87 % on CHANGED."""
    at = pd.date_range(START, END, freq="D")
    value = 91 + np.random.default_rng(7).normal(0, 0.8, len(at)) - 6.0 * (at >= SINCE)
    drawn = points(at, value, breaching=at >= SINCE, model_version=np.where(at < RELEASED, "3.3", "3.4"))
    drawn.loc[40, ["n", "evidence", "value"]] = [12, False, 84.0]
    drawn.loc[60, ["value", "evidence"]] = [np.nan, False]
    drawn = drawn.drop(index=range(70, 80))
    change = pd.DataFrame({"at": at, "value": np.where(at >= SINCE, -0.066, 0.002)})
    trend = Trend(
        sop="support",
        metric="accuracy",
        title="Accuracy",
        unit="%",
        segment="",
        points=drawn,
        signals={"change 28d": change},
        steps=(
            step(end=CHANGED, lower=87.0, recover_lower=87.5),
            step(start=CHANGED, lower=88.0, recover_lower=88.5),
            step("slide", "warning", lower=-0.05, signal="change 28d"),
            step("hope", "warning", stage="aspirational", lower=93.0),
            step("near", "warning", lower=89.5),
        ),
        episodes=(
            episode(), episode(SINCE, SINCE, level="warning", signal="change 28d"),
        ),
        spans=spans(()),
        events=events(
            {"kind": "deployment", "at": RELEASED, "title": "Release 3.4", "model_version": "3.4"},
            {"kind": "deployment", "at": RELEASED - dt.timedelta(days=2), "title": "Fix", "model_version": "3.3.9"},
            {"kind": "incident", "at": FIRED, "until": END, "title": "Wrong refunds <b>", "text": "Ten of them."},
            {"kind": "alert", "at": FIRED, "title": "Accuracy below floor"},
            {"kind": "sop_change", "at": CHANGED, "title": "Version 2026-09-18", "text": "because it was noticed late"},
        ),
        revisions=pd.DataFrame({"at": [at[100]], "value": [89.0], "restated_at": [at[103]]}),
        total=len(drawn),
        first_at=START,
        last_at=END,
    )  # fmt: skip
    trend = dataclasses.replace(trend, **changed)
    return trend if "spans" in changed else dataclasses.replace(trend, spans=spans(trend.episodes))

"""What people wrote: releases, incidents, alerts, reports, documents, from `told/<example>.yaml`."""

from pathlib import Path

import numpy as np
import yaml

from generator.series import Row


def read(example: str) -> dict[str, list[Row]]:
    """Kind of event → its rows, as written."""
    told: dict[str, list[Row]] = yaml.safe_load((Path(__file__).parent / "told" / f"{example}.yaml").read_text("utf-8"))
    return told


def versions(deployments: list[Row], at: np.ndarray) -> list[str]:
    """The model version that was in production at each point: that of the last release before it."""
    order = sorted(deployments, key=lambda row: str(row["at"]))
    starts = np.array([np.datetime64(str(row["at"]).rstrip("Z"), "s") for row in order])
    # A day or week is reported at its start or end; the release of that day counts for it.
    whole_days = np.datetime_data(at.dtype)[0] == "D"
    points = at.astype("datetime64[s]") + np.timedelta64(86399 if whole_days else 0, "s")
    index = np.searchsorted(starts, points, side="right") - 1
    return [str(order[max(i, 0)]["version"]) for i in index]

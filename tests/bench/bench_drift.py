"""Change points of 1,000 series of two years against those that Apache Otava finds in the same; what is found of
planted shifts, and what in series without one.

The time is a ratio measured in this one run. Otava runs in an environment of its own, made at the first run; where it
cannot be installed the output says so.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import ruptures

from dashboard.history.drift import change_points
from tests.history.simulated import Simulated, chosen_on, reported_on

SERIES = 1000
TRIED = 100
HERE = Path(__file__).parent
ENVIRONMENT = HERE.parents[1] / ".venv" / "otava"
OTAVA = """
import sys, time, numpy
from otava.analysis import compute_change_points
series = [list(row) for row in numpy.load(sys.argv[1])]
compute_change_points(series[0])
began = time.perf_counter()
found = [compute_change_points(row)[0] for row in series]
print(time.perf_counter() - began, sum(map(len, found)))
"""


def otava() -> Path | str:
    """The Python that has it, or why there is none."""
    python = ENVIRONMENT / "bin" / "python"
    steps = [
        [sys.executable, "-m", "venv", ENVIRONMENT],
        [python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements-otava.txt"],
    ]
    try:
        if subprocess.run([python, "-c", "import otava"], capture_output=True).returncode == 0:
            return python
    except OSError:
        pass
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True)
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
    return python


def ours(series: Simulated) -> list[int]:
    """The configuration of the product."""
    return [change.index for change in change_points(series.at, series.value)]


def plain(series: Simulated) -> list[int]:
    """Binary segmentation alone, as a yardstick: no seasons, no trend, independent noise."""
    z = (series.value - series.value.mean()) / series.value.std()
    return ruptures.Binseg(model="l2", jump=1).fit(z).predict(pen=3 * np.log(z.size))[:-1]


def rates(name: str, detect: Callable[[Simulated], list[int]], family: Callable[..., Simulated], margin: float) -> None:
    """Prints what a way of detecting makes of a family of series."""
    alarms = sum(bool(detect(family(50_000 + seed))) for seed in range(TRIED))
    hit = wrong = planted = 0
    for seed in range(TRIED):
        series = family(60_000 + seed, shifts=1 + seed % 2, trend=(0, 5)[seed % 4 == 3])
        some, none = series.found(detect(series), margin)
        hit, wrong, planted = hit + some, wrong + none, planted + len(series.shifts)
    print(f"  {name}: {hit / planted:.0%} of shifts found, {hit / max(hit + wrong, 1):.0%} of what was found is one; "
          f"{alarms} of {TRIED} quiet series with a false alarm")  # fmt: skip


def main() -> None:
    series = [chosen_on(seed, shifts=seed % 3, missing=0) for seed in range(SERIES)]
    ours(series[0])
    began = time.perf_counter()
    found = sum(len(ours(one)) for one in series)
    took = time.perf_counter() - began
    points = series[0].value.size
    print(f"change points of {SERIES:,} series of {points} points: {took:.2f} s, {found:,} found")
    python = otava()
    if isinstance(python, str):
        print(f"apache-otava could not be installed, so there is nothing to compare with: {python}")
    else:
        with tempfile.NamedTemporaryFile(suffix=".npy") as file:
            np.save(file.name, np.stack([one.value for one in series]))
            done = subprocess.run([python, "-c", OTAVA, file.name], capture_output=True, text=True, check=True)
        seconds, theirs = done.stdout.split()
        ratio = float(seconds) / took
        print(f"apache-otava on the same series: {float(seconds):.2f} s, {theirs} found; "
              f"{ratio:.1f} times as long (at least 5)")  # fmt: skip
    families = {
        "as the configuration was chosen on, other seeds": (chosen_on, 7.0),
        "another family: daily at odd times": (lambda seed, **how: reported_on(seed, kind="daily", **how), 7.0),
        "another family: every six hours": (lambda seed, **how: reported_on(seed, kind="hours", **how), 7.0),
        "another family: weekly": (lambda seed, **how: reported_on(seed, kind="weekly", **how), 21.0),
    }
    for title, (family, margin) in families.items():
        print(f"{title}; a shift is found within {margin:.0f} days")
        rates("this", ours, family, margin)
        rates("binary segmentation alone", plain, family, margin)


if __name__ == "__main__":
    main()

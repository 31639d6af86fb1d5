"""Writes the histories of the four worked examples to `data/raw/`, the same bytes every time.

    python data/generate.py             rewrites data/raw
    python data/generate.py --to DIR    writes them below DIR instead
    python data/generate.py acts        rewrites data/acts.jsonl.gz, from data/raw and sop/ as they are

What happens in them is told in STORIES.md. Numbers are made in `generator/<example>.py`; what people wrote (releases,
post-mortems, reports, documents) stands in `generator/told/<example>.yaml`, and what they did about it in
`generator/told/acts/<example>.yaml`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from generator import credit, imaging, shop, support

DATA = Path(__file__).resolve().parent
EXAMPLES = {"support": support, "credit": credit, "shop": shop, "imaging": imaging}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("raw", "acts"), default="raw")
    parser.add_argument("--to", type=Path, metavar="DIR")
    asked = parser.parse_args()
    if asked.what == "acts":
        acts((asked.to or DATA) / "acts.jsonl.gz")
    else:
        raw(asked.to or DATA / "raw")


def raw(target: Path) -> None:
    for name, example in EXAMPLES.items():
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        example.write(folder)
        print(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir()) / 1024:,.0f} KiB")


def acts(target: Path) -> None:
    sys.path.insert(0, str(DATA.parent))  # the acts are played by the rules of the product itself
    from generator.acts import write

    with tempfile.TemporaryDirectory() as scratch:
        count = write(DATA.parent, Path(scratch), target)
    print(f"{target}: {count:,} acts, {target.stat().st_size / 1024:,.0f} KiB")


if __name__ == "__main__":
    main()

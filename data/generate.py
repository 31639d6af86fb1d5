"""Writes the histories of the four worked examples to `data/raw/`, the same bytes every time.

    python data/generate.py             rewrites data/raw
    python data/generate.py --to DIR    writes them below DIR instead

What happens in them is told in STORIES.md. Numbers are made in `generator/<example>.py`; what people wrote (releases,
post-mortems, reports, documents) stands in `generator/told/<example>.yaml`.
"""

import argparse
from pathlib import Path

from generator import credit, imaging, shop, support

EXAMPLES = {"support": support, "credit": credit, "shop": shop, "imaging": imaging}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "raw", metavar="DIR")
    target = parser.parse_args().to
    for name, example in EXAMPLES.items():
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        example.write(folder)
        print(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir()) / 1024:,.0f} KiB")


if __name__ == "__main__":
    main()

"""Writes the committed JSON Schemas from the models: `python -m tests.write_schemas`. A test holds them current."""

from pathlib import Path

from dashboard.history.sources.config import Sources
from dashboard.practice.telling.settings import Notifications
from dashboard.sop.schema import SCHEMAS, schema_text

ROOT = Path(__file__).parents[1]


def schemas() -> dict[Path, str]:
    """Each committed schema file, and what must be in it."""
    texts = {ROOT / "sop/schema" / name: schema_text(model) for name, model in SCHEMAS.items()}
    beside = {"sources.schema.json": Sources, "notifications.schema.json": Notifications}
    return {**texts, **{ROOT / "data" / name: schema_text(model) for name, model in beside.items()}}


if __name__ == "__main__":
    for path, text in schemas().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

"""The models as JSON Schema, so that editors complete keys and mark mistakes while the file is being written.

The committed copies stand in `sop/schema/`; a test holds them current. A version file names its own in its first line:
`# yaml-language-server: $schema=../schema/sop.schema.json`.
"""

import json
from typing import Any

from pydantic import BaseModel

from dashboard.sop.definitions import NOUNS, USE, LibraryFile
from dashboard.sop.model import People, Sop

SCHEMAS: dict[str, type[BaseModel]] = {
    "sop.schema.json": Sop, "people.schema.json": People, "library.schema.json": LibraryFile,
}  # fmt: skip


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema (draft 2020-12) of files of this model, as it is committed: keys as the file writes them."""
    stated = model.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **(_using(stated) if model is Sop else stated)}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _using(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an SOP, in whose lists an entry may also `use` a definition and say otherwise what it likes."""
    parts = schema["$defs"]
    for kind in NOUNS:
        items = schema["properties"][kind]["items"]
        name = items["$ref"].rsplit("/", 1)[-1]
        use = {**parts["Objective"]["properties"]["id"], "title": "Use"}
        parts[f"{name}Use"] = {
            **parts[name], "title": f"{name}Use", "required": [USE],
            "description": "A definition of the library; a key beside `use` stands in place of the definition's.",
            "properties": {USE: use, **parts[name]["properties"]},
        }  # fmt: skip
        taken = {"$ref": f"#/$defs/{name}Use"}
        schema["properties"][kind]["items"] = {"if": {"required": [USE]}, "then": taken, "else": items}
    return schema

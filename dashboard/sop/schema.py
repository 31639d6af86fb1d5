"""The models as JSON Schema, so that editors complete keys and mark mistakes while the file is being written.

The committed copies are `sop/schema/sop.schema.json` and `sop/schema/people.schema.json`; a test holds them current.
A version file names it in its first line: `# yaml-language-server: $schema=../schema/sop.schema.json`.
"""

import json

from pydantic import BaseModel

from dashboard.sop.model import People, Sop

SCHEMAS: dict[str, type[BaseModel]] = {"sop.schema.json": Sop, "people.schema.json": People}


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema (draft 2020-12) of files of this model, as it is committed: keys as the file writes them."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(by_alias=True)}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"

"""A few lines of Python that read the numbers of a view from the very generation that it was drawn from."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path


def snippet(warehouse_file: Path, query: str, parameters: Mapping[str, object]) -> str:
    """Python that runs `query` on the published generation, read-only, with `parameters` bound, and has it as a frame.

    Parameters are written as Python has them: texts, numbers, lists of them, naive UTC instants.
    """
    imports = ["import duckdb"]
    if any(isinstance(value, dt.datetime) for value in parameters.values()):
        imports.insert(0, "import datetime\n")
    bound = "".join(f"    {name!r}: {value!r},\n" for name, value in parameters.items())
    quoted = query.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').strip()
    return (
        "\n".join(imports)
        + f'\n\ndb = duckdb.connect({str(warehouse_file)!r}, read_only=True)\nquery = """\n{quoted}\n"""\n'
        + f"parameters = {{\n{bound}}}\ndb.execute(query, parameters).df()\n"
    )

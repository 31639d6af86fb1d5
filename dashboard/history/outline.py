"""The outline of long series, drawn at a load: a small part of their observations that tells a picture all it needs.

Time is cut into cells of one width; of each cell and model version the outline has the first, the last, the lowest and
the highest observation. A pixel column made of whole cells then has its own four among them, and so a picture of
millions of points is made from some tens of thousands. What was appended behind the sorted part is not in it.
"""

import duckdb

from dashboard.history.parsing import run
from dashboard.history.sql import creation, parts

LONG = 250_000  # rows: reading fewer takes no time worth saving
ROWS = 512  # observations a cell, on average
_SQL = parts("outline.sql")


def draw(con: duckdb.DuckDBPyConnection, resorted: bool) -> None:
    """Brings the outline up to date after a load: of all long series where the table was `resorted` or has none yet (a
    generation made before there were outlines), else of those in the temp table `correction`."""
    everything = resorted or not run(con, _SQL["there"], {})[0][0]
    if everything:
        con.execute("DROP TABLE IF EXISTS outline")
        con.execute(creation("outline"))
    for metric, source, segment, first, last in run(con, _SQL["long"], {"long": LONG, "all": everything}):
        params = {"metric": metric, "source": source, "segment": segment, "first": first, "last": last, "rows": ROWS}
        if not everything:
            run(con, _SQL["rub_out"], params)
        run(con, _SQL["draw"], params | {"cell": run(con, _SQL["cell"], params)[0][0]})

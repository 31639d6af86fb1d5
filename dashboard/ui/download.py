"""Tables as files to download, however long they are."""

import io

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from dashboard.practice.spreadsheet import FORMULA, defused


def as_csv(table: pa.Table) -> bytes:
    """The table as CSV in UTF-8; texts that a spreadsheet would take for a formula get a ' before them, names too."""
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            text = table.column(index)
            quoted = pc.binary_join_element_wise(pa.scalar("'", field.type), text, pa.scalar("", field.type))
            risky = pc.match_substring_regex(text, FORMULA)
            table = table.set_column(index, field.name, pc.if_else(risky, quoted, text))
    table = table.rename_columns([defused(name) for name in table.column_names])
    sink = io.BytesIO()
    pyarrow.csv.write_csv(table, sink)
    return sink.getvalue()


def as_parquet(table: pa.Table) -> bytes:
    """The table as Parquet, as it is."""
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()

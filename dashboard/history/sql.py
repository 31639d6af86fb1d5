"""The .sql files beside this module: named parts, each beginning with a line `-- :name`; and the tables' schema."""

import re
from pathlib import Path


def parts(name: str) -> dict[str, str]:
    """name → SQL, for every part of the file."""
    text = Path(__file__).with_name(name).read_text()
    return dict(re.findall(r"^-- :(\w+)[^\n]*\n(.*?)(?=^-- :|\Z)", text, re.M | re.S))


def creation(table: str) -> str:
    """The statements of schema.sql that create the table and document it."""
    return next(re.finditer(rf"CREATE TABLE {table} \(.*?(?=\n\n|\Z)", schema(), re.S))[0]


def schema() -> str:
    """All of schema.sql: the tables of a generation, with what each means."""
    return Path(__file__).with_name("schema.sql").read_text()

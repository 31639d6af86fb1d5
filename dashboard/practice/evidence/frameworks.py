"""Which section helps with which article, function or clause, as the table in `frameworks.yaml` says it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dashboard import yamlfile
from dashboard.errors import FileProblems, Problem, nearest

FILE = Path(__file__).with_suffix(".yaml")
Words = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """What every part of the table has in common: it is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Helps(Part):
    """That a section helps, and how."""

    section: Words
    because: Words


class Item(Part):
    """An article, function or clause: its name, and what it is about in a few words of our own."""

    name: Words
    about: Words
    sections: Annotated[tuple[Helps, ...], Field(min_length=1)]


class Framework(Part):
    """A law, framework or standard."""

    id: Words
    title: Words
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Frameworks(Part):
    """The whole table; `note` is what has to be read with it."""

    note: Words
    frameworks: Annotated[tuple[Framework, ...], Field(min_length=1)]

    def of(self, section: str) -> list["Reference"]:
        """Where that section helps, in the order of the table."""
        return [
            Reference(framework, item, helps.because)
            for framework in self.frameworks
            for item in framework.items
            for helps in item.sections
            if helps.section == section
        ]


@dataclass(frozen=True)
class Reference:
    """One item that a section helps with."""

    framework: Framework
    item: Item
    because: str


@cache
def frameworks() -> Frameworks:
    """The table that comes with the product."""
    from dashboard.practice.evidence.sections import CHAPTERS

    return read(FILE, [chapter.id for chapter in CHAPTERS])


def read(path: Path, known: Collection[str]) -> Frameworks:
    """The table in a file. Raises FileProblems for one that cannot be used: an unknown section, one that stands
    nowhere, one named twice for an item."""
    table, places = yamlfile.load_with_positions(path, Frameworks, path.name)
    problems, used = [], set()
    for f, framework in enumerate(table.frameworks):
        for i, item in enumerate(framework.items):
            named = [helps.section for helps in item.sections]
            used.update(named)
            for s, section in enumerate(named):
                at = places.of("frameworks", f, "items", i, "sections", s, "section")
                if section not in known:
                    problems.append(Problem(path.name, *at, f"unknown section '{section}'{nearest(section, known)}"))
                elif section in named[:s]:
                    problems.append(Problem(path.name, *at, f"section '{section}' stands twice under {item.name}"))
    for section in known:
        if section not in used:
            problems.append(Problem(path.name, 0, 0, f"section '{section}' stands under no item"))
    if problems:
        raise FileProblems(problems)
    return table

"""The table of articles, functions and clauses: whole, and held to the sections that there are."""

import pytest

from dashboard.errors import FileProblems
from dashboard.practice.evidence.frameworks import FILE, frameworks, read
from dashboard.practice.evidence.sections import CHAPTERS

KNOWN = [chapter.id for chapter in CHAPTERS]


def test_every_item_that_is_asked_for_stands_in_it():
    names = {item.name for framework in frameworks().frameworks for item in framework.items}
    assert {f"Article {n}" for n in (9, 12, 14, 15, 72)} < names
    assert {"GOVERN", "MAP", "MEASURE", "MANAGE"} < names
    assert {f"Clause {n}" for n in ("6.1", "8", "9.1", "9.2", "9.3", "10")} < names


def test_every_section_helps_with_something_of_every_framework_or_another():
    for section in KNOWN:
        assert len({ref.framework.id for ref in frameworks().of(section)}) >= 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{section: versions,", "{section: version,", r"frameworks.yaml:\d+:\d+: unknown section 'version'; did you"),
        ("{section: holders,", "{section: versions,", "section 'holders' stands under no item"),
        ("{section: incidents,", "{section: breaches,", "section 'breaches' stands twice under Article 9"),
        ("about: risk", "abuot: risk", "unknown key 'abuot'; did you mean 'about'?"),
    ],
)
def test_a_mistake_in_it_is_told_with_its_place(tmp_path, old, new, said):
    path = tmp_path / FILE.name
    path.write_text(FILE.read_text().replace(old, new, -1 if "holders" in old else 1))
    with pytest.raises(FileProblems, match=said):
        read(path, KNOWN)

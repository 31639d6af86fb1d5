"""The worlds that diagrams are drawn of, made once."""

import pytest

from dashboard.practice.world import open_world
from dashboard.workspace import BUNDLED, Workspace
from tests import worlds
from tests.practice.diagram.cast import HOSTILE


@pytest.fixture(scope="package")
def reviewed(tmp_path_factory):
    return worlds.reviewed(tmp_path_factory.mktemp("reviewed"))


@pytest.fixture(scope="package")
def hostile(tmp_path_factory):
    """As `reviewed`, with titles that mean something to the forms that a diagram is written in."""
    made = worlds.make_world(tmp_path_factory.mktemp("hostile"), HOSTILE, rows=worlds.bad_rows())
    assert not made.problems
    return made


@pytest.fixture(scope="package")
def example(tmp_path_factory):
    """The SOPs that the product comes with, without their numbers."""
    root = tmp_path_factory.mktemp("example")
    (root / "sop").symlink_to(BUNDLED / "sop")
    (root / "data").mkdir()
    (root / "data" / "sources.yaml").symlink_to(BUNDLED / "data" / "sources.yaml")
    return open_world(Workspace(root))

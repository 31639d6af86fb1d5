"""The world with something in every section, and its evidence, made once."""

import pytest

from tests import evidencing


@pytest.fixture(scope="package")
def world(tmp_path_factory):
    return evidencing.evidencing(tmp_path_factory.mktemp("evidencing"))


@pytest.fixture(scope="package")
def found(world):
    return evidencing.found(world)

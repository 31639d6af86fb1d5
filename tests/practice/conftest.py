"""Worlds that are only looked at are made once."""

import pytest

from tests import worlds


@pytest.fixture(scope="package")
def healthy(tmp_path_factory):
    return worlds.healthy(tmp_path_factory.mktemp("healthy"))


@pytest.fixture(scope="package")
def breaching(tmp_path_factory):
    return worlds.breaching(tmp_path_factory.mktemp("breaching"))

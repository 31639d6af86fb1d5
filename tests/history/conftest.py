"""A folder of data to ingest."""

import pytest

from tests.history.feeding import Feed


@pytest.fixture
def feed(tmp_path):
    return Feed(tmp_path)

"""The cast, for every test here."""

import pytest

from tests.practice.proposals.cast import Cast


@pytest.fixture
def cast(tmp_path):
    made = Cast(tmp_path)
    yield made
    made.close()

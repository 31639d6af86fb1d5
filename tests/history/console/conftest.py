"""A generation to ask, and how."""

import pytest

from dashboard.errors import QueryFailed
from dashboard.history.console.asking import Limits, run
from tests import worlds


@pytest.fixture(scope="session")
def generation(tmp_path_factory):
    """The file of the generation of a breaching world."""
    return worlds.breaching(tmp_path_factory.mktemp("asked")).warehouse.path


@pytest.fixture
def ask(generation):
    """The answer to a query."""
    return lambda query, **limits: run(generation, query, Limits(**limits))


@pytest.fixture
def refusal(generation):
    """What is said instead of an answer."""

    def refused(query, **limits):
        with pytest.raises(QueryFailed) as failed:
            run(generation, query, Limits(**limits))
        return str(failed.value)

    return refused

"""Both databases, as the tests of the ledger have them."""

from tests.ledger.conftest import opening, postgres, url

__all__ = ["opening", "postgres", "url"]

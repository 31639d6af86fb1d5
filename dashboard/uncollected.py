"""A pause of garbage collection, for what makes very many objects and no cycles: looking for those takes its time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected(pausing: bool = True) -> Iterator[None]:
    """No collection meanwhile, if `pausing`. What was made then counts as old, so that the next collection, of what is
    young, does not go through all of it."""
    pause = pausing and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.freeze()
            gc.unfreeze()
            gc.enable()

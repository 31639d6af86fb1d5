"""What all tests share."""

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are made says how busy the machine is, and nothing about what is tested.
settings.register_profile("whatever the load", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("whatever the load")

ONE_WORKER = ("browser", "example")  # folders whose files set up something large: a server, the loaded example


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What such a file sets up is set up by one worker, not by each; and these begin first, as they last longest."""
    for item in items:
        if item.path.parent.name in ONE_WORKER:
            item.add_marker(pytest.mark.xdist_group(item.path.name))

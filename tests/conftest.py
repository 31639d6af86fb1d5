"""What all tests share."""

from hypothesis import HealthCheck, settings

# How fast examples are made says how busy the machine is, and nothing about what is tested.
settings.register_profile("whatever the load", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("whatever the load")

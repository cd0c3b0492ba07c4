"""Tests depend on neither the clock nor chance: examples have no deadline and fixed seeds."""

from hypothesis import settings

settings.register_profile("frontline", deadline=None, derandomize=True)
settings.load_profile("frontline")

"""Tests never depend on the clock: no example of a property has a deadline."""

from hypothesis import settings

settings.register_profile("frontline", deadline=None)
settings.load_profile("frontline")

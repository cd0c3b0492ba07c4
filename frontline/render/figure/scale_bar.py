"""Round lengths for a scale bar in kilometres and miles, and how long they are on the map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from frontline.render.figure.typeset import Pen

KM_M: Final = 1000.0
MILE_M: Final = 1609.344
"""The international mile of 1959 in metres."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one bar of the scale: how many of a unit (m, km, mi), and its length in pixels."""

    number: float
    unit: str
    length_px: float


def round_length(limit: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not over the limit.

    Raises ValueError when the limit is not positive.
    """
    if not 0 < limit < math.inf:
        raise ValueError(f"{limit} is no length to round")
    power = 10.0 ** math.floor(math.log10(limit))
    power = power if power <= limit else power / 10
    return next(step * power for step in (5, 2, 1) if step * power <= limit)


def bars(m_per_px: float, limit_px: float) -> tuple[Bar, Bar]:
    """Make the bars of a dual scale, kilometres and miles, each at most ``limit_px`` long."""
    return _bar(m_per_px, limit_px, KM_M, "km"), _bar(m_per_px, limit_px, MILE_M, "mi")


def bar_words(bar: Bar, pen: Pen) -> str:
    """Write how long a bar is."""
    number = int(bar.number) if bar.number >= 1 else bar.number
    return pen.line(pen.say(f"unit_{bar.unit}", number=number, count=number))


def _bar(m_per_px: float, limit_px: float, unit_m: float, name: str) -> Bar:
    length = round_length(limit_px * m_per_px / unit_m)
    if name == "km" and length < 1:
        return Bar(length * 1000, "m", length * unit_m / m_per_px)
    return Bar(length, name, length * unit_m / m_per_px)

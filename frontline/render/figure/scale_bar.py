"""Scale of a map → a bar of round length in kilometres, and one in miles."""

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
    """A bar of the scale.

    Attributes
    ----------
    number : float
        Length on the ground in ``unit``.
    unit : {"m", "km", "mi"}
        Unit.
    length_px : float
        Length on the page in pixels.
    """

    number: float
    unit: str
    length_px: float


def round_length(limit: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten up to a limit.

    Parameters
    ----------
    limit : float
        Greatest length.

    Returns
    -------
    float
        The round length.

    Raises
    ------
    ValueError
        If the limit is not positive and finite.

    Examples
    --------
    >>> round_length(37.0)
    20.0
    """
    if not 0 < limit < math.inf:
        raise ValueError(f"{limit} is not a positive length")
    power = 10.0 ** math.floor(math.log10(limit))
    power = power if power <= limit else power / 10
    return next(step * power for step in (5, 2, 1) if step * power <= limit)


def bars(m_per_px: float, limit_px: float) -> tuple[Bar, Bar]:
    """Compute the bars of a dual scale.

    Parameters
    ----------
    m_per_px : float
        Scale in metres per pixel.
    limit_px : float
        Greatest length of a bar in pixels.

    Returns
    -------
    (Bar, Bar)
        Kilometres (metres for short bars) and miles.
    """
    return _bar(m_per_px, limit_px, KM_M, "km"), _bar(m_per_px, limit_px, MILE_M, "mi")


def bar_words(bar: Bar, pen: Pen) -> str:
    """Write the length of a bar.

    Parameters
    ----------
    bar : Bar
        The bar.
    pen : Pen
        Language.

    Returns
    -------
    str
        Such as ``20 km``.
    """
    number = int(bar.number) if bar.number >= 1 else bar.number
    return pen.line(pen.say(f"unit_{bar.unit}", number=number, count=number))


def _bar(m_per_px: float, limit_px: float, unit_m: float, name: str) -> Bar:
    length = round_length(limit_px * m_per_px / unit_m)
    if name == "km" and length < 1:
        return Bar(length * 1000, "m", length * unit_m / m_per_px)
    return Bar(length, name, length * unit_m / m_per_px)

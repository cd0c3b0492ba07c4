"""The extent of a map → the scale of its base, and what is too small to be drawn at it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from frontline.model.longitudes import M_PER_DEG, Extent

TOLERANCE_MM: Final = 0.1
"""Distance on paper by which a line may be off after it is simplified."""

NARROW_MM: Final = 0.3
"""Gap on paper that is closed in built-up areas and forests, and width below which water is a line
and lines side by side are one."""

MIN_MM2: Final = {"lake": 0.6, "built_up": 1.0, "forest": 2.0, "region": 0.0}
"""Area on paper, by kind, below which polygons and their holes are left out."""

MIN_MM: Final = {"river": 4.0, "road": 1.0, "railway": 2.0}
"""Length on paper, by kind, below which lines are left out."""

MARGIN: Final = 0.15
"""Width of the surroundings that the base covers, relative to that of the extent."""

PAGE_MM: Final = (180.0, 240.0)
"""The largest map on a printed page."""

_STEPS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale, and the plane in which distances are measured in metres.

    Attributes
    ----------
    denominator : int
        250,000 for 1 : 250,000.
    extent : tuple of float
        West, south, east and north of the map in degrees, unbroken.
    """

    denominator: int
    extent: Extent

    def metres(self, mm: float) -> float:
        """Return the metres on the ground of millimetres on paper.

        Parameters
        ----------
        mm : float
            Millimetres.

        Returns
        -------
        float

        Examples
        --------
        >>> Scale(250_000, (36.0, 50.0, 37.0, 51.0)).metres(2)
        500.0
        """
        return mm * self.denominator / 1000

    @property
    def tolerance_m(self) -> float:
        """Distance in metres by which a line may be off."""
        return self.metres(TOLERANCE_MM)

    @property
    def m_per_px(self) -> float:
        """Metres on the ground per CSS pixel, which is 1/96 inch."""
        return self.metres(25.4 / 96)

    @property
    def digits(self) -> int:
        """Decimal places of coordinates: their grid is finer than half of the tolerance."""
        return max(0, math.ceil(-math.log10(self.tolerance_m / 2 / M_PER_DEG)))

    @property
    def lon_factor(self) -> float:
        """Length of a degree of longitude in that of a degree of latitude, in the middle."""
        return max(0.05, math.cos(math.radians((self.extent[1] + self.extent[3]) / 2)))

    @property
    def window(self) -> Extent:
        """The extent and its surroundings: west, south, east and north in degrees, unbroken."""
        west, south, east, north = self.extent
        x, y = (east - west) * MARGIN, (north - south) * MARGIN
        margin_lat = max(y, x * self.lon_factor)
        margin_lon = max(x, y / self.lon_factor)
        return (
            west - margin_lon,
            max(south - margin_lat, -90.0),
            east + margin_lon,
            min(north + margin_lat, 90.0),
        )

    def windows(self) -> list[Extent]:
        """Return the window in one or two parts with longitudes from -180 to 180.

        Returns
        -------
        list of tuple
            West, south, east and north in degrees.

        Examples
        --------
        >>> [round(part[0], 2) for part in Scale(10**6, (177.0, -20.0, 181.0, -16.0)).windows()]
        [176.37, -180.0]
        """
        west, south, east, north = self.window
        if east - west >= 360:
            return [(-180.0, south, 180.0, north)]
        parts = [
            (max(west, start) - start - 180, south, min(east, start + 360) - start - 180, north)
            for start in (-540.0, -180.0, 180.0)
            if west < start + 360 and east > start
        ]
        return [(round(w, 9), s, round(e, 9), n) for w, s, e, n in parts]


def default_denominator(extent: Extent) -> int:
    """Return the scale at which an extent fills a printed page, as a round number.

    Parameters
    ----------
    extent : tuple of float
        West, south, east and north in degrees, unbroken.

    Returns
    -------
    int
        Denominator.

    Examples
    --------
    >>> default_denominator((36.0, 50.0, 37.4, 50.6))
    600000
    """
    scale = Scale(1, extent)
    west, south, east, north = extent
    width_m, height_m = (east - west) * scale.lon_factor * M_PER_DEG, (north - south) * M_PER_DEG
    exact = 1000 * max(width_m / PAGE_MM[0], height_m / PAGE_MM[1])
    power = 10.0 ** math.floor(math.log10(exact))
    return round(next(step for step in _STEPS if step * power >= exact * 0.999) * power)

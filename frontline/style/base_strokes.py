"""Base feature → its stroke, and the size of a town's sign, for the page and the figures alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from frontline.model import BaseFeature


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of the base map.

    Attributes
    ----------
    color : str
        Name of a colour: a token of ``tokens.css`` and ``figure/themes.py``.
    width_px : float
        Width in CSS pixels.
    dash : tuple of float
        Lengths of dashes and gaps in CSS pixels; empty for a solid line.
    """

    color: str
    width_px: float
    dash: tuple[float, ...] = ()


LANDS: Final = ("land-a", "land-b")
"""Colours of countries."""

SHADES: Final = {"forest": "forest", "built_up": "built-up", "lake": "water"}
"""Colour of each other kind of polygon that is filled."""

RELIEF_DARKNESS: Final = 0.16
"""Opacity of the darkest shadow of the relief."""

_BORDER_DASH: Final = (9.0, 3.0, 1.5, 3.0)
_DISPUTED_DASH: Final = (2.0, 3.0)
_STROKES: Final = {
    "river": (
        Stroke("stream", 1.6),
        Stroke("stream", 1.2),
        Stroke("stream", 0.8),
    ),
    "lake": (Stroke("stream", 0.8),),
    "coast": (Stroke("stream", 1.3),),
    "road": (
        Stroke("road", 1.4),
        Stroke("road", 1.1),
        Stroke("road", 0.8),
        Stroke("road", 0.6),
    ),
    "railway": (Stroke("railway", 0.7, (6.0, 3.0)),),
    "region_border": (Stroke("region-border", 0.8, (5.0, 3.0)),),
    "border": (Stroke("border", 1.4, _BORDER_DASH),),
}
"""Strokes by kind and rank; the last is that of all further ranks."""

_TOWN_PX: Final = (4.0, 14.0)
_MILLION_PX: Final = 6.0
"""Diameters: of the smallest and the largest town, and what a million inhabitants add."""

_TYPES_PX: Final = ((9.0, 14.0), (6.0, 12.5), (0.0, 11.5))
"""Diameters of signs from which the names of towns have a size of type."""


def stroke(feature: BaseFeature) -> Stroke | None:
    """Return the stroke of a base feature.

    Parameters
    ----------
    feature : BaseFeature
        Feature of the base map.

    Returns
    -------
    Stroke or None
        None if the feature is no line and has no outline.

    Examples
    --------
    >>> from shapely import LineString
    >>> stroke(BaseFeature("road", "", "", LineString([(36, 50), (37, 50)]), rank=3))
    Stroke(color='road', width_px=0.8, dash=())
    """
    strokes = _STROKES.get(feature.kind)
    if strokes is None:
        return None
    if feature.kind == "border" and feature.disputed:
        return Stroke("border", strokes[0].width_px, _DISPUTED_DASH)
    return strokes[min(feature.rank, len(strokes)) - 1]


def land_tones(countries: Sequence[BaseFeature]) -> list[str]:
    """Return the colour of each country: a map's own alternate, those of the world are alike.

    Parameters
    ----------
    countries : sequence of BaseFeature
        Countries of the base map.

    Returns
    -------
    list of str
        Names of colours.
    """
    tones = cycle(LANDS)
    return [LANDS[0] if country.world else next(tones) for country in countries]


def town_px(population: int | None) -> float:
    """Return the diameter of the sign of a town: its area grows with the inhabitants.

    Parameters
    ----------
    population : int or None
        Inhabitants.

    Returns
    -------
    float
        Diameter in CSS pixels.

    Examples
    --------
    >>> town_px(17_000), town_px(340_000), town_px(1_400_000)
    (4.8, 7.5, 11.1)
    """
    smallest, largest = _TOWN_PX
    diameter = smallest + _MILLION_PX * math.sqrt((population or 0) / 1e6)
    return round(min(diameter, largest), 1)


def town_type_px(population: int | None) -> float:
    """Return the size of the type of a town's name, as ``player/map/base_names.mjs`` sets it.

    Parameters
    ----------
    population : int or None
        Inhabitants.

    Returns
    -------
    float
        Size in CSS pixels.

    Examples
    --------
    >>> town_type_px(17_000), town_type_px(1_400_000)
    (11.5, 14.0)
    """
    return next(size for least, size in _TYPES_PX if town_px(population) >= least)

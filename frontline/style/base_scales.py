"""Base feature → the scales at which it is drawn, for the page and the figures alike.

Scales are in metres on the ground per CSS pixel, which is 1/96 inch: 100 m/px is about 1 : 378,000.
"""

from __future__ import annotations

import math
from typing import Final

from frontline.model import BaseFeature

PX_MM: Final = 25.4 / 96
"""Width of a CSS pixel in millimetres."""

ERROR_MM: Final = 0.5
"""The greatest error on paper at which a feature is still drawn."""

_FARTHEST_M: Final = {
    "region": 1500.0,
    "forest": 400.0,
    "built_up": 300.0,
    "river": 4000.0,
    "road": 800.0,
    "railway": 250.0,
    "region_border": 2500.0,
    "town": 4000.0,
}
"""Metres per pixel up to which features of rank 1 are drawn; those of other kinds always are."""

_TOWN_EXPONENT: Final = 0.65
"""A town of a million is drawn up to 8 km per pixel, one of ten thousand up to 400 m."""


def drawn_scales(feature: BaseFeature) -> tuple[float, float]:
    """Return the finest and the coarsest scale at which a base feature is drawn.

    Each rank halves the coarsest scale of the one before it; the finest is that at which the
    feature's error is half a millimetre on paper.

    Parameters
    ----------
    feature : BaseFeature
        Feature of the base map.

    Returns
    -------
    (float, float)
        Metres per CSS pixel: 0 if the feature is exact, and infinity if it is always drawn.

    Examples
    --------
    >>> from shapely import Point
    >>> town = BaseFeature("town", "", "Vovchansk", Point(36.94, 50.29), population=17_000)
    >>> [round(scale) for scale in drawn_scales(town)]
    [0, 562]
    """
    finest = finest_scale(feature.error_m)
    if feature.kind == "town" and feature.population:
        return finest, feature.population**_TOWN_EXPONENT
    return finest, _FARTHEST_M.get(feature.kind, math.inf) / 2 ** (feature.rank - 1)


def finest_scale(error_m: float) -> float:
    """Return the finest scale at which a geometry with an error is drawn.

    Parameters
    ----------
    error_m : float
        Distance in metres by which the geometry may be off.

    Returns
    -------
    float
        Metres per CSS pixel.

    Examples
    --------
    >>> round(finest_scale(500))
    265
    """
    return error_m * PX_MM / ERROR_MM


def is_drawn(feature: BaseFeature, m_per_px: float) -> bool:
    """Tell whether a base feature is drawn at a scale.

    Parameters
    ----------
    feature : BaseFeature
        Feature of the base map.
    m_per_px : float
        Scale in metres per CSS pixel.

    Returns
    -------
    bool

    Examples
    --------
    >>> from shapely import LineString
    >>> river = BaseFeature("river", "", "", LineString([(36, 50), (37, 50)]), error_m=1000)
    >>> is_drawn(river, 100), is_drawn(river, 1000)
    (False, True)
    """
    finest, coarsest = drawn_scales(feature)
    return finest <= m_per_px <= coarsest

"""Elevations → the shade of the relief, lit from several directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AZIMUTHS_DEG: Final = (225.0, 270.0, 315.0, 360.0)
_FLAT: Final = np.sqrt(0.5)
"""Light on level ground from 45 degrees above the horizon."""

_DARKEST_PERCENTILE: Final = 99.0
_LEAST_CONTRAST: Final = 0.12
"""Darkness, relative to level ground, that is drawn darkest where no slope is steeper."""

_LEVELS: Final = 32
NOTHING: Final = 255
"""Shade of level ground, lit slopes and cells without data."""


def hillshade(elevation: NDArray[np.float64], cell_m: tuple[float, float]) -> NDArray[np.uint8]:
    """Shade slopes that face away from light from the south-west to the north.

    The light of four azimuths is weighted by the aspect of each slope (R. K. Mark, A
    multidirectional, oblique-weighted, shaded-relief image of the Island of Hawaii, U.S.
    Geological Survey Open-File Report 92-422, 1992). Only shadows are kept, so that land keeps its
    colour.

    Parameters
    ----------
    elevation : ndarray, shape (rows, columns)
        Elevations in metres, the northernmost row first; NaN where there is no data.
    cell_m : (float, float)
        Width and height of a cell in metres.

    Returns
    -------
    ndarray of uint8, shape (rows, columns)
        255 where nothing is drawn, 0 darkest.

    Examples
    --------
    >>> ramp = np.outer([1, 1, 1], [0.0, 50.0, 100.0])
    >>> hillshade(ramp, (100, 100)).tolist()[1], hillshade(-ramp, (100, 100)).tolist()[1]
    ([255, 255, 255], [0, 0, 0])
    """
    to_south, to_east = np.gradient(elevation, cell_m[1], cell_m[0])
    slope = np.arctan(np.hypot(to_east, to_south))
    aspect = np.arctan2(-to_east, to_south)  # the way down, clockwise from the north
    light = weights = np.zeros_like(slope)
    for azimuth in np.radians(_AZIMUTHS_DEG):
        weight = np.sin(aspect - azimuth) ** 2
        beam = _FLAT * (np.cos(slope) + np.sin(slope) * np.cos(azimuth - aspect))
        light, weights = light + weight * beam, weights + weight
    darkness = np.clip(1 - light / weights / _FLAT, 0, None)
    known = darkness[np.isfinite(darkness)]
    darkest = np.percentile(known, _DARKEST_PERCENTILE) if known.size else 0.0
    share = np.clip(np.nan_to_num(darkness) / max(darkest, _LEAST_CONTRAST), 0, 1)
    steps = np.round(share * (_LEVELS - 1)) / (_LEVELS - 1)
    shade: NDArray[np.uint8] = (NOTHING - np.round(steps * NOTHING)).astype(np.uint8)
    return shade

"""The shade of the relief under a still map, the same as in the page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.ndimage import map_coordinates

from frontline.model import Relief
from frontline.render.figure.marks import Mark, Shadow
from frontline.render.figure.projection import Frame
from frontline.style.base_strokes import RELIEF_DARKNESS

_PER_PX: Final = 1
"""Values of the picture per CSS pixel."""


def relief_shadow(relief: Relief | None, frame: Frame) -> Iterator[Mark]:
    """Draw the shade of the relief of a map in its frame.

    Parameters
    ----------
    relief : Relief or None
        The relief, if the map has one.
    frame : Frame
        Box on the page and the extent it shows.

    Yields
    ------
    Mark
        At most one.
    """
    if relief is None:
        return
    left, top, right, bottom = frame.box
    columns, rows = (math.ceil(side * _PER_PX) for side in (right - left, bottom - top))
    lons = frame.west + (np.arange(columns) + 0.5) / _PER_PX / frame.px_per_lon
    lats = frame.north - (np.arange(rows) + 0.5) / _PER_PX / frame.px_per_lat
    west, south, east, north = relief.bounds
    x = (lons - west) / (east - west) * relief.width - 0.5
    y = (north - lats) / (north - south) * relief.height - 0.5
    shade = np.frombuffer(relief.shade, np.uint8).reshape(relief.height, relief.width)
    darkness = (255 - shade) / 255 * RELIEF_DARKNESS
    places = np.meshgrid(y, x, indexing="ij")
    shown = map_coordinates(darkness, places, order=1, mode="constant", cval=0.0)
    box = (left, top, left + columns / _PER_PX, top + rows / _PER_PX)
    yield Shadow(box, shown)

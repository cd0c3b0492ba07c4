"""The shade of the relief → one small picture for the page, in the page's projection."""

from __future__ import annotations

import base64
import io
import math
from typing import Any, Final

import numpy as np
from PIL import Image

from frontline.model import Relief
from frontline.style.base_strokes import RELIEF_DARKNESS

MAX_BYTES: Final = 44_000
"""Maximum size of the picture; base64 adds a third."""

_QUALITIES: Final = (60, 40, 20)
_SHRINK: Final = 0.8
_WIDE: Final = {"lats": 20, "lons": 90, "lat": 75}
"""Limits of Web Mercator, as in ``player/map/wide_crs.mjs``."""


def relief_record(
    relief: Relief | None, extent: tuple[float, float, float, float]
) -> dict[str, Any] | None:
    """Write the relief for the page.

    Parameters
    ----------
    relief : Relief or None
        The relief, if the map has one.
    extent : (float, float, float, float)
        Extent of the map in degrees (WGS 84), which decides its projection.

    Returns
    -------
    dict or None
        ``bounds`` in degrees, ``darkness``, the opacity of the darkest shadow, and ``webp``, the
        picture in base64: white where nothing is drawn.
    """
    if relief is None:
        return None
    shade = np.frombuffer(relief.shade, np.uint8).reshape(relief.height, relief.width)
    if not is_wide(extent):
        shade = shade[_mercator_rows(relief)]
    return {
        "bounds": list(relief.bounds),
        "darkness": RELIEF_DARKNESS,
        "webp": base64.b64encode(_webp(Image.fromarray(shade))).decode(),
    }


def is_wide(extent: tuple[float, float, float, float]) -> bool:
    """Tell whether the page shows an extent in the projection of the figures, not in Web Mercator.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east, north in degrees (WGS 84).

    Returns
    -------
    bool

    Examples
    --------
    >>> is_wide((36, 49, 37, 51)), is_wide((-30, 30, 70, 75))
    (False, True)
    """
    west, south, east, north = extent
    is_tall, is_broad = north - south > _WIDE["lats"], east - west > _WIDE["lons"]
    return is_tall or is_broad or max(north, -south) > _WIDE["lat"]


def _mercator_rows(relief: Relief) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return the row of the picture for each row at an equal distance in Web Mercator."""
    _, south, _, north = relief.bounds
    top, bottom = (math.asinh(math.tan(math.radians(lat))) for lat in (north, south))
    middles = top + (np.arange(relief.height) + 0.5) / relief.height * (bottom - top)
    lats = np.degrees(np.arctan(np.sinh(middles)))
    rows = np.floor((north - lats) / (north - south) * relief.height)
    return np.clip(rows, 0, relief.height - 1).astype(np.intp)


def _webp(picture: Image.Image) -> bytes:
    """Encode a picture within the limit: at a lower quality, then smaller."""
    while True:
        for quality in _QUALITIES:
            file = io.BytesIO()
            picture.save(file, "WEBP", quality=quality, method=6)
            if len(data := file.getvalue()) <= MAX_BYTES:
                return data
        size = [max(1, round(side * _SHRINK)) for side in picture.size]
        picture = picture.resize((size[0], size[1]), Image.Resampling.LANCZOS)

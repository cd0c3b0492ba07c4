"""``base/relief.json``: the shade of the relief under a map, and its rules."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Annotated, Final

from pydantic import Field

from frontline.intake.field_types import Lat, Lon, Text
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import Shape
from frontline.model import Relief
from frontline.model.longitudes import is_extent, unbroken

MAX_SIDE_PX: Final = 2000
"""Greatest width and height of the picture, in pixels."""

_MAX_TEXT: Final = 4 * MAX_SIDE_PX**2
_Side = Annotated[int, Field(ge=1, le=MAX_SIDE_PX, strict=True)]


class ReliefFile(Shape):
    """The keys of ``base/relief.json``."""

    bounds: tuple[Lon, Lat, Lon, Lat]
    width: _Side
    height: _Side
    shade: Annotated[str, Field(max_length=_MAX_TEXT, strict=True)]
    credit: Text | None = None
    made_by: Text | None = None


def read_relief(context: MapContext) -> tuple[Relief, str] | None:
    """Read the relief of a map.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.

    Returns
    -------
    (Relief, str) or None
        The relief and its credit, which may be empty; None if there is none or it is invalid.
    """
    record = context.raw.relief
    shape = context.parse(ReliefFile, record) if record else None
    if record is None or shape is None:
        return None
    if not is_extent(shape.bounds):
        context.add(record, "FL303", '"bounds": expected west, south, east, north', "bounds")
        return None
    size = shape.width * shape.height
    shade = _inflated(shape.shade, size)
    if shade is None or len(shade) != size:
        message = f'"shade" is not {size:,} deflated bytes in base64: run `frontline base` again'
        context.add(record, "FL107", message, "shade")
        return None
    return Relief(unbroken(shape.bounds), shape.width, shape.height, shade), shape.credit or ""


def _inflated(text: str, size: int) -> bytes | None:
    """Decode a shade, to one byte more than its size at most; None if that fails."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), size + 1)
    except (binascii.Error, zlib.error, ValueError):
        return None

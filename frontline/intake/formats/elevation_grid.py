"""A GeoTIFF of elevations → the elevations of a grid, read in the confined process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from frontline.intake.formats.gdal_client import answers

if TYPE_CHECKING:
    from numpy.typing import NDArray


def elevation_grid(
    data: bytes, bounds: tuple[float, float, float, float], width: int, height: int
) -> tuple[float, NDArray[np.float32]] | None:
    """Read the elevations of a grid from a GeoTIFF.

    Parameters
    ----------
    data : bytes
        Content of the file.
    bounds : (float, float, float, float)
        West, south, east and north of the grid in degrees (WGS 84), unbroken.
    width, height : int
        Size of the grid in cells.

    Returns
    -------
    (float, ndarray of float32, shape (height, width)) or None
        How many cells of the file lie along the side of one of the grid; elevations in metres,
        northernmost row first, NaN where there are none. None if the file lies elsewhere.

    Raises
    ------
    RefusedInput
        If the file cannot be read, or has no elevations.
    NeedsPackage
        If rasterio is not installed.
    """
    query = json.dumps({"bounds": bounds, "width": width, "height": height})
    head, body = answers("tif", {".tif": data}, query)[0]
    if "finer" not in head:
        return None
    return float(head["finer"]), np.frombuffer(body, "<f4").reshape(height, width)

"""A GeoTIFF of elevations → the elevations of a grid in degrees.

``gdal_worker`` calls it in the confined process. Only GDAL's driver for GeoTIFF sees the bytes,
which stay in memory: there are no files beside them.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from frontline.errors import RefusedInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OPTIONS: Final = {"GDAL_CACHEMAX": 64, "GDAL_PAM_ENABLED": "NO", "GTIFF_REPORT_COMPD_CS": "NO"}
_EXPECTED: Final = "expected one band of elevations in metres"
_PICTURES: Final = ("red", "green", "blue", "alpha", "palette")
_HIGHEST_M: Final = 9_000.0
"""Elevations farther from the sea than this are taken for cells without data."""


def is_installed() -> bool:
    """Load what reads a file, if rasterio is installed, so that each file is read at once.

    Returns
    -------
    bool
        Whether it is.
    """
    if find_spec("rasterio") is None:
        return False
    import rasterio.windows  # noqa: F401
    import scipy.ndimage  # noqa: F401

    return True


def elevations(
    data: bytes, bounds: tuple[float, float, float, float], width: int, height: int
) -> tuple[float, NDArray[np.float32]] | None:
    """Read the elevations of a grid from a GeoTIFF.

    Where the file has several cells for one of the grid, their mean is read; between the centres
    of cells, the elevation is interpolated linearly.

    Parameters
    ----------
    data : bytes
        Content of the file, in any CRS.
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
        If it is not a GeoTIFF of elevations with a CRS.
    ModuleNotFoundError
        If rasterio is not installed.
    """
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.windows import Window
    from scipy.ndimage import map_coordinates

    with (
        rasterio.Env(**_OPTIONS),
        rasterio.MemoryFile(data, ext=".tif") as file,
        file.open(driver="GTiff") as dataset,
    ):
        _check(dataset)
        columns, rows = _cells(dataset, bounds, width, height)
        inside = (np.abs(columns - dataset.width / 2) <= dataset.width / 2) & (
            np.abs(rows - dataset.height / 2) <= dataset.height / 2
        )
        if not inside.any():
            return None
        finer = _finer(columns, rows)
        left, right = _range(columns[inside], dataset.width)
        top, bottom = _range(rows[inside], dataset.height)
        step = max(1, int(finer))
        size = -(-(bottom - top) // step), -(-(right - left) // step)
        stored = dataset.read(
            1,
            window=Window(left, top, right - left, bottom - top),
            out_shape=size,
            out_dtype="float32",
            resampling=Resampling.average,
            masked=True,
        )
        values = stored.filled(np.nan) * dataset.scales[0] + dataset.offsets[0]
    values[~(np.abs(values) <= _HIGHEST_M)] = np.nan
    positions = [
        (rows - top) * (size[0] / (bottom - top)) - 0.5,
        (columns - left) * (size[1] / (right - left)) - 0.5,
    ]
    positions = [np.where(inside, position, 0.0) for position in positions]
    found = map_coordinates(values, positions, order=1, mode="nearest", output=np.float32)
    return finer, np.where(inside, found, np.float32(np.nan))


def _check(dataset: Any) -> None:
    """Refuse what has no place on earth, and pictures."""
    if dataset.crs is None or dataset.transform.is_identity:
        raise RefusedInput("FL027", "the file states no CRS: export it with its CRS")
    bands = [interpretation.name for interpretation in dataset.colorinterp]
    if len(bands) != 1:
        names = ", ".join(bands[:4])
        raise RefusedInput("FL024", f"{len(bands)} bands ({names}): {_EXPECTED}")
    if bands[0] in _PICTURES or dataset.dtypes[0] in ("uint8", "int8") or _is_complex(dataset):
        message = f"a band of {bands[0]} values of type {dataset.dtypes[0]}"
        raise RefusedInput("FL024", f"{message}, not elevations: {_EXPECTED}")


def _is_complex(dataset: Any) -> bool:
    return bool(dataset.dtypes[0].startswith("complex"))


def _cells(
    dataset: Any, bounds: tuple[float, float, float, float], width: int, height: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the column and row of the file at the middle of each cell of the grid.

    They count from the north-west corner of the file in its cells, and are infinite where its CRS
    has no position.
    """
    from pyproj import CRS, Transformer

    west, south, east, north = bounds
    lon, lat = np.meshgrid(
        west + (np.arange(width) + 0.5) / width * (east - west),
        north - (np.arange(height) + 0.5) / height * (north - south),
    )
    crs = CRS.from_wkt(dataset.crs.to_wkt())
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    if crs.is_geographic:
        first = min(dataset.bounds.left, dataset.bounds.right)
        x = first + np.remainder(x - first, 360.0)
    a, b, c, d, e, f = tuple(~dataset.transform)[:6]
    with np.errstate(invalid="ignore"):
        return a * x + b * y + c, d * x + e * y + f


def _finer(columns: NDArray[np.float64], rows: NDArray[np.float64]) -> float:
    """Return how many cells of the file lie along the side of one of the grid, at the median."""
    with np.errstate(invalid="ignore"):
        sides = [
            np.hypot(np.diff(columns, axis=axis), np.diff(rows, axis=axis)).ravel()
            for axis in (0, 1)
        ]
    lengths = np.concatenate(sides)
    lengths = lengths[np.isfinite(lengths)]
    return float(np.median(lengths)) if len(lengths) else 1.0


def _range(positions: NDArray[np.float64], count: int) -> tuple[int, int]:
    """Return the first cell that positions need, and the one after the last."""
    first, last = np.floor(positions.min()) - 1, np.ceil(positions.max()) + 1
    return max(int(first), 0), min(int(last), count)

"""GeoTIFF elevation models → the text of ``base/relief.json``."""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from frontline.basemap.layer_files import MADE_BY
from frontline.basemap.scale import Scale, default_denominator
from frontline.errors import DataError, Issue, RefusedInput, UsageError
from frontline.ground.hillshade import NOTHING, hillshade
from frontline.intake.field_types import is_text
from frontline.intake.formats.elevation_grid import elevation_grid
from frontline.intake.formats.files import read_file
from frontline.intake.formats.gdal_client import NeedsPackage
from frontline.intake.formats.sniff import refuse_disguised
from frontline.model import Header, Relief
from frontline.model.longitudes import M_PER_DEG

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from frontline.model.longitudes import Extent

MAX_SIDE_PX: Final = 1400
"""Greatest width and height of the shade, in pixels."""

_AROUND: Final = 0.6
"""Width of the surroundings on each side, relative to the extent: a page moves by a third."""

_FADE: Final = 0.1
"""Share of the picture on each side over which the shade fades, so that no edge of it is seen."""

_TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_EXPECTED: Final = "a GeoTIFF of elevations"
_COARSE: Final = 0.8
"""Cells of the elevations in the side of a pixel, below which larger pixels are taken."""


@dataclass(frozen=True, slots=True)
class MadeRelief:
    """The shade of the relief of a map, and what it weighs.

    Attributes
    ----------
    text : str
        Content of ``base/relief.json``.
    relief : Relief
        The same, as it is drawn.
    pixel_m : float
        Side of a pixel in metres.
    missing : float
        Share of the extent without elevations.
    page_bytes : int
        How much it adds to a page, if that is known.
    """

    text: str
    relief: Relief
    pixel_m: float
    missing: float
    page_bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Grid:
    """Pixels of equal steps in longitude and latitude."""

    bounds: Extent
    width: int
    height: int
    pixel_m: float


def make_relief(
    header: Header,
    paths: Sequence[Path],
    credit: str = "",
    denominator: int | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> MadeRelief:
    """Make the shade of the relief of a map.

    Parameters
    ----------
    header : Header
        Extent of the map.
    paths : sequence of Path
        GeoTIFFs of elevations in metres; where several have one, the first counts.
    credit : str, optional
        Credit line of the elevations.
    denominator : int, optional
        Scale, whose pixels of 1/96 inch are the finest. Default: at which the extent fills a
        printed page.
    step : callable, optional
        Called with the name of each file before it is read.

    Returns
    -------
    MadeRelief
        The file; the same elevations give the same bytes.

    Raises
    ------
    DataError
        If files cannot be read; the error carries all of them.
    UsageError
        If rasterio is missing, the credit is not a text, or the files lie elsewhere.
    """
    if credit and not is_text(credit):
        raise UsageError("--credit: a text in one line is expected, without unprintable characters")
    scale = Scale(denominator or default_denominator(header.extent), header.extent)
    files = _contents(paths, step)
    grid = _grid(scale, scale.m_per_px)
    elevation, finer = _merged(files, grid)
    if 0 < finer < _COARSE:
        grid = _grid(scale, grid.pixel_m / finer)
        elevation, _ = _merged(files, grid)
    known = np.isfinite(elevation)
    if not known.any():
        names = ", ".join(str(path) for path in paths)
        raise UsageError(f"{names}: no elevations within the extent of the map")
    west, south, east, north = grid.bounds
    cell_m = (
        (east - west) * scale.lon_factor * M_PER_DEG / grid.width,
        (north - south) * M_PER_DEG / grid.height,
    )
    shade = _faded(hillshade(elevation, cell_m))
    relief = Relief(grid.bounds, grid.width, grid.height, shade.tobytes())
    missing = 1 - float(known[_inside(grid, header.extent)].mean())
    return MadeRelief(_text(relief, credit), relief, grid.pixel_m, missing)


def _contents(paths: Sequence[Path], step: Callable[[str], None]) -> list[tuple[Path, bytes]]:
    """Read the files, and refuse what is no TIFF."""
    files, issues = [], list[Issue]()
    for path in paths:
        step(path.name)
        try:
            data = read_file(path)
            if not data.startswith(_TIFF):
                refuse_disguised(data, _EXPECTED)
                raise RefusedInput("FL024", f"unsupported file format: expected {_EXPECTED}")
            files.append((path, data))
        except RefusedInput as refused:
            issues.append(refused.issue(path))
    if issues:
        raise DataError(issues)
    return files


def _merged(files: Sequence[tuple[Path, bytes]], grid: _Grid) -> tuple[NDArray[np.float64], float]:
    """Return the elevations of a grid, and how many cells of the finest file its pixels have."""
    elevation = np.full((grid.height, grid.width), np.nan)
    finest, issues = 0.0, list[Issue]()
    for path, data in files:
        try:
            found = elevation_grid(data, grid.bounds, grid.width, grid.height)
        except RefusedInput as refused:
            issues.append(refused.issue(path))
            continue
        except NeedsPackage as error:
            message = "a relief needs rasterio: install frontline[relief]"
            raise UsageError(f"{path}: {message}") from error
        if found:
            finest = max(finest, found[0])
            elevation = np.where(np.isnan(elevation), found[1], elevation)
    if issues:
        raise DataError(issues)
    return elevation, finest


def _grid(scale: Scale, pixel_m: float) -> _Grid:
    """Return the pixels of the extent and its surroundings, not beyond where longitudes begin."""
    west, south, east, north = scale.extent
    beside, above = _AROUND * (east - west), _AROUND * (north - south)
    west, south = max(west - beside, -180.0), max(south - above, -90.0)
    east, north = min(east + beside, west + 360, 360.0), min(north + above, 90.0)
    bounds = (round(west, 6), round(south, 6), round(east, 6), round(north, 6))
    width_m = (east - west) * scale.lon_factor * M_PER_DEG
    height_m = (north - south) * M_PER_DEG
    pixel_m = max(pixel_m, width_m / MAX_SIDE_PX, height_m / MAX_SIDE_PX)
    width, height = (max(2, math.ceil(side / pixel_m - 1e-6)) for side in (width_m, height_m))
    return _Grid(bounds, width, height, pixel_m)


def _faded(shade: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Let the shade fade towards the edges of the picture."""
    rows, columns = (
        np.clip((0.5 - np.abs(np.linspace(-0.5, 0.5, side))) / _FADE, 0, 1) for side in shade.shape
    )
    faded: NDArray[np.uint8] = np.round(
        NOTHING - (NOTHING - shade.astype(np.float64)) * np.outer(rows, columns)
    ).astype(np.uint8)
    return faded


def _inside(grid: _Grid, extent: Extent) -> tuple[slice, slice]:
    """Return the rows and columns of the pixels of the extent."""
    west, south, east, north = grid.bounds
    columns = [(lon - west) / (east - west) * grid.width for lon in (extent[0], extent[2])]
    rows = [(north - lat) / (north - south) * grid.height for lat in (extent[3], extent[1])]
    return (
        slice(math.floor(rows[0]), math.ceil(rows[1])),
        slice(math.floor(columns[0]), math.ceil(columns[1])),
    )


def _text(relief: Relief, credit: str) -> str:
    values = {
        "made_by": MADE_BY,
        "bounds": relief.bounds,
        "width": relief.width,
        "height": relief.height,
        "credit": credit or None,
        "shade": base64.b64encode(zlib.compress(relief.shade, 9)).decode(),
    }
    lines = (
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if value is not None
    )
    return "{" + ",\n".join(lines) + "}\n"

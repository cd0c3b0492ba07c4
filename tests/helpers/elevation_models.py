"""Small GeoTIFFs of elevations around the starter map, written by rasterio itself."""

import numpy as np
import pytest
from pyproj import Transformer

DEGREE_M = 111_195.0
BOX = (9.3, 49.6, 10.9, 50.4)


def ridge(lon, lat, middle=10.1):
    """A ridge from south to north, 4000 m high: 250 m for each kilometre of the way up."""
    return 4000 - 0.25 * np.abs(lon - middle) * DEGREE_M * np.cos(np.radians(lat))


def write_tif(
    path, box=BOX, *, crs="EPSG:4326", height=ridge, cell=0.002, dtype="float32", nodata=None,
    hole=None, **profile,
):  # fmt: skip
    """Write elevations; ``box`` and ``cell`` are in degrees, and ``hole(lon, lat)`` has no data."""
    rasterio = pytest.importorskip("rasterio", reason="rasterio, of the extra relief, is missing")
    to_crs = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    west, south, east, north = to_crs.transform_bounds(*box)
    size = (cell * DEGREE_M) if to_crs.target_crs.is_projected else cell
    columns, rows = round((east - west) / size), round((north - south) / size)
    x, y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * size, north - (np.arange(rows) + 0.5) * size
    )
    lon, lat = to_crs.transform(x, y, direction="INVERSE")
    values = height(lon, lat)
    if hole:
        values = np.where(hole(lon, lat), nodata, values)
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=1, dtype=dtype, crs=crs,
        transform=rasterio.Affine(size, 0, west, 0, -size, north), nodata=nodata, **profile,
    ) as file:  # fmt: skip
        file.write(values.astype(dtype), 1)
    return path

"""Layers of GIS files → the one to read, with geometry and CRS, or what is there instead."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.errors import RefusedInput, UsageError

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame


def chosen_layer(path: Path, layers: Sequence[str], layer: str | None = None) -> str:
    """Return the layer to read: the chosen one, or the only one.

    Parameters
    ----------
    path : Path
        The file, for messages.
    layers : sequence of str
        Layers with geometry, at least one.
    layer : str, optional
        The chosen layer.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    UsageError
        If there is no such layer, or none is chosen of several.

    Examples
    --------
    >>> chosen_layer(Path("a.gpkg"), ["areas"])
    'areas'
    """
    if layer is None and len(layers) > 1:
        raise UsageError(f"{path}: several layers: choose one with layer: {', '.join(layers)}")
    if layer is not None and layer not in layers:
        raise UsageError(f'{path}: no layer "{layer}": expected one of {", ".join(layers)}')
    return layer or layers[0]


def with_place(table: pandas.DataFrame) -> GeoDataFrame:
    """Return a table after checking that it has geometry in a stated CRS.

    Parameters
    ----------
    table : DataFrame
        Table of a file.

    Returns
    -------
    GeoDataFrame
        The same table.

    Raises
    ------
    RefusedInput
        If it has no geometry, or no CRS.
    """
    from geopandas import GeoDataFrame

    if not isinstance(table, GeoDataFrame):
        columns = ", ".join(f'"{name}"' for name in [*table.columns][:8])
        message = (
            f"the file has no geometry, its columns are {columns}: export it with its geometry"
        )
        raise RefusedInput("FL027", message)
    if table.crs is None:
        layer = f'the layer "{name}"' if (name := table.attrs.get("layer")) else "the file"
        raise RefusedInput("FL027", f"{layer} states no CRS: export it with its CRS")
    return table


def needs_arrow(path: Path) -> UsageError:
    """Return the error of a file that needs a package which is not installed.

    Parameters
    ----------
    path : Path
        GeoParquet.

    Returns
    -------
    UsageError
        With what to install.
    """
    return UsageError(f"{path}: GeoParquet needs pyarrow: install frontline[parquet]")

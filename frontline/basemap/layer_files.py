"""Generalised features → the texts of ``base/*.geojson``, each with credit, licence and scale."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from frontline.basemap.source_features import Found, Origin
from frontline.model.longitudes import WEST, in_window

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MADE_BY: Final = "frontline base"
"""Value of ``made_by`` in every file that may be replaced."""

FILES: Final[Mapping[str, str]] = {
    "outline": "outlines",
    "country": "countries",
    "forest": "forest",
    "built_up": "built_up",
    "lake": "water",
    "coast": "coast",
    "river": "rivers",
    "railway": "railways",
    "road": "roads",
    "region": "regions",
    "region_border": "region_borders",
    "border": "borders",
    "town": "towns",
}
"""Kind → name of its file, without the extension."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the base, and what it weighs.

    Attributes
    ----------
    name : str
        Path within the map folder.
    kind : str
        Kind of its features.
    text : str
        GeoJSON.
    features, vertices : int
        Number of features and of positions.
    dropped : int
        Number of parts that are too small at the scale.
    page_bytes : int
        About how much the file adds to a page.
    """

    name: str
    kind: str
    text: str
    features: int
    vertices: int
    dropped: int
    page_bytes: int


def base_file(
    kind: str,
    features: Sequence[Found],
    dropped: int,
    head: Mapping[str, Any],
    digits: int,
) -> Made:
    """Write the features of a kind.

    Parameters
    ----------
    kind : str
        Kind of base feature.
    features : sequence of Found
        Generalised features.
    dropped : int
        Number of parts that are too small.
    head : Mapping
        Members of the collection: scale, credit, licence, date.
    digits : int
        Decimal places of coordinates, for the estimate.

    Returns
    -------
    Made
        The file; the same features give the same bytes.
    """
    members = {"type": "FeatureCollection", "made_by": MADE_BY, **head}
    start = json.dumps(members, ensure_ascii=False)[:-1]
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": _properties(feature),
                "geometry": _geometry(feature.geometry),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for feature in features
    ]
    text = f'{start}, "features": [\n' + ",\n".join(lines) + "\n]}\n"
    shapes = [feature.geometry for feature in features]
    vertices = int(shapely.get_num_coordinates(shapes).sum()) if shapes else 0
    names = sum(len(feature.name.encode()) for feature in features)
    return Made(
        f"base/{FILES[kind]}.geojson",
        kind,
        text,
        len(features),
        vertices,
        dropped,
        _page_bytes(shapes, digits) + names,
    )


def head_of(origin: Origin, dates: Sequence[str], viewpoint: str = "") -> dict[str, str]:
    """Return the members of a file that say whose data it holds.

    Parameters
    ----------
    origin : Origin
        Publisher.
    dates : sequence of str
        Days of its data, as far as its files state them.
    viewpoint : str, optional
        Point of view of its borders.

    Returns
    -------
    dict
        Credit for the map, licence, and the earliest day if it is known.
    """
    date = min(dates, default="")
    details = [origin.licence, *([f"data of {date}"] if date else [])]
    if viewpoint:
        details.append(f"borders as seen by {viewpoint}")
    credit = f"{origin.credit} ({', '.join(details)})"
    return {"credit": credit, "licence": origin.licence, **({"date": date} if date else {})}


def _properties(feature: Found) -> dict[str, Any]:
    optional = {
        "id": feature.id,
        "name": feature.name,
        **{f"name:{language}": text for language, text in sorted(feature.names.items())},
        "rank": feature.rank if feature.rank != 1 else None,
        "population": feature.population,
        "disputed": feature.disputed,
        "error_m": feature.error_m,
    }
    kept = {key: value for key, value in optional.items() if value not in (None, "", False)}
    return {"kind": feature.kind, **kept}


def _geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a geometry as GeoJSON, cut at the antimeridian (RFC 7946, section 3.1.9)."""
    turned = in_window(geometry, WEST)
    return json.loads(shapely.to_geojson(shapely.orient_polygons(turned)))  # type: ignore[no-any-return]


def _page_bytes(shapes: Sequence[BaseGeometry], digits: int) -> int:
    """Estimate the bytes of geometries in a page: steps on the grid, compressed, as base64."""
    if not len(shapes):
        return 0
    grid = np.round(shapely.get_coordinates(list(shapes)) * 10**digits).astype(np.int64)
    steps = np.diff(grid, axis=0, prepend=grid[:1])
    small = np.clip(steps, -32768, 32767).astype("<i2")
    planes = small.view(np.uint8).reshape(-1, 2).T
    return len(zlib.compress(np.ascontiguousarray(planes).tobytes(), 9)) * 4 // 3

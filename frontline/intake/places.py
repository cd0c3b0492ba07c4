"""``places.geojson``: the shape of a place, and its rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from frontline.intake.field_types import Id, Inhabitants, Metres, Text
from frontline.intake.formats.geometry import blur
from frontline.intake.map_context import MapContext, is_word
from frontline.intake.record_shape import TranslatedShape
from frontline.model import Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MIN_BLUR_M: Final = 1000.0
"""Grid in metres, at least, onto which positions are moved that may not be redistributed.

They count, and what is computed from them can be computed back: it must lead to the grid only.
"""

_KINDS: Final = ("Point", "Polygon", "MultiPolygon")


class PlaceFeature(TranslatedShape):
    """The properties of a feature of ``places.geojson``."""

    translated = ("name",)

    id: Id
    name: Text
    kind: Text
    admin: Text | None = None
    precision_m: Metres | None = None
    blur_m: Metres | None = None
    population: Inhabitants | None = None
    source: Id | None = None


def read_places(context: MapContext, closed: Collection[str] = ()) -> Iterator[Place]:
    """Yield the places of a map, and add their names to the lookup of places.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.
    closed : collection of str
        Ids of the sources that may not be redistributed.

    Yields
    ------
    Place
        Place with its longitude and latitude in degrees (WGS 84), blurred if requested or if its
        source is closed.
    """
    for record in context.records("places.geojson"):
        shape = context.parse(PlaceFeature, record)
        geometry = None
        if record.geometry is not None:
            geometry = context.geometry(record, _KINDS, context.facts.extent)
        if is_word(source := record.values.get("source")):
            context.refer(record, context.sources, source)
        if shape:
            place = _place(
                shape, geometry, MIN_BLUR_M if shape.source in closed else 0.0, context.facts.west
            )
            context.places.add_names(place.id, (place.name, *place.names.values()))
            yield place


def _place(
    shape: PlaceFeature, geometry: BaseGeometry | None, min_blur_m: float, west: float
) -> Place:
    blur_m = max(shape.blur_m or 0.0, min_blur_m)
    if geometry is not None and blur_m:
        geometry = blur(geometry, blur_m, west)
    point = geometry.representative_point() if geometry is not None else None
    return Place(
        id=shape.id,
        name=shape.name,
        names={language: texts["name"] for language, texts in sorted(shape.texts.items())},
        kind=shape.kind,
        admin=shape.admin,
        lon=round(point.x, 7) if point else None,
        lat=round(point.y, 7) if point else None,
        precision_m=max(shape.precision_m or 0, blur_m) or None,
        source=shape.source,
        geometry=geometry if geometry and geometry.geom_type != "Point" else None,
        population=shape.population,
    )

"""``places.geojson``: the shape of a place, and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from frontline.intake.field_types import Id, Metres, Text
from frontline.intake.formats.geometry import blur
from frontline.intake.map_context import MapContext, is_word
from frontline.intake.record_shape import TranslatedShape
from frontline.model import Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

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
    source: Id | None = None


def read_places(context: MapContext) -> Iterator[Place]:
    """Yield the places of a map, and add their names to the lookup of places.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.

    Yields
    ------
    Place
        Place with its longitude and latitude in degrees (WGS 84), blurred if requested.
    """
    for record in context.records("places.geojson"):
        shape = context.parse(PlaceFeature, record)
        geometry = None
        if record.geometry is not None:
            geometry = context.geometry(record, _KINDS, context.facts.extent)
        if is_word(source := record.values.get("source")):
            context.refer(record, context.sources, source)
        if shape:
            place = _place(shape, geometry)
            context.places.add_names(place.id, (place.name, *place.names.values()))
            yield place


def _place(shape: PlaceFeature, geometry: BaseGeometry | None) -> Place:
    if geometry is not None and shape.blur_m:
        geometry = blur(geometry, shape.blur_m)
    point = geometry.representative_point() if geometry is not None else None
    return Place(
        id=shape.id,
        name=shape.name,
        names={language: texts["name"] for language, texts in sorted(shape.texts.items())},
        kind=shape.kind,
        admin=shape.admin,
        lon=round(point.x, 7) if point else None,
        lat=round(point.y, 7) if point else None,
        precision_m=max(shape.precision_m or 0, shape.blur_m or 0) or None,
        source=shape.source,
        geometry=geometry if geometry and geometry.geom_type != "Point" else None,
    )

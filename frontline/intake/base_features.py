"""``base/*.geojson``: the shape of a base feature (border, coast, river …), and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from frontline.intake.field_types import Id, Text
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import TranslatedShape
from frontline.model import BaseFeature

_POLYGONS: Final = ("country", "lake", "outline")


class BaseFeatureShape(TranslatedShape):
    """The properties of a feature of ``base/*.geojson``."""

    translated = ("name",)

    kind: Literal["country", "border", "coast", "river", "lake", "road", "outline"]
    id: Id | None = None
    name: Text | None = None


def read_base_features(context: MapContext) -> Iterator[BaseFeature]:
    """Yield the base features of a map.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.

    Yields
    ------
    BaseFeature
        Feature with its geometry, in degrees (WGS 84).
    """
    for record in context.raw.base:
        shape = context.parse(BaseFeatureShape, record)
        if shape is None:
            continue
        kind = "Polygon" if shape.kind in _POLYGONS else "LineString"
        geometry = context.geometry(record, (kind, f"Multi{kind}"))
        if geometry is None:
            continue
        if shape.kind == "country" and shape.id is None:
            message = '"id" is missing: a feature of kind "country" needs one'
            context.add(record, "FL102", message, "id")
        yield BaseFeature(shape.kind, shape.id or "", shape.name or "", geometry, shape.texts)

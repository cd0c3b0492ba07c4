"""``base/*.geojson``: the shape of a base feature (border, coast, river …), and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from frontline.intake.field_types import Id, Inhabitants, Rank, Text
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import Shape, TranslatedShape
from frontline.model import BASE_GEOMETRIES, BaseFeature


class BaseFeatureShape(TranslatedShape):
    """The properties of a feature of ``base/*.geojson``."""

    translated = ("name",)

    kind: Literal[
        "country",
        "region",
        "outline",
        "forest",
        "built_up",
        "lake",
        "river",
        "coast",
        "road",
        "railway",
        "region_border",
        "border",
        "town",
    ]
    id: Id | None = None
    name: Text | None = None
    rank: Rank = 1
    population: Inhabitants | None = None
    disputed: Annotated[bool, Field(strict=True)] = False
    error_m: Annotated[float, Field(ge=0, le=100_000, strict=True)] = 0.0


class BaseFileShape(Shape):
    """The members of a file of ``base/`` that say whose data it holds."""

    credit: Text | None = None


def read_base_credits(context: MapContext) -> tuple[str, ...]:
    """Return the credits that the files of ``base/`` state.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.

    Returns
    -------
    tuple of str
        Each credit once, in the order of the files.
    """
    heads = (
        replace(head, values={"credit": head.values["credit"]})
        for head in context.raw.base_heads
        if "credit" in head.values
    )
    shapes = (context.parse(BaseFileShape, head) for head in heads)
    return tuple(dict.fromkeys(shape.credit for shape in shapes if shape and shape.credit))


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
        kinds = BASE_GEOMETRIES[shape.kind]
        geometry = context.geometry(record, (*kinds, *(f"Multi{kind}" for kind in kinds)))
        if geometry is None:
            continue
        if shape.kind == "country" and shape.id is None:
            message = '"id" is missing: a feature of kind "country" needs one'
            context.add(record, "FL102", message, "id")
        yield BaseFeature(
            shape.kind,
            shape.id or "",
            shape.name or "",
            geometry,
            shape.texts,
            rank=shape.rank,
            population=shape.population,
            disputed=shape.disputed,
            error_m=shape.error_m,
        )

"""Base map → its layers, names and packed lines for the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, Final

import shapely

from frontline.model import BASE_GEOMETRIES, BaseFeature
from frontline.model.longitudes import in_window, window_west
from frontline.render.page.codec.arcs import GridPoint
from frontline.render.page.codec.base_arcs import BaseLines, pack_lines
from frontline.scene.scene import Scene
from frontline.style.base_names import unplaced_towns
from frontline.style.base_scales import drawn_scales
from frontline.style.base_strokes import SHADES, stroke, town_px

_KINDS: Final = tuple(BASE_GEOMETRIES)
_SHARED: Final = ("country", "region", "lake", "coast", "region_border", "border")
"""Kinds that often run along each other; the arcs of others are decoded only when drawn."""

_LANDS: Final = ("land-a", "land-b")
_NAMED: Final = ("country", "region", "lake", "river")
_M_PER_DEGREE: Final = 111_195.0
_STEP_PX: Final = 0.5
_INSET_PER_DEGREE: Final = 100
_INSET_MAX_DEG: Final = 40.0
_INSET_REACH: Final = (7.0, 5.0)
"""How far around the middle of the map the inset shows outlines: degrees, or heights of the map."""


@dataclass(frozen=True, slots=True)
class PackedBase:
    """The base map of a scene in the encoding of the page.

    Attributes
    ----------
    names : tuple of dict
        What may be named: towns, and the names of lines and areas, by number.
    layers : tuple of dict
        Features that are drawn alike, the lowest first.
    streams : tuple of dict
        For each part of the data its size in bytes, its grid and its layers.
    data : bytes
        The packed lines.
    """

    names: tuple[dict[str, Any], ...]
    layers: tuple[dict[str, Any], ...]
    streams: tuple[dict[str, Any], ...]
    data: bytes


def pack_base(scene: Scene) -> PackedBase:
    """Pack the base map of a scene.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    PackedBase
        The encoded base map.
    """
    base = _Base(scene)
    tones = cycle(_LANDS)
    for feature in scene.base:
        base.add(feature, next(tones) if feature.kind == "country" else SHADES.get(feature.kind))
    for town in unplaced_towns(scene.base, scene.places):
        base.names.add(town, _position(town, base.west), {"px": town_px(town.population)})
    order = {key: number for number, key in enumerate(sorted(base.lines, key=_depth))}
    streams: list[dict[str, Any]] = []
    data = b""
    for (per_degree, _), keys in base.streams(order).items():
        features = [
            BaseLines(order[key], name, lines) for key in keys for name, lines in base.lines[key]
        ]
        packed = pack_lines(features)
        data += packed
        layers = [order[key] for key in keys]
        streams.append({"bytes": len(packed), "per_degree": per_degree, "layers": layers})
    return PackedBase(
        tuple(base.names.records), tuple(key.record() for key in order), tuple(streams), data
    )


@dataclass(frozen=True, slots=True)
class _Layer:
    """What features that are drawn alike have in common."""

    kind: str
    rank: int
    scales: tuple[float, float]
    fill: str | None
    stroke: str | None
    width: float
    dash: tuple[float, ...]
    per_degree: int

    def record(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "scales": _scales(self.scales),
            "fill": self.fill,
            "stroke": self.stroke,
            "width": self.width,
            "dash": list(self.dash),
        }


def _depth(layer: _Layer) -> tuple[Any, ...]:
    """Order layers from the lowest: by kind, then the least important."""
    return (
        _KINDS.index(layer.kind),
        -layer.rank,
        layer.scales,
        layer.fill or "",
        layer.dash,
        layer.per_degree,
    )


@dataclass(slots=True)
class _Names:
    """The names of the base map, each once, in the languages of the page."""

    languages: tuple[str, ...]
    records: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def add(
        self, feature: BaseFeature, at: tuple[float, float] | None, more: Mapping[str, Any]
    ) -> int:
        """Return the number of a name: stretches of a river have one."""
        texts = {
            language: {"name": name}
            for language in self.languages
            if (name := feature.texts.get(language, {}).get("name"))
        }
        key = (feature.kind, feature.id, feature.name, at, tuple(sorted(map(str, texts.items()))))
        low, high = drawn_scales(feature)
        number = self.numbers.setdefault(key, len(self.records))
        if number < len(self.records):
            first_low, first_high = self.records[number]["scales"]
            high = math.inf if first_high is None else max(high, first_high)
            self.records[number]["scales"] = _scales((min(low, first_low), high))
            return number
        self.records.append(
            {
                "kind": feature.kind,
                "name": feature.name,
                "texts": texts,
                "scales": _scales((low, high)),
                **({"lon": at[0], "lat": at[1]} if at else {}),
                **more,
            }
        )
        return number


class _Base:
    """The layers of the base map, each with the lines of its features and their names."""

    def __init__(self, scene: Scene) -> None:
        header = scene.header
        self.finest = round(1 / scene.ground.grid_deg)
        self.west = window_west(header.extent)
        self.inset = _inset_box(header.extent)
        self.names = _Names(tuple(dict.fromkeys((header.language, *header.languages))))
        self.lines: dict[_Layer, list[tuple[int | None, list[list[GridPoint]]]]] = {}

    def add(self, feature: BaseFeature, fill: str | None) -> None:
        """Add a feature to its layer; towns and regions at a point are only names."""
        kind = feature.kind
        if kind == "region" and feature.name and "Point" in feature.geometry.geom_type:
            self.names.add(feature, _position(feature, self.west), {})
        if "Point" in feature.geometry.geom_type:
            return
        geometry = in_window(feature.geometry, self.west)
        if kind == "outline":
            if self.inset is None:
                return
            geometry = shapely.clip_by_rect(geometry, *self.inset)
        line = stroke(feature)
        layer = _Layer(
            kind,
            feature.rank,
            drawn_scales(feature),
            fill=fill,
            stroke=line.color if line else None,
            width=line.width_px if line else 0,
            dash=line.dash if line else (),
            per_degree=self._per_degree(feature),
        )
        lines = list(_grid_lines(geometry, layer.per_degree))
        if not lines:
            return
        name = None
        if feature.name and kind in _NAMED:
            at = _position(feature, self.west) if kind == "lake" else None
            name = self.names.add(feature, at, {})
        self.lines.setdefault(layer, []).append((name, lines))

    def streams(self, order: Iterable[_Layer]) -> dict[tuple[int, str], list[_Layer]]:
        """Group layers whose arcs are packed together."""
        streams: dict[tuple[int, str], list[_Layer]] = {}
        for layer in order:
            family = "" if layer.kind in _SHARED else f"{layer.kind} {layer.rank}"
            streams.setdefault((layer.per_degree, family), []).append(layer)
        return streams

    def _per_degree(self, feature: BaseFeature) -> int:
        """Return the grid of a feature: half a pixel at the finest scale at which it is drawn."""
        if feature.kind == "outline":
            return _INSET_PER_DEGREE
        finest_m, _ = drawn_scales(feature)
        needed = _M_PER_DEGREE / (_STEP_PX * finest_m) if finest_m else math.inf
        steps = [m * 10**n for n in range(2, 6) for m in (1, 2, 5)]
        return min(next((step for step in steps if step >= needed), self.finest), self.finest)


def _inset_box(extent: tuple[float, float, float, float]) -> tuple[float, ...] | None:
    """Return the box of the outlines that the inset may show; None if the map is continental."""
    west, south, east, north = extent
    if east - west > _INSET_MAX_DEG:
        return None
    least, heights = _INSET_REACH
    reach = max(least, heights * (north - south))
    lon, lat = (west + east) / 2, (south + north) / 2
    wide = reach / max(math.cos(math.radians(lat)), 0.05)
    return lon - wide, lat - reach, lon + wide, lat + reach


def _grid_lines(geometry: shapely.Geometry, per_degree: int) -> Iterator[list[GridPoint]]:
    """Yield the lines and rings of a geometry on a grid; outer rings are counterclockwise."""
    for part in shapely.get_parts(shapely.orient_polygons(geometry)):
        is_area = part.geom_type == "Polygon"
        for line in (part.exterior, *part.interiors) if is_area else [part]:
            xy = shapely.get_coordinates(line)
            points = [(round(x), round(y)) for x, y in (xy * per_degree).tolist()]
            kept = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
            if len(kept) > (3 if is_area else 1):
                yield kept


def _position(feature: BaseFeature, west: float) -> tuple[float, float]:
    """Return the longitude and latitude of a point, or of one within an area."""
    point = in_window(feature.geometry, west).representative_point()
    return round(point.x, 4), round(point.y, 4)


def _scales(scales: tuple[float, float]) -> list[float | None]:
    """Write scales in metres per pixel; None is no limit."""
    low, high = scales
    return [round(low, 1), None if math.isinf(high) else round(high, 1)]

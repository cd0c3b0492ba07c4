"""Base map → its layers, names and packed lines for the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import shapely

from frontline.model import BASE_GEOMETRIES, BaseFeature
from frontline.model.longitudes import M_PER_DEG, in_window, window_west
from frontline.render.page.codec.arcs import GridPoint
from frontline.render.page.codec.base_arcs import BaseLines, pack_lines
from frontline.scene.scene import Scene
from frontline.style.base_names import unplaced_towns
from frontline.style.base_scales import drawn_scales, finest_scale
from frontline.style.base_strokes import SHADES, land_tones, stroke, town_px

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KINDS: Final = tuple(BASE_GEOMETRIES)
_SHARED: Final = ("country", "region", "lake", "coast", "region_border", "border")
"""Kinds that often run along each other; the arcs of others are decoded only when drawn."""

_NAMED: Final = ("country", "region", "lake", "river")
_STEP_PX: Final = 1.5
"""Greatest step of a grid at the finest scale of a feature, whose error there is 1.9 pixels."""

_INSET_PX: Final = 120.0
_INSET_STEP_PX: Final = 0.2
_INSET_MAX_DEG: Final = 40.0
_INSET_REACH: Final = (7.0, 5.0, 0.9)
"""How far from the middle of the map outlines reach: degrees, heights or widths of the map."""


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
    edges : tuple of float or None
        West, south, east and north in degrees: where a straight cut ends the land, which is
        therefore no coast; None where nothing is cut.
    data : bytes
        The packed lines.
    """

    names: tuple[dict[str, Any], ...]
    layers: tuple[dict[str, Any], ...]
    streams: tuple[dict[str, Any], ...]
    edges: tuple[float | None, ...]
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
    tones = iter(land_tones([feature for feature in scene.base if feature.kind == "country"]))
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
        names=tuple(base.names.records),
        layers=tuple(key.record() for key in order),
        streams=tuple(streams),
        edges=_cut_edges(base.lands),
        data=data,
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
                "rank": feature.rank,
                "name": feature.name,
                **({"texts": texts} if texts else {}),
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
        self.inset = _inset(header.extent)
        self.errors_m: dict[tuple[bool, bool], float] = {}
        for feature in scene.base:
            if feature.kind in _SHARED and feature.error_m:
                key = True, feature.world
                self.errors_m[key] = min(self.errors_m.get(key, math.inf), feature.error_m)
        self.names = _Names(tuple(dict.fromkeys((header.language, *header.languages))))
        self.lands: list[shapely.Geometry] = []
        self.lines: dict[_Layer, list[tuple[int | None, list[list[GridPoint]]]]] = {}

    def add(self, feature: BaseFeature, fill: str | None) -> None:
        """Add a feature to its layer; towns and regions at a point are only names."""
        kind = feature.kind
        if kind == "region" and feature.name and "Point" in feature.geometry.geom_type:
            self.names.add(feature, _position(feature, self.west), {})
        if "Point" in feature.geometry.geom_type:
            return
        geometry = in_window(feature.geometry, self.west)
        if kind == "country":
            self.lands.append(geometry)
        if kind == "outline":
            if self.inset is None:
                return
            geometry = shapely.clip_by_rect(geometry, *self.inset.box)
            geometry = geometry.simplify(self.inset.deg_per_px * _INSET_STEP_PX)
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
        """Return the grid of a feature; kinds that run along each other have one."""
        if feature.kind == "outline" and self.inset:
            return math.ceil(1 / (self.inset.deg_per_px * _INSET_STEP_PX))
        error_m = self.errors_m.get((feature.kind in _SHARED, feature.world), feature.error_m)
        return _grid(error_m if feature.error_m else 0, self.finest)


def _grid(error_m: float, finest: int) -> int:
    """Return the steps per degree of the grid of a feature with an error in metres."""
    if not error_m:
        return finest
    needed = M_PER_DEG / (_STEP_PX * finest_scale(error_m))
    steps = (round(m * 10**n) for n in range(2, 6) for m in (1, 1.5, 2, 3, 4, 5, 7))
    return min(next((step for step in steps if step >= needed), finest), finest)


@dataclass(frozen=True, slots=True)
class _Inset:
    """What the inset can show: west, south, east and north, and degrees of latitude per pixel."""

    box: tuple[float, float, float, float]
    deg_per_px: float


def _inset(extent: tuple[float, float, float, float]) -> _Inset | None:
    """Return what the inset can show; None if the map is continental."""
    west, south, east, north = extent
    if east - west > _INSET_MAX_DEG:
        return None
    lon, lat = (west + east) / 2, (south + north) / 2
    squeeze = max(math.cos(math.radians(lat)), 0.05)
    least, heights, widths = _INSET_REACH
    reach = max(least, heights * (north - south), widths * (east - west) * squeeze)
    wide = reach / squeeze
    return _Inset((lon - wide, lat - reach, lon + wide, lat + reach), 2 * reach / _INSET_PX)


def _cut_edges(lands: list[shapely.Geometry]) -> tuple[float | None, ...]:
    """Find the sides of the box around the land along which it is cut straight."""
    if not lands:
        return (None,) * 4
    ends = shapely.total_bounds(lands).tolist()
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(lands))]
    return tuple(
        round(end, 5) if any(_runs_along(ring[:, side % 2], end) for ring in rings) else None
        for side, end in enumerate(ends)
    )


def _runs_along(values: NDArray[np.float64], end: float) -> bool:
    """Tell whether two consecutive vertices lie on an edge."""
    on_edge = values == end
    return bool((on_edge[1:] & on_edge[:-1]).any())


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
    digits = 3 if feature.world else 4
    return round(point.x, digits), round(point.y, digits)


def _scales(scales: tuple[float, float]) -> list[float | None]:
    """Write scales in metres per pixel; None is no limit."""
    low, high = scales
    return [float(f"{low:.3g}"), None if math.isinf(high) else float(f"{high:.3g}")]

"""Countries, their borders, the coast between them and the sea, and a small-scale world.

They are stored as arcs, each once, and the rings that the arcs form, so that what is generalised
together fits together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.model import BaseFeature
from frontline.world.blocks import Lines, blocks_of, boxes_meet, lines_of
from frontline.world.names import country_names, named
from frontline.world.origins import error_of
from frontline.world.window import EARTH, Box, Window, clipped, generalised

if TYPE_CHECKING:
    from numpy.typing import NDArray

VIEWPOINTS: Final = ("DE", "UA")
"""States whose view of the borders can be drawn: those that a source told, in full."""

_PART_OF: Final = {"UA": {"XK": "RS"}}
"""Viewpoint → countries that it counts as part of another."""

_SETTLED: Final = {"DE": (("RS", "XK"),), "UA": ()}
"""Viewpoint → borders that are in no dispute in it."""

_SURROUNDINGS_DEG: Final = 8.0
_SURROUNDINGS: Final = 9.0
"""How much of the small-scale world belongs to a map: degrees, and times its height."""


def countries(
    window: Window, languages: Sequence[str], viewpoint: str | None, only: str | None = None
) -> Iterator[BaseFeature]:
    """Yield the countries in a window.

    Parameters
    ----------
    window : Window
        Part of the world.
    languages : sequence of str
        Languages of the map, the main one first.
    viewpoint : str or None
        Key of ``VIEWPOINTS``.
    only : str, optional
        ISO code of the one country wanted.

    Yields
    ------
    BaseFeature
        Of kind ``country``; its id is the ISO code of two letters, or its name if it has none.
    """
    yield from _polygons("countries", "country", window, languages, viewpoint, only)


def outlines(
    window: Window, languages: Sequence[str], viewpoint: str | None
) -> Iterator[BaseFeature]:
    """Yield the countries around a window, at a small scale, for the inset.

    Parameters
    ----------
    window : Window
        Part of the world.
    languages : sequence of str
        Languages of the map, the main one first.
    viewpoint : str or None
        Key of ``VIEWPOINTS``.

    Yields
    ------
    BaseFeature
        Of kind ``outline``.
    """
    west, south, east, north = window.box
    reach = max(_SURROUNDINGS_DEG, _SURROUNDINGS / 4 * (north - south))
    middle = (west + east) / 2
    squeeze = max(np.cos(np.radians((south + north) / 2)), 0.05)
    half = min(max(reach / squeeze, (east - west) / 2), 180.0)
    box = middle - half, max(south - reach, -90.0), middle + half, min(north + reach, 90.0)
    around = Window(box, box, window.finest, window.coarsest, reach / 300)
    yield from _polygons("outlines", "outline", around, languages, viewpoint, None)


def coast(window: Window) -> Iterator[BaseFeature]:
    """Yield the coast in a window.

    Parameters
    ----------
    window : Window
        Part of the world.

    Yields
    ------
    BaseFeature
        One, of kind ``coast``.
    """
    sides = _sides()
    lines = [*_pieces(window, "countries", sides[:, 1] < 0, at_sea=True)]
    if lines and not (line := _joined(lines)).is_empty:
        yield BaseFeature("coast", "", "", line, error_m=error_of("coast"), world=True)


def borders(window: Window, viewpoint: str | None) -> Iterator[BaseFeature]:
    """Yield the borders in a window.

    Parameters
    ----------
    window : Window
        Part of the world.
    viewpoint : str or None
        Key of ``VIEWPOINTS``; None marks disputed stretches.

    Yields
    ------
    BaseFeature
        Of kind ``border``: one of the borders that are disputed, one of the others.
    """
    codes, sides = _codes("countries", viewpoint), _sides()
    is_border = np.array([b >= 0 and codes[a] != codes[b] for a, b in sides.tolist()])
    disputed = blocks_of("countries").numbers("disputed").astype(bool)
    if viewpoint:
        settled = [set(pair) for pair in _SETTLED[viewpoint]]
        disputed = disputed & ~np.array([{codes[a], codes[b]} in settled for a, b in sides])
    certain = [*_pieces(window, "countries", is_border & ~disputed)]
    doubtful = [*_pieces(window, "countries", is_border & disputed)]
    claims = blocks_of("disputed").texts("claims")
    if viewpoint != "DE":
        drawn = ~_denied() if viewpoint else np.ones(len(claims), dtype=bool)
        doubtful += _pieces(window, "disputed", drawn)
    for lines, is_disputed in ((certain, False), (doubtful, True)):
        if lines and not (line := _joined(lines)).is_empty:
            yield BaseFeature(
                "border", "", "", line,
                disputed=is_disputed, error_m=error_of("border"), world=True,
            )  # fmt: skip


def border_points(window: Window) -> tuple[int, int]:
    """Count the positions that the coasts and borders in a window would have.

    Parameters
    ----------
    window : Window
        Part of the world.

    Returns
    -------
    (int, int)
        On the map itself, and around it.
    """
    lines = lines_of("countries")
    numbers = np.unique(np.concatenate([lines.within(part) for part, _ in window.turns()]))
    numbers = numbers[_is_seen(lines, numbers, window)]
    xy = shapely.get_coordinates(generalised(lines.geometries(numbers), window))
    near, all = (
        sum(
            int(np.count_nonzero(boxes_meet(np.hstack([xy, xy]), part)))
            for part, _ in window.turns(box)
        )
        for box in (window.near, window.box)
    )
    return near, all - near


@cache
def _denied() -> NDArray[np.bool_]:
    """Tell which lines that only some views draw lie within Ukraine, whose view has none."""
    lines = lines_of("disputed")
    middles = lines.xy[(lines.starts + lines.ends) // 2]
    ukraine = next(_polygons("outlines", "country", _WHOLE, ["en"], None, "UA"))
    return np.asarray(shapely.intersects_xy(ukraine.geometry.buffer(0.1), middles))


_WHOLE: Final = Window(EARTH, EARTH, 0.0, np.inf, 0.01)


def _codes(layer: str, viewpoint: str | None) -> list[str]:
    """List the codes of the countries; where a country has none, its name stands for it."""
    blocks = blocks_of(layer)
    part_of = _PART_OF.get(viewpoint or "", {})
    both = zip(blocks.texts("codes"), blocks.texts("names"), strict=True)
    return [part_of.get(code, code) or name for code, name in both]


@cache
def _sides() -> NDArray[np.int64]:
    """Return the countries on both sides of each arc; -1 for the sea."""
    blocks = blocks_of("countries")
    arcs = np.abs(blocks.numbers("ring_arcs")) - 1
    owner = np.repeat(blocks.numbers("ring_country"), blocks.numbers("ring_counts"))
    sides = np.full((len(blocks.numbers("counts")), 2), -1, dtype=np.int64)
    order = np.argsort(arcs, kind="stable")
    first = np.append(True, arcs[order][1:] != arcs[order][:-1])
    sides[arcs[order][first], 0] = owner[order][first]
    sides[arcs[order][~first], 1] = owner[order][~first]
    return sides


def _pieces(
    window: Window, layer: str, chosen: NDArray[np.bool_], at_sea: bool = False
) -> Iterator[NDArray[np.object_]]:
    """Yield the chosen lines in each part of a window, generalised and cut to it."""
    lines = lines_of(layer)
    for part, by in window.turns():
        numbers = lines.within(part)
        numbers = numbers[chosen[numbers]]
        numbers = numbers[_is_seen(lines, numbers, window)]
        if not len(numbers):
            continue
        geometries = generalised(lines.geometries(numbers), window)
        if at_sea:
            geometries = np.array([_without_seams(line) for line in geometries], dtype=object)
        cut = clipped(geometries, part, by)
        yield cut[~shapely.is_empty(cut)]


def _is_seen(lines: Lines, numbers: NDArray[np.intp], window: Window) -> NDArray[np.bool_]:
    """Tell which lines are seen: all but loops around what is too small."""
    return ~lines.are_loops(numbers) | window.seen(lines.boxes[numbers])


def _without_seams(line: shapely.LineString) -> shapely.geometry.base.BaseGeometry:
    """Leave out what runs along the meridian of 180 degrees or the pole: no coast is there."""
    xy = shapely.get_coordinates(line)
    on_seam = (np.abs(xy[:, 0]) >= 180) | (np.abs(xy[:, 1]) >= 90)
    is_seam = on_seam[:-1] & on_seam[1:]
    if not is_seam.any():
        return line
    kept = np.flatnonzero(~is_seam)
    runs = np.split(kept, np.flatnonzero(np.diff(kept) > 1) + 1) if len(kept) else []
    return shapely.MultiLineString([xy[run[0] : run[-1] + 2] for run in runs])


def _joined(pieces: Iterable[NDArray[np.object_]]) -> shapely.geometry.base.BaseGeometry:
    """Return lines as one geometry, those that meet end to end as one line; empty without any."""
    parts = shapely.get_parts(np.concatenate([*pieces]))
    lines = shapely.multilinestrings(parts[shapely.get_dimensions(parts) == 1])
    return shapely.multilinestrings(shapely.get_parts(shapely.line_merge(lines)))


def _polygons(
    layer: str,
    kind: str,
    window: Window,
    languages: Sequence[str],
    viewpoint: str | None,
    only: str | None,
) -> Iterator[BaseFeature]:
    """Yield the countries of a layer that lie in a window, in the order of the file."""
    codes = _codes(layer, viewpoint)
    if only is not None and only not in codes:
        return
    number = None if only is None else codes.index(only)
    found: dict[str, list[shapely.geometry.base.BaseGeometry]] = {}
    for part, by in window.turns():
        for country, shape in _shapes(layer, window, part, number):
            (cut,) = clipped(np.array([shape], dtype=object), part, by)
            if not cut.is_empty:
                found.setdefault(codes[country], []).append(cut)
    plain = dict(zip(codes, blocks_of(layer).texts("names"), strict=True))
    for code, pieces in found.items():
        whole = shapely.union_all(pieces) if len(pieces) > 1 else pieces[0]
        parts = shapely.get_parts(whole)
        parts = parts[shapely.get_dimensions(parts) == 2]
        if not len(parts):
            continue
        id = code if len(code) == 2 else code.casefold().replace(" ", "-")
        name, texts = named(country_names(code, languages), plain[code], languages)
        yield BaseFeature(
            kind, id, name, shapely.multipolygons(parts), texts,
            error_m=error_of(kind), world=True,
        )  # fmt: skip


def _shapes(
    layer: str, window: Window, part: Box, only: int | None
) -> Iterator[tuple[int, shapely.geometry.base.BaseGeometry]]:
    """Yield the countries that meet a part of a window, generalised, tiny islands left out."""
    blocks, lines, rings = blocks_of(layer), lines_of(layer), _rings(layer)
    chosen = boxes_meet(rings.boxes, part)
    if only is not None:
        chosen &= rings.country == only
    else:
        # A small country between others stays: the sea would be seen in its place.
        chosen &= (rings.ends - rings.starts > 1) | window.seen(rings.boxes)
    # A hole goes with its outer ring, which comes first in its polygon.
    chosen &= np.isin(rings.polygon, rings.polygon[rings.is_outer & chosen])
    numbers = np.flatnonzero(chosen)
    arcs = blocks.numbers("ring_arcs")
    used = np.unique(np.concatenate(
        [np.abs(arcs[rings.starts[n] : rings.ends[n]]) - 1 for n in numbers]
    )) if len(numbers) else numbers  # fmt: skip
    simple = generalised(lines.geometries(used), window)
    xys = dict(zip(used.tolist(), map(shapely.get_coordinates, simple), strict=True))
    polygons: dict[int, dict[int, list[NDArray[np.float64]]]] = {}
    for n in numbers.tolist():
        pieces = [
            xys[abs(arc) - 1][:: 1 if arc > 0 else -1]
            for arc in arcs[rings.starts[n] : rings.ends[n]].tolist()
        ]
        ring = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
        of_country = polygons.setdefault(int(rings.country[n]), {})
        if len(ring) >= 4 and (rings.is_outer[n] or int(rings.polygon[n]) in of_country):
            of_country.setdefault(int(rings.polygon[n]), []).append(ring)
    for country, parts in polygons.items():
        shape = shapely.MultiPolygon([shapely.Polygon(p[0], p[1:]) for p in parts.values()])
        yield country, shape if shape.is_valid else shapely.make_valid(shape, method="structure")


@dataclass(frozen=True)
class _Rings:
    """The rings of a layer: which arcs they are made of, whose they are, and where they lie."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    country: NDArray[np.int64]
    polygon: NDArray[np.int64]
    is_outer: NDArray[np.bool_]
    boxes: NDArray[np.float64]


@cache
def _rings(layer: str) -> _Rings:
    blocks, arcs = blocks_of(layer), lines_of(layer).boxes
    ends = np.cumsum(blocks.numbers("ring_counts"), dtype=np.int64)
    starts = ends - blocks.numbers("ring_counts")
    boxes = arcs[np.abs(blocks.numbers("ring_arcs")) - 1]
    polygon = blocks.numbers("ring_polygon").astype(np.int64)
    return _Rings(
        starts,
        ends,
        blocks.numbers("ring_country").astype(np.int64),
        polygon,
        np.append(True, polygon[1:] != polygon[:-1]),
        np.hstack([
            np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts)
        ]),
    )  # fmt: skip

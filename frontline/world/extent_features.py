"""The extent of a map → the features of the world under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.model import BaseFeature
from frontline.model.longitudes import M_PER_DEG
from frontline.style.base_scales import drawn_scales
from frontline.world.blocks import GRID, blocks_of, lines_of
from frontline.world.countries import border_points, borders, coast, countries, outlines
from frontline.world.names import named, names_at
from frontline.world.origins import error_of
from frontline.world.window import EARTH, Box, Window, clipped, generalised, window_of_map

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_TOWNS: Final = 140
"""The largest towns in the extent that a map gets; it gets half as many of those around it."""

MAX_REGIONS: Final = 60
"""The regions, the largest first, whose names a map gets."""

_USUAL_LANGUAGES: Final = 2
"""Languages of a map beyond which it gets fewer names."""

_MAX_POINTS: Final = {"river": 2200, "region_border": 1500}
"""Positions of a kind of line beyond which the least ranks are left out: a page stays light."""

_BORDER_POINTS: Final = (2100, 1900)
"""Positions of coasts and borders, on a map and around it, beyond which lines are simpler."""


def world_features(
    extent: Box, languages: Sequence[str], viewpoint: str | None = None
) -> tuple[BaseFeature, ...]:
    """Return the features of the world that the outputs of a map can show.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east and north of the map in degrees, unbroken.
    languages : sequence of str
        Languages of the map, the main one first.
    viewpoint : str, optional
        ISO code of the state whose view of the borders is drawn, one of ``VIEWPOINTS``; without
        it, disputed stretches are marked as disputed.

    Returns
    -------
    tuple of BaseFeature
        With ``world`` and ``error_m``, in the extent and a margin around it; what no scale of the
        map can show is left out.

    Examples
    --------
    >>> features = world_features((22.0, 44.0, 41.0, 53.0), ["en", "uk"])
    >>> towns = {feature.name: feature for feature in features if feature.kind == "town"}
    >>> towns["Kyiv"].texts["uk"]["name"], towns["Kyiv"].population > 2_000_000
    ('Київ', True)
    """
    return _features(extent, tuple(languages), viewpoint)


@lru_cache(maxsize=16)
def _features(
    extent: Box, languages: tuple[str, ...], viewpoint: str | None
) -> tuple[BaseFeature, ...]:
    window = window_of_map(extent)
    counts = zip(border_points(window), _BORDER_POINTS, strict=True)
    window = window.coarser(*(max(1.0, count / most) for count, most in counts))
    found = [
        *countries(window, languages, viewpoint),
        *outlines(window, languages, viewpoint),
        *_lakes(window, languages),
        *coast(window),
        *_ranked_lines(window, "rivers", "river"),
        *_ranked_lines(window.coarser(2.0, 1.0), "region_lines", "region_border"),
        *borders(window, viewpoint),
        *_regions(window, languages, extent),
        *_towns(window, languages, extent),
    ]
    least_m = round(window.tolerance_deg * window.factors[0] * M_PER_DEG / 2)
    drawn = (
        feature if feature.geometry.geom_type == "Point"
        else replace(feature, error_m=max(feature.error_m, least_m))
        for feature in found
    )  # fmt: skip
    return tuple(feature for feature in drawn if window.shows(drawn_scales(feature)))


def world_country(code: str, languages: Sequence[str], extent: Box = EARTH) -> BaseFeature | None:
    """Return a country, as precisely as the world has it.

    Parameters
    ----------
    code : str
        ISO 3166-1 code of two letters.
    languages : sequence of str
        Languages of the map, the main one first.
    extent : (float, float, float, float), optional
        West, south, east and north of the map in degrees, unbroken: the country is cut where the
        outputs of the map end.

    Returns
    -------
    BaseFeature or None
        None if there is no such country.

    Examples
    --------
    >>> world_country("UA", ["en"]).name, world_country("QQ", ["en"])
    ('Ukraine', None)
    """
    if len(code) != 2:
        return None
    return next(countries(_precise(extent), languages, None, only=code), None)


def world_states(
    extent: Box, languages: Sequence[str], viewpoint: str | None = None
) -> tuple[BaseFeature, ...]:
    """Return the countries around an extent, as precisely as the world has them.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east and north of the map in degrees, unbroken.
    languages : sequence of str
        Languages of the map, the main one first.
    viewpoint : str, optional
        ISO code of the state in whose view they are.

    Returns
    -------
    tuple of BaseFeature
        Of kind ``country``; the id of each is its ISO code.

    Examples
    --------
    >>> sorted(state.id for state in world_states((36.0, 50.0, 37.0, 51.0), ["en"]))
    ['BY', 'RU', 'UA']
    """
    return tuple(countries(_precise(extent), languages, viewpoint))


def _precise(extent: Box) -> Window:
    box = window_of_map(extent).box
    return Window(box, box, 0.0, np.inf, 0.0)


def _lakes(window: Window, languages: Sequence[str]) -> Iterator[BaseFeature]:
    """Yield the lakes that are at least a pixel wide, the largest first."""
    blocks, lines = blocks_of("lakes"), lines_of("lakes")
    polygon_of, names = blocks.numbers("ring_polygon"), blocks.texts("names")
    for part, by in window.turns():
        numbers = lines.within(part)
        numbers = numbers[window.seen(lines.boxes[numbers])]
        simple = generalised(lines.geometries(numbers), window)
        for polygon in np.unique(polygon_of[numbers]).tolist():
            outer, *holes = simple[polygon_of[numbers] == polygon]
            if shapely.get_num_coordinates(outer) < 4:
                continue
            holes = [hole for hole in holes if shapely.get_num_coordinates(hole) >= 4]
            (cut,) = clipped(np.array([shapely.Polygon(outer, holes)], dtype=object), part, by)
            if cut.is_empty:
                continue
            name, texts = named({}, names[polygon], languages)
            yield BaseFeature(
                "lake", "", name, cut, texts if name else {}, error_m=error_of("lake"), world=True
            )


def _ranked_lines(window: Window, layer: str, kind: str) -> Iterator[BaseFeature]:
    """Yield the lines of a layer, one feature for each rank, as many as a map can carry."""
    lines, ranks = lines_of(layer), blocks_of(layer).numbers("ranks")
    pieces: dict[int, list[NDArray[np.object_]]] = {}
    for part, by in window.turns():
        numbers = lines.within(part)
        if kind == "region_border":  # each as a whole, where it meets the map itself
            numbers = numbers[window.is_near(lines.boxes[numbers])]
        for rank in np.unique(ranks[numbers]).tolist():
            feature = BaseFeature(kind, "", "", shapely.Point(), rank=rank)
            if not window.shows(drawn_scales(feature)):
                continue
            chosen = lines.geometries(numbers[ranks[numbers] == rank])
            chosen = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(chosen)))
            cut = clipped(generalised(chosen, window), part, by)
            pieces.setdefault(rank, []).append(cut[~shapely.is_empty(cut)])
    left = _MAX_POINTS[kind]
    for rank, found in sorted(pieces.items()):
        parts = shapely.get_parts(np.concatenate(found))
        parts = parts[shapely.get_dimensions(parts) == 1]
        left -= int(shapely.get_num_coordinates(parts).sum())
        if left < 0:
            return
        if len(parts):
            whole = shapely.multilinestrings(parts)
            yield BaseFeature(kind, "", "", whole, rank=rank, error_m=error_of(kind), world=True)


def _points(layer: str, window: Window) -> list[tuple[int, float, float]]:
    """List the points of a layer in a window, in its order: number, longitude, latitude."""
    xy = blocks_of(layer).numbers("points").reshape(-1, 2) / GRID
    found: list[tuple[int, float, float]] = []
    for (west, south, east, north), by in window.turns():
        inside = (xy[:, 0] >= west) & (xy[:, 0] < east)
        numbers = np.flatnonzero(inside & (xy[:, 1] >= south) & (xy[:, 1] <= north))
        lons, lats = (xy[numbers] + (by, 0.0)).T.tolist()
        found += zip(numbers.tolist(), lons, lats, strict=True)
    return sorted(found)


def _most(names: int, languages: Sequence[str]) -> int:
    """Return how many names in the languages of a map weigh as much as in the usual number."""
    return names * (_USUAL_LANGUAGES + 1) // (max(len(languages), _USUAL_LANGUAGES) + 1)


def _regions(window: Window, languages: Sequence[str], extent: Box) -> Iterator[BaseFeature]:
    """Yield where names of regions of the first level stand, those in the extent first."""
    blocks = blocks_of("region_names")
    ranks, plain = blocks.numbers("ranks"), blocks.texts("names")
    west, south, east, north = extent
    points = sorted(
        _points("region_names", window),
        key=lambda p: (not (west <= p[1] <= east and south <= p[2] <= north), ranks[p[0]], p),
    )
    for number, lon, lat in points[: _most(MAX_REGIONS, languages)]:
        name, texts = named(names_at(blocks, number, languages), plain[number], languages)
        yield BaseFeature(
            "region", "", name, shapely.Point(lon, lat), texts,
            rank=int(ranks[number]), error_m=error_of("region"), world=True,
        )  # fmt: skip


def _towns(window: Window, languages: Sequence[str], extent: Box) -> Iterator[BaseFeature]:
    """Yield the largest towns: half as many in the window as in the extent."""
    blocks = blocks_of("towns")
    population, plain = blocks.numbers("population"), blocks.texts("names")
    west, south, east, north = extent
    most = _most(MAX_TOWNS, languages)
    inside = outside = 0
    for number, lon, lat in _points("towns", window):  # the file is sorted by population
        if west <= lon <= east and south <= lat <= north:
            inside += 1
            if inside > most:
                continue
        else:
            outside += 1
            if outside > most // 2:
                continue
        name, texts = named(names_at(blocks, number, languages), plain[number], languages)
        yield BaseFeature(
            "town", "", name, shapely.Point(lon, lat), texts,
            population=int(population[number]), error_m=error_of("town"), world=True,
        )  # fmt: skip

"""Places on the map: their symbols, and their names placed without overlaps.

Symbols match ``player/map/place_marks.mjs``. A page can be zoomed and a print cannot. Hence, here
a name without room beside its mark gets a leader line, and a minor place is drawn only
where its name fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import shapely

from frontline.model import Place
from frontline.render.figure import symbols
from frontline.render.figure.base_lettering import name_base
from frontline.render.figure.beyond_edge import name_beyond
from frontline.render.figure.label_placement import (
    Box,
    Label,
    Point,
    box_around,
    overlaps,
    place_labels,
    spots_beside,
    within,
)
from frontline.render.figure.lettering import HALO, Lettering
from frontline.render.figure.marks import Line, Mark, Shape, Type, circle
from frontline.render.figure.name_spots import (
    beads,
    beads_of,
    inner_half,
    leader_line,
    spots_around,
)
from frontline.render.figure.projection import Frame
from frontline.render.figure.typeset import Pen, tidy
from frontline.scene.scene import Snapshot
from frontline.style import classes
from frontline.style.base_strokes import town_px
from frontline.text.lookups import is_drawn

Role = Literal["reported", "main", "minor"]

_REPORTED: Final = Type(11.5, 14, symbols.INK, bold=True)
_MAIN: Final = Type(11.5, 14, symbols.INK_2)
_CITY: Final = Type(14, 17, symbols.INK, bold=True)
_MINOR: Final = Type(10.5, 13, symbols.INK_2)

_BOX_PX: Final[dict[str, float]] = {"reported": 17, "main": 10, "minor": 5}
_NEWS_BOX_PX: Final = 27.0
_DOT_PX: Final[dict[str, float]] = {"main": 3, "minor": 1.8}
_CITY_PEOPLE: Final = 700_000
"""Inhabitants as which a city is drawn whose number is not given."""

_EDGE_PX: Final = 4.0
_LEADER_GAPS_PX: Final = (14.0, 24.0, 36.0, 50.0, 66.0)
_MAX_LEADERS: Final = 24
_MAX_MINOR: Final = 300
_CLEARANCE_PX: Final = 12.0
_MIN_CIRCLE_PX: Final = 8.0
_FULL_PX: Final = 500.0
_MIN_SCALE: Final = 0.55
"""Minimum size of symbols, which shrink on maps narrower than ``_FULL_PX``."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at its point on the map.

    Attributes
    ----------
    place : Place
        The place.
    lon, lat : float
        Degrees (WGS 84).
    point : (float, float)
        Point in pixels.
    role : {"reported", "main", "minor"}
        How it is drawn.
    rank : int
        Order of labelling, lowest first.
    news : bool
        Whether there is a change or an event at the place on the date.
    scale : float
        Size of the symbol relative to a full-size map.
    """

    place: Place
    lon: float
    lat: float
    point: Point
    role: Role
    rank: int
    news: bool
    scale: float

    @property
    def size(self) -> float:
        """Width of the mark in pixels."""
        if self.role != "reported":
            return _BOX_PX[self.role]
        return (_NEWS_BOX_PX if self.news else _BOX_PX[self.role]) * self.scale

    @property
    def box(self) -> Box:
        """Box of the mark in pixels."""
        return box_around(self.point, self.size)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The obstacles for names on the map.

    Attributes
    ----------
    corners : sequence of tuple of float
        Boxes of the insets, never covered.
    front : sequence of Line
        Front lines, covered only for lack of room.
    borders : sequence of Line
        Borders, avoided where another spot is as good.
    areas : shapely geometry
        Areas of the classes, which country names avoid.
    """

    corners: Sequence[Box]
    front: Sequence[Line]
    borders: Sequence[Line]
    areas: shapely.Geometry


def spots_in(now: Snapshot, frame: Frame) -> list[Spot]:
    """List the places within the frame.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    frame : Frame
        Box on the page and the extent it shows.

    Returns
    -------
    list of Spot
        The most important first.
    """
    scene = now.scene
    scale = min(1.0, max(_MIN_SCALE, (frame.box[2] - frame.box[0]) / _FULL_PX))
    news = {change.place for change in now.changes_of_control}.union(
        *(event.places for event in now.events)
    )
    spots = []
    for place in scene.places:
        if not is_drawn(place) or place.lon is None or place.lat is None:
            continue
        point = frame.point(place.lon, place.lat)
        if within((*point, *point), frame.box):
            reported = place.id in scene.reported
            rank = classes.rank(place.kind, reported)
            role: Role = "main" if place.kind in ("city", "town") else "minor"
            role = "reported" if reported else role
            spots.append(
                Spot(place, place.lon, place.lat, point, role, rank, place.id in news, scale)
            )
    return sorted(spots, key=lambda spot: (spot.rank, not spot.news, spot.place.id))


def bare_spots(spots: Iterable[Spot], keep: str | None) -> list[Spot]:
    """Keep only cities and one place, for a very small map.

    Parameters
    ----------
    spots : iterable of Spot
        Places.
    keep : str or None
        Id of the place to keep.

    Returns
    -------
    list of Spot
        In the order given.
    """
    return [spot for spot in spots if spot.place.kind == "city" or spot.place.id == keep]


def circle_is_visible(spot: Spot, frame: Frame) -> bool:
    """Return whether a place's circle of accuracy is larger than its symbol.

    Parameters
    ----------
    spot : Spot
        The place.
    frame : Frame
        Box on the page and its scale.

    Returns
    -------
    bool
        False for a place without a stated accuracy.
    """
    return (spot.place.precision_m or 0) / frame.m_per_px > _MIN_CIRCLE_PX


def place_marks(
    now: Snapshot,
    frame: Frame,
    spots: Sequence[Spot],
    surroundings: Surroundings,
    pen: Pen,
) -> list[Mark]:
    """Draw the places and all names on the map without overlaps, the most important first.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    frame : Frame
        Box on the page and the extent it shows.
    spots : sequence of Spot
        Places, the most important first.
    surroundings : Surroundings
        Obstacles for names.
    pen : Pen
        Text measure and language.

    Returns
    -------
    list of Mark
        Marks in drawing order.
    """
    left, top, right, bottom = frame.box
    inner = (left + _EDGE_PX, top + _EDGE_PX, right - _EDGE_PX, bottom - _EDGE_PX)
    hard, soft = beads_of(surroundings.front), beads_of(surroundings.borders)
    taken = [*surroundings.corners, *(spot.box for spot in spots if spot.role != "minor")]
    lettering = Lettering(inner, taken, hard, [*hard, *soft], pen, [])
    major = [spot for spot in spots if spot.role != "minor"]
    unnamed = _name_beside(lettering, major, lettering.front)
    leaders = {spot.place.id: _name_with_leader(lettering, spot) for spot in unnamed[:_MAX_LEADERS]}
    _name_beside(lettering, [spot for spot in unnamed if not leaders.get(spot.place.id)], [])
    arrows = name_beyond(lettering, now.scene, frame, pen)
    towns = name_base(lettering, now, frame, surroundings.areas)
    dots = _draw_minor_places(
        lettering, [spot for spot in spots if spot.role == "minor"][:_MAX_MINOR]
    )
    symbol_marks = [mark for spot in reversed(major) for mark in _symbol(now, spot)]
    spots_with_news = [spot for spot in major if spot.news and spot.role == "reported"]
    rings = symbols.news_rings(
        [spot.point for spot in spots_with_news], spots_with_news[0].scale if spots_with_news else 1
    )
    # A symbol at the edge of the map must not reach beyond it.
    clipped = [replace(mark, clip=frame.box) for mark in (*rings, *symbol_marks)]
    leader_marks = [mark for leader in leaders.values() for mark in leader]
    return [*arrows, *towns, *dots, *leader_marks, *clipped, *lettering.marks]


def _symbol(now: Snapshot, spot: Spot) -> Iterable[Shape]:
    if spot.role == "reported":
        span = now.spans.get(spot.place.id)
        return symbols.sign(now.scene, span.control if span else None, spot.point, spot.scale)
    if spot.place.kind == "city":
        return symbols.city(spot.point, town_px(spot.place.population or _CITY_PEOPLE) / 2)
    return [Shape([circle(*spot.point, _DOT_PX["main"])], fill=symbols.INK_2, stroke=HALO, width=1)]


def _type(spot: Spot) -> Type:
    if spot.place.kind == "city":
        return _CITY
    return {"reported": _REPORTED, "main": _MAIN, "minor": _MINOR}[spot.role]


def _label(lettering: Lettering, spot: Spot, rank: float, gap: float) -> Label:
    type = _type(spot)
    width = lettering.measure(tidy(spot.place.name), type) + 2
    beside = spots_beside(spot.point, width, type.leading, gap)
    return Label(spot.place.id, rank, width, type.leading, beside)


def _name_beside(lettering: Lettering, spots: Sequence[Spot], avoided: Sequence[Box]) -> list[Spot]:
    """Name places beside their marks; return the places without room."""
    by_id = {spot.place.id: spot for spot in spots}
    labels = [
        _label(lettering, spot, spot.rank - spot.news / 2, spot.size / 2 + 1)
        for spot in by_id.values()
    ]
    taken = [*lettering.taken, *avoided]
    for id, box in place_labels(labels, taken, lettering.soft, lettering.frame).items():
        lettering.set_name(box, tidy(by_id[id].place.name), _type(by_id.pop(id)))
    return list(by_id.values())


def _name_with_leader(lettering: Lettering, spot: Spot) -> list[Mark]:
    """Name a place away from its mark, with a leader line that crosses nothing.

    If that fails, the line may touch marks that overlap the place's own.
    """
    type, text = _type(spot), tidy(spot.place.name)
    width = lettering.measure(text, type) + 2
    radius = max(_LEADER_GAPS_PX) + width + type.leading + spot.size
    reach = box_around(spot.point, 2 * radius)
    near = [box for box in lettering.taken if overlaps(box, reach)]
    taken = [*near, *(box for box in lettering.front if overlaps(box, reach))]
    soft = [box for box in lettering.soft if overlaps(box, reach)]
    other_boxes = [box for box in near if box != spot.box]
    reduced = [inner_half(box) if overlaps(box, spot.box) else box for box in other_boxes]
    for obstacles in (other_boxes, reduced):
        index = shapely.STRtree([shapely.box(*box) for box in obstacles])
        for gap in _LEADER_GAPS_PX:
            free = []
            for left, top in spots_around(spot.point, width, type.leading, spot.size / 2 + gap):
                leader = leader_line(
                    (left, top, left + width, top + type.leading), spot.point, spot.size / 2 - 1
                )
                if not index.query(shapely.linestrings(leader), "intersects").size:
                    free.append((left, top))
            label = Label(spot.place.id, 0, width, type.leading, free)
            if box := place_labels([label], taken, soft, lettering.frame).get(label.id):
                leader = leader_line(box, spot.point, spot.size / 2 - 1)
                lettering.set_name(box, text, type)
                lettering.taken += beads(leader)
                return [
                    Shape([leader], closed=False, stroke=HALO, width=3),
                    Shape([leader], closed=False, stroke=symbols.INK, width=0.9),
                ]
    return []


def _draw_minor_places(lettering: Lettering, spots: Sequence[Spot]) -> list[Mark]:
    """Draw and name minor places for orientation, with a clearance around each."""
    by_id = {spot.place.id: spot for spot in spots}
    labels = []
    for spot in spots:
        label = _label(lettering, spot, spot.rank, _BOX_PX["minor"] / 2 + 1)
        corners = [(left - _CLEARANCE_PX, top - _CLEARANCE_PX) for left, top in label.spots]
        width, height = label.width + 2 * _CLEARANCE_PX, label.height + 2 * _CLEARANCE_PX
        labels.append(Label(label.id, spot.rank, width, height, corners))
    dots: list[Mark] = []
    taken = [*lettering.taken, *lettering.soft]
    for id, box in place_labels(labels, taken, [], lettering.frame).items():
        spot = by_id[id]
        dots.append(Shape([circle(*spot.point, _DOT_PX["minor"])], fill=symbols.DOT))
        inner = (
            box[0] + _CLEARANCE_PX,
            box[1] + _CLEARANCE_PX,
            box[2] - _CLEARANCE_PX,
            box[3] - _CLEARANCE_PX,
        )
        lettering.set_name(inner, tidy(spot.place.name), _MINOR)
    return dots

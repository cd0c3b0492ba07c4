"""The key to the map: every class and sign in use, in the order and words of the page.

See ``legend`` in ``player/map/legend.mjs``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import shapely

from frontline.language.speaker import Speaker
from frontline.model import Control
from frontline.render.figure import symbols
from frontline.render.figure.hatch import band, class_marks
from frontline.render.figure.label_placement import Box, Point
from frontline.render.figure.marks import Shape, circle, moved, rectangle
from frontline.render.figure.projection import Frame
from frontline.render.figure.scale_bar import bar_words, bars
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Scene
from frontline.text.lookups import is_drawn, sides_of
from frontline.text.map_notes import band_label, since_before, stale_words
from frontline.text.phrases import class_words

_CURVES: Final = (
    ((-18.0, 3.0), (-8.0, 3.0), (-6.0, -4.0), (4.0, -3.0)),
    ((4.0, -3.0), (14.0, -2.0), (14.0, 2.0), (18.0, -1.0)),
)
_STEPS: Final = 10


@dataclass(frozen=True, slots=True)
class Key:
    """Hold one line of the legend: what draws its swatch in a box, and its words."""

    draw: Callable[[Box], list[Shape]]
    words: str


def keys(scene: Scene, say: Speaker, discs: bool, *, signs: bool = True) -> list[Key]:
    """List the lines of the legend.

    ``discs`` says that circles of precision can be seen, ``signs`` that those of places can.
    """
    found = [
        Key(_class(scene, kind.control), class_name(scene, kind.control, say))
        for kind in scene.classes
    ]
    if scene.grows_stale and scene.classes:
        found.append(Key(_class(scene, scene.classes[0].control, faded=True), stale_words(scene)))
    start = scene.header.base_start
    if start is not None and signs:
        bare = Control("held", start.side)
        found.append(Key(lambda box: symbols.sign(scene, bare, _middle(box)), since_before(scene)))
    if scene.ground.arcs:
        found.append(front_key(scene, say))
    if scene.bands:
        found.append(Key(_band, band_label(say)))
    if not signs:
        return found
    spoken = {span.zone for span in scene.spans}
    if any(p.id in scene.reported and is_drawn(p) and p.id not in spoken for p in scene.places):
        found.append(Key(lambda box: symbols.star(_middle(box)), say("site_of_event")))
    found.append(Key(_news, say("news_on_day")))
    if discs:
        found.append(Key(_disc, say("lies_within")))
    return found


def front_key(scene: Scene, say: Speaker) -> Key:
    """Return the line of the legend for the front."""
    note = say("front_line_inferred" if scene.inferred else "front_line")
    return Key(lambda box: _front(box, scene.inferred), note)


def scale_key(frame: Frame, pen: Pen) -> Key:
    """Return the scale of a map as a line of the legend."""
    bar, _ = bars(frame.m_per_px, symbols.SWATCH[0] - 6)
    half = bar.length_px / 2

    def draw(box: Box) -> list[Shape]:
        line = [(-half, -4.0), (-half, 2.0), (half, 2.0), (half, -4.0)]
        return [Shape([moved(line, *_middle(box))], False, stroke=symbols.INK, width=1.3)]

    return Key(draw, bar_words(bar, pen))


def class_name(scene: Scene, control: Control, say: Speaker) -> str:
    """Name a class of ground as a legend does: ``Held by Russia``, ``Contested``."""
    return class_words(control, sides_of(scene), say)


def swatch(draw: Callable[[Box], list[Shape]], left: float, top: float) -> list[Shape]:
    """Draw a swatch with its corner at a point: bare land with a thin edge, and what is shown."""
    box = (left, top, left + symbols.SWATCH[0], top + symbols.SWATCH[1])
    edge = Shape([rectangle(box)], stroke=symbols.RULE, width=1)
    return [Shape([rectangle(box)], fill=symbols.LANDS[0]), edge, *draw(box)]


def control_swatch(scene: Scene, control: Control) -> Callable[[Box], list[Shape]]:
    """Return what draws a control: its pattern, if the map has the class, and its sign."""
    start = scene.header.base_start
    kind = symbols.style_of(scene, control)
    if kind is None or (start and control == Control("held", start.side)):
        return lambda box: symbols.sign(scene, control, _middle(box))
    return _class(scene, control)


def only_named(scene: Scene) -> list[str]:
    """List the places that are spoken of and cannot be drawn, because only a name is known."""
    return [p.name for p in scene.places if p.id in scene.reported and p.lon is None]


def _class(scene: Scene, control: Control, *, faded: bool = False) -> Callable[[Box], list[Shape]]:
    def draw(box: Box) -> list[Shape]:
        kind = symbols.style_of(scene, control)
        if kind is None:
            return []
        return [
            *class_marks(scene, kind, shapely.box(*box), box, faded=faded),
            *(() if faded else symbols.sign(scene, control, _middle(box))),
        ]

    return draw


def _front(box: Box, inferred: bool) -> list[Shape]:
    line: list[Point] = []
    for curve in _CURVES:
        line += [_bezier(curve, i / _STEPS) for i in range(1 if line else 0, _STEPS + 1)]
    return symbols.front([moved(line, *_middle(box))], inferred, box)


def _band(box: Box) -> list[Shape]:
    left, top, right, bottom = box
    return [
        Shape([rectangle(box)], fill=symbols.RULE),
        *band(shapely.box(left, top + 4, right, bottom - 4)),
    ]


def _bezier(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x = sum(share * point[0] for share, point in zip(shares, curve, strict=True))
    y = sum(share * point[1] for share, point in zip(shares, curve, strict=True))
    return x, y


def _news(box: Box) -> list[Shape]:
    at = _middle(box)
    ring = Shape([circle(*at, 8)], stroke=symbols.INK, width=2)
    return [ring, Shape([circle(*at, 2.5)], fill=symbols.INK)]


def _disc(box: Box) -> list[Shape]:
    return [Shape([circle(*_middle(box), 8)], stroke=symbols.INK, width=1)]


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2

"""Scene → the legend: every class and symbol in use, ordered and worded as on the page.

See ``legend`` in ``player/map/legend.mjs``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import shapely

from frontline.language.speaker import Speaker
from frontline.model import Control, opposing_camps
from frontline.render.figure import symbols
from frontline.render.figure.hatch import band, class_marks
from frontline.render.figure.label_placement import Box, Point
from frontline.render.figure.marks import Shape, circle, rectangle, shifted
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

CLASSES_SHOWN: Final = 24
"""Number of classes in a legend; the others are counted."""


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend.

    Attributes
    ----------
    draw : callable
        Draws the swatch in a box.
    words : str
        Text.
    """

    draw: Callable[[Box], list[Shape]]
    words: str


def keys(scene: Scene, say: Speaker, circles: bool, *, signs: bool = True) -> list[Key]:
    """List the lines of the legend.

    Parameters
    ----------
    scene : Scene
        The map.
    say : Speaker
        Language of the text.
    circles : bool
        Whether circles of accuracy are visible.
    signs : bool
        Whether place symbols are drawn.

    Returns
    -------
    list of Key
        In the order of the page.
    """
    controls = _leading(scene)
    entries = [
        Key(_class_swatch(scene, control), class_name(scene, control, say)) for control in controls
    ]
    if hidden := len(scene.classes) - len(controls):
        entries.append(Key(lambda _: [], say("short_more", count=hidden)))
    if scene.grows_stale and scene.classes:
        entries.append(
            Key(_class_swatch(scene, scene.classes[0].control, faded=True), stale_words(scene))
        )
    start = scene.header.base_start
    if start is not None and signs:
        initial = Control("held", start.side)
        entries.append(
            Key(lambda box: symbols.sign(scene, initial, _middle(box)), since_before(scene))
        )
    if _has_front(scene):
        entries.append(front_key(scene, say))
    if scene.bands:
        entries.append(Key(_band_swatch, band_label(say)))
    if not signs:
        return entries
    zones_with_control = {span.zone for span in scene.spans}
    if any(
        place.id in scene.reported and is_drawn(place) and place.id not in zones_with_control
        for place in scene.places
    ):
        entries.append(Key(lambda box: symbols.star(_middle(box)), say("site_of_event")))
    entries.append(
        Key(_news_swatch, say("news_on_day" if scene.header.step == "day" else "news_on_step"))
    )
    if circles:
        entries.append(Key(_circle_swatch, say("lies_within")))
    return entries


def _leading(scene: Scene) -> list[Control]:
    """Return the classes of the legend: all, or if they are many, those with the most ground.

    They are the same on all dates.
    """
    controls = [style.control for style in scene.classes]
    if len(controls) <= CLASSES_SHOWN + 1:
        return controls
    ground: dict[Control, float] = {}
    for span in scene.spans:
        km2_days = scene.km2.get(span.zone, 0.0) * (span.end - span.start).days
        ground[span.control] = ground.get(span.control, 0.0) + km2_days
    largest = sorted(controls, key=lambda control: -ground.get(control, 0.0))[:CLASSES_SHOWN]
    return [control for control in controls if control in largest]


def _has_front(scene: Scene) -> bool:
    """Return whether two camps that oppose each other have ground on any date."""
    camp_of = opposing_camps(scene.header.sides)
    start = scene.header.base_start
    sides = {style.control.side for style in scene.classes} | {start.side if start else None}
    camps = {camp_of.get(side or "") for side in sides} - {None}
    return bool(scene.ground.arcs) and len(camps) > 1


def front_key(scene: Scene, say: Speaker) -> Key:
    """Return the legend's line for the front.

    Parameters
    ----------
    scene : Scene
        The map.
    say : Speaker
        Language of the text.

    Returns
    -------
    Key
        The line.
    """
    note = say("front_line_inferred" if scene.inferred else "front_line")
    return Key(lambda box: _front_swatch(box, scene.inferred), note)


def scale_key(frame: Frame, pen: Pen) -> Key:
    """Return the scale of a map as a line of the legend.

    Parameters
    ----------
    frame : Frame
        Box on the page and the extent it shows.
    pen : Pen
        Language.

    Returns
    -------
    Key
        The line.
    """
    bar, _ = bars(frame.m_per_px, symbols.SWATCH[0] - 6)
    half = bar.length_px / 2

    def draw(box: Box) -> list[Shape]:
        line = [(-half, -4.0), (-half, 2.0), (half, 2.0), (half, -4.0)]
        return [Shape([shifted(line, *_middle(box))], False, stroke=symbols.INK, width=1.3)]

    return Key(draw, bar_words(bar, pen))


def class_name(scene: Scene, control: Control, say: Speaker) -> str:
    """Name a class as the legend does.

    Parameters
    ----------
    scene : Scene
        The map.
    control : Control
        Control of the class.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        Such as ``Held by Russia``, ``Contested``.
    """
    return class_words(control, sides_of(scene), say)


def swatch(draw: Callable[[Box], list[Shape]], left: float, top: float) -> list[Shape]:
    """Draw a swatch: bare land with a thin edge, and the sample on it.

    Parameters
    ----------
    draw : callable
        Draws the sample in a box.
    left, top : float
        Corner in pixels.

    Returns
    -------
    list of Shape
        Marks in drawing order.
    """
    box = (left, top, left + symbols.SWATCH[0], top + symbols.SWATCH[1])
    edge = Shape([rectangle(box)], stroke=symbols.RULE, width=1)
    return [Shape([rectangle(box)], fill=symbols.LANDS[0]), edge, *draw(box)]


def control_swatch(scene: Scene, control: Control) -> Callable[[Box], list[Shape]]:
    """Return a function that draws the sample of a control.

    Parameters
    ----------
    scene : Scene
        The map.
    control : Control
        The control.

    Returns
    -------
    callable
        Draws the pattern of the class, if the map has it, and the place symbol.
    """
    start = scene.header.base_start
    style = symbols.style_of(scene, control)
    if style is None or (start and control == Control("held", start.side)):
        return lambda box: symbols.sign(scene, control, _middle(box))
    return _class_swatch(scene, control)


def names_without_coordinates(scene: Scene) -> list[str]:
    """List the reported places that cannot be drawn because only a name is known.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    list of str
        Names.
    """
    return [
        place.name for place in scene.places if place.id in scene.reported and place.lon is None
    ]


def _class_swatch(
    scene: Scene, control: Control, *, faded: bool = False
) -> Callable[[Box], list[Shape]]:
    def draw(box: Box) -> list[Shape]:
        style = symbols.style_of(scene, control)
        if style is None:
            return []
        return [
            *class_marks(scene, style, shapely.box(*box), box, faded=faded),
            *(() if faded else symbols.sign(scene, control, _middle(box))),
        ]

    return draw


def _front_swatch(box: Box, inferred: bool) -> list[Shape]:
    line: list[Point] = []
    for curve in _CURVES:
        line += [_bezier(curve, i / _STEPS) for i in range(1 if line else 0, _STEPS + 1)]
    return symbols.front([shifted(line, *_middle(box))], inferred, box)


def _band_swatch(box: Box) -> list[Shape]:
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


def _news_swatch(box: Box) -> list[Shape]:
    centre = _middle(box)
    ring = Shape([circle(*centre, 8)], stroke=symbols.INK, width=2)
    return [ring, Shape([circle(*centre, 2.5)], fill=symbols.INK)]


def _circle_swatch(box: Box) -> list[Shape]:
    return [Shape([circle(*_middle(box), 8)], stroke=symbols.INK, width=1)]


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2

"""The page of a still figure, laid out as a newspaper does.

    headline
    standfirst
    ─────────────────────────────
    13 May 2024  Situation at …
    ┌───────────────────────────┐
    │            map            │
    └───────────────────────────┘
    legend       what changed
    ─────────────────────────────
    notes, sources, credits

The height follows from the text: nothing is cut off, whatever its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from frontline.model import NOT_GROUND
from frontline.render.figure import symbols
from frontline.render.figure.frame import Frame, fit
from frontline.render.figure.legend import control_swatch, keys, only_named, swatch
from frontline.render.figure.mapface import map_marks
from frontline.render.figure.marks import Mark, Shape, Sheet, Type, Words
from frontline.render.figure.places import seen, spots_in
from frontline.render.figure.typeset import Measure, Run, balanced, baseline, block
from frontline.render.voices import Move, moves, who_says
from frontline.render.words import (
    begun,
    control_words,
    credits_line,
    date_words,
    ground_note,
    joined,
    metres,
    names_of,
    sides_of,
    situation,
    sources_line,
)
from frontline.scene import Scene, Snapshot

CHANGES_SHOWN: Final = 6
EVENTS_SHOWN: Final = 4
NAMES_SHOWN: Final = 12
"""How much of a day is listed under the map; the rest is counted."""

_WIDE_PX: Final = 560.0
_MARGIN_PX: Final = (14.0, 24.0)
_LEGEND_SHARE: Final = 0.38
_GUTTER_PX: Final = 28.0
_SWATCH_GAP_PX: Final = 10.0

_HEADLINE: Final = (Type(19, 24, symbols.INK, bold=True), Type(25, 31, symbols.INK, bold=True))
_STANDFIRST: Final = (Type(12, 17, symbols.INK_2), Type(13.5, 19, symbols.INK_2))
_DAY: Final = Type(21, 28, symbols.INK, bold=True)
_ZONE: Final = Type(11.5, 28, symbols.INK_2)
_HEAD: Final = Type(13, 20, symbols.INK, bold=True)
_BODY: Final = Type(11.5, 16, symbols.INK)
_SUBHEAD: Final = Type(10.5, 14, symbols.INK_2, bold=True)
_QUIET: Final = Type(11.5, 16, symbols.INK_2)
_SMALL: Final = Type(11, 15.5, symbols.INK_2)


def sheet(now: Snapshot, width: float, measure: Measure) -> Sheet:
    """Lay out the figure of a day on a page of a given width in CSS pixels."""
    scene = now.scene
    wide = width >= _WIDE_PX
    left = _MARGIN_PX[wide]
    across = width - 2 * left
    head, y = _head(now, left, across, wide, measure)
    frame = fit(scene.header.extent, left, y, across)
    marks = [*head, *map_marks(now, frame, measure)]
    y = frame.box[3] + 14
    key = across * _LEGEND_SHARE if wide else across
    legend, below = _legend(now, frame, left, y, key, measure)
    if wide:
        news_left, news_top = left + key + _GUTTER_PX, y
    else:
        news_left, news_top = left, below + 12
    news, bottom = _news(now, news_left, news_top, left + across - news_left, measure)
    y = max(below, bottom) + 14
    foot, y = _foot(now, frame, left, y, across, measure)
    return Sheet(width, float(round(y + left * 0.75)), (*marks, *legend, *news, *foot))


def _head(
    now: Snapshot, left: float, across: float, wide: bool, measure: Measure
) -> tuple[list[Mark], float]:
    """Set headline, standfirst and date; returns their marks and where the map begins."""
    header = now.scene.header
    type = _HEADLINE[wide]
    column = balanced(header.title, across, type, measure)
    marks, y = block(header.title, left, _MARGIN_PX[wide] * 0.8, column, type, measure)
    summary, y = block(header.summary, left, y + 5, across, _STANDFIRST[wide], measure)
    y += 10
    marks += [*summary, _rule(left, y, across, symbols.INK, 2)]
    day = date_words(now.date, header.language)
    date, below = block(day, left, y + 5, across, _DAY, measure)
    beside = left + measure(day, _DAY) + 12
    if beside + measure(situation(now), _ZONE) <= left + across:
        # One baseline for both sizes.
        zone = Words(beside, y + 5 + baseline(_DAY), situation(now), _ZONE)
        return [*marks, *date, zone], below + 5
    words, below = block(situation(now), left, below - 4, across, _QUIET, measure)
    return [*marks, *date, *words], below + 8


def _legend(
    now: Snapshot, frame: Frame, left: float, top: float, width: float, measure: Measure
) -> tuple[list[Mark], float]:
    scene = now.scene
    marks: list[Mark] = []
    y = top
    for key in keys(scene, any(seen(spot, frame) for spot in spots_in(now, frame))):
        line, y = _keyed(swatch(key.draw, left, y), key.words, left, y, width, measure)
        marks += line
    if names := only_named(scene):
        told = f"Known by name only, not drawn: {joined(names, NAMES_SHOWN)}"
        line, y = block(told, left, y + 2, width, _SMALL, measure)
        marks += line
    return marks, y


def _keyed(
    drawing: Sequence[Mark],
    words: str | list[Run],
    left: float,
    top: float,
    width: float,
    measure: Measure,
) -> tuple[list[Mark], float]:
    """Set words beside a swatch; a single line stands at the swatch's middle."""
    indent = symbols.SWATCH[0] + _SWATCH_GAP_PX
    lift = (symbols.SWATCH[1] - _BODY.leading) / 2
    text, y = block(words, left + indent, top + lift, width - indent, _BODY, measure)
    return [*drawing, *text], max(y + lift, top + symbols.SWATCH[1]) + 6


def _news(
    now: Snapshot, left: float, top: float, width: float, measure: Measure
) -> tuple[list[Mark], float]:
    """List what the day brought, the changes of control before the events."""
    scene = now.scene
    found, events = moves(scene, now.changes), begun(now)
    marks, y = block("What changed", left, top, width, _HEAD, measure)
    if found:
        line, y = _subhead("Control", left, y, width, measure)
        marks += line
    for move in found[:CHANGES_SHOWN]:
        drawing = swatch(control_swatch(scene, move.after), left, y)
        line, y = _keyed(drawing, _told(scene, move), left, y, width, measure)
        marks += line
    if rest := sum(len(move.places) for move in found[CHANGES_SHOWN:]):
        marks, y = _add(marks, _more(rest, "change", "changes"), left, y, width, measure)
    if events:
        line, y = _subhead("Events", left, y, width, measure)
        marks += line
    for event in events[:EVENTS_SHOWN]:
        told = [(event.title, False), (f"({event.claimant})", False)]
        marks, y = _add(marks, told, left, y, width, measure)
    if rest := len(events[EVENTS_SHOWN:]):
        marks, y = _add(marks, _more(rest, "event", "events"), left, y, width, measure)
    if not (found or events):
        marks, y = _add(marks, [("Nothing recorded on this day.", False)], left, y, width, measure)
    return marks, y


def _add(
    marks: list[Mark], runs: list[Run], left: float, top: float, width: float, measure: Measure
) -> tuple[list[Mark], float]:
    line, y = block(runs, left, top, width, _BODY, measure)
    return [*marks, *line], y + 5


def _subhead(
    text: str, left: float, top: float, width: float, measure: Measure
) -> tuple[list[Mark], float]:
    line, y = block(text.upper(), left, top + 6, width, _SUBHEAD, measure)
    return [_rule(left, top + 2, width, symbols.RULE, 1), *line], y + 4


def _told(scene: Scene, move: Move) -> list[Run]:
    names = names_of(scene)
    places = joined((names.get(place, place) for place in move.places), NAMES_SHOWN)
    says = who_says(move)
    after = control_words(move.after, sides_of(scene))
    return [(f"{places}:", True), (f"{after} ({says})" if says else after, False)]


def _more(count: int, one: str, many: str) -> list[Run]:
    return [(f"and {count} more {one if count == 1 else many}", False)]


def _foot(
    now: Snapshot, frame: Frame, left: float, top: float, across: float, measure: Measure
) -> tuple[list[Mark], float]:
    scene = now.scene
    marks: list[Mark] = [_rule(left, top, across, symbols.RULE, 1)]
    y = top + 8
    for text in (
        " ".join([ground_note(scene), *_precision(now, frame)]),
        sources_line(scene),
        credits_line(scene),
    ):
        line, y = block(text, left, y, across, _SMALL, measure)
        marks += line
        y += 4 if line else 0
    return marks, y


def _precision(now: Snapshot, frame: Frame) -> Iterable[str]:
    """Say in words how exactly sites lie whose circle is too small to be seen."""
    found: dict[float, list[str]] = {}
    for spot in spots_in(now, frame):
        place = spot.place
        if place.precision_m and place.kind in NOT_GROUND and not seen(spot, frame):
            found.setdefault(place.precision_m, []).append(place.name)
    for precision, names in sorted(found.items()):
        be = "is" if len(names) == 1 else "are"
        yield f"{joined(names, NAMES_SHOWN)} {be} located to within {metres(precision)}."


def _rule(left: float, y: float, across: float, color: str, width: float) -> Mark:
    return Shape([[(left, y), (left + across, y)]], closed=False, stroke=color, width=width)

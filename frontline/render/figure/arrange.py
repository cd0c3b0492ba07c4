"""A plate → a page: as tall as its content, or of a fixed height.

    headline                          headline
    standfirst                        ─────────────────────────
    ─────────────────────             13 May 2024   ┌─────────┐
    13 May 2024  Situation…           Situation…    │         │
    ┌───────────────────┐             legend        │ picture │
    │      picture      │             what changed  │         │
    └───────────────────┘                           └─────────┘
    legend   what changed             ─────────────────────────
    ─────────────────────             notes, sources, credits
    notes, sources, credits

No text is ever cut. A page of fixed height first drops the standfirst, then the list, then cuts
the sources to a few and a count, and at last shrinks the type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from frontline.render.figure import symbols
from frontline.render.figure.content import Face, Foot, Item, Plate
from frontline.render.figure.legend import Key, swatch
from frontline.render.figure.marks import Mark, Shape, Sheet, Type, Words
from frontline.render.figure.sizes import Size
from frontline.render.figure.typeset import Pen, Run, balanced, baseline, block

_WIDE_PX: Final = 560.0
_MARGIN_PX: Final = (14.0, 24.0)
_LEGEND_SHARE: Final = 0.38
_GUTTER_PX: Final = 28.0
_SWATCH_GAP_PX: Final = 10.0

_COLUMN_SHARE: Final = 0.34
_COLUMN_GAP_PX: Final = 16.0
_FOOT_SHARE: Final = 0.34
_SMALLER: Final = 1.07
_PUBLISHERS: Final = 3
_FULLEST: Final = 4

_HEADLINE: Final = (Type(19, 24, symbols.INK, bold=True), Type(25, 31, symbols.INK, bold=True))
_STANDFIRST: Final = (Type(12, 17, symbols.INK_2), Type(13.5, 19, symbols.INK_2))
_DAY: Final = Type(21, 28, symbols.INK, bold=True)
_ZONE: Final = Type(11.5, 28, symbols.INK_2)
_HEAD: Final = Type(13, 20, symbols.INK, bold=True)
_BODY: Final = Type(11.5, 16, symbols.INK)
_SUBHEAD: Final = Type(10.5, 14, symbols.INK_2, bold=True)
_QUIET: Final = Type(11.5, 16, symbols.INK_2)
_SMALL: Final = Type(11, 15.5, symbols.INK_2)
_DAY_FIXED: Final = Type(17, 22, symbols.INK, bold=True)

_Set = tuple[list[Mark], float]
"""Marks, and the y at which the next block may begin."""


def arrange(plate: Plate, size: Size, pen: Pen, *, headed: bool = True) -> Sheet:
    """Lay out a plate on a page.

    Parameters
    ----------
    plate : Plate
        Content of the figure.
    size : Size
        Width of the page, and its height where that is fixed.
    pen : Pen
        Text measure, language and direction.
    headed : bool
        Whether the page has a headline and a standfirst; without, it begins with the date.

    Returns
    -------
    Sheet
        Marks in CSS pixels, y downwards.
    """
    if size.height is None:
        return _tall(plate, size.width, pen, headed=headed)
    return _fixed(plate, size, pen, headed=headed)


def _tall(plate: Plate, width: float, pen: Pen, *, headed: bool) -> Sheet:
    wide = width >= _WIDE_PX
    left = _MARGIN_PX[wide]
    across = width - 2 * left
    head, y = _head(plate, left, across, wide, pen) if headed else ([], 1.0)
    date, y = _date(plate, left, y, across, pen)
    face = plate.draw(left, y, across, None)
    y = face.bottom + 14
    beside = wide and bool(plate.items)
    key = across * _LEGEND_SHARE if beside else across
    key_left = left + across - key if pen.rtl else left
    columns = 2 if wide and not plate.items else 1
    legend, below = _legend(plate, face.keys, key_left, y, key, pen, columns)
    news_width = across - key - _GUTTER_PX if beside else across
    news_left = left + key + _GUTTER_PX if beside and not pen.rtl else left
    news, bottom = _news(plate, news_left, y if beside else below + 12, news_width, pen)
    y = max(below, bottom) + (14 if legend or news else 0)
    foot, y = _foot(plate, face, left, y, across, pen)
    marks = (*head, *date, *face.marks(), *legend, *news, *foot)
    return Sheet(width, float(round(y + left * 0.75)), marks)


def _fixed(plate: Plate, size: Size, pen: Pen, *, headed: bool) -> Sheet:
    """Drop ever more details, then shrink the type, until the plate fits the page."""
    full = _FULLEST if headed else _FULLEST - 1
    width, height = size.width, size.height or size.width
    while True:
        for detail in range(full, -1, -1):
            if page := _arranged(_brief(plate, detail), width, height, pen, headed=headed):
                return page
        width, height = width * _SMALLER, height * _SMALLER


def _brief(plate: Plate, detail: int) -> Plate:
    """Reduce a plate to a level of detail; 4 keeps everything."""
    return replace(
        plate,
        summary=plate.summary if detail > 3 else "",
        items=plate.items if detail > 1 else (),
        aside=plate.aside if detail > 1 else "",
        foot=plate.foot if detail in (1, 3, 4) else _short(plate.foot),
    )


def _short(foot: Foot) -> Foot:
    more = len(foot.publishers) - _PUBLISHERS
    return (
        replace(foot, publishers=(*foot.publishers[:_PUBLISHERS], f"+{more}")) if more > 1 else foot
    )


def _arranged(plate: Plate, width: float, height: float, pen: Pen, *, headed: bool) -> Sheet | None:
    """Lay out a plate on a page of fixed height; None if it does not fit."""
    left = _MARGIN_PX[0] + 4
    across = width - 2 * left
    head, y = _head(plate, left, across, False, pen) if headed else ([], left * 0.6)
    head.append(_rule(left, y, across, symbols.INK, 2))
    top = y + 8
    column = across * _COLUMN_SHARE
    face_width = across - column - _COLUMN_GAP_PX
    rough = plate.draw(left, top, face_width, height / 2)
    beside = bool(rough.keys or plate.items)
    if not beside:
        column, face_width = across, across
    foot, end = _foot(plate, rough, left, 0, across, pen)
    foot_height = end + left * 0.5
    bottom = height - foot_height - 8
    if foot_height > height * _FOOT_SHARE or bottom - top < height * 0.4:
        return None
    column_left = left + across - column if pen.rtl else left
    day, y = block(plate.day, column_left, top - 2, column, _DAY_FIXED, pen)
    zone, y = block(plate.beside, column_left, y, column, _QUIET, pen)
    face_left = left if pen.rtl or not beside else left + column + _COLUMN_GAP_PX
    face_top = top if beside else y + 6
    if bottom - face_top < height * 0.4:
        return None
    face = plate.draw(face_left, face_top, face_width, bottom - face_top)
    legend, y = _legend(plate, face.keys, column_left, y + 10, column, pen, 1)
    news, y = _news(plate, column_left, y + 4, column, pen) if plate.items else ([], y)
    if (beside and y > bottom) or face.bottom > bottom + 0.5:
        return None
    foot, _ = _foot(plate, face, left, height - foot_height, across, pen)
    return Sheet(width, height, (*head, *day, *zone, *face.marks(), *legend, *news, *foot))


def _head(plate: Plate, left: float, across: float, wide: bool, pen: Pen) -> _Set:
    """Set headline and standfirst; return their marks and the y of the rule below."""
    type = _HEADLINE[wide]
    column = balanced(plate.title, across, type, pen)
    shift = across - column if pen.rtl else 0
    marks, y = block(plate.title, left + shift, _MARGIN_PX[wide] * 0.8, column, type, pen)
    summary, y = block(plate.summary, left, y + 5, across, _STANDFIRST[wide], pen)
    return [*marks, *summary], y + 10


def _date(plate: Plate, left: float, top: float, across: float, pen: Pen) -> _Set:
    """Set the date below a rule; return the marks and the y at which the picture begins."""
    y, marks = top, [_rule(left, top, across, symbols.INK, 2)]
    day, below = block(plate.day, left, y + 5, across, _DAY, pen)
    wide, small = pen(plate.day, _DAY) + 12, pen(plate.beside, _ZONE)
    if wide + small <= across:
        # Both sizes share one baseline.
        at = left + across - wide - small if pen.rtl else left + wide
        zone = Words(at, y + 5 + baseline(_DAY), pen.line(plate.beside), _ZONE)
        return [*marks, *day, zone], below + 5
    words, below = block(plate.beside, left, below - 4, across, _QUIET, pen)
    return [*marks, *day, *words], below + 8


def _legend(
    plate: Plate,
    keys: Sequence[Key],
    left: float,
    top: float,
    width: float,
    pen: Pen,
    columns: int,
) -> _Set:
    marks: list[Mark] = []
    bottom = top
    column = (width - (columns - 1) * _GUTTER_PX) / columns
    rows = ceil(len(keys) / columns)
    for number in range(columns):
        at = columns - 1 - number if pen.rtl else number
        y = top
        for key in keys[number * rows : (number + 1) * rows]:
            line, y = _keyed(key, left + at * (column + _GUTTER_PX), y, column, pen)
            marks += line
        bottom = max(bottom, y)
    if plate.unseen:
        line, bottom = block(plate.unseen, left, bottom + 2, width, _SMALL, pen)
        marks += line
    return marks, bottom


def _keyed(key: Key | Item, left: float, top: float, width: float, pen: Pen) -> _Set:
    """Set text beside a swatch; a single line is centred on the swatch."""
    indent = symbols.SWATCH[0] + _SWATCH_GAP_PX
    lift = (symbols.SWATCH[1] - _BODY.leading) / 2
    words: str | Sequence[Run] = key.words if isinstance(key, Key) else key.runs
    at = left if pen.rtl else left + indent
    text, y = block(words, at, top + lift, width - indent, _BODY, pen)
    corner = left + width - symbols.SWATCH[0] if pen.rtl else left
    drawing = swatch(key.draw, corner, top) if key.draw else []
    return [*drawing, *text], max(y + lift, top + symbols.SWATCH[1]) + 6


def _news(plate: Plate, left: float, top: float, width: float, pen: Pen) -> _Set:
    """Set the list with its heading and swatches."""
    marks, y = block(plate.aside, left, top, width, _HEAD, pen)
    for item in plate.items:
        if item.head:
            text = " ".join(run for run, _ in item.runs).upper()
            line, below = block(text, left, y + 6, width, _SUBHEAD, pen)
            line, y = [_rule(left, y + 2, width, symbols.RULE, 1), *line], below + 4
        elif item.draw:
            line, y = _keyed(item, left, y, width, pen)
        else:
            line, y = block(item.runs, left, y, width, _BODY, pen)
            y += 5
        marks += line
    return marks, y


def _foot(plate: Plate, face: Face, left: float, top: float, across: float, pen: Pen) -> _Set:
    marks: list[Mark] = [_rule(left, top, across, symbols.RULE, 1)]
    y = top + 8
    names = " · ".join(plate.foot.publishers)
    sources = pen.say("sources_line", names=names) if names else ""
    for text in (" ".join([*plate.foot.notes, *face.remarks]), sources, plate.foot.credits):
        line, y = block(text, left, y, across, _SMALL, pen)
        marks += line
        y += 4 if line else 0
    return marks, y


def _rule(left: float, y: float, across: float, color: str, width: float) -> Mark:
    return Shape([[(left, y), (left + across, y)]], closed=False, stroke=color, width=width)

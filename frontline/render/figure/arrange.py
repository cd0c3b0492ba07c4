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
the sources to a few and a count, and finally shrinks the type.
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
_PAGE_GROWTH: Final = 1.07
_PUBLISHERS_KEPT: Final = 3
_FULL_DETAIL: Final = 4

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

_Block = tuple[list[Mark], float]
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
        return _flowing_page(plate, size.width, pen, headed=headed)
    return _fixed_page(plate, size, pen, headed=headed)


def _flowing_page(plate: Plate, width: float, pen: Pen, *, headed: bool) -> Sheet:
    wide = width >= _WIDE_PX
    left = _MARGIN_PX[wide]
    content_width = width - 2 * left
    head, y = _head(plate, left, content_width, wide, pen) if headed else ([], 1.0)
    date, y = _date(plate, left, y, content_width, pen)
    face = plate.draw(left, y, content_width, None)
    y = face.bottom + 14
    side_by_side = wide and bool(plate.items)
    key_width = content_width * _LEGEND_SHARE if side_by_side else content_width
    key_left = left + content_width - key_width if pen.rtl else left
    columns = 2 if wide and not plate.items else 1
    legend, legend_bottom = _legend(plate, face.keys, key_left, y, key_width, pen, columns)
    changes_width = content_width - key_width - _GUTTER_PX if side_by_side else content_width
    changes_left = left + key_width + _GUTTER_PX if side_by_side and not pen.rtl else left
    changes, changes_bottom = _change_list(
        plate, changes_left, y if side_by_side else legend_bottom + 12, changes_width, pen
    )
    y = max(legend_bottom, changes_bottom) + (14 if legend or changes else 0)
    foot, y = _foot(plate, face, left, y, content_width, pen)
    marks = (*head, *date, *face.marks(), *legend, *changes, *foot)
    return Sheet(width, float(round(y + left * 0.75)), marks)


def _fixed_page(plate: Plate, size: Size, pen: Pen, *, headed: bool) -> Sheet:
    """Drop more and more detail, then enlarge the page, until the plate fits."""
    full = _FULL_DETAIL if headed else _FULL_DETAIL - 1
    width, height = size.width, size.height or size.width
    while True:
        for detail in range(full, -1, -1):
            if page := _page_if_it_fits(
                _plate_at_detail(plate, detail), width, height, pen, headed=headed
            ):
                return page
        width, height = width * _PAGE_GROWTH, height * _PAGE_GROWTH


def _plate_at_detail(plate: Plate, detail: int) -> Plate:
    """Reduce a plate to a level of detail; 4 keeps everything."""
    return replace(
        plate,
        summary=plate.summary if detail > 3 else "",
        items=plate.items if detail > 1 else (),
        aside=plate.aside if detail > 1 else "",
        foot=plate.foot if detail in (1, 3, 4) else _shortened_foot(plate.foot),
    )


def _shortened_foot(foot: Foot) -> Foot:
    cut = len(foot.publishers) - _PUBLISHERS_KEPT
    return (
        replace(foot, publishers=(*foot.publishers[:_PUBLISHERS_KEPT], f"+{cut}"))
        if cut > 1
        else foot
    )


def _page_if_it_fits(
    plate: Plate, width: float, height: float, pen: Pen, *, headed: bool
) -> Sheet | None:
    """Lay out a plate on a page of fixed height; return None if it does not fit."""
    left = _MARGIN_PX[0] + 4
    content_width = width - 2 * left
    head, y = _head(plate, left, content_width, False, pen) if headed else ([], left * 0.6)
    head.append(_rule(left, y, content_width, symbols.INK, 2))
    top = y + 8
    column = content_width * _COLUMN_SHARE
    face_width = content_width - column - _COLUMN_GAP_PX
    rough = plate.draw(left, top, face_width, height / 2)
    side_by_side = bool(rough.keys or plate.items)
    if not side_by_side:
        column, face_width = content_width, content_width
    foot, foot_end = _foot(plate, rough, left, 0, content_width, pen)
    foot_height = foot_end + left * 0.5
    bottom = height - foot_height - 8
    if foot_height > height * _FOOT_SHARE or bottom - top < height * 0.4:
        return None
    column_left = left + content_width - column if pen.rtl else left
    day, y = block(plate.day, column_left, top - 2, column, _DAY_FIXED, pen)
    zone, y = block(plate.beside, column_left, y, column, _QUIET, pen)
    face_left = left if pen.rtl or not side_by_side else left + column + _COLUMN_GAP_PX
    face_top = top if side_by_side else y + 6
    if bottom - face_top < height * 0.4:
        return None
    face = plate.draw(face_left, face_top, face_width, bottom - face_top)
    legend, y = _legend(plate, face.keys, column_left, y + 10, column, pen, 1)
    changes, y = _change_list(plate, column_left, y + 4, column, pen) if plate.items else ([], y)
    if (side_by_side and y > bottom) or face.bottom > bottom + 0.5:
        return None
    foot, _ = _foot(plate, face, left, height - foot_height, content_width, pen)
    return Sheet(width, height, (*head, *day, *zone, *face.marks(), *legend, *changes, *foot))


def _head(plate: Plate, left: float, width: float, is_wide: bool, pen: Pen) -> _Block:
    """Set headline and standfirst; return their marks and the y of the rule below."""
    style = _HEADLINE[is_wide]
    column = balanced(plate.title, width, style, pen)
    shift = width - column if pen.rtl else 0
    marks, y = block(plate.title, left + shift, _MARGIN_PX[is_wide] * 0.8, column, style, pen)
    summary, y = block(plate.summary, left, y + 5, width, _STANDFIRST[is_wide], pen)
    return [*marks, *summary], y + 10


def _date(plate: Plate, left: float, top: float, width: float, pen: Pen) -> _Block:
    """Set the date below a rule; return the marks and the y at which the picture begins."""
    y, marks = top, [_rule(left, top, width, symbols.INK, 2)]
    day, bottom = block(plate.day, left, y + 5, width, _DAY, pen)
    date_width, zone_width = pen(plate.day, _DAY) + 12, pen(plate.beside, _ZONE)
    if date_width + zone_width <= width:
        # Both sizes share one baseline.
        x = left + width - date_width - zone_width if pen.rtl else left + date_width
        zone = Words(x, y + 5 + baseline(_DAY), pen.line(plate.beside), _ZONE)
        return [*marks, *day, zone], bottom + 5
    small_marks, bottom = block(plate.beside, left, bottom - 4, width, _QUIET, pen)
    return [*marks, *day, *small_marks], bottom + 8


def _legend(
    plate: Plate,
    keys: Sequence[Key],
    left: float,
    top: float,
    width: float,
    pen: Pen,
    columns: int,
) -> _Block:
    marks: list[Mark] = []
    bottom = top
    column = (width - (columns - 1) * _GUTTER_PX) / columns
    rows = ceil(len(keys) / columns)
    for index in range(columns):
        position = columns - 1 - index if pen.rtl else index
        y = top
        for key in keys[index * rows : (index + 1) * rows]:
            entry, y = _swatch_entry(key, left + position * (column + _GUTTER_PX), y, column, pen)
            marks += entry
        bottom = max(bottom, y)
    if plate.unseen:
        entry, bottom = block(plate.unseen, left, bottom + 2, width, _SMALL, pen)
        marks += entry
    return marks, bottom


def _swatch_entry(key: Key | Item, left: float, top: float, width: float, pen: Pen) -> _Block:
    """Set text beside a swatch; a single line is centred on the swatch."""
    indent = symbols.SWATCH[0] + _SWATCH_GAP_PX
    lift = (symbols.SWATCH[1] - _BODY.leading) / 2
    words: str | Sequence[Run] = key.words if isinstance(key, Key) else key.runs
    text_left = left if pen.rtl else left + indent
    marks, y = block(words, text_left, top + lift, width - indent, _BODY, pen)
    corner = left + width - symbols.SWATCH[0] if pen.rtl else left
    drawing = swatch(key.draw, corner, top) if key.draw else []
    return [*drawing, *marks], max(y + lift, top + symbols.SWATCH[1]) + 6


def _change_list(plate: Plate, left: float, top: float, width: float, pen: Pen) -> _Block:
    """Set the list of changes with its heading and swatches."""
    marks, y = block(plate.aside, left, top, width, _HEAD, pen)
    for item in plate.items:
        if item.head:
            text = " ".join(run for run, _ in item.runs).upper()
            entry, bottom = block(text, left, y + 6, width, _SUBHEAD, pen)
            entry, y = [_rule(left, y + 2, width, symbols.RULE, 1), *entry], bottom + 4
        elif item.draw:
            entry, y = _swatch_entry(item, left, y, width, pen)
        else:
            entry, y = block(item.runs, left, y, width, _BODY, pen)
            y += 5
        marks += entry
    return marks, y


def _foot(plate: Plate, face: Face, left: float, top: float, width: float, pen: Pen) -> _Block:
    marks: list[Mark] = [_rule(left, top, width, symbols.RULE, 1)]
    y = top + 8
    names = " · ".join(plate.foot.publishers)
    sources = pen.say("sources_line", names=names) if names else ""
    for text in (" ".join([*plate.foot.notes, *face.remarks]), sources, plate.foot.credits):
        block_marks, y = block(text, left, y, width, _SMALL, pen)
        marks += block_marks
        y += 4 if block_marks else 0
    return marks, y


def _rule(left: float, y: float, width: float, color: str, stroke_width: float) -> Mark:
    return Shape([[(left, y), (left + width, y)]], closed=False, stroke=color, width=stroke_width)

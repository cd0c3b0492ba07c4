"""Site of an event, such as a building → the plate of a figure: toll, accounts, location."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from frontline.model import Claim, Place
from frontline.render.figure import symbols
from frontline.render.figure.base_map import map_marks
from frontline.render.figure.chart_frame import FOOT_PX, Plot, axes, chart_top, gutter_width
from frontline.render.figure.content import Face, Plate
from frontline.render.figure.day_map import cited_foot
from frontline.render.figure.label_placement import Label, box_around, place_labels, spots_beside
from frontline.render.figure.marks import Mark, Shape, Type, Words, circle
from frontline.render.figure.name_spots import beads_of
from frontline.render.figure.place_claims import (
    claims_by_subject,
    claims_of,
    days_since,
    lowest_count,
    place_of,
    statement_words,
    value_words,
)
from frontline.render.figure.projection import fit
from frontline.render.figure.typeset import Pen, baseline, block
from frontline.scene.scene import Scene
from frontline.text.lookups import snapshot
from frontline.text.phrases import capitalized, date_words
from frontline.text.quantities import length_words

_WIDE_PX: Final = 460.0
_GAP_PX: Final = 20.0
_MAP_SHARE: Final = 0.38
_CHART_PX: Final = 190.0
_CARD_PX: Final = 180.0
_CHART_SHARE: Final = 0.4
_CARDS_LEAST: Final = 5
_HEAD: Final = Type(13, 19, symbols.INK, bold=True)
_NUMBER: Final = Type(12, 15, symbols.INK, bold=True)
_WHO: Final = Type(11.5, 15, symbols.INK, bold=True)
_BODY: Final = Type(11.5, 15.5, symbols.INK)
_QUIET: Final = Type(10.5, 14, symbols.INK_2)


def site_plate(scene: Scene, place: str | None, pen: Pen) -> Plate:
    """Compose the figure of a site.

    Parameters
    ----------
    scene : Scene
        The map.
    place : str or None
        Id of the place; None for the site with the most claims.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure.

    Raises
    ------
    UsageError
        If there is no such place, or it has no claims other than control.
    """
    shown = place_of(scene, place)
    claims = claims_of(scene, shown)
    counted = claims_by_subject([claim for claim in claims if claim.quantity])
    described = claims_by_subject([claim for claim in claims if not claim.quantity])
    say, language = pen.say, scene.header.language
    last = max(claim.known.day for claim in claims)
    day = min(max(last, scene.dates[0]), scene.dates[-1])

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        wide = width >= _WIDE_PX
        main = next(iter(counted.items()), None)
        map_width = width * _MAP_SHARE if wide and main else width
        tall = _CHART_PX if height is None else min(_CHART_PX, height * _CHART_SHARE)
        marks: list[Mark] = []
        y = top
        map_left = left if pen.rtl or not (wide and main) else left + width - map_width
        if main:
            chart_width = width - map_width - _GAP_PX if wide else width
            at = left + width - chart_width if pen.rtl else left
            drawn, below = _toll(scene, *main, at, y, chart_width, tall, pen)
            marks += drawn
            y = y if wide else below + 12
        frame = fit(scene.header.extent, map_left, y, map_width, tall)
        now = snapshot(scene, day)
        y = max(frame.box[3], below if main else 0) + 16
        columns = max(1, int((width + _GAP_PX) // (_CARD_PX + _GAP_PX)))
        limit = None if height is None else top + height
        # On a page of fixed height the chart may have to stand for the counts.
        matters = counted | described if limit is None else described | counted
        cards, y = _accounts(scene, matters, left, y, width, columns, limit, pen)

        def paint() -> Sequence[Mark]:
            return [
                *marks,
                *map_marks(now, frame, pen, bare=True, keep=shown.id, zones=()),
                *cards,
            ]

        return Face(y, paint)

    where = (
        f" ({say('located_within', length=length_words(shown.precision_m, say))})"
        if shown.precision_m
        else ""
    )
    return Plate(
        title=shown.name,
        summary="; ".join(_titles(scene, shown)),
        day=date_words(_first(scene, shown) or day, language),
        beside=say("figure_site_known", date=date_words(last, language)),
        draw=draw,
        foot=cited_foot(scene, [id for claim in claims for id in claim.sources]),
        alt=f"{shown.name}{where}. {' '.join(_claim_text(claim, pen) for claim in claims)}",
    )


def _toll(
    scene: Scene,
    about: str,
    claims: Sequence[Claim],
    left: float,
    top: float,
    width: float,
    height: float,
    pen: Pen,
) -> tuple[list[Mark], float]:
    """Draw a count as it became known, in steps, each with a dot and its number."""
    head = pen.say("toll_caption", about=capitalized(pen.say.word("about", about)))
    marks, y = block(head, left, top, width, _HEAD, pen)
    counts = [claim for claim in claims if claim.quantity and claim.stance == "asserts"]
    first = counts[0].known.day
    counts.sort(key=lambda claim: (days_since(scene, claim, first), claim.id))
    count = (counts[-1].known.day - first).days + 2
    days = [date.fromordinal(first.toordinal() + i) for i in range(count)]
    most = max(lowest_count(claim) for claim in counts)
    peak = chart_top(most * 1.12)

    def write(number: float) -> str:
        return pen.say("figure_count", number=int(number) if number == int(number) else number)

    before = gutter_width(pen, write, peak)
    edges = (left + 16, left + width - before) if pen.rtl else (left + before, left + width - 16)
    plot = Plot((edges[0], y + 6, edges[1], top + height - FOOT_PX), days, peak, pen.rtl)
    marks += axes(plot, pen, write, scene.header.language)
    points = [
        (plot.x(days_since(scene, claim, first)), plot.y(lowest_count(claim))) for claim in counts
    ]
    line = []
    for number, (x, y) in enumerate(points):
        if number:
            line.append((x, points[number - 1][1]))
        line.append((x, y))
    line.append((plot.x(count), points[-1][1]))
    marks.append(Shape([line], False, stroke=symbols.INK, width=2.2))
    dots = [box_around(point, 8) for point in points]
    labels, texts = [], {}
    for number, (claim, point) in enumerate(zip(counts, points, strict=True)):
        text = value_words(claim, pen)
        if number and text == value_words(counts[number - 1], pen):
            continue
        texts[str(number)] = text
        wide = pen(text, _NUMBER) + 2
        spots = spots_beside(point, wide, _NUMBER.leading, 5)
        labels.append(
            Label(
                str(number),
                -lowest_count(claim),
                wide,
                _NUMBER.leading,
                [spots[i] for i in (2, 6, 4, 1, 0, 3, 7, 5)],
            )
        )
    marks += [
        Shape([circle(*point, 3.4)], fill=symbols.INK, stroke=symbols.PAGE, width=1)
        for point in points
    ]
    room = (plot.box[0], plot.box[1] - 8, plot.box[2] + 14, plot.box[3])
    for id, box in place_labels(labels, [*dots, *beads_of([line])], [], room).items():
        marks.append(
            Words(
                box[0] + 1,
                box[1] + baseline(_NUMBER),
                pen.line(texts[id]),
                _NUMBER,
                halo=symbols.PAGE,
            )
        )
    return marks, top + height


def _accounts(
    scene: Scene,
    subjects: dict[str, list[Claim]],
    left: float,
    top: float,
    width: float,
    columns: int,
    limit: float | None,
    pen: Pen,
) -> tuple[list[Mark], float]:
    """Set accounts side by side; a page of fixed height counts those it has no room for.

    A page that would show too few is too small: its text is taken to have no end.
    """
    marks: list[Mark] = []
    y = top
    column = (width - (columns - 1) * _GAP_PX) / columns
    left_out = shown = 0
    for about, claims in subjects.items():
        text = pen.say(
            "accounts", about=capitalized(pen.say.word("about", about)), count=len(claims)
        )
        head, under = block(text, left, y + 7, width, _HEAD, pen)
        rows: list[Mark] = []
        placed = 0
        row_top = below = under + 2
        for claim in claims:
            at = placed % columns
            if at == 0:
                row_top = below
            x = left + ((columns - 1 - at) if pen.rtl else at) * (column + _GAP_PX)
            card, end = _card(scene, claim, x, row_top, column, pen)
            if limit is not None and end > limit - 20:
                left_out += 1
                continue
            rows += card
            below = max(below, end)
            placed += 1
        shown += placed
        if rows:
            line = [[(left, y), (left + width, y)]]
            marks += [Shape(line, False, stroke=symbols.RULE, width=1), *head, *rows]
            y = below + 6
    if limit is not None and left_out and shown < _CARDS_LEAST:
        return marks, math.inf
    if left_out:
        words, y = block(pen.say("short_more", count=left_out), left, y, width, _QUIET, pen)
        marks += words
    return marks, y


def _card(
    scene: Scene, claim: Claim, left: float, top: float, width: float, pen: Pen
) -> tuple[list[Mark], float]:
    value = value_words(claim, pen)
    lines = [(value, _NUMBER), (claim.claimant, _BODY)]
    if not claim.quantity:
        lines = [(claim.claimant, _WHO), (value, _BODY)]
    marks: list[Mark] = []
    y = top
    for text, type in (*lines, (statement_words(scene, claim), _QUIET)):
        line, y = block(text, left, y, width, type, pen)
        marks += line
    return marks, y + 9


def _claim_text(claim: Claim, pen: Pen) -> str:
    about = capitalized(pen.say.word("about", claim.about))
    return f"{about}: {value_words(claim, pen)} ({claim.claimant})."


def _titles(scene: Scene, place: Place) -> list[str]:
    events = [event for event in scene.events if place.id in event.places]
    return [event.title for event in sorted(events, key=lambda e: (str(e.when.start), e.id))][:1]


def _first(scene: Scene, place: Place) -> date | None:
    return min(
        (e.when.start for e in scene.events if place.id in e.places and e.when.start), default=None
    )

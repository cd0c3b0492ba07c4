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
_MIN_CARDS: Final = 5
_HEAD: Final = Type(13, 19, symbols.INK, bold=True)
_NUMBER: Final = Type(12, 15, symbols.INK, bold=True)
_CLAIMANT: Final = Type(11.5, 15, symbols.INK, bold=True)
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
        picture_height = _CHART_PX if height is None else min(_CHART_PX, height * _CHART_SHARE)
        marks: list[Mark] = []
        y = top
        map_left = left if pen.rtl or not (wide and main) else left + width - map_width
        if main:
            chart_width = width - map_width - _GAP_PX if wide else width
            chart_left = left + width - chart_width if pen.rtl else left
            toll_marks, chart_bottom = _toll(
                scene, *main, chart_left, y, chart_width, picture_height, pen
            )
            marks += toll_marks
            y = y if wide else chart_bottom + 12
        frame = fit(scene.header.extent, map_left, y, map_width, picture_height)
        now = snapshot(scene, day)
        y = max(frame.box[3], chart_bottom if main else 0) + 16
        columns = max(1, int((width + _GAP_PX) // (_CARD_PX + _GAP_PX)))
        bottom = None if height is None else top + height
        # On a page of fixed height, descriptions come first: the chart already shows the counts.
        subjects = counted | described if bottom is None else described | counted
        cards, y = _accounts(scene, subjects, left, y, width, columns, bottom, pen)

        def paint() -> Sequence[Mark]:
            return [
                *marks,
                *map_marks(now, frame, pen, bare=True, keep=shown.id, zones=()),
                *cards,
            ]

        return Face(y, paint)

    location = (
        f" ({say('located_within', length=length_words(shown.precision_m, say))})"
        if shown.precision_m
        else ""
    )
    return Plate(
        title=shown.name,
        summary="; ".join(_titles(scene, shown)),
        day=date_words(_first_event_date(scene, shown) or day, language),
        beside=say("figure_site_known", date=date_words(last, language)),
        draw=draw,
        foot=cited_foot(scene, [id for claim in claims for id in claim.sources]),
        alt=f"{shown.name}{location}. {' '.join(_claim_text(claim, pen) for claim in claims)}",
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
    """Draw a count over known time as a step line, with a dot and a number per claim."""
    head = pen.say("toll_caption", about=capitalized(pen.say.word("about", about)))
    marks, y = block(head, left, top, width, _HEAD, pen)
    counts = [claim for claim in claims if claim.quantity and claim.stance == "asserts"]
    first = counts[0].known.day
    counts.sort(key=lambda claim: (days_since(scene, claim, first), claim.id))
    count = (counts[-1].known.day - first).days + 2
    days = [date.fromordinal(first.toordinal() + i) for i in range(count)]
    largest = max(lowest_count(claim) for claim in counts)
    peak = chart_top(largest * 1.12)

    def write(number: float) -> str:
        return pen.say("figure_count", number=int(number) if number == int(number) else number)

    axis_width = gutter_width(pen, write, peak)
    edges = (
        (left + 16, left + width - axis_width)
        if pen.rtl
        else (left + axis_width, left + width - 16)
    )
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
        label_width = pen(text, _NUMBER) + 2
        spots = spots_beside(point, label_width, _NUMBER.leading, 5)
        labels.append(
            Label(
                str(number),
                -lowest_count(claim),
                label_width,
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
    """Set accounts side by side; on a page of fixed height, count those without room.

    The bottom is infinite if the page would show too few accounts.
    """
    marks: list[Mark] = []
    y = top
    column = (width - (columns - 1) * _GAP_PX) / columns
    hidden = shown = 0
    for about, claims in subjects.items():
        text = pen.say(
            "accounts", about=capitalized(pen.say.word("about", about)), count=len(claims)
        )
        head, head_bottom = block(text, left, y + 7, width, _HEAD, pen)
        rows: list[Mark] = []
        placed = 0
        row_top = row_bottom = head_bottom + 2
        for claim in claims:
            column_index = placed % columns
            if column_index == 0:
                row_top = row_bottom
            x = left + ((columns - 1 - column_index) if pen.rtl else column_index) * (
                column + _GAP_PX
            )
            card, end = _card(scene, claim, x, row_top, column, pen)
            if limit is not None and end > limit - 20:
                hidden += 1
                continue
            rows += card
            row_bottom = max(row_bottom, end)
            placed += 1
        shown += placed
        if rows:
            line = [[(left, y), (left + width, y)]]
            marks += [Shape(line, False, stroke=symbols.RULE, width=1), *head, *rows]
            y = row_bottom + 6
    if limit is not None and hidden and shown < _MIN_CARDS:
        return marks, math.inf
    if hidden:
        words, y = block(pen.say("short_more", count=hidden), left, y, width, _QUIET, pen)
        marks += words
    return marks, y


def _card(
    scene: Scene, claim: Claim, left: float, top: float, width: float, pen: Pen
) -> tuple[list[Mark], float]:
    value = value_words(claim, pen)
    lines = [(value, _NUMBER), (claim.claimant, _BODY)]
    if not claim.quantity:
        lines = [(claim.claimant, _CLAIMANT), (value, _BODY)]
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
    return [
        event.title for event in sorted(events, key=lambda event: (str(event.when.start), event.id))
    ][:1]


def _first_event_date(scene: Scene, place: Place) -> date | None:
    return min(
        (
            event.when.start
            for event in scene.events
            if place.id in event.places and event.when.start
        ),
        default=None,
    )

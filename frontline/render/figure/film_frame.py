"""A day as one picture of a film: in all of them the same things stand in the same places.

Only the date and what is on the map differ. There is no list of what changed, which nobody can
read in a second.
"""

from __future__ import annotations

from dataclasses import replace

from babel.dates import format_date

from frontline.language.messages import locale_of
from frontline.render.figure.content import Plate
from frontline.render.figure.day_map import day_map
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Snapshot
from frontline.text.phrases import situation


def frame_plate(now: Snapshot, pen: Pen) -> Plate:
    """Make the plate of a day; its date is short, so that it takes one line on every day."""
    plate = day_map(now, pen)
    day = format_date(now.date, "medium", locale_of(now.scene.header.language))
    foot = replace(plate.foot, notes=(f"{situation(now)}.", *plate.foot.notes))
    return replace(plate, summary="", day=day, beside="", aside="", items=(), foot=foot)

"""Map of a date → the plate of a film frame, with everything in the same place on every date.

Only the date and the map differ. There is no list of changes, which nobody could read in a second.
"""

from __future__ import annotations

from dataclasses import replace

from babel.dates import format_date

from frontline.language.messages import locale_of
from frontline.render.figure.content import Plate
from frontline.render.figure.day_map import day_plate
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Snapshot
from frontline.text.phrases import situation


def frame_plate(now: Snapshot, pen: Pen) -> Plate:
    """Compose a frame of a film.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the frame; the date is short enough for one line on every date.
    """
    plate = day_plate(now, pen, of_film=True)
    day = format_date(now.date, "medium", locale_of(now.scene.header.language))
    foot = replace(plate.foot, notes=(f"{situation(now)}.", *plate.foot.notes))
    return replace(plate, summary="", day=day, beside="", aside="", items=(), foot=foot)

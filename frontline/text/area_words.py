"""Areas of a map of a date → words: the range first, with its reasons, where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10
from typing import Final

from frontline.analysis.area_ranges import AreaRange, Key, Reason
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.quality import announced_on, range_on
from frontline.analysis.transitions import map_days
from frontline.language.speaker import Speaker
from frontline.scene.scene import Snapshot
from frontline.text.lookups import sides_of
from frontline.text.phrases import control_words, date_words
from frontline.text.quantities import km2_words, range_words

SIDES_SHOWN: Final = 4
"""Number of sides whose ranges a caption gives: those that may have the most."""


def area_on(day_map: Snapshot, key: Key, km2: float, say: Speaker) -> str:
    """Write the area of a class or a side on a map: its range, or a figure of due precision.

    Parameters
    ----------
    day_map : Snapshot
        The map of a date.
    key : Key
        A class of the map, or the id of a side.
    km2 : float
        Its area in km².
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        ``29 to 128 km²``; without a range ``about 110 km²`` on a map with inferred areas, and
        ``112 km²`` on a drawn one.
    """
    return area_words(km2, range_on(day_map, key), day_map.scene.inferred, say)


def area_words(km2: float, found: AreaRange | None, inferred: bool, say: Speaker) -> str:
    """Write an area: its range, or a figure of due precision.

    Parameters
    ----------
    km2 : float
        The area in km².
    found : AreaRange or None
        Its range.
    inferred : bool
        Whether the figure is inferred.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> from frontline.language.speaker import english
    >>> area_words(109.8, AreaRange(29.2, 127.6, ("left_out",), "a", "b"), True, english())
    '29 to 128 km²'
    >>> area_words(112.4, None, True, english()), area_words(112.4, None, False, english())
    ('about 110 km²', '112 km²')
    """
    if found:
        return range_words(*rounded_ends(found.low, found.high), say)
    if not inferred or not km2:
        return km2_words(km2, say=say)
    return say("roughly_km2", number=say.number(float(f"{km2:.2g}"), 0 if km2 >= 10 else 1))


def rounded_ends(low: float, high: float) -> tuple[float, float]:
    """Round the ends of a range to the two digits in which they differ.

    Parameters
    ----------
    low, high : float
        The ends.

    Returns
    -------
    tuple of (float, float)
        The rounded ends.

    Examples
    --------
    >>> rounded_ends(29.18, 127.62), rounded_ends(30571.3, 93570.8)
    ((29.0, 128.0), (31000.0, 94000.0))
    """
    if not high > low:
        return low, high
    digits = 1 - floor(log10(high - low))
    return round(low, digits), round(high, digits)


def reason_words(reasons: Iterable[Reason], say: Speaker) -> str:
    """Name what a range depends on.

    Parameters
    ----------
    reasons : iterable of Reason
        The reasons.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        ``which source is left out and where in its band the front line runs``.
    """
    return say.listed([say(f"range_{reason}") for reason in reasons])


def range_sentences(day_map: Snapshot, say: Speaker) -> list[str]:
    """Write what each side has, as a range with its reasons, where it is no single figure.

    Parameters
    ----------
    day_map : Snapshot
        The map of a date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        A sentence for each of the sides that may have the most, in the order of the map.
    """
    scene, sides = day_map.scene, sides_of(day_map.scene)
    found = {
        side: of_side
        for side in sides_without_initial_holder(scene.header)
        if (of_side := range_on(day_map, side))
    }
    largest = sorted(found, key=lambda side: -found[side].high)[:SIDES_SHOWN]
    return [
        say(
            "side_has",
            side=sides[side].name,
            range=say(
                "range_why",
                range=area_words(0.0, of_side, True, say),
                reasons=reason_words(of_side.reasons, say),
            ),
        )
        for side, of_side in found.items()
        if side in largest
    ]


def announced_sentences(day_map: Snapshot, say: Speaker) -> list[str]:
    """Write how the map shows the places that a side says it has, where it does not follow.

    Parameters
    ----------
    day_map : Snapshot
        The map of a date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        A sentence for each such side: ``Announced as taken by Russia: 9 places; …``.
    """
    sides, sentences = sides_of(day_map.scene), []
    for announced in announced_on(day_map):
        parts = [
            say("announced_part", number=count, control=control_words(control, sides, say))
            for control, count in announced.places.items()
        ]
        count = sum(announced.places.values())
        sentences.append(
            say(
                "announced",
                side=sides[announced.side].name,
                places=say("places", count=count, places=say.number(count, 0)),
                date=date_words(day_map.date, say.language),
                parts=say("comma").join(parts),
            )
        )
    return sentences


def no_front_sentence(day_map: Snapshot, say: Speaker) -> list[str]:
    """Write why a map has no front line.

    Parameters
    ----------
    day_map : Snapshot
        The map of a date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        One sentence, or nothing if there is a front line, no area, or no map of the date.
    """
    has_map = day_map.date in map_days(day_map.scene.header)
    return [say(f"no_front_{day_map.frontless}")] if has_map and day_map.frontless else []

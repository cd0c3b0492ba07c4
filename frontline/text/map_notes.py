"""Notes on a map as a whole: its method, its quality, what is left out."""

from __future__ import annotations

from frontline.analysis.quality import Quality, quality
from frontline.ground.smooth_field import LEVEL
from frontline.language.speaker import Speaker, english, speaker
from frontline.scene.scene import Scene
from frontline.text.lookups import sides_of
from frontline.text.phrases import date_words
from frontline.text.quantities import km2_words, length_words, range_words


def since_before(scene: Scene) -> str:
    """Name the class that no report changed, for the legend.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        ``Held by Ukraine from the start``; empty if the map names no initial holder.
    """
    start = scene.header.base_start
    if start is None:
        return ""
    return speaker(scene.header)("held_before", side=sides_of(scene)[start.side].name)


def stale_words(scene: Scene) -> str:
    """Name the areas with old evidence, for the legend.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        With the number of days of the map's policy.
    """
    return speaker(scene.header)("newest_evidence", count=scene.header.policy.stale_after_days)


def ground_note(scene: Scene) -> str:
    """Write how the areas of a map came about: drawn, inferred, or both.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        Sentences; empty if the map has no areas.
    """
    say = speaker(scene.header)
    if not scene.inferred:
        return say("ground_drawn") if scene.drawn else ""
    reach = say("unit_km", number=scene.header.ground.reach_km)
    if scene.header.ground.method == "base":
        return say("ground_base_drawn" if scene.areas else "ground_base_held", reach=reach)
    how = {"cells": "ground_cells", "field": "ground_field"}[scene.header.ground.method]
    band = [band_words(say)] if scene.bands else []
    mixed = [say("ground_mixed")] if scene.areas else []
    return " ".join([say(how, reach=reach), *band, *mixed])


def left_out_note(scene: Scene) -> str:
    """Write how many entries of the files have errors and are left out.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        One sentence; empty if nothing is left out.
    """
    count = len({(left.file, left.line, left.feature) for left in scene.header.left_out})
    return speaker(scene.header)("left_out", count=count) if count else ""


def remarks(scene: Scene) -> tuple[str, ...]:
    """List the notes that belong to every output of a map: what it lacks, and its method.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    tuple of str
        Sentences, none empty.
    """
    return tuple(filter(None, (left_out_note(scene), ground_note(scene))))


def band_words(say: Speaker | None = None) -> str:
    """Explain the uncertainty band of the front.

    Parameters
    ----------
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        One sentence with the probability in per cent.
    """
    return (say or english())("band_note", share=100 * LEVEL)


def band_label(say: Speaker | None = None) -> str:
    """Name the uncertainty band, for the legend.

    Parameters
    ----------
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        ``80 % uncertainty band``.

    Examples
    --------
    >>> band_label()
    '80 % uncertainty band'
    """
    return (say or english())("band_label", share=100 * LEVEL)


def quality_note(scene: Scene, *, brief: bool = False) -> str:
    """Write how reliable the inferred areas are on the map's opening date.

    Parameters
    ----------
    scene : Scene
        The map.
    brief : bool
        Write only the number of places and the accuracy of the line.

    Returns
    -------
    str
        Sentences; empty if the map infers no areas.
    """
    measured = quality(scene)
    if measured is None:
        return ""
    say = speaker(scene.header)
    days = scene.header.policy.stale_after_days
    share = say.percent(measured.stale / measured.places)
    first = say(
        "quality_places",
        count=measured.places,
        area=km2_words(measured.km2_per_place, say=say),
        date=date_words(measured.date, say.language),
        length=length_words(_two_digits(measured.line_error_km * 1000), say),
    )
    if brief:
        return first
    old = say("quality_stale", share=share, count=days) if measured.stale else ""
    return " ".join(
        [
            first,
            old or say("quality_fresh", count=days),
            _agreement(measured, say),
            *_ranges(scene, measured, say),
        ]
    )


def _agreement(measured: Quality, say: Speaker) -> str:
    agreement = measured.agreement
    if agreement.share is None:
        return say("quality_alone")
    kappa = "" if agreement.kappa is None else f" (κ {say.number(agreement.kappa, 2)})"
    share = say.percent(agreement.share)
    return say("quality_agreement", count=agreement.places, share=share, kappa=kappa)


def _ranges(scene: Scene, measured: Quality, say: Speaker) -> list[str]:
    if not measured.ranges:
        return [say("quality_one_source")]
    return [
        say(
            "quality_range",
            side=sides_of(scene)[side].name,
            range=range_words(bounds.low, bounds.high, say),
        )
        for side, bounds in measured.ranges.items()
        if bounds.high
    ]


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")

"""Notes on a map as a whole: its method, its quality, what is left out."""

from __future__ import annotations

from frontline.analysis.quality import Quality, quality
from frontline.ground.terrain import LEVEL
from frontline.language.speaker import Speaker, english, speaker
from frontline.scene.scene import Scene
from frontline.text.lookups import sides_of
from frontline.text.phrases import date_words
from frontline.text.quantities import km2_words, length_words, range_words


def since_before(scene: Scene) -> str:
    """Name the ground as the period began, ``Held by Ukraine since before``; empty if not told."""
    start = scene.header.base_start
    if start is None:
        return ""
    return speaker(scene.header)("held_before", side=sides_of(scene)[start.side].name)


def stale_words(scene: Scene) -> str:
    """Name the ground whose evidence has become old, for the legend."""
    return speaker(scene.header)("newest_evidence", count=scene.header.policy.stale_after_days)


def ground_note(scene: Scene) -> str:
    """Write how areas came about: drawn, inferred and how, or both; empty where there are none."""
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
    """Write how much of the files had problems and is left out; empty where nothing is."""
    count = len({(left.file, left.line, left.feature) for left in scene.header.left_out})
    return speaker(scene.header)("left_out", count=count) if count else ""


def remarks(scene: Scene) -> tuple[str, ...]:
    """Write what is to be known of a map as a whole: what it lacks, how its areas came about."""
    return tuple(filter(None, (left_out_note(scene), ground_note(scene))))


def band_words(say: Speaker | None = None) -> str:
    """Write what the band is; in English by default."""
    return (say or english())("band_note", share=100 * LEVEL)


def band_label(say: Speaker | None = None) -> str:
    """Write the band's line in the legend; in English by default."""
    return (say or english())("band_label", share=100 * LEVEL)


def quality_note(scene: Scene, *, brief: bool = False) -> str:
    """Write how good the inferred ground is on the day the map opens on; empty without any.

    ``brief`` tells no more than on how many places it rests, and how good a line is.
    """
    found = quality(scene)
    if found is None:
        return ""
    say = speaker(scene.header)
    days = scene.header.policy.stale_after_days
    share = say.percent(found.stale / found.places)
    first = say(
        "quality_places",
        count=found.places,
        area=km2_words(found.km2_per_place, say=say),
        date=date_words(found.date, say.language),
        length=length_words(_two_digits(found.line_error_km * 1000), say),
    )
    if brief:
        return first
    old = say("quality_stale", share=share, count=days) if found.stale else ""
    return " ".join(
        [
            first,
            old or say("quality_fresh", count=days),
            _agreement(found, say),
            *_ranges(scene, found, say),
        ]
    )


def _agreement(found: Quality, say: Speaker) -> str:
    agreed = found.agreement
    if agreed.share is None:
        return say("quality_alone")
    kappa = "" if agreed.kappa is None else f" (κ {say.number(agreed.kappa, 2)})"
    share = say.percent(agreed.share)
    return say("quality_agreement", count=agreed.places, share=share, kappa=kappa)


def _ranges(scene: Scene, found: Quality, say: Speaker) -> list[str]:
    if not found.ranges:
        return [say("quality_one_source")]
    return [
        say(
            "quality_range",
            side=sides_of(scene)[side].name,
            range=range_words(held.low, held.high, say),
        )
        for side, held in found.ranges.items()
        if held.high
    ]


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")

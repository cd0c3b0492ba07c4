"""Notes on a map as a whole: its method, its quality and left-out entries."""

from __future__ import annotations

from typing import Final

from frontline.analysis.quality import Quality, quality
from frontline.ground.smooth_field import LEVEL
from frontline.language.speaker import Speaker, english, speaker
from frontline.scene.scene import Scene
from frontline.text.area_words import range_sentences
from frontline.text.lookups import names_of, sides_of
from frontline.text.phrases import capitalized, date_words, joined
from frontline.text.quantities import km2_words, length_words

_OVERRULED_SHOWN: Final = 8
"""Number of overruled places that are named; the others are counted."""


def since_before(scene: Scene) -> str:
    """Name the class of areas held since the start without any report, for the legend.

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
    """Name the areas with stale evidence, for the legend.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        The name, with the number of days of the map's policy.
    """
    return speaker(scene.header)("newest_evidence", count=scene.header.policy.stale_after_days)


def ground_note(scene: Scene) -> str:
    """Write how the areas of a map were made (drawn, inferred, or both), and what is doubtful.

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
    doubts = [say("ground_contradiction")] if scene.contests_itself else []
    if not scene.inferred:
        return " ".join([say("ground_drawn"), *doubts]) if scene.drawn else ""
    reach = say("unit_km", number=scene.header.ground.reach_km)
    if scene.header.ground.method == "base":
        key = "ground_base_drawn" if scene.areas else "ground_base_held"
        return " ".join([say(key, reach=reach), *doubts])
    method_key = {"cells": "ground_cells", "field": "ground_field"}[scene.header.ground.method]
    band_sentences = [band_words(say)] if scene.bands else []
    mixed_sentences = [say("ground_mixed")] if scene.areas else []
    return " ".join([say(method_key, reach=reach), *band_sentences, *mixed_sentences, *doubts])


def left_out_note(scene: Scene) -> str:
    """Write how many entries of the files were left out because of errors.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        One sentence; empty if nothing is left out.
    """
    entries = {  # a claim has one entry, without its line
        number if entry.file == "claims.csv" else (entry.file, entry.line, entry.feature)
        for number, entry in enumerate(scene.header.left_out)
    }
    count = len(entries)
    return speaker(scene.header)("left_out", count=count) if count else ""


def remarks(scene: Scene) -> tuple[str, ...]:
    """List the notes that accompany every output of a map: on left-out entries and its method.

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
        Write only the number of places and the accuracy of the front line.

    Returns
    -------
    str
        Sentences; empty if the map infers no areas.
    """
    figures = quality(scene)
    if figures is None:
        return ""
    say = speaker(scene.header)
    days = scene.header.policy.stale_after_days
    share = say.percent(figures.stale / figures.places)
    accuracy_sentence = say(
        "quality_places",
        count=figures.places,
        area=km2_words(figures.km2_per_place, say=say),
        date=date_words(figures.date, say.language),
        length=length_words(_two_digits(figures.line_error_km * 1000), say),
    )
    if brief:
        return accuracy_sentence
    stale_sentence = say("quality_stale", share=share, count=days) if figures.stale else ""
    return " ".join(
        [
            accuracy_sentence,
            *_overruled_sentences(scene, figures, say),
            stale_sentence or say("quality_fresh", count=days),
            _agreement_sentence(figures, say),
            *_range_sentences(scene, figures, say),
        ]
    )


def _overruled_sentences(scene: Scene, figures: Quality, say: Speaker) -> list[str]:
    """Name the places that lie in the area of another side, if any."""
    if not figures.overruled:
        return []
    names = names_of(scene)
    places = joined((names[id] for id in figures.overruled), _OVERRULED_SHOWN, say)
    return [say("quality_overruled", count=len(figures.overruled), places=places)]


def _agreement_sentence(figures: Quality, say: Speaker) -> str:
    agreement = figures.agreement
    if agreement.share is None:
        return say("quality_alone")
    kappa = "" if agreement.kappa is None else f" (κ {say.number(agreement.kappa, 2)})"
    share = say.percent(agreement.share)
    return say("quality_agreement", count=agreement.places, share=share, kappa=kappa)


def _range_sentences(scene: Scene, figures: Quality, say: Speaker) -> list[str]:
    if figures.sources < 2:
        return [say("quality_one_source")]
    return list(map(capitalized, range_sentences(scene.opening, say)))


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")

"""Scene → all texts that accompany its map, for people and for other programs."""

from __future__ import annotations

from datetime import date
from typing import Final

from frontline.language.speaker import speaker
from frontline.scene.scene import Scene
from frontline.text.alt_text import alt
from frontline.text.captions import caption
from frontline.text.credit_lines import credits_line, sources_line
from frontline.text.methods import methods
from frontline.text.references import references
from frontline.text.summary import change_summary

_HEADING_KEYS: Final = {
    "caption": "words_caption",
    "alt": "words_alt",
    "summary": "words_summary",
    "credits": "words_credits",
    "methods": "words_methods",
}


def texts(
    scene: Scene, day: date | None = None, between: tuple[date | str, date | str] | None = None
) -> dict[str, str]:
    """Write caption, alternative text, sources, credits and methods of a map.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the texts.
    day : datetime.date, optional
        Date of the caption and the alternative text. Default: the map's opening date.
    between : pair of datetime.date or str, optional
        Dates between which to summarize the changes.

    Returns
    -------
    dict
        Texts by name; ``summary`` only where ``between`` is given.

    Raises
    ------
    UsageError
        If a date is not in the map's period.
    """
    summary = {"summary": change_summary(scene, *between)} if between else {}
    return {
        "language": scene.header.language,
        "caption": caption(scene, day),
        "alt": alt(scene, day),
        **summary,
        "sources": sources_line(scene),
        "credits": credits_line(scene),
        "methods": methods(scene),
    }


def as_text(scene: Scene, texts: dict[str, str]) -> str:
    """Lay out the texts of a map for copying, each below its heading, with a list of references.

    Parameters
    ----------
    scene : Scene
        The map.
    texts : dict
        Texts by name, as ``texts`` returns them.

    Returns
    -------
    str
        Paragraphs separated by blank lines.
    """
    say = speaker(scene.header)
    parts = [
        f"{say(heading_key)}\n\n{texts[name]}"
        for name, heading_key in _HEADING_KEYS.items()
        if texts.get(name)
    ]
    numbered = [f"{number}. {text}" for number, text in enumerate(references(scene), 1)]
    parts += ["\n".join([say("sources"), "", *numbered])] if numbered else []
    return "\n\n".join(parts)

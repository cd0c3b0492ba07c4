"""Scene → all the words that go with its map, together: for the command and for other programs."""

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

_HEADS: Final = {
    "caption": "words_caption",
    "alt": "words_alt",
    "summary": "words_summary",
    "credits": "words_credits",
    "methods": "words_methods",
}


def texts(
    scene: Scene, day: date | None = None, between: tuple[date | str, date | str] | None = None
) -> dict[str, str]:
    """Return caption, alternative text, sources, credits and methods; a summary between two days.

    Raises UsageError for a day that is not in the period.
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


def as_text(scene: Scene, found: dict[str, str]) -> str:
    """Write words for people to copy: each under its head, the references as a list."""
    say = speaker(scene.header)
    parts = [f"{say(head)}\n\n{found[name]}" for name, head in _HEADS.items() if found.get(name)]
    listed = [f"{number}. {text}" for number, text in enumerate(references(scene), 1)]
    parts += ["\n".join([say("sources"), "", *listed])] if listed else []
    return "\n\n".join(parts)

"""Scene → the page for a reader without scripts: the words, and a table of what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from frontline.model import Control
from frontline.render import words
from frontline.render.catalogue import Speaker, direction, speaker
from frontline.render.voices import claimants, moves
from frontline.scene import Scene

_ARROWS: Final = {"ltr": " → ", "rtl": " ← "}
_HEADS: Final = ("head_date", "head_place", "control", "says_so", "says_otherwise")


def plain_page(scene: Scene) -> str:
    """Write the title, the summary, what the map shows, and its changes, in the map's language."""
    header = scene.header
    say = speaker(header)
    heads = "".join(f"<th>{escape(say(key))}</th>" for key in _HEADS)
    lines = (
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in _rows(scene, say)
    )
    return (
        f"<h1>{escape(header.title)}</h1><p>{escape(header.summary)}</p>"
        f'<p lang="en" dir="ltr">{escape(words.alt(scene))}</p>'
        f"<table><tr>{heads}</tr>\n{chr(10).join(lines)}</table>"
    )


def _rows(scene: Scene, say: Speaker) -> Iterator[tuple[str, ...]]:
    names = words.names_of(scene)
    arrow = _ARROWS[direction(say.language)]

    def listed(texts: Iterable[str]) -> str:
        return say("comma").join(texts)

    for move in moves(scene, scene.changes):
        yield (
            words.date_words(move.date, say.language),
            listed(names.get(place, place) for place in move.places),
            arrow.join(_control(scene, say, each) for each in (move.before, move.after)),
            listed(claimants(move.says)),
            listed(claimants(move.against)),
        )


def _control(scene: Scene, say: Speaker, control: Control) -> str:
    """Name a control in words, as ``controlWords`` of the page does."""
    if control.side is None:
        return say.word("status", control.status)
    return say(f"{control.status}_by", side=words.sides_of(scene)[control.side].name)

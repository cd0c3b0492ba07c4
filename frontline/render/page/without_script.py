"""Scene → the page for a reader without the player: the words, the still picture, the changes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from frontline.language.speaker import Speaker, direction, speaker
from frontline.render.figure import render_still
from frontline.render.page.story import story_html
from frontline.scene.scene import Change, Scene
from frontline.text import alt_text, lookups, phrases
from frontline.text.attribution import change_groups, claimants

_ARROWS: Final = {"ltr": " → ", "rtl": " ← "}
_HEADS: Final = ("head_date", "head_place", "control", "says_so", "says_otherwise")


def still_page(scene: Scene) -> str:
    """Write the title, the summary, the still picture, the story and the changes as HTML.

    In the language of the map. The script that takes it away where the player can run,
    ``player/shell/gate.js``, finds in it what to say where it cannot.
    """
    header = scene.header
    say = speaker(header)
    told = {key: say.messages[key] for key in ("failed", "unsupported")}
    picture = base64.b64encode(render_still(scene)).decode()
    return (
        f'<main class="fl-page fl-still" id="frontline-still" '
        f'data-words="{escape(json.dumps(told, ensure_ascii=False))}">'
        f'<header class="fl-head"><h1>{escape(header.title)}</h1>'
        f"<p>{escape(header.summary)}</p></header>\n"
        f'<p><img src="data:image/webp;base64,{picture}" '
        f'alt="{escape(alt_text.alt(scene))}"></p>\n'
        f"{story_html(header.chapters)}{_table(scene, say)}</main>"
    )


def _table(scene: Scene, say: Speaker) -> str:
    heads = [escape(say(key)) for key in _HEADS]
    rows = [[escape(cell) for cell in row] for row in change_lines(scene, say, scene.changes)]
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = "\n".join(f"<tr>{_cells(heads, row)}</tr>" for row in rows)
    return f'<table class="fl-table"><thead><tr>{head}</tr></thead>\n<tbody>{lines}</tbody></table>'


def _cells(heads: list[str], row: list[str]) -> str:
    pairs = zip(heads, row, strict=True)
    return "".join(f'<td data-head="{head}">{cell}</td>' for head, cell in pairs)


def change_lines(
    scene: Scene, say: Speaker, changes: Iterable[Change]
) -> Iterator[tuple[str, ...]]:
    """Yield day, places, control, who says so and who does not, alike changes taken together."""
    names, sides = lookups.names_of(scene), lookups.sides_of(scene)
    arrow = _ARROWS[direction(say.language)]

    def listed(texts: Iterable[str]) -> str:
        return say("comma").join(texts)

    for move in change_groups(scene, changes):
        yield (
            phrases.date_words(move.date, say.language),
            listed(names.get(place, place) for place in move.places),
            arrow.join(phrases.control_words(c, sides, say) for c in (move.before, move.after)),
            listed(claimants(move.says)),
            listed(claimants(move.against)),
        )

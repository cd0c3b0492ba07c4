"""Scene → the changes of control in words, a row for each, as a page and a report show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from frontline.language.speaker import Speaker, direction
from frontline.scene.changes_of_control import Change
from frontline.scene.scene import Scene
from frontline.text import lookups, phrases
from frontline.text.attribution import change_groups, claimants

HEADS: Final = ("head_date", "head_place", "control", "says_so", "says_otherwise")
"""The messages that head the columns."""

_ARROWS: Final = {"ltr": " → ", "rtl": " ← "}


def change_lines(
    scene: Scene, say: Speaker, changes: Iterable[Change]
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each change of control, places that changed alike in one row.

    Parameters
    ----------
    scene : Scene
        The map.
    say : Speaker
        Writes in the language of the rows.
    changes : iterable of Change
        Changes of the scene.

    Yields
    ------
    tuple of str
        Date, places, control before and after, who says so, and who says otherwise.
    """
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

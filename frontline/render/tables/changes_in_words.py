"""Scene → the changes of control in words, one row each, for the fallback page and reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from frontline.language.speaker import Speaker, direction
from frontline.scene.changes_of_control import Change
from frontline.scene.scene import Scene
from frontline.text import lookups, phrases
from frontline.text.attribution import change_groups, claimants

HEADS: Final = ("head_date", "head_place", "control", "says_so", "says_otherwise")
"""Messages of the column headings."""

_ARROWS: Final = {"ltr": " → ", "rtl": " ← "}


def change_lines(
    scene: Scene, say: Speaker, changes: Iterable[Change]
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each change of control; places with equal changes share a row.

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
        Date, places, control before and after (or as now assessed), claimants for the change,
        claimants against it.
    """
    names, sides = lookups.names_of(scene), lookups.sides_of(scene)
    arrow = _ARROWS[direction(say.language)]

    def listing(texts: Iterable[str]) -> str:
        return say("comma").join(texts)

    for group in change_groups(scene, changes):
        yield (
            phrases.date_words(group.date, say.language),
            listing(names.get(place, place) for place in group.places),
            say("now_assessed", control=phrases.control_words(group.after, sides, say))
            if group.assessed
            else arrow.join(
                phrases.control_words(control, sides, say)
                for control in (group.before, group.after)
            ),
            listing(claimants(group.says)),
            listing(claimants(group.against)),
        )

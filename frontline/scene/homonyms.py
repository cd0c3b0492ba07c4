"""Places → places whose names tell them apart: homonyms get their administrative unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from frontline.model import Place

_CODE: Final = re.compile(r"[A-Z0-9.-]*\d[A-Z0-9.-]*\s+(?=\S)")


def told_apart(places: Sequence[Place]) -> tuple[Place, ...]:
    """Add the administrative unit to names that places of several units share.

    Parameters
    ----------
    places : sequence of Place
        Places of a map.

    Returns
    -------
    tuple of Place
        The same places; in each language, only names that another place has too are changed.
    """
    units_by_name: dict[tuple[str, str], set[str | None]] = {}
    languages = sorted({language for place in places for language in place.names})
    for place in places:
        for language in ("", *languages):
            name = place.names.get(language, place.name)
            units_by_name.setdefault((language, name), set()).add(unit_of(place.admin))

    def full_name(language: str, name: str, place: Place) -> str:
        unit = unit_of(place.admin)
        return f"{name} ({unit})" if unit and len(units_by_name[language, name]) > 1 else name

    def renamed() -> Iterator[Place]:
        for place in places:
            name = full_name("", place.name, place)
            names = {
                language: full_name(language, text, place) for language, text in place.names.items()
            }
            is_same = name == place.name and names == place.names
            yield place if is_same else replace(place, name=name, names=names)

    return tuple(renamed())


def unit_of(admin: str | None) -> str | None:
    """Return the name of an administrative unit without a leading code.

    Parameters
    ----------
    admin : str or None
        The unit as given in the data.

    Returns
    -------
    str or None
        Its name; None if none is given.

    Examples
    --------
    >>> unit_of("UA6301 Kharkiv raion"), unit_of("Kharkiv raion")
    ('Kharkiv raion', 'Kharkiv raion')
    """
    return _CODE.sub("", admin, count=1) if admin and _CODE.match(admin) else admin

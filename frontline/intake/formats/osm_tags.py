"""Tags of OpenStreetMap → the kind and rank of the base feature that they describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Tags = Mapping[str, str]

AREA_TAGS: Final = {
    ("natural", "water"): "lake",
    ("waterway", "riverbank"): "lake",
    ("landuse", "reservoir"): "lake",
    ("natural", "wood"): "forest",
    ("landuse", "forest"): "forest",
    ("landuse", "residential"): "built_up",
    ("landuse", "industrial"): "built_up",
    ("landuse", "commercial"): "built_up",
    ("landuse", "retail"): "built_up",
}
"""Tag of a closed way or a multipolygon → kind."""

LINE_TAGS: Final = {
    ("highway", "motorway"): ("road", 1),
    ("highway", "trunk"): ("road", 2),
    ("highway", "primary"): ("road", 3),
    ("highway", "secondary"): ("road", 4),
    ("railway", "rail"): ("railway", 2),
    ("railway", "narrow_gauge"): ("railway", 3),
    ("waterway", "river"): ("river", 1),
    ("waterway", "canal"): ("river", 2),
    ("natural", "coastline"): ("coast", 1),
}
"""Tag of a way → kind and rank; the rank of rivers is found later, by their length."""

TOWN_TAGS: Final = {("place", "city"): 3, ("place", "town"): 5, ("place", "village"): 7}
"""Tag of a node → rank of a place whose population is unknown."""

BOUNDARY: Final = ("boundary", "administrative")
LEVELS: Final = {"2": ("border", 1), "4": ("region_border", 1), "6": ("region_border", 2)}
"""``admin_level`` of a boundary → kind and rank of its line."""

_SIDINGS: Final = ("spur", "siding", "yard", "crossover")


def line_kind(tags: Tags) -> tuple[str, int] | None:
    """Return what a way is drawn as.

    Parameters
    ----------
    tags : Mapping
        Tags of the way.

    Returns
    -------
    tuple or None
        Kind and rank; None if it is not drawn.

    Examples
    --------
    >>> line_kind({"highway": "primary", "ref": "E40"}), line_kind({"highway": "path"})
    (('road', 3), None)
    """
    if tags.get("service") in _SIDINGS:
        return None
    found = next((LINE_TAGS[tag] for tag in tags.items() if tag in LINE_TAGS), None)
    if found and found[0] == "railway" and tags.get("usage") == "main":
        return "railway", 1
    return found


def area_kind(tags: Tags) -> tuple[str, int] | None:
    """Return what a closed way or a relation is drawn as.

    Parameters
    ----------
    tags : Mapping
        Tags of the way or relation.

    Returns
    -------
    tuple or None
        Kind and rank; None if it is not drawn.

    Examples
    --------
    >>> area_kind({"boundary": "administrative", "admin_level": "4"})
    ('region', 1)
    """
    if tags.get(BOUNDARY[0]) == BOUNDARY[1]:
        kind, rank = LEVELS.get(tags.get("admin_level", ""), ("", 0))
        return ("region", rank) if kind == "region_border" else None
    return next(((AREA_TAGS[tag], 1) for tag in tags.items() if tag in AREA_TAGS), None)


def town_rank(tags: Tags) -> int | None:
    """Return the rank of a town whose population is unknown.

    Parameters
    ----------
    tags : Mapping
        Tags of the node.

    Returns
    -------
    int or None
        None if it is no city, town or village.

    Examples
    --------
    >>> town_rank({"place": "town"})
    5
    """
    return TOWN_TAGS.get(("place", tags.get("place", "")))


def population(text: str | None) -> int | None:
    """Read a number of inhabitants.

    Parameters
    ----------
    text : str or None
        Value of the tag, such as ``1421125`` or ``1 421 125``.

    Returns
    -------
    int or None
        None if it is not one whole number.

    Examples
    --------
    >>> population("1 421 125"), population("about 300"), population("0.3")
    (1421125, None, None)
    """
    digits = (text or "").replace(" ", "").replace(",", "")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 8
    return int(digits) if is_number else None

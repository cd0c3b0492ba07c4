"""Answers of Overpass in JSON → OPL, a text format that osmium reads.

Ways of ``out geom`` bring their positions along; each becomes a node. A position that is null lies
outside the query: it becomes a node that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from frontline.errors import RefusedInput

_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/;()")
_FIRST_ID: Final = 1 << 50
"""Ids of nodes made here; those of OpenStreetMap are smaller."""

_MISSING_NODE: Final = _FIRST_ID - 1
_LETTERS: Final = {"node": "n", "way": "w", "relation": "r"}


def is_overpass(document: Any) -> bool:
    """Return whether a JSON value is an answer of Overpass.

    Parameters
    ----------
    document : Any
        Parsed JSON.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_overpass({"version": 0.6, "elements": []}), is_overpass({"features": []})
    (True, False)
    """
    return isinstance(document, dict) and isinstance(document.get("elements"), list)


def date_of(document: Mapping[str, Any]) -> str:
    """Return the day of the data, or an empty text.

    Parameters
    ----------
    document : Mapping
        Answer of Overpass.

    Returns
    -------
    str
        ISO 8601.
    """
    head = document.get("osm3s")
    return str(head.get("timestamp_osm_base", ""))[:10] if isinstance(head, dict) else ""


def opl(document: Mapping[str, Any]) -> bytes:
    """Write the elements of an answer as OPL.

    Parameters
    ----------
    document : Mapping
        Answer of Overpass.

    Returns
    -------
    bytes
        Nodes, ways and relations, each sorted by id.

    Raises
    ------
    RefusedInput
        If an element is not one of OpenStreetMap.
    """
    writer = _Writer()
    try:
        for element in document["elements"]:
            writer.add(element)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise RefusedInput("FL025", "not valid Overpass JSON: an element is broken") from error
    return "".join(f"{line}\n" for line in writer.lines()).encode()


class _Writer:
    """The elements so far, by type and id; an element that comes twice counts once."""

    def __init__(self) -> None:
        self.lines_of: dict[str, dict[int, str]] = {"n": {}, "w": {}, "r": {}}
        self.node_at: dict[tuple[float, float], int] = {}

    def lines(self) -> Iterator[str]:
        for lines in self.lines_of.values():
            for _, line in sorted(lines.items()):
                yield line

    def add(self, element: Mapping[str, Any]) -> None:
        letter = _LETTERS.get(element["type"])
        if letter == "n":
            self._node(_id(element["id"]), element, _tags(element))
        elif letter == "w":
            self._way(_id(element["id"]), element, _tags(element))
        elif letter == "r":
            self._relation(_id(element["id"]), element)

    def _node(self, id: int, position: Mapping[str, Any], tags: str = "") -> None:
        lon, lat = float(position["lon"]), float(position["lat"])
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError
        if tags or id not in self.lines_of["n"]:
            self.lines_of["n"][id] = f"n{id} v1 T{tags} x{lon:.7f} y{lat:.7f}"

    def _way(self, id: int, element: Mapping[str, Any], tags: str) -> None:
        nodes = [_id(node) for node in element.get("nodes", ())]
        positions = element.get("geometry") or [None] * len(nodes)
        if len(nodes) != len(positions):
            nodes = [self._node_at(position) for position in positions]
        for node, position in zip(nodes, positions, strict=True):
            if position is not None:
                self._node(node, position)
        if tags or id not in self.lines_of["w"]:
            refs = ",".join(f"n{node}" for node in nodes)
            self.lines_of["w"][id] = f"w{id} v1 T{tags} N{refs}"

    def _node_at(self, position: Mapping[str, Any] | None) -> int:
        if position is None:
            return _MISSING_NODE
        lonlat = float(position["lon"]), float(position["lat"])
        return self.node_at.setdefault(lonlat, _FIRST_ID + len(self.node_at))

    def _relation(self, id: int, element: Mapping[str, Any]) -> None:
        members = []
        for member in element.get("members", ()):
            letter, ref = _LETTERS[member["type"]], _id(member["ref"])
            if letter == "w" and member.get("geometry"):
                self._way(ref, {"geometry": member["geometry"]}, "")
            members.append(f"{letter}{ref}@{_escaped(str(member.get('role', '')))}")
        self.lines_of["r"][id] = f"r{id} v1 T{_tags(element)} M{','.join(members)}"


def _id(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _FIRST_ID:
        raise ValueError
    return value


def _tags(element: Mapping[str, Any]) -> str:
    tags = element.get("tags") or {}
    return ",".join(f"{_escaped(str(key))}={_escaped(str(tags[key]))}" for key in sorted(tags))


def _escaped(text: str) -> str:
    """Write a text with every letter that could mean something to OPL as a number."""
    return "".join(letter if letter in _PLAIN else f"%{ord(letter):x}%" for letter in text)

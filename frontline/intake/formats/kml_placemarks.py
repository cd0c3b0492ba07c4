"""KML → the columns and times of its placemarks, and their geometry alone for GDAL.

Columns and times are read here as OGC KML (07-147r2) defines them; GDAL drops some of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET  # the guard below has refused entities
from xml.parsers import expat

from frontline.errors import RefusedInput

MAX_DEPTH: Final = 100
"""Maximum nesting of elements."""

MAX_COLUMNS: Final = 1000
"""Maximum number of distinct columns."""

_CHUNK: Final = 1 << 20
_EXTENSION: Final = "{http://www.google.com/kml/ext/2.2}"
_CONTAINERS: Final = ("Document", "Folder")
_GEOMETRIES: Final = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Model")
_TEXTS: Final = {
    "name": "Name",
    "description": "description",
    "styleUrl": "styleUrl",
    "visibility": "visibility",
}
"""Elements of a placemark → columns, by the names that GDAL gives them."""


def placemarks(data: bytes) -> tuple[list[dict[str, str]], bytes]:
    """Read the placemarks of a KML document.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    list of dict
        Columns of each placemark, in the order of the file: ``id``, ``Name``, ``description``,
        ``styleUrl``, ``visibility``; ``folder``, the names of the folders around it, joined by
        ``/``; ``timestamp`` or ``begin`` and ``end``, its own or else those of the nearest folder
        with a time; and its extended data by their names. Values are as written.
    bytes
        KML with nothing but their geometries, each named by its position in the list.

    Raises
    ------
    RefusedInput
        If the document is not KML, has a document type, is nested too deeply, has too many
        columns, or gives a placemark two different values for one name.

    Examples
    --------
    >>> kml = b'<kml><Folder><name>north</name><Placemark><name>a</name></Placemark></Folder></kml>'
    >>> placemarks(kml)[0]
    [{'folder': 'north', 'Name': 'a'}]
    """
    check_xml(data, "kml")
    rows: list[dict[str, str]] = []
    columns: set[str] = set()
    geometries = ET.Element("Document")
    for placemark, inherited in _within(ET.fromstring(data), {}, ()):  # noqa: S314
        row = {**inherited, **_columns(placemark)}
        columns.update(row)
        if len(columns) > MAX_COLUMNS:
            raise RefusedInput("FL083", f"more than {MAX_COLUMNS:,} columns")
        alone = ET.SubElement(geometries, "Placemark")
        ET.SubElement(alone, "name").text = str(len(rows))
        alone.extend(_bare(child) for child in placemark if _name(child) in _GEOMETRIES)
        rows.append(row)
    root = ET.Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    root.append(geometries)
    return rows, ET.tostring(root, encoding="utf-8")


def _within(
    container: ET.Element, time: Mapping[str, str], folders: tuple[str, ...]
) -> Iterator[tuple[ET.Element, dict[str, str]]]:
    """Yield each placemark with the time and the folders that it inherits (15.1.2)."""
    time = _time(container) or time
    for child in container:
        name = _name(child)
        if name == "Placemark":
            folder = {"folder": "/".join(folders)} if folders else {}
            yield child, {**folder, **(_time(child) or time)}
        elif name in _CONTAINERS:
            named = next((_text(part) for part in child if _name(part) == "name"), "")
            yield from _within(
                child, time, (*folders, named) if named and name == "Folder" else folders
            )


def _time(feature: ET.Element) -> dict[str, str]:
    """Return the time that a feature states itself: its columns by name, empty without one."""
    kinds = {"TimeStamp": {"when": "timestamp"}, "TimeSpan": {"begin": "begin", "end": "end"}}
    return {
        names[_name(part)]: text
        for element in feature
        if (names := kinds.get(_name(element)))
        for part in element
        if _name(part) in names and (text := _text(part))
    }


def _columns(placemark: ET.Element) -> dict[str, str]:
    row: dict[str, str] = {}
    if identifier := placemark.get("id"):
        row["id"] = identifier
    for child in placemark:
        if (name := _name(child)) in _TEXTS and (text := _text(child)):
            row[_TEXTS[name]] = text
    stated: dict[str, str] = {}
    for child in placemark:
        for name, text in _data(child) if _name(child) == "ExtendedData" else ():
            if stated.setdefault(name, text) != text:
                message = f'a placemark has two values for "{name[:100]}": keep one'
                raise RefusedInput("FL043", message)
    return row | {name: text for name, text in stated.items() if name}


def _data(extended: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield the names and values of extended data: untyped, of a schema, of other namespaces."""
    for element in extended:
        kind = _name(element)
        if kind == "Data":
            value = next((part for part in element if _name(part) == "value"), None)
            yield element.get("name", ""), "" if value is None else _text(value)
        elif kind == "SchemaData":
            for part in element:
                if _name(part) == "SimpleData":
                    yield part.get("name", ""), _text(part)
        elif not len(element):
            yield kind, _text(element)


def _bare(geometry: ET.Element) -> ET.Element:
    """Copy a geometry without namespaces, attributes and text between elements."""
    copy = ET.Element(_name(geometry))
    copy.extend(map(_bare, geometry))
    copy.text = geometry.text
    return copy


def _name(element: ET.Element) -> str:
    """Return the name of an element of KML in any of its namespaces, or else with its namespace."""
    tag = element.tag
    return tag if tag.startswith(_EXTENSION) else tag.rpartition("}")[2]


def _text(element: ET.Element) -> str:
    return "".join(element.itertext()).strip()


def check_xml(data: bytes, root: str) -> None:
    """Refuse XML with a document type or entities, or nested too deeply.

    The parser finds them, not a search for bytes, so the encoding does not matter.

    Parameters
    ----------
    data : bytes
        XML.
    root : str
        Name that the outermost element must have.

    Raises
    ------
    RefusedInput
        If there is a document type, deep nesting or another outermost element.

    Examples
    --------
    >>> check_xml(b"<kml/>", "kml")
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def refuse(*_: object) -> None:
        raise RefusedInput(
            "FL077", "the file has a document type (DTD), which could define entities: remove it"
        )

    def begin(name: str, _: object) -> None:
        nonlocal depth
        if not depth and name.rpartition(" ")[2] != root:
            raise RefusedInput("FL070", f"XML, but not {root.upper()}")
        depth += 1
        if depth > MAX_DEPTH:
            raise RefusedInput("FL077", f"elements are nested more than {MAX_DEPTH} levels deep")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    for position in range(0, len(data), _CHUNK):
        parser.Parse(data[position : position + _CHUNK], position + _CHUNK >= len(data))

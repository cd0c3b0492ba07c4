"""Rows of a published table → base features; its publisher is known by its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from frontline.basemap.source_features import COD, GEOBOUNDARIES, NATURAL_EARTH, OSM, Found, Origin
from frontline.intake.formats.osm_tags import AREA_TAGS, LINE_TAGS, TOWN_TAGS, population

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Row = tuple[Mapping[str, Any], "BaseGeometry"]
"""Values by column in small letters, and the geometry in degrees."""

_PCODE: Final = re.compile(r"adm(\d)_?pcode")
_ADMIN_CLASS: Final = re.compile(r"admin_level([46])")
_LINES: Final = {value: found for (_, value), found in LINE_TAGS.items()}
_AREAS: Final = {value: kind for (_, value), kind in AREA_TAGS.items()}
_TOWNS: Final = {"national_capital": 2, **{value: rank for (_, value), rank in TOWN_TAGS.items()}}
_COUNTRY_SUFFIXES: Final = {"uk": "ua"}
"""Language → suffix of COD-AB, where it is the country's."""

_UNRECOGNIZED: Final = "unrecognized"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the map wants of every table.

    Attributes
    ----------
    language : str
        Main language of the map.
    languages : tuple of str
        All its languages.
    viewpoint : str
        Country, as two letters, whose view of borders is chosen; empty for the default.
    """

    language: str
    languages: tuple[str, ...]
    viewpoint: str = ""

    def name(self, texts: Mapping[str, str], fallback: str) -> tuple[str, dict[str, str]]:
        """Choose the name of a feature, and its names in the other languages of the map.

        Parameters
        ----------
        texts : Mapping
            Names by language.
        fallback : str
            Name without a language.

        Returns
        -------
        tuple
            Name, and names by language.

        Examples
        --------
        >>> Wanted("en", ("en", "uk")).name({"uk": "Харків", "de": "Charkiw"}, "Харків")
        ('Харків', {'uk': 'Харків'})
        """
        others = {
            language: text
            for language in sorted(self.languages)
            if language != self.language and (text := texts.get(language, ""))
        }
        return texts.get(self.language) or fallback or texts.get("en", ""), others


def origin_of(columns: Iterable[str]) -> Origin | None:
    """Recognize the publisher of a table.

    Parameters
    ----------
    columns : iterable of str
        Its columns, in small letters.

    Returns
    -------
    Origin or None
        None if it is not known.

    Examples
    --------
    >>> origin_of(["adm1_en", "adm1_pcode"]).family, origin_of(["a", "b"])
    ('cod', None)
    """
    names = set(columns)
    if {"osm_id", "fclass"} <= names:
        return OSM
    if any(map(_PCODE.fullmatch, names)):
        return COD
    if {"shapename", "shapetype"} <= names:
        return GEOBOUNDARIES
    return NATURAL_EARTH if "featurecla" in names else None


def features_of(origin: Origin, rows: Iterable[Row], wanted: Wanted) -> Iterator[Found]:
    """Yield the base features of a table.

    Parameters
    ----------
    origin : Origin
        Publisher of the table.
    rows : iterable of tuple
        Values by column, and geometry.
    wanted : Wanted
        Languages and point of view.

    Yields
    ------
    Found
        Rows that are drawn.
    """
    read = {OSM: _geofabrik, COD: _cod, GEOBOUNDARIES: _geoboundaries, NATURAL_EARTH: _natural}
    for values, geometry in rows:
        if found := read[origin](values, geometry, wanted):
            yield found


def date_of(values: Mapping[str, Any]) -> str:
    """Return the day that a row of COD-AB states, or an empty text.

    Parameters
    ----------
    values : Mapping
        Values by column.

    Returns
    -------
    str
        ISO 8601.
    """
    texts = (_text(values.get(column))[:10] for column in ("valid_on", "validon", "date"))
    return next((text for text in texts if re.fullmatch(r"\d{4}-\d\d-\d\d", text)), "")


def _geofabrik(values: Mapping[str, Any], geometry: BaseGeometry, wanted: Wanted) -> Found | None:
    fclass, name = _text(values.get("fclass")), _text(values.get("name"))
    origin = f"{geometry.geom_type} {_text(values.get('osm_id'))}"
    kinds = _kinds(geometry)
    if kinds == "Point" and fclass in _TOWNS:
        inhabitants = population(_text(values.get("population"))) or None
        rank = town_rank(inhabitants, _TOWNS[fclass])
        return Found("town", geometry, rank, name, origin=origin, population=inhabitants)
    if kinds == "LineString" and fclass in _LINES:
        kind, rank = _LINES[fclass]
        return Found(kind, geometry, rank, name, origin=origin)
    if kinds == "Polygon" and (level := _ADMIN_CLASS.fullmatch(fclass)):
        return Found("region", geometry, int(level[1]) // 2 - 1, name, origin=origin)
    if kinds == "Polygon" and fclass in _AREAS:
        return Found(_AREAS[fclass], geometry, 1, name, origin=origin)
    return None


def _cod(values: Mapping[str, Any], geometry: BaseGeometry, wanted: Wanted) -> Found | None:
    levels = {int(match[1]): column for column in values if (match := _PCODE.fullmatch(column))}
    stated = [level for level, column in levels.items() if _text(values[column])]
    if not stated or not (level := max(stated)) or _kinds(geometry) != "Polygon":
        return None
    texts = {
        language: _text(values.get(f"adm{level}_{_COUNTRY_SUFFIXES.get(language, language)}"))
        or _text(values.get(f"adm{level}_{language}"))
        for language in {"en", *wanted.languages}
    }
    name, names = wanted.name(texts, _text(values.get(f"adm{level}_name")))
    code = _text(values[levels[level]])
    return Found("region", geometry, min(level, 9), name, names, code, code)


def _geoboundaries(
    values: Mapping[str, Any], geometry: BaseGeometry, wanted: Wanted
) -> Found | None:
    level = re.fullmatch(r"ADM([1-5])", _text(values.get("shapetype")))
    if not level or _kinds(geometry) != "Polygon":
        return None
    code, name = _text(values.get("shapeiso")), _text(values.get("shapename"))
    origin = _text(values.get("shapeid"))
    return Found("region", geometry, int(level[1]), name, id=code, origin=origin)


_BORDERS: Final = (
    r"(international boundary|disputed|indefinite|line of control|breakaway|claim boundary"
    r"|indeterminant frontier|elusive frontier).*"
)
_ROAD_TYPES: Final = {"Beltway": 1, "Major Highway": 1, "Secondary Highway": 2, "Road": 3}
_NATURAL_KINDS: Final = (
    ("LineString", re.compile(r"(river|lake centerline|canal).*"), "river"),
    ("LineString", re.compile(r"coastline"), "coast"),
    ("LineString", re.compile(r"admin-1 .*|1st order admin lines.*"), "region_border"),
    ("LineString", re.compile(_BORDERS), "border"),
    ("LineString", re.compile(r"road"), "road"),
    ("LineString", re.compile(r"railroad"), "railway"),
    ("Polygon", re.compile(r".*lake|.*reservoir"), "lake"),
    ("Polygon", re.compile(r"urban area"), "built_up"),
    ("Polygon", re.compile(r"admin-1.*"), "region"),
    ("Point", re.compile(r"admin-. .*capital.*|populated place"), "town"),
)
"""Geometry and ``featurecla`` of Natural Earth, in small letters → kind."""


def _natural(values: Mapping[str, Any], geometry: BaseGeometry, wanted: Wanted) -> Found | None:
    own = _text(values.get("featurecla"))
    seen = _text(values.get(f"fclass_{wanted.viewpoint.lower()}")) if wanted.viewpoint else ""
    fclass = (seen or own).lower()
    kinds = _kinds(geometry)
    matches = (k for shape, text, k in _NATURAL_KINDS if shape == kinds and text.fullmatch(fclass))
    kind = next(matches, None)
    if kind is None or _UNRECOGNIZED in fclass:
        return None
    texts = {language: _text(values.get(f"name_{language}")) for language in wanted.languages}
    name, names = wanted.name(texts, _text(values.get("name")))
    scale_rank = _number(values.get("scalerank"))
    inhabitants = max(_number(values.get("pop_max")), 0) or None if kind == "town" else None
    rank = min(1 + scale_rank // 3, 4)
    if kind == "road":
        rank = _ROAD_TYPES.get(_text(values.get("type")), 4)
    disputed = kind == "border" and not fclass.startswith("international")
    code = _text(values.get("iso_3166_2")) if kind == "region" else ""
    return Found(
        kind,
        geometry,
        town_rank(inhabitants, min(2 + scale_rank, 9)) if kind == "town" else rank,
        name,
        names,
        code,
        population=inhabitants,
        disputed=disputed,
    )


_RANKS: Final = (400_000, 120_000, 40_000, 14_000, 5_000, 1_700, 600, 200)
"""Inhabitants from which a town has rank 1, 2, and so on."""


def town_rank(inhabitants: int | None, otherwise: int) -> int:
    """Return the rank of a town.

    Parameters
    ----------
    inhabitants : int or None
        Population, if it is known.
    otherwise : int
        Rank if it is not.

    Returns
    -------
    int
        From 1 to 9.

    Examples
    --------
    >>> town_rank(1_421_125, 3), town_rank(17_000, 5), town_rank(None, 5)
    (1, 4, 5)
    """
    if inhabitants is None:
        return otherwise
    return 1 + sum(inhabitants < least for least in _RANKS)


def viewpoints(columns: Sequence[str]) -> list[str]:
    """List the points of view of a table of Natural Earth.

    Parameters
    ----------
    columns : sequence of str
        Its columns, in small letters.

    Returns
    -------
    list of str
        Countries, as two letters.

    Examples
    --------
    >>> viewpoints(["featurecla", "fclass_iso", "fclass_us", "fclass_ua"])
    ['ISO', 'UA', 'US']
    """
    return sorted(name[7:].upper() for name in columns if name.startswith("fclass_"))


def _kinds(geometry: BaseGeometry) -> str:
    return str(geometry.geom_type).removeprefix("Multi")


def _text(value: object) -> str:
    """Return a value as one line of text; empty if it is missing."""
    if value is None or value != value:  # nan
        return ""
    return " ".join(str(value).split())


def _number(value: object) -> int:
    """Return a whole number; 0 if it is missing."""
    try:
        return int(float(_text(value) or 0))
    except (ValueError, OverflowError):
        return 0

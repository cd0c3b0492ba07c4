"""A feature as a source has it, before it is generalised, and what a source has in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Found:
    """A feature of a source.

    Attributes
    ----------
    kind : str
        Kind of base feature; a key of ``BASE_GEOMETRIES``.
    geometry : shapely geometry
        In degrees (WGS 84), in the window of the map.
    rank : int
        Importance among those of its kind, from 1 to 9.
    name : str
        Name in the main language of the map, or else the local one.
    names : Mapping
        Names in the other languages of the map.
    id : str
        Code of an administrative unit, or empty.
    origin : str
        Id in the source, by which a feature of two overlapping files is known to be one.
    population : int or None
        Inhabitants of a town.
    disputed : bool
        Whether the border is disputed.
    error_m : float or None
        Metres by which the geometry may be off, once it is generalised.
    """

    kind: str
    geometry: BaseGeometry
    rank: int = 1
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    id: str = ""
    origin: str = ""
    population: int | None = None
    disputed: bool = False
    error_m: float | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose data a file holds.

    Attributes
    ----------
    family : str
        Data that can be put together: ``osm``, ``cod``, ``geoboundaries`` or ``natural-earth``.
    credit, licence : str
        Credit line for the map, and licence.
    """

    family: str
    credit: str
    licence: str


OSM = Origin("osm", "© OpenStreetMap contributors", "ODbL-1.0")
COD = Origin("cod", "UN OCHA Common Operational Datasets (COD-AB)", "CC-BY-3.0-IGO")
GEOBOUNDARIES = Origin("geoboundaries", "geoBoundaries (www.geoboundaries.org)", "CC-BY-4.0")
NATURAL_EARTH = Origin("natural-earth", "Natural Earth", "public domain")


@dataclass(slots=True)
class Reading:
    """What the files have for a map.

    Attributes
    ----------
    features : dict
        Features by origin.
    dates : dict
        Days of the data by origin, as the files state them.
    incomplete : list of str
        Areas that the edge of a file cut, which are left out: ``relation 12 (Lake)``.
    cut : int
        Number of ways that the edge of a file cut; what the file has of them is drawn.
    remarks : list of str
        Anything else to tell the author.
    """

    features: dict[Origin, list[Found]] = field(default_factory=dict)
    dates: dict[Origin, set[str]] = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)
    cut: int = 0
    remarks: list[str] = field(default_factory=list)

    def add(self, origin: Origin, found: list[Found], date: str = "") -> None:
        """Add features of a file.

        Parameters
        ----------
        origin : Origin
            Whose data the file holds.
        found : list of Found
            Its features.
        date : str, optional
            Day of the data.
        """
        self.features.setdefault(origin, []).extend(found)
        if date:
            self.dates.setdefault(origin, set()).add(date)

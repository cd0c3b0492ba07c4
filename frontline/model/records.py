"""The records of a map folder: places, areas, events, claims, sources, base features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from frontline.dates.edtf import Interval, Known
from frontline.model.control import ClaimKind, Reliability, Stance, Status, Texts

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Place:
    """A named place.

    Attributes
    ----------
    id, name : str
        Id in the files, and name in the map's main language.
    names : mapping of str to str
        Names by language.
    kind : str
        Kind of place, such as village, city or building.
    admin : str or None
        Administrative unit.
    lon, lat : float or None
        Position in degrees (WGS 84); None if only the name is known.
    precision_m : float or None
        Precision of the position in metres.
    source : str or None
        Id of the source of the position.
    geometry : shapely geometry or None
        Polygon in degrees (WGS 84), where one is given.
    population : int or None
        Inhabitants.
    """

    id: str
    name: str
    names: Mapping[str, str]
    kind: str
    admin: str | None
    lon: float | None
    lat: float | None
    precision_m: float | None
    source: str | None
    geometry: BaseGeometry | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A drawn area of control.

    Attributes
    ----------
    id : str
        Id in the files.
    side : str or None
        Id of the side that controls it.
    status : Status
        Held, claimed, contested or unknown.
    when : Interval
        Dates for which it was drawn.
    source : str
        Id of its source.
    geometry : shapely geometry
        Polygon or multi-polygon in degrees (WGS 84).
    known : Known or None
        Known time: when it was drawn, if that was later than its first date.
    """

    id: str
    side: str | None
    status: Status
    when: Interval
    source: str
    geometry: BaseGeometry
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event with its sources.

    Attributes
    ----------
    id : str
        Id in the files.
    when : Interval
        Valid time: when it happened.
    known : Known
        Known time: when it was reported.
    places : tuple of str
        Ids of its places; empty for an event of the whole map.
    kind : str
        Kind of event, such as shelling.
    side : str or None
        Id of the acting side.
    title, text : str
        What happened.
    claimant : str
        Who reports it.
    sources : tuple of str
        Ids of its sources.
    texts : Texts
        Translations.
    """

    id: str
    when: Interval
    known: Known
    places: tuple[str, ...]
    kind: str
    side: str | None
    title: str
    text: str
    claimant: str
    sources: tuple[str, ...]
    texts: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count, or a range of counts.

    Attributes
    ----------
    low : int
        Lower bound.
    high : int or None
        Upper bound; None if none is stated.
    """

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement by one claimant about one matter.

    Attributes
    ----------
    id : str
        Id in the files.
    event : str or None
        Id of the event that it belongs to.
    places : tuple of str
        Ids of its places.
    about : str
        ``control``; a counted thing, with a ``quantity``; or a disputed matter such as ``cause``.
    value : str
        For control, a side's id or ``contested``; for a disputed matter, the account given.
    side : str or None
        For control, the side said to hold the places; None if they are contested.
    quantity : Quantity or None
        The number, if something is counted.
    claimant : str
        Who states it.
    kind : ClaimKind
        Assessed, reported or claimed.
    stance : Stance
        Whether it asserts, denies, retracts or corrects.
    when : Interval
        Valid time: when it was so.
    known : Known
        Known time: when it was stated.
    sources : tuple of str
        Ids of its sources.
    note : str
        Note by the author.
    target : str or None
        Id of the claim that it retracts or corrects.
    withhold : bool
        Whether it is withheld from every output.
    pin : bool
        Whether its places are a bridgehead or a pocket: the area around them is held too,
        whatever the claims about adjacent places.
    drawn : bool
        Whether it is what a drawn area says of the places within it; its id is the area's.
    texts : Texts
        Translations.
    """

    id: str
    event: str | None
    places: tuple[str, ...]
    about: str
    value: str
    side: str | None
    quantity: Quantity | None
    claimant: str
    kind: ClaimKind
    stance: Stance
    when: Interval
    known: Known
    sources: tuple[str, ...]
    note: str
    target: str | None = None
    withhold: bool = False
    pin: bool = False
    drawn: bool = False

    @property
    def form(self) -> str:
        """What readers call it: its kind, or ``drawn`` if it is an area on a map.

        Examples
        --------
        >>> scene.claims[0].form
        'claimed'
        """
        return "drawn" if self.drawn else self.kind

    texts: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A source of statements.

    Attributes
    ----------
    id : str
        Id in the files.
    title, publisher : str
        Title and publisher.
    url, archive_url : str or None
        Address, and address of an archived copy.
    published : str or None
        Date of publication, as written.
    language : str or None
        Language tag.
    side : str or None
        Id of the side that it speaks for.
    reliability : Reliability or None
        Admiralty letter, A to F.
    licence : str or None
        Licence.
    upstream : str or None
        Id of the source that it copies.
    redistributed : bool
        Whether its texts may be embedded in outputs; otherwise they are used for computing only.
    """

    id: str
    title: str
    publisher: str
    url: str | None
    archive_url: str | None
    published: str | None
    language: str | None
    side: str | None
    reliability: Reliability | None
    licence: str | None
    upstream: str | None = None
    redistributed: bool = True


BASE_GEOMETRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("Polygon",),
    "region": ("Polygon", "Point"),
    "outline": ("Polygon",),
    "forest": ("Polygon",),
    "built_up": ("Polygon",),
    "lake": ("Polygon",),
    "river": ("LineString",),
    "coast": ("LineString",),
    "road": ("LineString",),
    "railway": ("LineString",),
    "region_border": ("LineString",),
    "border": ("LineString",),
    "town": ("Point",),
}
"""Kinds of base features and their geometries, each also in its multiple form; lowest first."""


@dataclass(frozen=True, slots=True)
class Relief:
    """The shade of the relief under a map.

    Attributes
    ----------
    bounds : (float, float, float, float)
        West, south, east, north in degrees (WGS 84).
    width, height : int
        Size of the picture in pixels, equally spaced in longitude and latitude.
    shade : bytes
        One byte a pixel, row by row from the north-west: 255 where nothing is drawn, 0 darkest.
    """

    bounds: tuple[float, float, float, float]
    width: int
    height: int
    shade: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BaseFeature:
    """A feature of the base map: a country, a border, a coast, a river, a road or a town.

    Attributes
    ----------
    kind : str
        Kind of feature, such as country or river; a key of ``BASE_GEOMETRIES``.
    id, name : str
        Id in the files, and name.
    geometry : shapely geometry
        In degrees (WGS 84).
    texts : Texts
        Translations of the name.
    rank : int
        Importance among those of its kind, from 1, the greatest, to 9.
    population : int or None
        Inhabitants, of a town.
    disputed : bool
        Whether the border is disputed.
    error_m : float
        Distance in metres by which the geometry may be off; it is not drawn at scales where that
        exceeds half a millimetre.
    world : bool
        Whether it comes from the package's world, not from the map's own ``base/``: then it is
        drawn, and says nothing about control.
    """

    kind: str
    id: str
    name: str
    geometry: BaseGeometry
    texts: Texts = field(default_factory=dict, hash=False)
    rank: int = 1
    population: int | None = None
    disputed: bool = False
    error_m: float = 0.0
    world: bool = False

"""The words that everyone shares: frozen values, no behaviour beyond naming.

Longitude comes first, coordinates are WGS 84 degrees, lengths carry their unit in the name,
intervals are half-open. Text is text as the author wrote it: nothing here is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

from frontline.dates.edtf import Interval, Known

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Day = date
"""A day, under a name that no field has."""

Status = Literal["held", "claimed", "contested", "unknown"]
ClaimKind = Literal["assessed", "reported", "claimed"]
Stance = Literal["asserts", "denies", "retracts", "corrects"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
Method = Literal["cells", "field", "base", "none"]
How = Literal["shade", "swipe", "beside"]
"""How two days are compared: changes shaded on one map, a map cut in two, two maps."""

Texts = Mapping[str, Mapping[str, str]]
"""Language → field → the text of the field in that language."""

CONTROL: Final = "control"
"""The ``about`` of a claim that says who holds a place."""

CONTESTED: Final = "contested"
"""The value of a control claim that says no side holds the place (a grey zone)."""

NOT_GROUND: Final = frozenset({"building", "site", "region"})
"""Kinds of place that say nothing about who holds the ground around them."""

CONTROL_EVENTS: Final[Mapping[str, ClaimKind]] = {"held": "assessed", "claimed": "claimed"}
"""Kinds of event that are claims of control in themselves: intake writes them as such too."""


RELIABILITY: Final[Mapping[Reliability, float]] = {
    "A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2, "F": 0.4,
}  # fmt: skip
"""Factor of each Admiralty letter; F, which cannot be judged, also where none is given."""

KIND: Final[Mapping[ClaimKind, float]] = {"assessed": 1.0, "reported": 0.7, "claimed": 0.5}
"""Factor of each kind of claim."""


@dataclass(frozen=True, slots=True)
class Side:
    """Name a party to the conflict and the colour it has on every map."""

    id: str
    name: str
    color: str
    adjective: str
    texts: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Control:
    """Say what is drawn of a place: a status and, where one has it, a side."""

    status: Status
    side: str | None = None


UNKNOWN: Final = Control("unknown")


@dataclass(frozen=True, slots=True)
class Place:
    """Locate a named place; ``lon`` and ``lat`` are None where only the name is known.

    ``names`` maps a language to the name in it; ``geometry`` is set where a polygon was given.
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


@dataclass(frozen=True, slots=True)
class Area:
    """Hold a drawn polygon of control and the days for which it was drawn."""

    id: str
    side: str | None
    status: Status
    when: Interval
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Event:
    """Hold one dated, sourced thing; ``places`` may be empty for one of the whole map."""

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
    """Hold a counted number: at least ``low``, at most ``high`` (None: no upper end stated)."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold what one claimant said about one matter, when it was so and when it was said.

    ``about`` is ``control``, or a counted thing (then ``quantity`` is set), or a disputed
    matter such as ``cause`` (then ``value`` is the account). For control, ``side`` is the side
    claimed to hold the places, or None where the claim is of a contested ground. One that
    retracts or corrects names the claim it is about as its ``target``. What is marked
    ``withhold`` never reaches an output; what is marked ``pin`` says that the ground around its
    places is held too, a bridgehead or a pocket, whatever the neighbours say.
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
    texts: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Describe where a statement can be read, whom it speaks for and how reliable it is.

    ``reliability`` is the Admiralty letter; ``upstream`` is the source that this one copies;
    what is not to be ``redistributed`` is used for computing and not embedded in an output.
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


@dataclass(frozen=True, slots=True)
class BaseFeature:
    """Hold one feature of the quiet base: a country, a border, a coast, a river, an outline."""

    kind: str
    id: str
    name: str
    geometry: BaseGeometry
    texts: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Note:
    """Hold a numbered note of the author, with the sources it rests on.

    ``places`` and ``events`` are what it is about: they bear its number.
    """

    text: str
    sources: tuple[str, ...]
    places: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    texts: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Node:
    """Hold a piece of marked text: ``tag`` is p, em, strong, a (with ``href``), ul, ol or li."""

    tag: str
    nodes: tuple[Node | str, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """Hold one step of the author's story: what to read, and what the map shows beside it.

    The map shows ``date``, by what is known now or was known then, with what passed ``since``
    another day, compared ``how``; it looks at ``view`` (west, south, east, north in degrees; None:
    at all of it) and highlights ``places``. ``texts`` maps a language to the ``title`` and ``text``
    in it.
    """

    title: str
    text: tuple[Node, ...]
    date: Day
    known: Literal["now", "then"]
    since: Day | None
    view: tuple[float, float, float, float] | None
    places: tuple[str, ...]
    sources: tuple[str, ...]
    how: How = "shade"
    texts: Mapping[str, Mapping[str, str | tuple[Node, ...]]] = field(
        default_factory=dict, hash=False
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """Say what the page shows when it is opened; None is what every map shows.

    It shows ``date``, compared with the day ``since`` in the way ``how``, in a ``language``.
    """

    date: Day | None = None
    since: Day | None = None
    how: How = "shade"
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """State who held every place within a country when the period began, and who says so."""

    side: str
    within: str
    source: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Choose how places become areas: the method and its reach in kilometres.

    ``barrier`` are the kinds of base features that evidence does not pass. A patch of changed
    ground smaller than ``sliver_km2`` is no gain and no loss.
    """

    method: Method = "cells"
    reach_km: float = 5.0
    sliver_km2: float = 0.01
    barrier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Hold the numbers by which claims are weighed; the method page explains each.

    ``reliability`` and ``kind`` are factors; ``interest`` is that of a source which speaks for
    the side it favours; ``uncertain`` that of a date marked ``?``; a claim's weight halves
    every ``half_life_days``. Below ``minimum`` there is too little evidence; from
    ``contested_share`` on a second side makes a place contested; a status is stale when its
    newest evidence is older than ``stale_after_days``. What became known in the last
    ``embargo_hours`` before a build is left out of it.
    """

    reliability: Mapping[Reliability, float] = field(default_factory=lambda: dict(RELIABILITY))
    kind: Mapping[ClaimKind, float] = field(default_factory=lambda: dict(KIND))
    interest: float = 0.1
    uncertain: float = 0.5
    half_life_days: float = 14.0
    minimum: float = 0.2
    contested_share: float = 1 / 3
    stale_after_days: int = 14
    embargo_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Say where in the files a row, a feature or a file stood that broke a rule and is left out.

    ``line`` and ``feature`` count from 1, and are 0 where they are not known; ``code`` is that of
    the rule. Nothing of what it held is here: it may have been held back.
    """

    file: str
    line: int
    feature: int
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Header:
    """Hold what ``map.toml`` says of the map as a whole.

    ``period`` is half-open; ``extent`` is west, south, east, north in degrees. ``known`` is the
    day by whose knowledge the map is drawn, None for all that is in the files. On the days that
    are ``missing`` no map was published: what was drawn is not drawn on them. ``grid_deg`` is
    that of daily maps, whose areas fit edge to edge on it; None where areas are drawn by hand.
    On the days of ``breaks`` the maps changed because their method did; on those of
    ``not_breaks`` they did not, whatever it looks like. ``messages`` maps a language to words of
    the interface, by their keys, that are the map's own. ``left_out`` is what had problems, where
    the map was to be made without.
    """

    id: str
    title: str
    summary: str
    start: date
    end: date
    zone: ZoneInfo
    extent: tuple[float, float, float, float]
    language: str
    languages: tuple[str, ...]
    sides: tuple[Side, ...]
    base_start: Start | None
    ground: Ground
    policy: Policy
    notes: tuple[Note, ...]
    author: str
    credits: tuple[str, ...]
    known: date | None = None
    missing: tuple[Interval, ...] = ()
    grid_deg: float | None = None
    breaks: tuple[Interval, ...] = ()
    not_breaks: tuple[Interval, ...] = ()
    opening: Opening = Opening()
    chapters: tuple[Chapter, ...] = ()
    texts: Texts = field(default_factory=dict, hash=False)
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Hold one map's valid input: after intake, nothing is checked again."""

    header: Header
    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    base: tuple[BaseFeature, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Say that one zone had one control from ``start`` up to ``end``, and by which claims.

    ``stale`` says that the newest of its evidence had become old by then.
    """

    zone: str
    start: date
    end: date
    control: Control
    claims: tuple[str, ...]
    stale: bool = False

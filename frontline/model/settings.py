"""The settings of a map: what ``map.toml`` states of the map as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from frontline.dates.edtf import Interval
from frontline.dates.steps import Step
from frontline.model.control import KIND, RELIABILITY, ClaimKind, Reliability, Side, Texts
from frontline.model.records import Relief
from frontline.model.story_text import Chapter, Note, Opening

Method = Literal["cells", "field", "base", "none"]


@dataclass(frozen=True, slots=True)
class Start:
    """Control of a country at the start of the period.

    Attributes
    ----------
    side : str
        Id of the side that held every place in the country.
    within : str
        Id of the country, a feature of the base map.
    source : str
        Id of the source.
    """

    side: str
    within: str
    source: str


@dataclass(frozen=True, slots=True)
class Ground:
    """How places become areas.

    Attributes
    ----------
    method : Method
        ``cells``, ``field``, ``base`` or ``none``.
    reach_km : float
        Distance in kilometres over which a place is evidence.
    sliver_km2 : float
        Smallest changed patch that counts as a gain or a loss, in km².
    barrier : tuple of str
        Kinds of base features that evidence does not cross.
    tolerance_m : float
        Overlaps and gaps between drawn areas that are narrower than about this, in metres, are
        drawing errors.
    """

    method: Method = "cells"
    reach_km: float = 5.0
    sliver_km2: float = 0.01
    barrier: tuple[str, ...] = ()
    tolerance_m: float = 20.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The parameters by which claims are weighed; ``docs/method.md`` explains each.

    Attributes
    ----------
    reliability : mapping of str to float
        Factor by Admiralty letter.
    kind : mapping of str to float
        Factor by kind of claim.
    interest : float
        Factor of a source that speaks for the side that its claim favours.
    uncertain : float
        Factor of a date qualified by ``?``.
    half_life_days : float
        Days in which the weight of a claim halves.
    minimum : float
        Least total weight; below it a place is unknown.
    contested_share : float
        Share of a second side from which a place is contested, 0 to 1.
    stale_after_days : int
        Age in days from which the newest evidence makes a status stale.
    embargo_hours : float
        Hours before the end of a build's date; what became known in them is left out.
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
    """The position of input that broke a rule and was left out, without its contents.

    The contents may be withheld, so they are not kept.

    Attributes
    ----------
    file : str
        File in the map folder.
    line, feature : int
        Line and feature, counted from 1; 0 if unknown.
    field : str
        Key or column; empty if the problem is not in a field.
    code : str
        Code of the rule.
    """

    file: str
    line: int
    feature: int
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Header:
    """The settings of a map, from ``map.toml``.

    Attributes
    ----------
    id, title, summary : str
        Id (the folder's name), title and summary.
    start, end : date
        Period, half-open.
    zone : ZoneInfo
        Time zone in which dates are meant.
    extent : tuple of float
        West, south, east, north in degrees (WGS 84).
    language : str
        Main language.
    languages : tuple of str
        Every language of the map.
    sides : tuple of Side
        Parties to the conflict, and states that are none.
    base_start : Start or None
        Control at the start of the period.
    ground : Ground
        How places become areas.
    policy : Policy
        How claims are weighed.
    notes : tuple of Note
        Numbered notes.
    author : str
        Author.
    credits : tuple of str
        Credits of base data.
    known : date or None
        Date as known on which the map is drawn; None for all that is known.
    step : Step
        Time between the dates that the map shows: ``day``, ``week``, ``month`` or ``year``.
    missing : tuple of Interval
        Dates without a published map: drawn areas are not shown on them.
    aged : tuple of Interval
        Dates on which the drawn areas are those of a map older than its limit.
    grid_deg : float or None
        Grid of daily maps in degrees, on which areas fit edge to edge; None for hand-drawn areas.
    breaks, not_breaks : tuple of Interval
        Dates on which the author states that the mapping method changed, or did not.
    opening : Opening
        State in which the page opens.
    chapters : tuple of Chapter
        Story.
    texts : Texts
        Translations of title and summary.
    messages : mapping
        The map's own words of the interface: language → key → text.
    left_out : tuple of LeftOut
        Input that was left out because of problems.
    relief : Relief or None
        Shade of the relief under the map.
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
    step: Step = "day"
    missing: tuple[Interval, ...] = ()
    aged: tuple[Interval, ...] = ()
    grid_deg: float | None = None
    breaks: tuple[Interval, ...] = ()
    not_breaks: tuple[Interval, ...] = ()
    opening: Opening = field(default_factory=Opening)
    chapters: tuple[Chapter, ...] = ()
    texts: Texts = field(default_factory=dict, hash=False)
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    left_out: tuple[LeftOut, ...] = ()
    relief: Relief | None = None

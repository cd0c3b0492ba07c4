"""``[snapshots]`` of ``map.toml``, and profiles: how daily maps of one publisher are read."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from frontline.intake.field_types import (
    Edtf,
    Encoding,
    Id,
    Language,
    Lat,
    Lon,
    Metres,
    Regex,
    Text,
    Url,
    Zone,
)
from frontline.intake.record_shape import Shape
from frontline.intake.sides import SideTable
from frontline.model import Reliability, Status

Hour = Annotated[int, Field(ge=0, le=23, strict=True)]
Holds = Literal["its-day", "until-next"]
"""Whether a map counts for its own days only, or until the next one."""

GridDeg = Annotated[float, Field(ge=1e-7, le=0.01, strict=True)]


class SourceTable(Shape):
    """The source that a profile cites, with the columns of ``sources.csv``."""

    id: Id
    title: Text
    publisher: Text
    url: Url | None = None
    language: Language | None = None
    side: Id | None = None
    reliability: Reliability | None = None
    licence: Text | None = None


class RuleTable(Shape):
    """A rule that assigns a class to polygons with matching properties, or drops them."""

    match: dict[str, Regex] = Field(default_factory=dict)
    side: Id | None = None
    status: Status | None = None
    drop: Text | None = None


class ProfileTable(Shape):
    """The settings with which the dated files of one publisher are read."""

    description: Text | None = None
    date: tuple[Text, ...] = ("%Y-%m-%d", "%Y%m%d")
    date_property: Text | None = None
    end_property: Text | None = None
    date_unit: Literal["s", "ms"] = "s"
    encoding: Encoding | None = None
    dates: dict[str, Text] = Field(default_factory=dict)
    timezone: Zone = ZoneInfo("UTC")
    cutoff_hour: Hour = 0
    together: Annotated[bool, Field(strict=True)] = False
    select: Text | None = None
    window: tuple[Lon, Lat, Lon, Lat] | None = None
    side_property: Text = "side"
    status_property: Text = "status"
    rules: tuple[RuleTable, ...] = ()
    sides: tuple[SideTable, ...] = ()
    source: SourceTable = SourceTable(id="snapshots", title="Daily maps", publisher="Unknown")


class SnapshotsTable(Shape):
    """The settings with which snapshots were imported, and the dates without a map."""

    profile: Text | ProfileTable | None = None
    cutoff_hour: Hour = 0
    timezone: Zone | None = None
    date: tuple[Text, ...] | None = None
    encoding: Encoding | None = None
    grid_deg: GridDeg = 1e-5
    simplify_m: Metres | None = None
    missing: tuple[Edtf, ...] = ()
    holds: Holds = "its-day"
    limit_days: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] | None = None

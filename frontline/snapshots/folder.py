"""Maps of many days → a map folder with each piece once per period of unchanged control.

The days are overlaid into a space-time composite, so that the areas of any day are unions of whole
pieces. A day without a map is listed as missing, and nothing is drawn on it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from frontline.dates.edtf import day_after, day_before
from frontline.dates.steps import STEPS, Step, has_few_steps
from frontline.errors import DataError, Issue, RefusedInput, UsageError
from frontline.intake.formats.keyed_record import read_toml
from frontline.intake.record_shape import parse
from frontline.intake.snapshots_table import ProfileTable, SnapshotsTable
from frontline.snapshots.composite import (
    ValidityChecks,
    compose,
    repair_invalid,
    simplify,
)
from frontline.snapshots.daily_maps import DailyMaps, DayMap, read_daily_maps
from frontline.snapshots.folder_texts import (
    areas_geojson,
    check_readable,
    drawn_areas,
    header_toml,
    sides_of,
    sources_csv,
)
from frontline.snapshots.import_report import Report
from frontline.snapshots.kept_ground import deviation_km2, lost_ground
from frontline.snapshots.profile import Profile, load, names, profile_from_record

_SHORTEST_MONTH: Final = 28
LONGEST_MONTH: Final = 31
_KEPT: Final = {"timezone", "date", "encoding"}
"""Settings of an import that apply to the next one too, beside ``cutoff_hour``."""


def import_snapshots(
    path: Path,
    profile: Profile,
    table: SnapshotsTable,
    map_folder: Path,
) -> tuple[dict[str, bytes], Report]:
    """Convert dated files to a map folder.

    Parameters
    ----------
    path : Path
        Folder, zip or tar of dated files.
    profile : Profile
        How the files are read.
    table : SnapshotsTable
        Grid, tolerance of simplifying, and whether maps hold until the next one.
    map_folder : Path
        Target folder; other contents of its ``map.toml`` and ``sources.csv`` are kept.

    Returns
    -------
    tuple
        Content of each file by name, and the report.

    Raises
    ------
    DataError
        If files have problems; the error carries all of them.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        checks = ValidityChecks(pool)
        maps = read_daily_maps(path, profile, checks.start)
        repairs, valid_geometry = repair_invalid(maps, checks)
    if not valid_geometry:
        message = "no map has an area within the window of the profile"
        raise DataError([Issue(path.as_posix(), 0, "FL310", message)])
    composite, overlaps, deg2 = compose(maps, valid_geometry, profile, table.grid_deg)
    if not composite.pieces:
        message = f"no area is left on a grid of {table.grid_deg:g} degrees"
        raise DataError([Issue(path.as_posix(), 0, "FL311", message)])
    if lost := list(lost_ground(maps, valid_geometry, deg2, table.grid_deg)):
        raise DataError(Issue(path.as_posix(), 0, "FL313", message) for message in lost)
    simplified = None
    if table.simplify_m:
        composite, simplified = simplify(composite, table.simplify_m, table.grid_deg)
    lasts = tuple(day_map.last for day_map in maps.days.values())
    areas = drawn_areas(composite, lasts)
    report = _report(
        maps,
        profile,
        table,
        mended=tuple(repairs),
        overlaps=tuple(overlaps),
        simplified=simplified,
        pieces=len(composite.pieces),
        areas=len(areas),
        area_off_km2=deviation_km2(valid_geometry, deg2),
    )
    sides = sides_of(profile, composite.classes, path)
    header = header_toml(report, profile, sides, composite, map_folder / "map.toml", table)
    collection = areas_geojson(composite, areas, profile.table.source.id)
    files = {
        "map.toml": header,
        "areas.geojson": check_readable(collection, path),
        "sources.csv": sources_csv(profile, map_folder / "sources.csv"),
    }
    return {name: text.encode() for name, text in files.items()}, report


def _report(maps: DailyMaps, profile: Profile, table: SnapshotsTable, **composed: Any) -> Report:
    """Report what was read, with what was composed of it."""
    days, lasts = tuple(maps.days), tuple(day_map.last for day_map in maps.days.values())
    return Report(
        profile=profile.name,
        timezone=profile.table.timezone.key,
        cutoff_hour=profile.table.cutoff_hour,
        grid_deg=table.grid_deg,
        files=maps.files,
        days=days,
        last=lasts[-1],
        missing=tuple(_gaps(days, lasts)),
        repeated=tuple(_repeated(maps.days)),
        bare=tuple(day for day, day_map in maps.days.items() if not day_map.areas),
        same_day={
            day: (maps.days[day].files[-1], tuple(sorted(files)))
            for day, files in sorted(maps.superseded.items())
        },
        out_of_order=tuple(maps.out_of_order),
        unread=tuple(sorted((name, refused.with_code) for name, refused in maps.unread)),
        skipped=tuple(sorted(maps.skipped)),
        dropped=dict(sorted(maps.dropped.items())),
        closed=maps.closed,
        cut=maps.cut,
        step=_step_of(maps.days),
        holds=table.holds == "until-next",
        **composed,
    )


def settings(map_toml: Path, name: str | None) -> tuple[Profile, SnapshotsTable]:
    """Read the profile and the ``[snapshots]`` table of an existing ``map.toml``.

    Parameters
    ----------
    map_toml : Path
        The ``map.toml``, which may not exist.
    name : str or None
        Requested profile; None for the one in the file, or else ``plain``.

    Returns
    -------
    tuple
        Profile, and the table.

    Raises
    ------
    DataError
        If the file has problems; the error carries all of them.
    """
    table = SnapshotsTable()
    kept: dict[str, Any] = {}
    if map_toml.is_file():
        try:
            record = read_toml(map_toml, map_toml.resolve().parent)
        except RefusedInput as refused:
            raise DataError([refused.issue(map_toml)]) from refused
        issues: list[Issue] = []
        snapshots = record.under("snapshots")
        table = parse(SnapshotsTable, snapshots, issues, ZoneInfo("UTC")) or table
        if issues:
            raise DataError(issues)
        kept = table.model_dump(include=_KEPT & table.model_fields_set, exclude_none=True)
        if table.timezone:
            kept["timezone"] = table.timezone.key
        if name is None and isinstance(table.profile, ProfileTable):
            profile = profile_from_record("map.toml", snapshots.under("profile"))
            return profile.with_settings(kept), table
        if name is None and isinstance(table.profile, str):
            name = table.profile
            if name not in names():
                message = f'the last import used a file as the profile "{name}"'
                raise UsageError(f"{map_toml}: {message}: pass it again with --profile {name}.toml")
        if "cutoff_hour" in table.model_fields_set:
            kept["cutoff_hour"] = table.cutoff_hour
    return load(name or "plain").with_settings(kept), table


def _gaps(days: Sequence[date], lasts: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and last date of each gap between maps."""
    for last, following in zip(lasts, days[1:], strict=False):
        if following > day_after(last):
            yield day_after(last), day_before(following)


def _step_of(maps: Mapping[date, DayMap]) -> Step | None:
    """Return the step of maps that are each of a year or a month, or span centuries, or None."""
    shortest = min((day_map.last - day).days + 1 for day, day_map in maps.items())
    step: Step = "day"
    if all(day.day == 1 for day in maps) and shortest >= _SHORTEST_MONTH:
        is_yearly = all(day.month == 1 for day in maps) and shortest > LONGEST_MONTH
        step = "year" if is_yearly else "month"
    first, end = min(maps), day_after(max(day_map.last for day_map in maps.values()))
    fitting = (each for each in STEPS[STEPS.index(step) :] if has_few_steps(first, end, each))
    step = next(fitting, "year")
    return None if step == "day" else step


def _repeated(days: Mapping[date, DayMap]) -> Iterator[date]:
    """Yield the days whose map equals that of the day before."""
    for (_, previous), (day, current) in pairwise(days.items()):
        if previous.areas == current.areas:
            yield day

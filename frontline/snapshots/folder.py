"""Maps of many days → a map folder: each piece once, with who controlled it from when to when.

The days are overlaid into a space-time composite, so that the areas of any day are unions of whole
pieces. A day without a map stays without: it is listed as missing, and nothing is drawn on it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from frontline.dates.edtf import day_after, day_before
from frontline.errors import DataError, Issue, Refused
from frontline.intake.formats.keyed_record import read_toml
from frontline.intake.record_shape import parse
from frontline.intake.snapshots_table import ProfileTable, SnapshotsTable
from frontline.snapshots.composite import (
    Validity,
    compose,
    mend,
    simplify,
)
from frontline.snapshots.file_dates import DayMap, gather
from frontline.snapshots.folder_texts import (
    areas_geojson,
    check_readable,
    drawn_areas,
    header_toml,
    sides_of,
    sources_csv,
)
from frontline.snapshots.import_report import Report
from frontline.snapshots.profile import Profile, load, of_record


def import_snapshots(
    path: Path, profile: Profile, grid_deg: float, simplify_m: float | None, there: Path
) -> tuple[dict[str, bytes], Report]:
    """Convert dated files to a map folder.

    Parameters
    ----------
    path : Path
        Folder, zip or tar of dated files.
    profile : Profile
        How they are read.
    grid_deg : float
        Grid of the coordinates, in degrees.
    simplify_m : float or None
        Tolerance of simplifying in metres; None to keep every vertex.
    there : Path
        Target folder: what its ``map.toml`` and ``sources.csv`` say otherwise is kept.

    Returns
    -------
    tuple
        Content of each file by name, and the report.

    Raises
    ------
    DataError
        With every issue.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        validity = Validity(pool)
        maps = gather(path, profile, validity.ask)
        mended, grounds = mend(maps, validity)
    if not grounds:
        message = "no map has an area within the window of the profile"
        raise DataError([Issue(path.as_posix(), 0, "FL310", message)])
    whole, overlaps, off = compose(maps, grounds, profile, grid_deg)
    if not whole.grounds:
        message = f"no area is left on a grid of {grid_deg:g} degrees"
        raise DataError([Issue(path.as_posix(), 0, "FL311", message)])
    simplified = None
    if simplify_m:
        whole, simplified = simplify(whole, simplify_m, grid_deg)
    areas = drawn_areas(whole)
    days = tuple(maps.days)
    report = Report(
        profile=profile.name,
        timezone=profile.table.timezone.key,
        cutoff_hour=profile.table.cutoff_hour,
        grid_deg=grid_deg,
        files=maps.files,
        days=days,
        missing=tuple((day_after(a), day_before(b)) for a, b in pairwise(days) if b > day_after(a)),
        repeated=tuple(_repeated(maps.days)),
        bare=tuple(day for day, day_map in maps.days.items() if not day_map.grounds),
        same_day={
            day: (maps.days[day].files[-1], tuple(sorted(files)))
            for day, files in sorted(maps.beaten.items())
        },
        out_of_order=tuple(maps.out_of_order),
        unread=tuple(sorted((name, why.told) for name, why in maps.unread)),
        skipped=tuple(sorted(maps.skipped)),
        dropped=dict(sorted(maps.dropped.items())),
        closed=maps.closed,
        mended=tuple(mended),
        overlaps=tuple(overlaps),
        simplified=simplified,
        pieces=len(whole.grounds),
        areas=len(areas),
        area_off_km2=off,
    )
    sides = sides_of(profile, whole.classes, path)
    files = {
        "map.toml": header_toml(report, profile, sides, whole, simplify_m, there / "map.toml"),
        "areas.geojson": check_readable(areas_geojson(whole, areas, profile.table.source.id), path),
        "sources.csv": sources_csv(profile, there / "sources.csv"),
    }
    return {name: text.encode() for name, text in files.items()}, report


def settings(there: Path, name: str | None) -> tuple[Profile, SnapshotsTable]:
    """Read the profile and the ``[snapshots]`` table of an existing ``map.toml``.

    Parameters
    ----------
    there : Path
        The file, which may be absent.
    name : str or None
        Profile that was asked for; None for the one in the file, or ``plain``.

    Returns
    -------
    tuple
        Profile, and the table.

    Raises
    ------
    DataError
        With every issue of the file.
    """
    table = SnapshotsTable()
    if there.is_file():
        try:
            record = read_toml(there, there.resolve().parent)
        except Refused as refused:
            raise DataError([refused.issue(there)]) from refused
        issues: list[Issue] = []
        snapshots = record.under("snapshots")
        table = parse(SnapshotsTable, snapshots, issues, ZoneInfo("UTC")) or table
        if issues:
            raise DataError(issues)
        if name is None and isinstance(table.profile, ProfileTable):
            return of_record("map.toml", snapshots.under("profile")), table
        if name is None and isinstance(table.profile, str):
            name = table.profile
    profile = load(name or "plain")
    if "cutoff_hour" in table.model_fields_set:
        profile = profile.changed({"cutoff_hour": table.cutoff_hour})
    return profile, table


def _repeated(days: Mapping[date, DayMap]) -> Iterator[date]:
    """Yield the days whose map is the one of the day before."""
    for (_, before), (day, now) in pairwise(days.items()):
        if before.grounds == now.grounds:
            yield day

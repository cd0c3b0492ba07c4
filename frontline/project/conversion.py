"""Files → files: daily snapshots to a map folder, dated points and areas to tables."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from frontline.errors import DataError, Issue, UsageError
from frontline.project.map_folder import check
from frontline.scene.scene import Scene
from frontline.system.atomic import replace_folder, replacement, write_files

if TYPE_CHECKING:
    import numpy as np
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    from frontline.analysis.location_tally import Tally
    from frontline.intake.dated_points import Moments, Reading
    from frontline.model import Header
    from frontline.snapshots.import_report import Report

_MAX_ISSUES: Final = 100
"""Number of problems after which the rest of a table is not read."""


def import_snapshots(
    path: str | Path,
    folder: str | Path,
    profile: str | None = None,
    *,
    grid_deg: float | None = None,
    simplify_m: float | None = None,
    zone: str | None = None,
    cutoff_hour: int | None = None,
    date_patterns: Sequence[str] = (),
    holds: str | None = None,
    limit_days: int | None = None,
    encoding: str | None = None,
) -> Report:
    """Convert snapshots of days, months or years into a map folder.

    Options that are not given keep the value of the last import, then that of the profile.

    Parameters
    ----------
    path : str or Path
        Folder, zip or tar with one dated file per snapshot.
    folder : str or Path
        Map folder to write.
    profile : str, optional
        Name of a profile, or a TOML file. Default: ``[snapshots]`` in the folder's ``map.toml``,
        then ``plain``.
    grid_deg, simplify_m : float, optional
        Grid of coordinates in degrees; drop detail smaller than this many metres squared.
    zone : str, optional
        IANA name of the time zone that separates the days.
    cutoff_hour : int, optional
        Hour before which a snapshot counts for the day before.
    date_patterns : sequence of str
        Patterns of dates in file names, such as ``%Y-%m-%d`` or ``%Y``.
    holds : str, optional
        ``its-day``: nothing is drawn on days without a map; ``until-next``: the map before is.
    limit_days : int, optional
        Days after which a map that holds until the next one is drawn as old evidence.
    encoding : str, optional
        Encoding of GeoJSON and of tables of Shapefiles, instead of what each file states.

    Returns
    -------
    Report
        What was read, repaired and left out.

    Raises
    ------
    DataError
        If files have problems, or the map that they make has; the error carries all of them.
    UsageError
        If the path, the profile or an option is not usable.

    Examples
    --------
    >>> import json, shapely, tempfile
    >>> north = {"type": "Feature", "properties": {"side": "north"},
    ...          "geometry": shapely.box(10, 50, 10.1, 50.1).__geo_interface__}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     content = json.dumps({"type": "FeatureCollection", "features": [north]})
    ...     _ = Path(folder, "2024-05-11.geojson").write_text(content)
    ...     report = import_snapshots(folder, Path(folder, "map"))
    >>> report.days
    (datetime.date(2024, 5, 11),)
    """
    from frontline.snapshots import folder as snapshots

    path, folder = Path(path), Path(folder)
    loaded_profile, table = snapshots.settings(folder / "map.toml", profile)
    dates = tuple(date_patterns) or None
    reading = _given(timezone=zone, cutoff_hour=cutoff_hour, date=dates, encoding=encoding)
    writing = _given(grid_deg=grid_deg, simplify_m=simplify_m, holds=holds, limit_days=limit_days)
    used_profile = loaded_profile.with_settings(reading)
    table = table.model_copy(update={**reading, **writing})
    files, report = snapshots.import_snapshots(path, used_profile, table, folder)
    _check_written(files, folder, path)
    replace_folder(files, folder)
    return report


def _given(**values: object) -> dict[str, object]:
    """Return the values that are given."""
    return {key: value for key, value in values.items() if value is not None}


def _check_written(files: Mapping[str, bytes], folder: Path, path: Path) -> None:
    """Check the map that an import would write; raises DataError with its problems."""
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch, folder.resolve().name or "map")
        if folder.is_dir():
            shutil.copytree(folder, written, symlinks=True)
        write_files(files, written)
        issues = [
            replace(
                issue,
                path=path.as_posix() if Path(issue.path).name in files else issue.path,
                line=0 if Path(issue.path).name in files else issue.line,
                message=f"the imported map would have a problem: {issue.message}",
            )
            for issue in check(written)
        ]
    if issues:
        raise DataError(issues)


def locate(
    events: str | Path,
    scene: Scene,
    output: str | Path,
    *,
    reading: Reading | None = None,
    layer: str | None = None,
    then: bool = False,
    positive: str | None = None,
    edge: bool = False,
    step: Callable[[int], None] = lambda rows: None,
) -> Tally:
    """Locate the dated points of a file, as ``frontline.locate`` does for a GeoDataFrame.

    The file is processed in parts, so that memory use is bounded. The output file appears only
    after all of the input has been read.

    Parameters
    ----------
    events : str or Path
        Dated points: CSV, GeoPackage or GeoParquet.
    scene : Scene
        The map.
    output : str or Path
        File to write: ``.csv``, ``.gpkg`` or ``.parquet``.
    reading : Reading, optional
        Columns and formats of the input.
    layer : str, optional
        Layer of a GeoPackage with several.
    then : bool
        Judge each date as known at its end, not as known now.
    positive : str, optional
        Id of the side in whose area distances are positive. Default: the map's first side.
    edge : bool
        Measure to the edge of that side's area instead of the front.
    step : callable
        Called with the number of rows of each part.

    Returns
    -------
    Tally
        Number of rows, and the rows that could not be located.

    Raises
    ------
    DataError
        If rows cannot be read; the error carries file and line.
    UsageError
        If the path, the extension or an option is not usable.
    """
    import numpy as np

    from frontline.analysis.locate import Locator, add_columns
    from frontline.analysis.location_tally import Tally, Without
    from frontline.intake.dated_points import Reading
    from frontline.intake.formats import table_stream

    events, output = Path(events), Path(output)
    if output.suffix not in table_stream.EXTENSIONS:
        raise UsageError(f"{output}: unsupported file extension: use .csv, .gpkg or .parquet")
    name, is_text = events.as_posix(), table_stream.kind_of(events) == "csv"
    locator = Locator(scene, then=then, positive=positive, edge=edge)
    reading = reading or Reading()
    rows, unlocated, uncertain = 0, dict[str, Without](), Without()
    with replacement(output) as temporary:
        sink = table_stream.TableWriter(temporary, has_positions=is_text)
        for lines, points in _dated_parts(events, layer, reading, scene.header):
            located = add_columns(name, points, locator)
            sink.append(located)
            is_open = located["control_uncertain"].notna().to_numpy()
            uncertain = uncertain.add(lines[np.flatnonzero(is_open)])
            for reason, mask in locator.unanswered(points.lonlat, points.day).items():
                unlocated[reason] = unlocated.get(reason, Without()).add(
                    lines[np.flatnonzero(mask)]
                )
            rows += len(lines)
            step(len(lines))
        sink.close()
    return Tally(rows, unlocated, uncertain, locator.positive, locator.edge)


def _dated_parts(
    path: Path, layer: str | None, reading: Reading, header: Header
) -> Iterator[tuple[NDArray[np.int64], Moments]]:
    """Yield the line numbers and points of each part of a file.

    After the first problem, the rest is read only for further problems; then DataError is raised.
    """
    from frontline.intake.dated_points import moments_of
    from frontline.intake.formats import table_stream

    issues = list[Issue]()
    for part in table_stream.read_parts(path, layer, reading.file_format):
        lines = part.index.to_numpy()
        try:
            points = moments_of(path.as_posix(), part, header.zone, reading, lines, header.extent)
        except DataError as error:
            issues += error.issues
        if len(issues) > _MAX_ISSUES:
            break
        if not issues:
            yield lines, points
    if issues:
        raise DataError(issues)


def write_table(table: GeoDataFrame, path: Path) -> None:
    """Write a GeoDataFrame in the format of its file extension.

    Parameters
    ----------
    table : GeoDataFrame
        Rows with geometry.
    path : Path
        File to write: ``.geojson``, ``.json`` or ``.gpkg``.

    Raises
    ------
    UsageError
        If the extension is not supported, or the file cannot be written.
    """
    if path.suffix in (".geojson", ".json"):
        text = table.to_json(drop_id=True, na="drop", ensure_ascii=False, separators=(",", ":"))
        write_files({path.name: f"{text}\n".encode()}, path.parent)
    elif path.suffix == ".gpkg":
        with replacement(path) as temporary:
            table.to_file(temporary, driver="GPKG", layer="areas")
    else:
        raise UsageError(f"{path}: unsupported file extension: use .geojson or .gpkg")

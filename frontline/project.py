"""Folder → Dataset → Scene → maps/: the composition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from frontline.dates import edtf
from frontline.errors import DataError, Issue, UsageError, Wrong
from frontline.evidence import release
from frontline.evidence.unmatched import join_report as join_report
from frontline.intake.read import read_folder
from frontline.intake.salvage import salvage
from frontline.intake.validate import validate
from frontline.model import Dataset
from frontline.scene import scene
from frontline.scene.scene import Scene
from frontline.scene.translation import in_language, languages_of
from frontline.system.atomic import write, write_whole, written

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from frontline.analysis.locate import Tally
    from frontline.intake.dated_points import Reading
    from frontline.snapshots.folder import Report

FORMATS: Final = ("html", "png", "svg", "pdf", "csv", "json")
"""What ``build`` can make; the words that go with a map are always made."""

_ENOUGH: Final = 100
"""After so many problems the rest of a table is not read."""


def load(folder: str | Path) -> Dataset:
    """Read a map folder; raises DataError with every problem, UsageError if it is no folder."""
    return validate(read_folder(Path(folder)))


def load_good(folder: str | Path) -> tuple[Dataset, tuple[Issue, ...]]:
    """Read what is good of a map folder; return it with the problems of what was left out.

    The dataset's header says that something was, and the map does. Raises DataError where the
    map as a whole has a problem, UsageError if it is no folder.
    """
    return salvage(read_folder(Path(folder)))


def check(folder: str | Path) -> tuple[Issue, ...]:
    """Return every problem of a map folder, by file and line; none if it can be built.

    Raises UsageError if there is no such folder.
    """
    try:
        load(folder)
    except DataError as error:
        return error.issues
    return ()


def build(
    dataset: Dataset, as_of: date | str | None = None, known: date | str | None = None
) -> Scene:
    """Make the scene of a dataset.

    ``known`` leaves out what became known after that day; ``as_of`` also ends the period there,
    and counts the policy's embargo back from the end of that day. Claims marked to be withheld
    are always left out. What is left out is so before anything else sees it. Raises UsageError
    for a day that is none or lies before the period, and for an embargo without ``as_of``.
    """
    dataset = release.published(dataset)
    if known is not None:
        dataset = release.known_by(dataset, parse_day(known, "known"))
    if as_of is not None:
        try:
            dataset = release.as_of(dataset, parse_day(as_of, "as of"))
        except ValueError as error:
            raise UsageError(f"as of: {error}") from error
    elif dataset.header.policy.embargo_hours:
        raise UsageError("as of: the map has an embargo, so it needs the day of the build")
    return scene.build(dataset, display=_show)


def _show(
    scene: Scene, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, str]:
    """Show a scene in a notebook; the renderers are imported only then."""
    from frontline.render.page.notebook import mimebundle

    return mimebundle(scene, include, exclude)


def parse_day(text: date | str, name: str) -> date:
    """Read an ISO day; raises UsageError, naming what it was for."""
    try:
        return edtf.parse_day(text) if isinstance(text, str) else text
    except Wrong as wrong:
        raise UsageError(f"{name}: {wrong}") from wrong


def find(folder: str | Path = "geodata") -> list[Path]:
    """List the map folders in a folder: those that have a ``map.toml``."""
    return sorted(path.parent for path in Path(folder).glob("*/map.toml"))


def map_of(path: Path) -> Path:
    """Return the map folder that a path is, or in which it is a file.

    Raises UsageError for a file of no map folder.
    """
    if not path.is_file():
        return path
    for folder in (path.parent, path.parent.parent):  # base/ and languages/ lie within
        if (folder / "map.toml").is_file():
            return folder
    raise UsageError(f"{path}: belongs to no map folder: there is no map.toml beside it")


def outputs(scene: Scene, formats: Iterable[str] = FORMATS) -> dict[str, Callable[[], bytes]]:
    """Map the name of each file of a map to what makes its bytes.

    What a format needs is imported when the format is made.
    """

    def renderer(
        module: str, function: str, language: str | None = None, **options: str
    ) -> Callable[[], bytes]:
        def make() -> bytes:
            render = getattr(import_module(f"frontline.{module}"), function)
            spoken = in_language(scene, language) if language else scene
            made: str | bytes = render(spoken, **options)
            return _whole(made).encode() if isinstance(made, str) else made

        return make

    wanted = set(formats)
    makers = {
        "map.html": ("html", renderer("render.page.html", "render_html")),
        "embed.html": ("html", renderer("render.page.embed", "render_embed")),
        "embed-email.html": ("html", renderer("render.page.embed", "render_email")),
        "embed-amp.html": ("html", renderer("render.page.embed", "render_amp")),
        "map.png": ("png", renderer("render.figure", "render_figure", format="png")),
        "map.svg": ("svg", renderer("render.figure", "render_figure", format="svg")),
        "map.pdf": ("pdf", renderer("render.figure", "render_figure", format="pdf")),
        "changes.csv": ("csv", renderer("render.tables.change_table", "render_changes")),
        "scene.json": ("json", renderer("render.page.scene_json", "render_json")),
        "caption.txt": ("", renderer("text.captions", "caption")),
        "alt.txt": ("", renderer("text.captions", "alt")),
    }
    for language in languages_of(scene)[1:]:
        makers[f"caption.{language}.txt"] = ("", renderer("text.captions", "caption", language))
        makers[f"alt.{language}.txt"] = ("", renderer("text.captions", "alt", language))
    return {name: make for name, (form, make) in makers.items() if not form or form in wanted}


def _whole(text: str) -> str:
    """End a text with a line end."""
    return text if text.endswith("\n") else text + "\n"


def write_figure(scene: Scene, path: Path, **options: Any) -> None:
    """Write a figure, by the path's ending: png, svg or pdf; see ``render_figure``.

    Raises UsageError for another ending, for what it cannot draw, or when the path cannot be
    written to.
    """
    from frontline.render.figure import render_figure

    if path.suffix not in (".png", ".svg", ".pdf"):
        raise UsageError(f"{path}: the ending must be .png, .svg or .pdf")
    write({path.name: render_figure(scene, format=path.suffix[1:], **options)}, path.parent)


def write_table(table: GeoDataFrame, path: Path) -> None:
    """Write a GeoDataFrame as GeoJSON or GeoPackage, by the path's ending.

    Raises UsageError for another ending, or when the path cannot be written to.
    """
    if path.suffix in (".geojson", ".json"):
        text = table.to_json(drop_id=True, na="drop", ensure_ascii=False, separators=(",", ":"))
        write({path.name: _whole(text).encode()}, path.parent)
    elif path.suffix == ".gpkg":
        with written(path) as made:
            table.to_file(made, driver="GPKG", layer="areas")
    else:
        raise UsageError(f"{path}: the ending must be .geojson or .gpkg")


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
) -> Report:
    """Read dated files in a folder, zip or tar into a map folder; return what was found.

    ``profile`` is a name, or a TOML file; without one the table ``[snapshots.profile]`` or the
    name in ``map.toml`` counts, then ``plain``. What is not given is as it was imported last,
    or as the profile has it. Raises DataError with every problem, UsageError for what cannot be.
    """
    from frontline.snapshots import folder as snapshots

    path, folder = Path(path), Path(folder)
    chosen, table = snapshots.settings(folder / "map.toml", profile)
    given = {"timezone": zone, "cutoff_hour": cutoff_hour, "date": tuple(date_patterns) or None}
    files, report = snapshots.import_snapshots(
        path,
        chosen.changed({key: value for key, value in given.items() if value is not None}),
        grid_deg or table.grid_deg,
        table.simplify_m if simplify_m is None else simplify_m,
        folder,
    )
    write_whole(files, folder)
    return report


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
    """Do what ``frontline.locate`` does for a file, part by part; return what was found.

    ``reading`` says what the columns are and how they are written, ``layer`` which one of a
    GeoPackage; ``step`` is told how many rows each part had. Nothing is written before all is
    read. Raises DataError for what cannot be read, by file and line, and UsageError for what
    cannot be.
    """
    import numpy as np

    from frontline.analysis.locate import Locator, Tally, Without, add_columns
    from frontline.intake.dated_points import Reading, moments_of
    from frontline.intake.formats import table_stream

    events, output = Path(events), Path(output)
    if output.suffix not in table_stream.ENDINGS:
        raise UsageError(f"{output}: the ending must be .csv, .gpkg or .parquet")
    name, spelled = events.as_posix(), table_stream.kind_of(events) == "csv"
    locator = Locator(scene, then=then, positive=positive, edge=edge)
    reading = reading or Reading()
    rows, without, issues = 0, dict[str, Without](), list[Issue]()
    with written(output) as made:
        sink = table_stream.Sink(made, spelled=spelled)
        for part in table_stream.read_parts(events, layer, reading.written):
            lines = part.index.to_numpy()
            try:
                zone, extent = scene.header.zone, scene.header.extent
                read = moments_of(name, part, zone, reading, lines, extent)
            except DataError as error:
                issues += error.issues
            if len(issues) > _ENOUGH:
                break
            if issues:  # the rest is read for its own
                continue
            sink.append(add_columns(name, read, locator))
            for reason, those in locator.unanswered(read.lonlat, read.day).items():
                without[reason] = without.get(reason, Without()).add(lines[np.flatnonzero(those)])
            rows += len(part)
            step(len(part))
        if issues:
            raise DataError(issues)
        sink.close()
    return Tally(rows, without, locator.positive, locator.edge)


def init(folder: str | Path) -> list[str]:
    """Make a small map folder that builds, and return the names of its files.

    Raises UsageError when the folder is there already and not empty.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: is there already and not empty")
    with resources.as_file(resources.files("frontline") / "starter") as starter:
        paths = sorted(path for path in starter.rglob("*") if path.is_file())
        files = {path.relative_to(starter).as_posix(): path.read_bytes() for path in paths}
    write_whole(files, folder)
    return list(files)

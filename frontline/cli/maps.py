"""Commands that create maps: build, figure, init, info."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

import frontline
from frontline.cli import options
from frontline.cli.output import (
    counted,
    exit_on_error,
    fail,
    print_line,
    step_progress,
    warn,
)
from frontline.errors import DataError, Issue


def build(
    folders: options.Folders = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder to write the maps to.")
    ] = Path("maps"),
    as_of: options.AsOf = None,
    known: options.Known = None,
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="Formats to write, comma-separated."),
    ] = "html,png,svg,pdf,csv,json",
    keep_good: Annotated[
        bool,
        typer.Option(
            "--keep-good",
            help="Leave out data with problems, and note it on the map, instead of stopping.",
        ),
    ] = False,
) -> None:
    """Build maps: the page, figures, tables and texts."""
    from frontline import project
    from frontline.system import atomic
    from frontline.text.map_notes import quality_note

    chosen = options.choices_from("--format", formats, project.FORMATS)
    paths = map_folders(folders)
    names = [path.resolve().name for path in paths]
    if duplicates := sorted({name for name in names if names.count(name) > 1}):
        fail(f"two map folders are named {', '.join(duplicates)}: their maps would overwrite")
    if "html" in chosen:
        _import_page_renderer()
    with exit_on_error():
        loaded = _load_all(paths, keep_good)
        scenes = [project.build(dataset, as_of, known) for dataset, _ in loaded]
    for path, (_, notices), scene in zip(paths, loaded, scenes, strict=True):
        renderers = project.outputs(scene, chosen)
        with exit_on_error(), step_progress(scene.header.id, len(renderers)) as step:
            files = {}
            for name, render in renderers.items():
                step(name)
                files[name] = render()
            atomic.replace_folder(files, output / scene.header.id)
        print_line(f"{(output / scene.header.id).as_posix()}: {len(files)} files, {scene.opens}")
        _print_repairs(scene)
        if quality := quality_note(scene):
            print_line(quality)
        if notices:
            print_line(f"{counted(notices, 'notice')}: frontline check {path.as_posix()}")


_OF_CHANGES: Final = ("pair", "multiples", "changes")
"""Kinds of figure that show changes between dates; the others need no measured changes."""


def figure(
    folder: options.Folder,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File to write: .png, .svg or .pdf.")
    ],
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="Kind of figure: map, pair, multiples, changes, area, events, front or site.",
        ),
    ] = "map",
    day: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help="Date to draw. Default: the map's opening date; for charts, the last date.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Earlier date, for pair, changes and charts. Default: the map's first.",
        ),
    ] = None,
    dates: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="Dates to draw, for multiples, comma-separated. Default: those with changes.",
        ),
    ] = "",
    place: Annotated[
        str | None,
        typer.Option(
            metavar="PLACE",
            help="Id of the place, for site. Default: the one with the most claims.",
        ),
    ] = None,
    size: options.Size = "web",
    scale: Annotated[
        int, typer.Option(help="Pixel ratio of a PNG: 2 doubles its width and height.")
    ] = 1,
    theme: options.Theme = "light",
    language: options.Language = None,
    as_of: options.AsOf = None,
    known: options.Known = None,
) -> None:
    """Draw one figure as PNG, SVG or PDF: a map, a chart or a card."""
    from frontline import project

    with exit_on_error():
        measure: project.Measure = "changes" if kind in _OF_CHANGES else "nothing"
        scene = options.scene_of(folder, as_of, known, measure=measure)
        project.write_figure(
            scene,
            output,
            date=day,
            kind=kind,
            since=since,
            dates=options.items(dates),
            place=place,
            size=size,
            scale=scale,
            theme=theme,
            language=language,
        )
    figure_language = language or scene.header.language
    print_line(f"{output.as_posix()}: {kind}, {size}, {theme}, {figure_language}")


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to create.")],
) -> None:
    """Create a small map folder that builds, as a starting point."""
    from frontline import project

    with exit_on_error():
        names = project.init(folder)
    for name in names:
        print_line((folder / name).as_posix())
    print_line(f"Build it: frontline build {folder.as_posix()}")


def info(folder: options.Folder, as_of: options.AsOf = None) -> None:
    """Summarize a map folder: contents, dates, records not shown on the map."""
    from frontline import project
    from frontline.analysis.gains import daily
    from frontline.analysis.method_breaks import breaks
    from frontline.language.untranslated import fallbacks
    from frontline.text.break_notes import break_words
    from frontline.text.map_notes import quality_note

    with exit_on_error():
        loaded, notices = project.load_with_notices(folder, of_published=True)
        scene = project.build(loaded, as_of)
    dataset = scene.dataset  # without what is left out
    changes = [change for change in scene.changes_of_control if not change.assessed]
    assessed = len(scene.changes_of_control) - len(changes)
    days = [day for day, balance in daily(scene).items() if balance.passages]
    reported = len(scene.reported)
    for key, value in {
        "title": dataset.header.title,
        "period": f"{scene.dates[0]} to {scene.dates[-1]}, {len(scene.dates)} days",
        "places": f"{len(dataset.places)}, {reported} with reports",
        "events": f"{len(dataset.events)}, {_range(event.when.start for event in dataset.events)}",
        "claims": f"{len(dataset.claims)}, {_range(claim.known.day for claim in dataset.claims)}",
        **_drawn(dataset),
        "sources": str(len(dataset.sources)),
        **({"chapters": str(len(chapters))} if (chapters := dataset.header.chapters) else {}),
        "changes of control": f"{len(changes)}, {_range(change.date for change in changes)}",
        **({"assessed anew": f"{assessed}, without a change on the ground"} if assessed else {}),
        **({"days on which ground passed": f"{len(days)}, {_range(days)}"} if days else {}),
    }.items():
        print_line(f"{key}: {value}")
    if notices and not as_of:  # they are about all records, known later or not
        print_line(f"notices: {len(notices)}, listed by frontline check {folder.as_posix()}")
    if note := quality_note(scene):
        print_line(f"quality: {note}")
    for break_ in breaks(scene):
        print_line(f"mapping method changed: {break_.date}: {break_words(scene, break_)}")
    for line in project.join_report(dataset):
        print_line(f"unmatched: {line}")
    for line in fallbacks(dataset):
        print_line(f"language {line}")
    _print_repairs(scene)


def map_folders(paths: list[Path] | None) -> list[Path]:
    """Find the map folders named by arguments, or exit with a message.

    Parameters
    ----------
    paths : list of Path or None
        Map folders, or files in them; None or empty for every map folder in ``geodata/``.

    Returns
    -------
    list of Path
    """
    from frontline import project

    if paths:
        with exit_on_error():
            return [project.map_of(path) for path in paths]
    folders = project.find()
    if not folders:
        fail("geodata/ has no map folder: name one, or create one with frontline init")
    return folders


def _import_page_renderer() -> None:
    """Import the page renderer, and folium with it, without pandas.

    Folium supports data frames if pandas can be imported, which takes a
    tenth of a second and 55 MB.
    """
    if "pandas" not in sys.modules:
        sys.modules["pandas"] = None  # type: ignore[assignment]  # makes "import pandas" fail
        importlib.import_module("frontline.render.page.html")
        del sys.modules["pandas"]


def _load_all(
    folders: list[Path], keep_good: bool
) -> list[tuple[frontline.Dataset, tuple[Issue, ...]]]:
    """Read every folder with its notices, before reporting the problems of all together.

    With ``keep_good``, no notices are looked for.
    """
    from frontline import project

    loaded, issues = [], list[Issue]()
    for folder in folders:
        try:
            if not keep_good:
                loaded.append(project.load_with_notices(folder))
                continue
            dataset, left_out = project.load_good(folder)
        except DataError as error:
            issues.extend(error.issues)
            continue
        for issue in left_out:
            warn(f"left out: {issue}")
        if left_out:
            count = counted(left_out, "problem")
            warn(f"{folder.as_posix()}: {count}; the data concerned is left out")
        loaded.append((dataset, ()))
    if issues:
        raise DataError(issues)
    return loaded


def _drawn(dataset: frontline.Dataset) -> dict[str, str]:
    """Count the drawn areas of a map that has any, each a statement of its source."""
    areas = dataset.areas
    first = (area.known.day if area.known else area.when.start for area in areas)
    return {"drawn areas": f"{len(areas)}, {_range(first)}"} if areas else {}


def _range(dates: Iterable[date | None]) -> str:
    """Write the first and the last of a series of dates."""
    known = sorted(day for day in dates if day)
    return f"{known[0]} to {known[-1]}" if known else "none"


def _print_repairs(scene: frontline.Scene) -> None:
    for repair in scene.repairs:
        size = f"{repair.before_km2:.3f} km² before, {repair.after_km2:.3f} km² after"
        print_line(f'areas.geojson: "{repair.id}" was fitted to adjacent areas: {size}')

"""The command ``frontline``: parse, call, print.

Exit codes: 0 done, 1 problems in the data, 2 wrong usage.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import frontline
from frontline.errors import DataError, Issue, UsageError, Wrong
from frontline.system.terminal import json_text, printable

if TYPE_CHECKING:
    from frontline.intake.formats.file_format import Written

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # help without rich starts sooner
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COLLECT_AFTER = 100_000
"""Python looks for cycles after so many new values. Maps are of millions that have none: at its own
number, 700, the search takes a third of the time."""

_Folders = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="MAP_FOLDER", help="Map folders, or files of them; default: all in geodata/."
    ),
]


_Folder = Annotated[Path, typer.Argument(metavar="MAP_FOLDER", help="A map folder.")]
_AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Leave out what happened or was said after this day: 2024-05-12."
    ),
]
_Known = Annotated[
    str | None,
    typer.Option(
        "--known", metavar="DATE", help="Leave out what became known after this day: 2024-05-12."
    ),
]


_Encoding = Annotated[
    str, typer.Option(metavar="NAME", help="Of a CSV that is not UTF-8, such as windows-1251.")
]
_Separator = Annotated[
    str | None,
    typer.Option(metavar="SIGN", help="Between the columns of a CSV: a comma, ; | or tab."),
]
_Decimal = Annotated[
    str, typer.Option(metavar="SIGN", help="Of the numbers of a CSV: a point or a comma.")
]


_Day = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="The day; default: that on which the map opens."),
]
_Lang = Annotated[
    str | None,
    typer.Option("--lang", metavar="LANGUAGE", help="A language of the map; default: its own."),
]
_First = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="The first day; default: of all.")
]
_Last = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="The last day; default: of all.")
]


_WithBreaks = Annotated[
    bool,
    typer.Option("--with-breaks", help="Count what passed on days on which the method changed."),
]


_Size = Annotated[
    str,
    typer.Option(metavar="NAME", help="web, print-column, print-page, social or slide."),
]
_Theme = Annotated[
    str, typer.Option(metavar="NAME", help="light, dark, or grey for print without colour.")
]
_Workers = Annotated[
    int | None, typer.Option(min=1, help="How many processes draw; default: by cores.")
]


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    stats: Annotated[
        bool, typer.Option("--stats", help="Tell at the end how long it took, and how much memory.")
    ] = False,
) -> None:
    """Turn folders of plain files into maps of how control of ground changed over time."""
    gc.set_threshold(_COLLECT_AFTER)
    if stats:
        context.call_on_close(_say_stats)
    if version:
        _say(f"frontline {frontline.__version__}")
        raise typer.Exit


@app.command()
def build(
    folders: _Folders = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to put maps.")] = Path(
        "maps"
    ),
    as_of: _AsOf = None,
    known: _Known = None,
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="Which files to make, with commas between."),
    ] = "html,png,svg,pdf,csv,json",
    keep_good: Annotated[
        bool,
        typer.Option(
            "--keep-good",
            help="Leave out what has problems, and say so on the map, instead of stopping.",
        ),
    ] = False,
) -> None:
    """Build maps: the page, the figures, the tables and the words that go with them."""
    from frontline import project
    from frontline.system import atomic
    from frontline.text.captions import quality_note

    wanted = _listed("--format", formats, project.FORMATS)
    chosen = _maps(folders)
    names = [folder.resolve().name for folder in chosen]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        _refuse(f"two map folders are named {', '.join(twice)}: their maps would mix")
    if "html" in wanted:
        _read_renderer()
    with _report():
        datasets = _load_all(chosen, keep_good)
        scenes = [project.build(dataset, as_of, known) for dataset in datasets]
    for dataset, scene in zip(datasets, scenes, strict=True):
        makers = project.outputs(scene, wanted)
        with _report(), _steps(scene.header.id, len(makers)) as step:
            files = {}
            for name, make in makers.items():
                step(name)
                files[name] = make()
            atomic.write_whole(files, output / scene.header.id)
        _say(f"{(output / scene.header.id).as_posix()}: {len(files)} files, {scene.opens}")
        _say_untold(dataset, scene)
        _say_repairs(scene)
        if note := quality_note(scene):
            _say(note)


@app.command()
def figure(
    folder: _Folder,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file: its ending is png, svg or pdf.")
    ],
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="map, pair, multiples, changes, area, events, front or site.",
        ),
    ] = "map",
    day: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help="The day; default: on which the map opens, of charts the last.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="For pair, changes, charts: the day before; default: the first."
        ),
    ] = None,
    dates: Annotated[
        str,
        typer.Option(
            metavar="LIST", help="For multiples: days, with commas between; default: with changes."
        ),
    ] = "",
    place: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="For site: its id; default: of which most is told."),
    ] = None,
    size: _Size = "web",
    scale: Annotated[int, typer.Option(help="2 for a PNG with twice as many pixels each way.")] = 1,
    theme: _Theme = "light",
    language: _Lang = None,
    as_of: _AsOf = None,
    known: _Known = None,
) -> None:
    """Draw a figure for a report: a map, several, a chart or a card, as PNG, SVG or PDF."""
    from frontline import project

    with _report():
        scene = project.build(project.load(folder), as_of, known)
        project.write_figure(
            scene,
            output,
            date=day,
            kind=kind,
            since=since,
            dates=_parts(dates),
            place=place,
            size=size,
            scale=scale,
            theme=theme,
            language=language,
        )
    _say(f"{output.as_posix()}: {kind}, {size}, {theme}, {language or scene.header.language}")


@app.command()
def check(
    folders: _Folders = None,
    format: Annotated[
        str,
        typer.Option(metavar="FORMAT", help="text, json, sarif for code scanning, or github."),
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", hidden=True)] = False,
) -> None:
    """Name every problem in map folders, each with its file, its line and the code of its rule."""
    from frontline import project
    from frontline.language.untranslated import fallbacks
    from frontline.render import problems

    if format not in (known := ("text", *problems.FORMATS)):
        _refuse(f"--format: {format} is not one of {', '.join(known)}")
    if as_json:  # as it was before there were formats
        format = "json"
    chosen = list(dict.fromkeys(_maps(folders)))
    issues, notes = list[Issue](), list[str]()
    with _report():
        for folder in chosen:
            try:
                dataset = project.load(folder)
                notes += [f"{dataset.header.id}: {line}" for line in fallbacks(dataset)]
            except DataError as error:
                issues += error.issues
    if format != "text":
        if said := problems.FORMATS[format](issues):
            _say_lines(said.split("\n"))
    else:
        _print_issues(issues)
        if not issues:
            _say(f"{len(chosen)} map{'s' if len(chosen) != 1 else ''}: no problems")
            for note in notes:
                _say(note)
    raise typer.Exit(1 if issues else 0)


@app.command()
def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="The code of a rule, like FL104; default: list all."),
    ] = None,
) -> None:
    """Explain a rule by the code that a message ends with: why it is one, and what to do."""
    from frontline.rules import catalogue

    with _report():
        if code:
            _say_lines(catalogue.explain(catalogue.find(code)).split("\n"))
        else:
            _say_lines(f"{key}: {rule.title}" for key, rule in catalogue.rules().items())


@app.command()
def info(folder: _Folder, as_of: _AsOf = None) -> None:
    """Say what a map folder holds: places, events, dates, and what did not join."""
    from frontline import project
    from frontline.analysis.method_breaks import breaks
    from frontline.language.untranslated import fallbacks
    from frontline.text.break_notes import break_words
    from frontline.text.captions import quality_note

    with _report():
        dataset = project.load(folder)
        scene = project.build(dataset, as_of)
    changes = scene.changes
    reported = len(scene.reported)
    for key, value in {
        "title": dataset.header.title,
        "period": f"{scene.dates[0]} to {scene.dates[-1]}, {len(scene.dates)} days",
        "places": f"{len(dataset.places)}, {reported} of them reported on",
        "events": f"{len(dataset.events)}, {_span(event.when.start for event in dataset.events)}",
        "claims": f"{len(dataset.claims)}, {_span(claim.known.day for claim in dataset.claims)}",
        "sources": str(len(dataset.sources)),
        **({"chapters": str(len(chapters))} if (chapters := dataset.header.chapters) else {}),
        "changes of control": f"{len(changes)}, {_span(change.date for change in changes)}",
    }.items():
        _say(f"{key}: {value}")
    if note := quality_note(scene):
        _say(f"quality: {note}")
    for told in breaks(scene):
        _say(f"method break: {told.date}: {break_words(scene, told)}")
    for line in project.join_report(dataset):
        _say(f"not joined: {line}")
    _say_untold(dataset, scene)
    for line in fallbacks(dataset):
        _say(f"language {line}")
    _say_repairs(scene)


@app.command()
def why(
    folder: _Folder,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="The id of a place.")],
    day: _Day = None,
    known: _Known = None,
    as_of: _AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print as Markdown.")] = False,
) -> None:
    """Say why a place has its status: the claims, their weights, and what would change it."""
    from frontline import project
    from frontline.text import explanations

    with _report():
        scene = project.build(project.load(folder), as_of)
        on = project.parse_day(day, "--date") if day else scene.opens
        by = project.parse_day(known, "--known") if known else None
        try:
            explained = scene.why(place, on, by)
        except ValueError as error:
            raise UsageError(str(error)) from error
    if as_json:
        typer.echo(json_text(explanations.why_record(scene, explained, on, by)))
    else:
        write = explanations.why_markdown if markdown else explanations.why_text
        _say_lines(write(scene, explained, on, by))


@app.command()
def diff(
    folder: _Folder,
    first: Annotated[str, typer.Argument(metavar="D1", help="The day of the first map.")],
    second: Annotated[str, typer.Argument(metavar="D2", help="The day of the second map.")],
    known: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="K1 K2", help="By what was known on these days; default: D1 D2."),
    ] = None,
    as_of: _AsOf = None,
    with_breaks: _WithBreaks = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Measure what differs between two maps, split into what happened and what was learnt later."""
    from frontline import project
    from frontline.analysis.difference import difference
    from frontline.text import explanations

    with _report():
        scene = project.build(project.load(folder), as_of)
        days = [project.parse_day(text, name) for text, name in ((first, "D1"), (second, "D2"))]
        by = [project.parse_day(text, "--known") for text in known] if known else days
        try:
            found = difference(scene, *days, *by, with_breaks=with_breaks)
        except ValueError as error:
            raise UsageError(str(error)) from error
    if as_json:
        typer.echo(json_text(explanations.difference_record(scene, found)))
    else:
        _say_lines(explanations.difference_text(scene, found))


@app.command()
def changes(
    folder: _Folder,
    by: Annotated[str, typer.Option(metavar="UNIT", help="day, week or month.")] = "month",
    first: _First = None,
    last: _Last = None,
    then: Annotated[
        bool, typer.Option("--then", help="Judge each day by what was known at its end.")
    ] = False,
    as_of: _AsOf = None,
    with_breaks: _WithBreaks = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Measure what each side gained and lost by day, week or month."""
    from frontline import project
    from frontline.analysis import periods
    from frontline.render.tables import change_table
    from frontline.text.period_totals import periods_record, periods_text

    if as_csv and as_json:
        _refuse("--csv, --json: choose one of the two")
    if by not in periods.BY:
        _refuse(f"--by: {by} is not one of {', '.join(periods.BY)}")
    with _report():
        start = project.parse_day(first, "--from") if first else None
        end = project.parse_day(last, "--to") if last else None
        scene = project.build(project.load(folder), as_of)
        try:
            found = list(periods.periods(scene, by, start, end, then=then, with_breaks=with_breaks))
        except ValueError as error:
            raise UsageError(str(error)) from error
    if as_json:
        record = periods_record(scene, found, with_breaks=with_breaks)
        typer.echo(json_text(record))
    elif as_csv:
        typer.echo(change_table.render_periods(scene, found), nl=False)
    else:
        lines = list(periods_text(scene, found, with_breaks=with_breaks))
        _say_lines(lines or ["No change."])


@app.command()
def log(folder: _Folder, as_of: _AsOf = None) -> None:
    """List the corrections and retractions of a map, to print under a report."""
    from frontline import project
    from frontline.text import explanations

    with _report():
        scene = project.build(project.load(folder), as_of)
    lines = list(explanations.log_lines(scene))
    _say_lines(lines or ["No corrections and no retractions."])


@app.command()
def embed(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="MAP", help="A map folder, or one that build made, or its map.html."
        ),
    ],
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the map will be; default: beside the page."),
    ] = None,
    form: Annotated[
        str, typer.Option(metavar="FORM", help="iframe, email, amp, markdown or quarto.")
    ] = "iframe",
) -> None:
    """Print the snippet that puts a map into a page, a newsletter or a document."""
    from frontline import publish
    from frontline.render.page import embed

    if form not in embed.FORMS:
        _refuse(f"--form: {form} is not one of {', '.join(embed.FORMS)}")
    with _report():
        parts = publish.embeddable(source)
        snippet = embed.FORMS[form](embed.placed(parts, url) if url is not None else parts)
    typer.echo(snippet, nl=False)


@app.command()
def report(
    folder: _Folder,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to put the report.")
    ],
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="D1", help="Tell what passed after this day; default: all."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="D2", help="Up to this day; default: that of the opening map."
        ),
    ] = None,
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="html, md, docx, pdf, with commas."),
    ] = "html",
    language: _Lang = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A title; default: that of the map.")
    ] = None,
    as_of: _AsOf = None,
    known: _Known = None,
) -> None:
    """Write a finished report on what passed between two days: a page, Markdown, Word or PDF."""
    from frontline import project, publish
    from frontline.system import atomic

    wanted = _listed("--format", formats, publish.REPORTS)
    with _report():
        scene = _scene(folder, as_of, known, language)
        start = project.parse_day(first, "--from") if first else scene.dates[0]
        end = project.parse_day(last, "--to") if last else scene.opens
        makers = publish.report(scene, start, end, wanted, title)
    with _report(), _steps(scene.header.id, len(makers)) as step:
        files = dict[str, bytes]()
        for name, make in makers.items():
            step(name)
            files |= make()
        atomic.write(files, output)
    for name in files:
        _say((output / name).as_posix())


@app.command()
def words(
    folder: _Folder,
    day: _Day = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="D1", help="Summarize what changed since D1.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="D2", help="And up to this day.")
    ] = None,
    language: _Lang = None,
    known: _Known = None,
    as_of: _AsOf = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print as JSON, references as CSL-JSON.")
    ] = False,
    bibtex: Annotated[
        bool, typer.Option("--bibtex", help="Print nothing but the references, as BibTeX.")
    ] = False,
) -> None:
    """Write the words of a map: caption, alternative text, credits, methods, references."""
    from frontline import project
    from frontline.text import bundle, references

    if bool(first) != bool(last):
        _refuse("--from, --to: a summary needs both")
    if as_json and bibtex:
        _refuse("--json, --bibtex: choose one of the two")
    with _report():
        scene = _scene(folder, as_of, known, language)
        on = project.parse_day(day, "--date") if day else None
        found = bundle.texts(scene, on, (first, last) if first and last else None)
    if bibtex:
        typer.echo(references.render_bibtex(scene), nl=False)
    elif as_json:
        typer.echo(json_text({**found, "references": references.csl(scene)}))
    else:
        _say_lines(bundle.as_text(scene, found).split("\n"))


@app.command()
def tables(
    folder: _Folder,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to put the tables.")
    ],
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="Which files to make, with commas between."),
    ] = "csv,md,html,xlsx",
    first: _First = None,
    last: _Last = None,
    language: _Lang = None,
    known: _Known = None,
    as_of: _AsOf = None,
) -> None:
    """Write the tables of a map: changes, claims by place, ground by side, sources."""
    from frontline.language.speaker import speaker
    from frontline.render.tables import formats as sheets
    from frontline.system import atomic

    wanted = _listed("--format", formats, sheets.FORMATS)
    with _report():
        scene = _scene(folder, as_of, known, language)
        made = frontline.tables(scene, first, last)
        files = sheets.files(made, wanted, speaker(scene.header))
        atomic.write(files, output)
    for name in files:
        _say((output / name).as_posix())


@app.command()
def animate(
    folder: _Folder,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="A .gif, .mp4 or .webm file.")
    ],
    first: _First = None,
    last: _Last = None,
    seconds: Annotated[
        float, typer.Option("--seconds-per-day", help="How long each day stands.")
    ] = 1.0,
    fps: Annotated[int, typer.Option(help="Pictures a second of a video.")] = 25,
    size: _Size = "slide",
    theme: _Theme = "light",
    language: _Lang = None,
    as_of: _AsOf = None,
    known: _Known = None,
    workers: _Workers = None,
) -> None:
    """Make a film of the days of a map: a GIF, or MP4 and WebM where ffmpeg is installed."""
    from frontline import project, publish
    from frontline.render.series.processes import worth

    if not 0.04 <= seconds <= 60:
        _refuse("--seconds-per-day: must be between 0.04 and 60")
    if not 1 <= fps <= 60:
        _refuse("--fps: must be between 1 and 60")
    with _report():
        scene = _scene(folder, as_of, known, language)
        start = project.parse_day(first, "--from") if first else scene.dates[0]
        end = project.parse_day(last, "--to") if last else scene.dates[-1]
        days = [day for day in scene.dates if start <= day <= end]
        if not {start, end} <= set(days):
            raise UsageError(
                f"--from, --to: the map is of {scene.dates[0]} to {scene.dates[-1]}, in this order"
            )
        with _steps(scene.header.id, len(days)) as step:
            publish.animate(
                scene,
                output,
                days,
                seconds=seconds,
                fps=fps,
                workers=workers or worth(len(days)),
                step=step,
                size=size,
                theme=theme,
            )
    _say(f"{output.as_posix()}: {len(days)} days")


@app.command()
def atlas(
    folder: _Folder,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to put the figures.")
    ],
    by: Annotated[str, typer.Option(metavar="UNIT", help="day or place.")] = "day",
    first: _First = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="The last day, and that of places."),
    ] = None,
    width_km: Annotated[
        float, typer.Option(help="Ground from side to side on the map of a place.")
    ] = 20,
    format: Annotated[str, typer.Option(metavar="FORMAT", help="png, svg or pdf.")] = "png",
    size: _Size = "web",
    theme: _Theme = "light",
    language: _Lang = None,
    as_of: _AsOf = None,
    known: _Known = None,
    workers: _Workers = None,
) -> None:
    """Draw a figure for each day or place, over all cores; what is there is not drawn again."""
    from frontline import project, publish
    from frontline.render.series import atlas
    from frontline.render.series.processes import worth

    if not 0.5 <= width_km <= 2000:
        _refuse("--width-km: must be between 0.5 and 2000")
    with _report():
        scene = _scene(folder, as_of, known, language)
        pages = atlas.pages(
            scene,
            by,
            format=format,
            first=project.parse_day(first, "--from") if first else None,
            last=project.parse_day(last, "--to") if last else None,
            width_km=width_km,
            size=size,
            theme=theme,
        )
        with _steps(scene.header.id, len(pages)) as step:
            number = workers or worth(len(pages))
            made = publish.atlas(scene, pages, output, workers=number, step=step)
    _say(f"{output.as_posix()}: {len(pages)} figures, {made} of them drawn now")


def _scene(
    folder: Path, as_of: str | None, known: str | None, language: str | None
) -> frontline.Scene:
    """Build a map folder, in a language that it has; by default in its own."""
    from frontline import project

    scene = project.build(project.load(folder), as_of, known)
    return frontline.in_language(scene, language) if language else scene


def _parts(text: str) -> list[str]:
    """Split a list with commas between."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _listed(option: str, text: str, known: Collection[str]) -> list[str]:
    """Split the list of an option, of which each has to be a known one."""
    wanted = _parts(text)
    if unknown := [name for name in wanted if name not in known]:
        _refuse(f"{option}: {', '.join(unknown)} is not one of {', '.join(known)}")
    return wanted


@app.command()
def infer(
    places: Annotated[
        Path, typer.Argument(metavar="PLACES", help="CSV, GeoJSON, GeoPackage or GeoParquet.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="AREAS", help="GeoJSON or GeoPackage.")
    ],
    method: Annotated[
        str, typer.Option(metavar="NAME", help="field, cells, or base with --base.")
    ] = "field",
    reach_km: Annotated[
        float | None, typer.Option(help="How far a place speaks; default by the spacing.")
    ] = None,
    bounds: Annotated[str | None, typer.Option(metavar="W,S,E,N", help="Degrees.")] = None,
    barrier: Annotated[
        Path | None, typer.Option(help="Lines or polygons that evidence does not pass.")
    ] = None,
    base: Annotated[Path | None, typer.Option(help="Polygons with a side, to start from.")] = None,
    date_format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help="How days are written, if not ISO: %d.%m.%Y."),
    ] = None,
    encoding: _Encoding = "utf-8",
    separator: _Separator = None,
    decimal: _Decimal = ".",
) -> None:
    """Infer areas, fronts and a band of uncertainty from a table of places with a side."""
    from frontline import project
    from frontline.analysis import infer as inference
    from frontline.intake.places_with_sides import read_barrier, read_base, read_spots

    if output.suffix not in (".geojson", ".json", ".gpkg"):
        _refuse(f"{output}: the ending must be .geojson or .gpkg")
    if reach_km is not None and not 0 < reach_km < 2000:
        _refuse("--reach-km: must be more than 0 and less than 2000")
    written = _written(encoding, separator, date_format, decimal)
    with _report():
        change_table = inference.infer_spots(
            read_spots(places, written),
            method=method,
            reach_km=reach_km,
            bounds=_bounds(bounds) if bounds else None,
            barrier=read_barrier(barrier) if barrier else None,
            base=read_base(base) if base else (),
        )
        project.write_table(change_table, output)
    for row in change_table.itertuples():
        size = f"{row.km:.1f} km" if row.kind == "front" else f"{row.km2:.1f} km²"
        _say(f"{row.kind} {row.side if row.kind != 'band' else row.level}: {size}")


def _written(
    encoding: str, separator: str | None, date_format: str | None, decimal: str
) -> Written:
    """Read what the options say of how a table is written."""
    from frontline.intake.formats.file_format import (
        Written,
        check_dates,
        check_encoding,
        check_separator,
    )

    mark = {"tab": "\t", "\\t": "\t"}.get(separator or "", separator)
    try:
        check_encoding(encoding)
        if mark is not None:
            check_separator(mark)
        if date_format is not None:
            check_dates(date_format)
    except Wrong as wrong:
        _refuse(str(wrong))
    if decimal not in (".", ","):
        _refuse('--decimal: write "." or ","')
    return Written("", True, encoding, mark, date_format, decimal)


def _bounds(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        _refuse("--bounds: write four numbers, west,south,east,north")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        _refuse("--bounds: west must be less than east, and south less than north, in degrees")
    return west, south, east, north


@app.command()
def locate(
    events: Annotated[
        Path, typer.Argument(metavar="EVENTS", help="Dated points: CSV, GeoPackage, GeoParquet.")
    ],
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="A map folder.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="OUT", help="A .csv, .gpkg or .parquet file."),
    ],
    then: Annotated[
        bool, typer.Option("--then", help="As known at the end of each day; else as known now.")
    ] = False,
    positive: Annotated[
        str | None,
        typer.Option(
            metavar="SIDE", help="On whose ground front_km is positive; default: the first side."
        ),
    ] = None,
    edge: Annotated[
        bool,
        typer.Option("--edge", help="Measure to the edge of that side's ground, not to the front."),
    ] = False,
    date: Annotated[
        str | None, typer.Option("--date", metavar="COLUMN", help="The column of the day.")
    ] = None,
    date_format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help="How days are written, if not ISO: %d %B %Y."),
    ] = None,
    lon: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column of longitude, or x.")
    ] = None,
    lat: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column of latitude, or y.")
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(metavar="CRS", help="Of coordinates that do not say it; for CSV EPSG:4326."),
    ] = None,
    layer: Annotated[
        str | None, typer.Option(metavar="NAME", help="The layer of a GeoPackage of several.")
    ] = None,
    encoding: _Encoding = "utf-8",
    separator: _Separator = None,
    decimal: _Decimal = ".",
    as_of: _AsOf = None,
) -> None:
    """Tell of dated points who held the ground there on their day, and how far the front was."""
    from frontline import project
    from frontline.intake.dated_points import Reading

    given = _written(encoding, separator, date_format, decimal)
    with _report(), _rows(events.name) as step:
        tally = project.locate(
            events,
            project.build(project.load(folder), as_of),
            output,
            reading=Reading(
                date, given.dates, lon, lat, crs, given.decimal, given.encoding, given.separator
            ),
            layer=layer,
            then=then,
            positive=positive,
            edge=edge,
            step=step,
        )
    for reason, said in _WITHOUT.items():
        without = tally.without.get(reason)
        if without and without.count:
            first = ", ".join(map(str, without.first)) + (", …" if without.count > 5 else "")
            what = "row" if without.count == 1 else "rows"
            _warn(f"{events.as_posix()}: {without.count} {what} {said}: {first}")
    front = f"the edge of the ground of {tally.positive}" if tally.edge else "the front"
    _say(f"{output.as_posix()}: {tally.rows} rows")
    _say(f"front_km: to {front}, positive on ground of {tally.positive}, negative elsewhere")


_WITHOUT = {
    "undated": "without a day",
    "nowhere": "without a position",
    "outside": "outside the period of the map",
    "unmapped": "on days for which no map was published",
}


imports = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Make map folders."
)
app.add_typer(imports, name="import", help="Make a map folder from what others publish.")


@imports.callback()
def _imports() -> None:
    """Make a map folder from what others publish."""


@imports.command()
def snapshots(
    path: Annotated[
        Path,
        typer.Argument(metavar="FOLDER|ARCHIVE", help="Dated files in a folder, a zip or a tar."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="MAP_FOLDER", help="The map folder to make.")
    ],
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="How to read them: a name or a file.toml; default: plain."
        ),
    ] = None,
    grid_deg: Annotated[
        float | None, typer.Option(help="Grid of coordinates in degrees; default 0.00001, 1 m.")
    ] = None,
    simplify: Annotated[
        float | None,
        typer.Option(metavar="METRES", help="Drop detail smaller than so many metres squared."),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="IANA", help="Time zone in which a day is a day.")
    ] = None,
    cutoff_hour: Annotated[
        int | None,
        typer.Option(help="Hour up to which a map counts for the day before; default 0."),
    ] = None,
    date_pattern: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="The date in file names: %Y-%m-%d, %d%b%Y, %s, …"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read dated maps, one a day, into a map folder, and report what was found and mended."""
    from frontline import project
    from frontline.snapshots import import_report

    if grid_deg is not None and not 1e-7 <= grid_deg <= 0.01:
        _refuse("--grid-deg: must be between 0.0000001 and 0.01")
    if simplify is not None and not 0 < simplify <= 100_000:
        _refuse("--simplify: must be more than 0 and at most 100000")
    with _report():
        report = project.import_snapshots(
            path,
            output,
            profile,
            grid_deg=grid_deg,
            simplify_m=simplify,
            zone=zone,
            cutoff_hour=cutoff_hour,
            date_patterns=date_pattern or (),
        )
    if as_json:
        typer.echo(json_text(import_report.as_record(report)))
    else:
        _say_lines(import_report.as_text(report))
        _say(f"Build it: frontline build {output.as_posix()}")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder to make.")],
) -> None:
    """Make a small map folder that builds, to start from."""
    from frontline import project

    with _report():
        names = project.init(folder)
    for name in names:
        _say((folder / name).as_posix())
    _say(f"Build it: frontline build {folder.as_posix()}")


@app.command()
def sbom() -> None:
    """Print a software bill of materials (CycloneDX): what frontline runs with and outputs hold."""
    with _report():
        try:
            from frontline.system.sbom import render_bill
        except ImportError as error:
            raise UsageError("sbom: needs cyclonedx: install frontline[sbom]") from error
        text = render_bill()
    typer.echo(text)


def _maps(folders: list[Path] | None) -> list[Path]:
    from frontline import project

    if folders:
        with _report():
            return [project.map_of(path) for path in folders]
    found = project.find()
    if not found:
        _refuse("there is no map folder in geodata/: name one, or make one with frontline init")
    return found


def _read_renderer() -> None:
    """Import what writes pages, and folium with it, as on a machine without pandas.

    folium takes tables if it finds pandas, which costs a tenth of a second and 55 MB; here it is
    given none.
    """
    if "pandas" not in sys.modules:
        sys.modules["pandas"] = None  # type: ignore[assignment]  # as if it were not there
        importlib.import_module("frontline.render.page.html")
        del sys.modules["pandas"]


def _load_all(folders: list[Path], keep_good: bool) -> list[frontline.Dataset]:
    """Read every folder, so that the problems of all are said at once.

    Where the good part is to be kept, say what is left out.
    """
    from frontline import project

    datasets, issues = [], list[Issue]()
    for folder in folders:
        try:
            dataset, left_out = (
                project.load_good(folder) if keep_good else (project.load(folder), ())
            )
        except DataError as error:
            issues.extend(error.issues)
            continue
        for issue in left_out:
            _warn(f"left out: {issue}")
        if left_out:
            _warn(f"{folder.as_posix()}: {_problems(left_out)}: what has them is left out")
        datasets.append(dataset)
    if issues:
        raise DataError(issues)
    return datasets


@contextmanager
def _report() -> Iterator[None]:
    """Turn errors for people into lines and an exit code."""
    try:
        yield
    except DataError as error:
        _print_issues(error.issues)
        raise typer.Exit(1) from None
    except UsageError as error:
        _refuse(str(error))


@contextmanager
def _steps(title: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show progress on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=escape(printable(f"{title}: {name}")))

        yield step


@contextmanager
def _rows(title: str) -> Iterator[Callable[[int], None]]:
    """Show how many rows are done on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, TextColumn

    columns = TextColumn("{task.description}: {task.completed:,.0f} rows")
    with Progress(columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(printable(title)), total=None)
        yield lambda rows: bar.update(task, advance=rows)


def _span(days: Iterable[date | None]) -> str:
    """Write the first and the last of some days."""
    known = sorted(day for day in days if day)
    return f"{known[0]} to {known[-1]}" if known else "none"


def _print_issues(issues: list[Issue] | tuple[Issue, ...]) -> None:
    for issue in issues:
        typer.echo(printable(str(issue)), err=True)
    if issues:
        typer.echo(_problems(issues), err=True)


def _problems(issues: Sequence[Issue]) -> str:
    return f"{len(issues)} problem{'s' if len(issues) != 1 else ''}"


def _say_repairs(scene: frontline.Scene) -> None:
    for repair in scene.repairs:
        size = f"{repair.before_km2:.3f} km² before, {repair.after_km2:.3f} km² after"
        _say(f'areas.geojson: "{repair.id}" was fitted to its neighbours: {size}')


def _say_untold(dataset: frontline.Dataset, scene: frontline.Scene) -> None:
    for chapter in dataset.header.chapters:
        if chapter not in scene.header.chapters:
            _say(f'left out of the story: "{chapter.title}", {chapter.date}')


def _say_stats() -> None:
    """Say how long this process took since it was started, and how much memory at most."""
    import resource  # not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    most = used.ru_maxrss * unit / 1e6
    _warn(f"{used.ru_utime + used.ru_stime:.1f} s of processor time, {most:.0f} MB of memory")


def _say_lines(lines: Iterable[str]) -> None:
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    typer.echo(printable(line))


def _warn(line: str) -> None:
    typer.echo(printable(line), err=True)


def _refuse(line: str) -> NoReturn:
    typer.echo(printable(f"frontline: {line}"), err=True)
    raise typer.Exit(2)

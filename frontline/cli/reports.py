"""Commands that write for publication: report, words, tables, embed, animate, atlas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import frontline
from frontline.cli import options
from frontline.cli.output import (
    exit_on_error,
    fail,
    print_json,
    print_line,
    print_lines,
    step_progress,
)
from frontline.errors import UsageError


def embed(
    source: Annotated[
        Path,
        typer.Argument(metavar="MAP", help="Map folder, built map, or its map.html."),
    ],
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Address of the map. Default: beside the page."),
    ] = None,
    form: Annotated[
        str, typer.Option(metavar="FORM", help="Form: iframe, email, amp, markdown or quarto.")
    ] = "iframe",
) -> None:
    """Print the snippet that embeds a map in a page or a newsletter."""
    from frontline import publish
    from frontline.render.page import embed

    options.require_choice("--form", form, embed.FORMS)
    with exit_on_error():
        parts = publish.embeddable(source)
        snippet = embed.FORMS[form](embed.placed(parts, url) if url is not None else parts)
    typer.echo(snippet, nl=False)


def report(
    folder: options.Folder,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FOLDER", help="Folder to write the report to."),
    ],
    first: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="D1", help="Report changes after this date. Default: the map's first."
        ),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="D2", help="Last date covered. Default: the map's opening date."
        ),
    ] = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format", metavar="LIST", help="Formats: html, md, docx, pdf, comma-separated."
        ),
    ] = "html",
    language: options.Language = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Title. Default: the map's title.")
    ] = None,
    as_of: options.AsOf = None,
    known: options.Known = None,
) -> None:
    """Write a complete report on what changed between two dates: HTML, Markdown, Word or PDF."""
    from frontline import publish
    from frontline.system import atomic

    chosen = options.choices_from("--format", formats, publish.REPORTS)
    with exit_on_error():
        scene = options.scene_of(folder, as_of, known, language)
        start = options.option_date(first, "--from") or scene.dates[0]
        end = options.option_date(last, "--to") or scene.opens
        renderers = publish.report(scene, start, end, chosen, title)
    with exit_on_error(), step_progress(scene.header.id, len(renderers)) as step:
        files = dict[str, bytes]()
        for name, render in renderers.items():
            step(name)
            files |= render()
        atomic.write_files(files, output)
    for name in files:
        print_line((output / name).as_posix())


def words(
    folder: options.Folder,
    day: options.OnDate = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="D1", help="Summarize changes after this date."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="D2", help="Last date of that summary.")
    ] = None,
    language: options.Language = None,
    known: options.Known = None,
    as_of: options.AsOf = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with references as CSL-JSON.")
    ] = False,
    bibtex: Annotated[
        bool, typer.Option("--bibtex", help="Print only the references, as BibTeX.")
    ] = False,
) -> None:
    """Print caption, alternative text, credits, methods and references."""
    from frontline.text import bundle, references

    if bool(first) != bool(last):
        fail("--from, --to: a summary needs both dates")
    if as_json and bibtex:
        fail("--json, --bibtex: choose one of the two")
    with exit_on_error():
        scene = options.scene_of(folder, as_of, known, language)
        caption_date = options.option_date(day, "--date")
        texts = bundle.texts(scene, caption_date, (first, last) if first and last else None)
    if bibtex:
        typer.echo(references.render_bibtex(scene), nl=False)
    elif as_json:
        print_json({**texts, "references": references.csl(scene)})
    else:
        print_lines(bundle.as_text(scene, texts).split("\n"))


def tables(
    folder: options.Folder,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FOLDER", help="Folder to write the tables to."),
    ],
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="Formats to write, comma-separated."),
    ] = "csv,md,html,xlsx",
    first: options.First = None,
    last: options.Last = None,
    language: options.Language = None,
    known: options.Known = None,
    as_of: options.AsOf = None,
) -> None:
    """Write tables: changes, claims by place, area by side, sources."""
    from frontline.language.speaker import speaker
    from frontline.render.tables import formats as table_formats
    from frontline.system import atomic

    chosen = options.choices_from("--format", formats, table_formats.FORMATS)
    with exit_on_error():
        scene = options.scene_of(folder, as_of, known, language, measure="changes")
        report_tables = frontline.tables(scene, first, last)
        files = table_formats.files(report_tables, chosen, speaker(scene.header))
        atomic.write_files(files, output)
    for name in files:
        print_line((output / name).as_posix())


def animate(
    folder: options.Folder,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="File to write: .gif, or with ffmpeg .mp4 or .webm.",
        ),
    ],
    first: options.First = None,
    last: options.Last = None,
    seconds: Annotated[
        float, typer.Option("--seconds-per-day", help="Seconds to show each day.")
    ] = 1.0,
    fps: Annotated[int, typer.Option(help="Frames per second of a video.")] = 25,
    size: options.Size = "slide",
    theme: options.Theme = "light",
    language: options.Language = None,
    as_of: options.AsOf = None,
    known: options.Known = None,
    workers: options.Workers = None,
) -> None:
    """Make a film of a map, day by day, as GIF, MP4 or WebM."""
    from frontline import publish
    from frontline.render.series.processes import worth

    if not 0.04 <= seconds <= 60:
        fail("--seconds-per-day: must be between 0.04 and 60")
    if not 1 <= fps <= 60:
        fail("--fps: must be between 1 and 60")
    with exit_on_error():
        scene = options.scene_of(folder, as_of, known, language, measure="nothing")
        start = options.option_date(first, "--from") or scene.dates[0]
        end = options.option_date(last, "--to") or scene.dates[-1]
        days = [day for day in scene.dates if start <= day <= end]
        if not {start, end} <= set(days):
            period = f"{scene.dates[0]} to {scene.dates[-1]}"
            raise UsageError(f"--from, --to: expected dates within {period}, in this order")
        with step_progress(scene.header.id, len(days)) as step:
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
    print_line(f"{output.as_posix()}: {len(days)} days")


def atlas(
    folder: options.Folder,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FOLDER", help="Folder to write the figures to."),
    ],
    by: Annotated[
        str, typer.Option(metavar="UNIT", help="One figure per day or per place.")
    ] = "day",
    first: options.First = None,
    last: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE",
            help="Last date, the one drawn for places. Default: the map's last.",
        ),
    ] = None,
    width_km: Annotated[
        float, typer.Option(help="Width of a place's map on the ground, in km.")
    ] = 20,
    format: Annotated[str, typer.Option(metavar="FORMAT", help="Format: png, svg or pdf.")] = "png",
    size: options.Size = "web",
    theme: options.Theme = "light",
    language: options.Language = None,
    as_of: options.AsOf = None,
    known: options.Known = None,
    workers: options.Workers = None,
) -> None:
    """Draw one figure per day or place in parallel, skipping figures that are up to date."""
    from frontline import publish
    from frontline.render.series import atlas
    from frontline.render.series.processes import worth

    if not 0.5 <= width_km <= 2000:
        fail("--width-km: must be between 0.5 and 2000")
    with exit_on_error():
        scene = options.scene_of(folder, as_of, known, language)
        pages = atlas.pages(
            scene,
            by,
            format=format,
            first=options.option_date(first, "--from"),
            last=options.option_date(last, "--to"),
            width_km=width_km,
            size=size,
            theme=theme,
        )
        with step_progress(scene.header.id, len(pages)) as step:
            processes = workers or worth(len(pages))
            drawn = publish.atlas(scene, pages, output, workers=processes, step=step)
    print_line(f"{output.as_posix()}: {len(pages)} figures, {drawn} newly drawn")

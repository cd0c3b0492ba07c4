"""The command that makes the ground under a map: base."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontline.cli import options
from frontline.cli.output import counted, exit_on_error, fail, print_line, step_progress, warn

if TYPE_CHECKING:
    from frontline.basemap.make import Base


def base(
    folder: options.Folder,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="OpenStreetMap extract, administrative units or Natural Earth; repeatable. "
            "Default: the world in the package.",
        ),
    ] = None,
    relief: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="TIF", help="GeoTIFF of elevations, for the shade of the relief; repeatable."
        ),
    ] = None,
    credit: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Credit line of the elevations.")
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Scale 1:N. Default: at which the extent fills a printed page.",
        ),
    ] = None,
    viewpoint: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Country, as two letters, whose view of borders is to be shown.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Encoding of the tables of Shapefiles."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Print what each layer would weigh, and write nothing."),
    ] = False,
) -> None:
    """Make the ground under a map: water, roads, towns, regions and relief, from published data."""
    from frontline.basemap.make import steps_of
    from frontline.project.base_files import make_base_files

    denominator = re.fullmatch(r"(?:1 ?: ?)?([0-9]{3,9})", (scale or "1000").replace(",", ""))
    if not denominator or not 1000 <= int(denominator[1]) <= 100_000_000:
        fail(f"--scale: {scale} is not between 1000 and 100000000")
    if viewpoint is not None and not re.fullmatch("[A-Za-z]{2,3}", viewpoint):
        fail(f"--viewpoint: {viewpoint} is not a country code, such as UA")
    if credit and not relief:
        fail("--credit is the credit line of --relief TIF")
    with exit_on_error(), step_progress("base", steps_of(files or (), relief or ())) as step:
        made = make_base_files(
            folder,
            files or (),
            elevations=relief or (),
            credit=credit or "",
            scale=int(denominator[1]) if scale else None,
            viewpoint=viewpoint or "",
            encoding=encoding,
            dry_run=dry_run,
            step=step,
        )
    _print_report(made)


def _print_report(made: Base) -> None:
    if made.scale:
        scale = made.scale
        print_line(f"scale 1 : {scale.denominator:,}, off by up to {scale.tolerance_m:g} m")
    for file in made.files:
        dropped = f", {file.dropped:,} too small" if file.dropped else ""
        print_line(
            f"{file.name}: {counted(range(file.features), 'feature')}, {file.vertices:,} vertices, "
            f"{len(file.text.encode()) / 1000:,.1f} kB, "
            f"about {file.page_bytes / 1000:,.1f} kB in a page{dropped}"
        )
    if shade := made.relief:
        print_line(
            f"base/relief.json: {shade.relief.width:,} × {shade.relief.height:,} pixels of "
            f"{float(f'{shade.pixel_m:.2g}'):,g} m, {len(shade.text.encode()) / 1000:,.1f} kB, "
            f"{shade.page_bytes / 1000:,.1f} kB in a page"
        )
    for note in made.notes:
        warn(f"notice: {note}")

"""Commands that create a map folder from published data: import snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frontline.cli.output import exit_on_error, fail, print_json, print_line, print_lines

_GridDeg = Annotated[
    float | None,
    typer.Option(help="Coordinate grid in degrees. Default: 0.00001, about 1 m."),
]
_Simplify = Annotated[
    float | None,
    typer.Option(
        metavar="METRES",
        help="Remove detail smaller than a square with sides of this length in metres.",
    ),
]
_Zone = Annotated[
    str | None,
    typer.Option(metavar="IANA", help="Time zone that defines a day, such as Europe/Kyiv."),
]
_CutoffHour = Annotated[
    int | None,
    typer.Option(help="Hour before which a snapshot counts for the previous day. Default: 0."),
]
_DatePatterns = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN", help="Pattern of dates in file names: %Y-%m-%d, %d%b%Y, %Y, %s, …"
    ),
]
_Holds = Annotated[
    str | None,
    typer.Option(
        metavar="WHICH",
        help="Days a snapshot counts for: its-day (default) or until-next.",
    ),
]
_LimitDays = Annotated[
    int | None,
    typer.Option(
        metavar="DAYS",
        help="With until-next: age from which a snapshot is drawn as old evidence.",
    ),
]
_Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Encoding of GeoJSON and of the tables of Shapefiles, such as windows-1251.",
    ),
]


def snapshots(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|ARCHIVE", help="Folder, zip or tar with one dated file per snapshot."
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="MAP_FOLDER", help="Map folder to write.")
    ],
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Profile that reads the files: a name or a .toml file. Default: plain.",
        ),
    ] = None,
    grid_deg: _GridDeg = None,
    simplify: _Simplify = None,
    zone: _Zone = None,
    cutoff_hour: _CutoffHour = None,
    date_pattern: _DatePatterns = None,
    holds: _Holds = None,
    limit_days: _LimitDays = None,
    encoding: _Encoding = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Convert dated snapshots into a map folder, and report what was read and repaired."""
    from frontline import project
    from frontline.snapshots import import_report

    if grid_deg is not None and not 1e-7 <= grid_deg <= 0.01:
        fail("--grid-deg: must be between 0.0000001 and 0.01")
    if simplify is not None and not 0 < simplify <= 100_000:
        fail("--simplify: must be more than 0 and at most 100000")
    if holds not in (None, "its-day", "until-next"):
        fail(f"--holds: {holds} is not one of its-day, until-next")
    if limit_days is not None and not 1 <= limit_days <= 1_000_000:
        fail("--limit-days: must be between 1 and 1000000")
    with exit_on_error():
        report = project.import_snapshots(
            path,
            output,
            profile,
            grid_deg=grid_deg,
            simplify_m=simplify,
            zone=zone,
            cutoff_hour=cutoff_hour,
            date_patterns=date_pattern or (),
            holds=holds,
            limit_days=limit_days,
            encoding=encoding,
        )
    if as_json:
        print_json(import_report.as_record(report))
    else:
        print_lines(import_report.as_text(report))
        print_line(f"Build it: frontline build {output.as_posix()}")

"""Arguments and options that several commands share, and functions that read their values."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontline.cli.output import fail
from frontline.errors import InvalidValue

if TYPE_CHECKING:
    import frontline
    from frontline import project
    from frontline.intake.formats.file_format import FileFormat

Folders = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="MAP_FOLDER",
        help="Map folders, or files in them. Default: every map folder in geodata/.",
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="MAP_FOLDER", help="Map folder.")]

AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Leave out what happened or became known after this date, for example 2024-05-12.",
    ),
]
Known = Annotated[
    str | None,
    typer.Option("--known", metavar="DATE", help="Leave out what became known after this date."),
]
OnDate = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="Date of the map. Default: its opening date."),
]
First = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First date. Default: the map's first."),
]
Last = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Last date. Default: the map's last.")
]
Language = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="LANGUAGE", help="One of the map's languages. Default: its main one."
    ),
]
WithBreaks = Annotated[
    bool,
    typer.Option("--with-breaks", help="Include changes on dates when the mapping method changed."),
]

Size = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="Figure size: web, print-column, print-page, social or slide."
    ),
]
Theme = Annotated[
    str, typer.Option(metavar="NAME", help="Theme: light, dark, or grey for print without colour.")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Number of processes. Default: chosen by workload and cores."),
]

Encoding = Annotated[
    str,
    typer.Option(metavar="NAME", help="Encoding of the CSV, for example windows-1251."),
]
Separator = Annotated[
    str | None,
    typer.Option(metavar="SIGN", help="Column separator of the CSV: a comma, ; | or tab."),
]
Decimal = Annotated[
    str, typer.Option(metavar="SIGN", help="Decimal separator of the CSV: a point or a comma.")
]
DateFormat = Annotated[
    str | None,
    typer.Option(metavar="FORMAT", help="Format of dates that are not ISO, such as %d.%m.%Y."),
]
DateColumn = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="COLUMN",
        help="Column of dates. Default: date, event_date or date_start.",
    ),
]
LonColumn = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Column of longitudes or x coordinates.")
]
LatColumn = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Column of latitudes or y coordinates.")
]
Crs = Annotated[
    str | None,
    typer.Option(
        metavar="CRS",
        help="CRS of coordinates where the file states none. Default for CSV: EPSG:4326.",
    ),
]
Layer = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Layer of points, if a GeoPackage has several."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def option_date(text: str | None, option: str) -> date | None:
    """Read the date of an option.

    Parameters
    ----------
    text : str or None
        ISO date as typed; None if the option is absent.
    option : str
        Name of the option, for the message.

    Returns
    -------
    date or None

    Raises
    ------
    UsageError
        If the text is not an ISO date.
    """
    from frontline.dates.edtf import as_date

    return as_date(text, option) if text else None


def items(text: str) -> list[str]:
    """Split a comma-separated list.

    Parameters
    ----------
    text : str
        The list as typed.

    Returns
    -------
    list of str
        Items without surrounding spaces; empty items are dropped.

    Examples
    --------
    >>> items("html, png,")
    ['html', 'png']
    """
    return [item.strip() for item in text.split(",") if item.strip()]


def require_choice(option: str, value: str, choices: Collection[str]) -> None:
    """Exit with a message unless a value is among the choices of an option.

    Parameters
    ----------
    option : str
        Name of the option, for the message.
    value : str
        Value as typed.
    choices : collection of str
        Values that the option accepts.
    """
    if value not in choices:
        fail(f"{option}: {value} is not one of {', '.join(choices)}")


def choices_from(option: str, text: str, choices: Collection[str]) -> list[str]:
    """Split a comma-separated option, or exit with a message if an item is unknown.

    Parameters
    ----------
    option : str
        Name of the option, for the message.
    text : str
        The list as typed.
    choices : collection of str
        Values that the option accepts.

    Returns
    -------
    list of str
    """
    selected = items(text)
    if unknown := [name for name in selected if name not in choices]:
        fail(f"{option}: {', '.join(unknown)} is not one of {', '.join(choices)}")
    return selected


def table_format(
    encoding: str, separator: str | None, date_format: str | None, decimal: str
) -> FileFormat:
    """Combine the options that describe how a CSV is written, or exit with a message.

    Parameters
    ----------
    encoding : str
        Name of an encoding that Python knows.
    separator : str or None
        Column separator; ``tab`` stands for a tab, None for detection.
    date_format : str or None
        ``strptime`` pattern of dates; None for ISO dates.
    decimal : str
        Decimal separator, ``.`` or ``,``.

    Returns
    -------
    FileFormat
    """
    from frontline.intake.formats.file_format import (
        FileFormat,
        check_dates,
        check_encoding,
        check_separator,
    )

    separator_character = {"tab": "\t", "\\t": "\t"}.get(separator or "", separator)
    try:
        check_encoding(encoding)
        if separator_character is not None:
            check_separator(separator_character)
        if date_format is not None:
            check_dates(date_format)
    except InvalidValue as invalid:
        fail(str(invalid))
    if decimal not in (".", ","):
        fail(f'--decimal: {decimal} is not "." or ","')
    return FileFormat("", True, encoding, separator_character, date_format, decimal)


def bounds_from(text: str) -> tuple[float, float, float, float]:
    """Read ``--bounds``, or exit with a message.

    Parameters
    ----------
    text : str
        West, south, east and north in degrees (WGS 84), comma-separated.

    Returns
    -------
    tuple of float
        West, south, east, north.

    Examples
    --------
    >>> bounds_from("36,50,37.5,51")
    (36.0, 50.0, 37.5, 51.0)
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        fail(f"--bounds: {text} is not four numbers: write west,south,east,north")
    is_on_globe = max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90
    crosses = west - east > 180  # the antimeridian
    if not is_on_globe or not (west < east or crosses) or south >= north:
        fail(
            "--bounds: west must be less than east, unless they cross the antimeridian, and south"
            " less than north, in degrees"
        )
    return west, south, east, north


def scene_of(
    folder: Path,
    as_of: str | None = None,
    known: str | None = None,
    language: str | None = None,
    *,
    measure: project.Measure = "all",
) -> frontline.Scene:
    """Build the scene of a map folder.

    Parameters
    ----------
    folder : Path
        Map folder.
    as_of, known : str or None
        ISO dates of ``--as-of`` and ``--known``.
    language : str or None
        One of the map's languages; None for its main language.
    measure : str
        The figures that the command shows; see ``project.build``.

    Returns
    -------
    Scene

    Raises
    ------
    DataError
        If the map folder has problems.
    UsageError
        If the folder, a date or the language is not usable.
    """
    from frontline import in_language, project

    scene = project.build(project.load(folder), as_of, known, measure=measure)
    return in_language(scene, language) if language else scene

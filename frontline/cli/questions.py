"""Commands that answer questions about a map: why, diff, changes, infer, locate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from frontline.cli import options
from frontline.cli.output import (
    exit_on_error,
    fail,
    print_json,
    print_line,
    print_lines,
    row_progress,
    warn,
)

if TYPE_CHECKING:
    from datetime import date

    from geopandas import GeoDataFrame

    from frontline.analysis.location_tally import Tally
    from frontline.scene.basis import Basis


def why(
    folder: options.Folder,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="Id of the place.")],
    day: options.OnDate = None,
    known: options.Known = None,
    as_of: options.AsOf = None,
    as_json: options.AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """Explain why a place has its status, and what would change it."""
    from frontline.text import explanations

    with exit_on_error():
        basis, date_shown = _basis_and_date(folder, day, as_of)
        known_date = options.option_date(known, "--known")
        explanation = basis.why(place, date_shown, known_date)
    if as_json:
        print_json(explanations.why_record(basis, explanation, date_shown, known_date))
    else:
        write = explanations.why_markdown if markdown else explanations.why_text
        print_lines(write(basis, explanation, date_shown, known_date))


def _basis_and_date(folder: Path, day: str | None, as_of: str | None) -> tuple[Basis, date]:
    """Return the basis that explains a place and the date; the opening date needs a scene."""
    from frontline import project

    if date_shown := options.option_date(day, "--date"):
        return project.basis(project.load(folder), as_of), date_shown
    scene = options.scene_of(folder, as_of, measure="nothing")
    return scene, scene.opens


def diff(
    folder: options.Folder,
    first: Annotated[str, typer.Argument(metavar="D1", help="Date of the first map.")],
    second: Annotated[str, typer.Argument(metavar="D2", help="Date of the second map.")],
    known: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="K1 K2", help="Compare the maps as known on these dates. Default: D1 D2."
        ),
    ] = None,
    as_of: options.AsOf = None,
    with_breaks: options.WithBreaks = False,
    as_json: options.AsJson = False,
) -> None:
    """Compare two maps: what happened, and what became known later."""
    from frontline.analysis.difference import difference
    from frontline.dates.edtf import as_date
    from frontline.text import difference_text

    with exit_on_error():
        scene = options.scene_of(folder, as_of, measure="changes")
        days = [as_date(text, name) for text, name in ((first, "D1"), (second, "D2"))]
        known_dates = [as_date(text, "--known") for text in known] if known else days
        comparison = difference(scene, *days, *known_dates, with_breaks=with_breaks)
    if as_json:
        print_json(difference_text.difference_record(scene, comparison))
    else:
        print_lines(difference_text.difference_text(scene, comparison))


def changes(
    folder: options.Folder,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT",
            help="Period: day, week, month or year. Default: the step of the map, or month.",
        ),
    ] = None,
    first: options.First = None,
    last: options.Last = None,
    then: Annotated[
        bool, typer.Option("--then", help="Judge each date as known at its end.")
    ] = False,
    as_of: options.AsOf = None,
    with_breaks: options.WithBreaks = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Measure what each side gained and lost by day, week, month or year."""
    from frontline.analysis import periods
    from frontline.render.tables import change_table
    from frontline.text.period_totals import periods_record, periods_text

    if as_csv and as_json:
        fail("--csv, --json: choose one of the two")
    if by is not None:
        options.require_choice("--by", by, periods.BY)
    with exit_on_error():
        start = options.option_date(first, "--from")
        end = options.option_date(last, "--to")
        scene = options.scene_of(folder, as_of, measure="changes")
        totals = list(periods.periods(scene, by, start, end, then=then, with_breaks=with_breaks))
    if as_json:
        print_json(periods_record(scene, totals, with_breaks=with_breaks))
    elif as_csv:
        typer.echo(change_table.render_periods(scene, totals), nl=False)
    else:
        lines = list(periods_text(scene, totals, with_breaks=with_breaks))
        print_lines(lines or ["No change."])


def infer(
    places: Annotated[
        Path, typer.Argument(metavar="PLACES", help="CSV, GeoJSON, GeoPackage or GeoParquet.")
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="AREAS", help="File to write: .geojson or .gpkg."),
    ],
    method: Annotated[
        str, typer.Option(metavar="NAME", help="Method: field, cells, or base with --base.")
    ] = "field",
    reach_km: Annotated[
        float | None,
        typer.Option(
            help="Distance in km over which a place is evidence. Default: by the spacing."
        ),
    ] = None,
    bounds: Annotated[
        str | None, typer.Option(metavar="W,S,E,N", help="Extent in degrees (WGS 84).")
    ] = None,
    barrier: Annotated[
        Path | None, typer.Option(help="Lines or polygons that evidence does not cross.")
    ] = None,
    base: Annotated[
        Path | None, typer.Option(help="Polygons with a side, as the starting state.")
    ] = None,
    within: Annotated[
        Path | None, typer.Option(help="Polygons, such as a country, to cut the areas to.")
    ] = None,
    layer: options.Layer = None,
    date_format: options.DateFormat = None,
    encoding: options.Encoding = "utf-8",
    separator: options.Separator = None,
    decimal: options.Decimal = ".",
) -> None:
    """Infer areas, front lines and an uncertainty band from a table of places with a side."""
    from frontline import project
    from frontline.analysis import infer as inference
    from frontline.intake.places_with_sides import (
        read_barrier,
        read_base,
        read_polygons,
        read_spots,
    )

    if output.suffix not in (".geojson", ".json", ".gpkg"):
        fail(f"{output}: unsupported file extension: use .geojson or .gpkg")
    if reach_km is not None and not 0 < reach_km < 2000:
        fail("--reach-km: must be more than 0 and less than 2000")
    table_format = options.table_format(encoding, separator, date_format, decimal)
    with exit_on_error():
        table = inference.infer_spots(
            read_spots(places, table_format, layer),
            method=method,
            reach_km=reach_km,
            bounds=options.bounds_from(bounds) if bounds else None,
            barrier=read_barrier(barrier) if barrier else None,
            base=read_base(base) if base else (),
            within=read_polygons(within) if within else None,
        )
        project.write_table(table, output)
    _print_inferred(table)


def _print_inferred(table: GeoDataFrame) -> None:
    """Print the size of what was inferred, and the places that it overrules."""
    for row in table[table["kind"] != "overruled"].itertuples():
        of = {"band": row.level, "contested": ""}.get(row.kind, row.side)
        size = f"{row.km:.1f} km" if row.kind == "front" else f"{row.km2:.1f} km²"
        print_line(f"{row.kind} {of}".rstrip() + f": {size}")
    for side, points in table[table["kind"] == "overruled"].groupby("side").geometry:
        positions = "; ".join(f"{point.x:g}, {point.y:g}" for point in points[:5])
        more = "; …" if len(points) > 5 else ""
        places = "place" if len(points) == 1 else "places"
        print_line(f"overruled {side}: {len(points)} {places} at {positions}{more}")


def locate(
    events: Annotated[
        Path, typer.Argument(metavar="EVENTS", help="Dated points: CSV, GeoPackage, GeoParquet.")
    ],
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="Map folder.")],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="OUT", help="File to write: .csv, .gpkg or .parquet."
        ),
    ],
    then: Annotated[
        bool, typer.Option("--then", help="Judge each date as known at its end, not as known now.")
    ] = False,
    positive: Annotated[
        str | None,
        typer.Option(
            metavar="SIDE",
            help="Side in whose area front_km is positive. Default: the map's first side.",
        ),
    ] = None,
    edge: Annotated[
        bool,
        typer.Option(
            "--edge", help="Measure to the edge of that side's area, not to the front line."
        ),
    ] = False,
    date: options.DateColumn = None,
    date_format: options.DateFormat = None,
    lon: options.LonColumn = None,
    lat: options.LatColumn = None,
    crs: options.Crs = None,
    layer: options.Layer = None,
    encoding: options.Encoding = "utf-8",
    separator: options.Separator = None,
    decimal: options.Decimal = ".",
    as_of: options.AsOf = None,
) -> None:
    """Add to each dated point who controlled that ground on its date, and its distance to the front line."""  # noqa: E501  # the help shows one line
    from frontline import project
    from frontline.intake.dated_points import Reading

    table_format = options.table_format(encoding, separator, date_format, decimal)
    with exit_on_error(), row_progress(events.name) as step:
        tally = project.locate(
            events,
            options.scene_of(folder, as_of, measure="nothing"),
            output,
            reading=Reading(
                date,
                table_format.dates,
                lon,
                lat,
                crs,
                table_format.decimal,
                table_format.encoding,
                table_format.separator,
            ),
            layer=layer,
            then=then,
            positive=positive,
            edge=edge,
            step=step,
        )
    _print_tally(events, output, tally)


_WHY_UNLOCATED: Final = {
    "undated": "without a date",
    "nowhere": "without a position",
    "outside": "outside the period of the map",
    "unmapped": "on dates without a published map",
}


def _print_tally(events: Path, output: Path, tally: Tally) -> None:
    """Print the number of rows, and warn of those that could not be located."""
    for reason, description in _WHY_UNLOCATED.items():
        unlocated = tally.without.get(reason)
        if unlocated and unlocated.count:
            first = ", ".join(map(str, unlocated.first)) + (", …" if unlocated.count > 5 else "")
            rows = "row" if unlocated.count == 1 else "rows"
            warn(f"{events.as_posix()}: {unlocated.count} {rows} {description}: {first}")
    line = f"the edge of the area of {tally.positive}" if tally.edge else "the front line"
    sign = f"positive in the area of {tally.positive}, negative elsewhere"
    open_rows = f", {tally.uncertain.count} of them uncertain" if tally.uncertain.count else ""
    print_line(f"{output.as_posix()}: {tally.rows} rows{open_rows}")
    print_line(f"front_km: distance to {line}, {sign}")

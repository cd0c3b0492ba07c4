"""A map folder, and files of publishers or the package's world → its ``base/``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from frontline.basemap.layer_files import FILES, MADE_BY
from frontline.basemap.make import Base, make_base
from frontline.basemap.relief_file import MadeRelief, make_relief
from frontline.basemap.world_base import world_files
from frontline.errors import Issue, RefusedInput, UsageError
from frontline.intake.formats.files import read_within
from frontline.intake.formats.geojson import geojson_records
from frontline.intake.formats.keyed_record import json_record
from frontline.intake.raw_map import RELIEF_FILE, RawMap
from frontline.intake.read import read_folder
from frontline.intake.validate import validate
from frontline.model import Header
from frontline.render.page.relief_picture import relief_record
from frontline.system.atomic import replace_folder
from frontline.world import VIEWPOINTS

_MARK: Final = re.compile(r'\{("type": "FeatureCollection", )?"made_by": "' + MADE_BY + '"')


def make_base_files(
    folder: str | Path,
    files: Sequence[str | Path] = (),
    *,
    elevations: Sequence[str | Path] = (),
    credit: str = "",
    scale: int | None = None,
    viewpoint: str = "",
    encoding: str | None = None,
    dry_run: bool = False,
    step: Callable[[str], None] = lambda name: None,
) -> Base:
    """Make the base of a map, and write it into the map folder.

    Its layers are made from the files of publishers. Without any files, they are what the map has
    of the package's world. Every file of a layer that was made before is replaced, or removed if
    the new base does not have it. With elevations, the shade of the relief is made; without other
    files, nothing else is.

    Parameters
    ----------
    folder : str or Path
        Map folder.
    files : sequence of str or Path, optional
        OpenStreetMap extracts, administrative units or files of Natural Earth.
    elevations : sequence of str or Path, optional
        GeoTIFFs of elevations in metres.
    credit : str, optional
        Credit line of the elevations.
    scale : int, optional
        Denominator of the scale. Default: at which the extent fills a printed page.
    viewpoint : str, optional
        Country, as two letters, whose view of borders is chosen.
    encoding : str, optional
        Encoding of the tables of Shapefiles, instead of what each file states.
    dry_run : bool, optional
        Write nothing.
    step : callable, optional
        Called with the name of each step.

    Returns
    -------
    Base
        The files, and what was left out.

    Raises
    ------
    DataError
        If the map or the files have problems; the error carries all of them.
    UsageError
        If a file of the base was not made by this function, or an option is not usable.
    """
    folder = Path(folder)
    raw = read_folder(folder)
    names = [f"base/{name}.geojson" for name in FILES.values()] if files or not elevations else []
    names += [RELIEF_FILE] if elevations else []
    there = [name for name in names if (folder / name).exists()]
    made_before = {name for name in there if _is_made(folder, name)}
    kept = _without(raw, made_before)
    if files:
        paths = [Path(file) for file in files]
        header = validate(raw).header
        base = make_base(header, paths, scale, viewpoint, encoding=encoding, step=step)
    elif elevations:
        header = validate(kept).header
        base = Base(None, (), ())
    else:
        step("world")
        header, base = _of_the_world(kept, viewpoint)
    if not (base.files or elevations):
        what = "the files have" if files else "the world in the package has"
        raise UsageError(f"{folder}: {what} nothing within the extent of the map")
    if elevations:
        base = _with_relief(base, header, [Path(file) for file in elevations], credit, scale, step)
    new = _contents(base)
    _refuse_own(folder, {name for name in there if name in new} - made_before)
    validate(_with_base(kept, base))
    if not dry_run:
        replace_folder(new, folder, without=made_before - new.keys())
    return base


def _refuse_own(folder: Path, names: Collection[str]) -> None:
    """Refuse to replace files that this command did not make."""
    if names:
        not_made = f"not made by this command, and not replaced: {', '.join(sorted(names))}"
        raise UsageError(f"{folder}: {not_made}: rename or remove it")


def _contents(base: Base) -> dict[str, bytes]:
    """Return the files of a base by name."""
    contents = {made.name: made.text.encode() for made in base.files}
    if base.relief:
        contents[RELIEF_FILE] = base.relief.text.encode()
    return contents


def _of_the_world(raw: RawMap, viewpoint: str) -> tuple[Header, Base]:
    """Return the header of a map, and what it has of the world beside its own base."""
    if viewpoint and viewpoint.upper() not in VIEWPOINTS:
        known = ", ".join(VIEWPOINTS)
        raise UsageError(f"--viewpoint {viewpoint}: the world has the points of view {known}")
    values: dict[str, Any] = dict(raw.header.values) if raw.header else {}
    table = values.get("base", {})
    if raw.header and isinstance(table, dict):
        table = {**table, "world": True, **({"viewpoint": viewpoint.upper()} if viewpoint else {})}
        raw = replace(raw, header=replace(raw.header, values={**values, "base": table}))
    dataset = validate(raw)
    return dataset.header, Base(None, world_files(dataset.base, table.get("viewpoint")), ())


def _with_relief(
    base: Base,
    header: Header,
    paths: Sequence[Path],
    credit: str,
    scale: int | None,
    step: Callable[[str], None],
) -> Base:
    """Add the relief to a base, with what it weighs in a page."""
    made = make_relief(header, paths, credit, scale, step)
    notes = list(base.notes)
    if made.missing:
        share = max(1, round(100 * made.missing))
        notes.append(f"{share} % of the extent has no elevations: nothing is drawn there")
    if not credit:
        notes.append("the relief has no credit: state whose elevations they are with --credit")
    record = relief_record(made.relief, header.extent) or {}
    relief: MadeRelief = replace(made, page_bytes=len(record["webp"]))
    return replace(base, relief=relief, notes=tuple(notes))


def _without(raw: RawMap, made_before: Collection[str]) -> RawMap:
    """Return the records of a map without those of some files of its base."""
    old = {raw.file(name) for name in made_before}
    return replace(
        raw,
        base=[record for record in raw.base if record.path not in old],
        base_heads=[head for head in raw.base_heads if head.path not in old],
        relief=None if RELIEF_FILE in made_before else raw.relief,
    )


def _with_base(kept: RawMap, base: Base) -> RawMap:
    """Return the records of the map as they will be, so that no unreadable map is written."""
    issues: list[Issue] = []
    heads, records, relief = list(kept.base_heads), list(kept.base), kept.relief
    for made in base.files:
        path = Path(kept.file(made.name))
        records += geojson_records(path, made.text, issues, heads=heads)
    if base.relief:
        relief = json_record(Path(kept.file(RELIEF_FILE)), base.relief.text)
    return replace(
        kept, base=records, base_heads=heads, relief=relief, issues=[*kept.issues, *issues]
    )


def _is_made(folder: Path, name: str) -> bool:
    """Return whether this module wrote a file."""
    try:
        text = read_within(folder / name, folder)[:200].decode("utf-8", "replace")
    except RefusedInput:
        return False
    return bool(_MARK.match(text))

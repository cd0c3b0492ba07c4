"""A map folder and files of publishers → its ``base/``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from frontline.basemap.layer_files import FILES, MADE_BY
from frontline.basemap.make import Base, make_base
from frontline.errors import Issue, RefusedInput, UsageError
from frontline.intake.formats.files import read_within
from frontline.intake.formats.geojson import geojson_records
from frontline.intake.raw_map import RawMap
from frontline.intake.read import read_folder
from frontline.intake.validate import validate
from frontline.system.atomic import replace_folder

_MARK: Final = re.compile(r'\{"type": "FeatureCollection", "made_by": "' + MADE_BY + '"')


def make_base_files(
    folder: str | Path,
    files: Sequence[str | Path],
    *,
    scale: int | None = None,
    viewpoint: str = "",
    encoding: str | None = None,
    dry_run: bool = False,
    step: Callable[[str], None] = lambda name: None,
) -> Base:
    """Make the base of a map from the files of publishers, and write it into the map folder.

    Every file that was made before is replaced, or removed if the new base does not have it.

    Parameters
    ----------
    folder : str or Path
        Map folder.
    files : sequence of str or Path
        OpenStreetMap extracts, administrative units or files of Natural Earth.
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
    header = validate(raw).header
    base = make_base(
        header, [Path(file) for file in files], scale, viewpoint, encoding=encoding, step=step
    )
    if not base.files:
        raise UsageError(f"{folder}: the files have nothing within the extent of the map")
    known = {f"base/{name}.geojson" for name in FILES.values()}
    there = sorted(name for name in known if (folder / name).exists())
    made_before = {name for name in there if _is_made(folder, name)}
    new = {made.name: made.text.encode() for made in base.files}
    if own := [name for name in there if name in new and name not in made_before]:
        names = ", ".join(own)
        raise UsageError(
            f"{folder}: not made by this command, and not replaced: {names}: rename or remove it"
        )
    validate(_with_base(raw, base, made_before))
    if not dry_run:
        replace_folder(new, folder, without=made_before - new.keys())
    return base


def _with_base(raw: RawMap, base: Base, made_before: Collection[str]) -> RawMap:
    """Return the records of the map as they will be, so that no unreadable map is written."""
    old = {raw.file(name) for name in made_before}
    issues: list[Issue] = []
    heads = [head for head in raw.base_heads if head.path not in old]
    records = [record for record in raw.base if record.path not in old]
    for made in base.files:
        path = Path(raw.file(made.name))
        records += geojson_records(path, made.text, issues, heads=heads)
    return replace(raw, base=records, base_heads=heads, issues=[*raw.issues, *issues])


def _is_made(folder: Path, name: str) -> bool:
    """Return whether this module wrote a file."""
    try:
        text = read_within(folder / name, folder)[:200].decode("utf-8", "replace")
    except RefusedInput:
        return False
    return bool(_MARK.match(text))

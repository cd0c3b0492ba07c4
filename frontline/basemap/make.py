"""Files of publishers → the base of a map, and a report on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from frontline.basemap.generalise import borders_of, generalise
from frontline.basemap.layer_files import FILES, Made, base_file, head_of
from frontline.basemap.publisher_files import Sources
from frontline.basemap.publisher_tables import Wanted
from frontline.basemap.relief_file import MadeRelief
from frontline.basemap.scale import Scale, default_denominator
from frontline.basemap.source_features import NATURAL_EARTH, OSM, Found, Origin, Reading
from frontline.intake.field_types import is_text
from frontline.model import Header

_SHOWN: Final = 5
"""Number of incomplete areas that are named."""


@dataclass(frozen=True, slots=True)
class Base:
    """The base of a map.

    Attributes
    ----------
    scale : Scale or None
        Its scale; None for the package's world and for a relief alone.
    files : tuple of Made
        Its files, those at the bottom of the map first.
    notes : tuple of str
        What was left out, one line each.
    relief : MadeRelief or None
        The shade of its relief, if that was asked for.
    """

    scale: Scale | None
    files: tuple[Made, ...]
    notes: tuple[str, ...]
    relief: MadeRelief | None = None


def steps_of(paths: Sequence[Path], elevations: Sequence[Path] = ()) -> int:
    """Return the number of steps of making a base, for its progress.

    Parameters
    ----------
    paths, elevations : sequence of Path
        Files to read.

    Returns
    -------
    int
    """
    return len(elevations) + (len(paths) + len(FILES) if paths else 0 if elevations else 1)


def make_base(
    header: Header,
    paths: Sequence[Path],
    denominator: int | None = None,
    viewpoint: str = "",
    encoding: str | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> Base:
    """Make the base of a map from the files of publishers.

    Parameters
    ----------
    header : Header
        Extent and languages of the map.
    paths : sequence of Path
        Files to read; of several publishers with one kind of features, the first counts.
    denominator : int, optional
        Scale of the base. Default: at which the extent fills a printed page.
    viewpoint : str, optional
        Country, as two letters, whose view of borders is chosen.
    encoding : str, optional
        Encoding of the tables of Shapefiles, instead of what each file states.
    step : callable, optional
        Called with the name of each step.

    Returns
    -------
    Base
        Its files and what was left out.

    Raises
    ------
    DataError
        If files cannot be read; the error carries all of them.
    UsageError
        If a package is missing, or no file has the point of view.
    """
    scale = Scale(denominator or default_denominator(header.extent), header.extent)
    languages = tuple(dict.fromkeys((header.language, *header.languages)))
    wanted = Wanted(header.language, languages, viewpoint)
    reading = Sources(scale, wanted, encoding).read(paths, step)
    made, names_left_out = [], 0
    for kind in FILES:
        step(kind)
        origin, found = _of_kind(kind, reading)
        if origin is None:
            continue
        found, unreadable = _readable(found)
        names_left_out += unreadable
        layer = generalise(kind, found, scale, rivers_by_length=origin is OSM)
        if layer.features:
            of_borders = viewpoint.upper() if origin is NATURAL_EARTH else ""
            head = head_of(origin, sorted(reading.dates.get(origin, ())), of_borders)
            error_m = None if kind == "town" else round(scale.tolerance_m, 1)
            features = [replace(feature, error_m=error_m) for feature in layer.features]
            members = {"scale": scale.denominator, **head}
            made.append(base_file(kind, features, layer.dropped, members, scale.digits))
    return Base(scale, tuple(made), tuple(_notes(reading, names_left_out)))


def _of_kind(kind: str, reading: Reading) -> tuple[Origin | None, list[Found]]:
    """Return the first publisher with features of a kind, and these, each once."""
    for origin, features in reading.features.items():
        found = [feature for feature in features if feature.kind == kind]
        if kind == "region_border" and not found:
            found = borders_of([feature for feature in features if feature.kind == "region"])
        if found:
            once = {
                (each.origin or number, each.geometry.wkb): each
                for number, each in enumerate(found)
            }
            return origin, list(once.values())
    return None, []


def _readable(features: Sequence[Found]) -> tuple[list[Found], int]:
    """Leave out names that no file of a map may have, and count them."""
    readable, count = [], 0
    for feature in features:
        texts = (feature.name, feature.id, *feature.names.values())
        if not (wrong := [text for text in texts if text and not is_text(text)]):
            readable.append(feature)
            continue
        count += len(wrong)
        readable.append(
            replace(
                feature,
                name="" if feature.name in wrong else feature.name,
                id="" if feature.id in wrong else feature.id,
                names={key: text for key, text in feature.names.items() if text not in wrong},
            )
        )
    return readable, count


def _notes(reading: Reading, names_left_out: int) -> list[str]:
    notes = list(reading.remarks)
    if names_left_out:
        counted = "1 name" if names_left_out == 1 else f"{names_left_out:,} names"
        notes.append(f"{counted} left out: wrongly encoded, or with unprintable characters")
    if names := sorted(set(reading.incomplete)):
        shown = ", ".join(names[:_SHOWN])
        more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        count = "1 area" if len(names) == 1 else f"{len(names):,} areas"
        notes.append(f"{count} left out, cut by the edge of the extract: {shown}{more}")
    if reading.cut:
        lines = "1 line is" if reading.cut == 1 else f"{reading.cut:,} lines are"
        notes.append(f"{lines} drawn only as far as the extract has them")
    return notes

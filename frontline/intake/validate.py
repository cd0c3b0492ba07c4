"""Raw records → Dataset, or every issue at once. After this, nothing is checked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from frontline.errors import DataError
from frontline.intake.admin_units import with_units
from frontline.intake.areas import read_areas
from frontline.intake.base_features import read_base_credits, read_base_features
from frontline.intake.chapters import read_chapters
from frontline.intake.claims import read_claims
from frontline.intake.events import read_events
from frontline.intake.map_context import MapContext
from frontline.intake.map_toml import HeaderFile, map_facts, read_header, read_header_file
from frontline.intake.places import read_places
from frontline.intake.raw_map import RawMap
from frontline.intake.relief import read_relief
from frontline.intake.sources import read_sources
from frontline.intake.world_layers import with_world
from frontline.model import BaseFeature, Dataset
from frontline.model.longitudes import is_extent
from frontline.world import world_credits


def validate(raw: RawMap) -> Dataset:
    """Check the records of a map by the rules of each of its files.

    Parameters
    ----------
    raw : RawMap
        Records of a map folder.

    Returns
    -------
    Dataset
        The validated map.

    Raises
    ------
    DataError
        If files have problems; the error carries all of them.
    """
    issues = list(raw.issues)
    header_file = read_header_file(raw.header, issues)
    context = MapContext(raw, map_facts(header_file), issues)
    base = _base(context, header_file)
    relief = read_relief(context)
    sources = tuple(read_sources(context))
    closed = {source.id for source in sources if not source.redistributed}
    places = with_units(read_places(context, closed), base)
    header = read_header(context, header_file, base)
    areas = tuple(read_areas(context))
    period = context.facts.period if header else None
    events = tuple(read_events(context, period, {source.id: source for source in sources}))
    claims = tuple(read_claims(context, {event.id: event for event in events}))
    base_credits = read_base_credits(context)
    chapters = read_chapters(context, header_file.chapters if header_file else (), places)
    if issues or header is None:
        raise DataError(issues)
    viewpoint = header_file.base.viewpoint if header_file else None
    shade, credit = relief or (None, "")
    credits = _credits(header.credits, (*base_credits, credit, *world_credits(base, viewpoint)))
    header = replace(header, chapters=chapters, credits=credits, relief=shade)
    return Dataset(header, places, areas, events, claims, sources, base)


def _credits(own: Sequence[str], of_base: Iterable[str]) -> tuple[str, ...]:
    """Join the author's credits and those of the base, none of which another one contains."""
    named = tuple(dict.fromkeys((*own, *filter(None, of_base))))
    return tuple(
        credit
        for credit in named
        if credit in own or not any(credit in other for other in named if other != credit)
    )


def _base(context: MapContext, header_file: HeaderFile | None) -> tuple[BaseFeature, ...]:
    """Return the map's own base features and what the package's world adds to them."""
    own = tuple(read_base_features(context))
    if header_file is None or not is_extent(header_file.extent):
        return own
    within = header_file.start.within if header_file.start else None
    return with_world(own, header_file.base, context.facts, within)

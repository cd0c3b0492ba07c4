"""Scene → the ground that is another's when one source at a time is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from frontline.evidence.ledger import origins
from frontline.evidence.spans_without import spans_without
from frontline.model import Control, Span
from frontline.scene.scene import Scene
from frontline.scene.states import DeciderSpans, runs, state_of
from frontline.scene.zone_spans import is_bare, joint, span_on

_Ids = tuple[str, ...]
_Pieces = list[tuple[date, date, float]]


@dataclass(frozen=True, slots=True)
class Shift:
    """Ground whose control differs without a source.

    Attributes
    ----------
    start, end : date
        The half-open stretch of dates.
    before, after : Control or None
        The control with and without the source; None for bare land and ground without a status.
    km2 : float
        The area in square kilometres.
    """

    start: date
    end: date
    before: Control | None
    after: Control | None
    km2: float


def shifts(scene: Scene, *, then: bool = False) -> Iterator[tuple[str, list[Shift]]]:
    """Yield the ground that is another's without a source, for each source in turn.

    Sources that copy the omitted one are omitted with it.

    Parameters
    ----------
    scene : Scene
        The scene.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Yields
    ------
    tuple of (str, list of Shift)
        The id of a source, and the ground; nothing if the map has only one source.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [(source, len(found) > 0) for source, found in shifts(scene)]
    [('gazette', True), ('herald', True)]
    """
    if len(speakers(scene)) < 2:
        return
    spans = scene.decider_spans_then if then else scene.decider_spans
    ground = _ground(scene, spans)
    deciding = {id for ids in ground for id in ids}
    places = deciding.difference(scene.land.drawings)
    book, header = scene.book, scene.header
    without: Mapping[str, Mapping[str, Sequence[Span]]] = (
        spans_without(
            book.claims, scene.dataset.sources, book.sides, header, scene.started, places, then=then
        )
        if places
        else {}
    )
    tuples_of: dict[str, list[_Ids]] = {}
    for ids in ground:
        for id in ids:
            tuples_of.setdefault(id, []).append(ids)
    drawn_by = _drawn_by(scene)
    for source in speakers(scene):
        changed = {
            place: kept
            for place, kept in without.get(source, {}).items()
            if _controls(kept) != _controls(spans.get(place, ()))
        }
        changed |= {id: [] for id in drawn_by.get(source, ()) if id in tuples_of}
        concerned = dict.fromkeys(ids for id in changed for ids in tuples_of[id])
        yield (
            source,
            [
                shift
                for ids in concerned
                for shift in _shifts_of(scene, ground[ids], ids, spans, {**spans, **changed})
            ],
        )


def _ground(scene: Scene, spans: DeciderSpans) -> dict[_Ids, _Pieces]:
    """Return the areas, with their dates, that the same places or drawn areas decide together.

    A single drawn area is its source's, and left out.
    """
    km2, drawings, header = scene.km2, scene.land.drawings, scene.header
    ground: dict[_Ids, _Pieces] = {}
    for zone, ids in scene.laid.own.items():
        if zone in km2 and drawings.keys().isdisjoint(ids):
            ground.setdefault(ids, []).append((header.start, header.end, km2[zone]))
    for start, end, current in runs(scene, spans) if scene.laid.deciders else ():
        together: dict[_Ids, float] = {}
        for zone, ids in scene.laid.deciders[state_of(scene, current).fresh].items():
            if zone in km2 and (len(ids) > 1 or ids[0] not in drawings):
                together[ids] = together.get(ids, 0.0) + km2[zone]
        for ids, area_km2 in together.items():
            pieces = ground.setdefault(ids, [])
            if pieces and pieces[-1][1:] == (start, area_km2):
                pieces[-1] = (pieces[-1][0], end, area_km2)
            else:
                pieces.append((start, end, area_km2))
    return ground


def _drawn_by(scene: Scene) -> Mapping[str, list[str]]:
    """Return the drawn areas of each source."""
    origin_of = origins(scene.dataset.sources)
    drawn: dict[str, list[str]] = {}
    for area in scene.areas:
        drawn.setdefault(origin_of.get(area.source, area.source), []).append(area.id)
    return drawn


def _controls(spans: Sequence[Span]) -> list[tuple[date, date, Control, bool]]:
    return [(span.start, span.end, span.control, bool(span.claims)) for span in spans]


def _shifts_of(
    scene: Scene, pieces: _Pieces, ids: _Ids, spans: DeciderSpans, without: DeciderSpans
) -> Iterator[Shift]:
    """Yield the parts of some ground, by date, that change control between two sets of spans."""
    involved = [span for id in ids for each in (spans, without) for span in each.get(id, ())]
    turns = sorted({day for span in involved for day in (span.start, span.end)})
    is_drawn = ids[0] in scene.land.drawings
    for first, last, km2 in pieces:
        inner = [day for day in turns if first < day < last]
        for start, end in pairwise((first, *inner, last)):
            before, after = (_control(scene, ids, each, start) for each in (spans, without))
            if before != after and not (is_drawn and after is None):
                yield Shift(start, end, before, after, km2)


def _control(scene: Scene, ids: _Ids, spans: DeciderSpans, day: date) -> Control | None:
    """Return the control of ground on a date; None for bare land and without a status."""
    current = [span for id in ids if (span := span_on(spans.get(id, ()), day))]
    if not current:
        return None
    span = joint(scene, "", current, current[0].start, current[0].end)
    return None if is_bare(span, scene.header) else span.control


def speakers(scene: Scene) -> list[str]:
    """List the sources of claims of control and drawn areas, replacing copies by their origin.

    Parameters
    ----------
    scene : Scene
        The scene.

    Returns
    -------
    list of str
        Ids of sources, sorted.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> speakers(frontline.build(frontline.load(files("frontline") / "starter")))
    ['gazette', 'herald']
    """
    origin_of = origins(scene.dataset.sources)
    cited = {id for claim in scene.book.claims for id in claim.sources}
    cited |= {area.source for area in scene.areas}
    return sorted({origin_of.get(id, id) for id in cited})

"""Scene → its areas in few bytes for the page: each vertex once, each zone's history once.

The zones to the left and right of an arc are not written with it: the reader traces each face by
turning at its nodes, and reads its zone once. ``player/codec/pack.mjs`` is the reader;
``scene.json`` has the same areas in plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from frontline.model import Control, Span
from frontline.render.page.codec.arcs import Mesh
from frontline.render.page.codec.histories import Run, Runs, label, write
from frontline.render.page.codec.range_coder import Encoder
from frontline.scene.scene import Scene
from frontline.scene.zone_spans import is_bare


@dataclass(frozen=True, slots=True)
class Word:
    """What a span states about a zone, without place and dates.

    Attributes
    ----------
    control : Control
        Class of control.
    stale : bool
        Whether the newest evidence has become old.
    bare : bool
        Whether it is drawn as bare land.
    claims : tuple of str
        Ids of the claims on which it rests.
    sources : tuple of str
        Ids of the sources of the drawn areas there.
    """

    control: Control
    stale: bool
    bare: bool
    claims: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """The areas of a scene as the page reads them.

    Attributes
    ----------
    ids : tuple of str
        Ids of zones and places by number; empty where nothing else in the record has the id.
    words : tuple of Word
        What spans state, each once, by number.
    data : bytes
        Arcs, faces and spans, which refer to these numbers.
    """

    ids: tuple[str, ...]
    words: tuple[Word, ...]
    data: bytes


def pack(scene: Scene) -> Packed:
    """Pack the arcs, faces and spans of a scene, as known now and as known then.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    Packed
        Its areas.
    """
    words = _Words(scene)
    now = words.runs(scene.spans)
    then = now if scene.spans_then is scene.spans else words.runs(scene.spans_then)
    coder = Encoder()
    mesh = Mesh(scene.ground)
    coder.natural("days", len(scene.dates))
    mesh.walk(coder)
    zones = label(coder, mesh, now, then, len(scene.dates))
    rest = sorted((now.keys() | then.keys()) - set(zones))
    coder.natural("rest", len(rest))
    for id in rest:
        write(coder, (now.get(id, ()), then.get(id, ())), [], len(scene.dates))
    named = {place.id for place in scene.places}
    ids = (id if id.partition(";")[0] in named else "" for id in (*zones, *rest))
    return Packed(tuple(ids), tuple(words.numbers), coder.finish())


class _Words:
    """Numbers for what spans state; of their claims, those that the record has."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.first = scene, scene.dates[0]
        self.claims = {claim.id for claim in scene.claims}
        self.drawn = {area.id: area.source for area in scene.areas}
        self.numbers: dict[Word, int] = {}

    def runs(self, spans: Iterable[Span]) -> dict[str, Runs]:
        """Group spans by id, each as the numbers of its first day, its end and its word."""
        runs: dict[str, list[Run]] = {}
        for span in spans:
            run = (self._day(span.start), self._day(span.end), self._number(span))
            runs.setdefault(span.zone, []).append(run)
        return {id: tuple(own) for id, own in runs.items()}

    def _day(self, day: date) -> int:
        return (day - self.first).days

    def _number(self, span: Span) -> int:
        claims = tuple(id for id in span.claims if id in self.claims)
        drawn = sorted({self.drawn[id] for id in span.claims if id in self.drawn})
        bare = is_bare(span, self.scene.header)
        word = Word(span.control, span.stale, bare, claims, tuple(drawn))
        return self.numbers.setdefault(word, len(self.numbers))

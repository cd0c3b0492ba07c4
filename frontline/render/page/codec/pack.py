"""Ground → few bytes for the page: each vertex once, each zone's history once.

Which zone lies left and right is not written with the arcs: faces are traced by turning at each
node, and each needs its zone once. ``player/codec/pack.mjs`` reads the same; ``scene.json``
holds the same ground in plain words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from frontline.model import Control, Span
from frontline.render.page.codec.arcs import Mesh
from frontline.render.page.codec.histories import Run, Runs, label, write
from frontline.render.page.codec.range_coder import Encoder
from frontline.scene.scene import Scene, is_bare


@dataclass(frozen=True, slots=True)
class Word:
    """Say of ground what a span says, but for where and when; ``bare`` is drawn as bare land.

    ``sources`` are those of the areas that were drawn there.
    """

    control: Control
    stale: bool
    bare: bool
    claims: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """Hold the ground of a scene as the page reads it.

    ``ids`` are those of zones and places in the order of their numbers, empty where nothing else
    in the record has the id; ``words`` are what spans say, each once; ``data`` is the rest.
    """

    ids: tuple[str, ...]
    words: tuple[Word, ...]
    data: bytes


def pack(scene: Scene) -> Packed:
    """Pack the arcs, faces and spans of a scene, by both clocks."""
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
    """Number what spans say, each thing once; of claims, those that the record holds."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.first = scene, scene.dates[0]
        self.claims = {claim.id for claim in scene.claims}
        self.drawn = {area.id: area.source for area in scene.areas}
        self.numbers: dict[Word, int] = {}

    def runs(self, spans: Iterable[Span]) -> dict[str, Runs]:
        """Gather the spans of each id as first day, end and word, all numbers."""
        found: dict[str, list[Run]] = {}
        for span in spans:
            run = (self._day(span.start), self._day(span.end), self._number(span))
            found.setdefault(span.zone, []).append(run)
        return {id: tuple(runs) for id, runs in found.items()}

    def _day(self, day: date) -> int:
        return (day - self.first).days

    def _number(self, span: Span) -> int:
        claims = tuple(id for id in span.claims if id in self.claims)
        drawn = sorted({self.drawn[id] for id in span.claims if id in self.drawn})
        bare = is_bare(span, self.scene.header)
        word = Word(span.control, span.stale, bare, claims, tuple(drawn))
        return self.numbers.setdefault(word, len(self.numbers))

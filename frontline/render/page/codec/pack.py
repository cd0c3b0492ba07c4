"""Scene → its areas in few bytes, with each vertex and each zone's history stored once.

The zones on either side of an arc are not stored with it. The reader, ``player/codec/pack.mjs``,
traces the faces between the arcs and reads one zone per face. ``scene.json`` has the same areas in
plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from frontline.model import Control, Span
from frontline.render.page.codec.arcs import Mesh, grid_lines
from frontline.render.page.codec.histories import Run, Runs, label, write
from frontline.render.page.codec.range_coder import Encoder
from frontline.scene.scene import Scene
from frontline.scene.zone_spans import is_bare


@dataclass(frozen=True, slots=True)
class Word:
    """The content of a span without its zone and dates.

    Attributes
    ----------
    control : Control
        Class of control.
    stale : bool
        Whether the newest evidence is stale.
    bare : bool
        Whether the zone is drawn as bare land.
    claims : tuple of str
        Ids of the claims that support the control.
    sources : tuple of str
        Ids of the sources of the areas that support it.
    """

    control: Control
    stale: bool
    bare: bool
    claims: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """The areas of a scene in the encoding of the page.

    Attributes
    ----------
    ids : tuple of str
        Ids of zones and places by number; empty where nothing else in the record refers to them.
    words : tuple of Word
        Distinct contents of spans, by number.
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
        The encoded areas.
    """
    words = _WordNumbers(scene)
    now = words.runs(scene.spans)
    then = now if scene.spans_then is scene.spans else words.runs(scene.spans_then)
    coder = Encoder()
    mesh = Mesh(grid_lines(scene.ground), scene.ground.faces)
    coder.natural("days", len(scene.dates))
    mesh.walk(coder)
    zones = label(coder, mesh, now, then, len(scene.dates))
    zones_without_face = sorted((now.keys() | then.keys()) - set(zones))
    coder.natural("rest", len(zones_without_face))
    for id in zones_without_face:
        write(coder, (now.get(id, ()), then.get(id, ())), [], len(scene.dates))
    place_ids = {place.id for place in scene.places}
    ids = (id if id.partition(";")[0] in place_ids else "" for id in (*zones, *zones_without_face))
    return Packed(tuple(ids), tuple(words.numbers), coder.finish())


class _WordNumbers:
    """The numbering of the contents of spans, with only the claims that the record contains."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.claims = {claim.id for claim in scene.claims}
        self.source_by_area = {area.id: area.source for area in scene.areas}
        self.numbers: dict[Word, int] = {}

    def runs(self, spans: Iterable[Span]) -> dict[str, Runs]:
        """Group spans by zone, each as the numbers of its first step, its end and its word."""
        runs: dict[str, list[Run]] = {}
        for span in spans:
            start, end = self.scene.number(span.start), self.scene.number(span.end)
            if start == end:
                continue  # between two steps
            run = start, end, self._number(span)
            runs.setdefault(span.zone, []).append(run)
        return {id: tuple(zone_runs) for id, zone_runs in runs.items()}

    def _number(self, span: Span) -> int:
        claims = tuple(id for id in span.claims if id in self.claims)
        sources = sorted(
            {self.source_by_area[id] for id in span.claims if id in self.source_by_area}
        )
        bare = is_bare(span, self.scene.header)
        word = Word(span.control, span.stale, bare, claims, tuple(sources))
        return self.numbers.setdefault(word, len(self.numbers))

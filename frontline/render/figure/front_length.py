"""Scene → the length of its front by date."""

from __future__ import annotations

import math
from datetime import date

from frontline.analysis.transitions import map_days
from frontline.ground.measure import lengths_km
from frontline.scene.scene import Scene


def front_lengths(scene: Scene) -> list[float]:
    """Measure the front on every date.

    Each arc is measured once; from date to date only arcs of zones that changed are examined.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    list of float
        Geodesic lengths in km, by date of the scene; NaN where no map was published.
    """
    ground = scene.ground
    arcs = lengths_km(ground.arcs)
    around: dict[str, list[int]] = {}
    for arc, faces in enumerate(ground.faces):
        for face in faces:
            if face:
                around.setdefault(face, []).append(arc)
    edges: dict[date, dict[str, str | None]] = {}
    for span in scene.spans:
        if span.zone in around:
            edges.setdefault(span.end, {}).setdefault(span.zone, None)
            edges.setdefault(span.start, {})[span.zone] = span.control.side
    sides: dict[str, str | None] = {}

    def parts(arc: int) -> bool:
        left, right = (sides.get(face) if face else None for face in ground.faces[arc])
        return bool(left and right and left != right)

    fronts: set[int] = set()
    published = set(map_days(scene.header))
    lengths = []
    for day in scene.dates:
        turned = edges.get(day, {})
        sides |= turned
        touched = {arc for zone in turned for arc in around[zone]}
        fronts = (fronts - touched) | {arc for arc in touched if parts(arc)}
        length = math.fsum(arcs[arc] for arc in fronts)
        lengths.append(length if day in published else math.nan)
    return lengths

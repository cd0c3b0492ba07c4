"""Scene → the length of its front by date."""

from __future__ import annotations

import math

from frontline.analysis.transitions import map_dates
from frontline.ground.measure import lengths_km
from frontline.model import opposing_camps
from frontline.scene.scene import Scene


def front_lengths(scene: Scene) -> list[float]:
    """Measure the front on every date.

    Each arc is measured once; each date examines only the arcs of zones that changed.

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
    arcs_by_zone: dict[str, list[int]] = {}
    for arc, faces in enumerate(ground.faces):
        for face in faces:
            if face:
                arcs_by_zone.setdefault(face, []).append(arc)
    camps = opposing_camps(scene.header.sides)
    camps_from: dict[int, dict[str, int | None]] = {}
    for span in scene.spans:
        start, end = scene.number(span.start), scene.number(span.end)
        if span.zone in arcs_by_zone and start < end:  # else it lies between two steps
            camps_from.setdefault(end, {}).setdefault(span.zone, None)
            camps_from.setdefault(start, {})[span.zone] = camps.get(span.control.side or "")
    current: dict[str, int | None] = {}

    def separates_opponents(arc: int) -> bool:
        left, right = (current.get(face) if face else None for face in ground.faces[arc])
        return left is not None and right is not None and left != right

    front_arcs: set[int] = set()
    published = set(map_dates(scene))
    lengths = []
    for number, day in enumerate(scene.dates):
        changes = camps_from.get(number, {})
        current |= changes
        touched = {arc for zone in changes for arc in arcs_by_zone[zone]}
        front_arcs = (front_arcs - touched) | {arc for arc in touched if separates_opponents(arc)}
        length = math.fsum(arcs[arc] for arc in front_arcs)
        lengths.append(length if day in published else math.nan)
    return lengths

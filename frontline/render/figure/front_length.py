"""Scene → the length of its front by date."""

from __future__ import annotations

import math

from frontline.analysis.transitions import map_dates
from frontline.ground.measure import lengths_km
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
    sides_from: dict[int, dict[str, str | None]] = {}
    for span in scene.spans:
        start, end = scene.number(span.start), scene.number(span.end)
        if span.zone in arcs_by_zone and start < end:  # else it lies between two steps
            sides_from.setdefault(end, {}).setdefault(span.zone, None)
            sides_from.setdefault(start, {})[span.zone] = span.control.side
    sides: dict[str, str | None] = {}

    def separates_sides(arc: int) -> bool:
        left, right = (sides.get(face) if face else None for face in ground.faces[arc])
        return bool(left and right and left != right)

    front_arcs: set[int] = set()
    published = set(map_dates(scene))
    lengths = []
    for number, day in enumerate(scene.dates):
        changes = sides_from.get(number, {})
        sides |= changes
        touched = {arc for zone in changes for arc in arcs_by_zone[zone]}
        front_arcs = (front_arcs - touched) | {arc for arc in touched if separates_sides(arc)}
        length = math.fsum(arcs[arc] for arc in front_arcs)
        lengths.append(length if day in published else math.nan)
    return lengths

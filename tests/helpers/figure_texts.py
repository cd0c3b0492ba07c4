"""The texts of a figure, and a check that all of them can be read."""

import itertools
import xml.etree.ElementTree as ET

from frontline.render.figure.label_placement import overlaps, within
from frontline.render.figure.marks import Words
from frontline.render.figure.paint import text_width

SVG = "{http://www.w3.org/2000/svg}"


def svg_texts(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def text_marks(figure):
    return [mark for mark in figure.marks if isinstance(mark, Words)]


def text_box(mark):
    """Return the bounding box of a line of text, from cap height to just below the baseline."""
    width, size = text_width(mark.text, mark.type), mark.type.size
    return (mark.x, mark.y - 0.75 * size, mark.x + width, mark.y + 0.2 * size)


def assert_nothing_overlaps_or_is_cut_off(figure):
    lines = [(line.text, text_box(line)) for line in text_marks(figure)]
    for text, box in lines:
        assert within(box, (0, 0, figure.width, figure.height)), text
    for (first_text, first), (second_text, second) in itertools.combinations(lines, 2):
        assert not overlaps(first, second), f"{first_text!r} is over {second_text!r}"

"""What is written in a figure, and whether it can be read."""

import itertools
import xml.etree.ElementTree as ET

from frontline.render.figure.label_placement import overlaps, within
from frontline.render.figure.marks import Words
from frontline.render.figure.paint import text_width

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def lines_of(page):
    return [mark for mark in page.marks if isinstance(mark, Words)]


def box(mark):
    """The box of a line of text, from the height of its capitals to below its baseline."""
    width, size = text_width(mark.text, mark.type), mark.type.size
    return (mark.x, mark.y - 0.75 * size, mark.x + width, mark.y + 0.2 * size)


def assert_nothing_overlaps_or_is_cut_off(page):
    lines = [(line.text, box(line)) for line in lines_of(page)]
    for text, place in lines:
        assert within(place, (0, 0, page.width, page.height)), text
    for (a, place), (b, other) in itertools.combinations(lines, 2):
        assert not overlaps(place, other), f"{a!r} is over {b!r}"

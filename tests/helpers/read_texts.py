"""The facts in English texts of the random maps: who holds a place, what changed, how large."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from math import floor, log10

from random_maps import NAMES

CONTROL = r"((?:held|claimed) by \w+|contested|unknown)"
_NAMED = re.compile(rf"([A-Za-z, ]+?) (?:is|are) {CONTROL}[.,]")
_UNKNOWN = re.compile(r"Control of ([A-Za-z, ]+?) is unknown")
_CHANGED = re.compile(
    rf"(?:On [^,]*, )?([\d.,]+ km²|[A-Za-z, ]+?) changed from {CONTROL} to {CONTROL}"
)
AMOUNT = r"((?:about )?[\d.,]*\d(?: to [\d.,]*\d)?) km²"
_AREA = re.compile(rf"([Hh]eld by \w+|(?<!or )[Cc]laimed by \w+|[Cc]ontested): {AMOUNT}")
_RANGE = re.compile(rf"(?<!Area )[Hh]eld or claimed by (\w+): {AMOUNT}, depending on")
_ANNOUNCED = re.compile(r"Announced as taken by (\w+): (\d+) places?; on [^:]*: ([^.]*)\.")
_GAIN = re.compile(
    r"(?:Area held or claimed by (\w+)|(Contested) area|unknown control): (.*?km².*?)(?=\. |\.$)"
)


def names_in(text):
    """The names of places in a text, in order."""
    return [word for word in re.findall(r"\w+", text) if word in NAMES]


def controls_told(text):
    """The control of each place that a caption or an alternative text names."""
    told = {}
    for names, control in _NAMED.findall(text):
        told |= dict.fromkeys(names_in(names), control)
    for names in _UNKNOWN.findall(text):
        told |= dict.fromkeys(names_in(names), "unknown")
    return told


def changes_told(text):
    """The control before and after of each place, and of areas by their number in words."""
    places, areas = {}, {}
    for subject, before, after in _CHANGED.findall(text):
        if subject.endswith("km²"):
            areas[before, after] = subject.removesuffix(" km²")
        else:
            places |= dict.fromkeys(names_in(subject), (before, after))
    return places, areas


def rest_told(text):
    """The number of the area that changed control besides those that are listed; None if none."""
    rest = re.search(r"Further ground that changed control: ([\d.,]+) km²", text)
    return rest and rest[1]


def areas_told(text):
    """The area of each class in words."""
    return {label[:1].lower() + label[1:]: number for label, number in _AREA.findall(text)}


def ranges_told(text):
    """The range of the area of each side in words."""
    return dict(_RANGE.findall(text))


def announced_told(text):
    """How many places each side announced, and what the map shows there."""
    told = {}
    for side, count, parts in _ANNOUNCED.findall(text):
        shown = (part.split(" ", 1) for part in parts.split(", "))
        told[side] = int(count), {words: int(number) for number, words in shown}
    return told


def gains_told(text):
    """What a summary says of each side, of contested and of unknown areas."""
    return {
        side or contested.lower() or "unknown": words
        for side, contested, words in _GAIN.findall(text)
    }


def number(text):
    """Read a number with English separators and a minus sign."""
    return float(text.replace(",", "").replace("\N{MINUS SIGN}", "-").replace("+", ""))


def is_rounded(text, value):
    """Whether a number in words is a value, as far as its digits go."""
    half_digit = 0.5 * 10 ** -len(text.partition(".")[2])
    return abs(number(text) - value) <= half_digit + 1e-5 * abs(value) + 1e-9


def is_amount(text, value, ends=None):
    """Whether an amount in words is a value, or its range, to the digits that it has."""
    if "to" in text:
        low, high = (number(end) for end in text.split(" to "))
        half = 0.5 * 10 ** (floor(log10(ends[1] - ends[0])) - 1) if ends else 0
        half = max(half, *(0.5 * 10 ** -len(end.partition(".")[2]) for end in text.split(" to ")))
        return bool(ends) and all(
            abs(told - end) <= half * 1.001 for told, end in zip((low, high), ends, strict=True)
        )
    if text.startswith("about "):
        told = number(text.removeprefix("about "))
        return ends is None and abs(told - value) <= max(0.05, 0.05 * abs(value))
    return is_rounded(text, value) or bool(ends and is_rounded(text, ends[0]))


def numbers(text):
    """The digits of all numbers, whatever their separators are."""
    joined = re.sub(r"(?<=\d)[\s,.\u00a0\u202f](?=\d)", "", text)
    return re.findall(r"\d+", joined)


def day_in_words(day):
    """A date as English texts write it."""
    return f"{day.day} {dt.date(2000, day.month, 1):%B} {day.year}"


def word_texts(document):
    """The paragraphs and the cells of a Word document."""
    import docx

    opened = docx.Document(document)
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables]
    return [paragraph.text for paragraph in opened.paragraphs], tables


def html_tables(markup):
    """The cells of the tables of a well-formed HTML text."""
    tables = re.findall(r"<table.*?</table>", markup, re.DOTALL)
    return [
        [
            ["".join(cell.itertext()).strip() for cell in row if cell.tag in ("th", "td")]
            for row in ET.fromstring(re.sub(r"&(?!\w+;|#)", "&amp;", table)).iter("tr")
        ]
        for table in tables
    ]

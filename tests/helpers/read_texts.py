"""The facts in English texts of the random maps: who holds a place, what changed, how large."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

from random_maps import NAMES

CONTROL = r"((?:held|claimed) by \w+|contested|unknown)"
_NAMED = re.compile(rf"([A-Za-z, ]+?) (?:is|are) {CONTROL}[.,]")
_UNKNOWN = re.compile(r"Control of ([A-Za-z, ]+?) is unknown")
_CHANGED = re.compile(
    rf"(?:On [^,]*, )?([\d.,]+ km²|[A-Za-z, ]+?) changed from {CONTROL} to {CONTROL}"
)
_AREA = re.compile(r"([Hh]eld by \w+|[Cc]laimed by \w+|[Cc]ontested): ([\d.,]+) km²")
_GAIN = re.compile(r"(?:by (\w+)|(Contested) area|unknown control): (.*?km².*?)(?=\. |\.$)")


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


def areas_told(text):
    """The area of each class in words."""
    return {label[:1].lower() + label[1:]: number for label, number in _AREA.findall(text)}


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

"""Text set by its measured width: lines that fit, blocks below one another."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frontline.language.speaker import Speaker, direction, speaker
from frontline.model import Header
from frontline.render.figure.marks import ASCENT, DESCENT, Mark, Type, Words

Measure = Callable[[str, Type], float]
"""Measures the width of a text in pixels."""

_RLM: Final = "\u200f"
"""Right-to-left mark: a line that begins with it runs from the right."""

_STRONG: Final = ("L", "R", "AL")
"""Classes of letters with a direction in the Unicode bidirectional algorithm (UAX #9)."""


@dataclass(frozen=True, slots=True)
class Pen:
    """A text setter in the language of a map.

    Called with a text and its type, it returns the width in pixels.

    Attributes
    ----------
    measure : callable
        Measures a text in pixels.
    say : Speaker
        Writes messages.
    rtl : bool
        Whether the language runs from right to left.
    """

    measure: Measure
    say: Speaker
    rtl: bool

    def __call__(self, text: str, type: Type) -> float:
        """Measure a text.

        Parameters
        ----------
        text : str
            The text.
        type : Type
            Text style.

        Returns
        -------
        float
            Width in pixels.
        """
        return self.measure(text, type)

    def line(self, text: str) -> str:
        """Mark a line so that it reads in the direction of the language.

        Parameters
        ----------
        text : str
            One line.

        Returns
        -------
        str
            The line, with a right-to-left mark before it where needed.
        """
        if not self.rtl:
            return text
        strong = [kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG]
        # A line wholly in a left-to-right script keeps its direction and its final full stop.
        mixed = strong[:1] == ["L"] and len(set(strong)) > 1
        return _RLM + text if mixed else text


def pen(header: Header, measure: Measure) -> Pen:
    """Return the text setter of a map.

    Parameters
    ----------
    header : Header
        Header of the map.
    measure : callable
        Measures a text in pixels.

    Returns
    -------
    Pen
        The setter.
    """
    return Pen(measure, speaker(header), direction(header.language) == "rtl")


Run = tuple[str, bool]
"""A text, and whether it is bold."""


def tidy(text: str) -> str:
    r"""Collapse blank space in a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text on one line.

    Examples
    --------
    >>> tidy(" two   words ")
    'two words'
    """
    return " ".join(text.split())


def block(
    runs: str | Sequence[Run], left: float, top: float, width: float, type: Type, pen: Pen
) -> tuple[list[Mark], float]:
    """Set a paragraph in a column.

    Words longer than the column are broken. A right-to-left language is set flush right.

    Parameters
    ----------
    runs : str or sequence of Run
        Text, or its parts in regular and bold.
    left, top : float
        Corner in pixels.
    width : float
        Width of the column in pixels.
    type : Type
        Text style.
    pen : Pen
        Text measure and direction.

    Returns
    -------
    (list of Mark, float)
        Lines, and the y below them.
    """
    pieces = [(runs, type.bold)] if isinstance(runs, str) else runs
    marks: list[Mark] = []
    y = top
    for line in _lines(pieces, width, type, pen):
        x = left + width if pen.rtl else left
        for text, bold in line:
            style = replace(type, bold=bold)
            run_width, advance = pen(text, style), pen(text + " ", style)
            run_left = x - run_width if pen.rtl else x
            marks.append(Words(run_left, y + baseline(type), pen.line(text), style))
            x += -advance if pen.rtl else advance
        y += type.leading
    return marks, y


def balanced(text: str, width: float, type: Type, measure: Measure) -> float:
    """Return the least width at which a text takes no more lines than at the full width.

    Parameters
    ----------
    text : str
        The text.
    width : float
        Full width in pixels.
    type : Type
        Text style.
    measure : callable
        Measures a text in pixels.

    Returns
    -------
    float
        Width in pixels, to one pixel.
    """
    runs: list[Run] = [(text, type.bold)]
    count = len(list(_lines(runs, width, type, measure)))
    low, high = width / 2, width
    while high - low > 1:
        middle = (low + high) / 2
        if len(list(_lines(runs, middle, type, measure))) <= count:
            high = middle
        else:
            low = middle
    return high


def baseline(type: Type) -> float:
    """Return the distance from the top of a line to its baseline.

    Parameters
    ----------
    type : Type
        Text style.

    Returns
    -------
    float
        Pixels.
    """
    return type.leading / 2 + type.size * (ASCENT - DESCENT) / 2


def _lines(runs: Iterable[Run], width: float, type: Type, measure: Measure) -> Iterable[list[Run]]:
    """Fill lines greedily; each is a list of runs separated by one space."""
    line: list[Run] = []
    for text, bold in runs:
        style = replace(type, bold=bold)
        for word in text.split():
            for part in _word_pieces(word, width, style, measure):
                longer = _appended(line, part, bold)
                if line and _width(longer, type, measure) > width:
                    yield line
                    longer = [(part, bold)]
                line = longer
    if line:
        yield line


def _appended(line: list[Run], word: str, bold: bool) -> list[Run]:
    if line and line[-1][1] == bold:
        return [*line[:-1], (f"{line[-1][0]} {word}", bold)]
    return [*line, (word, bold)]


def _width(line: Sequence[Run], type: Type, measure: Measure) -> float:
    styled = [(text, replace(type, bold=bold)) for text, bold in line]
    leading_widths = sum(measure(text + " ", style) for text, style in styled[:-1])
    return leading_widths + measure(*styled[-1])


def _word_pieces(word: str, width: float, type: Type, measure: Measure) -> Iterable[str]:
    """Cut a word into pieces that fit a column, each of at least one character."""
    while measure(word, type) > width and len(word) > 1:
        low, high = 1, len(word) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if measure(word[:middle], type) <= width:
                low = middle
            else:
                high = middle - 1
        yield word[:low]
        word = word[low:]
    yield word

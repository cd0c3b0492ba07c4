"""Named sizes of a figure: the page it is laid out on, and how many pixels a PNG of it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from frontline.errors import UsageError

_MM_PX: Final = 96 / 25.4
"""CSS pixels in a millimetre."""


@dataclass(frozen=True, slots=True)
class Size:
    """Hold the width of a page in CSS pixels, and that of its PNG in pixels.

    With a ``height`` the page has just that form: what it holds is arranged to fit. Without, it
    is as high as what it holds.
    """

    width: float
    pixels: int
    height: float | None = None


SIZES: Final[Mapping[str, Size]] = {
    "web": Size(800, 1600),
    "print-column": Size(89 * _MM_PX, 1051),
    "print-page": Size(183 * _MM_PX, 2161),
    "social": Size(600, 1200, 337.5),
    "slide": Size(720, 1920, 405),
}
"""Columns and pages of journals are 89 and 183 mm wide, at 300 dots per inch. Type is as large in
all: on a slide and in a post the page is small, and so its letters are large."""


def size_of(name: str) -> Size:
    """Return a size by its name; raises UsageError for one that there is not."""
    if name not in SIZES:
        raise UsageError(f'size: "{name}" is not one of {", ".join(SIZES)}')
    return SIZES[name]

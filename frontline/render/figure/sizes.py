"""Named sizes of a figure: its page in CSS pixels, and the width of its PNG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from frontline.errors import UsageError

_MM_PX: Final = 96 / 25.4
"""CSS pixels in a millimetre."""


@dataclass(frozen=True, slots=True)
class Size:
    """A page.

    Attributes
    ----------
    width : float
        Width in CSS pixels.
    pixels : int
        Width of the PNG in pixels.
    height : float or None
        Height in CSS pixels if the content is to fit it; None to follow the content.
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
"""Journal columns and pages are 89 and 183 mm wide, at 300 dpi. Type has one size in CSS pixels, so
a slide or a post, with its small page, shows it large."""


def size_of(name: str) -> Size:
    """Return a size by its name.

    Parameters
    ----------
    name : str
        One of ``SIZES``.

    Returns
    -------
    Size
        The page.

    Raises
    ------
    UsageError
        If the name is unknown.
    """
    if name not in SIZES:
        raise UsageError(f'size: "{name}" is not one of {", ".join(SIZES)}')
    return SIZES[name]

"""A report → one HTML page that makes no request, runs no script and prints well."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

import rcssmin

from frontline.render.policy import content_policy
from frontline.render.report.document import Document, Figure
from frontline.render.templates import fill, trusted

_MIME: Final = {"svg": "image/svg+xml", "png": "image/png"}


class _Picture(NamedTuple):
    """A variant of a figure: a media query and the data URI of its picture."""

    media: str
    data: str


_Pictures = tuple[list[_Picture], str]
"""The variants of a figure for some screens, and the data URI for all others."""


def render_page(document: Document) -> str:
    """Render a report as a page with vector pictures for light and dark screens.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    str
        HTML.
    """
    return _page(document, _screen_forms)


def render_sheet(document: Document) -> str:
    """Render a report as a page for printing, with one picture per figure.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    str
        HTML.
    """
    return _page(document, _paper_forms)


def _page(document: Document, forms_of: Callable[[Figure], _Pictures]) -> str:
    style = _style()
    return fill(
        "report/report.html.j2",
        report=document,
        style=trusted(style),
        policy=trusted(content_policy(styles=[style])),
        forms_of=forms_of,
    )


def _screen_forms(figure: Figure) -> _Pictures:
    """Draw a figure for phones and wider screens, dark and light; the last is the default."""
    *pictures, (_, data) = [
        _Picture(f"screen{width}{scheme}", _data("svg", figure.draw("svg", theme, size)))
        for size, width in (("print-column", " and (max-width: 32rem)"), ("web", ""))
        for theme, scheme in (("dark", " and (prefers-color-scheme: dark)"), ("light", ""))
    ]
    return pictures, data


def _paper_forms(figure: Figure) -> _Pictures:
    return [], _data("png", figure.draw("png", "light", "print-page"))


def _data(format: str, content: bytes) -> str:
    return f"data:{_MIME[format]};base64,{base64.b64encode(content).decode()}"


@cache
def _style() -> str:
    path = resources.files(__package__) / "report.css"
    return str(rcssmin.cssmin(path.read_text(encoding="utf-8")))

"""A report → one HTML page that asks for nothing, runs nothing, and prints well."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from importlib import resources
from typing import Final

import rcssmin

from frontline.render.policy import policy_meta
from frontline.render.report.document import (
    Block,
    Document,
    Figure,
    Grid,
    Listing,
    Numbers,
    Paragraph,
    Section,
    Text,
)

_MIME: Final = {"svg": "image/svg+xml", "png": "image/png"}


def render_page(document: Document) -> str:
    """Render a report as a page with sharp pictures for light and for dark screens."""
    return _page(document, _screen_picture)


def render_sheet(document: Document) -> str:
    """Render a report as a page for a printer: one picture each, drawn for paper."""
    return _page(document, _paper_picture)


def _page(document: Document, picture: Callable[[Figure], str]) -> str:
    style = _style()
    author = document.author
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(document.language)}" dir="{document.direction}">',
        "<head>",
        '<meta charset="utf-8">',
        policy_meta(styles=[style]),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        *([f'<meta name="author" content="{escape(author)}">'] if author else []),
        f"<title>{escape(document.title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<main>",
        "<header>",
        f"<h1>{escape(document.title)}</h1>",
        f'<p class="lead">{escape(document.standfirst)}</p>' if document.standfirst else "",
        f'<p class="byline">{escape(document.byline)}</p>',
        "</header>",
        *(line for section in document.sections for line in _section(section, picture)),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(filter(None, parts)) + "\n"


def _section(section: Section, picture: Callable[[Figure], str]) -> Iterator[str]:
    name = escape(section.id)
    yield f'<section aria-labelledby="{name}">'
    yield f'<h2 id="{name}">{escape(section.title)}</h2>'
    for block in section.blocks:
        yield from _block(block, picture)
    yield "</section>"


def _block(block: Block, picture: Callable[[Figure], str]) -> Iterator[str]:
    match block:
        case Paragraph():
            start = '<p class="quiet">' if block.quiet else "<p>"
            yield f"{start}{_text(block.text)}</p>"
        case Numbers():
            yield '<dl class="numbers">'
            for value, label in block.items:
                yield f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
            yield "</dl>"
        case Figure():
            start = '<figure class="half">' if block.half else "<figure>"
            yield f"{start}{picture(block)}"
            yield f"<figcaption><b>{escape(block.label)}</b> {escape(block.caption)}</figcaption>"
            yield "</figure>"
        case Grid():
            yield from _grid(block)
        case Listing():
            tag = "ol" if block.numbered else "ul"
            yield f"<{tag}>"
            yield from (f"<li>{_text(item)}</li>" for item in block.items)
            yield f"</{tag}>"


def _grid(grid: Grid) -> Iterator[str]:
    kinds = [' class="short"' if n in grid.short else "" for n in range(len(grid.columns))]
    heads = [escape(column) for column in grid.columns]
    yield f"<table><caption><b>{escape(grid.label)}</b> {escape(grid.caption)}</caption>"
    cells = (f'<th scope="col"{kind}>{head}</th>' for kind, head in zip(kinds, heads, strict=True))
    yield f"<thead><tr>{''.join(cells)}</tr></thead>"
    yield "<tbody>"
    for row in grid.rows:
        told = zip(kinds, heads, row, strict=True)
        cells = (f'<td{kind} data-head="{head}">{_text(cell)}</td>' for kind, head, cell in told)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _text(text: Text) -> str:
    return "".join(
        escape(part)
        if isinstance(part, str)
        else f'<a href="{escape(part.url)}" rel="noopener noreferrer">{escape(part.text)}</a>'
        for part in text
    )


def _screen_picture(figure: Figure) -> str:
    """Write a picture with its forms: as wide as a phone or wider, light and dark."""
    sources = "".join(
        f'<source media="screen{width}{scheme}" srcset="{_data("svg", drawn)}">'
        for size, width in (("print-column", " and (max-width: 32rem)"), ("web", ""))
        for theme, scheme in (("dark", " and (prefers-color-scheme: dark)"), ("light", ""))
        if (size, theme) != ("web", "light") and (drawn := figure.draw("svg", theme, size))
    )
    last = _data("svg", figure.draw("svg", "light", "web"))
    return f'<picture>{sources}<img src="{last}" alt="{escape(figure.alt)}"></picture>'


def _paper_picture(figure: Figure) -> str:
    drawn = figure.draw("png", "light", "print-page")
    return f'<img src="{_data("png", drawn)}" alt="{escape(figure.alt)}">'


def _data(format: str, content: bytes) -> str:
    return f"data:{_MIME[format]};base64,{base64.b64encode(content).decode()}"


@cache
def _style() -> str:
    path = resources.files(__package__) / "report.css"
    return str(rcssmin.cssmin(path.read_text(encoding="utf-8")))

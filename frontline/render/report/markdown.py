"""A report → Markdown, with its pictures in files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from frontline.render.report.document import (
    Block,
    Document,
    Figure,
    Grid,
    Listing,
    Numbers,
    Paragraph,
    Text,
)
from frontline.text.explanations import escaped


def render_markdown(document: Document) -> dict[str, bytes]:
    """Render a report as the files by their names: ``report.md``, and a PNG for each figure."""
    blocks = [block for section in document.sections for block in section.blocks]
    figures = [block for block in blocks if isinstance(block, Figure)]
    pictures = {f"{figure.name}.png": figure.draw("png", "light", "web") for figure in figures}
    head = [
        f"# {escaped(document.title)}",
        *([f"**{escaped(document.standfirst)}**"] if document.standfirst else []),
        escaped(document.byline),
    ]
    body = [
        part
        for section in document.sections
        for part in (
            f"## {escaped(section.title)}",
            *(part for block in section.blocks for part in _block(block)),
        )
    ]
    return {"report.md": ("\n\n".join([*head, *body]) + "\n").encode(), **pictures}


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _text(block.text)
        case Numbers():
            lines = (f"- **{escaped(value)}** {escaped(label)}" for value, label in block.items)
            yield "\n".join(lines)
        case Figure():
            yield f"![{escaped(block.alt)}]({quote(block.name)}.png)"
            yield f"**{escaped(block.label)}** {escaped(block.caption)}"
        case Grid():
            yield f"**{escaped(block.label)}** {escaped(block.caption)}"
            yield "\n".join(_grid(block))
        case Listing():
            marks = (f"{n + 1}." if block.numbered else "-" for n in range(len(block.items)))
            items = zip(marks, block.items, strict=True)
            yield "\n".join(f"{mark} {_text(item)}" for mark, item in items)


def _grid(grid: Grid) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, grid.columns))} |"
    yield f"|{'|'.join('---' for _ in grid.columns)}|"
    for row in grid.rows:
        yield f"| {' | '.join(map(_text, row))} |"


def _text(text: Text) -> str:
    return "".join(
        escaped(part) if isinstance(part, str) else f"[{escaped(part.text)}]({_target(part.url)})"
        for part in text
    )


def _target(url: str) -> str:
    """Write an address so that nothing in it ends the link."""
    return quote(url, safe="/:?#@!$'*+,;=%~-._&").replace("&", "&amp;")

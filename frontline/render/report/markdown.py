"""A report → Markdown, with pictures in separate files."""

from __future__ import annotations

from frontline.render.report.document import Document, Figure
from frontline.render.templates import fill


def render_markdown(document: Document) -> dict[str, bytes]:
    """Render a report as Markdown.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    dict
        Contents by file name: ``report.md``, and a PNG for each figure.
    """
    blocks = [block for section in document.sections for block in section.blocks]
    figures = [block for block in blocks if isinstance(block, Figure)]
    pictures = {f"{figure.name}.png": figure.draw("png", "light", "web") for figure in figures}
    return {"report.md": fill("report/report.md.j2", report=document).encode(), **pictures}

"""The story's chapters → their record for the page, and HTML for a reader without scripts."""

from __future__ import annotations

import html
from typing import Any

from frontline.model import Chapter, Node


def chapter_record(chapter: Chapter) -> dict[str, Any]:
    """Write a chapter as plain values; its text is a list of nodes, each a text or an element."""
    return {
        "title": chapter.title,
        "text": [_node(node) for node in chapter.text],
        "date": chapter.date.isoformat(),
        "known": chapter.known,
        "since": chapter.since.isoformat() if chapter.since else None,
        "view": list(chapter.view) if chapter.view else None,
        "places": list(chapter.places),
        "sources": list(chapter.sources),
    }


def story_html(chapters: tuple[Chapter, ...]) -> str:
    """Write the chapters as HTML: headings, days, texts."""
    return "".join(
        f"<h2>{html.escape(chapter.title)}</h2><p>{chapter.date.isoformat()}</p>"
        + "".join(map(_html, chapter.text))
        for chapter in chapters
    )


def _node(node: Node | str) -> Any:
    if isinstance(node, str):
        return node
    link = {"href": node.href} if node.href else {}
    return {"tag": node.tag, **link, "nodes": [_node(one) for one in node.nodes]}


def _html(node: Node | str) -> str:
    if isinstance(node, str):
        return html.escape(node)
    link = f' href="{html.escape(node.href, quote=True)}"' if node.href else ""
    return f"<{node.tag}{link}>{''.join(map(_html, node.nodes))}</{node.tag}>"

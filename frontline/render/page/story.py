"""The story's chapters → their record for the page, and HTML for a reader without scripts."""

from __future__ import annotations

import html
from typing import Any, Final

from frontline.model import Chapter, Node
from frontline.system.links import linkable

_PLAIN: Final = ("p", "em", "strong", "ul", "ol", "li")


def chapter_record(chapter: Chapter) -> dict[str, Any]:
    """Write a chapter as plain values; its text is a list of nodes, each a text or an element."""
    return {
        "title": chapter.title,
        "text": [_node(node) for node in chapter.text],
        "date": chapter.date.isoformat(),
        "known": chapter.known,
        "since": chapter.since.isoformat() if chapter.since else None,
        "how": chapter.how,
        "view": list(chapter.view) if chapter.view else None,
        "places": list(chapter.places),
        "sources": list(chapter.sources),
        "texts": {
            language: {
                key: text if isinstance(text, str) else [_node(node) for node in text]
                for key, text in texts.items()
            }
            for language, texts in chapter.texts.items()
        },
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
    """Write marked text as HTML; an element that no story has is written as what is in it."""
    if isinstance(node, str):
        return html.escape(node)
    inner = "".join(map(_html, node.nodes))
    if node.tag == "a" and node.href and linkable(node.href):
        return f'<a href="{html.escape(node.href)}" rel="noopener noreferrer">{inner}</a>'
    return f"<{node.tag}>{inner}</{node.tag}>" if node.tag in _PLAIN else inner

"""A chapter of the story → its record for the page."""

from __future__ import annotations

from typing import Any

from frontline.model import Chapter, Node


def chapter_record(chapter: Chapter) -> dict[str, Any]:
    """Write a chapter as plain values.

    Parameters
    ----------
    chapter : Chapter
        A chapter.

    Returns
    -------
    dict
        Its fields; ``text`` is a list of nodes, each a text or an element.

    Examples
    --------
    >>> from datetime import date
    >>> text = (Node("p", ("All ", Node("em", ("quiet",)), ".")),)
    >>> chapter = Chapter("Dawn", text, date(2024, 5, 12), "now", None, None, (), ())
    >>> chapter_record(chapter)["text"]
    [{'tag': 'p', 'nodes': ['All ', {'tag': 'em', 'nodes': ['quiet']}, '.']}]
    """
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


def _node(node: Node | str) -> Any:
    if isinstance(node, str):
        return node
    link = {"href": node.href} if node.href else {}
    return {"tag": node.tag, **link, "nodes": [_node(child) for child in node.nodes]}

"""Simple Markdown → a tree of the few elements that a page shows, and a list of problems.

markdown-it parses CommonMark; nothing is rendered as markup. Anything but paragraphs, lists,
emphasis and links is reported, including raw HTML; nothing is dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from frontline.intake.field_types import MAX_CHARACTERS
from frontline.model import Node
from frontline.system.links import not_link

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_MARKS: Final = 2000
"""Maximum number of brackets, asterisks and similar marks, which are paired in quadratic time."""

MAX_DEPTH: Final = 8
"""Maximum nesting of lists and emphasis; markdown-it itself stops at 20."""

_TAGS: Final = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "em": "em",
    "strong": "strong",
    "link": "a",
}
_UNSUPPORTED: Final = {
    "heading": "a heading",
    "blockquote": "a quotation",
    "fence": "code",
    "code_block": "code (lines that begin with four spaces)",
    "code_inline": "code",
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "an image",
    "hr": "a rule",
    "hardbreak": "a line break within a paragraph",
}
_ALLOWED: Final = "a chapter may have paragraphs, lists, emphasis and links"


@dataclass(slots=True)
class _OpenElement:
    """An element that is still open; one without a tag passes its nodes to its parent."""

    tag: str | None
    href: str | None = None
    nodes: list[Node | str] = field(default_factory=list)

    def add(self, *nodes: Node | str) -> None:
        for node in nodes:
            if isinstance(node, str) and self.nodes and isinstance(self.nodes[-1], str):
                self.nodes[-1] += node
            else:
                self.nodes.append(node)


class _Tree:
    """A tree built from markdown-it's tokens, one after another."""

    def __init__(self) -> None:
        self.open = [_OpenElement(None)]
        self.problems: dict[tuple[int, str, str], None] = {}

    def refuse(self, line: int, message: str, code: str = "FL106") -> None:
        self.problems[line, code, message] = None

    def read(self, token: Token, line: int) -> None:
        """Add a token on a line; an ``inline`` token is replaced by the tokens in it."""
        kind, _, boundary = token.type.rpartition("_")
        if token.type == "inline":
            for child in token.children or ():
                self.read(child, line)
                line += child.type in ("softbreak", "hardbreak")
        elif token.type == "text":
            self.open[-1].add(token.content)
        elif token.type == "softbreak":
            self.open[-1].add(" ")
        elif boundary == "open" and token.nesting == 1:
            self._begin(token, kind, line)
        elif boundary == "close" and token.nesting == -1:
            self._end()
        else:
            self.refuse(
                line, f"{_UNSUPPORTED.get(token.type, token.type)} is not shown: {_ALLOWED}"
            )

    def _begin(self, token: Token, kind: str, line: int) -> None:
        href = str(token.attrs["href"]) if kind == "link" else None
        self.open.append(_OpenElement(None if token.hidden else _TAGS.get(kind), href))
        if kind not in _TAGS:
            self.refuse(line, f"{_UNSUPPORTED.get(kind, kind)} is not shown: {_ALLOWED}")
        if href is not None and (reason := not_link(href)):
            self.refuse(line, reason, "FL112")
        if "title" in token.attrs:
            self.refuse(line, "a link cannot have a title here: put it in the text")
        if "start" in token.attrs:
            self.refuse(line, "a numbered list must begin with 1")
        if len(self.open) > MAX_DEPTH + 1:
            self.refuse(0, f"is nested more than {MAX_DEPTH} levels deep", "FL136")

    def _end(self) -> None:
        element = self.open.pop()
        if element.tag is None:
            self.open[-1].add(*element.nodes)
        else:
            self.open[-1].add(Node(element.tag, tuple(element.nodes), element.href))


def prose(text: str) -> tuple[tuple[Node, ...], list[tuple[int, str, str]]]:
    """Read simple Markdown as a tree of blocks.

    Parameters
    ----------
    text : str
        CommonMark; paragraphs, lists, emphasis and links are allowed.

    Returns
    -------
    tuple
        Blocks, and a list of problems as line (from 0), code and message. If there are problems,
        the blocks must not be used.

    Examples
    --------
    >>> prose("It *held*.")[0][0].tag
    'p'
    """
    if len(text) > MAX_CHARACTERS:  # the shape of the field reports it
        return (), []
    if (marks := sum(map(text.count, "*_[]`"))) > MAX_MARKS:
        limit = f"at most {MAX_MARKS:,} are allowed"
        message = f"has {marks:,} brackets, asterisks and similar marks: {limit}"
        return (), [(0, "FL170", message)]
    tree = _Tree()
    line = 0
    for token in _markdown().parse(text):
        line = token.map[0] if token.map else line
        tree.read(token, line)
    blocks = tuple(node for node in tree.open[0].nodes if isinstance(node, Node))
    return blocks, list(tree.problems)


@cache
def _markdown() -> MarkdownIt:
    """Return a parser that accepts every link target, so that invalid ones can be reported.

    Reference definitions are read as text; otherwise they would be dropped silently.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").disable("reference")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser

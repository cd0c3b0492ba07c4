"""Scene → the snippets that put its map into another page, a newsletter or a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib import resources
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import rjsmin

from frontline.errors import UsageError
from frontline.render.figure import figure_size
from frontline.scene.scene import Scene
from frontline.system.links import not_link
from frontline.text import alt_text, captions
from frontline.text.explanations import escaped

FRAME_HEIGHT_PX: Final = 1180
"""Height of the frame in which the page is embedded where the host sets none."""

SANDBOX: Final = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
"""What a frame with the map may do: no origin, no storage, no way to the page around it."""

MAP: Final = "map.html"
PICTURE: Final = "map.png"

_ANYWHERE: Final = "https://host/"
_PICTURE_PX: Final = 600
_OVER: Final = f"grid-area:1/1/3/2;position:relative;height:100%;min-height:{FRAME_HEIGHT_PX}px"


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold what a snippet is made of: words, two addresses, and what measures the picture."""

    title: str
    alt: str
    caption: str
    size: Callable[[], tuple[int, int]]
    page: str = MAP
    picture: str = PICTURE


def parts_of(scene: Scene) -> Parts:
    """Return the parts of the snippets of a map that stands in the same folder."""
    texts = (scene.header.title, alt_text.alt(scene), captions.caption(scene))
    title, alt, caption = (" ".join(text.split()) for text in texts)
    return Parts(title, alt, caption, lambda: figure_size(scene))


def placed(parts: Parts, url: str) -> Parts:
    """Return the parts for a map at an address: that of its page, or of the folder it is in.

    Raises UsageError for what is no address of the web and no path.
    """
    asked = url.strip()
    path = re.match(r"(?![a-z][a-z\d+.-]*:|//)[^\\]+$", asked, re.IGNORECASE)
    if reason := not_link(f"{_ANYWHERE}{asked}" if path else asked):
        raise UsageError(f"url: {reason.replace(_ANYWHERE, '', 1)}")
    where = urlsplit(asked)
    folder, _, name = where.path.rpartition("/")
    if not name.lower().endswith((".html", ".htm")):
        folder, name = where.path.rstrip("/"), MAP
    base = f"{folder}/" if folder or where.path.startswith("/") else ""
    picture = where._replace(path=base + PICTURE, query="", fragment="")
    page = where._replace(path=base + name)
    return replace(parts, page=urlunsplit(page), picture=urlunsplit(picture))


def render_embed(scene: Scene) -> str:
    """Render the snippet that embeds ``map.html``."""
    return iframe(parts_of(scene))


def render_email(scene: Scene) -> str:
    """Render the map for a newsletter."""
    return email(parts_of(scene))


def render_amp(scene: Scene) -> str:
    """Render the map fan AMP page or a document."""
    return amp(parts_of(scene))


def iframe(parts: Parts) -> str:
    """Write the snippet that embeds the page, without a line that is empty: Markdown keeps it.

    The picture and its caption lie under the frame: they show until the map is there, and where
    frames and scripts are taken out of what is pasted. The script gives the frame the height that
    the map asks for, and then hides them.
    """
    title, alt, caption, page, picture = _escaped(parts)
    return (
        '<figure style="display:grid;grid-template-columns:minmax(0,1fr);margin:0">\n'
        f'<iframe class="frontline" src="{page}" title="{title}" loading="lazy" '
        f'sandbox="{SANDBOX}" width="100%" height="{FRAME_HEIGHT_PX}" '
        f'style="{_OVER};border:0"></iframe>\n'
        f'<a href="{page}" style="grid-area:1/1"><img src="{picture}" width="{_PICTURE_PX}" '
        f'loading="lazy" style="max-width:100%;height:auto" alt="{alt}"></a>\n'
        f'<figcaption style="grid-area:2/1">{caption}</figcaption>\n'
        f"<script>{_resizer()}</script>\n"
        "</figure>\n"
    )


def email(parts: Parts) -> str:
    """Write a linked picture with its words, and nothing else.

    No part of it is a frame, a script, a style sheet or a figure, which mail programs take out.
    """
    title, alt, caption, page, picture = _escaped(parts)
    return (
        f'<p><a href="{page}"><img src="{picture}" width="{_PICTURE_PX}" border="0" '
        f'style="max-width:100%;height:auto" alt="{alt}"></a></p>\n'
        f"<p>{caption}</p>\n"
        f'<p><a href="{page}">{title}</a></p>\n'
    )


def amp(parts: Parts) -> str:
    """Write a linked ``amp-img`` with its words."""
    _, alt, caption, page, picture = _escaped(parts)
    width, height = parts.size()
    return (
        "<figure>\n"
        f'<a href="{page}"><amp-img src="{picture}" width="{width}" height="{height}" '
        f'layout="responsive" alt="{alt}"></amp-img></a>\n'
        f"<figcaption>{caption}</figcaption>\n"
        "</figure>\n"
    )


def markdown(parts: Parts) -> str:
    """Write a linked picture with its caption as Markdown, for where frames are not shown."""
    link, picture = _target(parts.page), _target(parts.picture)
    return f"[![{escaped(parts.alt)}]({picture})]({link})\n\n{escaped(parts.caption)}\n"


def quarto(parts: Parts) -> str:
    """Write the frame for pages that Quarto makes, and the picture for Word and PDF."""
    alt = parts.alt.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '::: {.content-visible when-format="html"}\n```{=html}\n'
        f"{iframe(parts)}"
        '```\n:::\n\n::: {.content-visible unless-format="html"}\n'
        f'![{escaped(parts.caption)}]({_target(parts.picture)}){{fig-alt="{alt}"}}\n:::\n'
    )


FORMS: Final[Mapping[str, Callable[[Parts], str]]] = {
    "iframe": iframe,
    "email": email,
    "amp": amp,
    "markdown": markdown,
    "quarto": quarto,
}
"""The snippets by what they are for."""


def _escaped(parts: Parts) -> Iterator[str]:
    """Yield title, alternative text, caption and addresses as they stand in markup."""
    for text in (parts.title, parts.alt, parts.caption, parts.page, parts.picture):
        yield escape(text, quote=True)


def _target(url: str) -> str:
    """Write an address so that nothing in it ends the link or begins another."""
    return quote(url, safe="/:?#@!$&'*+,;=%~-._").replace("&", "&amp;")


@cache
def _resizer() -> str:
    """Return the script of the snippet: the same for every map, so that a host knows its hash."""
    path = resources.files(__package__) / "embed.js"
    return str(rjsmin.jsmin(path.read_text(encoding="utf-8")))

"""Scene → the snippets that put its map into another page, a newsletter, or an AMP page."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources
from typing import Final

import rjsmin

from frontline.render import words
from frontline.render.figure import figure_size
from frontline.scene import Scene

FRAME_HEIGHT_PX: Final = 1180
"""Height of the frame in which the page is embedded where the host sets none."""

SANDBOX: Final = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
"""What a frame with the map may do: no origin, no storage, no way to the page around it."""

MAP: Final = "map.html"
PICTURE: Final = "map.png"

_PICTURE_PX: Final = 600
_OVER: Final = f"grid-area:1/1/3/2;position:relative;height:100%;min-height:{FRAME_HEIGHT_PX}px"


def render_embed(scene: Scene) -> str:
    """Render the snippet that embeds ``map.html``.

    The picture and its caption lie under the frame: they show until the map is there, and where
    frames and scripts are taken out of what is pasted. The script gives the frame the height that
    the map asks for, and then hides them.
    """
    title, alt, caption = _texts(scene)
    return (
        '<figure style="display:grid;grid-template-columns:minmax(0,1fr);margin:0">\n'
        f'<iframe class="frontline" src="{MAP}" title="{title}" loading="lazy" '
        f'sandbox="{SANDBOX}" width="100%" height="{FRAME_HEIGHT_PX}" '
        f'style="{_OVER};border:0"></iframe>\n'
        f'<a href="{MAP}" style="grid-area:1/1"><img src="{PICTURE}" width="{_PICTURE_PX}" '
        f'loading="lazy" style="max-width:100%;height:auto" alt="{alt}"></a>\n'
        f'<figcaption style="grid-area:2/1">{caption}</figcaption>\n'
        f"<script>{_resizer()}</script>\n"
        "</figure>\n"
    )


def render_email(scene: Scene) -> str:
    """Render the map for a newsletter: a linked picture with its words, and nothing else.

    No part of it is a frame, a script, a style sheet or a figure, which mail programs take out.
    """
    title, alt, caption = _texts(scene)
    return (
        f'<p><a href="{MAP}"><img src="{PICTURE}" width="{_PICTURE_PX}" border="0" '
        f'style="max-width:100%;height:auto" alt="{alt}"></a></p>\n'
        f"<p>{caption}</p>\n"
        f'<p><a href="{MAP}">{title}</a></p>\n'
    )


def render_amp(scene: Scene) -> str:
    """Render the map for an AMP page: a linked ``amp-img`` with its words."""
    _, alt, caption = _texts(scene)
    width, height = figure_size(scene)
    return (
        "<figure>\n"
        f'<a href="{MAP}"><amp-img src="{PICTURE}" width="{width}" height="{height}" '
        f'layout="responsive" alt="{alt}"></amp-img></a>\n'
        f"<figcaption>{caption}</figcaption>\n"
        "</figure>\n"
    )


def _texts(scene: Scene) -> tuple[str, str, str]:
    """Return title, alternative text and caption as they stand in markup."""
    texts = (scene.header.title, words.alt(scene), words.caption(scene))
    title, alt, caption = (escape(" ".join(text.split()), quote=True) for text in texts)
    return title, alt, caption


@cache
def _resizer() -> str:
    """Return the script of the snippet: the same for every map, so that a host knows its hash."""
    path = resources.files("frontline") / "render/embed.js"
    return str(rjsmin.jsmin(path.read_text(encoding="utf-8")))

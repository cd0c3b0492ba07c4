"""Scene → the snippets that embed its map in another page, a newsletter or a document.

Each snippet is a template in ``snippets``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import rjsmin

from frontline.errors import UsageError
from frontline.render.figure import figure_size
from frontline.render.templates import fill, trusted
from frontline.scene.scene import Scene
from frontline.system.links import not_link
from frontline.text import alt_text, captions

FRAME_HEIGHT_PX: Final = 1180
"""Height of the frame that embeds the page, unless the host page sets another."""

SANDBOX: Final = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
"""Permissions of the map's frame, which has no origin, no storage and no access to its host."""

MAP: Final = "map.html"
PICTURE: Final = "map.png"

_ANY_HOST: Final = "https://host/"
_PICTURE_PX: Final = 600


@dataclass(frozen=True, slots=True)
class Parts:
    """The contents of a snippet; each text is on one line.

    Attributes
    ----------
    title, alt, caption : str
        Title of the map, alternative text and caption of its picture.
    size : callable
        Measures the picture when a snippet needs its width and height in pixels.
    page, picture : str
        Addresses of the page and of the picture, absolute or relative to the host page.
    """

    title: str
    alt: str
    caption: str
    size: Callable[[], tuple[int, int]]
    page: str = MAP
    picture: str = PICTURE


def parts_of(scene: Scene) -> Parts:
    """Return the parts of the snippets of a map in the same folder as the host page.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    Parts
        The map's texts, with the default file names as addresses.
    """
    texts = (scene.header.title, alt_text.alt(scene), captions.caption(scene))
    title, alt, caption = (" ".join(text.split()) for text in texts)
    return Parts(title, alt, caption, lambda: figure_size(scene))


def placed(parts: Parts, url: str) -> Parts:
    """Return the parts for a map at another address.

    Parameters
    ----------
    parts : Parts
        Parts with any addresses.
    url : str
        Address of the page (``.html``, ``.htm``) or of its folder: a web address or a path.

    Returns
    -------
    Parts
        The same texts with the addresses of the page and of the picture beside it.

    Raises
    ------
    UsageError
        If ``url`` is neither a web address nor a path.
    """
    stripped = url.strip()
    is_path = re.match(r"(?![a-z][a-z\d+.-]*:|//)[^\\]+$", stripped, re.IGNORECASE)
    if reason := not_link(f"{_ANY_HOST}{stripped}" if is_path else stripped):
        raise UsageError(f"url: {reason.replace(_ANY_HOST, '', 1)}")
    address = urlsplit(stripped)
    folder, _, name = address.path.rpartition("/")
    if not name.lower().endswith((".html", ".htm")):
        folder, name = address.path.rstrip("/"), MAP
    base = f"{folder}/" if folder or address.path.startswith("/") else ""
    picture = address._replace(path=base + PICTURE, query="", fragment="")
    page = address._replace(path=base + name)
    return replace(parts, page=urlunsplit(page), picture=urlunsplit(picture))


def render_embed(scene: Scene) -> str:
    """Render the snippet that embeds ``map.html``.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        HTML.
    """
    return iframe(parts_of(scene))


def render_email(scene: Scene) -> str:
    """Render the map for a newsletter.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        HTML.
    """
    return email(parts_of(scene))


def render_amp(scene: Scene) -> str:
    """Render the map for an AMP page.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        HTML.
    """
    return amp(parts_of(scene))


def iframe(parts: Parts) -> str:
    """Write the snippet that embeds the page, without empty lines, which end HTML in Markdown.

    The picture and its caption lie under the frame. They are visible until the map has loaded, and
    on sites that remove frames and scripts. The script sets the frame to the height that the map
    requests and then hides them.

    Parameters
    ----------
    parts : Parts
        The contents.

    Returns
    -------
    str
        HTML.
    """
    frame = {"sandbox": SANDBOX, "height_px": FRAME_HEIGHT_PX, "script": trusted(_resizer())}
    return _snippet("iframe.html.j2", parts, **frame)


def email(parts: Parts) -> str:
    """Write a linked picture with its caption and title, for a newsletter.

    It has no frame, script, style sheet or figure, which mail programs remove.

    Parameters
    ----------
    parts : Parts
        The contents.

    Returns
    -------
    str
        HTML.
    """
    return _snippet("email.html.j2", parts)


def amp(parts: Parts) -> str:
    """Write a linked ``amp-img`` with its caption.

    Parameters
    ----------
    parts : Parts
        The contents.

    Returns
    -------
    str
        HTML.
    """
    width, height = parts.size()
    return _snippet("amp.html.j2", parts, width=width, height=height)


def markdown(parts: Parts) -> str:
    """Write a linked picture with its caption as Markdown, for sites that show no frames.

    Parameters
    ----------
    parts : Parts
        The contents.

    Returns
    -------
    str
        Markdown.
    """
    return _snippet("markdown.md.j2", parts)


def quarto(parts: Parts) -> str:
    """Write the frame for Quarto's HTML output and the picture for its Word and PDF output.

    Parameters
    ----------
    parts : Parts
        The contents.

    Returns
    -------
    str
        Quarto Markdown.
    """
    return _snippet("quarto.md.j2", parts, frame=trusted(iframe(parts)))


FORMS: Final[Mapping[str, Callable[[Parts], str]]] = {
    "iframe": iframe,
    "email": email,
    "amp": amp,
    "markdown": markdown,
    "quarto": quarto,
}
"""The snippets by purpose."""


def _snippet(name: str, parts: Parts, **values: Any) -> str:
    return fill(
        f"page/snippets/{name}",
        title=parts.title,
        alt=parts.alt,
        caption=parts.caption,
        page=parts.page,
        picture=parts.picture,
        picture_px=_PICTURE_PX,
        **values,
    )


@cache
def _resizer() -> str:
    """Return the script of the snippet; one for all maps, so that a host can allow its hash."""
    path = resources.files(__package__) / "embed.js"
    return str(rjsmin.jsmin(path.read_text(encoding="utf-8")))

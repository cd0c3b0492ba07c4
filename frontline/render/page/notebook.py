"""Scene → its representations in a notebook and in documents made from the notebook."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Mapping
from typing import Final

from frontline.render.figure import render_figure
from frontline.render.page.html import render_frame
from frontline.scene.scene import Scene
from frontline.text import alt_text


def mimebundle(
    scene: Scene,
    include: Collection[str] | None = None,
    exclude: Collection[str] | None = None,
) -> dict[str, str]:
    """Render a map in the MIME types that a notebook can choose from.

    A notebook shows the first type that it supports; its Word and PDF exports get the picture.

    Parameters
    ----------
    scene : Scene
        The map.
    include : collection of str, optional
        MIME types to render; by default all.
    exclude : collection of str, optional
        MIME types to leave out.

    Returns
    -------
    dict
        By MIME type: a sandboxed frame, a PNG in base64 and its alternative text.
    """
    wanted = _RENDERERS.keys() & set(include or _RENDERERS) - set(exclude or ())
    return {kind: render(scene) for kind, render in _RENDERERS.items() if kind in wanted}


def _picture(scene: Scene) -> str:
    return base64.b64encode(render_figure(scene)).decode()


_RENDERERS: Final[Mapping[str, Callable[[Scene], str]]] = {
    "text/html": render_frame,
    "image/png": _picture,
    "text/plain": alt_text.alt,
}

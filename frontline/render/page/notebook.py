"""Scene → what a notebook shows of it, and what is left where that is turned into paper."""

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
    """Map MIME types to the map in each: a sandboxed frame, a PNG in base64, its alternative text.

    A notebook shows the first it can; Word and PDF files made of it have the picture. No type is
    made that is not to be included, or is excluded.
    """
    wanted = _MAKERS.keys() & set(include or _MAKERS) - set(exclude or ())
    return {kind: make(scene) for kind, make in _MAKERS.items() if kind in wanted}


def _picture(scene: Scene) -> str:
    return base64.b64encode(render_figure(scene)).decode()


_MAKERS: Final[Mapping[str, Callable[[Scene], str]]] = {
    "text/html": render_frame,
    "image/png": _picture,
    "text/plain": alt_text.alt,
}

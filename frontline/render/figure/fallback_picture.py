"""Scene → the still picture that a page shows when its player cannot run. Pillow is used here."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, UnidentifiedImageError

from frontline.render.figure.figure_files import render_figure
from frontline.scene.scene import Scene

WIDTH_PX: Final = 720

_RENDER_PX: Final = 840
"""Width of the figure before it is reduced; type stays legible on a phone."""

_MAX_HEIGHT_PX: Final = 16_383
"""Greatest height of a WebP."""

_QUALITY: Final = 38
_EFFORT: Final = 4


def render_still(scene: Scene) -> bytes:
    """Render the map of the opening date as a small WebP without headline and standfirst.

    Palette images were tried: a small palette loses the colour of a side with few marks.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    bytes
        A WebP, 720 pixels wide.
    """
    figure = render_figure(scene, width_px=_RENDER_PX, headed=False)
    with Image.open(io.BytesIO(figure)) as full:
        ratio = min(WIDTH_PX / full.width, _MAX_HEIGHT_PX / full.height)
        size = (round(full.width * ratio), round(full.height * ratio))
        small = full.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.save(file, "webp", quality=_QUALITY, method=_EFFORT)
    return file.getvalue()


def picture_size(picture: bytes) -> tuple[int, int]:
    """Read the size of a picture.

    Parameters
    ----------
    picture : bytes
        An image file.

    Returns
    -------
    (int, int)
        Width and height in pixels.

    Raises
    ------
    ValueError
        If the bytes are not an image.
    """
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.size
    except UnidentifiedImageError as error:
        raise ValueError("not a picture") from error

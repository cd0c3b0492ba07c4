"""The relief of a map is the same in the page and in its figures."""

import base64
import io
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from support import EXAMPLE, ROOT

from frontline import project
from frontline.model import Relief
from frontline.render.figure.projection import fit
from frontline.render.figure.relief_shadow import relief_shadow
from frontline.render.page.relief_picture import MAX_BYTES, is_wide, relief_record
from frontline.style.base_strokes import RELIEF_DARKNESS

CLOSE = (36.0, 49.0, 38.0, 51.0)
TALL = (36.0, 42.0, 50.0, 60.0)
WIDE = (0.0, 30.0, 60.0, 70.0)


def hills(bounds, width=300, height=300, noise=0.0):
    """A relief whose shade depends on the latitude, darker to the north, white at its west."""
    shade = np.repeat(np.linspace(20, 220, height)[:, None], width, axis=1)
    shade += np.random.default_rng(1).normal(0, noise, shade.shape) if noise else 0
    shade[:, : width // 5] = 255
    return Relief(bounds, width, height, shade.clip(0, 255).astype(np.uint8).tobytes())


def in_page(relief, lon, lat, extent):
    """Read the darkness that the page draws at a point."""
    drawn = relief_record(relief, extent)
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(drawn["webp"]))).convert("L"))
    west, south, east, north = drawn["bounds"]
    scaled = (
        (lambda lat: lat)
        if is_wide(extent)
        else lambda lat: math.asinh(math.tan(math.radians(lat)))
    )
    row = (scaled(north) - scaled(lat)) / (scaled(north) - scaled(south)) * picture.shape[0]
    column = (lon - west) / (east - west) * picture.shape[1]
    return (255 - int(picture[int(row), int(column)])) / 255 * drawn["darkness"]


def in_figure(relief, lon, lat, extent):
    frame = fit(extent, 0, 0, 800)
    [shadow] = relief_shadow(relief, frame)
    x, y = frame.point(lon, lat)
    return shadow.darkness[int(y), int(x)]


@pytest.mark.parametrize("extent", [CLOSE, TALL, WIDE])
def test_page_and_figure_are_equally_dark_at_every_latitude(extent):
    relief = hills(extent)
    west, south, east, north = extent
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        lon, lat = west + 0.7 * (east - west), south + share * (north - south)
        expected = (1 - (20 + 200 * (1 - share)) / 255) * RELIEF_DARKNESS
        assert in_page(relief, lon, lat, extent) == pytest.approx(expected, abs=0.006)
        assert in_figure(relief, lon, lat, extent) == pytest.approx(expected, abs=0.006)
        assert in_page(relief, west + 0.1 * (east - west), lat, extent) < 0.004
        assert in_figure(relief, west + 0.1 * (east - west), lat, extent) == 0


def test_page_and_picture_agree_on_which_maps_are_wide():
    module = ROOT / "frontline/render/page/player/map/wide_crs.mjs"
    limits = re.search(
        r"WIDER_THAN = \{ lats: (\d+), lons: (\d+), lat: (\d+) \}", module.read_text()
    )
    lats, lons, lat = map(float, limits.groups())
    for extent in ((0, 0, 1, lats), (0, 0, lons, 1), (0, lat - 1, 1, lat), (0, -lat, 1, 1 - lat)):
        west, south, east, north = extent
        assert not is_wide(extent)
        assert is_wide((west, south - 0.1, east + 0.1, north + 0.1))


def test_nothing_is_drawn_beyond_a_relief():
    west, south, east, north = CLOSE
    relief = hills((west + 0.5, south, east, north))
    assert in_figure(relief, west + 0.2, 50.0, CLOSE) == 0
    assert list(relief_shadow(None, fit(CLOSE, 0, 0, 800))) == []
    assert relief_record(None, CLOSE) is None


def test_the_picture_of_the_page_is_small_however_rough_the_ground():
    rough = hills(CLOSE, 1500, 1500, noise=90)
    assert len(base64.b64decode(relief_record(rough, CLOSE)["webp"])) <= MAX_BYTES


def test_a_scene_carries_its_relief_into_its_record():
    dataset = project.load(EXAMPLE)
    header = replace(dataset.header, relief=hills(dataset.header.extent))
    scene = project.build(replace(dataset, header=header))
    assert scene.header.relief is header.relief

"""The page of a wide map has the projection of the figures, and other pages have Mercator."""

from itertools import pairwise

import pytest
from browser import opened, wait_for_player
from support import copy_starter, scene_of

from frontline.render.figure.projection import fit
from frontline.render.page.html import render_html

HEIGHTS = "lats => lats.map(lat => map_0.latLngToContainerPoint([lat, 10]).y)"
WIDTHS = "lons => lons.map(lon => map_0.latLngToContainerPoint([50, lon]).x)"


def page_of(tmp_path, extent):
    folder = copy_starter(tmp_path / "map")
    header = folder / "map.toml"
    lines = header.read_text().splitlines()
    changed = [f"extent = {extent}" if line.startswith("extent") else line for line in lines]
    header.write_text("\n".join(changed))
    path = tmp_path / "map.html"
    scene = scene_of(folder)
    path.write_text(render_html(scene))
    return path, scene


def steps(values):
    return [after - before for before, after in pairwise(values)]


@pytest.mark.parametrize("extent", ["[-40, 30, 60, 90]", "[-180, -90, 180, 90]"])
def test_a_wide_page_has_the_projection_of_the_figures(chromium, tmp_path, extent):
    path, scene = page_of(tmp_path, extent)
    with opened(chromium, path) as (page, log):
        wait_for_player(page.main_frame)
        ys, xs = page.evaluate(HEIGHTS, [90, 70, 50, 30]), page.evaluate(WIDTHS, [0, 20, 40])
        assert log.errors == []
    assert steps(ys) == pytest.approx([steps(ys)[0]] * 3, abs=1)
    frame = fit(scene.header.extent, 0, 0, 1000)
    proportion = steps(xs)[0] / steps(ys)[0]
    assert proportion == pytest.approx(frame.px_per_lon / frame.px_per_lat, rel=0.03)


def test_another_page_has_mercator(chromium, tmp_path):
    path, _ = page_of(tmp_path, "[9.8, 49.8, 10.4, 50.2]")
    with opened(chromium, path) as (page, _):
        wait_for_player(page.main_frame)
        ys = page.evaluate(HEIGHTS, [70, 50, 30])
    assert steps(ys)[0] > 1.3 * steps(ys)[1]

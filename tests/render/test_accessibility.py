"""The page as a checker of accessibility sees it, in every state a reader can bring it to."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import browser, opened, ready, settle
from made import HALVES, drawn_map, lattice, wandering
from support import EXAMPLE

from frontline import project
from frontline.render.html import render_html

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"wide": (1280, 900), "phone": (320, 640)}


@pytest.fixture(scope="module")
def chromium():
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    scenes = {
        "example": project.build(project.load(EXAMPLE)),
        "field": lattice(folder / "field", "field", HALVES, start=True),
        "archive": drawn_map(folder / "archive", list(wandering(3, 60))),
    }
    for name, scene in scenes.items():
        (folder / f"{name}.html").write_text(render_html(scene))
    return folder


def faults(page):
    """List what axe-core finds, each with the element it is found at.

    Where a place is, is essential: its mark may stand near another's (WCAG 2.2, 2.5.8). What the
    marks tell is in the lists beside the map.
    """
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{fault['id']}: {node['html'][:400]} {node['any'] and node['any'][0]['message']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
        if fault["id"] != "target-size" or "leaflet-marker-icon" not in node["html"]
    ]


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("example", "wide", "light"),
        ("example", "phone", "dark"),
        ("field", "wide", "dark"),
        ("field", "phone", "light"),
    ],
)
def test_a_checker_finds_nothing_in_any_state(chromium, pages, name, size, scheme):
    width, height = SIZES[size]
    path = pages / f"{name}.html"
    with opened(chromium, path, width, height, color_scheme=scheme, reduced_motion="reduce") as (
        page,
        seen,
    ):
        ready(page)
        assert faults(page) == []
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        settle(page)
        assert faults(page) == []
        page.locator(".fl-mark").first.dispatch_event("click")
        page.locator(".leaflet-popup").wait_for()
        assert faults(page) == []
        page.keyboard.press("Escape")
        for date in page.evaluate("() => window.frontline.dates")[::3]:
            page.evaluate("date => window.frontline.goTo(date)", date)
            settle(page)
            assert faults(page) == []
        for how in ("shade", "swipe", "beside"):
            since = page.evaluate("() => window.frontline.dates[0]")
            page.evaluate("asked => window.frontline.set(asked)", {"since": since, "how": how})
            settle(page)
            assert faults(page) == []
        assert seen.requests == []


@pytest.mark.parametrize(("size", "scheme"), [("wide", "dark"), ("phone", "light")])
def test_a_checker_finds_nothing_in_the_states_of_an_archive(chromium, pages, size, scheme):
    width, height = SIZES[size]
    path = pages / "archive.html"
    with opened(chromium, path, width, height, color_scheme=scheme) as (page, seen):
        ready(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        page.evaluate("() => window.frontline.goTo(window.frontline.dates[20])")
        page.evaluate("() => { window.frontline.since = window.frontline.dates[1] }")
        assert page.locator("path.fl-marked").count() > 0
        assert faults(page) == []
        for how in ("swipe", "beside"):
            page.evaluate("how => { window.frontline.how = how }", how)
            settle(page)
            assert faults(page) == []
        days = page.evaluate("() => window.frontline.dates")
        page.evaluate("range => { window.frontline.range = range }", [days[9], days[34]])
        page.get_by_label("Go to").fill("2031-01-01")
        assert "is not in this map" in page.locator(".fl-time .fl-asked").inner_text()
        assert faults(page) == []
        page.evaluate("date => window.frontline.goTo(date)", days[12])
        assert page.locator(".fl-blank").is_visible()
        assert faults(page) == []
        assert (seen.requests, seen.errors) == ([], [])

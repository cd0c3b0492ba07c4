"""Shared fixtures. Tests depend on neither the clock nor chance: seeds are fixed."""

import pytest
from browser import browser
from generated_maps import HALVES, drawn_map, lattice_map, slowed, wandering_front
from hypothesis import settings
from shared_fixtures import shared_folder
from support import EXAMPLE, STARTER, scene_of

from frontline.render.page.html import render_html

settings.register_profile("frontline", deadline=None, derandomize=True)
settings.load_profile("frontline")

MARKED_BY_FIXTURE = {"chromium": "browser", "builder": "kill"}


def pytest_collection_modifyitems(items):
    """Mark tests by the fixtures they use, so that ``make quick`` can skip them."""
    for item in items:
        for fixture, mark in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
        if "real" in item.path.parts:
            item.add_marker("slow")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process; ``opened`` reuses pages with equal options."""
    with browser() as running:
        yield running


@pytest.fixture(scope="session")
def example():
    """The scene of the worked example."""
    return scene_of(EXAMPLE)


@pytest.fixture(scope="session")
def starter():
    """The scene of the starter map."""
    return scene_of(STARTER)


@pytest.fixture(scope="session")
def pages(tmp_path_factory, map_html):
    """A folder with pages of the worked example, a field, and two months of maps of areas."""

    def make(folder):
        scenes = {
            "field": lattice_map(folder / "field", "field", HALVES, start=True),
            "archive": drawn_map(folder / "archive", slowed(list(wandering_front(3, 60)), 3)),
        }
        for name, scene in scenes.items():
            (folder / f"{name}.html").write_text(render_html(scene))
        (folder / "example.html").write_bytes(map_html.read_bytes())

    return shared_folder(tmp_path_factory, "pages", make)


@pytest.fixture(scope="session")
def map_html(tmp_path_factory):
    """The path of the worked example's page."""

    def make(folder):
        (folder / "map.html").write_text(render_html(scene_of(EXAMPLE)))

    return shared_folder(tmp_path_factory, "example", make) / "map.html"

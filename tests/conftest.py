"""What many tests share. They depend on neither the clock nor chance: seeds are fixed."""

import pytest
from browser import browser
from hypothesis import settings
from made import HALVES, drawn_map, lattice, wandering
from shared import made_once
from support import EXAMPLE, STARTER, scene_of

from frontline.render.page.html import render_html

settings.register_profile("frontline", deadline=None, derandomize=True)
settings.load_profile("frontline")

MARKED_BY_FIXTURE = {"chromium": "browser", "builder": "kill"}


def pytest_collection_modifyitems(items):
    """Mark the tests by what they use, so that ``make quick`` leaves them out."""
    for item in items:
        for fixture, mark in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process; ``opened`` shares contexts of equal options."""
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
    """Pages of the worked example, of a smooth field, and of two months of drawn days."""

    def make(folder):
        scenes = {
            "field": lattice(folder / "field", "field", HALVES, start=True),
            "archive": drawn_map(folder / "archive", list(wandering(3, 60))),
        }
        for name, scene in scenes.items():
            (folder / f"{name}.html").write_text(render_html(scene))
        (folder / "example.html").write_bytes(map_html.read_bytes())

    return made_once(tmp_path_factory, "pages", make)


@pytest.fixture(scope="session")
def map_html(tmp_path_factory):
    """The page of the worked example."""

    def make(folder):
        (folder / "map.html").write_text(render_html(scene_of(EXAMPLE)))

    return made_once(tmp_path_factory, "example", make) / "map.html"

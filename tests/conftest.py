"""What many tests share. They depend on neither the clock nor chance: seeds are fixed."""

import pytest
from browser import browser
from hypothesis import settings
from made import HALVES, drawn_map, lattice, wandering
from support import EXAMPLE, STARTER, scene_of

from frontline.render.page.html import render_html

settings.register_profile("frontline", deadline=None, derandomize=True)
settings.load_profile("frontline")


@pytest.fixture(scope="session")
def chromium():
    """One browser; each test opens a context of its own in it."""
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
def pages(example, tmp_path_factory):
    """Pages of the worked example, of a smooth field, and of two months of drawn days."""
    folder = tmp_path_factory.mktemp("pages")
    scenes = {
        "example": example,
        "field": lattice(folder / "field", "field", HALVES, start=True),
        "archive": drawn_map(folder / "archive", list(wandering(3, 60))),
    }
    for name, scene in scenes.items():
        (folder / f"{name}.html").write_text(render_html(scene))
    return folder


@pytest.fixture(scope="session")
def map_html(example, tmp_path_factory):
    """The page of the worked example."""
    path = tmp_path_factory.mktemp("example") / "map.html"
    path.write_text(render_html(example))
    return path

"""The architecture is enforced: imports point downwards, heavy libraries stay in their rooms."""

import subprocess
import sys

import layers
import pytest
from support import ROOT

PACKAGE = ROOT / "frontline"
SOURCES = layers.modules()
# What is violated → module, code added to it, what is reported first.
VIOLATIONS = {
    "a renderer imported by reading": (
        "intake.read",
        "from frontline.render import policy",
        "intake.read must not import render.policy",
    ),
    "rules imported by a file reader": (
        "intake.formats.files",
        "from frontline.intake.validate import validate",
        "intake.formats.files must not import intake.validate",
    ),
    "a record shape imported by a format": (
        "intake.formats.csv_rows",
        "from frontline.intake.claims import ClaimRow",
        "intake.formats must not import intake.claims",
    ),
    "the rules of one file imported by those of another": (
        "intake.claims",
        "from frontline.intake.places import PlaceFeature",
        "intake.claims must not import intake.places",
    ),
    "another module imported by the GDAL process": (
        "intake.formats.gdal_worker",
        "from frontline.dates.edtf import parse_day",
        "intake.formats.gdal_worker must not import dates",
    ),
    "the GDAL process imported by a command": (
        "cli.imports",
        "from frontline.intake.formats import gdal_worker",
        "must not import frontline.intake.formats.gdal_worker",
    ),
    "the GDAL process started by another module": (
        "intake.formats.sniff",
        'CODE = "import frontline.intake.formats.gdal_worker"',
        "must not start the GDAL process",
    ),
    "a module of intake in no room": (
        "intake.odds",
        "ENDS = 1",
        "is in no room",
    ),
    "a module in no room": (
        "odds.ends",
        "ENDS = 1",
        "is in no room",
    ),
    "a plotting library imported by the layout": (
        "render.figure.marks",
        "import matplotlib",
        "must not import matplotlib",
    ),
    "dates imported by geometry": (
        "ground.measure",
        "from datetime import date",
        "ground must not know datetime.date",
    ),
    "dates imported for type checks only": (
        "ground.measure",
        "if TYPE_CHECKING:\n    from datetime import date",
        "ground must not know datetime.date",
    ),
    "the calendar imported by geometry": (
        "ground.measure",
        "import calendar",
        "ground must not know calendar",
    ),
    "time zones imported by geometry": (
        "ground.measure",
        "from zoneinfo import ZoneInfo",
        "ground must not know zoneinfo.ZoneInfo",
    ),
    "the clock imported by geometry": (
        "ground.measure",
        "from time import monotonic",
        "ground must not know time.monotonic",
    ),
    "an upward import in a function": (
        "model.records",
        "def late():\n    from frontline.scene.scene import Scene",
        "model must not import scene",
    ),
    "an undeclared package": (
        "scene.scene",
        "import networkx",
        "imports networkx, which pyproject.toml does not declare",
    ),
    "geometry imported by evidence": (
        "evidence.weigh",
        "import shapely",
        "evidence must not know shapely",
    ),
    "geometry imported by evidence if types are not checked": (
        "evidence.weigh",
        "if TYPE_CHECKING:\n    import shapely\nelse:\n    import geopandas",
        "evidence must not know geopandas",
    ),
    "geometry imported by evidence unless types are checked": (
        "evidence.weigh",
        "if not TYPE_CHECKING:\n    import shapely",
        "evidence must not know shapely",
    ),
    "projections imported by evidence": (
        "evidence.weigh",
        "import pyproj",
        "evidence must not know pyproj",
    ),
    "files of maps imported by evidence": (
        "evidence.weigh",
        "import pyogrio",
        "evidence must not know pyogrio",
    ),
    "contours imported by evidence": (
        "evidence.weigh",
        "from contourpy import contour_generator",
        "evidence must not know contourpy.contour_generator",
    ),
    "spatial search imported by evidence": (
        "evidence.weigh",
        "from scipy import spatial",
        "evidence must not know scipy.spatial",
    ),
    "geometry imported by style": (
        "style.colors",
        "from shapely import Point",
        "style must not know shapely.Point",
    ),
    "a renderer imported by text": (
        "text.captions",
        "from frontline.render.page import html",
        "text must not import render.page",
    ),
    "the page imported by a figure": (
        "render.figure.paint",
        "from frontline.render.page import html",
        "render.figure must not import render.page",
    ),
    "a module of ours imported by a string": (
        "render.figure.marks",
        'import importlib\nimportlib.import_module("frontline.project")',
        "must not import by a string",
    ),
    "a library imported by a string": (
        "scene.scene",
        '__import__("matplotlib")',
        "must not import by a string",
    ),
    "a string imported under another name": (
        "scene.scene",
        "from importlib import import_module as get",
        "must not import by a string",
    ),
    "a permitted string that names an upper room": (
        "project.map_files",
        'import_module("frontline.cli.app")',
        "project must not import cli",
    ),
    "a permitted string that is put together": (
        "publish",
        'import_module(f"frontline.{name}")\nNAME = "cli.app"',
        "publish must not import cli",
    ),
    "a permitted string that nobody can read": (
        "publish",
        "import_module(NAME)",
        "imports import_module(NAME), which pyproject.toml does not declare",
    ),
    "a format parsed by a scene": (
        "scene.scene",
        "import orjson",
        "must not import orjson",
    ),
    "a format parsed by a renderer": (
        "render.page.html",
        "import tomllib",
        "must not import tomllib",
    ),
    "the network": (
        "system.links",
        "from urllib.request import urlopen",
        "must not import urllib.request",
    ),
    "the network by its parts": (
        "render.page.embed",
        "from urllib import request",
        "must not import urllib.request",
    ),
    "a socket": (
        "system.links",
        "import socket",
        "must not import socket",
    ),
    "a server": (
        "cli.maps",
        "from http.server import HTTPServer",
        "must not import http",
    ),
    "a process started by a command": (
        "cli.maps",
        "import subprocess",
        "must not import subprocess",
    ),
    "chance": (
        "analysis.jackknife",
        "import random",
        "must not import random",
    ),
    "chance of a library": (
        "analysis.jackknife",
        "from numpy.random import default_rng",
        "must not import numpy.random",
    ),
    "the clock read by a scene": (
        "scene.scene",
        "import time",
        "must not import time",
    ),
    "a text written by a renderer": (
        "render.page.html",
        'Path("map.html").write_text("")',
        "must not write a file: Path('map.html').write_text",
    ),
    "bytes written by a renderer": (
        "render.report.pdf",
        'Path("map.pdf").write_bytes(b"")',
        "must not write a file: Path('map.pdf').write_bytes",
    ),
    "a file opened for writing by a renderer": (
        "render.figure.paint",
        'open("map.png", "wb")',
        "must not write a file: open",
    ),
    "a file opened for appending by a renderer": (
        "render.series.atlas",
        'Path("log").open(mode="a")',
        "must not write a file: Path('log').open",
    ),
    "files written by a renderer with the means of the commands": (
        "render.report.word",
        "from frontline.system.atomic import write_files",
        "render.report must not know frontline.system.atomic",
    ),
    "a private name of another room": (
        "render.page.html",
        "from frontline.scene.build import _hidden",
        "frontline.scene.build._hidden is private",
    ),
    "a private name of a module": (
        "project.map_files",
        "release._hidden()",
        "release._hidden is private",
    ),
    "a relative import": (
        "scene.scene",
        "from . import build",
        "imports are absolute",
    ),
}


@pytest.mark.slow
def test_the_architecture_holds():
    assert layers.violations(SOURCES) == []


def test_every_permission_is_used():
    assert layers.unused(SOURCES) == []


def test_a_permission_that_nobody_uses_is_found(monkeypatch):
    monkeypatch.setitem(layers.MAY_IMPORT, "style", ("model", "dates"))
    monkeypatch.setitem(layers.ONLY_IN, "typer", ("cli", "project"))
    assert layers.unused(SOURCES) == ["style: dates", "typer: project"]


def test_every_room_exists():
    names = [name.removesuffix(".__init__") for name in SOURCES]
    assert len(names) > 150
    for room in layers.MAY_IMPORT:
        assert any(name == room or name.startswith(f"{room}.") for name in names), room


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_every_kind_of_violation_is_found(violation):
    name, code, problem = VIOLATIONS[violation]
    text = SOURCES.get(name, '"""A part."""\n')
    first, *_ = layers.violations({**SOURCES, name: f"{text}\n\n{code}\n"})
    assert first.startswith(f"{name}: {problem}")


def test_the_arrows_of_a_circle_of_imports_point_to_what_is_imported():
    circle = {
        "model.a": "from frontline.model.b import B",
        "model.b": "def late():\n    import frontline.model.c",
        "model.c": "from frontline.model import a",
    }
    [problem] = layers.violations(circle)
    arrows = "model.a → model.b → model.c → model.a → model.b → model.c"
    assert problem.removeprefix("a circle of imports: ") in arrows


def test_module_names_are_unique():
    stems = [path.stem for path in PACKAGE.rglob("*.py") if path.stem != "__init__"]
    assert sorted({stem for stem in stems if stems.count(stem) > 1}) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "import frontline",
        "import frontline.cli.app",
        "from frontline.cli.app import app; app(['build', '-h'], standalone_mode=False)",
    ],
)
def test_starting_loads_no_heavy_library(code):
    heavy = ["geopandas", "pandas", "numpy", "shapely", "matplotlib", "folium", "rich"]
    probe = f"{code}\nimport sys\nprint('loaded', [m for m in {heavy} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    assert result.stdout.endswith("loaded []\n")

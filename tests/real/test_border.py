"""The base and the places of the example, compared with data outside the project."""

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


def test_the_border_follows_the_openstreetmap_relation():
    dataset = project.load(EXAMPLE)
    border = next(feature.geometry for feature in dataset.base if feature.kind == "border")
    osm = geopandas.read_file(DATA / "border" / "border_osm_relation60199.geojson")
    own, reference = (
        geopandas.GeoSeries([line], crs="EPSG:4326").to_crs("EPSG:32637")[0]
        for line in (border, osm.union_all())
    )
    vertices = shapely.points(shapely.get_coordinates(reference))
    offsets_m = sorted(shapely.distance(own, vertices))
    assert offsets_m[len(offsets_m) // 2] < 2  # the example has a subset of the same vertices
    assert offsets_m[int(len(offsets_m) * 0.98)] < 25  # the relation ends elsewhere


def test_neighbouring_settlements_are_where_the_gazetteer_lists_them():
    with (DATA / "settlements" / "north-kharkiv.csv").open(encoding="utf-8") as file:
        listed = {
            (row["name"], float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)
        }
    neighbours = [
        place for place in project.load(EXAMPLE).places if place.kind == "settlement" and place.lon
    ]
    assert len(neighbours) > 50
    missing = [
        place.name for place in neighbours if (place.name, place.lon, place.lat) not in listed
    ]
    assert missing == []

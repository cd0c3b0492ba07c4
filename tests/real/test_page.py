"""The page of a real archive: what its decoder draws on every day, compared with the files."""

import pytest
import shapely
from decoded_page import decoded_page, outline, undirected_edges
from support import ROOT, scene_of

from frontline.ground.measure import area_km2

ARCHIVE = ROOT.parent / "shared" / "data" / "control-daily" / "control-daily.tar.xz"
pytestmark = pytest.mark.skipif(not ARCHIVE.is_file(), reason=f"{ARCHIVE.name} is absent")


@pytest.fixture(scope="module")
def built(imported, tmp_path_factory):
    folder, report = imported
    scene = scene_of(folder)
    return report, scene, decoded_page(scene, tmp_path_factory.mktemp("page"))


def test_the_page_draws_the_edges_of_the_scene_on_every_day(built):
    _, scene, page = built
    polygons = {zone: scene.ground.polygon(zone) for zone in scene.ground.zones}
    days = [drawn_day for drawn_day in page["days"] if drawn_day["clock"] == "now"]
    assert [drawn_day["date"] for drawn_day in days] == [day.isoformat() for day in scene.dates]
    zone_outlines = {zone: outline([shape]) for zone, shape in polygons.items()}
    km2 = {zone: area_km2(shape) for zone, shape in polygons.items()}
    changed_zones = {}
    for span in scene.spans:
        for day in (span.start, span.end):
            changed_zones.setdefault(day, set()).symmetric_difference_update({span.zone})
    expected_edges, held = set(), set()
    for day, drawn_day in zip(scene.dates, days, strict=True):
        for zone in changed_zones.get(day, ()):
            expected_edges ^= zone_outlines[zone]  # an edge between two held zones is not drawn
            held ^= {zone}
        (rings,) = drawn_day["rings"]
        assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings), day
        drawn = [edge for ring in rings for edge in undirected_edges(ring)]
        assert len(drawn) == len(set(drawn)), day
        assert set(drawn) == expected_edges, day
        assert drawn_day["km2"][0] == pytest.approx(sum(km2[zone] for zone in held), rel=1e-6), day


def test_the_area_of_every_day_agrees_with_its_file(built, published):
    report, _, page = built
    km2_by_date = {day["date"]: day["km2"][0] for day in page["days"] if day["clock"] == "now"}
    assert len(published) == len(report.days) == 769
    for day, content in published.items():
        (area,) = shapely.get_parts(shapely.from_geojson(content))  # one feature in each file
        area = shapely.make_valid(shapely.force_2d(area))
        assert km2_by_date[str(day)] == pytest.approx(area_km2(area), rel=1e-6), day


def test_nothing_is_drawn_on_days_without_a_file(built):
    report, scene, page = built
    days = {day.isoformat() for day in scene.dates} - {day.isoformat() for day in report.days}
    assert len(days) == 7
    assert all(day["rings"] == [[]] for day in page["days"] if day["date"] in days)

"""The page of a real archive: what its own decoder draws on every day, beside the files."""

import json
import tarfile

import pytest
import shapely
from packed import border, edges, unpacked
from support import ROOT

from frontline import project
from frontline.ground.measure import area_km2

ARCHIVE = ROOT.parent / "shared" / "data" / "control-daily" / "control-daily.tar.xz"
pytestmark = pytest.mark.skipif(not ARCHIVE.is_file(), reason=f"{ARCHIVE.name} is absent")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("daily")
    report = project.import_snapshots(ARCHIVE, folder / "map", "deepstate-daily")
    scene = project.build(project.load(folder / "map"))
    return report, scene, unpacked(scene, folder)


def test_the_page_draws_the_edges_of_the_scene_on_every_day(built):
    _, scene, page = built
    ground = {zone: scene.ground.polygon(zone) for zone in scene.ground.zones}
    days = [told for told in page["days"] if told["clock"] == "now"]
    assert [told["date"] for told in days] == [day.isoformat() for day in scene.dates]
    own = {zone: border([shape]) for zone, shape in ground.items()}
    km2 = {zone: area_km2(shape) for zone, shape in ground.items()}
    turns = {}
    for span in scene.spans:
        for day in (span.start, span.end):
            turns.setdefault(day, set()).symmetric_difference_update({span.zone})
    outline, held = set(), set()
    for day, told in zip(scene.dates, days, strict=True):
        for zone in turns.get(day, ()):
            outline ^= own[zone]  # an edge between two zones that are held is no outline
            held ^= {zone}
        (rings,) = told["rings"]
        assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings), day
        drawn = [edge for ring in rings for edge in edges(ring)]
        assert len(drawn) == len(set(drawn)), day
        assert set(drawn) == outline, day
        assert told["km2"][0] == pytest.approx(sum(km2[zone] for zone in held), rel=1e-6), day


def test_the_area_of_every_day_is_that_of_its_file(built):
    report, _, page = built
    told = {day["date"]: day["km2"][0] for day in page["days"] if day["clock"] == "now"}
    compared = 0
    with tarfile.open(ARCHIVE) as tar:
        for info in tar:
            if not info.isfile():
                continue
            digits = info.name[-16:-8]
            features = json.load(tar.extractfile(info))["features"]
            source = shapely.union_all(
                [
                    shapely.make_valid(shapely.force_2d(shapely.geometry.shape(f["geometry"])))
                    for f in features
                ]
            )
            day = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
            assert told[day] == pytest.approx(area_km2(source), rel=1e-6), day
            compared += 1
    assert compared == len(report.days) == 769


def test_no_ground_is_drawn_on_a_day_without_a_file(built):
    report, scene, page = built
    days = {day.isoformat() for day in scene.dates} - {day.isoformat() for day in report.days}
    assert len(days) == 7
    assert all(day["rings"] == [[]] for day in page["days"] if day["date"] in days)

"""Real archives of daily maps from outside the project: areas compared with geopandas."""

import geopandas
import numpy as np
import pytest
import shapely
from support import ROOT, scene_of

from frontline import project
from frontline.ground.measure import area_km2

DATA = ROOT.parent / "shared" / "data"
MAY = DATA / "control-may-2024"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"{DATA.name} beside the project is absent"
)
CRS = "+proj=laea +lat_0=48 +lon_0=36 +ellps=WGS84"


def test_the_area_of_every_day_agrees_with_its_file(imported, published):
    folder, report = imported
    frame = geopandas.read_file(folder / "areas.geojson")
    km2 = (frame.to_crs(CRS).area / 1e6).to_numpy()
    first, last = frame["from"].to_numpy("datetime64[D]"), frame["to"].to_numpy("datetime64[D]")
    last = np.where(np.isnat(last), np.datetime64("9999-12-31"), last)
    sources = geopandas.GeoSeries(shapely.from_geojson([*published.values()]), crs="EPSG:4326")
    reference_km2 = sources.to_crs(CRS).area / 1e6
    dates = np.array([*published], "datetime64[D]")[:, None]
    own_km2 = np.where((first <= dates) & (dates <= last), km2, 0).sum(axis=1)
    assert len(own_km2) == len(report.days) == 769
    largest_difference = max(2 * report.area_off_km2, 0.01)
    differences = zip(published, own_km2 - reference_km2, strict=True)
    assert [day for day, km2 in differences if abs(km2) >= largest_difference] == []
    assert report.area_off_km2 < 0.05  # of 117,000 km², on a grid of one metre


def test_the_import_report_describes_the_archive(imported):
    _, report = imported
    assert sum((last - first).days + 1 for first, last in report.missing) == 7
    assert len(report.repeated) == 113
    assert (report.unread, report.same_day, dict(report.dropped)) == ((), {}, {})
    assert (str(report.days[0]), str(report.days[-1])) == ("2024-07-08", "2026-08-22")


def test_the_imported_map_builds_and_agrees_with_the_files(imported, published):
    folder, report = imported
    scene = scene_of(folder)
    assert len(scene.dates) == 776
    missing_day = report.missing[0][0]
    assert scene.at(missing_day).drawn == {}
    for day in report.days[::200]:
        (shown,) = scene.at(day).drawn.values()
        source = shapely.from_geojson(published[day])
        reference = shapely.union_all(shapely.get_parts(source))
        assert (
            area_km2(shapely.symmetric_difference(shown, reference)) < 1.0
        )  # vertices are rounded to 1 m


def test_raw_exports_give_the_measured_areas_around_vovchansk(tmp_path):
    """Expected: km² of occupied and unknown areas on each evening from 9 to 13 May 2024."""
    for path in MAY.glob("deepstate-export-*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    report = project.import_snapshots(tmp_path, tmp_path / "map", "deepstate")
    assert [str(day) for day in report.days] == [f"2024-05-{day:02}" for day in range(9, 14)]
    scene = project.build(project.load(tmp_path / "map"))
    window = shapely.box(35.9, 49.9, 37.4, 50.7)
    measured = []
    for day in report.days:
        polygons = {control.status: shape for control, shape in scene.at(day).drawn.items()}
        measured.append(
            tuple(
                round(area_km2(shapely.intersection(polygons[status], window)))
                for status in ("held", "unknown")
            )
        )
    assert measured == [(0, 0), (0, 79), (89, 74), (108, 84), (116, 74)]
    assert report.dropped["a territory of another conflict"].features == 72


@pytest.mark.parametrize(
    ("name", "profile", "days", "side"),
    [
        ("nzz-2024-05-14.json", "nzz-liveuamap", ["2024-05-13"], "ru"),
        ("control_isw_2024-05-21.geojson", "isw", ["2024-05-21"], "ru"),
    ],
)
def test_files_of_other_publishers_are_read(name, profile, days, side, tmp_path):
    (tmp_path / name).write_bytes((MAY / name).read_bytes())
    report = project.import_snapshots(tmp_path, tmp_path / "map", profile)
    assert [str(day) for day in report.days] == days
    assert {area.side for area in project.load(tmp_path / "map").areas} == {side}

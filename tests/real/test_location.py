"""Locating points on a real archive, compared with its files, and with rows of real tables."""

import json

import geopandas
import numpy as np
import pandas
import pytest
import shapely
from support import ROOT, run, scene_of

import frontline
from frontline import project
from frontline.analysis import locate
from frontline.system.spreadsheet import escape_cell

DATA = ROOT.parent / "shared" / "data"
SAMPLES = DATA / "event-samples"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"{DATA.name} beside the project is absent"
)
GRID_DEG = 1e-5  # about one metre: the grid of the map's areas
NEW_COLUMNS = list(locate.COLUMNS)


@pytest.fixture(scope="module")
def map_folder(published, tmp_path_factory):
    """The map folder of some days of May 2025; the real tables have rows of one date."""
    folder = tmp_path_factory.mktemp("may")
    (folder / "in").mkdir()
    for day, content in published.items():
        if "2025-05-07" <= str(day) <= "2025-05-16":
            (folder / "in" / f"deepstatemap_data_{day:%Y%m%d}.geojson").write_bytes(content)
    project.import_snapshots(folder / "in", folder / "map", "deepstate-daily")
    return folder / "map"


def test_points_off_the_boundary_agree_with_the_file_of_their_date(imported, published):
    folder, _ = imported
    scene = scene_of(folder)
    rng = np.random.default_rng(1)
    west, south, east, north = scene.header.extent
    compared = inside = 0
    for day in [*published][5::60]:
        area = shapely.union_all(
            shapely.make_valid(shapely.get_parts(shapely.from_geojson(published[day])))
        )
        corners = shapely.get_coordinates(area)
        near_boundary = corners[rng.integers(0, len(corners), 500)] + rng.normal(0, 0.01, (500, 2))
        anywhere = np.column_stack([rng.uniform(west, east, 500), rng.uniform(south, north, 500)])
        positions = shapely.points(np.concatenate([near_boundary, anywhere]))
        points = geopandas.GeoDataFrame({"date": [day] * 1000}, geometry=positions, crs=4326)
        held = frontline.locate(points, scene)["control_side"].notna().to_numpy()
        boundary = area.boundary
        shapely.prepare([area, boundary])
        expected = shapely.contains(area, positions)
        off_boundary = shapely.distance(boundary, positions) > GRID_DEG
        assert (held == expected)[off_boundary].all(), day
        compared += int(off_boundary.sum())
        inside += int(expected.sum())
    assert compared > 10_000
    assert inside > 3_000


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("acled_sample_326_real_rows.csv", "event_date"),
        ("ucdp_ged_sample_1000.csv", "date_start"),
        ("geoconfirmed_csv_export_sample.csv", "Date"),
    ],
)
def test_tables_of_event_data_are_read_without_options(name, renamed, map_folder, tmp_path):
    before = pandas.read_csv(SAMPLES / name, dtype=str, keep_default_na=False, sep=None,
                             engine="python")  # fmt: skip
    result = run("locate", SAMPLES / name, map_folder, "-o", tmp_path / "out.csv")
    assert result.exit_code == 0, result.stderr
    assert f"{len(before)} row" in result.stderr  # all rows are from other years
    after = pandas.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)
    assert list(after.columns) == [*before.columns, *NEW_COLUMNS]
    assert after[before.columns].equals(before.map(escape_cell))  # no cell is a formula
    for column in before.columns.intersection([renamed, "date_end"]):
        before[column] = "12 May 2025"
    before.to_csv(tmp_path / "in.csv", index=False)
    args = ("locate", tmp_path / "in.csv", map_folder, "-o", tmp_path / "out.parquet")
    assert run(*args).exit_code == 1
    assert run(*args, "--date-format", "%d %B %Y").exit_code == 0
    assert geopandas.read_parquet(tmp_path / "out.parquet")["front_km"].notna().all()


def test_incidents_near_the_front_are_on_the_expected_side(map_folder, tmp_path):
    """One week of Bellingcat's incidents, shifted by a year: Kharkiv is not held, Donetsk is."""
    rows = json.loads((SAMPLES / "bellingcat_incidents_2024-05-08_15.json").read_text())
    table = pandas.DataFrame(rows)[["date", "location", "latitude", "longitude"]]
    table["date"] = table["date"].str.replace("2024", "2025")
    table.to_csv(tmp_path / "in.csv", index=False)
    run("locate", tmp_path / "in.csv", map_folder, "-o", tmp_path / "out.csv")
    located = pandas.read_csv(tmp_path / "out.csv")
    kharkiv = located[located["location"].str.contains("Kharkiv city|^Kharkiv")]
    donetsk = located[located["location"].str.startswith("Donetsk (")]
    assert len(kharkiv)
    assert len(donetsk)
    assert kharkiv["control_side"].isna().all()
    assert (donetsk["control_side"] == "ru").all()
    assert (kharkiv["front_km"] < -10).all()
    assert (donetsk["front_km"] > 0).all()

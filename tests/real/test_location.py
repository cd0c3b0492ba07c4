"""Who held a point on its day, beside the files of a real archive, and rows of real tables."""

import json
import tarfile
from datetime import date

import geopandas
import numpy as np
import pandas
import pytest
import shapely
from support import ROOT, run

import frontline
from frontline import project
from frontline.analysis import locate
from frontline.system.spreadsheet import escape_cell

DATA = ROOT.parent / "shared" / "data"
ARCHIVE = DATA / "control-daily" / "control-daily.tar.xz"
SAMPLES = DATA / "event-samples"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"{DATA.name} beside the project is absent"
)
A_METRE = 1e-5  # degrees: the grid on which the map has its ground
NEW = list(locate.COLUMNS)


@pytest.fixture(scope="module")
def daily(tmp_path_factory):
    folder = tmp_path_factory.mktemp("daily") / "map"
    project.import_snapshots(ARCHIVE, folder, "deepstate-daily")
    return folder


def test_every_point_off_the_border_is_where_the_file_of_its_day_has_it(daily):
    scene = project.build(project.load(daily))
    luck = np.random.default_rng(1)
    west, south, east, north = scene.header.extent
    compared = inside = 0
    with tarfile.open(ARCHIVE) as tar:
        for member in sorted(tar.getmembers(), key=lambda member: member.name)[5::60]:
            if not member.name.endswith(".geojson"):
                continue
            told = json.load(tar.extractfile(member))
            ground = shapely.union_all(
                [
                    shapely.make_valid(shapely.geometry.shape(row["geometry"]))
                    for row in told["features"]
                ]
            )
            corners = shapely.get_coordinates(ground)
            near = corners[luck.integers(0, len(corners), 500)] + luck.normal(0, 0.01, (500, 2))
            wide = np.column_stack([luck.uniform(west, east, 500), luck.uniform(south, north, 500)])
            spots = shapely.points(np.concatenate([near, wide]))
            stem = "".join(c for c in member.name.rpartition("/")[2] if c.isdigit())
            day = date(int(stem[:4]), int(stem[4:6]), int(stem[6:8]))
            points = geopandas.GeoDataFrame({"date": [day] * 1000}, geometry=spots, crs=4326)
            held = frontline.locate(points, scene)["control_side"].notna().to_numpy()
            expected = shapely.contains(ground, spots)
            off = shapely.distance(ground.boundary, spots) > A_METRE
            assert (held == expected)[off].all(), member.name
            compared += int(off.sum())
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
def test_rows_of_event_data_go_through_with_no_option(name, renamed, daily, tmp_path):
    before = pandas.read_csv(SAMPLES / name, dtype=str, keep_default_na=False, sep=None,
                             engine="python")  # fmt: skip
    result = run("locate", SAMPLES / name, daily, "-o", tmp_path / "out.csv")
    assert result.exit_code == 0, result.stderr
    assert f"{len(before)} row" in result.stderr  # all of them are of other years
    after = pandas.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)
    assert list(after.columns) == [*before.columns, *NEW]
    assert after[before.columns].equals(before.map(escape_cell))  # nothing begins a formula
    before[renamed] = "12 May 2025"
    before.to_csv(tmp_path / "in.csv", index=False)
    args = ("locate", tmp_path / "in.csv", daily, "-o", tmp_path / "out.parquet")
    assert run(*args).exit_code == 1
    assert run(*args, "--date-format", "%d %B %Y").exit_code == 0
    assert geopandas.read_parquet(tmp_path / "out.parquet")["front_km"].notna().all()


def test_incidents_around_the_front_are_on_the_side_that_their_sources_say(daily, tmp_path):
    """A week of Bellingcat's incidents, a year later: Kharkiv is not held, Donetsk is."""
    rows = json.loads((SAMPLES / "bellingcat_incidents_2024-05-08_15.json").read_text())
    table = pandas.DataFrame(rows)[["date", "location", "latitude", "longitude"]]
    table["date"] = table["date"].str.replace("2024", "2025")
    table.to_csv(tmp_path / "in.csv", index=False)
    run("locate", tmp_path / "in.csv", daily, "-o", tmp_path / "out.csv")
    found = pandas.read_csv(tmp_path / "out.csv")
    kharkiv = found[found["location"].str.contains("Kharkiv city|^Kharkiv")]
    donetsk = found[found["location"].str.startswith("Donetsk (")]
    assert len(kharkiv)
    assert len(donetsk)
    assert kharkiv["control_side"].isna().all()
    assert (donetsk["control_side"] == "ru").all()
    assert (kharkiv["front_km"] < -10).all()
    assert (donetsk["front_km"] > 0).all()

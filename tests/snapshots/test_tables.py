"""A table that is small in a file and large in memory is answered in time, or refused by name."""

import pytest
import shapely
from refused_files import SQUARE, parquet

from frontline import project
from frontline.errors import RefusedInput, UsageError
from frontline.intake.formats import gdal_client
from frontline.snapshots.archive import Member
from frontline.snapshots.features import features


@pytest.fixture(autouse=True)
def with_pyarrow():
    pytest.importorskip("pyarrow")


def equal_rows(count):
    return parquet([shapely.to_wkb(SQUARE)] * count, side=["a"] * count)


def test_equal_polygons_count_once_and_are_told(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2024-03-01.parquet").write_bytes(equal_rows(50))
    report = project.import_snapshots(tmp_path / "in", tmp_path / "map")
    [(reason, tally)] = report.dropped.items()
    assert (reason, tally.features) == ("drawn twice in one file: counted once", 49)
    assert report.mended == ()


def test_more_rows_than_are_read_as_a_whole_are_refused(monkeypatch):
    monkeypatch.setattr(gdal_client, "MAX_ROWS", 10)
    parts = {".parquet": equal_rows(11)}
    with pytest.raises(RefusedInput, match="more than 10 rows") as refused:
        list(gdal_client.tables("parquet", parts))
    assert refused.value.code == "FL083"
    assert sum(map(len, gdal_client.tables("parquet", parts, in_parts=True))) == 11


def test_geoparquet_without_its_package_says_what_to_install(tmp_path, monkeypatch):
    data = equal_rows(1)
    (tmp_path / "pyarrow.py").write_text("raise ModuleNotFoundError('not installed')")
    # The processes that start here do not find the package: no other test may get one of them.
    monkeypatch.setattr(gdal_client, "_idle", {})
    monkeypatch.syspath_prepend(tmp_path)
    member = Member("2024-03-01.parquet", data)
    with pytest.raises(UsageError, match=r"2024-03-01.parquet: .* install frontline\[parquet\]"):
        list(features(member))
    (tmp_path / "points.parquet").write_bytes(data)
    scene = project.build(project.load(project.__path__[0] + "/../starter"))
    with pytest.raises(UsageError, match=r"points.parquet: .* install frontline\[parquet\]"):
        project.locate(tmp_path / "points.parquet", scene, tmp_path / "out.csv")

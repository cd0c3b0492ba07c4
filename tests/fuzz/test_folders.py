"""Whatever a folder holds: a line for each problem, or a map; never a traceback.

The examples are the same in each run. For a long run on others, see ``long.py``.
"""

import tempfile
from pathlib import Path

import pytest
from folders import WHOLE, changed, folders
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import run

from frontline import DataError, UsageError, project
from frontline.intake.dated_points import Reading, moments_of
from frontline.intake.formats.table_stream import read_parts
from frontline.intake.places_with_sides import read_spots
from frontline.rules.catalogue import rules
from frontline.system.terminal import printable

FIXED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def laid_out(folder, at):
    for name, data in folder.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def judge(issues, at):
    """Hold problems to what every one promises: a code, a line that is there, one plain line."""
    for issue in issues:
        assert issue.code in rules(), issue
        path = Path(issue.path)
        assert path.is_relative_to(at), issue
        if issue.line:
            assert issue.line <= path.read_bytes().count(b"\n") + 1, issue
        assert issue.message, issue
        assert len(issue.message) < 1000, issue
        shown = printable(str(issue))
        assert "\n" not in shown
        assert "Traceback" not in shown


def holds(folder):
    """Check that a folder is a map, or has a line for each problem."""
    with tempfile.TemporaryDirectory() as scratch:
        at = Path(scratch, "map")
        laid_out(folder, at)
        issues = project.check(at)
        judge(issues, at)
        checked = run("check", at)
        assert checked.exit_code == (1 if issues else 0)
        assert len(checked.stderr.splitlines()) == len(issues) + bool(issues)
        if not issues:
            built = run("build", at, "-o", Path(scratch, "out"), "--format", "json,csv")
            assert built.exit_code == 0


@settings(FIXED, max_examples=250)
@given(folders())
def test_a_folder_is_a_map_or_has_a_line_for_each_problem(folder):
    holds(folder)


def test_the_folder_that_all_begin_as_is_a_map(tmp_path):
    laid_out(WHOLE, tmp_path / "map")
    assert project.check(tmp_path / "map") == ()


DAY = b"""{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"side": "a", "date": "2024-03-05"}, "geometry":
{"type": "Polygon", "coordinates": [[[10, 50], [11, 50], [11, 51], [10, 50]]]}}]}
"""
SPOTS = b"lon,lat,side,weight,date\n10,50,a,1,2024-03-05\n10.1,50,b,2,2024-03-06\n"
POINTS = b"date,lon,lat\n2024-03-05,10,50\n2024-03-06,10.1,50\n"


def locate(path, at):
    from zoneinfo import ZoneInfo

    for part in read_parts(path):
        moments_of(path.as_posix(), part, ZoneInfo("UTC"), Reading(), part.index)


@pytest.mark.parametrize(
    ("door", "data"),
    [
        (lambda path, at: project.import_snapshots(at, at.parent / "out"), DAY),
        (lambda path, at: read_spots(path), SPOTS),
        (lambda path, at: read_spots(path), DAY.replace(b"Polygon", b"Point")),
        (locate, POINTS),
    ],
    ids=["import", "infer", "infer geojson", "locate"],
)
def test_a_file_at_another_door_is_read_or_refused_in_lines(door, data):
    @settings(FIXED, max_examples=60)
    @given(changed(data) | st.binary(max_size=40))
    def answers(content):
        with tempfile.TemporaryDirectory() as scratch:
            at = Path(scratch, "in")
            at.mkdir()
            path = at / "2024-03-05.geojson"
            path.write_bytes(content)
            try:
                door(path, at)
            except DataError as error:
                judge(error.issues, at)
            except UsageError as error:
                assert "\n" not in printable(str(error))

    answers()

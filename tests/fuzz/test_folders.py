"""Any folder gives a map or one line per problem, never a traceback.

The examples are the same in every run, with ``FRONTLINE_LONG=1`` more of them. ``long.py`` tries
others for longer.
"""

import tempfile
from pathlib import Path

import pytest
from fuzzed_folders import VALID, changed_bytes, folders
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from map_strategies import random_maps
from support import LONG, run

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


def write_folder(files, folder):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def assert_well_formed(issues, folder):
    """Assert that each problem has a known code, an existing line and a one-line message."""
    for issue in issues:
        assert issue.code in rules(), issue
        path = Path(issue.path)
        assert path.is_relative_to(folder), issue
        if issue.line:
            assert issue.line <= path.read_bytes().count(b"\n") + 1, issue
        assert issue.message, issue
        assert len(issue.message) < 1000, issue
        shown = printable(str(issue))
        assert "\n" not in shown
        assert "Traceback" not in shown


def assert_map_or_problems(files):
    """Assert that a folder builds, or that check prints one line per problem."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "map")
        write_folder(files, folder)
        issues = project.check(folder)
        assert_well_formed(issues, folder)
        checked = run("check", folder)
        assert checked.exit_code == (1 if issues else 0)
        assert len(checked.stderr.splitlines()) == len(issues) + bool(issues)
        if not issues:
            built = run("build", folder, "-o", Path(scratch, "out"), "--format", "json,csv")
            assert built.exit_code == 0


@pytest.mark.slow
@settings(FIXED, max_examples=600 if LONG else 60)
@given(folders())
def test_any_folder_is_a_map_or_gets_one_line_per_problem(folder):
    assert_map_or_problems(folder)


@pytest.mark.slow
@settings(FIXED, max_examples=300 if LONG else 25)
@given(random_maps())
def test_why_says_what_the_map_shows_on_every_date_by_every_clock(files):
    with tempfile.TemporaryDirectory() as scratch:
        write_folder(files, Path(scratch))
        if project.check(Path(scratch)):
            return
        scene = project.build(project.load(Path(scratch)))
    moments = [(day, known) for day in scene.dates for known in (None, day)]
    told, shown = (
        {
            (place.id, *moment): control(place.id, *moment)
            for moment in moments
            for place in scene.places
        }
        for control in (
            lambda place, *moment: scene.why(place, *moment).control,
            lambda place, *moment: scene.at(*moment).control(place),
        )
    )
    assert told == shown


def test_the_unchanged_folder_is_a_map(tmp_path):
    write_folder(VALID, tmp_path / "map")
    assert project.check(tmp_path / "map") == ()


DAILY_MAP = b"""{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"side": "a", "date": "2024-03-05"}, "geometry":
{"type": "Polygon", "coordinates": [[[10, 50], [11, 50], [11, 51], [10, 50]]]}}]}
"""
PLACES = b"lon,lat,side,weight,date\n10,50,a,1,2024-03-05\n10.1,50,b,2,2024-03-06\n"
POINTS = b"date,lon,lat\n2024-03-05,10,50\n2024-03-06,10.1,50\n"


def locate(path, folder):
    from zoneinfo import ZoneInfo

    for chunk in read_parts(path):
        moments_of(path.as_posix(), chunk, ZoneInfo("UTC"), Reading(), chunk.index)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("read", "data"),
    [
        (lambda path, folder: project.import_snapshots(folder, folder.parent / "out"), DAILY_MAP),
        (lambda path, folder: read_spots(path), PLACES),
        (lambda path, folder: read_spots(path), DAILY_MAP.replace(b"Polygon", b"Point")),
        (locate, POINTS),
    ],
    ids=["import", "infer", "infer geojson", "locate"],
)
def test_files_of_other_commands_are_read_or_refused_in_lines(read, data):
    @settings(FIXED, max_examples=60)
    @given(changed_bytes(data) | st.binary(max_size=40))
    def check_content(content):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "in")
            folder.mkdir()
            path = folder / "2024-03-05.geojson"
            path.write_bytes(content)
            try:
                read(path, folder)
            except DataError as error:
                assert_well_formed(error.issues, folder)
            except UsageError as error:
                assert "\n" not in printable(str(error))

    check_content()

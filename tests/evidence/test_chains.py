"""Chains of amendments and of copies may have any length."""

import csv
import datetime as dt
import os

import pytest
from drawn_maps import area, drawn
from process_tree import processor_seconds
from shapely.geometry import box
from support import copy_starter

from frontline import project

LENGTH = 10_000
MAX_SECONDS = 10


def add_rows(path, rows):
    """Append rows to a CSV file, with the columns that they add."""
    with path.open(newline="", encoding="utf-8") as file:
        old = list(csv.DictReader(file))
    columns = list(dict.fromkeys(name for row in [*old, *rows] for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows([*old, *rows])


def built(folder):
    before = processor_seconds(os.getpid())
    scene = project.build(project.load(folder))
    assert processor_seconds(os.getpid()) - before < MAX_SECONDS
    return scene


@pytest.mark.parametrize("length", [LENGTH, LENGTH + 1])
def test_retractions_of_retractions_count_in_turn(tmp_path, length):
    """The claim stands if an even number of retractions follow each other."""
    folder = copy_starter(tmp_path / "map")
    common = {
        "place": "birch",
        "claimant": "X",
        "source": "gazette",
        "known": "2024-03-06",
        "value": "south",
    }
    claim = {**common, "id": "c0", "about": "control", "kind": "assessed"}
    retractions = [
        {**common, "id": f"c{n}", "stance": "retracts", "target": f"c{n - 1}", "about": "control"}
        for n in range(1, length + 1)
    ]
    add_rows(folder / "claims.csv", [claim, *retractions])
    scene = built(folder)
    share = scene.why("birch", scene.dates[-1]).shares["south"]
    assert (share > 0) == (length % 2 == 0)


def test_corrections_of_corrections_of_an_event_leave_the_last(tmp_path):
    folder = copy_starter(tmp_path / "map")
    rows = [{"id": f"c{n}", "stance": "corrects", "target": f"c{n - 1}", "place": "birch",
             "about": "control", "claimant": "Map desk", "source": "gazette", "kind": "assessed",
             "known": "2024-03-08", "value": ("south", "north")[n % 2]}
            for n in range(1, LENGTH + 1)]  # fmt: skip
    rows[0]["target"] = "birch-held"
    add_rows(folder / "claims.csv", rows)
    scene = built(folder)
    shares = scene.why("birch", scene.dates[-1]).shares
    assert shares["south"] > 0
    assert not shares.get("north")


def test_areas_that_follow_each_other_are_read_and_compared(tmp_path):
    first = dt.date(1996, 1, 1)
    days = [str(first + dt.timedelta(number)) for number in range(LENGTH)]
    features = [
        area(f"a{number}", ("north", "south")[number % 2], box(10, 49.9, 10.1, 50), day, day)
        for number, day in enumerate(days)
    ]
    folder = drawn(tmp_path / "map", *features)
    settings = (folder / "map.toml").read_text()
    period = f"{days[0]}/{days[-1]}"
    (folder / "map.toml").write_text(settings.replace("2024-03-04/2024-03-10", period))
    before = processor_seconds(os.getpid())
    dataset, notices = project.load_with_notices(folder)
    assert processor_seconds(os.getpid()) - before < MAX_SECONDS
    assert (len(dataset.areas), notices) == (LENGTH, ())


def test_a_copy_of_copies_is_as_reliable_as_their_origin(tmp_path):
    folder = copy_starter(tmp_path / "map")
    rows = [{"id": "s0", "title": "T", "publisher": "P", "reliability": "E"}]
    rows += [
        {**rows[0], "id": f"s{n}", "reliability": "A", "upstream": f"s{n - 1}"}
        for n in range(1, LENGTH)
    ]
    add_rows(folder / "sources.csv", rows)
    assert len(built(folder).places) > 1


def test_a_circle_in_a_long_chain_is_told_for_its_own_rows_alone(tmp_path):
    folder = copy_starter(tmp_path / "map")
    rows = [{"id": f"s{n}", "title": "T", "publisher": "P", "upstream": f"s{max(n - 1, 0)}"}
            for n in range(LENGTH)]  # fmt: skip
    rows[0]["upstream"] = "s2"
    add_rows(folder / "sources.csv", rows)
    circular = [str(issue) for issue in project.check(folder) if issue.code == "FL209"]
    assert [f'from "s{n}" back' in line for n, line in enumerate(circular)] == [True] * 3

"""A folder that ``check`` accepts is built, and ``why`` says what its map shows."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from map_strategies import random_maps
from test_folders import FIXED, write_folder

from frontline import project


@pytest.mark.slow
@settings(FIXED, max_examples=60)
@given(random_maps())
def test_why_says_what_the_map_shows_on_every_date_by_every_clock(files):
    with tempfile.TemporaryDirectory() as scratch:
        write_folder(files, Path(scratch))
        if project.check(Path(scratch)):
            return
        scene = project.build(project.load(Path(scratch)))
    for day in scene.dates:
        for known in (None, day):
            shown = scene.at(day, known)
            for place in scene.places:
                assert scene.why(place.id, day, known).control == shown.control(place.id)

"""Daily gains and losses of drawn fronts beside overlays of the whole polygons."""

import io
import json
import tarfile
from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from shapely.geometry import shape
from support import ROOT, STARTER, day

from frontline import project
from frontline.balance import Tally, between, daily
from frontline.dates import Interval
from frontline.ground.measure import area_km2
from frontline.model import Area

DATA = ROOT.parent / "shared" / "data" / "control-daily" / "control-daily.tar.xz"
pytestmark = pytest.mark.skipif(not DATA.is_file(), reason=f"{DATA.name} is absent")

FIRST, DAYS = day("2024-10-01"), 10


@pytest.fixture(scope="module")
def drawn():
    """The ground drawn as occupied, by day, for ten days one after the other."""
    wanted = {(FIRST + timedelta(n)).strftime("%Y%m%d"): n for n in range(DAYS)}
    found = {}
    with tarfile.open(DATA) as archive:
        for member in archive:
            digits = "".join(filter(str.isdigit, member.name.rsplit("/", 1)[-1]))
            if member.isfile() and digits[:8] in wanted:
                features = json.load(io.TextIOWrapper(archive.extractfile(member)))["features"]
                parts = [
                    shapely.make_valid(shapely.force_2d(shape(f["geometry"]))) for f in features
                ]
                found[FIRST + timedelta(wanted[digits[:8]])] = shapely.union_all(
                    [part for part in parts if part.geom_type.endswith("Polygon")]
                )
    assert len(found) == DAYS
    return found


@pytest.fixture(scope="module")
def scene(drawn):
    starter = project.load(STARTER)
    ground = replace(starter.header.ground, method="none", sliver_km2=0.0)
    header = replace(
        starter.header,
        start=FIRST,
        end=FIRST + timedelta(DAYS),
        base_start=None,
        ground=ground,
        extent=(22.0, 44.0, 41.0, 53.0),
    )
    areas = tuple(
        Area(f"day-{on}", "north", "held", Interval(on, on + timedelta(1), ""), "gazette", ground)
        for on, ground in drawn.items()
    )
    return project.build(replace(starter, header=header, areas=areas, events=(), claims=()))


def test_overlay_of_whole_days_gives_the_same_gains_and_losses(drawn, scene):
    told = daily(scene)
    for number in range(1, DAYS):
        on = FIRST + timedelta(number)
        before, after = drawn[on - timedelta(1)], drawn[on]
        tally = told[on].side("north") if on in told else Tally(0, 0)
        # The composite stands on a grid of a metre.
        assert tally.gain_km2 == pytest.approx(
            area_km2(after.difference(before)), rel=1e-3, abs=0.05
        )
        assert tally.loss_km2 == pytest.approx(
            area_km2(before.difference(after)), rel=1e-3, abs=0.05
        )
        assert tally.net_km2 == pytest.approx(
            area_km2(after) - area_km2(before), rel=1e-3, abs=0.05
        )
    whole = between(scene.at(FIRST), scene.at(FIRST + timedelta(DAYS - 1)))
    nets = sum(balance.side("north").net_km2 for balance in told.values())
    assert whole.side("north").net_km2 == pytest.approx(nets, abs=1e-6)


def test_the_ground_of_a_day_is_that_of_its_drawing(drawn, scene):
    for on, ground in drawn.items():
        now = scene.at(on)
        km2 = sum(scene.km2[zone] for zone in scene.ground.zones if now.control(zone).side)
        assert km2 == pytest.approx(area_km2(ground), rel=1e-6)

"""Gains and losses of drawn fronts, by day and month, beside overlays of the whole polygons."""

import io
import json
import tarfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import pytest
import shapely
from made import tracked
from shapely.affinity import translate
from shapely.geometry import shape
from support import ROOT, STARTER, day

from frontline import project
from frontline.analysis.balance import Tally
from frontline.analysis.difference import difference
from frontline.analysis.flows import between
from frontline.analysis.gains import daily
from frontline.analysis.method_breaks import breaks
from frontline.analysis.periods import periods
from frontline.dates.edtf import Interval
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
    assert drawn
    for on, ground in drawn.items():
        now = scene.at(on)
        km2 = sum(scene.km2[zone] for zone in scene.ground.zones if now.control(zone).side)
        assert km2 == pytest.approx(area_km2(ground), rel=1e-6)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The scene of the whole archive."""
    folder = tmp_path_factory.mktemp("archive") / "map"
    project.import_snapshots(DATA, folder, "deepstate-daily")
    return project.build(project.load(folder))


@pytest.fixture(scope="module")
def whole_days():
    """The polygons of the file of any day that has one."""
    texts = {}
    with tarfile.open(DATA) as tar:
        for member in tar:
            if member.isfile():
                on = datetime.strptime(member.name[-16:-8], "%Y%m%d").date()
                texts[on] = tar.extractfile(member).read()

    def ground(on):
        features = json.loads(texts[on])["features"]
        parts = [shapely.make_valid(shapely.force_2d(shape(f["geometry"]))) for f in features]
        return shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])

    return texts.keys(), lru_cache(maxsize=4)(ground)


def overlaid(before, after):
    return area_km2(after.difference(before)), area_km2(before.difference(after))


def test_every_month_is_that_of_a_full_overlay_of_the_files(archive, whole_days):
    published, ground = whole_days
    told = list(periods(archive, "month", with_breaks=True))
    assert len(told) == 26
    for month in told:
        before = max((on for on in published if on < month.first), default=month.first)
        after = max(on for on in published if on <= month.last)
        tally = month.balance.side("ru")
        gain, loss = overlaid(ground(before), ground(after))
        slivers = month.balance.slivers_km2
        assert tally.gain_km2 == pytest.approx(gain, rel=1e-3, abs=slivers + 0.01), month.label
        assert tally.loss_km2 == pytest.approx(loss, rel=1e-3, abs=slivers + 0.01), month.label
        assert tally.net_km2 == pytest.approx(gain - loss, rel=1e-3, abs=slivers + 0.01)


def test_from_the_first_of_a_month_to_that_of_the_next_too(archive, whole_days):
    published, ground = whole_days
    firsts = [month.first for month in periods(archive, "month")][1:]
    assert len(firsts) > 1
    for first, second in pairwise(firsts):
        ends = [max(on for on in published if on <= day) for day in (first, second)]
        found = difference(archive, first, second, first, second, with_breaks=True)
        tally, slivers = found.whole.balance.side("ru"), found.whole.balance.slivers_km2
        gain, loss = overlaid(*map(ground, ends))
        assert tally.gain_km2 == pytest.approx(gain, rel=1e-3, abs=slivers + 0.01), first
        assert tally.loss_km2 == pytest.approx(loss, rel=1e-3, abs=slivers + 0.01), first


def test_the_one_redraw_of_the_archive_is_found_and_no_offensive_is_taken_for_one(archive):
    assert [(str(told.date), told.kind) for told in breaks(archive)] == [("2025-11-03", "redraw")]
    told = daily(archive)
    most = max(told, key=lambda on: told[on].side("ru").gain_km2)
    assert str(most) == "2025-07-04"


DOCTORED = {
    "shifted by 100 m": ("redraw", lambda ground: [translate(ground, 0.00135, 0)]),
    "on a grid of 100 m": ("redraw", lambda ground: [shapely.set_precision(ground, 0.001)]),
    "simplified": ("redraw", lambda ground: [ground.simplify(0.002)]),
    "a strip becomes contested": ("class", lambda ground: parted(ground, strip(ground))),
    "a block becomes contested": ("class", lambda ground: parted(ground, BLOCK)),
}
BLOCK = shapely.box(37.5, 48.0, 38.0, 48.4)


def strip(ground):
    return ground.boundary.simplify(0.005).buffer(0.02)


def parted(ground, grey):
    return [ground.difference(grey), ground.intersection(grey)]


@pytest.mark.parametrize(("kind", "doctor"), DOCTORED.values(), ids=DOCTORED)
def test_a_break_put_into_the_archive_is_found_and_nothing_else(kind, doctor, whole_days):
    published, ground = whole_days
    window = shapely.box(34, 46, 41, 51)
    days = [day("2025-05-20") + timedelta(number) for number in range(46)]
    assert published >= set(days)
    at = days.index(day("2025-06-10"))
    classes = [("north", "held"), (None, "contested")]
    grounds = [
        [
            (part & window, *told)
            for part, told in zip(
                doctor(ground(on)) if n >= at else [ground(on)], classes, strict=False
            )
        ]
        for n, on in enumerate(days)
    ]
    scene = tracked(grounds)
    assert [(scene.dates.index(told.date), told.kind) for told in breaks(scene)] == [(at, kind)]

"""Gains and losses of a real archive by day and month, compared with polygon overlays."""

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

import pytest
import shapely
from generated_maps import daily_scene
from shapely.affinity import translate
from support import ROOT, STARTER, day, scene_of

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
def areas_by_date(area_of_file):
    """The area drawn as occupied on each of ten successive days."""
    _, area = area_of_file
    dates = [FIRST + timedelta(number) for number in range(DAYS)]
    return {date: area(date) for date in dates}


@pytest.fixture(scope="module")
def scene(areas_by_date):
    starter = project.load(STARTER)
    settings = replace(starter.header.ground, method="none", sliver_km2=0.0)
    header = replace(
        starter.header,
        start=FIRST,
        end=FIRST + timedelta(DAYS),
        base_start=None,
        ground=settings,
        extent=(22.0, 44.0, 41.0, 53.0),
    )
    areas = tuple(
        Area(
            f"day-{date}",
            "north",
            "held",
            Interval(date, date + timedelta(1), ""),
            "gazette",
            polygon,
        )
        for date, polygon in areas_by_date.items()
    )
    return project.build(replace(starter, header=header, areas=areas, events=(), claims=()))


def test_daily_gains_and_losses_agree_with_overlays(areas_by_date, scene):
    balances = daily(scene)
    for number in range(1, DAYS):
        date = FIRST + timedelta(number)
        before, after = areas_by_date[date - timedelta(1)], areas_by_date[date]
        tally = balances[date].side("north") if date in balances else Tally(0, 0)
        # The composite is rounded to a grid of one metre.
        assert tally.gain_km2 == pytest.approx(
            area_km2(after.difference(before)), rel=1e-3, abs=0.05
        )
        assert tally.loss_km2 == pytest.approx(
            area_km2(before.difference(after)), rel=1e-3, abs=0.05
        )
        assert tally.net_km2 == pytest.approx(
            area_km2(after) - area_km2(before), rel=1e-3, abs=0.05
        )
    total = between(scene.at(FIRST), scene.at(FIRST + timedelta(DAYS - 1)))
    nets = sum(balance.side("north").net_km2 for balance in balances.values())
    assert total.side("north").net_km2 == pytest.approx(nets, abs=1e-6)


def test_the_area_of_a_day_is_that_of_its_polygon(areas_by_date, scene):
    assert areas_by_date
    for date, polygon in areas_by_date.items():
        snapshot = scene.at(date)
        km2 = sum(scene.km2[zone] for zone in scene.ground.zones if snapshot.control(zone).side)
        assert km2 == pytest.approx(area_km2(polygon), rel=1e-6)


@pytest.fixture(scope="module")
def archive(imported):
    """The scene of the complete archive."""
    folder, _ = imported
    return scene_of(folder)


@pytest.fixture(scope="module")
def area_of_file(published):
    """The dates that have a file, and a function from such a date to its polygon."""

    def area(date):
        features = shapely.get_parts(shapely.from_geojson(published[date]))
        parts = shapely.make_valid(shapely.force_2d(features))
        return shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])

    return published.keys(), lru_cache(maxsize=60)(area)


def overlay_km2(before, after):
    return area_km2(after.difference(before)), area_km2(before.difference(after))


def test_every_month_agrees_with_an_overlay_of_the_files(archive, area_of_file):
    published, area = area_of_file
    months = list(periods(archive, "month", with_breaks=True))
    assert len(months) == 26
    for month in months:
        before = max((date for date in published if date < month.first), default=month.first)
        after = max(date for date in published if date <= month.last)
        tally = month.balance.side("ru")
        gain, loss = overlay_km2(area(before), area(after))
        slivers = month.balance.slivers_km2
        assert tally.gain_km2 == pytest.approx(gain, rel=1e-3, abs=slivers + 0.01), month.label
        assert tally.loss_km2 == pytest.approx(loss, rel=1e-3, abs=slivers + 0.01), month.label
        assert tally.net_km2 == pytest.approx(gain - loss, rel=1e-3, abs=slivers + 0.01)


def test_differences_between_first_days_of_months_agree_with_overlays(archive, area_of_file):
    published, area = area_of_file
    firsts = [month.first for month in periods(archive, "month")][1:]
    assert len(firsts) > 1
    for first, second in pairwise(firsts):
        ends = [max(date for date in published if date <= day) for day in (first, second)]
        result = difference(archive, first, second, first, second, with_breaks=True)
        tally, slivers = result.whole.balance.side("ru"), result.whole.balance.slivers_km2
        gain, loss = overlay_km2(*map(area, ends))
        assert tally.gain_km2 == pytest.approx(gain, rel=1e-3, abs=slivers + 0.01), first
        assert tally.loss_km2 == pytest.approx(loss, rel=1e-3, abs=slivers + 0.01), first


def test_the_only_redraw_of_the_archive_is_found_and_no_offensive_is_mistaken_for_one(archive):
    assert [(str(found.date), found.kind) for found in breaks(archive)] == [
        ("2025-11-03", "redraw")
    ]
    balances = daily(archive)
    largest = max(balances, key=lambda date: balances[date].side("ru").gain_km2)
    assert str(largest) == "2025-07-04"


MANIPULATED_BREAKS = {
    "shifted by 100 m": ("redraw", lambda area: [translate(area, 0.00135, 0)]),
    "on a grid of 100 m": ("redraw", lambda area: [shapely.set_precision(area, 0.001)]),
    "simplified": ("redraw", lambda area: [area.simplify(0.002)]),
    "a strip becomes contested": ("class", lambda area: split(area, strip(area))),
    "a block becomes contested": ("class", lambda area: split(area, BLOCK)),
}
BLOCK = shapely.box(37.5, 48.0, 38.0, 48.4)


def strip(area):
    return area.boundary.simplify(0.005).buffer(0.02)


def split(area, contested):
    return [area.difference(contested), area.intersection(contested)]


@pytest.mark.parametrize(
    ("kind", "manipulate"), MANIPULATED_BREAKS.values(), ids=MANIPULATED_BREAKS
)
def test_an_inserted_break_is_the_only_one_found(kind, manipulate, area_of_file):
    published, area = area_of_file
    window = shapely.box(34, 46, 41, 51)
    days = [day("2025-05-20") + timedelta(number) for number in range(46)]
    assert published >= set(days)
    break_day = days.index(day("2025-06-10"))
    classes = [("north", "held"), (None, "contested")]
    areas = [
        [
            (part & window, *status)
            for part, status in zip(
                manipulate(area(date)) if index >= break_day else [area(date)],
                classes,
                strict=False,
            )
        ]
        for index, date in enumerate(days)
    ]
    scene = daily_scene(areas)
    assert [(scene.dates.index(found.date), found.kind) for found in breaks(scene)] == [
        (break_day, kind)
    ]

"""Figures by day, week and month: against overlays of daily maps, and as sums of parts."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from made import Front, held, tracked
from shapely.affinity import translate
from support import EXAMPLE, STARTER, run, scene_of

import frontline
from frontline import project
from frontline.analysis.flows import between
from frontline.analysis.gains import daily, over
from frontline.analysis.periods import COLUMNS, periods
from frontline.analysis.transitions import map_day
from frontline.ground.measure import area_km2, length_km, lengths_km
from frontline.model import Control

SCENE = scene_of(EXAMPLE)
FIRST = project.load(STARTER).header.start  # 4 March 2024, a Monday
DAYS = 60
MISSING = (9, 27, 28, 40)
AT = 33


def on(number):
    return FIRST + timedelta(number)


@pytest.fixture(scope="module")
def days():
    """Return the areas of 60 days with some retreats, redrawn by a new method from one day on."""
    front = Front(width=100)
    grounds = []
    for number in range(DAYS):
        if number % 3 == 0:
            front.push(10 + number, 6, -0.006)
        grounds.append(front.day((1, 3)))
    return grounds[:AT] + [translate(ground, 0.0014, 0.0) for ground in grounds[AT:]]


@pytest.fixture(scope="module")
def scene(days):
    return tracked([held(g) for g in days], missing=MISSING, sliver_km2=0.0, breaks=[AT])


def overlaid(before, after):
    return area_km2(after.difference(before)), area_km2(before.difference(after))


def last_map(number):
    while number in MISSING:
        number -= 1
    return number


@pytest.mark.parametrize("by", ["week", "month"])
def test_a_period_is_the_overlay_of_its_two_ends(by, days, scene):
    all_periods = list(periods(scene, by, with_breaks=True))
    assert len(all_periods) == {"week": 9, "month": 3}[by]
    for period in all_periods:
        first, last = ((day - FIRST).days for day in (period.first, period.last))
        before, after = days[last_map(max(first - 1, 0))], days[last_map(last)]
        tally = period.balance.side("north")
        gain, loss = overlaid(before, after)
        assert tally.gain_km2 == pytest.approx(gain, abs=0.01)
        assert tally.loss_km2 == pytest.approx(loss, abs=0.01)
        assert period.maps + period.missing == (period.last - period.first).days + 1
        assert period.missing == sum(first <= gap <= last for gap in MISSING)


def test_what_passed_over_a_break_stands_apart(days, scene):
    (march, april, _) = periods(scene, "month")
    assert (march.breaks, [method_break.date for method_break, _ in april.breaks]) == ((), [on(AT)])
    parts = [(days[last_map(27)], days[AT - 1]), (days[AT], days[57])]
    gain, loss = (sum(part) for part in zip(*(overlaid(*part) for part in parts), strict=True))
    tally = april.balance.side("north")
    assert tally.gain_km2 == pytest.approx(gain, abs=0.01)
    assert tally.loss_km2 == pytest.approx(loss, abs=0.01)
    broken = april.broken(lambda balance: balance.side("north"))
    assert broken == daily(scene)[on(AT)].side("north")
    total = list(periods(scene, "month", with_breaks=True))[1]
    nets = tally.net_km2 + broken.net_km2
    assert total.balance.side("north").net_km2 == pytest.approx(nets, abs=1e-6)
    assert total.breaks == april.breaks


@pytest.mark.parametrize("with_breaks", [False, True])
def test_nets_of_days_weeks_and_months_add_up_to_the_same(scene, with_breaks):
    nets = []
    for by in ("day", "week", "month"):
        told = list(periods(scene, by, with_breaks=with_breaks))
        side = [period.balance.side("north") for period in told]
        turnover = [period.turnover(lambda balance: balance.side("north")) for period in told]
        for ends, each in zip(side, turnover, strict=True):
            assert each.net_km2 == pytest.approx(ends.net_km2, abs=1e-6)
            assert each.gain_km2 >= ends.gain_km2 - 1e-6
        nets.append(sum(tally.net_km2 for tally in side))
        assert sum(each.gain_km2 for each in turnover) == pytest.approx(
            sum(
                told.side("north").gain_km2
                for day, told in daily(scene).items()
                if with_breaks or day != on(AT)
            )
        )
    assert nets[0] == pytest.approx(nets[1], abs=1e-6)
    assert nets[0] == pytest.approx(nets[2], abs=1e-6)


def test_weeks_are_those_of_iso_and_months_of_the_calendar_and_cut_ones_are_partial(scene):
    weeks = list(periods(scene, "week", on(2), on(16)))
    assert [(p.label, p.first, p.last, p.partial) for p in weeks] == [
        ("2024-W10", on(2), on(6), True),
        ("2024-W11", on(7), on(13), False),
        ("2024-W12", on(14), on(16), True),
    ]
    months = list(periods(scene, "month"))
    assert [(p.label, p.partial) for p in months] == [
        ("2024-03", True),
        ("2024-04", False),
        ("2024-05", True),
    ]
    assert (months[0].first, months[1].first) == (FIRST, date(2024, 4, 1))


def test_a_change_after_a_gap_is_of_the_day_it_is_seen_and_says_since_when(scene):
    by_label = {period.label: period for period in periods(scene, "day", on(26), on(29))}
    gap = [by_label[on(number).isoformat()] for number in (27, 28)]
    assert [
        (period.maps, period.missing, period.balance.flows, period.since) for period in gap
    ] == [(0, 1, (), None)] * 2
    after = by_label[on(29).isoformat()]
    assert (after.since, after.maps) == (on(26), 1)
    assert after.balance == between(scene.at(on(26)), scene.at(on(29)))


def test_the_first_day_of_all_is_compared_with_the_state_before_it():
    (month,) = periods(SCENE, "month")
    assert (month.since, month.label, month.partial) == (None, "2024-05", True)
    assert month.balance == between(SCENE.at(SCENE.dates[0]), SCENE.at(SCENE.dates[-1]))


@pytest.mark.parametrize("then", [False, True])
@pytest.mark.parametrize("folder", [EXAMPLE, STARTER])
def test_over_is_between_by_both_clocks(folder, then):
    scene = project.build(project.load(folder))
    for one, two in [(0, -1), (0, 2), (2, 4), (3, 3)]:
        ends = [scene.dates[one], scene.dates[two]]
        maps = scene.together(*((day, day if then else None) for day in ends))
        assert over(scene, *ends, then=then) == between(*maps)
    for one, two in pairwise(scene.dates):
        balance = daily(scene, then=then).get(two)
        assert over(scene, one, two, then=then).flows == (balance.flows if balance else ())


def test_over_of_a_first_day_on_which_something_changed_has_that_change():
    dataset = project.load(EXAMPLE)
    first = SCENE.changes_of_control[0].date
    cut = project.build(replace(dataset, header=replace(dataset.header, start=first)))
    eve, last = first - timedelta(1), cut.dates[-1]
    assert over(cut, eve, last).side("ru") == over(SCENE, eve, last).side("ru")
    assert daily(cut)[first].side("ru") == daily(SCENE)[first].side("ru")
    (month,) = periods(cut, "month")
    assert month.balance.side("ru") == over(SCENE, eve, last).side("ru")


def test_a_day_without_a_map_stands_for_the_last_that_has_one(scene):
    header = scene.header
    assert [map_day(header, on(number)) for number in (8, 9, 10, 28)] == [
        on(8), on(8), on(10), on(26),
    ]  # fmt: skip
    late = tracked([held(shapely.box(30, 50, 31, 51))] * 4, missing=[0, 1]).header
    assert map_day(late, on(0)) == on(2)


def test_changes_are_a_table_with_a_row_for_each_side_and_class(scene):
    frame = frontline.changes(scene, "week")
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == 9 * 3  # two sides, and what one of them holds
    ours = frame[(frame.side == "north") & frame.status.isna()].set_index("period")
    for period in periods(scene, "week"):
        tally = period.balance.side("north")
        row = ours.loc[period.label]
        assert (row.gain_km2, row.loss_km2, row.net_km2) == (
            tally.gain_km2,
            tally.loss_km2,
            tally.net_km2,
        )
        assert row.first == pandas.Timestamp(period.first)
    assert ours.breaks[ours.breaks != ""].to_dict() == {"2024-W14": on(AT).isoformat()}
    sums = ours[["gain_km2", "loss_km2"]].sum()
    assert (sums.gain_km2 - sums.loss_km2) == pytest.approx(ours.net_km2.sum())
    theirs = frame[frame.side == "south"]
    assert (theirs.gain_km2 == 0).all()
    some = frontline.changes(scene, "day", on(9).isoformat(), on(9).isoformat())
    assert some.gain_km2.isna().all()  # no map, no figure


@pytest.mark.slow
def test_the_areas_of_every_day_are_those_of_its_polygons(days, scene):
    frame = frontline.daily_areas(scene)
    assert list(frame.columns) == ["date", "side", "status", "km2"]
    assert list(frame.date.dt.date) == list(scene.dates)
    for number, ground in enumerate(days):
        km2 = frame.km2[number]
        assert np.isnan(km2) == (number in MISSING)
        if number not in MISSING:
            assert km2 == pytest.approx(area_km2(ground), rel=5e-6)  # on a grid of a metre
            (drawn,) = scene.at(on(number)).drawn.values()
            assert km2 == pytest.approx(area_km2(drawn), rel=1e-9)


@pytest.mark.parametrize("then", [False, True])
def test_areas_by_class_are_those_of_the_map_of_the_day(then):
    frame = frontline.daily_areas(SCENE, then=then)
    assert SCENE.dates
    for day in SCENE.dates:
        now = SCENE.at(day, day if then else None)
        drawn = {(c.side, c.status): area_km2(g) for c, g in now.drawn.items()}
        rows = frame[frame.date == pandas.Timestamp(day)]
        for side, status, km2 in zip(rows.side, rows.status, rows.km2, strict=True):
            key = (side if isinstance(side, str) else None, status)
            assert km2 == pytest.approx(drawn.pop(key, 0.0), rel=1e-6, abs=1e-6)
        assert drawn == {}


LINE = st.lists(st.tuples(st.floats(-179, 179), st.floats(-89, 89)), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, max_size=6))
def test_lengths_of_lines_are_those_of_each(lines):
    measured = lengths_km(lines)
    assert list(measured) == pytest.approx([length_km(shapely.LineString(line)) for line in lines])


@pytest.mark.slow
def test_the_command_prints_text_csv_and_json_of_the_same():
    rows_by_week = json.loads(run("changes", EXAMPLE, "--by", "week", "--json").stdout)
    assert [period["period"] for period in rows_by_week] == ["2024-W19", "2024-W20"]
    printed = run("changes", EXAMPLE, "--by", "week", "--csv").stdout
    table = list(csv.DictReader(io.StringIO(printed)))
    assert tuple(table[0]) == COLUMNS
    row = next(row for row in table if row["side"] == "ru" and row["status"] == "")
    assert float(row["gain_km2"]) == rows_by_week[0]["by_side"]["ru"]["gain_km2"] > 0
    assert row["partial"] == "yes"
    contested = next(row for row in rows_by_week[0]["by_status"] if row["status"] == "contested")
    row = next(row for row in table if row["status"] == Control("contested").status)
    assert float(row["daily_gain_km2"]) == contested["daily_gain_km2"]
    text = run(
        "changes", EXAMPLE, "--by", "day", "--from", "2024-05-11", "--to", "2024-05-12"
    ).stdout
    assert text.splitlines()[0] == "2024-05-11"
    assert "  Russia: +78 km²" in text.splitlines()
    assert run("changes", EXAMPLE, "--to", "2024-05-08").stdout.splitlines() == [
        "2024-05 (2024-05-08 to 2024-05-08 only)"
    ]
    then = run("changes", EXAMPLE, "--by", "day", "--then").stdout
    assert then != run("changes", EXAMPLE, "--by", "day").stdout


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ("--by year", "--by: year is not one of day, week, month"),
        ("--from 2024-06-01", "from: 2024-06-01 is not in the period 2024-05-08 to 2024-05-14"),
        ("--from May", '--from: "May" is not a date like 2024-05-12'),
        ("--from 2024-05-12 --to 2024-05-09", "to: 2024-05-09 lies before 2024-05-12"),
        ("--csv --json", "--csv, --json: choose one of the two"),
    ],
)
def test_wrong_options_get_a_line(options, line):
    done = run("changes", EXAMPLE, *options.split())
    assert (done.exit_code, done.stderr) == (2, f"frontline: {line}\n")

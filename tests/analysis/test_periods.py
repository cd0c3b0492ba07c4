"""Changes by day, week and month: compared with overlays of whole days, and as sums of parts."""

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
from generated_maps import MovingFront, daily_scene, held_by_north
from hypothesis import given, settings
from hypothesis import strategies as st
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
BREAK_DAY = 33


def date_of(number):
    return FIRST + timedelta(number)


@pytest.fixture(scope="module")
def days():
    """The held areas of 60 days: the front sometimes retreats, and one day brings a redraw."""
    front = MovingFront(width=100)
    areas = []
    for number in range(DAYS):
        if number % 3 == 0:
            front.push(10 + number, 6, -0.006)
        areas.append(front.day((1, 3)))
    return areas[:BREAK_DAY] + [translate(area, 0.0014, 0.0) for area in areas[BREAK_DAY:]]


@pytest.fixture(scope="module")
def scene(days):
    return daily_scene(
        [held_by_north(area) for area in days], missing=MISSING, sliver_km2=0.0, breaks=[BREAK_DAY]
    )


def overlay_km2(before, after):
    return area_km2(after.difference(before)), area_km2(before.difference(after))


def last_map(number):
    while number in MISSING:
        number -= 1
    return number


@pytest.mark.parametrize("by", ["week", "month"])
def test_a_period_agrees_with_the_overlay_of_its_first_and_last_day(by, days, scene):
    results = list(periods(scene, by, with_breaks=True))
    assert len(results) == {"week": 9, "month": 3}[by]
    for period in results:
        first, last = ((day - FIRST).days for day in (period.first, period.last))
        before, after = days[last_map(max(first - 1, 0))], days[last_map(last)]
        tally = period.balance.side("north")
        gain, loss = overlay_km2(before, after)
        assert tally.gain_km2 == pytest.approx(gain, abs=0.01)
        assert tally.loss_km2 == pytest.approx(loss, abs=0.01)
        assert period.maps + period.missing == (period.last - period.first).days + 1
        assert period.missing == sum(first <= missing <= last for missing in MISSING)


def test_changes_at_a_break_are_counted_separately(days, scene):
    (march, april, _) = periods(scene, "month")
    assert (march.breaks, [method_break.date for method_break, _ in april.breaks]) == (
        (),
        [date_of(BREAK_DAY)],
    )
    parts = [(days[last_map(27)], days[BREAK_DAY - 1]), (days[BREAK_DAY], days[57])]
    gain, loss = (sum(part) for part in zip(*(overlay_km2(*part) for part in parts), strict=True))
    tally = april.balance.side("north")
    assert tally.gain_km2 == pytest.approx(gain, abs=0.01)
    assert tally.loss_km2 == pytest.approx(loss, abs=0.01)
    at_break = april.broken(lambda balance: balance.side("north"))
    assert at_break == daily(scene)[date_of(BREAK_DAY)].side("north")
    april_with_breaks = list(periods(scene, "month", with_breaks=True))[1]
    nets = tally.net_km2 + at_break.net_km2
    assert april_with_breaks.balance.side("north").net_km2 == pytest.approx(nets, abs=1e-6)
    assert april_with_breaks.breaks == april.breaks


@pytest.mark.parametrize("with_breaks", [False, True])
def test_net_changes_of_days_weeks_and_months_add_up_to_the_same(scene, with_breaks):
    nets = []
    for by in ("day", "week", "month"):
        results = list(periods(scene, by, with_breaks=with_breaks))
        tallies = [period.balance.side("north") for period in results]
        turnover = [period.turnover(lambda balance: balance.side("north")) for period in results]
        for tally, daily_tally in zip(tallies, turnover, strict=True):
            assert daily_tally.net_km2 == pytest.approx(tally.net_km2, abs=1e-6)
            assert daily_tally.gain_km2 >= tally.gain_km2 - 1e-6
        nets.append(sum(tally.net_km2 for tally in tallies))
        assert sum(daily_tally.gain_km2 for daily_tally in turnover) == pytest.approx(
            sum(
                results.side("north").gain_km2
                for day, results in daily(scene).items()
                if with_breaks or day != date_of(BREAK_DAY)
            )
        )
    assert nets[0] == pytest.approx(nets[1], abs=1e-6)
    assert nets[0] == pytest.approx(nets[2], abs=1e-6)


def test_weeks_are_iso_weeks_and_incomplete_periods_are_marked_partial(scene):
    weeks = list(periods(scene, "week", date_of(2), date_of(16)))
    assert [(period.label, period.first, period.last, period.partial) for period in weeks] == [
        ("2024-W10", date_of(2), date_of(6), True),
        ("2024-W11", date_of(7), date_of(13), False),
        ("2024-W12", date_of(14), date_of(16), True),
    ]
    months = list(periods(scene, "month"))
    assert [(period.label, period.partial) for period in months] == [
        ("2024-03", True),
        ("2024-04", False),
        ("2024-05", True),
    ]
    assert (months[0].first, months[1].first) == (FIRST, date(2024, 4, 1))


def test_a_change_after_a_gap_is_dated_by_the_next_map_and_states_the_previous_one(scene):
    by_label = {period.label: period for period in periods(scene, "day", date_of(26), date_of(29))}
    missing = [by_label[date_of(number).isoformat()] for number in (27, 28)]
    assert [
        (period.maps, period.missing, period.balance.flows, period.since) for period in missing
    ] == [(0, 1, (), None)] * 2
    after = by_label[date_of(29).isoformat()]
    assert (after.since, after.maps) == (date_of(26), 1)
    assert after.balance == between(scene.at(date_of(26)), scene.at(date_of(29)))


def test_the_first_day_is_compared_with_the_initial_state():
    (month,) = periods(SCENE, "month")
    assert (month.since, month.label, month.partial) == (None, "2024-05", True)
    assert month.balance == between(SCENE.at(SCENE.dates[0]), SCENE.at(SCENE.dates[-1]))


@pytest.mark.parametrize("then", [False, True])
@pytest.mark.parametrize("folder", [EXAMPLE, STARTER])
def test_over_and_between_agree_by_both_clocks(folder, then):
    scene = project.build(project.load(folder))
    for first, second in [(0, -1), (0, 2), (2, 4), (3, 3)]:
        ends = [scene.dates[first], scene.dates[second]]
        snapshots = scene.together(*((day, day if then else None) for day in ends))
        assert over(scene, *ends, then=then) == between(*snapshots)
    for first, second in pairwise(scene.dates):
        balance = daily(scene, then=then).get(second)
        assert over(scene, first, second, then=then).flows == (balance.flows if balance else ())


def test_a_change_on_the_first_day_is_included():
    dataset = project.load(EXAMPLE)
    first = SCENE.changes_of_control[0].date
    shortened = project.build(replace(dataset, header=replace(dataset.header, start=first)))
    day_before, last = first - timedelta(1), shortened.dates[-1]
    assert over(shortened, day_before, last).side("ru") == over(SCENE, day_before, last).side("ru")
    assert daily(shortened)[first].side("ru") == daily(SCENE)[first].side("ru")
    (month,) = periods(shortened, "month")
    assert month.balance.side("ru") == over(SCENE, day_before, last).side("ru")


def test_a_missing_day_shows_the_last_published_map(scene):
    header = scene.header
    assert [map_day(header, date_of(number)) for number in (8, 9, 10, 28)] == [
        date_of(8), date_of(8), date_of(10), date_of(26),
    ]  # fmt: skip
    late = daily_scene([held_by_north(shapely.box(30, 50, 31, 51))] * 4, missing=[0, 1]).header
    assert map_day(late, date_of(0)) == date_of(2)


def test_the_changes_table_has_a_row_per_side_and_class(scene):
    frame = frontline.changes(scene, "week")
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == 9 * 4  # two sides, what one of them holds, and what nobody is known to
    classes = frame[frame.status.notna()]
    assert classes.groupby("period").net_km2.sum().abs().max() < 1e-6 < classes.gain_km2.max()
    north = frame[(frame.side == "north") & frame.status.isna()].set_index("period")
    for period in periods(scene, "week"):
        tally = period.balance.side("north")
        row = north.loc[period.label]
        assert (row.gain_km2, row.loss_km2, row.net_km2) == (
            tally.gain_km2,
            tally.loss_km2,
            tally.net_km2,
        )
        assert row.first == pandas.Timestamp(period.first)
    assert north.breaks[north.breaks != ""].to_dict() == {
        "2024-W14": date_of(BREAK_DAY).isoformat()
    }
    sums = north[["gain_km2", "loss_km2"]].sum()
    assert (sums.gain_km2 - sums.loss_km2) == pytest.approx(north.net_km2.sum())
    south = frame[frame.side == "south"]
    assert (south.gain_km2 == 0).all()
    missing_day = frontline.changes(scene, "day", date_of(9).isoformat(), date_of(9).isoformat())
    assert missing_day.gain_km2.isna().all()  # no map, no figure


@pytest.mark.slow
def test_daily_areas_are_those_of_the_polygons(days, scene):
    frame = frontline.daily_areas(scene)
    assert list(frame.columns) == ["date", "side", "status", "km2", "low_km2", "high_km2"]
    assert list(frame.date.dt.date) == list(scene.dates)
    for number, area in enumerate(days):
        km2 = frame.km2[number]
        assert np.isnan(km2) == (number in MISSING)
        if number not in MISSING:
            assert km2 == pytest.approx(area_km2(area), rel=5e-6)  # on a grid of a metre
            (drawn,) = scene.at(date_of(number)).drawn.values()
            assert km2 == pytest.approx(area_km2(drawn), rel=1e-9)


@pytest.mark.parametrize("then", [False, True])
def test_daily_areas_by_class_are_those_of_the_map(then):
    frame = frontline.daily_areas(SCENE, then=then)
    assert SCENE.dates
    for day in SCENE.dates:
        snapshot = SCENE.at(day, day if then else None)
        drawn = {
            (control.side, control.status): area_km2(polygon)
            for control, polygon in snapshot.drawn.items()
        }
        rows = frame[frame.date == pandas.Timestamp(day)]
        for side, status, km2 in zip(rows.side, rows.status, rows.km2, strict=True):
            key = (side if isinstance(side, str) else None, status)
            assert km2 == pytest.approx(drawn.pop(key, 0.0), rel=1e-6, abs=1e-6)
        assert drawn == {}


LINE = st.lists(st.tuples(st.floats(-179, 179), st.floats(-89, 89)), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, max_size=6))
def test_lengths_are_the_same_in_bulk_and_one_by_one(lines):
    lengths = lengths_km(lines)
    assert list(lengths) == pytest.approx([length_km(shapely.LineString(line)) for line in lines])


@pytest.mark.slow
def test_the_command_prints_the_same_as_text_csv_and_json():
    printed_json = json.loads(run("changes", EXAMPLE, "--by", "week", "--json").stdout)
    assert [period["period"] for period in printed_json] == ["2024-W19", "2024-W20"]
    printed_csv = run("changes", EXAMPLE, "--by", "week", "--csv").stdout
    table = list(csv.DictReader(io.StringIO(printed_csv)))
    assert tuple(table[0]) == COLUMNS
    row = next(row for row in table if row["side"] == "ru" and row["status"] == "")
    assert float(row["gain_km2"]) == printed_json[0]["by_side"]["ru"]["gain_km2"] > 0
    assert row["partial"] == "yes"
    contested = next(
        entry for entry in printed_json[0]["by_status"] if entry["status"] == "contested"
    )
    row = next(row for row in table if row["status"] == Control("contested").status)
    assert float(row["daily_gain_km2"]) == contested["daily_gain_km2"]
    text = run(
        "changes", EXAMPLE, "--by", "day", "--from", "2024-05-11", "--to", "2024-05-12"
    ).stdout
    assert text.splitlines()[0] == "2024-05-11"
    assert "  Russia: +78 km² from contested" in text.splitlines()
    assert run("changes", EXAMPLE, "--to", "2024-05-08").stdout.splitlines() == [
        "2024-05 (2024-05-08 to 2024-05-08 only)"
    ]
    then = run("changes", EXAMPLE, "--by", "day", "--then").stdout
    assert then != run("changes", EXAMPLE, "--by", "day").stdout


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ("--by decade", "--by: decade is not one of day, week, month, year"),
        ("--from 2024-06-01", "from: 2024-06-01 is not in the period 2024-05-08 to 2024-05-14"),
        ("--from May", '--from: "May" is not a date like 2024-05-12'),
        ("--from 2024-05-12 --to 2024-05-09", "to: 2024-05-09 lies before 2024-05-12"),
        ("--csv --json", "--csv, --json: choose one of the two"),
    ],
)
def test_wrong_options_give_one_line(options, line):
    result = run("changes", EXAMPLE, *options.split())
    assert (result.exit_code, result.stderr) == (2, f"frontline: {line}\n")

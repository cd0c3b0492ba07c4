"""A map with a step shows the same as the map of every day, on fewer dates."""

from dataclasses import replace
from itertools import pairwise

import pytest
from decoded_page import decoded_page
from support import EXAMPLE, STARTER

from frontline import project
from frontline.analysis import periods
from frontline.analysis.area_by_date import area_table, areas_of
from frontline.analysis.flows import between
from frontline.analysis.gains import daily
from frontline.dates.edtf import day_after, days
from frontline.render.figure.front_length import front_lengths


def scenes_of(folder, step):
    dataset = project.load(folder)
    stepped = replace(dataset, header=replace(dataset.header, step=step))
    return project.build(dataset), project.build(stepped)


@pytest.fixture(scope="module", params=["week", "month", "year"])
def both(request):
    return scenes_of(EXAMPLE, request.param)


def test_the_map_of_any_day_is_the_same(both):
    every_day, stepped = both
    assert len(stepped.dates) < len(every_day.dates)
    for day in every_day.dates:
        expected, found = every_day.at(day), stepped.at(day)
        assert {id: span.control for id, span in found.spans.items()} == {
            id: span.control for id, span in expected.spans.items()
        }
        assert areas_of(found) == areas_of(expected)


def test_a_step_tells_of_all_days_since_the_one_before(both):
    every_day, stepped = both
    changes, events = [], set()
    for day in stepped.dates:
        step = days(day_after(stepped.eve(day)), day_after(day))
        maps = [every_day.at(each) for each in step]
        snapshot = stepped.at(day)
        assert list(snapshot.changes_of_control) == [c for m in maps for c in m.changes_of_control]
        assert {e.id for e in snapshot.events} == {e.id for m in maps for e in m.events}
        changes += snapshot.changes_of_control
        events |= set(snapshot.events)
    assert changes == list(every_day.changes_of_control) != []
    assert events == {event for event in every_day.events if event.when.start}


def test_areas_fronts_and_balances_are_those_of_the_shown_dates(both):
    every_day, stepped = both
    numbers = [every_day.dates.index(day) for day in stepped.dates]
    expected, found = area_table(every_day), area_table(stepped)
    assert found[0] == expected[0]
    assert found[1] == pytest.approx(expected[1][numbers])
    lengths = front_lengths(every_day)
    assert front_lengths(stepped) == pytest.approx([lengths[number] for number in numbers])
    balances = daily(stepped)
    assert balances
    for first, second in pairwise(stepped.dates):
        balance = between(stepped.at(first), stepped.at(second))
        if second in balances:
            assert balances[second] == balance
        else:
            assert not balance.flows


def test_periods_between_steps_are_measured_exactly(both):
    every_day, stepped = both
    assert "week" in periods.BY
    for by in periods.BY:
        expected = [period.balance for period in periods.periods(every_day, by)]
        assert [period.balance for period in periods.periods(stepped, by)] == expected != []


def test_periods_are_by_step_unless_every_day_is_shown(both):
    stepped = both[1]
    labels = [[period.label for period in periods.periods(scene)] for scene in both]
    assert labels[0] == ["2024-05"]
    by_step = {"week": "2024-W19", "month": "2024-05", "year": "2024"}
    assert labels[1][0] == by_step[stepped.header.step]


def test_the_page_has_the_shown_dates_and_the_control_on_them(both, tmp_path):
    stepped = both[1]
    page = decoded_page(stepped, tmp_path)
    shown = [day.isoformat() for day in stepped.dates]
    assert [day["date"] for day in page["days"]] == shown * 2
    for day in stepped.dates:
        expected = {
            place.id: [span.control.status, span.control.side]
            for place in stepped.places
            if (span := stepped.at(day).spans.get(place.id)) and place.id not in stepped.quiet
        }
        found = {
            zone: control
            for zone, start, end, *control in page["spans"]["now"]
            if start <= day.isoformat() < end and zone in expected
        }
        assert found == expected
        assert found


def test_the_texts_of_a_step_give_the_dates_of_its_changes():
    _, scene = scenes_of(STARTER, "week")
    from frontline import alt

    text = alt(scene, "2024-03-10")
    assert scene.dates[1].isoformat() == "2024-03-10"
    assert {f"On {change.date.day} March 2024" in text for change in scene.changes_of_control} == {
        True
    }
    quiet = alt(scene, "2024-03-04")
    assert "since" not in quiet


def test_a_step_without_news_says_since_when(tmp_path):
    dataset = project.load(STARTER)
    header = replace(dataset.header, step="week", end=dataset.header.end.replace(month=5))
    scene = project.build(replace(dataset, header=header))
    from frontline import alt, caption

    assert "No change of control was recorded since 25 March 2024." in alt(scene, "2024-04-01")
    assert "this day" not in caption(scene, "2024-04-01")

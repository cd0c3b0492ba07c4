"""The dates that a map shows, by step."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.dates.edtf import days
from frontline.dates.steps import MAX_STEPS, STEPS, has_few_steps, step_dates


def is_end(day, start, step):
    """Return whether a step ends on a day, by looking at the calendar."""
    if step == "week":
        return (day - start).days % 7 == 0
    last_of_month = calendar.monthrange(day.year, day.month)[1] == day.day
    return step == "day" or (last_of_month and (step == "month" or day.month == 12))


@given(st.dates(date(2, 1, 1), date(9000, 1, 1)), st.integers(1, 800), st.sampled_from(STEPS))
def test_the_first_and_the_last_date_and_the_ends_of_steps_are_shown(start, length, step):
    period = list(days(start, start + timedelta(length)))
    shown = list(step_dates(period[0], period[-1] + timedelta(1), step))
    assert shown == [
        day for day in period if day in (period[0], period[-1]) or is_end(day, start, step)
    ]


@pytest.mark.parametrize("step", STEPS)
def test_the_end_of_the_calendar_is_no_obstacle(step):
    assert list(step_dates(date(9999, 12, 29), date(9999, 12, 31), step))[-1] == date(9999, 12, 30)


def test_a_period_has_few_steps_up_to_the_maximum():
    start = date(1900, 1, 1)
    assert has_few_steps(start, start + timedelta(MAX_STEPS), "day")
    assert not has_few_steps(start, start + timedelta(MAX_STEPS + 1), "day")
    assert has_few_steps(start, start + timedelta(MAX_STEPS + 1), "week")

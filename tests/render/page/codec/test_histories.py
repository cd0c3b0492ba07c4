"""The fourth corner of a crossing, told by the other three."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from frontline.render.page.codec.histories import fourth

DAYS = 9
sets_of_days = st.sets(st.integers(0, DAYS - 1))


def runs(days):
    """The days of a set as spans of the word 0: first day, end, word."""
    found = []
    for on, some in groupby(range(DAYS), lambda day: day in days):
        if on:
            some = list(some)
            found.append((some[0], some[-1] + 1, 0))
    return tuple(found)


@given(sets_of_days, sets_of_days, sets_of_days)
def test_two_lines_that_cross_part_the_ground_on_their_days(held, first, second):
    corners = [held, held ^ first, held ^ first ^ second, held ^ second]
    one, two, three, four = ((runs(days), runs(days)) for days in corners)
    assert fourth(one, two, three) == four


def test_a_class_passes_on_across_a_line_that_is_not_there():
    grey, red = ((0, 4, 1),), ((2, 4, 2),)
    assert fourth((grey, ()), (grey, ()), (red, ())) == (red, ())
    assert fourth((red, grey), (grey, red), (grey, red)) == (red, grey)

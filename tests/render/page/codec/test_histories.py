"""The history of the fourth zone at a crossing of lines, predicted from the other three."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from frontline.render.page.codec.histories import fourth

DAYS = 9
sets_of_days = st.sets(st.integers(0, DAYS - 1))


def runs(days):
    """Return a set of days as spans (first day, end, word), all of the word 0."""
    spans = []
    for is_in_set, group in groupby(range(DAYS), lambda day: day in days):
        if is_in_set:
            group = list(group)
            spans.append((group[0], group[-1] + 1, 0))
    return tuple(spans)


@given(sets_of_days, sets_of_days, sets_of_days)
def test_the_fourth_zone_at_two_crossing_lines_is_predicted(held, first, second):
    corners = [held, held ^ first, held ^ first ^ second, held ^ second]
    first_history, second_history, third_history, fourth_history = (
        (runs(days), runs(days)) for days in corners
    )
    assert fourth(first_history, second_history, third_history) == fourth_history


def test_a_class_continues_across_a_line_without_effect():
    grey, red = ((0, 4, 1),), ((2, 4, 2),)
    assert fourth((grey, ()), (grey, ()), (red, ())) == (red, ())
    assert fourth((red, grey), (grey, red), (grey, red)) == (red, grey)

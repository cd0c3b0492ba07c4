"""Patterns of a profile are those of Python where they can be, and never take for ever."""

import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from process_tree import processor_seconds

from frontline.errors import InvalidValue
from frontline.intake.formats.linear_patterns import pattern_test


@given(
    st.text(st.sampled_from("ab|()*+?.^$[]{}1,\\dwБб "), max_size=8),
    st.text(st.sampled_from("aAb1Бб ."), max_size=8),
)
def test_a_pattern_matches_as_in_python(pattern, text):
    try:
        expected = re.compile(pattern).search(text) is not None
        test = pattern_test(pattern)
    except (re.error, InvalidValue, FutureWarning):
        return
    assert test(text) == expected


@pytest.mark.parametrize("pattern", [r"(a|a)*b", r"(a+)+$", r"(.*)*x"])
def test_the_time_grows_with_the_text_alone(pattern):
    """An engine that goes back takes seconds for 24 letters, and does no harm."""
    matches = pattern_test(pattern)
    assert not matches("a!")
    before = processor_seconds(os.getpid())
    assert not matches("a" * 24 + "!")
    assert processor_seconds(os.getpid()) - before < 0.3


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("(?=a)b", "look-around"), (r"(a)\1", "backreferences"), ("(", "unclosed group"),
     ("(a{1000}){1000}", "size limit")],
)  # fmt: skip
def test_what_cannot_be_matched_in_linear_time_is_refused(pattern, words):
    with pytest.raises(InvalidValue, match=words):
        pattern_test(pattern)

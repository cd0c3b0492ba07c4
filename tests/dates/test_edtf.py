import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.dates.edtf import Interval, days, parse_edtf, parse_known
from frontline.dates.instants import end_of, utc_offset

KYIV = ZoneInfo("Europe/Kyiv")


def day(text):
    return dt.date.fromisoformat(text)


# By hand, from ISO 8601-2:2019: the half-open interval of each string.
@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-05-12", "2024-05-12", "2024-05-13"),
        ("2024-12-31", "2024-12-31", "2025-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2024-12", "2024-12-01", "2025-01-01"),
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-05-10/2024-05-11", "2024-05-10", "2024-05-12"),
        ("2024-05/2024-06", "2024-05-01", "2024-07-01"),
        ("2024-05-10/..", "2024-05-10", None),
        ("../2024-05-10", None, "2024-05-11"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
    ],
)
def test_edtf_strings_are_half_open_intervals_of_days(text, start, end):
    when = parse_edtf(text)
    assert when.start == (start and day(start))
    assert when.end == (end and day(end))
    assert when.text == text


@pytest.mark.parametrize(
    ("mark", "approximate", "uncertain"),
    [("~", True, False), ("?", False, True), ("%", True, True)],
)
def test_qualifiers_are_read(mark, approximate, uncertain):
    when = parse_edtf(f"2024-05-12{mark}")
    assert (when.approximate, when.uncertain) == (approximate, uncertain)
    assert parse_edtf(f"2024-05-10/2024-05-12{mark}").approximate is approximate


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("12.05.2024", "2024-05-12 or 2024-12-05"),
        ("13/05/2024", "write 2024-05-13"),
        ("2024-5-12", "write 2024-05-12"),
        ("24-05-12", "not a date like 2024-05-12"),
        ("2024-05-12T10:00", "not a date like 2024-05-12"),
        ("12 May 2024", "not a date like 2024-05-12"),
        ("2024-02-30", "not a calendar date"),
        ("2024-13", "not a calendar date"),
        ("2024-05-12/2024-05-10", "ends before it starts"),
        ("../..", "neither start nor end"),
        ("2024-05-12/", "not a date like 2024-05-12"),
        ("", "not a date like 2024-05-12"),
        ("٢٠٢٤-٠٥-١٢", "not a date like 2024-05-12"),
        ("2024-05-12 ", "not a date like 2024-05-12"),
        ("9999-12-31/..", "starts with the open end of databases"),
    ],
)
def test_invalid_text_is_refused_with_the_likely_reading(text, hint):
    with pytest.raises(ValueError, match=hint):
        parse_edtf(text)


@pytest.mark.slow
@given(st.dates(max_value=dt.date(9999, 12, 30)), st.integers(0, 4000))
def test_an_interval_contains_exactly_its_days(start, length):
    last = (
        min(start + dt.timedelta(days=length), dt.date(9999, 12, 30))
        if start.year < 9980
        else start
    )
    when = parse_edtf(f"{start.isoformat()}/{last.isoformat()}")
    assert start in when
    assert last in when
    assert last + dt.timedelta(days=1) not in when
    assert sum(1 for _ in days(when.start, when.end)) == (last - start).days + 1


@pytest.mark.slow
@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_in_one_line(text):
    try:
        assert parse_edtf(text).text == text
    except ValueError as error:
        assert "\n" not in str(error) or "\n" in text


# 21:58 UTC on 10 May 2024 is 00:58 on 11 May in Kyiv (UTC+3 in summer).
def test_an_instant_is_known_on_its_date_in_the_time_zone_of_the_map():
    known = parse_known("2024-05-10T21:58Z", KYIV)
    assert known.day == day("2024-05-11")
    assert known.instant == dt.datetime(2024, 5, 10, 21, 58, tzinfo=dt.UTC)


def test_a_date_is_known_from_midnight_in_the_time_zone_of_the_map():
    known = parse_known("2024-05-12", KYIV)
    assert known.instant == dt.datetime(2024, 5, 11, 21, 0, tzinfo=dt.UTC)
    assert known < parse_known("2024-05-12T00:01+03:00", KYIV)


@pytest.mark.parametrize("text", ["2024-05-12T10:00", "2024-05-12T25:00Z", "2024-05-12 10:00Z"])
def test_instants_without_a_zone_or_with_impossible_times_are_refused(text):
    with pytest.raises(ValueError, match=text[:4]):
        parse_known(text, KYIV)


@pytest.mark.parametrize(
    ("zone", "on", "words"),
    [
        ("Europe/Kyiv", "2024-05-13", "UTC+3"),
        ("Europe/Kyiv", "2024-01-13", "UTC+2"),
        ("Asia/Kolkata", "2024-05-13", "UTC+5:30"),
        ("America/St_Johns", "2024-01-13", "UTC-3:30"),
        ("UTC", "2024-05-13", "UTC"),
    ],
)
def test_the_utc_offset_of_a_time_zone(zone, on, words):
    assert utc_offset(ZoneInfo(zone), day(on)) == words


def test_intervals_overlap_if_they_share_a_date():
    week = Interval(day("2024-05-06"), day("2024-05-13"), "")
    assert parse_edtf("2024-05-12/2024-05-20").overlaps(week)
    assert not parse_edtf("2024-05-13").overlaps(week)
    assert not parse_edtf("../2024-05-05").overlaps(week)
    assert parse_edtf("../2024-05-06").overlaps(week)


def test_the_open_end_of_databases_is_open():
    assert parse_edtf("2024-05-12/9999-12-31").end is None
    assert parse_edtf("9999-12-31").end is None
    assert parse_edtf("2024-05-12/9999-12-30").end == dt.date(9999, 12, 31)


@pytest.mark.parametrize(
    ("zone", "day", "end", "offset"),
    [
        ("Asia/Damascus", "2021-10-28", "21:59:59", "UTC+2"),  # 23:00 to 24:00 occurred twice
        ("Asia/Beirut", "2023-10-28", "21:59:59", "UTC+2"),
        ("Africa/Cairo", "2023-10-26", "21:59:59", "UTC+2"),
        ("Asia/Beirut", "2023-03-25", "21:59:59", "UTC+2"),  # 0:00 to 1:00 did not occur
        ("Europe/Kyiv", "2023-10-28", "20:59:59", "UTC+3"),  # 3:00 to 4:00 occurs twice on the 29th
    ],
)
def test_a_day_ends_where_the_next_one_begins(zone, day, end, offset):
    zone, day = ZoneInfo(zone), dt.date.fromisoformat(day)
    assert f"{end_of(day, zone):%H:%M:%S}" == end
    assert end_of(day, zone).astimezone(zone).date() == day
    assert utc_offset(zone, day) == offset
    last = parse_known(f"{end_of(day, zone):%Y-%m-%dT%H:%M:%SZ}", zone)
    assert last.day == day
    assert last.instant <= end_of(day, zone)


def test_a_skipped_day_has_no_hours():
    apia = ZoneInfo("Pacific/Apia")
    assert end_of(dt.date(2011, 12, 30), apia) == end_of(dt.date(2011, 12, 29), apia)


@given(
    st.sampled_from(sorted(available_timezones())),
    st.dates(dt.date(1900, 1, 2), dt.date(2040, 1, 1)),
)
def test_each_day_ends_after_the_one_before_or_was_skipped(zone, day):
    zone = ZoneInfo(zone)
    before, end = end_of(day - dt.timedelta(days=1), zone), end_of(day, zone)
    begins = before + dt.timedelta(microseconds=1)
    assert before == end or begins.astimezone(zone).date() == day
    assert before <= end

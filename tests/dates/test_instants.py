"""Dates in a time zone ↔ instants: clock changes, skipped dates, and the ends of the calendar."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from frontline.dates.edtf import on_day, parse_edtf, parse_known
from frontline.dates.hints import offsets
from frontline.dates.instants import before, end_of, in_utc, in_zone, start_of, utc_offset

ZONES = [
    "UTC",
    "Europe/Kyiv",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "America/St_Johns",
]
ENDS = [dt.date(1, 1, 1), dt.date(1, 1, 2), dt.date(9999, 12, 30), dt.date(9999, 12, 31)]
FIRST, LAST = (end.replace(tzinfo=dt.UTC) for end in (dt.datetime.min, dt.datetime.max))


@pytest.mark.parametrize("zone", [ZoneInfo(name) for name in ZONES])
@pytest.mark.parametrize("day", ENDS)
def test_dates_at_the_ends_of_the_calendar_have_instants_in_order(day, zone):
    assert FIRST <= start_of(day, zone) <= end_of(day, zone) <= LAST
    known = parse_known(day.isoformat(), zone)
    assert (known.day, known.instant) == (day, start_of(day, zone))
    for time in ("00:00", "12:00", "23:59"):
        for offset in ("Z", "+14:00", "-12:00"):
            known = parse_known(f"{day}T{time}{offset}", zone)
            assert abs(known.day - day) <= dt.timedelta(days=2)
            assert known.instant <= end_of(known.day, zone)
    assert end_of(ENDS[0], zone) < start_of(ENDS[2], zone)
    assert utc_offset(zone, day)
    assert day == dt.date.min or len(offsets(dt.datetime.combine(day, dt.time(12)), zone)) == 1


def test_instants_beyond_the_calendar_are_its_ends():
    kyiv, alaska = ZoneInfo("Europe/Kyiv"), ZoneInfo("America/Anchorage")
    assert in_utc(dt.datetime(1, 1, 1, tzinfo=kyiv)) == FIRST
    assert in_utc(dt.datetime(9999, 12, 31, 23, tzinfo=alaska)) == LAST
    assert in_zone(FIRST, alaska).date() == dt.date.min
    assert in_zone(LAST, kyiv).date() == dt.date.max
    assert before(end_of(dt.date.min, kyiv), 72) == FIRST


def test_years_and_months_at_the_ends_are_whole():
    assert parse_edtf("0001").start == dt.date.min
    assert parse_edtf("0001-01").end == dt.date(1, 2, 1)
    assert parse_edtf("9998-12").end == parse_edtf("9998").end == dt.date(9999, 1, 1)
    for text in ("9999", "9999-12", "9999-12-31"):
        assert parse_edtf(text).end is None
    assert parse_edtf("9999-11").end == dt.date(9999, 12, 1)
    assert (on_day(dt.date.max).end, on_day(dt.date(9999, 12, 30)).end) == (None, dt.date.max)


TWICE = {  # the last hour of the day occurs twice: zone, day, offsets of 23:30
    "Asia/Damascus": ("2021-10-28", "+03:00", "+02:00"),
    "Asia/Beirut": ("2021-10-30", "+03:00", "+02:00"),
    "Africa/Cairo": ("2023-10-26", "+03:00", "+02:00"),
}


@pytest.mark.parametrize("name", TWICE)
def test_the_second_23_hours_belong_to_their_day(name):
    day, *both = TWICE[name]
    zone, date = ZoneInfo(name), dt.date.fromisoformat(day)
    known = [parse_known(f"{day}T23:30{offset}", zone) for offset in both]
    assert [moment.day for moment in known] == [date, date]
    assert (known[1].instant - known[0].instant) == dt.timedelta(hours=1)
    assert known[1].instant < end_of(date, zone)
    assert end_of(date, zone) - start_of(date, zone) > dt.timedelta(hours=24.99)
    assert offsets(dt.datetime.fromisoformat(f"{day}T23:30"), zone) == tuple(both)
    assert utc_offset(zone, date) == "UTC+2"


SKIPPED = {"Pacific/Apia": "2011-12-30", "Pacific/Kwajalein": "1993-08-21"}


@pytest.mark.parametrize("name", SKIPPED)
def test_a_skipped_date_has_no_length(name):
    zone, date = ZoneInfo(name), dt.date.fromisoformat(SKIPPED[name])
    day = dt.timedelta(days=1)
    assert start_of(date, zone) == start_of(date + day, zone)
    assert start_of(date - day, zone) + day == start_of(date + day, zone)
    assert in_zone(end_of(date - day, zone), zone).date() == date - day
    assert in_zone(start_of(date + day, zone), zone).date() == date + day
    assert offsets(dt.datetime.combine(date, dt.time(12)), zone) == ()


def test_an_offset_with_seconds_keeps_its_seconds():
    liberia = ZoneInfo("Africa/Monrovia")
    assert start_of(dt.date(1960, 1, 1), liberia).time() == dt.time(0, 44, 30)
    assert parse_known("1960-01-01T00:44:29Z", liberia).day == dt.date(1959, 12, 31)
    assert parse_known("1960-01-01T00:44:30Z", liberia).day == dt.date(1960, 1, 1)
    assert utc_offset(liberia, dt.date(1960, 1, 1)) == "UTC-0:44:30"
    assert utc_offset(liberia, dt.date(1980, 1, 1)) == "UTC"
    assert utc_offset(ZoneInfo("Asia/Kathmandu"), dt.date(2024, 1, 1)) == "UTC+5:45"

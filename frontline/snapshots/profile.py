"""Profiles: how the dated files of a publisher are read, as data; users can write their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Final

from frontline.dates.edtf import day_before, parse_day, parse_edtf
from frontline.dates.hints import offset_hint, offsets
from frontline.dates.instants import before, in_utc, in_zone
from frontline.errors import DataError, InvalidValue, Issue, RefusedInput, UsageError
from frontline.intake.field_messages import quoted, suggest
from frontline.intake.formats.date_patterns import moment, pattern, precision_of
from frontline.intake.formats.keyed_record import read_toml
from frontline.intake.formats.linear_patterns import pattern_test
from frontline.intake.formats.record import Record
from frontline.intake.record_shape import parse
from frontline.intake.snapshots_table import ProfileTable, RuleTable
from frontline.model import Control
from frontline.snapshots.what_is_there import properties_in_words

_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)

_TIMESTAMP: Final = re.compile(r"\d{9,13}", re.ASCII)
_SECONDS_DIGITS: Final = 10
_ENDS: Final = {"begin": "end"}
"""Properties of a first date → that of the last date, unless the profile names another: KML."""

_YEAR: Final = re.compile(r"(?<![\d-])\d{4}(?![\d-])", re.ASCII)

_PROFILES: Final = resources.files(__package__) / "profiles"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """The first and the last date of a map and, if known, its instant in UTC."""

    day: date
    last: date
    instant: datetime | None = None


@dataclass(frozen=True)
class Profile:
    """How the dated files of one publisher are read: dates, and classes of control.

    Attributes
    ----------
    name : str
        Name of the profile.
    table : ProfileTable
        Its settings.
    """

    name: str
    table: ProfileTable

    @cached_property
    def _named(self) -> dict[str, Moment]:
        return {}

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        return [pattern(text) for text in self.table.date]

    @cached_property
    def _rules(self) -> list[tuple[list[tuple[str, Callable[[str], bool]]], RuleTable]]:
        return [
            ([(key, pattern_test(text)) for key, text in rule.match.items()], rule)
            for rule in self.table.rules
        ]

    def with_settings(self, settings: Mapping[str, Any]) -> Profile:
        """Return the profile with some settings with_settings.

        Parameters
        ----------
        settings : Mapping
            Settings to change, by key.

        Returns
        -------
        Profile
            The same profile if there is nothing to change.
        """
        if not settings:
            return self
        current_settings = self.table.model_dump(
            include=self.table.model_fields_set, exclude_unset=True
        )
        values = {**current_settings, "timezone": self.table.timezone.key, **settings}
        return profile_from_record(self.name, Record(f"profile {self.name}", 0, values))

    def span(self, name: str, values: Mapping[str, Any]) -> Moment:
        """Return when a feature counts: from ``dates``, its properties or the file name.

        Parameters
        ----------
        name : str
            Path of the file.
        values : Mapping
            Properties of the feature.

        Returns
        -------
        Moment
            First and last date, and the instant if it is known and the only one.

        Raises
        ------
        RefusedInput
            If there is no date, or an end before its start.
        """
        for key in (name, Path(name).name):
            if key in self.table.dates:
                return self._span_from(self.table.dates[key])
        value = values.get(self.table.date_property or "")
        if value in (None, ""):
            if name not in self._named:  # a file can have many features
                self._named[name] = self._moment_in_name(name, values)
            return self._named[name]
        first = self._span_from(value)
        end = values.get(self.table.end_property or _ENDS.get(self.table.date_property or "", ""))
        if end in (None, ""):
            return first
        last = self._last_day(end, first.day)
        if last < first.day:
            raise RefusedInput("FL105", f"{quoted(value)} to {quoted(end)} ends before it starts")
        return Moment(first.day, last)

    def _span_from(self, value: Any) -> Moment:
        """Read a day, an instant, or a month, year or interval."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = value.isoformat() if isinstance(value, date) else str(value).strip()
        if not isinstance(value, date) and not _TIMESTAMP.fullmatch(text):
            with suppress(InvalidValue):
                when = parse_edtf(text)
                if when.start and when.end and not when.approximate and not when.uncertain:
                    return Moment(when.start, day_before(when.end))
        return self._moment_from(text)

    def _last_day(self, end: Any, first: date) -> date:
        """Return the last day that is over at an end; a last date, month or year is included."""
        end_read = self._span_from(end)
        if end_read.instant is None or end_read.day == first:
            return end_read.last
        just_after = self._moment_at(end_read.instant + timedelta(minutes=1))
        return day_before(just_after.day)

    def _moment_in_name(self, name: str, values: Mapping[str, Any]) -> Moment:
        """Return the last moment in a path, using the first pattern that matches.

        Two days in the file name itself are refused; the names of folders may contain other days.
        """
        for regex in self._patterns:
            days_in_file_name = {named.day for named in self._moments_in(regex, Path(name).name)}
            if len(days_in_file_name) > 1:
                days = " and ".join(map(str, sorted(days_in_file_name)))
                message = f"the name has the dates {days}: choose one under [dates] of the profile"
                raise RefusedInput("FL029", message)
            if moments := self._moments_in(regex, name):
                return moments[-1]
        message = f"no date in the name: expected {' or '.join(self.table.date)}"
        if _YEAR.search(Path(name).stem):
            message += ", or %Y for maps of years (--date-pattern)"
        properties = properties_in_words(values)
        if self.table.date_property:
            remedy = f'nor in "{self.table.date_property}", the "date_property": the properties are'
        else:
            remedy = 'or a "date_property" in the profile, one of'
        raise RefusedInput("FL029", f"{message}, {remedy} {properties}")

    def _moments_in(self, regex: re.Pattern[str], name: str) -> list[Moment]:
        moments = []
        for match in regex.finditer(name):
            try:
                parts = match.groupdict()
                time_found = moment(parts, self.table.timezone)
            except InvalidValue as invalid:
                raise RefusedInput(invalid.code, str(invalid)) from invalid
            except (ValueError, OverflowError):
                continue
            moments.append(
                self._moment_at(time_found)
                if isinstance(time_found, datetime)
                else _moment_of(time_found.isoformat()[: precision_of(parts)])
            )
        return moments

    def _moment_from(self, text: str) -> Moment:
        """Read a day, an instant, or seconds or milliseconds since 1970."""
        zone = self.table.timezone
        try:
            if _TIMESTAMP.fullmatch(text):
                time_read = self._instant_of(text)
            elif _TIME.fullmatch(text):
                time_read = datetime.fromisoformat(text)
                if time_read.tzinfo is None and len(offsets(time_read, zone)) != 1:
                    raise InvalidValue("FL120", f"{text}: {offset_hint(time_read, zone, text)}")
                time_read = time_read if time_read.tzinfo else time_read.replace(tzinfo=zone)
            else:
                day = parse_day(text)
                return Moment(day, day)
        except InvalidValue as invalid:
            raise RefusedInput(invalid.code, str(invalid)) from invalid
        except (ValueError, OverflowError) as error:
            message = f"{quoted(text)} is not a calendar date or clock time"
            raise RefusedInput("FL104", message) from error
        assert isinstance(time_read, datetime)  # noqa: S101  # dates have returned
        return self._moment_at(time_read)

    def _instant_of(self, digits: str) -> date | datetime:
        """Read a timestamp in the unit of the profile."""
        if self.table.date_unit == "ms":
            return datetime.fromtimestamp(int(digits) / 1000, UTC)
        if len(digits) > _SECONDS_DIGITS:
            message = "is not a time in seconds since 1970: for milliseconds, set date_unit"
            raise InvalidValue("FL104", f'{digits} {message} = "ms" in the profile')
        return moment({"s": digits}, self.table.timezone)

    def _moment_at(self, instant: datetime) -> Moment:
        """Return the moment of an instant; before the cut-off hour it counts for the day before."""
        local_time = in_zone(instant, self.table.timezone).replace(tzinfo=None)
        day = before(local_time, self.table.cutoff_hour).date()
        return Moment(day, day, in_utc(instant))

    def classify(self, values: Mapping[str, Any], file: str, layer: str = "") -> Control | str:
        """Classify a polygon by the properties of its feature.

        Parameters
        ----------
        values : Mapping
            Properties of the feature.
        file : str
            Path of the file, which rules can match as ``file``.
        layer : str, optional
            Layer of the feature, which rules can match as ``layer``.

        Returns
        -------
        Control or str
            Class, or the reason why it is dropped.
        """
        around = {"file": file, "layer": layer or None}
        for tests, rule in self._rules:
            if all(_matches(test, values, key, around) for key, test in tests):
                return rule.drop or Control(rule.status or "held", rule.side)
        if self._rules:
            return "matches no rule of the profile"
        side = str(values.get(self.table.side_property) or "").strip() or None
        status = str(values.get(self.table.status_property) or "").strip().lower()
        status = status or ("held" if side else "")
        if status in ("held", "claimed"):
            return Control(status, side) if side else f'no side, which the status "{status}" needs'  # type: ignore[arg-type]
        if status in ("contested", "unknown"):
            return Control(status)  # type: ignore[arg-type]
        return f'unknown status "{status}"' if status else "no side and no status"


def _moment_of(text: str) -> Moment:
    """Return the moment of a day, a month or a year, as ISO 8601."""
    interval = parse_edtf(text)
    assert interval.start and interval.end  # noqa: S101  # it is one of these
    return Moment(interval.start, day_before(interval.end))


def _matches(
    test: Callable[[str], bool],
    values: Mapping[str, Any],
    key: str,
    around: Mapping[str, str | None],
) -> bool:
    value = values[key] if key in values else around.get(key)
    return value is not None and test(str(value))


def names() -> list[str]:
    """List the names of the built-in profiles."""
    paths = (Path(file.name) for file in _PROFILES.iterdir())
    return sorted(path.stem for path in paths if path.suffix == ".toml")


def load(name: str) -> Profile:
    """Load a profile by its name, or from a TOML file.

    Parameters
    ----------
    name : str
        Name, or path that ends in ``.toml``.

    Returns
    -------
    Profile
        The profile.

    Raises
    ------
    UsageError
        If no profile has that name.
    DataError
        If the file has problems; the error carries all of them.

    Examples
    --------
    >>> load("isw").table.timezone.key
    'America/New_York'
    """
    is_file = name.endswith(".toml")
    if not is_file and name not in names():
        built_in = names()
        hint = suggest(name, built_in) or f": expected {', '.join(built_in)} or a .toml file"
        raise UsageError(f'no profile "{name}"{hint}')
    path = Path(name) if is_file else Path(str(_PROFILES / f"{name}.toml"))
    try:
        record = read_toml(path, path.resolve().parent)
    except RefusedInput as refused:
        raise DataError([refused.issue(path)]) from refused
    return profile_from_record(path.stem, record)


def profile_from_record(name: str, record: Record) -> Profile:
    """Read a profile from a TOML table.

    Parameters
    ----------
    name : str
        Name of the profile.
    record : Record
        The table.

    Returns
    -------
    Profile
        The profile.

    Raises
    ------
    DataError
        If the table has problems; the error carries all of them.
    """
    from zoneinfo import ZoneInfo

    issues: list[Issue] = []
    table = parse(ProfileTable, record, issues, ZoneInfo("UTC"))
    if table is not None:
        issues += (record.issue(*fault) for fault in _profile_faults(table))
    if issues or table is None:
        raise DataError(issues)
    return Profile(name, table)


def _profile_faults(table: ProfileTable) -> Iterable[tuple[str, str, str]]:
    """Yield the faults of a profile's rules and patterns: code, message, key."""
    sides = {side.id for side in table.sides}
    for number, rule in enumerate(table.rules, 1):
        status = rule.status or "held"
        if rule.drop is None and (rule.side is None) == (status in ("held", "claimed")):
            message = "needs" if rule.side is None else "cannot have"
            yield "FL127", f'rule {number}: the status "{status}" {message} a "side"', "rules"
        if rule.side and sides and rule.side not in sides:
            hint = suggest(rule.side, sorted(sides))
            message = f'rule {number}: side "{rule.side}" is not in [[sides]]{hint}'
            yield "FL203", message, "rules"
    for text in table.date:
        try:
            pattern(text)
        except UsageError as error:
            yield "FL137", str(error), "date"

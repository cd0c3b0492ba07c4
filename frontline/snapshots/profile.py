"""Profiles: how the dated files of a publisher are read, as data; users can write their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Final

from frontline.dates.edtf import parse_day
from frontline.dates.hints import no_offset, offsets
from frontline.errors import DataError, Issue, Refused, UsageError, Wrong
from frontline.intake.field_messages import quoted, suggest
from frontline.intake.formats.date_patterns import moment, pattern
from frontline.intake.formats.keyed_record import read_toml
from frontline.intake.formats.record import Record
from frontline.intake.record_shape import parse
from frontline.intake.snapshots_table import ProfileTable, RuleTable
from frontline.model import Control

_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)


_PROFILES: Final = resources.files(__package__) / "profiles"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """The date of a map and, where it is known, its instant in UTC."""

    day: date
    at: datetime | None = None


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
    def _patterns(self) -> list[re.Pattern[str]]:
        return [pattern(text) for text in self.table.date]

    @cached_property
    def _rules(self) -> list[tuple[list[tuple[str, re.Pattern[str]]], RuleTable]]:
        return [
            ([(key, re.compile(text)) for key, text in rule.match.items()], rule)
            for rule in self.table.rules
        ]

    def changed(self, given: Mapping[str, Any]) -> Profile:
        """Return the profile with some settings changed.

        Parameters
        ----------
        given : Mapping
            Keys of the profile.

        Returns
        -------
        Profile
            The same profile where nothing is given.
        """
        if not given:
            return self
        kept = self.table.model_dump(include=self.table.model_fields_set, exclude_unset=True)
        values = {**kept, "timezone": self.table.timezone.key, **given}
        return of_record(self.name, Record(f"profile {self.name}", 0, values))

    def moment(self, name: str, values: Mapping[str, Any]) -> Moment:
        """Return the date of a feature: by the mapping, a property or the name.

        Parameters
        ----------
        name : str
            Path of the file.
        values : Mapping
            Properties of the feature.

        Returns
        -------
        Moment
            Date, and the instant where it is known.
        """
        for key in (name, Path(name).name):
            if key in self.table.dates:
                return self._read(self.table.dates[key])
        value = values.get(self.table.date_property or "")
        if value not in (None, ""):
            return self._read(value)
        return self._named(name)

    def _named(self, name: str) -> Moment:
        """Return the last moment in a name, by the first pattern that finds any.

        Two days in the name of the file itself are refused; folders may have days of their own.
        """
        for regex in self._patterns:
            own = {each.day for each in self._all(regex, Path(name).name)}
            if len(own) > 1:
                days = " and ".join(map(str, sorted(own)))
                message = f"the name has the dates {days}: choose one under [dates] of the profile"
                raise Refused("FL029", message)
            if moments := self._all(regex, name):
                return moments[-1]
        raise Refused("FL029", f"no date in the name: expected {' or '.join(self.table.date)}")

    def _all(self, regex: re.Pattern[str], name: str) -> list[Moment]:
        moments = []
        for match in regex.finditer(name):
            try:
                at = moment(match.groupdict(), self.table.timezone)
            except Wrong as wrong:
                raise Refused(wrong.code, str(wrong)) from wrong
            except (ValueError, OverflowError):
                continue
            moments.append(self._of(at) if isinstance(at, datetime) else Moment(at))
        return moments

    def _read(self, value: Any) -> Moment:
        """Read a day, an instant, or seconds since 1970."""
        text = value.isoformat() if isinstance(value, date) else str(value).strip()
        zone = self.table.timezone
        try:
            if re.fullmatch(r"\d{9,10}", text, re.ASCII):
                at = moment({"s": text}, zone)
            elif _TIME.fullmatch(text):
                at = datetime.fromisoformat(text)
                if at.tzinfo is None and len(offsets(at, zone)) != 1:
                    raise Wrong("FL120", f"{text}: {no_offset(at, zone, text)}")
                at = at if at.tzinfo else at.replace(tzinfo=zone)
            else:
                at = parse_day(text)
        except Wrong as wrong:
            raise Refused(wrong.code, str(wrong)) from wrong
        except (ValueError, OverflowError) as error:
            value = f"{quoted(text)} is not a calendar date or clock time"
            raise Refused("FL104", value) from error
        return self._of(at) if isinstance(at, datetime) else Moment(at)

    def _of(self, at: datetime) -> Moment:
        """Date an instant: before the cut-off hour it counts for the day before."""
        local = at.astimezone(self.table.timezone).replace(tzinfo=None)
        return Moment((local - timedelta(hours=self.table.cutoff_hour)).date(), at.astimezone(UTC))

    def judge(self, values: Mapping[str, Any], file: str) -> Control | str:
        """Classify a polygon by the properties of its feature.

        Parameters
        ----------
        values : Mapping
            Properties of the feature.
        file : str
            Path of the file, which rules can match as ``file``.

        Returns
        -------
        Control or str
            Class, or the reason why it is dropped.
        """
        for tests, rule in self._rules:
            if all(_fits(regex, values, key, file) for key, regex in tests):
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


def _fits(regex: re.Pattern[str], values: Mapping[str, Any], key: str, file: str) -> bool:
    value = file if key == "file" and key not in values else values.get(key)
    return value is not None and regex.search(str(value)) is not None


def names() -> list[str]:
    """List the profiles that come with frontline."""
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
        With every issue of the file.

    Examples
    --------
    >>> load("isw").table.timezone.key
    'America/New_York'
    """
    own = name.endswith(".toml")
    if not own and name not in names():
        known = names()
        hint = suggest(name, known) or f": expected {', '.join(known)} or a .toml file"
        raise UsageError(f'no profile "{name}"{hint}')
    path = Path(name) if own else Path(str(_PROFILES / f"{name}.toml"))
    try:
        record = read_toml(path, path.resolve().parent)
    except Refused as refused:
        raise DataError([refused.issue(path)]) from refused
    return of_record(path.stem, record)


def of_record(name: str, record: Record) -> Profile:
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
        With every issue of the table.
    """
    from zoneinfo import ZoneInfo

    issues: list[Issue] = []
    table = parse(ProfileTable, record, issues, ZoneInfo("UTC"))
    if table is not None:
        issues += (record.issue(*odd) for odd in _odd(table))
    if issues or table is None:
        raise DataError(issues)
    return Profile(name, table)


def _odd(table: ProfileTable) -> Iterable[tuple[str, str, str]]:
    """Yield the faults of a profile's rules and patterns: code, message, key."""
    sides = {side.id for side in table.sides}
    for number, rule in enumerate(table.rules, 1):
        status = rule.status or "held"
        if rule.drop is None and (rule.side is None) == (status in ("held", "claimed")):
            message = "needs" if rule.side is None else "cannot have"
            yield "FL127", f'rule {number}: the status "{status}" {message} a "side"', "rules"
        if rule.side and sides and rule.side not in sides:
            near = suggest(rule.side, sorted(sides))
            message = f'rule {number}: side "{rule.side}" is not in [[sides]]{near}'
            yield "FL203", message, "rules"
    for text in table.date:
        try:
            pattern(text)
        except UsageError as error:
            yield "FL137", str(error), "date"

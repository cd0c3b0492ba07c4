"""Scene → the tables of a report: changes, claims, controlled areas and sources."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import fsum, isnan
from typing import Final

from frontline.analysis import area_by_date, periods
from frontline.analysis.area_ranges import RangesByDate
from frontline.analysis.balance import holder
from frontline.analysis.gains import area_of_changes, sides_without_initial_holder
from frontline.analysis.quality import ranges
from frontline.analysis.transitions import map_day
from frontline.dates.edtf import Known
from frontline.dates.steps import STEPS
from frontline.errors import UsageError
from frontline.language.speaker import Speaker, speaker
from frontline.model import Claim
from frontline.scene.homonyms import unit_of
from frontline.scene.scene import Scene
from frontline.text.attribution import change_groups, claimants
from frontline.text.claim_sentences import claim_words
from frontline.text.gain_words import NOBODY, holder_words, holders
from frontline.text.lookups import names_of, sides_of, snapshot
from frontline.text.phrases import control_words, date_words
from frontline.text.references import cited_sources


@dataclass(frozen=True, slots=True)
class Link:
    """A web address: a link in formats with links, otherwise text."""

    url: str


Cell = str | int | float | date | Link | None
"""The content of a cell; a float is an area in km², None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    name : str
        Name of its file or sheet.
    caption : str
        Caption.
    columns : tuple of str
        Column headings.
    rows : tuple of tuple of Cell
        Contents.
    """

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")

DAYS_BY_DAY: Final = 31
"""Maximum number of days for a table by day; up to eight times as many, it is by week."""


def tables(
    scene: Scene, first: date | str | None = None, last: date | str | None = None
) -> tuple[Table, ...]:
    """Return the tables of a scene, in its language.

    Parameters
    ----------
    scene : Scene
        The map.
    first, last : date or str, optional
        First and last date, both included. Default: the whole period. Claims are selected by the
        date on which they became known.

    Returns
    -------
    tuple of Table
        ``changes``, ``claims``, ``ground`` and ``sources``.

    Raises
    ------
    UsageError
        If a date is not in the period, or ``last`` lies before ``first``.

    Examples
    --------
    >>> import frontline
    >>> scene = frontline.build(frontline.load("frontline/starter"))
    >>> changes, *_ = tables(scene, "2024-03-07", "2024-03-07")
    >>> changes.rows[0][:5]
    (datetime.date(2024, 3, 7), 'Birch', None, 'held by the South', 'held by the North')
    """
    start = snapshot(scene, scene.dates[0] if first is None else first).date
    end = snapshot(scene, scene.dates[-1] if last is None else last).date
    if end < start:
        raise UsageError(f"to: {end} lies before {start}")
    is_whole_period = (first, last) == (None, None)
    say = speaker(scene.header)
    dates = {"from": date_words(start, say.language), "until": date_words(end, say.language)}
    claims = [claim for claim in scene.claims if is_whole_period or start <= claim.known.day <= end]
    contents = (
        ("changes", "table_changes", _CHANGES, _changes(scene, say, start, end)),
        ("claims", "table_claims", _CLAIMS, _claims(scene, say, claims)),
        ("ground", "table_ground", _AREAS, _areas(scene, say, start, end)),
        ("sources", "table_sources", _SOURCES, _sources(scene, say)),
    )
    return tuple(
        Table(name, say(caption, **dates), tuple(say(head) for head in headings), tuple(rows))
        for name, caption, headings, rows in contents
    )


_CHANGES: Final = (
    *("head_date", "head_place", "table_unit", "table_before", "table_after"),
    *("says_so", "says_otherwise", "sources", "table_km2"),
)
_CLAIMS: Final = (
    *("head_place", "date", "known", "head_who", "table_about", "head_what", "table_kind"),
    *("sources", "table_note"),
)
_AREAS: Final = (
    *("table_period", "table_first", "table_last", "twin_side", "table_low", "table_high"),
    *("table_has", "table_claimed"),
    *("table_gained", "table_lost", "table_net"),
)
_SOURCES: Final = (
    *("number", "head_publisher", "head_title", "head_published", "language"),
    *("table_speaks_for", "table_reliability", "head_terms", "table_address", "head_archive"),
)


def _changes(scene: Scene, say: Speaker, start: date, end: date) -> Iterator[tuple[Cell, ...]]:
    """Yield a row per change of control, with claimants for and against it, and its area."""
    names, sides, km2_by_change = names_of(scene), sides_of(scene), area_of_changes(scene)
    admin = {place.id: unit_of(place.admin) for place in scene.places}
    for group in change_groups(
        scene, (change for change in scene.changes_of_control if start <= change.date <= end)
    ):
        before, after = (
            control_words(change, sides, say) for change in (group.before, group.after)
        )
        for_change, against_change = (
            "; ".join(claimants(claims)) for claims in (group.says, group.against)
        )
        publishers = _publishers(scene, *group.says, *group.against)
        for id in group.places:
            place = (group.date, names.get(id, id), admin.get(id))
            km2 = km2_by_change.get((group.date, id))
            yield (*place, before, after, for_change, against_change, publishers, km2)


def _claims(scene: Scene, say: Speaker, claims: list[Claim]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row per place of each claim, by place, then by known time."""
    names = names_of(scene)
    located = [(names.get(id, id), claim) for claim in claims for id in claim.places]
    without_place = [("", claim) for claim in claims if not claim.places]

    def order(row: tuple[str, Claim]) -> tuple[str, Known, str]:
        name, claim = row
        return name, claim.known, claim.id

    for name, claim in (*sorted(located, key=order), *sorted(without_place, key=order)):
        yield (
            name,
            _dated(claim.when.text),
            claim.known.day,
            claim.claimant,
            say.word("about", claim.about),
            claim_words(scene, say, claim),
            say.word("claim", claim.form),
            _publishers(scene, claim),
            claim.note,
        )


def _dated(text: str | None) -> Cell:
    """Return an ISO date as a date, and any other text unchanged."""
    return date.fromisoformat(text) if text and _DAY.fullmatch(text) else text


def _publishers(scene: Scene, *claims: Claim) -> str:
    by_id = {source.id: source.publisher for source in scene.sources}
    cited = dict.fromkeys(id for claim in claims for id in claim.sources)
    return "; ".join(dict.fromkeys(by_id[id] for id in cited if id in by_id))


def _areas(scene: Scene, say: Speaker, start: date, end: date) -> Iterator[tuple[Cell, ...]]:
    """Yield a row per period and holder, with its area at the end, gains and losses.

    The holders are the sides, then contested and unknown if any area becomes or ceases to be so:
    the net of all rows of a period is zero. The area of the side that initially held everything
    is not measured.
    """
    length = (end - start).days + 1
    limits = (DAYS_BY_DAY, 8 * DAYS_BY_DAY, 60 * DAYS_BY_DAY)
    by = STEPS[max(bisect_left(limits, length), STEPS.index(scene.header.step))]
    classes, areas_by_date = area_by_date.area_table(scene)
    shown = set(scene.dates)
    measured = sides_without_initial_holder(scene.header)
    all_periods = list(periods.periods(scene, by, start, end))
    changed_hands = {control for period in all_periods for control in period.balance.controls}
    sides, found = sides_of(scene), ranges(scene)
    for period in all_periods:
        day = map_day(scene.header, period.last) if period.maps else period.last
        if day in shown:
            areas = dict(zip(classes, areas_by_date[scene.number(day)].tolist(), strict=True))
        else:
            areas = dict.fromkeys(classes, 0.0) | area_by_date.areas_of(scene.at(day))
        for each in holders(scene.header.sides):
            if each in NOBODY and each not in changed_hands.union(classes):
                continue
            held = [
                (control.status, km2) for control, km2 in areas.items() if holder(control) == each
            ]
            total = fsum(km2 for _, km2 in held)
            claimed = (
                fsum(km2 for status, km2 in held if status == "claimed") if each.side else None
            )
            is_measured = not isnan(total) and (
                each.side in measured if each.side else each in classes
            )
            tally = period.balance.tally(each)
            changed = (tally.gain_km2, tally.loss_km2, tally.net_km2)
            yield (
                *(period.label, period.first, period.last, holder_words(each, sides, say)),
                *_ends(found.get(each.side or each), day if is_measured else None, total),
                *((total, claimed) if is_measured else (None, None)),
                *(changed if period.maps else (None, None, None)),
            )


def _ends(of_holder: RangesByDate | None, day: date | None, km2: float) -> tuple[Cell, Cell]:
    """Return the lowest and the highest value of an area; equal where it is a single figure."""
    if day is None:
        return None, None
    found = of_holder.on(day) if of_holder else None
    return (found.low, found.high) if found else (km2, km2)


def _sources(scene: Scene, say: Speaker) -> Iterator[tuple[Cell, ...]]:
    sides = sides_of(scene)
    for number, source in enumerate(cited_sources(scene), 1):
        yield (
            number,
            source.publisher,
            source.title,
            _dated(source.published),
            source.language,
            sides[source.side].name if source.side in sides else source.side,
            source.reliability,
            source.licence,
            Link(source.url) if source.url else None,
            Link(source.archive_url) if source.archive_url else None,
        )

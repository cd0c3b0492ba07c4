"""Scene → the tables of a report: what changed, what was said, the ground, the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import fsum, isnan
from typing import Final

from frontline.analysis import periods
from frontline.analysis.gains import ground_of_changes, movers, unit_of
from frontline.analysis.transitions import map_day
from frontline.dates.edtf import day_after, days
from frontline.errors import UsageError
from frontline.language.speaker import Speaker, speaker
from frontline.model import Claim
from frontline.scene.scene import Scene
from frontline.text.attribution import change_groups, claimants
from frontline.text.claim_sentences import claim_words
from frontline.text.lookups import names_of, sides_of, snapshot
from frontline.text.phrases import control_words, date_words
from frontline.text.references import cited_sources


@dataclass(frozen=True, slots=True)
class Link:
    """Hold the address of a page: a link where a table can have one, else its text."""

    url: str


Cell = str | int | float | date | Link | None
"""What stands in a table; a float is an area in km², None is nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table: its ``name`` for files and sheets, its caption, the heads, the rows."""

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")

DAYS_BY_DAY: Final = 31
"""Up to so many days the ground is told by day, up to eight times so many by week."""


def tables(
    scene: Scene, first: date | str | None = None, last: date | str | None = None
) -> tuple[Table, ...]:
    """Return the tables of a scene, in its language: changes, claims, ground, sources.

    ``first`` and ``last`` cut the period, both included; claims count by the day on which they
    became known. Raises UsageError for a day that is not in the period, or out of order.
    """
    one = snapshot(scene, scene.dates[0] if first is None else first).date
    two = snapshot(scene, scene.dates[-1] if last is None else last).date
    if two < one:
        raise UsageError(f"to: {two} lies before {one}")
    whole = (first, last) == (None, None)
    say = speaker(scene.header)
    ends = {"from": date_words(one, say.language), "until": date_words(two, say.language)}
    claims = [c for c in scene.claims if whole or one <= c.known.day <= two]
    made = (
        ("changes", "table_changes", _CHANGES, _changes(scene, say, one, two)),
        ("claims", "table_claims", _CLAIMS, _claims(scene, say, claims)),
        ("ground", "table_ground", _GROUND, _ground(scene, say, one, two)),
        ("sources", "table_sources", _SOURCES, _sources(scene, say)),
    )
    return tuple(
        Table(name, say(caption, **ends), tuple(say(head) for head in heads), tuple(rows))
        for name, caption, heads, rows in made
    )


_CHANGES: Final = (
    *("head_date", "head_place", "table_unit", "table_before", "table_after"),
    *("says_so", "says_otherwise", "sources", "table_km2"),
)
_CLAIMS: Final = (
    *("head_place", "date", "known", "head_who", "table_about", "head_what", "table_kind"),
    *("sources", "table_note"),
)
_GROUND: Final = (
    *("table_period", "table_first", "table_last", "twin_side", "table_has", "table_claimed"),
    *("table_gained", "table_lost", "table_net"),
)
_SOURCES: Final = (
    *("number", "head_publisher", "head_title", "head_published", "language"),
    *("table_speaks_for", "table_reliability", "head_terms", "table_address", "head_archive"),
)


def _changes(scene: Scene, say: Speaker, one: date, two: date) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each change: by whom, against whom, and the ground that passed with it."""
    names, sides, ground = names_of(scene), sides_of(scene), ground_of_changes(scene)
    admin = {place.id: unit_of(place.admin) for place in scene.places}
    for move in change_groups(scene, (c for c in scene.changes if one <= c.date <= two)):
        before, after = (control_words(c, sides, say) for c in (move.before, move.after))
        who, against = ("; ".join(claimants(claims)) for claims in (move.says, move.against))
        where = _publishers(scene, *move.says, *move.against)
        for id in move.places:
            place = (move.date, names.get(id, id), admin.get(id))
            yield (*place, before, after, who, against, where, ground.get((move.date, id)))


def _claims(scene: Scene, say: Speaker, claims: list[Claim]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each place of each claim, by place, then by when it became known."""
    names = names_of(scene)
    places = [(names.get(id, id), claim) for claim in claims for id in claim.places]
    nowhere = [("", claim) for claim in claims if not claim.places]
    order = sorted(places, key=lambda one: (one[0], one[1].known, one[1].id))
    for place, claim in (*order, *sorted(nowhere, key=lambda one: (one[1].known, one[1].id))):
        yield (
            place,
            _dated(claim.when.text),
            claim.known.day,
            claim.claimant,
            say.word("about", claim.about),
            claim_words(scene, say, claim),
            say.word("claim", claim.kind),
            _publishers(scene, claim),
            claim.note,
        )


def _dated(text: str | None) -> Cell:
    """Return a day as a day; what is less or more exact stays as it is written."""
    return date.fromisoformat(text) if text and _DAY.fullmatch(text) else text


def _publishers(scene: Scene, *claims: Claim) -> str:
    by_id = {source.id: source.publisher for source in scene.sources}
    cited = dict.fromkeys(id for claim in claims for id in claim.sources)
    return "; ".join(dict.fromkeys(by_id[id] for id in cited if id in by_id))


def _ground(scene: Scene, say: Speaker, one: date, two: date) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each period and side: what it has at the end, what it gained and lost.

    Of the side that held everything as the period began, what it has is not measured.
    """
    length = len(list(days(one, day_after(two))))
    by = "day" if length <= DAYS_BY_DAY else "week" if length <= 8 * DAYS_BY_DAY else "month"
    classes, km2 = periods.area_table(scene)
    measured = movers(scene)
    for period in periods.periods(scene, by, one, two):
        day = map_day(scene.header, period.last) if period.maps else period.last
        ground = dict(zip(classes, km2[scene.dates.index(day)].tolist(), strict=True))
        for side in scene.header.sides:
            told = [(control, size) for control, size in ground.items() if control.side == side.id]
            has = fsum(size for _, size in told)
            claimed = fsum(size for control, size in told if control.status == "claimed")
            tally = period.balance.side(side.id)
            passed = (tally.gain_km2, tally.loss_km2, tally.net_km2)
            yield (
                *(period.label, period.first, period.last, side.name),
                *((None, None) if side.id not in measured or isnan(has) else (has, claimed)),
                *(passed if period.maps else (None, None, None)),
            )


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

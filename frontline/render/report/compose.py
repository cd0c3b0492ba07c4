"""Scene and two days → the report on what passed between them, in the language of the scene."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from frontline.analysis.gains import movers
from frontline.dates.edtf import utc_offset
from frontline.errors import UsageError
from frontline.language.speaker import direction
from frontline.model import Claim
from frontline.render.figure import describe_figure, render_figure
from frontline.render.page.without_script import change_lines
from frontline.render.report.document import (
    Block,
    Document,
    Figure,
    Grid,
    Link,
    Listing,
    Numbers,
    Paragraph,
    Section,
    Text,
)
from frontline.render.report.facts import Told, tell
from frontline.render.tables.report_tables import Cell, tables
from frontline.scene.scene import Scene
from frontline.system.links import linkable
from frontline.text import credit_lines, lookups, phrases, quantities
from frontline.text.methods import methods
from frontline.text.references import references
from frontline.text.summary import summary_of


def compose(scene: Scene, first: date, last: date, title: str | None = None) -> Document:
    """Write the report on what passed after ``first``, up to ``last``, by all that is known.

    Raises UsageError when a day is not in the period, or the last does not come after the first.
    """
    told, header = tell(scene, first, last), scene.header
    say = told.say
    parts = {
        "numbers": (say("report_numbers"), _numbers),
        "changed": (say("what_changed"), _changed),
        "charts": (say("report_charts"), _charts),
        "changes": (say("report_changes"), _changes),
        "claims": (say("report_claims"), _claims),
        "method": (say("report_method"), _method),
        "log": (say("report_log"), _log),
        "sources": (say("sources"), _sources),
        "credits": (say("report_credits"), _credits),
    }
    sections = (Section(id, head, tuple(write(told))) for id, (head, write) in parts.items())
    maker = [say("map_by", author=header.author)] if header.author else []
    return Document(
        title=title or header.title,
        standfirst=header.summary,
        byline=" · ".join([say("report_period", **told.ends), say("as_known_now"), *maker]),
        author=header.author,
        language=header.language,
        direction=direction(header.language),
        dated=last,
        sections=tuple(_labelled(told, (part for part in sections if part.blocks))),
    )


def _labelled(told: Told, sections: Iterator[Section]) -> Iterator[Section]:
    """Yield the sections with their figures and their tables numbered."""
    numbers = {"report_figure": count(1), "report_table": count(1)}

    def labelled(block: Block) -> Block:
        if not isinstance(block, Figure | Grid):
            return block
        key = "report_figure" if isinstance(block, Figure) else "report_table"
        return replace(block, label=told.say(key, number=next(numbers[key])))

    for section in sections:
        yield replace(section, blocks=tuple(map(labelled, section.blocks)))


def _numbers(told: Told) -> Iterator[Block]:
    """Yield the figures to be seen first: the ground of the sides, what passed, the front."""
    say, before, now = told.say, told.found.before, told.found.after
    since = {"day": told.day(told.first)}
    held = told.scene.side_km2(now.date)
    items = []
    moving = movers(told.scene)
    for side in told.scene.header.sides:
        tally = told.found.whole.balance.side(side.id)
        if side.id in moving and (tally.gain_km2 or tally.loss_km2):
            change = told.km2(tally.net_km2, "+")
            label = say("report_ground", side=side.name, change=change, **since)
            items.append((told.km2(held[side.id]), phrases.capitalized(label)))
    places = len(told.found.whole.balance.handovers)
    items.append((say.number(places, 0), say("report_places", count=places)))
    was, now_km = (sum(map.front_km.values()) for map in (before, now))
    if was or now_km:
        label = say("report_front", km=quantities.km_words(was, say), **since)
        items.append((quantities.km_words(now_km, say), label))
    events = len(told.events)
    items.append((say.number(events, 0), say("report_events", count=events)))
    yield Numbers(tuple(items))


def _changed(told: Told) -> Iterator[Block]:
    """Yield the summary, the map of the last day, and what differs from the first."""
    yield Paragraph((summary_of(told.scene, told.found, brief=True),))
    shown = told.found.after.date
    situation = told.say("situation_now", utc=utc_offset(told.scene.header.zone, shown))
    yield _figure(told, "map", f"{told.day(shown)}. {situation}.")
    ground = told.say("report_change_caption", **told.ends)
    yield _figure(told, "changes", f"{ground}.")


def _charts(told: Told) -> Iterator[Block]:
    """Yield the charts of what the map has, not all have ground, a front, events; and their km²."""
    for kind in ("area", "front", "events"):
        head, note = (told.say(key) for key in (f"figure_{kind}", f"figure_{kind}_note"))
        with suppress(UsageError):
            yield _figure(told, kind, f"{head}. {note}.")
    yield from _ground(told)


def _ground(told: Told) -> Iterator[Block]:
    """Yield what each side had at the end of each day, week or month, what it gained and lost."""
    table = next(
        made
        for made in tables(told.scene, told.first + timedelta(days=1), told.last)
        if made.name == "ground"
    )
    rows = tuple(
        ((_period(told, row),), *((_measured(told, cell),) for cell in row[3:]))
        for row in table.rows
    )
    if any(isinstance(cell, float) and cell for row in table.rows for cell in row):
        yield Grid("", table.caption, (table.columns[0], *table.columns[3:]), rows, frozenset({0}))


def _period(told: Told, row: Sequence[Cell]) -> str:
    """Write the days of a row."""
    label, first, last = row[:3]
    if isinstance(first, date) and isinstance(last, date):
        return told.day(first) if first == last else told.days(first, last)
    return str(label)


def _measured(told: Told, cell: Cell) -> str:
    if cell is None:
        return ""
    return quantities.km2_number(cell, told.say) if isinstance(cell, float) else str(cell)


def _changes(told: Told) -> Iterator[Block]:
    rows = tuple(
        tuple((cell,) for cell in row) for row in change_lines(told.scene, told.say, told.changes)
    )
    if rows:
        heads = ("head_date", "head_place", "control", "says_so", "says_otherwise")
        yield _grid(told, told.say("report_changes_between", **told.ends), heads, rows)


def _claims(told: Told) -> Iterator[Block]:
    """Yield what was said of each place, and who said it when; a place is named once."""
    names = lookups.names_of(told.scene)
    rows: list[tuple[Text, ...]] = []
    for place in sorted(told.places, key=lambda place: (names.get(place, place), place)):
        voices: dict[str, list[Claim]] = {}
        for claim in told.places[place]:
            voices.setdefault(told.said(claim), []).append(claim)
        name = names.get(place, place)
        for what, claims in voices.items():
            who = "; ".join(_voice(told, claim) for claim in claims)
            rows.append(((name,), (what,), (who,)))
            name = ""
    if rows:
        heads = ("head_place", "head_what", "head_who")
        yield _grid(told, told.say("report_claims_between", **told.ends), heads, tuple(rows))


def _voice(told: Told, claim: Claim) -> str:
    """Write who said something, when, and where it is to be read: ``A, 12 May 2024 [3]``."""
    return f"{claim.claimant}, {told.day(claim.known.day)} {told.marks(claim.sources)}".strip()


def _method(told: Told) -> Iterator[Block]:
    """Yield how the map was made, and the notes of the author."""
    yield Paragraph((methods(told.scene),))
    notes = told.scene.header.notes
    if notes:
        items = (f"{note.text} {told.marks(note.sources)}".strip() for note in notes)
        yield Listing(tuple((item,) for item in items))


def _log(told: Told) -> Iterator[Block]:
    """Yield the corrections and retractions by when they were made, or that there are none."""
    by_id = {claim.id: claim for claim in told.scene.claims}
    amends = [claim for claim in told.scene.claims if claim.target]
    rows = tuple(
        tuple(
            (cell,)
            for cell in (
                told.day(claim.known.day),
                claim.claimant,
                told.said(by_id[claim.target or ""]),
                " ".join(filter(None, (told.said(claim), claim.note))),
                told.marks(claim.sources),
            )
        )
        for claim in sorted(amends, key=lambda claim: (claim.known, claim.id))
    )
    if rows:
        heads = ("head_date", "head_who", "report_said_before", "report_what_became", "sources")
        yield _grid(told, told.say("report_log"), heads, rows)
    else:
        yield Paragraph((told.say("report_log_none"),))


def _sources(told: Told) -> Iterator[Block]:
    listed = zip(told.sources, references(told.scene), strict=True)
    items = tuple(tuple(_linked(text, (s.url, s.archive_url))) for s, text in listed)
    if items:
        yield Listing(items, numbered=True)


def _linked(text: str, urls: tuple[str | None, ...]) -> Iterator[str | Link]:
    """Make links of the addresses in a text."""
    for url in urls:
        if url is None or not linkable(url):
            continue
        before, found, text = text.partition(url)
        if not found:
            text = before
            continue
        yield before
        yield Link(url, url)
    yield text


def _credits(told: Told) -> Iterator[Block]:
    for text in (credit_lines.sources_line(told.scene), credit_lines.credits_line(told.scene)):
        if text:
            yield Paragraph((text,), quiet=True)


def _figure(told: Told, kind: str, caption: str) -> Figure:
    """Return a figure of a kind, of the days that the report tells of."""
    days = (told.found.after.date,) if kind == "map" else (told.last, told.first)
    which: dict[str, Any] = {"kind": kind, **dict(zip(("date", "since"), days, strict=False))}

    def draw(format: str, theme: str, size: str) -> bytes:
        options: dict[str, Any] = {"format": format, "theme": theme, "size": size}
        return render_figure(told.scene, **which, **options, headed=False)

    alt = describe_figure(told.scene, **which)
    return Figure("", kind, caption, alt, draw, half=kind not in ("map", "changes"))


def _grid(
    told: Told, caption: str, heads: tuple[str, ...], rows: tuple[tuple[Text, ...], ...]
) -> Grid:
    short = frozenset(n for n, head in enumerate(heads) if head in ("head_date", "sources"))
    return Grid("", caption, tuple(told.say(head) for head in heads), rows, short)

"""Scene and two dates → a report on what changed between them, in the language of the scene."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.quality import range_on
from frontline.dates.instants import utc_offset
from frontline.errors import UsageError
from frontline.language.speaker import direction
from frontline.model import Claim
from frontline.render.figure import describe_figure, render_figure
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
from frontline.render.report.facts import Facts, facts_of
from frontline.render.tables.changes_in_words import HEADS, change_lines
from frontline.render.tables.report_tables import Cell, tables
from frontline.scene.scene import Scene
from frontline.system.links import linkable
from frontline.text import credit_lines, lookups, phrases, quantities
from frontline.text.area_words import area_on, reason_words
from frontline.text.bloc_words import bloc_gains, bloc_name, blocs_of
from frontline.text.methods import methods
from frontline.text.references import references
from frontline.text.summary import summary_of
from frontline.text.tolls import toll_sentences


def compose(scene: Scene, first: date, last: date, title: str | None = None) -> Document:
    """Compose a report on what changed between two dates, as known now.

    Parameters
    ----------
    scene : Scene
        The map.
    first, last : date
        Dates of the period; the report covers changes after ``first``, up to ``last``.
    title : str, optional
        Title of the report. Default: the map's.

    Returns
    -------
    Document
        The report, without empty sections.

    Raises
    ------
    UsageError
        If a date is not in the period, or ``last`` does not come after ``first``.
    """
    facts, header = facts_of(scene, first, last), scene.header
    say, is_daily = facts.say, header.step == "day"
    writers = {
        "numbers": (say("report_numbers"), _numbers),
        "changed": (say("what_changed"), _changed),
        "charts": (say("report_charts" if is_daily else "report_charts_step"), _charts),
        "changes": (say("report_changes"), _changes),
        "claims": (say("report_claims"), _claims),
        "method": (say("report_method"), _method),
        "log": (say("report_log"), _log),
        "sources": (say("sources"), _sources),
        "credits": (say("report_credits"), _credits),
    }
    sections = (Section(id, head, tuple(write(facts))) for id, (head, write) in writers.items())
    author = [say("map_by", author=header.author)] if header.author else []
    return Document(
        title=title or header.title,
        standfirst=header.summary,
        byline=" · ".join([say("report_period", **facts.ends), say("as_known_now"), *author]),
        author=header.author,
        language=header.language,
        direction=direction(header.language),
        dated=last,
        sections=tuple(_with_labels(facts, (section for section in sections if section.blocks))),
    )


def _with_labels(facts: Facts, sections: Iterator[Section]) -> Iterator[Section]:
    """Yield the sections with their figures and tables numbered."""
    numbers = {"report_figure": count(1), "report_table": count(1)}

    def with_label(block: Block) -> Block:
        if not isinstance(block, Figure | Grid):
            return block
        key = "report_figure" if isinstance(block, Figure) else "report_table"
        return replace(block, label=facts.say(key, number=next(numbers[key])))

    for section in sections:
        yield replace(section, blocks=tuple(map(with_label, section.blocks)))


def _numbers(facts: Facts) -> Iterator[Block]:
    """Yield the key figures: controlled areas, places that changed sides, the front, events."""
    say, before, after = facts.say, facts.difference.before, facts.difference.after
    since = {"day": facts.day(facts.first)}
    balance = facts.difference.whole.balance
    controlled, measured_sides = (
        facts.scene.side_km2(after.date),
        sides_without_initial_holder(facts.scene.header),
    )
    items, names = [], lookups.names_of(facts.scene)
    changes = dict(bloc_gains(facts.scene, balance, say))
    for bloc, members in blocs_of(facts.scene).items():
        name = bloc_name(facts.scene, bloc)
        if change := changes.get(name):
            label = say("report_ground", side=name, change=change, **since)
            total = sum(controlled[side.id] for side in members)
            items.append((facts.km2(total), phrases.capitalized(label)))
    for side in facts.scene.header.sides:
        tally = balance.side(side.id)
        if side.id in measured_sides and (tally.gain_km2 or tally.loss_km2):
            change = facts.km2(tally.net_km2, "+")
            label = say("report_ground", side=side.name, change=change, **since)
            found = range_on(after, side.id)
            if found:
                reasons = reason_words(found.reasons, say)
                label = say("range_why", range=label, reasons=reasons)
            figure = area_on(after, side.id, controlled[side.id], say)
            items.append((figure, phrases.capitalized(label)))
    if any(span.zone in names for span in facts.scene.spans):
        places = len(balance.handovers)
        items.append((say.number(places, 0), say("report_places", count=places)))
    km_before, km_after = (sum(snapshot.front_km.values()) for snapshot in (before, after))
    if (km_before or km_after) and not facts.scene.inferred:
        label = say("report_front", km=quantities.km_words(km_before, say), **since)
        items.append((quantities.km_words(km_after, say), label))
    events = len(facts.events)
    items.append((say.number(events, 0), say("report_events", count=events)))
    yield Numbers(tuple(items))


def _changed(facts: Facts) -> Iterator[Block]:
    """Yield the summary, the map of the last date and the map of changes."""
    yield Paragraph((summary_of(facts.scene, facts.difference, brief=True),))
    shown = facts.difference.after.date
    situation = facts.say("situation_now", utc=utc_offset(facts.scene.header.zone, shown))
    yield _figure(facts, "map", f"{facts.day(shown)}. {situation}.")
    caption = facts.say("report_change_caption", **facts.ends)
    yield _figure(facts, "changes", f"{caption}.")
    if rows := tuple(((before,), (after,), (km2,)) for before, after, km2 in _passages(facts)):
        heads = ("table_before", "table_after", "table_km2")
        yield _grid(facts, facts.say("report_passed_between", **facts.ends), heads, rows)


def _passages(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield the areas that changed control, by control before and after, as text."""
    sides = lookups.sides_of(facts.scene)
    for flow in facts.difference.whole.balance.passages:
        before, after = (
            phrases.control_words(control, sides, facts.say)
            for control in (flow.before, flow.after)
        )
        yield before, after, quantities.km2_number(flow.km2, facts.say)


def _charts(facts: Facts) -> Iterator[Block]:
    """Yield the charts of areas, front and events, where the map has them, and the area table."""
    for kind in ("area", "front", "events"):
        head, note = (facts.say(key) for key in (f"figure_{kind}", f"figure_{kind}_note"))
        with suppress(UsageError):
            yield _figure(facts, kind, f"{head}. {note}.")
    yield from _areas(facts)


def _areas(facts: Facts) -> Iterator[Block]:
    """Yield the table of each side's area, gains and losses by day, week or month."""
    table = next(
        table
        for table in tables(facts.scene, facts.first + timedelta(days=1), facts.last)
        if table.name == "ground"
    )
    rows = tuple(
        ((_period_text(facts, row),), *((_cell_text(facts, cell),) for cell in row[3:]))
        for row in table.rows
    )
    if any(isinstance(cell, float) and cell for row in table.rows for cell in row):
        yield Grid("", table.caption, (table.columns[0], *table.columns[3:]), rows, frozenset({0}))


def _period_text(facts: Facts, row: Sequence[Cell]) -> str:
    """Write the dates of a row of the table of areas."""
    label, first, last = row[:3]
    if isinstance(first, date) and isinstance(last, date):
        return facts.day(first) if first == last else facts.days(first, last)
    return str(label)


def _cell_text(facts: Facts, cell: Cell) -> str:
    if cell is None:
        return ""
    return quantities.km2_number(cell, facts.say) if isinstance(cell, float) else str(cell)


def _changes(facts: Facts) -> Iterator[Block]:
    rows = tuple(
        tuple((cell,) for cell in row)
        for row in change_lines(facts.scene, facts.say, facts.changes)
    )
    if rows:
        yield _grid(facts, facts.say("report_changes_between", **facts.ends), HEADS, rows)


def _claims(facts: Facts) -> Iterator[Block]:
    """Yield the counts that rose or differ, and the claims by place, with equal ones in one row.

    Only the first row of a place has its name.
    """
    if counts := tuple(toll_sentences(facts.scene, facts.events, facts.say)):
        yield Listing(tuple((sentence,) for sentence in counts))
    names = lookups.names_of(facts.scene)
    rows: list[tuple[Text, ...]] = []
    for place in sorted(facts.claims, key=lambda place: (names.get(place, place), place)):
        claims_by_statement: dict[str, list[Claim]] = {}
        for claim in facts.claims[place]:
            claims_by_statement.setdefault(facts.statement(claim), []).append(claim)
        name = names.get(place, place)
        for statement, claims in claims_by_statement.items():
            claimants = "; ".join(_claimant(facts, claim) for claim in claims)
            rows.append(((name,), (statement,), (claimants,)))
            name = ""
    if rows:
        heads = ("head_place", "head_what", "head_who")
        yield _grid(facts, facts.say("report_claims_between", **facts.ends), heads, tuple(rows))


def _claimant(facts: Facts, claim: Claim) -> str:
    """Write the claimant, date and sources of a claim: ``A, 12 May 2024 [3]``."""
    day = facts.day(claim.known.day)
    return f"{claim.claimant}, {day} {facts.marks(claim.sources)}".strip()


def _method(facts: Facts) -> Iterator[Block]:
    """Yield the methods of the map and the author's notes."""
    yield Paragraph((methods(facts.scene),))
    notes = facts.scene.header.notes
    if notes:
        items = (f"{note.text} {facts.marks(note.sources)}".strip() for note in notes)
        yield Listing(tuple((item,) for item in items))


def _log(facts: Facts) -> Iterator[Block]:
    """Yield the table of corrections and retractions, oldest first, or a note that none exist."""
    claims_by_id = {claim.id: claim for claim in facts.scene.claims}
    amendments = [claim for claim in facts.scene.claims if claim.target]
    rows = tuple(
        tuple(
            (cell,)
            for cell in (
                facts.day(claim.known.day),
                claim.claimant,
                facts.statement(claims_by_id[claim.target or ""]),
                " ".join(filter(None, (facts.statement(claim), claim.note))),
                facts.marks(claim.sources),
            )
        )
        for claim in sorted(amendments, key=lambda claim: (claim.known, claim.id))
    )
    if rows:
        heads = ("head_date", "head_who", "report_said_before", "report_what_became", "sources")
        yield _grid(facts, facts.say("report_log"), heads, rows)
    else:
        yield Paragraph((facts.say("report_log_none"),))


def _sources(facts: Facts) -> Iterator[Block]:
    texts = zip(facts.sources, references(facts.scene), strict=True)
    items = tuple(
        tuple(_with_links(text, (source.url, source.archive_url))) for source, text in texts
    )
    if items:
        yield Listing(items, numbered=True)


def _with_links(text: str, urls: tuple[str | None, ...]) -> Iterator[str | Link]:
    """Split a text into plain parts and links."""
    for url in urls:
        if url is None or not linkable(url):
            continue
        before, address, after = text.partition(url)
        if address:
            yield before
            yield Link(url, url)
            text = after
    yield text


def _credits(facts: Facts) -> Iterator[Block]:
    for text in (credit_lines.sources_line(facts.scene), credit_lines.credits_line(facts.scene)):
        if text:
            yield Paragraph((text,), quiet=True)


def _figure(facts: Facts, kind: str, caption: str) -> Figure:
    """Return a figure of the given kind for the dates of the report."""
    after_first = facts.first + timedelta(days=1)  # the events that the report counts
    dates = {
        "map": (facts.difference.after.date,),
        "events": (facts.last, after_first),
    }.get(kind, (facts.last, facts.first))
    subject: dict[str, Any] = {"kind": kind, **dict(zip(("date", "since"), dates, strict=False))}

    def draw(format: str, theme: str, size: str) -> bytes:
        options: dict[str, Any] = {"format": format, "theme": theme, "size": size}
        return render_figure(facts.scene, **subject, **options, headed=False)

    alt = describe_figure(facts.scene, **subject)
    return Figure("", kind, caption, alt, draw, half=kind not in ("map", "changes"))


def _grid(
    facts: Facts, caption: str, heads: tuple[str, ...], rows: tuple[tuple[Text, ...], ...]
) -> Grid:
    short_columns = frozenset(
        index for index, head in enumerate(heads) if head in ("head_date", "sources")
    )
    return Grid("", caption, tuple(facts.say(head) for head in heads), rows, short_columns)

"""Explanations and differences → records, and the same in words."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from frontline.analysis.balance import Balance
from frontline.analysis.difference import Difference, Passage, Step
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.jackknife import Range
from frontline.evidence.why import Explanation, Flip
from frontline.model import UNKNOWN, Claim, Control, Stance
from frontline.scene.basis import Basis
from frontline.scene.scene import Scene, Snapshot
from frontline.text.break_notes import break_record, break_words, tally_record
from frontline.text.captions import control_words, gains, km2_words, names_of, sides_of

_MARKS: Final = {ord(mark): f"\\{mark}" for mark in string.punctuation if mark not in ",;"}
"""All signs of ASCII, escaped, but commas and semicolons, which no Markdown reads."""

_BREAKS: Final = re.compile(r"[\t\n\r\u2028\u2029]+")

_VERBS: Final[dict[Stance, str]] = {
    "asserts": "says",
    "denies": "denies",
    "retracts": "takes back",
    "corrects": "now says",
}


def why_record(scene: Basis, why: Explanation, day: date, known: date | None) -> dict[str, Any]:
    """Return an explanation as plain values; ``known`` is None for all that is known."""
    return {
        "place": why.place,
        "date": day.isoformat(),
        "known": known.isoformat() if known else None,
        "status": why.control.status,
        "side": why.control.side,
        "prior": why.prior,
        "shares": why.shares,
        "age_days": why.age_days,
        "claims": [
            {
                "id": account.claim.id,
                "claimant": account.claim.claimant,
                "side": account.claim.side,
                "stance": account.claim.stance,
                "kind": account.claim.kind,
                "date": account.claim.when.text,
                "known": account.claim.known.text,
                "source": list(account.claim.sources),
                "weight": account.weight,
                "counted": account.counted,
                "why": account.why,
            }
            for account in why.accounts
        ],
        "flip": [
            {
                "without": flip.without,
                "kind": flip.kind,
                "reliability": flip.reliability,
                "side": flip.side,
                "becomes": {"status": flip.becomes.status, "side": flip.becomes.side},
            }
            for flip in why.flips
        ],
    }


def why_text(scene: Basis, why: Explanation, day: date, known: date | None) -> list[str]:
    """Write an explanation as lines of text."""
    rows = [
        f"  {one.weight:6.3f}  {_said(scene, one.claim)} [{one.claim.id}]: {one.why}"
        for one in why.accounts
    ]
    head = [_heading(scene, why, day, known), _shares(scene, why)]
    told = ["Claims, by when they became known:", *rows] if rows else ["Nobody spoke of it."]
    return [*head, "", *told, *_flip_lines(scene, why)]


def why_markdown(scene: Basis, why: Explanation, day: date, known: date | None) -> list[str]:
    """Write an explanation as lines of Markdown, with a table of the claims."""
    lines = [f"## {escaped(_heading(scene, why, day, known))}", "", escaped(_shares(scene, why))]
    if why.accounts:
        lines += ["", "| claim | who says what | weight | |", "|---|---|---:|---|"]
        lines += [
            f"| {escaped(account.claim.id)} | {escaped(_said(scene, account.claim))} "
            f"| {account.weight:.3f} | {escaped(account.why)} |"
            for account in why.accounts
        ]
    return [*lines, *(escaped(line) for line in _flip_lines(scene, why))]


def difference_record(scene: Scene, found: Difference) -> dict[str, Any]:
    """Return a difference as plain values: the whole, and in it what was learnt and happened.

    Gains and losses at the top are those of all sides but the one that held everything as the
    period began. What passed over a method break stands in ``breaks``, and is counted nowhere else
    unless it is said to be ``counted``. An end is the ``date`` asked for, and that of its ``map``.
    """
    whole = _step_record(scene, found.whole)
    for side, tally in whole["by_side"].items():
        tally["range"] = _range(found.ranges.get(side))
    return {
        "from": _end(found.days[0], found.before),
        "to": _end(found.days[1], found.after),
        **whole,
        "range": _range(found.ranges.get(None)),
        "breaks": [
            {**break_record(scene, told, balance), "counted": found.with_breaks}
            for told, balance in found.breaks
        ],
        "front_km": round(sum(found.after.front_km.values()), 3),
        "front_km_before": round(sum(found.before.front_km.values()), 3),
        "fronts": [
            {"sides": list(sides), "km": round(km, 3)} for sides, km in found.after.front_km.items()
        ],
        "learnt": _step_record(scene, found.learnt),
        "happened": _step_record(scene, found.happened),
    }


def difference_text(scene: Scene, found: Difference) -> Iterator[str]:
    """Yield a difference as lines of text."""
    yield from _map_lines(found)
    yield from _step_lines(scene, "Learnt later about the first day", found.learnt)
    yield from _step_lines(scene, "Happened between the days", found.happened)
    yield from _step_lines(scene, "The whole difference", found.whole, brief=True)
    yield from _side_lines(scene, found.whole.balance)
    yield from _unit_lines(scene, found.whole.balance)
    yield from _break_lines(scene, found)
    yield from _range_lines(scene, found)
    yield from _front_lines(scene, found)


def log_lines(scene: Scene) -> Iterator[str]:
    """Yield a line for each correction and retraction, by when it was made."""
    by_id = {claim.id: claim for claim in scene.claims}
    amends = [claim for claim in scene.claims if claim.target]
    for claim in sorted(amends, key=lambda claim: (claim.known, claim.id)):
        target = by_id[claim.target or ""]
        said = f"{target.about} {target.value} (said {target.known.text})"
        now = f", now {claim.value}" if claim.stance == "corrects" else ""
        note = f": {claim.note}" if claim.note else ""
        yield f"{claim.known.text} {claim.claimant} {claim.stance} {said}{now}{note}"


def escaped(text: str) -> str:
    """Keep text from being read as Markdown or as markup, and on one line.

    That is so for CommonMark, for the addresses, tables and formulas of GitHub, and for Pandoc's
    citations, formulas and quotation marks. Spaces at its ends stay.
    """
    return _BREAKS.sub(" ", text).translate(_MARKS)


def _heading(scene: Basis, why: Explanation, day: date, known: date | None) -> str:
    name = names_of(scene).get(why.place, why.place)
    by = f"as known on {known}" if known else "as known now"
    before = ", as when the period began" if why.prior and why.control.side else ""
    return f"{name} on {day}, {by}: {control_words(why.control, sides_of(scene))}{before}"


def _shares(scene: Basis, why: Explanation) -> str:
    sides = sides_of(scene)
    told = ", ".join(
        f"{sides[side].name if side in sides else side} {share:.0%}"
        for side, share in why.shares.items()
    )
    days = why.age_days
    old = "" if days is None else f"; the newest is {days} day{'' if days == 1 else 's'} old"
    return f"Evidence: {told or 'none'}{old}."


def _said(scene: Basis, claim: Claim) -> str:
    held = Control("held", claim.side) if claim.side else Control("contested")
    words = control_words(held, sides_of(scene))
    when = "" if claim.when.start == claim.known.day else f", of {claim.when.text}"
    verb = _VERBS[claim.stance]
    return f"{claim.known.text}{when}: {claim.claimant} ({claim.kind}) {verb} {words}"


def _flip_lines(scene: Basis, why: Explanation) -> list[str]:
    if not why.flips:
        return ["", "No single claim would change this."]
    return ["", "This would change with:", *(f"  {_flip(scene, flip)}" for flip in why.flips)]


def _flip(scene: Basis, flip: Flip) -> str:
    sides = sides_of(scene)
    becomes = control_words(flip.becomes, sides)
    if flip.without:
        return f"without {flip.without}: {becomes}"
    side = control_words(Control("held", flip.side), sides)
    more = f"one more claim ({flip.kind}, reliability {flip.reliability})"
    return f"{more} that it is {side}: {becomes}"


def _end(asked: date, map: Snapshot) -> dict[str, Any]:
    known = map.known.isoformat() if map.known else None
    return {"date": asked.isoformat(), "known": known, "map": map.date.isoformat()}


def _step_record(scene: Scene, step: Step) -> dict[str, Any]:
    balance, sides = step.balance, [side.id for side in scene.header.sides]
    named = [unit for unit in balance.units if unit is not None]
    return {
        **tally_record(balance.total(sides_without_initial_holder(scene.header))),
        "slivers_km2": balance.slivers_km2,
        "by_side": {side: tally_record(balance.side(side)) for side in sides},
        "by_status": [
            {"status": c.status, "side": c.side, **tally_record(balance.control(c))}
            for c in balance.controls
        ],
        "by_admin": {
            unit or "": _unit_record(scene, balance.within(unit))
            for unit in (balance.units if named else ())
        },
        "places": [_passage_record(passage, balance) for passage in step.passages],
    }


def _unit_record(scene: Scene, balance: Balance) -> dict[str, Any]:
    return {
        **tally_record(balance.total(sides_without_initial_holder(scene.header))),
        "slivers_km2": balance.slivers_km2,
        "by_side": {side.id: tally_record(balance.side(side.id)) for side in scene.header.sides},
        "places": [handover.place for handover in balance.handovers],
    }


def _passage_record(passage: Passage, balance: Balance) -> dict[str, Any]:
    return {
        "place": passage.place,
        "from": {"status": passage.before.status, "side": passage.before.side},
        "to": {"status": passage.after.status, "side": passage.after.side},
        "changed_hands": any(passage.place == handover.place for handover in balance.handovers),
        "new": list(passage.new),
        "gone": list(passage.gone),
    }


def _range(found: Range | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "net_km2": [found.low, found.high],
        "without": [found.low_without, found.high_without],
    }


def _step_lines(scene: Scene, title: str, step: Step, *, brief: bool = False) -> Iterator[str]:
    names, sides = names_of(scene), sides_of(scene)
    handed, count = len(step.balance.handovers), len(step.passages)
    hands = f", {handed} of them from one hand to another" if handed else ""
    yield f"{title}: {count} place{'' if count == 1 else 's'}{hands}"
    for passage in () if brief else step.passages:
        was, now = (control_words(c, sides) for c in (passage.before, passage.after))
        yield f"  {names.get(passage.place, passage.place)}: {was} → {now}{_because(passage)}"
    for control in step.balance.controls:
        if control != UNKNOWN:
            yield f"  {control_words(control, sides)}: {gains(step.balance.control(control))}"
    if slivers := step.balance.slivers_km2:
        limit = scene.header.ground.sliver_km2
        yield f"  left out, in slivers of less than {limit:g} km²: {slivers:.3f} km²"


def _side_lines(scene: Scene, balance: Balance, where: str = "") -> Iterator[str]:
    for side in scene.header.sides:
        tally = balance.side(side.id)
        if tally.gain_km2 or tally.loss_km2:
            yield f"  {where}{side.name}: {gains(tally)}"


def _unit_lines(scene: Scene, balance: Balance) -> Iterator[str]:
    for unit in balance.units if any(balance.units) else ():
        yield from _side_lines(scene, balance.within(unit), f"{unit or 'elsewhere'}, ")


def _map_lines(found: Difference) -> Iterator[str]:
    for asked, map in zip(found.days, (found.before, found.after), strict=True):
        if asked != map.date:
            yield f"No map was published on {asked}: measured from that of {map.date}"


def _break_lines(scene: Scene, found: Difference) -> Iterator[str]:
    verb = "Counted, though" if found.with_breaks else "Left out, because"
    for told, balance in found.breaks:
        sides = "; ".join(line.strip() for line in _side_lines(scene, balance))
        yield f"{verb} the method changed on {told.date}: {sides or 'nothing'}"
        yield f"  {break_words(scene, told)}"


def _range_lines(scene: Scene, found: Difference) -> Iterator[str]:
    for side in scene.header.sides:
        net = found.ranges.get(side.id)
        if net and net.low != net.high:
            low, high = km2_words(net.low, "+"), km2_words(net.high, "+")
            yield f"With any one source left out, {side.name}: {low} to {high}"
            for end, without in ((low, net.low_without), (high, net.high_without)):
                if without:
                    yield f"  {end} without {without}"


def _front_lines(scene: Scene, found: Difference) -> Iterator[str]:
    names = {side.id: side.name for side in scene.header.sides}
    for one, other in sorted(found.before.front_km.keys() | found.after.front_km.keys()):
        was, now = (map.front_km.get((one, other), 0.0) for map in (found.before, found.after))
        yield f"Front of {names[one]} and {names[other]}: {was:.1f} km → {now:.1f} km"


def _because(passage: Passage) -> str:
    new = f"new: {', '.join(passage.new)}" if passage.new else ""
    gone = f"no longer counted: {', '.join(passage.gone)}" if passage.gone else ""
    told = "; ".join(filter(None, (new, gone)))
    return f" ({told})" if told else ""

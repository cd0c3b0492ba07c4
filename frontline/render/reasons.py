"""Explanations and differences → records, and the same in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from frontline.compare import Difference, Passage, Step
from frontline.evidence.why import Explanation, Flip
from frontline.model import Claim, Control, Stance
from frontline.render.words import control_words, names_of, sides_of
from frontline.scene import Scene

_VERBS: Final[dict[Stance, str]] = {
    "asserts": "says",
    "denies": "denies",
    "retracts": "takes back",
    "corrects": "now says",
}


def why_record(scene: Scene, why: Explanation, day: date, known: date | None) -> dict[str, Any]:
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


def why_text(scene: Scene, why: Explanation, day: date, known: date | None) -> str:
    """Write an explanation as lines of text."""
    rows = [
        f"  {one.weight:6.3f}  {_said(scene, one.claim)} [{one.claim.id}]: {one.why}"
        for one in why.accounts
    ]
    head = f"{_heading(scene, why, day, known)}\n{_shares(scene, why)}"
    told = ["Claims, by when they became known:", *rows] if rows else ["Nobody spoke of it."]
    return "\n".join([head, "", *told, *_flip_lines(scene, why)])


def why_markdown(scene: Scene, why: Explanation, day: date, known: date | None) -> str:
    """Write an explanation as Markdown, with a table of the claims."""
    lines = [f"## {escaped(_heading(scene, why, day, known))}", "", escaped(_shares(scene, why))]
    if why.accounts:
        lines += ["", "| claim | who says what | weight | |", "|---|---|---:|---|"]
        lines += [
            f"| {escaped(account.claim.id)} | {escaped(_said(scene, account.claim))} "
            f"| {account.weight:.3f} | {escaped(account.why)} |"
            for account in why.accounts
        ]
    return "\n".join([*lines, *(escaped(line) for line in _flip_lines(scene, why))])


def difference_record(scene: Scene, found: Difference) -> dict[str, Any]:
    """Return a difference as plain values: what was learnt, what happened, and the whole."""
    steps = {"learnt": found.learnt, "happened": found.happened, "whole": found.whole}
    return {name: _step_record(scene, step) for name, step in steps.items()}


def difference_text(scene: Scene, found: Difference) -> str:
    """Write a difference as lines of text."""
    return "\n".join(
        [
            *_step_lines(scene, "Learnt later about the first day", found.learnt),
            *_step_lines(scene, "Happened between the days", found.happened),
            *_step_lines(scene, "The whole difference", found.whole, brief=True),
        ]
    )


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


def as_json(record: object) -> str:
    """Write plain values as JSON for a person to read."""
    return json.dumps(record, ensure_ascii=False, indent=2)


def escaped(text: str) -> str:
    """Keep text from being read as Markdown or as markup."""
    marks = "\\`*_{}[]<>()#+-.!|~&"
    return "".join(f"\\{c}" if c in marks else c for c in text)


def _heading(scene: Scene, why: Explanation, day: date, known: date | None) -> str:
    name = names_of(scene).get(why.place, why.place)
    by = f"as known on {known}" if known else "as known now"
    before = ", as when the period began" if why.prior and why.control.side else ""
    return f"{name} on {day}, {by}: {control_words(why.control, sides_of(scene))}{before}"


def _shares(scene: Scene, why: Explanation) -> str:
    sides = sides_of(scene)
    told = ", ".join(
        f"{sides[side].name if side in sides else side} {share:.0%}"
        for side, share in why.shares.items()
    )
    days = why.age_days
    old = "" if days is None else f"; the newest is {days} day{'' if days == 1 else 's'} old"
    return f"Evidence: {told or 'none'}{old}."


def _said(scene: Scene, claim: Claim) -> str:
    held = Control("held", claim.side) if claim.side else Control("contested")
    words = control_words(held, sides_of(scene))
    when = "" if claim.when.start == claim.known.day else f", of {claim.when.text}"
    verb = _VERBS[claim.stance]
    return f"{claim.known.text}{when}: {claim.claimant} ({claim.kind}) {verb} {words}"


def _flip_lines(scene: Scene, why: Explanation) -> list[str]:
    if not why.flips:
        return ["", "No single claim would change this."]
    return ["", "This would change with:", *(f"  {_flip(scene, flip)}" for flip in why.flips)]


def _flip(scene: Scene, flip: Flip) -> str:
    sides = sides_of(scene)
    becomes = control_words(flip.becomes, sides)
    if flip.without:
        return f"without {flip.without}: {becomes}"
    side = control_words(Control("held", flip.side), sides)
    more = f"one more claim ({flip.kind}, reliability {flip.reliability})"
    return f"{more} that it is {side}: {becomes}"


def _step_record(scene: Scene, step: Step) -> dict[str, Any]:
    return {
        "places": [
            {
                "place": passage.place,
                "from": {"status": passage.before.status, "side": passage.before.side},
                "to": {"status": passage.after.status, "side": passage.after.side},
                "new": list(passage.new),
                "gone": list(passage.gone),
            }
            for passage in step.passages
        ],
        "km2": [
            {"status": control.status, "side": control.side, "km2": round(km2, 6)}
            for control, km2 in _sorted(step)
        ],
    }


def _step_lines(scene: Scene, title: str, step: Step, *, brief: bool = False) -> Iterator[str]:
    names, sides = names_of(scene), sides_of(scene)
    yield f"{title}: {len(step.passages)} places"
    for passage in () if brief else step.passages:
        was, now = (control_words(c, sides) for c in (passage.before, passage.after))
        yield f"  {names.get(passage.place, passage.place)}: {was} → {now}{_because(passage)}"
    for control, km2 in _sorted(step):
        yield f"  {control_words(control, sides)}: {km2:+.1f} km²"


def _because(passage: Passage) -> str:
    new = f"new: {', '.join(passage.new)}" if passage.new else ""
    gone = f"no longer counted: {', '.join(passage.gone)}" if passage.gone else ""
    told = "; ".join(filter(None, (new, gone)))
    return f" ({told})" if told else ""


def _sorted(step: Step) -> Sequence[tuple[Control, float]]:
    return sorted(step.km2.items(), key=lambda item: (item[0].status, item[0].side or ""))

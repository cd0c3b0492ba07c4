"""Explanations and differences → records, and the same in words."""

from __future__ import annotations

import re
import string
from datetime import date
from typing import Any, Final

from frontline.evidence.why import Explanation, Flip
from frontline.model import Claim, Control, Stance
from frontline.scene.scene import Scene
from frontline.text.lookups import names_of, sides_of
from frontline.text.phrases import control_words

_MARKS: Final = {ord(mark): f"\\{mark}" for mark in string.punctuation if mark not in ",;"}
"""All signs of ASCII, escaped, but commas and semicolons, which no Markdown reads."""

_BREAKS: Final = re.compile(r"[\t\n\r\u2028\u2029]+")

_VERBS: Final[dict[Stance, str]] = {
    "asserts": "says",
    "denies": "denies",
    "retracts": "retracts",
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


def why_text(scene: Scene, why: Explanation, day: date, known: date | None) -> list[str]:
    """Write an explanation as lines of text."""
    rows = [
        f"  {one.weight:6.3f}  {_said(scene, one.claim)} [{one.claim.id}]: {one.why}"
        for one in why.accounts
    ]
    head = [_heading(scene, why, day, known), _shares(scene, why)]
    claims = (
        ["Claims, in the order they became known:", *rows]
        if rows
        else ["No claims about this place."]
    )
    return [*head, "", *claims, *_flip_lines(scene, why)]


def why_markdown(scene: Scene, why: Explanation, day: date, known: date | None) -> list[str]:
    """Write an explanation as lines of Markdown, with a table of the claims."""
    lines = [f"## {escaped(_heading(scene, why, day, known))}", "", escaped(_shares(scene, why))]
    if why.accounts:
        lines += ["", "| claim | statement | weight | |", "|---|---|---:|---|"]
        lines += [
            f"| {escaped(account.claim.id)} | {escaped(_said(scene, account.claim))} "
            f"| {account.weight:.3f} | {escaped(account.why)} |"
            for account in why.accounts
        ]
    return [*lines, *(escaped(line) for line in _flip_lines(scene, why))]


def escaped(text: str) -> str:
    """Keep text from being read as Markdown or as markup, and on one line.

    That is so for CommonMark, for the addresses, tables and formulas of GitHub, and for Pandoc's
    citations, formulas and quotation marks. Spaces at its ends stay.
    """
    return _BREAKS.sub(" ", text).translate(_MARKS)


def _heading(scene: Scene, why: Explanation, day: date, known: date | None) -> str:
    name = names_of(scene).get(why.place, why.place)
    by = f"as known on {known}" if known else "as known now"
    before = ", as at the start of the period" if why.prior and why.control.side else ""
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
    when = "" if claim.when.start == claim.known.day else f", for {claim.when.text}"
    verb = _VERBS[claim.stance]
    return f"{claim.known.text}{when}: {claim.claimant} ({claim.kind}) {verb} {words}"


def _flip_lines(scene: Scene, why: Explanation) -> list[str]:
    if not why.flips:
        return ["", "No single claim would change this."]
    return ["", "What would change this:", *(f"  {_flip(scene, flip)}" for flip in why.flips)]


def _flip(scene: Scene, flip: Flip) -> str:
    sides = sides_of(scene)
    becomes = control_words(flip.becomes, sides)
    if flip.without:
        return f"without {flip.without}: {becomes}"
    side = control_words(Control("held", flip.side), sides)
    more = f"one more claim ({flip.kind}, reliability {flip.reliability})"
    return f"{more} that it is {side}: {becomes}"

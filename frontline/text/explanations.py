"""Explanations of a place's control → records, lines of text, and Markdown."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from frontline.evidence.why import Explanation, Flip
from frontline.model import Claim, Control, Stance, Status
from frontline.scene.basis import Basis
from frontline.text.lookups import names_of, sides_of
from frontline.text.markdown_escapes import escape_markdown
from frontline.text.phrases import control_words

_VERBS: Final[dict[Stance, str]] = {
    "asserts": "says it is",
    "denies": "denies it is",
    "retracts": "retracts that it is",
    "corrects": "now says it is",
}


def why_record(scene: Basis, why: Explanation, day: date, known: date | None) -> dict[str, Any]:
    """Convert an explanation to plain values.

    Parameters
    ----------
    scene : Basis
        The map, or only its basis.
    why : Explanation
        The explanation of one place.
    day : datetime.date
        Date explained (valid time).
    known : datetime.date or None
        Date as known on which the place is judged; None for as known now.

    Returns
    -------
    dict
        JSON-serializable; shares and weights between 0 and 1.
    """
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
                "kind": account.claim.form,
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
    """Write an explanation as lines of text.

    Parameters
    ----------
    scene : Basis
        The map, or only its basis.
    why : Explanation
        The explanation of one place.
    day : datetime.date
        Date explained (valid time).
    known : datetime.date or None
        Date of knowledge; None for everything known now.

    Returns
    -------
    list of str
        Lines without their line breaks.
    """
    claim_lines = [
        f"  {account.weight:6.3f}  {_statement(scene, account.claim)} "
        f"[{account.claim.id}]: {account.why}"
        for account in why.accounts
    ]
    heading = [_heading(scene, why, day, known), _shares(scene, why)]
    claims = (
        ["Claims, in the order they became known:", *claim_lines]
        if claim_lines
        else ["No claims about this place."]
    )
    return [*heading, "", *claims, *_flip_lines(scene, why)]


def why_markdown(scene: Basis, why: Explanation, day: date, known: date | None) -> list[str]:
    """Write an explanation as lines of Markdown, the claims as a table.

    Parameters
    ----------
    scene : Basis
        The map, or only its basis.
    why : Explanation
        The explanation of one place.
    day : datetime.date
        Date explained (valid time).
    known : datetime.date or None
        Date of knowledge; None for everything known now.

    Returns
    -------
    list of str
        Lines without their line breaks.
    """
    heading, shares = _heading(scene, why, day, known), _shares(scene, why)
    lines = [f"## {escape_markdown(heading)}", "", escape_markdown(shares)]
    if why.accounts:
        lines += ["", "| claim | statement | weight | |", "|---|---|---:|---|"]
    for account in why.accounts:
        claim, statement, reason = (
            escape_markdown(text)
            for text in (account.claim.id, _statement(scene, account.claim), account.why)
        )
        lines.append(f"| {claim} | {statement} | {account.weight:.3f} | {reason} |")
    return [*lines, *(escape_markdown(line) for line in _flip_lines(scene, why))]


def _heading(scene: Basis, why: Explanation, day: date, known: date | None) -> str:
    name = names_of(scene).get(why.place, why.place)
    knowledge = f"as known on {known}" if known else "as known now"
    prior_note = ", as at the start of the period" if why.prior and why.control.side else ""
    return (
        f"{name} on {day}, {knowledge}: {control_words(why.control, sides_of(scene))}{prior_note}"
    )


def _shares(scene: Basis, why: Explanation) -> str:
    sides = sides_of(scene)
    shares = ", ".join(
        f"{sides[side].name if side in sides else side} {share:.0%}"
        for side, share in why.shares.items()
    )
    days = why.age_days
    age_note = "" if days is None else f"; the newest is {days} day{'' if days == 1 else 's'} old"
    return f"Evidence: {shares or 'none'}{age_note}."


def _statement(scene: Basis, claim: Claim) -> str:
    status: Status = "claimed" if claim.drawn and claim.kind == "claimed" else "held"
    control = Control(status, claim.side) if claim.side else Control("contested")
    words = control_words(control, sides_of(scene))
    valid_time = "" if claim.when.start == claim.known.day else f", for {claim.when.text}"
    if claim.drawn:
        return f"{claim.known.text}{valid_time}: {claim.claimant} draws it as {words}"
    verb = _VERBS[claim.stance]
    return f"{claim.known.text}{valid_time}: {claim.claimant} ({claim.kind}) {verb} {words}"


def _flip_lines(scene: Basis, why: Explanation) -> list[str]:
    if not why.flips:
        return ["", "No single claim would change this."]
    return ["", "What would change this:", *(f"  {_flip(scene, flip)}" for flip in why.flips)]


def _flip(scene: Basis, flip: Flip) -> str:
    sides = sides_of(scene)
    becomes = control_words(flip.becomes, sides)
    if flip.without:
        return f"without {flip.without}: {becomes}"
    side = control_words(Control("held", flip.side), sides)
    new_claim = f"one more claim ({flip.kind}, reliability {flip.reliability})"
    return f"{new_claim} that it is {side}: {becomes}"

"""The log of corrections and retractions as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from frontline.scene.scene import Scene


def log_lines(scene: Scene) -> Iterator[str]:
    """Write a line for each correction and retraction, by the date it became known.

    Parameters
    ----------
    scene : Scene
        The map.

    Yields
    ------
    str
        Date, claimant, the amended claim, and the note of the amendment.
    """
    by_id = {claim.id: claim for claim in scene.claims}
    amendments = [claim for claim in scene.claims if claim.target]
    for claim in sorted(amendments, key=lambda claim: (claim.known, claim.id)):
        target = by_id[claim.target or ""]
        statement = f"{target.about} {target.value} (stated {target.known.text})"
        new_value = f", now {claim.value}" if claim.stance == "corrects" else ""
        note = f": {claim.note}" if claim.note else ""
        yield f"{claim.known.text} {claim.claimant} {claim.stance} {statement}{new_value}{note}"

"""Scene → the table of changes: each change of control, who says so, and where to read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from frontline.analysis import periods
from frontline.analysis.gains import ground_of_changes
from frontline.analysis.periods import Period
from frontline.model import Claim, Control, Source
from frontline.scene.scene import Scene
from frontline.system.spreadsheet import escape_formula
from frontline.text.captions import control_words, names_of, sides_of

COLUMNS: Final = ("date", "place", "name", "from", "to", "who_says", "sources", "km2", "admin")


def render_changes(scene: Scene) -> str:
    """Render the changes as CSV with a header, a line for each; days are ISO 8601."""
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerows([escape_formula(cell) for cell in row] for row in change_rows(scene))
    return lines.getvalue()


def render_periods(scene: Scene, found: Iterable[Period]) -> str:
    """Render what passed in periods as CSV with a header, a line for each side and class."""
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(periods.COLUMNS)
    for row in periods.rows(scene, list(found)):
        table.writerow(map(_written, row))
    return lines.getvalue()


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape_formula(value) if isinstance(value, str) else value


def change_rows(scene: Scene) -> list[list[str]]:
    """Return the columns' names, then one row for each change, by day and place.

    ``km2`` is the ground around the place that passed with it; empty where none did.
    """
    ground = ground_of_changes(scene)
    admin = {place.id: place.admin or "" for place in scene.places}
    names, sides = names_of(scene), sides_of(scene)
    claims = {claim.id: claim for claim in scene.control_claims}
    sources = {source.id: source for source in scene.sources}
    rows = [list(COLUMNS)]
    for change in scene.changes:
        said = sorted(
            (claims[id] for id in change.claims if id in claims),
            key=lambda claim: (claim.stance, claim.known, claim.id),
        )
        cited = dict.fromkeys(id for claim in said for id in claim.sources)
        rows.append(
            [
                change.date.isoformat(),
                change.place,
                names.get(change.place, change.place),
                control_words(change.before, sides),
                control_words(change.after, sides),
                "; ".join(_voice(scene, claim, change.after) for claim in said),
                "; ".join(_where(sources[id]) for id in cited),
                f"{km2:.3f}" if (km2 := ground.get((change.date, change.place))) else "",
                admin[change.place],
            ]
        )
    return rows


def _where(source: Source) -> str:
    """Name a source so that a reader of the table alone can find it."""
    return f"{source.publisher}: {source.url or source.title}"


def _voice(scene: Scene, claim: Claim, after: Control) -> str:
    """Name a claimant with what is claimed, in full where it is not the change itself."""
    how: str = "denies" if claim.stance == "denies" else claim.kind
    if claim.side != after.side:
        held = Control("held", claim.side) if claim.side else Control("contested")
        how = f"{how}: {control_words(held, sides_of(scene))}"
    return f"{claim.claimant} ({how})"

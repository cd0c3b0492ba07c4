"""Scene → the CSV tables of changes: each change of control, and gains and losses by period."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from frontline.analysis import periods
from frontline.analysis.gains import area_of_changes
from frontline.analysis.periods import Period
from frontline.model import Claim, Control, Source
from frontline.scene.scene import Scene
from frontline.system.spreadsheet import escape_formula
from frontline.text.lookups import names_of, sides_of
from frontline.text.phrases import control_words
from frontline.text.quantities import decimals

COLUMNS: Final = (
    *("date", "place", "name", "from", "to", "who_says", "sources", "km2", "admin"),
    "what",
)


def render_changes(scene: Scene) -> str:
    """Render the changes of control as CSV with a header.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        CSV in which no cell is a formula; dates are ISO 8601.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerows([escape_formula(cell) for cell in row] for row in change_rows(scene))
    return text.getvalue()


def render_periods(scene: Scene, spans: Iterable[Period]) -> str:
    """Render gains and losses as CSV with a header, one line per period, side and class.

    Parameters
    ----------
    scene : Scene
        The map.
    spans : iterable of Period
        Periods of the scene.

    Returns
    -------
    str
        CSV in which no cell is a formula; dates are ISO 8601.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(periods.COLUMNS)
    for row in periods.rows(scene, list(spans)):
        table.writerow(map(_cell, row))
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape_formula(value) if isinstance(value, str) else value


def change_rows(scene: Scene) -> list[list[str]]:
    """Return the column names, then one row per change of control, by date and place.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    list of list of str
        Cells in the order of ``COLUMNS``. ``km2`` is the area around the place that changed
        control with it, with two significant digits if it is inferred; empty if none. ``what``
        is ``changed``, or ``assessed`` where only the evidence changed.
    """
    km2_by_change = area_of_changes(scene)
    admin = {place.id: place.admin or "" for place in scene.places}
    names, sides = names_of(scene), sides_of(scene)
    claims = {claim.id: claim for claim in scene.control_claims}
    sources = {source.id: source for source in scene.sources}
    rows = [list(COLUMNS)]
    for change in scene.changes_of_control:
        supporting = sorted(
            (claims[id] for id in change.claims if id in claims),
            key=lambda claim: (claim.stance, claim.known, claim.id),
        )
        cited = dict.fromkeys(id for claim in supporting for id in claim.sources)
        rows.append(
            [
                change.date.isoformat(),
                change.place,
                names.get(change.place, change.place),
                control_words(change.before, sides),
                control_words(change.after, sides),
                "; ".join(_claimant(scene, claim, change.after) for claim in supporting),
                "; ".join(_citation(sources[id]) for id in cited),
                _area(km2_by_change.get((change.date, change.place), 0.0), scene.inferred),
                admin[change.place],
                "assessed" if change.assessed else "changed",
            ]
        )
    return rows


def _area(km2: float, inferred: bool) -> str:
    """Write an area in square kilometres, with the precision that it has."""
    if not km2:
        return ""
    return f"{(rounded := float(f'{km2:.2g}')):.{decimals(rounded)}f}" if inferred else f"{km2:.3f}"


def _citation(source: Source) -> str:
    """Cite a source in a self-contained form."""
    return f"{source.publisher}: {source.url or source.title}"


def _claimant(scene: Scene, claim: Claim, after: Control) -> str:
    """Name a claimant and the kind of claim, with its content if it differs from the change."""
    kind = "denies" if claim.stance == "denies" else claim.form
    if claim.side != after.side:
        control = Control("held", claim.side) if claim.side else Control("contested")
        kind = f"{kind}: {control_words(control, sides_of(scene))}"
    return f"{claim.claimant} ({kind})"

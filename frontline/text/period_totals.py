"""What passed in days, weeks and months → records, and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from frontline.analysis.balance import Balance, Tally
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.periods import Period
from frontline.model import UNKNOWN
from frontline.scene.scene import Scene
from frontline.text.break_notes import break_record, break_words, tally_record
from frontline.text.captions import gains


def periods_record(scene: Scene, found: Iterable[Period], *, with_breaks: bool) -> list[Any]:
    """Return periods as plain values; figures are null where no map was published."""
    return [_record(scene, period, with_breaks=with_breaks) for period in found]


def _record(scene: Scene, period: Period, *, with_breaks: bool) -> dict[str, Any]:
    def told(tally: Callable[[Balance], Tally]) -> dict[str, float | None]:
        turnover = period.turnover(tally)
        figures = {
            **tally_record(tally(period.balance)),
            "daily_gain_km2": turnover.gain_km2,
            "daily_loss_km2": turnover.loss_km2,
        }
        return {key: value if period.maps else None for key, value in figures.items()}

    controls = [control for control in period.balance.controls if control != UNKNOWN]
    return {
        "period": period.label,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "partial": period.partial,
        "since": period.since.isoformat() if period.since else None,
        "maps": period.maps,
        "missing": period.missing,
        **told(partial(Balance.total, sides=sides_without_initial_holder(scene.header))),
        "slivers_km2": period.balance.slivers_km2 if period.maps else None,
        "by_side": {
            side.id: told(partial(Balance.side, side=side.id)) for side in scene.header.sides
        },
        "by_status": [
            {
                "status": control.status,
                "side": control.side,
                **told(partial(Balance.control, control=control)),
            }
            for control in controls
        ],
        "breaks": [
            {**break_record(scene, one, balance), "counted": with_breaks}
            for one, balance in period.breaks
        ],
    }


def periods_text(scene: Scene, found: Iterable[Period], *, with_breaks: bool) -> Iterator[str]:
    """Write periods as lines of text, without the days on which nothing passed."""
    for period in found:
        lines = list(_lines(scene, period, with_breaks=with_breaks))
        if lines or period.label != period.first.isoformat() or not period.maps:
            yield f"{period.label}{_notes(period)}"
            yield from lines


def _lines(scene: Scene, period: Period, *, with_breaks: bool) -> Iterator[str]:
    for side in scene.header.sides:
        tally = period.balance.side(side.id)
        if tally.gain_km2 or tally.loss_km2:
            yield f"  {side.name}: {gains(tally)}"
    for one, balance in period.breaks:
        sides = [(side.name, balance.side(side.id)) for side in scene.header.sides]
        told = [f"{name} {gains(tally)}" for name, tally in sides if tally != Tally(0, 0)]
        verb = "counted" if with_breaks else "left out"
        yield f"  {verb}, {one.date}: {'; '.join(told) or 'nothing'}. {break_words(scene, one)}"


def _notes(period: Period) -> str:
    """Say what a reader must know of a period: that it is cut off, or has days without a map."""
    notes = [f"{period.first} to {period.last} only"] if period.partial else []
    if not period.maps:
        notes.append("no map was published")
    elif period.missing:
        notes.append(f"no map on {period.missing} of {period.maps + period.missing} days")
    gap = period.since and (period.first - period.since).days > 1
    notes += [f"since the map of {period.since}"] if gap and period.maps else []
    return f" ({', '.join(notes)})" if notes else ""

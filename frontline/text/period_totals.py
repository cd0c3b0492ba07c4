"""Gains and losses by day, week or month → records, and lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from frontline.analysis.balance import Balance, Tally
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.periods import Period
from frontline.scene.scene import Scene
from frontline.text.break_notes import break_record, break_words, flow_records, tally_record
from frontline.text.gain_words import gain_lines


def periods_record(scene: Scene, periods: Iterable[Period], *, with_breaks: bool) -> list[Any]:
    """Convert periods to plain values.

    Parameters
    ----------
    scene : Scene
        The map.
    periods : iterable of Period
        Consecutive periods.
    with_breaks : bool
        Whether areas that changed with the mapping method are counted.

    Returns
    -------
    list of dict
        JSON-serializable; areas in km², null if no map was published.
    """
    return [_period_record(scene, period, with_breaks=with_breaks) for period in periods]


def _period_record(scene: Scene, period: Period, *, with_breaks: bool) -> dict[str, Any]:
    def rates(tally: Callable[[Balance], Tally]) -> dict[str, float | None]:
        turnover = period.turnover(tally)
        values = {
            **tally_record(tally(period.balance)),
            "daily_gain_km2": turnover.gain_km2,
            "daily_loss_km2": turnover.loss_km2,
        }
        return {key: figure if period.maps else None for key, figure in values.items()}

    return {
        "period": period.label,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "partial": period.partial,
        "since": period.since.isoformat() if period.since else None,
        "maps": period.maps,
        "missing": period.missing,
        **rates(partial(Balance.total, sides=sides_without_initial_holder(scene.header))),
        "slivers_km2": period.balance.slivers_km2 if period.maps else None,
        "by_side": {
            side.id: rates(partial(Balance.side, side=side.id)) for side in scene.header.sides
        },
        "by_status": [
            {
                "status": control.status,
                "side": control.side,
                **rates(partial(Balance.control, control=control)),
            }
            for control in period.balance.controls
        ],
        "flows": flow_records(period.balance),
        "breaks": [
            {**break_record(scene, method_break, balance), "counted": with_breaks}
            for method_break, balance in period.breaks
        ],
    }


def periods_text(scene: Scene, periods: Iterable[Period], *, with_breaks: bool) -> Iterator[str]:
    """Write periods as lines of text, without days on which no area changed control.

    Parameters
    ----------
    scene : Scene
        The map.
    periods : iterable of Period
        Consecutive periods.
    with_breaks : bool
        Whether areas that changed with the mapping method are counted.

    Yields
    ------
    str
        A line without its line break.
    """
    for period in periods:
        lines = list(_period_lines(scene, period, with_breaks=with_breaks))
        if lines or period.label != period.first.isoformat() or not period.maps:
            yield f"{period.label}{_qualifications(period)}"
            yield from lines


def _period_lines(scene: Scene, period: Period, *, with_breaks: bool) -> Iterator[str]:
    yield from (f"  {line}" for line in gain_lines(scene, period.balance))
    for method_break, balance in period.breaks:
        verb = "counted" if with_breaks else "not counted"
        gains = "; ".join(gain_lines(scene, balance)) or "no area"
        prefix = f"  mapping method changed on {method_break.date}, {verb}"
        yield f"{prefix}: {gains}. {break_words(scene, method_break)}"


def _qualifications(period: Period) -> str:
    """Write what qualifies a period's figures: a partial period, days without a map."""
    notes = [f"{period.first} to {period.last} only"] if period.partial else []
    if not period.maps:
        notes.append("no map was published")
    elif period.missing:
        notes.append(f"no map on {period.missing} of {period.maps + period.missing} days")
    starts_after_gap = period.since and (period.first - period.since).days > 1
    notes += [f"since the map of {period.since}"] if starts_after_gap and period.maps else []
    return f" ({', '.join(notes)})" if notes else ""

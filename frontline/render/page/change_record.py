"""Scene → what changed as plain values: changes of control, gains and losses, method breaks.

The record also has the quality of the inferred areas, that is, how reliable these numbers are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from frontline.analysis.announcements import Announcements
from frontline.analysis.area_ranges import Ranges
from frontline.analysis.balance import Balance
from frontline.analysis.gains import daily
from frontline.analysis.measured import Break
from frontline.analysis.method_breaks import breaks
from frontline.analysis.quality import announcements, quality, ranges
from frontline.model import UNKNOWN, Control
from frontline.render.page.map_record import control_record
from frontline.scene.changes_of_control import Change
from frontline.scene.scene import Scene
from frontline.text.break_notes import break_record
from frontline.text.map_notes import quality_note

_DECIMALS: Final = 6
"""Decimals of shares and of areas in km², that is, square metres."""


def changes_record(scene: Scene) -> dict[str, Any]:
    """Write the changes of a scene and their figures, by both clocks.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    dict
        The keys of ``scene.json`` from ``changes`` to ``quality``.
    """
    return {
        "changes": [_change(change) for change in scene.changes_of_control],
        "changes_then": [_change(change) for change in scene.changes_of_control_then],
        "balance": _balances(scene, daily(scene)),
        "balance_then": _balances(scene, daily(scene, then=True)),
        "breaks": [_break(scene, method_break) for method_break in breaks(scene)],
        "ranges": _ranges(ranges(scene)),
        "ranges_then": _ranges(ranges(scene, then=True)),
        "announced": _announced(announcements(scene)),
        "announced_then": _announced(announcements(scene, then=True)),
        "quality": _quality(scene),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "date": change.date.isoformat(),
        "place": change.place,
        "from": control_record(change.before),
        "to": control_record(change.after),
        "claims": list(change.claims),
        "assessed": change.assessed,
    }


def _balances(scene: Scene, balances: Mapping[date, Balance]) -> list[dict[str, Any]]:
    """Write the gains and losses per date, of each side and (``side`` None) of contested areas."""
    holders = (*(side.id for side in scene.header.sides), None)
    rows = (
        (day, holder, _balance(balance, holder))
        for day, balance in balances.items()
        for holder in holders
    )
    return [
        {"date": day.isoformat(), "side": holder, **row}
        for day, holder, row in rows
        if any(row.values())
    ]


def _balance(balance: Balance, side: str | None) -> dict[str, float]:
    tally = balance.side(side) if side else balance.control(Control("contested"))
    handovers = [(handover.before, handover.after) for handover in balance.handovers]
    return {
        "gain_km2": round(tally.gain_km2, _DECIMALS),
        "loss_km2": round(tally.loss_km2, _DECIMALS),
        "claimed_km2": round(balance.claimed_km2(side), _DECIMALS) if side else 0,
        "gained": sum(after.side == side and after != UNKNOWN for _, after in handovers),
        "lost": sum(before.side == side and before != UNKNOWN for before, _ in handovers),
    }


def _break(scene: Scene, method_break: Break) -> dict[str, Any]:
    """Write a method break with the gains and losses of its date, as known now."""
    balance = daily(scene).get(method_break.date, Balance())
    return {
        **break_record(scene, method_break, balance),
        "begins": [control_record(control) for control in method_break.begins],
        "ends": [control_record(control) for control in method_break.ends],
        "stretches": method_break.stretches,
        "share": round(method_break.share, _DECIMALS),
        "shift_m": method_break.shift_m,
        "usual": method_break.usual,
        "usual_shift_m": method_break.usual_shift_m,
    }


def _ranges(found: Ranges) -> list[dict[str, Any]]:
    """Write the ranges of each class, and of each side (``status`` None), from date to date."""
    return [
        {
            "side": key if isinstance(key, str) else key.side,
            "status": None if isinstance(key, str) else key.status,
            "from": start.isoformat(),
            "low_km2": round(each.low, _DECIMALS) if each else None,
            "high_km2": round(each.high, _DECIMALS) if each else None,
            "reasons": list(each.reasons) if each else [],
        }
        for key, by_date in found.items()
        for start, each in zip(by_date.starts, by_date.ranges, strict=True)
    ]


def _announced(found: Announcements) -> list[dict[str, Any]]:
    """Write what sides say that they have, where the map does not follow, from date to date."""
    return [
        {
            "from": day.isoformat(),
            "sides": [
                {
                    "side": each.side,
                    "places": [
                        {**control_record(control), "count": count}
                        for control, count in each.places.items()
                    ],
                }
                for each in announced
            ],
        }
        for day, announced in found.items()
    ]


def _quality(scene: Scene) -> dict[str, Any] | None:
    assessed = quality(scene)
    if assessed is None:
        return None
    agreement = assessed.agreement
    return {
        "date": assessed.date.isoformat(),
        "places": assessed.places,
        "km2_per_place": round(assessed.km2_per_place, _DECIMALS),
        "line_error_km": round(assessed.line_error_km, _DECIMALS),
        "stale": assessed.stale,
        "sources": assessed.sources,
        "agreement": {
            "places": agreement.places,
            "share": None if agreement.share is None else round(agreement.share, _DECIMALS),
            "kappa": None if agreement.kappa is None else round(agreement.kappa, _DECIMALS),
        },
        "ranges": [
            {
                "side": side,
                "low_km2": round(km2.low, _DECIMALS),
                "high_km2": round(km2.high, _DECIMALS),
                "reasons": list(km2.reasons),
                "low_without": km2.low_without,
                "high_without": km2.high_without,
            }
            for side, km2 in assessed.ranges.items()
        ],
        "text": quality_note(scene),
    }

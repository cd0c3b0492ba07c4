"""Differences between two dates → records, and lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from frontline.analysis.balance import Balance
from frontline.analysis.difference import Difference, Passage, Step
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.jackknife import Range
from frontline.scene.scene import Scene, Snapshot
from frontline.text.break_notes import break_record, break_words, flow_records, tally_record
from frontline.text.gain_words import gain_lines
from frontline.text.lookups import names_of, sides_of
from frontline.text.phrases import control_words
from frontline.text.quantities import km2_words


def difference_record(scene: Scene, difference: Difference) -> dict[str, Any]:
    """Convert a difference to plain values: the total, split into ``learnt`` and ``happened``.

    Gains and losses at the top are those of all sides except the one that held everything
    initially. Areas that changed with the mapping method are given in ``breaks``; they are part of
    the other figures only if ``counted`` is true. ``from`` and ``to`` give the requested date and
    the date of the map used.

    Parameters
    ----------
    scene : Scene
        The map.
    difference : Difference
        The difference between two dates.

    Returns
    -------
    dict
        JSON-serializable; areas in km², lengths in km.
    """
    record = _step_record(scene, difference.whole)
    for side, tally in record["by_side"].items():
        tally["range"] = _range(difference.ranges.get(side))
    return {
        "from": _end_record(difference.days[0], difference.before),
        "to": _end_record(difference.days[1], difference.after),
        **record,
        "range": _range(difference.ranges.get(None)),
        "breaks": [
            {**break_record(scene, method_break, balance), "counted": difference.with_breaks}
            for method_break, balance in difference.breaks
        ],
        "front_km": round(sum(difference.after.front_km.values()), 3),
        "front_km_before": round(sum(difference.before.front_km.values()), 3),
        "fronts": [
            {"sides": list(sides), "km": round(km, 3)}
            for sides, km in difference.after.front_km.items()
        ],
        "assessed": sorted(difference.assessed),
        "learnt": _step_record(scene, difference.learnt),
        "happened": _step_record(scene, difference.happened),
    }


def difference_text(scene: Scene, difference: Difference) -> Iterator[str]:
    """Write a difference as lines of text.

    Parameters
    ----------
    scene : Scene
        The map.
    difference : Difference
        The difference between two dates.

    Yields
    ------
    str
        A line without its line break.
    """
    yield from _map_lines(difference)
    yield from _step_lines(scene, "Learnt later about the first date", difference.learnt)
    yield from _step_lines(scene, "Happened between the dates", difference.happened)
    yield from _step_lines(scene, "Total difference", difference.whole, brief=True)
    if count := len(difference.assessed):
        yield f"  {count} of them assessed anew, without a change on the ground"
    yield from (f"  {line}" for line in gain_lines(scene, difference.whole.balance))
    yield from _unit_lines(scene, difference.whole.balance)
    yield from _break_lines(scene, difference)
    yield from _range_lines(scene, difference)
    yield from _front_lines(scene, difference)


def _end_record(requested_date: date, day_map: Snapshot) -> dict[str, Any]:
    known = day_map.known.isoformat() if day_map.known else None
    return {"date": requested_date.isoformat(), "known": known, "map": day_map.date.isoformat()}


def _step_record(scene: Scene, step: Step) -> dict[str, Any]:
    balance, sides = step.balance, [side.id for side in scene.header.sides]
    named_units = [unit for unit in balance.units if unit is not None]
    return {
        **tally_record(balance.total(sides_without_initial_holder(scene.header))),
        "slivers_km2": balance.slivers_km2,
        "by_side": {side: tally_record(balance.side(side)) for side in sides},
        "by_status": [
            {
                "status": control.status,
                "side": control.side,
                **tally_record(balance.control(control)),
            }
            for control in balance.controls
        ],
        "by_admin": {
            unit or "": _unit_record(scene, balance.within(unit))
            for unit in (balance.units if named_units else ())
        },
        "flows": flow_records(balance),
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


def _range(bounds: Range | None) -> dict[str, Any] | None:
    if bounds is None:
        return None
    return {
        "net_km2": [bounds.low, bounds.high],
        "without": [bounds.low_without, bounds.high_without],
    }


def _step_lines(scene: Scene, title: str, step: Step, *, brief: bool = False) -> Iterator[str]:
    names, sides = names_of(scene), sides_of(scene)
    handover_count, count = len(step.balance.handovers), len(step.passages)
    handovers_text = f", {handover_count} changed hands" if handover_count else ""
    yield f"{title}: {count} place{'' if count == 1 else 's'}{handovers_text}"
    for passage in () if brief else step.passages:
        before, after = (
            control_words(control, sides) for control in (passage.before, passage.after)
        )
        yield f"  {names.get(passage.place, passage.place)}: {before} → {after}{_reasons(passage)}"
    for flow in step.balance.passages:
        before, after = (control_words(control, sides) for control in (flow.before, flow.after))
        yield f"  {km2_words(flow.km2)}: {before} → {after}"
    if slivers := step.balance.slivers_km2:
        limit = scene.header.ground.sliver_km2
        yield f"  not counted, in slivers smaller than {limit:g} km²: {slivers:.3f} km²"


def _unit_lines(scene: Scene, balance: Balance) -> Iterator[str]:
    for unit in balance.units if any(balance.units) else ():
        for line in gain_lines(scene, balance.within(unit)):
            yield f"  {unit or 'elsewhere'}, {line}"


def _map_lines(difference: Difference) -> Iterator[str]:
    for requested_date, day_map in zip(
        difference.days, (difference.before, difference.after), strict=True
    ):
        if requested_date != day_map.date:
            substitute = f"the map of {day_map.date} is used instead"
            yield f"No map was published on {requested_date}; {substitute}"


def _break_lines(scene: Scene, difference: Difference) -> Iterator[str]:
    verb = "Counted, although" if difference.with_breaks else "Not counted, because"
    for method_break, balance in difference.breaks:
        gains = "; ".join(gain_lines(scene, balance))
        yield f"{verb} the mapping method changed on {method_break.date}: {gains or 'no area'}"
        yield f"  {break_words(scene, method_break)}"


def _range_lines(scene: Scene, difference: Difference) -> Iterator[str]:
    for side in scene.header.sides:
        range_of_side = difference.ranges.get(side.id)
        if range_of_side and range_of_side.low != range_of_side.high:
            low, high = km2_words(range_of_side.low, "+"), km2_words(range_of_side.high, "+")
            yield f"With any single source left out, {side.name}: {low} to {high}"
            for bound, without in (
                (low, range_of_side.low_without),
                (high, range_of_side.high_without),
            ):
                if without:
                    yield f"  {bound} without {without}"


def _front_lines(scene: Scene, difference: Difference) -> Iterator[str]:
    names = {side.id: side.name for side in scene.header.sides}
    if scene.inferred:
        return
    for first, second in sorted(
        difference.before.front_km.keys() | difference.after.front_km.keys()
    ):
        before_km, after_km = (
            day_map.front_km.get((first, second), 0.0)
            for day_map in (difference.before, difference.after)
        )
        lengths = f"{before_km:.1f} km → {after_km:.1f} km"
        yield f"Front line between {names[first]} and {names[second]}: {lengths}"


def _reasons(passage: Passage) -> str:
    new_claims = f"new: {', '.join(passage.new)}" if passage.new else ""
    dropped_claims = f"no longer counted: {', '.join(passage.gone)}" if passage.gone else ""
    reasons = "; ".join(filter(None, (new_claims, dropped_claims)))
    return f" ({reasons})" if reasons else ""

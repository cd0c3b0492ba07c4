"""Method breaks → records, and the same in words."""

from __future__ import annotations

from typing import Any

from frontline.balance import Balance, Tally, movers
from frontline.breaks import Break
from frontline.render.words import control_words, joined, sides_of
from frontline.scene import Scene


def break_record(scene: Scene, told: Break, balance: Balance) -> dict[str, Any]:
    """Return a break, with what passed over it, as plain values."""
    return {
        "date": told.date.isoformat(),
        "since": told.since.isoformat(),
        "kind": told.kind,
        "text": break_words(scene, told),
        **tally_record(balance.total(movers(scene))),
        "slivers_km2": balance.slivers_km2,
        "by_side": {side.id: tally_record(balance.side(side.id)) for side in scene.header.sides},
    }


def tally_record(tally: Tally) -> dict[str, float]:
    """Return what was gained and lost as plain values."""
    return {"gain_km2": tally.gain_km2, "loss_km2": tally.loss_km2, "net_km2": tally.net_km2}


def break_words(scene: Scene, told: Break) -> str:
    """Write what shows that the method changed."""
    if told.kind == "stated":
        return "The author of the map says that the method changed."
    if told.kind == "class":
        begins, ends = (
            joined([control_words(control, sides_of(scene)) for control in some])
            for some in (told.begins, told.ends)
        )
        return " ".join(
            [f"From this map on, ground is drawn that is {begins}."] * bool(begins)
            + [f"Ground that is {ends} is no longer drawn."] * bool(ends)
        )
    many = f"in {told.stretches} stretches at once, of all lines {told.share:.0%}"
    by = f", by {told.shift_m:.0f} m on average" if told.shift_m is not None else ""
    usual = f"on a usual day in {told.usual:.0f}"
    usual += f", by {told.usual_shift_m:.0f} m" if told.usual_shift_m else ""
    verb = "were redrawn" if told.kind == "redraw" else "moved"
    return f"Lines {verb} {many}{by}; {usual}."

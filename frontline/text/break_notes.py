"""Method breaks → records, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from frontline.analysis.gains import Balance, Tally, movers
from frontline.analysis.method_breaks import Break
from frontline.language.speaker import speaker
from frontline.model import Control
from frontline.scene.scene import Scene
from frontline.text.captions import control_words, joined, metres, sides_of


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
    say = speaker(scene.header)
    if told.kind == "stated":
        return say("break_stated")
    if told.kind == "class":
        ways = {"break_begins": told.begins, "break_ends": told.ends}
        return " ".join(
            say(key, classes=_classes(scene, some)) for key, some in ways.items() if some
        )
    share, usual = say.percent(told.share), say.number(told.usual, 0)
    if told.shift_m is None:
        share = say("break_share", share=share)
    else:
        share = say("break_share_by", share=share, shift=metres(round(told.shift_m), say))
    if told.usual_shift_m:
        usual = say("break_usual_by", usual=usual, shift=metres(round(told.usual_shift_m), say))
    key = "break_redraw" if told.kind == "redraw" else "break_jump"
    return say(key, stretches=told.stretches, share=share, usual=usual)


def _classes(scene: Scene, controls: Iterable[Control]) -> str:
    say = speaker(scene.header)
    return joined([control_words(one, sides_of(scene), say) for one in controls], say=say)

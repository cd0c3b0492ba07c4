"""Changes of mapping method → records and sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from frontline.analysis.balance import Balance, Tally
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.measured import Break
from frontline.language.speaker import speaker
from frontline.model import Control
from frontline.scene.scene import Scene
from frontline.text.lookups import sides_of
from frontline.text.phrases import control_words, joined
from frontline.text.quantities import length_words


def break_record(scene: Scene, method_break: Break, balance: Balance) -> dict[str, Any]:
    """Convert a change of mapping method to plain values, with the gains and losses across it.

    Parameters
    ----------
    scene : Scene
        The map.
    method_break : Break
        The change of method.
    balance : Balance
        Gains and losses between the maps before and after it.

    Returns
    -------
    dict
        JSON-serializable; areas in km².
    """
    return {
        "date": method_break.date.isoformat(),
        "since": method_break.since.isoformat(),
        "kind": method_break.kind,
        "text": break_words(scene, method_break),
        **tally_record(balance.total(sides_without_initial_holder(scene.header))),
        "slivers_km2": balance.slivers_km2,
        "by_side": {side.id: tally_record(balance.side(side.id)) for side in scene.header.sides},
    }


def tally_record(tally: Tally) -> dict[str, float]:
    """Convert a gain and a loss to plain values.

    Parameters
    ----------
    tally : Tally
        Gain and loss in km².

    Returns
    -------
    dict
        ``gain_km2``, ``loss_km2`` and ``net_km2``.

    Examples
    --------
    >>> tally_record(Tally(5.0, 2.0))
    {'gain_km2': 5.0, 'loss_km2': 2.0, 'net_km2': 3.0}
    """
    return {"gain_km2": tally.gain_km2, "loss_km2": tally.loss_km2, "net_km2": tally.net_km2}


def flow_records(balance: Balance) -> list[dict[str, Any]]:
    """Convert the areas by control before and after to plain values.

    Parameters
    ----------
    balance : Balance
        The areas that changed control.

    Returns
    -------
    list of dict
        JSON-serializable: ``from``, ``to`` and ``km2``, without slivers, the largest first.
    """
    return [
        {
            "from": {"status": flow.before.status, "side": flow.before.side},
            "to": {"status": flow.after.status, "side": flow.after.side},
            "km2": flow.km2,
        }
        for flow in balance.passages
    ]


def break_words(scene: Scene, method_break: Break) -> str:
    """Write how it is known that the mapping method changed.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the text.
    method_break : Break
        The change of method.

    Returns
    -------
    str
        One or two sentences.
    """
    say = speaker(scene.header)
    if method_break.kind == "stated":
        return say("break_stated")
    if method_break.kind == "class":
        classes_by_key = {"break_begins": method_break.begins, "break_ends": method_break.ends}
        return " ".join(
            say(key, classes=_class_names(scene, controls))
            for key, controls in classes_by_key.items()
            if controls
        )
    share, usual = say.percent(method_break.share), say.number(method_break.usual, 0)
    if method_break.shift_m is None:
        share = say("break_share", share=share)
    else:
        share = say(
            "break_share_by", share=share, shift=length_words(round(method_break.shift_m), say)
        )
    if method_break.usual_shift_m:
        usual = say(
            "break_usual_by",
            usual=usual,
            shift=length_words(round(method_break.usual_shift_m), say),
        )
    key = "break_redraw" if method_break.kind == "redraw" else "break_jump"
    return say(key, stretches=method_break.stretches, share=share, usual=usual)


def _class_names(scene: Scene, controls: Iterable[Control]) -> str:
    say = speaker(scene.header)
    return joined([control_words(control, sides_of(scene), say) for control in controls], say=say)

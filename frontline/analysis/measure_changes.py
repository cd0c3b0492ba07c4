"""Scene → the same scene with its measures of change: turns, mapping method changes, balances.

``project.build`` measures a scene once, and every renderer reads the fields. For a plain
``Scene``, turns, breaks and balances are computed anew on every request.
"""

from __future__ import annotations

from dataclasses import fields

from frontline.analysis.flows import daily_balances
from frontline.analysis.measured import MeasuredScene
from frontline.analysis.method_breaks import find_breaks
from frontline.analysis.transitions import turns
from frontline.scene.scene import Scene


def measure_changes(scene: Scene) -> MeasuredScene:
    """Measure what changed on a map over its period, by both clocks.

    Parameters
    ----------
    scene : Scene
        A settled scene.

    Returns
    -------
    MeasuredScene
        The scene with its measures of change.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> dataset = frontline.load(files("frontline") / "starter")
    >>> len(measure_changes(frontline.build(dataset, measure="nothing")).balances)
    4
    """
    same_spans = scene.spans_then == scene.spans
    now = turns(scene)
    then = now if same_spans else turns(scene, then=True)
    balances = daily_balances(scene, now)
    if same_spans and scene.changes_of_control_then == scene.changes_of_control:
        balances_then = balances
    else:
        balances_then = daily_balances(scene, then, then=True)
    return MeasuredScene(
        **{field.name: getattr(scene, field.name) for field in fields(Scene)},
        turns=now,
        turns_then=then,
        breaks=find_breaks(scene, now),
        balances=balances,
        balances_then=balances_then,
    )

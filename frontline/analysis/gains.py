"""Scene → the area that each side gained and lost: by date, between two maps, and by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from frontline.analysis.balance import Balance, summed
from frontline.analysis.flows import balance_of, between, daily_balances, gazetteer, passings
from frontline.analysis.measured import MeasuredScene
from frontline.analysis.transitions import control_of, turns
from frontline.model import Header
from frontline.scene.scene import Scene


def sides_without_initial_holder(header: Header) -> tuple[str, ...]:
    """Return every side except the one that held everything at the start of the period.

    Parameters
    ----------
    header : Header
        The header of a map.

    Returns
    -------
    tuple of str
        Ids of sides, in the order of the header.
    """
    start = header.base_start
    return tuple(side.id for side in header.sides if not (start and side.id == start.side))


def daily(scene: Scene, *, then: bool = False) -> Mapping[date, Balance]:
    """Return the balance of each date with changes against the previous map.

    Parameters
    ----------
    scene : Scene
        The scene; a ``MeasuredScene`` already has the balances.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    mapping of date to Balance
        The balances, by date.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [day.isoformat() for day in daily(scene)]
    ['2024-03-05', '2024-03-06', '2024-03-07', '2024-03-08']
    """
    if isinstance(scene, MeasuredScene):
        return scene.balances_then if then else scene.balances
    return daily_balances(scene, turns(scene, then=then), then=then)


def over(scene: Scene, first: date, last: date, *, then: bool = False) -> Balance:
    """Return the balance of two dates like ``between``, but computed from turns alone.

    Parameters
    ----------
    scene : Scene
        The scene.
    first, last : date
        The dates of the maps, in order; ``first`` may be the day before the period.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    Balance
        The changes from the first map to the last.
    """
    changes = [
        change
        for change in (scene.changes_of_control_then if then else scene.changes_of_control)
        if first < change.date <= last
    ]
    between_steps = not {first, last} <= {scene.eve(scene.dates[0]), *scene.dates}
    if between_steps or any(change.date == scene.dates[0] for change in changes):
        return between(*scene.together(*((day, day if then else None) for day in (first, last))))
    steps = [turn.zones for turn in turns(scene, then=then) if first < turn.day <= last]
    before = {
        zone: control_of(old) for zones in reversed(steps) for zone, (old, _) in zones.items()
    }
    after = {zone: control_of(new) for zones in steps for zone, (_, new) in zones.items()}
    passed = {zone: (before[zone], after[zone]) for zone in before if before[zone] != after[zone]}
    place_before = {change.place: change.before for change in reversed(changes)}
    place_after = {change.place: change.after for change in changes}
    handed = {place: (place_before[place], place_after[place]) for place in place_before}
    sliver_km2 = scene.header.ground.sliver_km2
    return balance_of(scene.laid, passed, handed, gazetteer(scene.places), sliver_km2)


def area_of_changes(scene: Scene) -> dict[tuple[date, str], float]:
    """Measure the area that changed control together with each place.

    This is the part of the place's cell with the same control before and after as the place.

    Parameters
    ----------
    scene : Scene
        The scene.

    Returns
    -------
    dict of (date, str) to float
        The area in square kilometres, by date and place of the change of control.
    """
    dates = {
        (scene.shown(change.date), change.place, change.before, change.after): change.date
        for change in scene.changes_of_control
    }
    parts: defaultdict[tuple[date, str], list[float]] = defaultdict(list)
    for day, laid, passed in passings(scene, turns(scene)) if dates else ():
        for zone, pair in passed.items():
            place = laid.place_of[zone]
            if place and (changed_on := dates.get((day, place, *pair))):
                parts[changed_on, place] += laid.km2[zone]
    return {key: summed(km2) for key, km2 in parts.items()}

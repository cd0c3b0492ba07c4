"""Scene → the controlled area of each class on each date."""

from __future__ import annotations

from math import fsum, nan
from typing import TYPE_CHECKING, Final, get_args

import numpy as np

from frontline.analysis.transitions import map_dates
from frontline.model import Control, Status
from frontline.scene.scene import Scene, Snapshot
from frontline.scene.zone_spans import is_bare

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STATUSES: Final[tuple[str, ...]] = get_args(Status)


def firmness(control: Control) -> tuple[int, str]:
    """Return a sort key that puts firmer classes of control first.

    Parameters
    ----------
    control : Control
        A class of control.

    Returns
    -------
    tuple of (int, str)
        The sort key.

    Examples
    --------
    >>> sorted([Control("claimed", "b"), Control("held", "c")], key=firmness)[0].status
    'held'
    """
    return _STATUSES.index(control.status), control.side or ""


def areas_of(day_map: Snapshot) -> dict[Control, float]:
    """Sum the area of each class of control on the map of one date.

    Parameters
    ----------
    day_map : Snapshot
        The map.

    Returns
    -------
    dict of Control to float
        Areas in square kilometres, without areas drawn as bare land.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [control.side for control in areas_of(scene.at("2024-03-08"))]
    ['north']
    """
    header, parts = day_map.scene.header, dict[Control, list[float]]()
    for zone, km2 in day_map.laid.km2.items():
        span = day_map.spans.get(zone)
        if span and not is_bare(span, header):
            parts.setdefault(span.control, []).extend(km2)
    return {control: fsum(parts[control]) for control in sorted(parts, key=firmness)}


def area_table(
    scene: Scene, *, then: bool = False
) -> tuple[tuple[Control, ...], NDArray[np.float64]]:
    """Sum the area of each class of control on each date.

    Parameters
    ----------
    scene : Scene
        The map.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    controls : tuple of Control
        The classes, firmest first.
    km2 : ndarray, shape (dates, classes)
        Areas in square kilometres; NaN on a date without a published map.
    """
    header, km2 = scene.header, scene.km2
    visible = [
        span
        for span in (scene.spans_then if then else scene.spans)
        if span.zone in km2 and not is_bare(span, header)
    ]
    controls = sorted({span.control for span in visible}, key=firmness)
    number = {control: i for i, control in enumerate(controls)}
    steps = np.zeros((len(scene.dates) + 1, len(controls)))
    columns = [number[span.control] for span in visible]
    zone_km2 = np.array([km2[span.zone] for span in visible])
    for dates, sign in (
        ((span.start for span in visible), 1),
        ((span.end for span in visible), -1),
    ):
        rows = [scene.number(end) for end in dates]
        np.add.at(steps, (rows, columns), sign * zone_km2)
    table = np.cumsum(steps, axis=0)[:-1]
    published = set(map_dates(scene))
    table[[day not in published for day in scene.dates]] = nan
    return tuple(controls), table

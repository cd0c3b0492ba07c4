"""Scene → a table of the area of each class on each date, with its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from frontline.analysis.area_by_date import area_table
from frontline.analysis.quality import ranges
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    import pandas


def daily_areas(scene: Scene, *, then: bool = False) -> pandas.DataFrame:
    """Tabulate the geodesic area of each class of control on each date.

    Areas drawn as bare land are not measured.

    Parameters
    ----------
    scene : Scene
        The map.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    DataFrame
        The columns ``date``, ``side``, ``status``, ``km2``, and the ends of its range, ``low_km2``
        and ``high_km2``, equal to it where it is a single figure; NaN on a date without a
        published map.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> list(daily_areas(scene).columns)
    ['date', 'side', 'status', 'km2', 'low_km2', 'high_km2']
    """
    import pandas

    controls, table = area_table(scene, then=then)
    found = ranges(scene, then=then)
    ends = np.repeat(table[:, :, None], 2, axis=2)
    for number, control in enumerate(controls):
        for row, day in enumerate(scene.dates) if control in found else ():
            if of_class := found[control].on(day):
                ends[row, number] = of_class.low, of_class.high
    return pandas.DataFrame(
        {
            "date": np.repeat(np.array(scene.dates, dtype="datetime64[s]"), len(controls)),
            "side": [control.side for control in controls] * len(scene.dates),
            "status": [control.status for control in controls] * len(scene.dates),
            "km2": table.ravel(),
            "low_km2": ends[:, :, 0].ravel(),
            "high_km2": ends[:, :, 1].ravel(),
        }
    )

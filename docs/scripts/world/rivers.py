"""Read the rivers of GSHHG from the binned netCDF file of the Generic Mapping Tools."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

_RANKS = {0: 1, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 5, 7: 5, 8: 6, 9: 6, 10: 6}
"""GSHHG's class → rank: rivers by importance; then intermittent ones, then canals."""


def rivers_by_class(path: Path) -> dict[int, list[np.ndarray]]:
    """Return the lines of rivers by rank, in degrees from -180 to 180."""
    with h5py.File(path) as file:
        read = {name: file[name][:] for name in file if file[name].ndim}
    size = int(read["Bin_size_in_minutes"][0]) / 60
    across = int(read["N_bins_in_360_longitude_range"][0])
    x, y = (
        read[f"Relative_{name}_from_SW_corner_of_bin"].view(np.uint16) / 65535 * size
        for name in ("longitude", "latitude")
    )
    lines: dict[int, list[np.ndarray]] = {}
    for cell, first in enumerate(read["Id_of_first_segment_in_a_bin"].tolist()):
        west, south = (cell % across) * size, 90 - size * (cell // across + 1)
        west -= 360 if west >= 180 else 0
        for segment in range(first, first + int(read["N_segments_in_a_bin"][cell])):
            start = int(read["Id_of_first_point_in_a_segment"][segment])
            points = slice(start, start + int(read["N_points_for_a_segment"][segment]))
            line = np.column_stack([x[points] + west, y[points] + south])
            if len(line) > 1:
                rank = _RANKS[int(read["Hierarchial_level_of_a_segment"][segment])]
                lines.setdefault(rank, []).append(line)
    return lines

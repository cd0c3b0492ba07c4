"""A data file of the world → named arrays and lists of texts, each read when it is asked for.

A file is one line of JSON, then blocks, each compressed by zlib by itself. A block of numbers holds
their first bytes, then their second bytes, and so on, which compresses better. Lines are stored as
first positions and steps, in units of ``1 / GRID`` degrees.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRID: Final = 10_000
"""Steps per degree: about 11 m of latitude."""


@dataclass(frozen=True)
class Blocks:
    """The blocks of one data file.

    Attributes
    ----------
    facts : dict
        What the first line says.
    body : bytes
        The blocks.
    cached : dict
        Blocks that were read.
    """

    facts: dict[str, Any]
    body: bytes = field(repr=False)
    cached: dict[str, Any] = field(default_factory=dict, repr=False)

    def numbers(self, name: str) -> NDArray[Any]:
        """Return a block of numbers.

        Parameters
        ----------
        name : str
            Name of the block.

        Returns
        -------
        ndarray
            One dimension, read-only.
        """
        if name not in self.cached:
            kind = np.dtype(self.facts["blocks"][name][0])
            planes = np.frombuffer(self._bytes(name), np.uint8).reshape(kind.itemsize, -1)
            values = np.ascontiguousarray(planes.T).view(kind).ravel()
            values.flags.writeable = False
            self.cached[name] = values
        values = self.cached[name]
        return np.asarray(values)

    def texts(self, name: str) -> list[str]:
        """Return a block of texts; none if there is no such block.

        Parameters
        ----------
        name : str
            Name of the block.

        Returns
        -------
        list of str
            Texts, in the order of what they name.
        """
        if name not in self.facts["blocks"]:
            return []
        if name not in self.cached:
            self.cached[name] = self._bytes(name).decode().split("\n")
        texts: list[str] = self.cached[name]
        return texts

    def _bytes(self, name: str) -> bytes:
        _, start, length = self.facts["blocks"][name]
        return zlib.decompress(self.body[start : start + length])


@dataclass(frozen=True)
class Lines:
    """The lines of a file.

    Attributes
    ----------
    xy : ndarray
        Positions of all lines, one after the other: longitude, latitude in degrees.
    starts, ends : ndarray
        Number of the first position of each line, and of the one after its last.
    boxes : ndarray
        West, south, east and north of each line, in degrees.
    """

    xy: NDArray[np.float64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    boxes: NDArray[np.float64]

    def within(self, box: tuple[float, float, float, float]) -> NDArray[np.intp]:
        """Return the numbers of the lines whose boxes meet a box.

        Parameters
        ----------
        box : (float, float, float, float)
            West, south, east and north in degrees.

        Returns
        -------
        ndarray
            Numbers, ascending.
        """
        return np.flatnonzero(boxes_meet(self.boxes, box))

    def are_loops(self, numbers: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which lines end where they start.

        Parameters
        ----------
        numbers : ndarray
            Numbers of lines.

        Returns
        -------
        ndarray of bool
        """
        ends = self.xy[self.starts[numbers]], self.xy[self.ends[numbers] - 1]
        return np.asarray((ends[0] == ends[1]).all(axis=1))

    def geometries(self, numbers: NDArray[np.intp]) -> NDArray[np.object_]:
        """Return lines as geometries.

        Parameters
        ----------
        numbers : ndarray
            Numbers of lines.

        Returns
        -------
        ndarray of LineString
            In degrees (WGS 84).
        """
        counts = self.ends[numbers] - self.starts[numbers]
        first = np.repeat(self.starts[numbers] - np.cumsum(counts) + counts, counts)
        picked = self.xy[first + np.arange(counts.sum())]
        lines = shapely.linestrings(picked, indices=np.repeat(np.arange(len(numbers)), counts))
        return np.asarray(lines, dtype=object)


def boxes_meet(
    boxes: NDArray[np.float64], box: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    """Tell which boxes meet a box.

    Parameters
    ----------
    boxes : ndarray
        West, south, east and north of each, in degrees.
    box : (float, float, float, float)
        West, south, east and north in degrees.

    Returns
    -------
    ndarray of bool
    """
    west, south, east, north = box
    meets = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
    return np.asarray(meets & (boxes[:, 1] <= north) & (boxes[:, 3] >= south))


@cache
def blocks_of(name: str) -> Blocks:
    """Open a data file of the world.

    Parameters
    ----------
    name : str
        Name of the layer, such as ``rivers``.

    Returns
    -------
    Blocks
        Its blocks.
    """
    data = (resources.files(__package__) / f"{name}.bin").read_bytes()
    head, _, body = data.partition(b"\n")
    return Blocks(json.loads(head), body)


@cache
def lines_of(name: str) -> Lines:
    """Read the lines of a data file of the world.

    Parameters
    ----------
    name : str
        Name of the layer, such as ``rivers``.

    Returns
    -------
    Lines
        In the order of the file.
    """
    blocks = blocks_of(name)
    ends = np.cumsum(blocks.numbers("counts"), dtype=np.int64)
    starts = ends - blocks.numbers("counts")
    first = blocks.numbers("starts").reshape(-1, 2).astype(np.int64)
    columns = []
    for axis, steps_name in enumerate(("x_steps", "y_steps")):
        walked = np.cumsum(blocks.numbers(steps_name), dtype=np.int64)
        columns.append(walked + np.repeat(first[:, axis] - walked[starts], ends - starts))
    xy = np.column_stack(columns) / GRID
    boxes = np.hstack([np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)])
    return Lines(xy, starts, ends, boxes)

"""Rows of a table that could not be located, or not for certain: their number, and the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from frontline.analysis.zone_history import Ints

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Without:
    """The number of rows of one kind, and the first row numbers.

    Attributes
    ----------
    count : int
        The number of rows.
    first : tuple of int
        The numbers of the first five rows, from 1.
    """

    count: int = 0
    first: tuple[int, ...] = ()

    def add(self, rows: Ints) -> Without:
        """Return the count with more rows added.

        Parameters
        ----------
        rows : ndarray of int
            The numbers of the rows, in order.

        Returns
        -------
        Without
            The new count.

        Examples
        --------
        >>> import numpy as np
        >>> Without().add(np.array([3, 8]))
        Without(count=2, first=(3, 8))
        """
        first = (*self.first, *rows[:_NAMED].tolist())[:_NAMED]
        return Without(self.count + len(rows), first)


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of rows in total, and of those that could not be located.

    Attributes
    ----------
    rows : int
        The number of all rows.
    without : dict of str to Without
        The rows that could not be located, by the keys of ``Locator.unanswered``.
    uncertain : Without
        The rows whose control their precision leaves open.
    positive : str
        The side in whose area distances are positive.
    edge : bool
        Whether distances are to the edge of that side's area.
    """

    rows: int
    without: dict[str, Without]
    uncertain: Without
    positive: str
    edge: bool

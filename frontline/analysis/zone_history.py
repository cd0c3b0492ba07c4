"""Spans of zones → arrays for looking up many zones and dates at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from frontline.intake.day_cells import NO_DAY
from frontline.model import Control, Span, Status

Ints = NDArray[np.int64]


class ZoneHistory:
    """The spans of all zones by one clock, as arrays sorted by zone and date.

    Parameters
    ----------
    spans : sequence of Span
        The spans of zones.
    number : dict of str to int
        The number of each zone.
    initial : Control or None
        The control at the start of the period.

    Attributes
    ----------
    statuses, sides : ndarray of object
        The status and side of each code, firmest first; the last ones are None, for no claim.
    turns : ndarray of int
        The ordinal dates on which anything changes.
    """

    def __init__(
        self, spans: Sequence[Span], number: dict[str, int], initial: Control | None
    ) -> None:
        ordered = sorted(
            (span for span in spans if span.zone in number),
            key=lambda span: (number[span.zone], span.start),
        )
        ranks = get_args(Status)
        self._controls = sorted(
            {span.control for span in spans} | ({initial} if initial else set()),
            key=lambda control: (ranks.index(control.status), control.side or ""),
        )
        codes = {control: code for code, control in enumerate(self._controls)}
        self.statuses = np.array([*(c.status for c in self._controls), None], dtype=object)
        self.sides = np.array([*(c.side for c in self._controls), None], dtype=object)
        self._zone = np.array([number[span.zone] for span in ordered], dtype=np.int64)
        self._start = np.array([span.start.toordinal() for span in ordered], dtype=np.int64)
        self._end = np.array([span.end.toordinal() for span in ordered], dtype=np.int64)
        self._code = np.array([codes[span.control] for span in ordered], dtype=np.int64)
        self.turns = np.unique(np.concatenate([self._start, self._end]))

    def at(self, zone: Ints, day: Ints) -> Ints:
        """Return the code of the control of zones on dates.

        Parameters
        ----------
        zone, day : ndarray of int, shape (n,)
            Numbers of zones, and ordinal dates.

        Returns
        -------
        ndarray of int
            The codes; the last code if there is no claim.
        """
        nobody = len(self._controls)
        if not len(self._zone):
            return np.full(len(zone), nobody)
        position = (
            np.searchsorted(self._zone * NO_DAY + self._start, zone * NO_DAY + day, "right") - 1
        )
        is_covered = (position >= 0) & (self._zone[position] == zone) & (day < self._end[position])
        return np.where(is_covered, self._code[position], nobody)

    def code(self, control: Control) -> int:
        """Return the code of a control.

        Parameters
        ----------
        control : Control
            A control that occurs in the history.

        Returns
        -------
        int
            Its code.
        """
        return self._controls.index(control)

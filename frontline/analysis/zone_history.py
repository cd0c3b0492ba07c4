"""Spans of zones → arrays that answer for any number of zones and dates at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from frontline.intake.dated_points import NO_DAY
from frontline.model import Control, Span, Status

Ints = NDArray[np.int64]


class ZoneHistory:
    """The spans of all zones by one clock, laid end to end by zone and date.

    Parameters
    ----------
    spans : sequence of Span
        The spans of zones.
    number : dict of str to int
        The number of each zone.
    began : Control or None
        The control with which the period began.

    Attributes
    ----------
    statuses, sides : ndarray of object
        Status and side of each code, firmest first; the last are None, where there is no claim.
    turns : ndarray of int
        The ordinal dates on which anything changes.
    """

    def __init__(
        self, spans: Sequence[Span], number: dict[str, int], began: Control | None
    ) -> None:
        laid = sorted(
            (span for span in spans if span.zone in number),
            key=lambda span: (number[span.zone], span.start),
        )
        ranks = get_args(Status)
        self._controls = sorted(
            {span.control for span in spans} | ({began} if began else set()),
            key=lambda control: (ranks.index(control.status), control.side or ""),
        )
        codes = {control: code for code, control in enumerate(self._controls)}
        self.statuses = np.array([*(c.status for c in self._controls), None], dtype=object)
        self.sides = np.array([*(c.side for c in self._controls), None], dtype=object)
        self._zone = np.array([number[span.zone] for span in laid], dtype=np.int64)
        self._start = np.array([span.start.toordinal() for span in laid], dtype=np.int64)
        self._end = np.array([span.end.toordinal() for span in laid], dtype=np.int64)
        self._code = np.array([codes[span.control] for span in laid], dtype=np.int64)
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
            Codes; the last where there is no claim.
        """
        nobody = len(self._controls)
        if not len(self._zone):
            return np.full(len(zone), nobody)
        place = np.searchsorted(self._zone * NO_DAY + self._start, zone * NO_DAY + day, "right") - 1
        here = (place >= 0) & (self._zone[place] == zone) & (day < self._end[place])
        return np.where(here, self._code[place], nobody)

    def code(self, control: Control) -> int:
        """Return the code of a control that occurs.

        Parameters
        ----------
        control : Control
            The control.

        Returns
        -------
        int
            Its code.
        """
        return self._controls.index(control)

"""Features that a profile does not take → the properties and values that are there, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from frontline.intake.field_messages import quoted

_MAX_PROPERTIES: Final = 8
_MAX_VALUES: Final = 3
_MAX_REASONS: Final = 3


@dataclass(slots=True)
class WhatIsThere:
    """Properties of the features of a file that were left out, and why they were.

    Attributes
    ----------
    values : dict of str to dict
        The first values of each property, as keys.
    reasons : dict of str to int
        Number of features by the reason why they were left out.
    """

    values: dict[str, dict[str, None]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, properties: Mapping[str, Any], reason: str) -> None:
        """Add a feature that was left out.

        Parameters
        ----------
        properties : Mapping
            Properties of the feature; none if they are not the reason.
        reason : str
            Why it was left out.
        """
        self.reasons[reason] = self.reasons.get(reason, 0) + 1
        for name, value in properties.items():
            if value not in (None, "") and (name in self.values or len(self.values) < 100):
                values = self.values.setdefault(name, {})
                if len(values) <= _MAX_VALUES:
                    values[str(value)[:40]] = None

    def __str__(self) -> str:
        """Write why nothing was taken, what is there, and what helps."""
        reasons = _listed((f"{n} × {reason}" for reason, n in self.reasons.items()), _MAX_REASONS)
        if not self.reasons:
            return "no polygon that the profile takes for ground: the file has no features"
        text = f"no polygon that the profile takes for ground ({reasons})"
        if not self.values:
            return text
        values = (
            f"{quoted(name)} ({_listed(map(quoted, found), _MAX_VALUES)})"
            for name, found in self.values.items()
        )
        remedy = 'name them as "side_property" and "status_property", or in [[rules]] of a profile'
        return f"{text}; its properties are {_listed(values, _MAX_PROPERTIES)}: {remedy}"


def properties_in_words(properties: Mapping[str, Any]) -> str:
    """Name the properties of a feature.

    Parameters
    ----------
    properties : Mapping
        Properties of the feature.

    Returns
    -------
    str
        Their names; ``none`` without any.

    Examples
    --------
    >>> properties_in_words({"side": "a", "on": "2024"})
    '"side", "on"'
    """
    return _listed(map(quoted, properties), _MAX_PROPERTIES) or "none"


def _listed(items: Iterable[str], most: int) -> str:
    listed = list(items)
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "")

"""Features that a profile does not take → what is there instead, and what helps, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from frontline.intake.field_messages import quoted

_MAX_PROPERTIES: Final = 8
_MAX_VALUES: Final = 3
_MAX_REASONS: Final = 3
_NOT_POLYGONAL: Final = "FL304"
_MAX_COUNTED: Final = 100
"""Maximum number of properties, and of values of each, that are counted."""


@dataclass(slots=True)
class WhatIsThere:
    """The features of a file that were left out: their layers, properties and values, and why.

    Attributes
    ----------
    reasons : Counter
        Number of features by the reason why they were left out.
    layers : Counter
        Number of features by layer, if the format has layers.
    values : dict of str to Counter
        Number of features by value of each property.
    has_ground : bool
        Whether a polygon was left out for its properties.
    has_others : bool
        Whether a feature was left out because it has no polygon.
    """

    reasons: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)
    has_ground: bool = False
    has_others: bool = False

    def add(self, properties: Mapping[str, Any], reason: str, layer: str, code: str = "") -> None:
        """Add a feature that was left out.

        Parameters
        ----------
        properties : Mapping
            Properties of the feature.
        reason : str
            Why it was left out.
        layer : str
            Its layer; empty if the format has none.
        code : str, optional
            Code of the rule that its geometry breaks; empty if it is left out for its properties.
        """
        self.reasons[reason] += 1
        if code not in ("", _NOT_POLYGONAL):
            return  # the reason says what is expected
        self.has_ground |= not code
        self.has_others |= bool(code)
        if layer:
            self.layers[layer] += 1
        for name, value in properties.items():
            if value not in (None, "") and (name in self.values or len(self.values) < _MAX_COUNTED):
                values, text = self.values.setdefault(name, Counter()), str(value)[:40]
                if text in values or len(values) < _MAX_COUNTED:
                    values[text] += 1

    def __str__(self) -> str:
        """Write why nothing was taken, what is there, and what helps."""
        text = "no polygon that the profile takes for ground"
        if not self.reasons:
            return f"{text}: the file has no features, leave it out or export it again"
        reasons = (f"{n} × {reason}" for reason, n in self.reasons.items())
        parts = [f"{text} ({_listed(reasons, _MAX_REASONS)})"]
        if self.layers:
            parts.append(f"its layers are {_listed(_counted(self.layers), _MAX_PROPERTIES)}")
        if self.values:
            values = (
                f"{quoted(name)} ({_listed(_counted(counts), _MAX_VALUES)})"
                for name, counts in self.values.items()
            )
            parts.append(f"its properties are {_listed(values, _MAX_PROPERTIES)}")
        elif self.has_ground:
            parts.append("it has no properties")
        return ": ".join(filter(None, ("; ".join(parts), self._remedy())))

    def _remedy(self) -> str:
        if not self.has_ground:
            return "export the layer with the areas" if self.has_others else ""
        keys = [*(["them"] if self.values else []), '"layer"' if self.layers else '"file"']
        rules = f"match {' or '.join(keys)} in [[rules]] of a profile"
        if not self.values:
            return rules
        return f'name them as "side_property" and "status_property", or {rules}'


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


def _counted(counts: Counter[str]) -> Iterable[str]:
    for text, count in counts.items():
        yield f"{quoted(text)} × {count}" if count > 1 else quoted(text)


def _listed(items: Iterable[str], most: int) -> str:
    listed = list(items)
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "")

"""The layers of the world: their errors, licences and credits."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from frontline.model import BaseFeature


@dataclass(frozen=True)
class Layer:
    """A layer of the world, as ``origins.toml`` describes it.

    Attributes
    ----------
    kinds : tuple of str
        Kinds of its features.
    error_m : float
        Metres within which half of it lies from a better reference.
    licence : str
        SPDX identifier, or ``public domain``.
    credits : tuple of str
        Whom a map credits.
    measured : str
        How the error was measured.
    packages : tuple of str
        Packages that it was made from.
    nine_tenths_m : float or None
        Metres within which nine tenths of it lie; None if that was not measured.
    """

    kinds: tuple[str, ...]
    error_m: float
    licence: str
    credits: tuple[str, ...]
    measured: str
    packages: tuple[str, ...]
    nine_tenths_m: float | None = None


@cache
def layers() -> tuple[Layer, ...]:
    """Read the layers of the world from ``origins.toml``."""
    return tuple(
        Layer(**{**row, **{name: tuple(row[name]) for name in ("kinds", "credits", "packages")}})
        for row in origins()["layer"]
    )


@cache
def origins() -> dict[str, Any]:
    """Read ``origins.toml``: the packages, the layers made of them, and the hashes of the files."""
    return tomllib.loads((resources.files(__package__) / "origins.toml").read_text("utf-8"))


def error_of(kind: str) -> float:
    """Return the error of a kind of feature of the world.

    Parameters
    ----------
    kind : str
        Kind of base feature.

    Returns
    -------
    float
        Metres.

    Examples
    --------
    >>> error_of("border") > error_of("town")
    True
    """
    return next(layer.error_m for layer in layers() if kind in layer.kinds)


def nine_tenths_of(kind: str) -> float:
    """Return the distance within which nine tenths of a kind of feature lie from where they are.

    Parameters
    ----------
    kind : str
        Kind of base feature.

    Returns
    -------
    float
        Metres; infinite if it was not measured.

    Examples
    --------
    >>> nine_tenths_of("border"), nine_tenths_of("river")
    (2900, inf)
    """
    found = next(layer.nine_tenths_m for layer in layers() if kind in layer.kinds)
    return math.inf if found is None else found


def world_credits(features: Iterable[BaseFeature], viewpoint: str | None = None) -> tuple[str, ...]:
    """Return the credits of the layers of the world that features come from.

    Parameters
    ----------
    features : iterable of BaseFeature
        Base features of a map.
    viewpoint : str, optional
        ISO code of the state in whose view borders are drawn; the credit of the borders names it.

    Returns
    -------
    tuple of str
        Each credit once; none for the map's own features.

    Examples
    --------
    >>> from frontline.world import world_features
    >>> found = world_features((36.0, 50.0, 37.0, 51.0), ["en"])
    >>> world_credits(feature for feature in found if feature.kind == "town")
    ('GeoNames (CC BY 4.0)',)
    """
    kinds = {feature.kind for feature in features if feature.world}
    shown = (layer for layer in layers() if kinds.intersection(layer.kinds))
    credits = tuple(dict.fromkeys(credit for layer in shown for credit in layer.credits))
    if viewpoint and "border" in kinds:
        return f"{credits[0]} (borders as seen by {viewpoint})", *credits[1:]
    return credits


def world_licences(features: Iterable[BaseFeature]) -> tuple[str, ...]:
    """Return the licences of the layers of the world that features come from.

    Parameters
    ----------
    features : iterable of BaseFeature
        Base features of a map.

    Returns
    -------
    tuple of str
        Each licence once; none for the map's own features.

    Examples
    --------
    >>> from frontline.world import world_features
    >>> found = world_features((22.0, 44.0, 40.0, 52.0), ["en"])
    >>> world_licences(feature for feature in found if feature.kind == "river")
    ('LGPL-3.0-or-later',)
    """
    kinds = {feature.kind for feature in features if feature.world}
    return tuple(
        dict.fromkeys(layer.licence for layer in layers() if kinds.intersection(layer.kinds))
    )

"""The package's world under a map → the files of its base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shapely

from frontline.basemap.layer_files import FILES, Made, base_file
from frontline.basemap.source_features import Found
from frontline.model import BaseFeature
from frontline.world import world_credits, world_licences

_DIGITS: Final = 4
"""Decimal places of coordinates, as the world has them."""


def world_files(features: Sequence[BaseFeature], viewpoint: str | None) -> tuple[Made, ...]:
    """Write the features that a map has from the package's world.

    Parameters
    ----------
    features : sequence of BaseFeature
        Base of the map; its own features are left out.
    viewpoint : str or None
        ISO code of the state in whose view borders are drawn.

    Returns
    -------
    tuple of Made
        A file for each kind, those at the bottom of the map first, each with credit and licence,
        and its features with their errors.
    """
    files = []
    for kind in FILES:
        of_kind = [feature for feature in features if feature.world and feature.kind == kind]
        found = [each for each in map(_found, of_kind) if not each.geometry.is_empty]
        if found:
            credit = "; ".join(world_credits(of_kind, viewpoint))
            head = {"credit": credit, "licence": "; ".join(world_licences(of_kind))}
            files.append(base_file(kind, found, 0, head, _DIGITS))
    return tuple(files)


def _found(feature: BaseFeature) -> Found:
    return Found(
        feature.kind,
        shapely.set_precision(feature.geometry, 10**-_DIGITS),
        feature.rank,
        feature.name,
        {language: texts["name"] for language, texts in feature.texts.items()},
        feature.id,
        population=feature.population,
        disputed=feature.disputed,
        error_m=feature.error_m,
    )

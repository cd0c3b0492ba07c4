"""Third-party material in outputs: its owner and its licence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources


@dataclass(frozen=True, slots=True)
class Part:
    """Third-party material in outputs, as listed in ``notices.toml``.

    Attributes
    ----------
    name : str
        Name of the material.
    licence : str
        SPDX identifier.
    notice : str
        Copyright notice.
    package : str
        Distribution that contains the material.
    files : tuple of str
        Paths in that distribution.
    outputs : tuple of str
        Formats that contain the material.
    what : str
        What the material is in an output.
    """

    name: str
    licence: str
    notice: str
    package: str
    files: tuple[str, ...]
    outputs: tuple[str, ...]
    what: str

    @property
    def line(self) -> str:
        """The notice in one line: ``Leaflet © … (BSD-2-Clause)``."""
        return f"{self.name} {self.notice} ({self.licence})"


@cache
def parts() -> tuple[Part, ...]:
    """Read the third-party material of outputs from ``notices.toml``."""
    text = (resources.files(__package__) / "notices.toml").read_text(encoding="utf-8")
    return tuple(
        Part(**{**table, "files": tuple(table["files"]), "outputs": tuple(table["outputs"])})
        for table in tomllib.loads(text)["part"]
    )


@cache
def terms(package: str) -> str:
    """Read the licence text of an installed distribution.

    Parameters
    ----------
    package : str
        Name of the distribution.

    Returns
    -------
    str
        Full text; empty if the distribution contains none.
    """
    files = metadata.distribution(package).files or ()
    return next(
        (
            path.read_text(encoding="utf-8")
            for path in sorted(files)
            if path.name.upper().startswith("LICEN")
        ),
        "",
    )

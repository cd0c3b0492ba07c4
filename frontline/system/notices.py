"""What others made and an output holds: whose it is, and on which terms."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources


@dataclass(frozen=True, slots=True)
class Part:
    """Hold what a package of another brings into outputs, by the catalogue ``notices.toml``.

    ``licence`` is an SPDX identifier; ``files`` are those of the package, by their paths in it.
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
    """Read the catalogue."""
    text = (resources.files(__package__) / "notices.toml").read_text(encoding="utf-8")
    return tuple(
        Part(**{**table, "files": tuple(table["files"]), "outputs": tuple(table["outputs"])})
        for table in tomllib.loads(text)["part"]
    )


@cache
def terms(package: str) -> str:
    """Return the licence of an installed package in full; empty where it brings none."""
    found = metadata.distribution(package)
    return next(
        (
            path.read_text(encoding="utf-8")
            for path in sorted(found.files or ())
            if path.name.upper().startswith("LICEN")
        ),
        "",
    )

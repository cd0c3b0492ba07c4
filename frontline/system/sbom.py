"""What is installed → a software bill of materials, in CycloneDX: what runs, and what goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from frontline.system.notices import Part, parts

OPTIONAL: Final = ("", "docx", "parquet", "pdf")
"""What of the optional packages a map or a report is made with."""


def render_bill() -> str:
    """Write the bill of materials as CycloneDX 1.6, JSON; it is the same on every day.

    It holds frontline, every package that it needs as they are installed here, with their
    licences, and the parts that outputs hold, each with the SHA-256 of its files.
    """
    own = _package(metadata.distribution("frontline"), ComponentType.APPLICATION)
    found = {name: _package(each) for name, each in sorted(_needed("frontline").items())}
    bom = Bom(components=[*found.values(), *filter(None, map(_part, parts()))])
    bom.metadata.component = own
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the same bytes on any day
    bom.serial_number = None  # type: ignore[assignment]
    bom.register_dependency(own, [found[name] for name in _direct("frontline") if name in found])
    for name, component in found.items():
        bom.register_dependency(component, [found[n] for n in _direct(name) if n in found])
    return str(JsonV1Dot6(bom).output_as_string(indent=1))


def _needed(name: str) -> dict[str, metadata.Distribution]:
    """Map the names of all that a package needs, and what that needs, to what is installed."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [*_direct(name)]
    while waiting:
        if (needed := waiting.pop()) not in found:
            found[needed] = metadata.distribution(needed)
            waiting += _direct(needed)
    return found


def _direct(name: str) -> Iterator[str]:
    """Yield what a package needs itself; of what is optional, what is installed."""
    extras = OPTIONAL if name == "frontline" else ("",)
    for text in metadata.distribution(name).requires or ():
        requirement = Requirement(text)
        marker, needed = requirement.marker, canonicalize_name(requirement.name)
        asked = marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)
        if asked and ("extra" not in str(marker) or _installed(needed)):
            yield needed


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _package(
    found: metadata.Distribution, type: ComponentType = ComponentType.LIBRARY
) -> Component:
    told = found.metadata.json
    name, version = canonicalize_name(found.name), found.version
    licence = told.get("license_expression") or _licence(told)
    purl = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name,
        version=version,
        type=type,
        bom_ref=str(purl),
        purl=purl,
        description=str(told.get("summary", "")),
        licenses=[LicenseFactory().make_from_string(str(licence))] if licence else [],
    )


def _licence(told: Mapping[str, str | list[str]]) -> str:
    """Return the licence by the classifiers of a package, or by its own words if they are few."""
    classifiers = told.get("classifier", [])
    names = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: ")]
    words = str(told.get("license", "")).strip()
    return " / ".join(names) or words.partition("\n")[0]


def _part(part: Part) -> Component | None:
    """Describe what outputs hold; None where the package that brings it is not installed."""
    if not _installed(part.package):
        return None
    brought = metadata.distribution(part.package)
    files = [brought.locate_file(file) for file in part.files]
    return Component(
        name=part.name,
        version=brought.version,
        type=ComponentType.DATA if not files else ComponentType.FILE,
        bom_ref=f"part:{part.name}",
        description=part.what,
        copyright=part.notice,
        licenses=[LicenseFactory().make_from_string(part.licence)],
        properties=[Property(name="frontline:output", value=output) for output in part.outputs],
        components=[
            Component(
                name=name,
                type=ComponentType.FILE,
                bom_ref=f"file:{name}",
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=_digest(path))],
            )
            for name, path in zip(part.files, files, strict=True)
        ],
    )


def _digest(path: object) -> str:
    return hashlib.sha256(Path(str(path)).read_bytes()).hexdigest()

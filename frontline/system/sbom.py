"""Installed packages and parts of outputs → a software bill of materials (CycloneDX)."""

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

_OWN: Final = Path(__file__).parents[2]
OPTIONAL: Final = ("", "docx", "parquet", "pdf")
"""The extras whose packages can contribute to a map or a report."""


def render_bill() -> str:
    """Write the bill of materials as CycloneDX 1.6 JSON, without a date or a serial number.

    It lists frontline, the installed packages that it depends on with their licences, and the
    third-party material of outputs with the SHA-256 of its files.
    """
    application = _package(metadata.distribution("frontline"), ComponentType.APPLICATION)
    packages = {
        name: _package(distribution)
        for name, distribution in sorted(_dependencies("frontline").items())
    }
    bom = Bom(components=[*packages.values(), *filter(None, map(_output_part, parts()))])
    bom.metadata.component = application
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the same bytes on any day
    bom.serial_number = None  # type: ignore[assignment]
    for name, component in {"frontline": application, **packages}.items():
        direct = [
            packages[dependency]
            for dependency in _direct_dependencies(name)
            if dependency in packages
        ]
        bom.register_dependency(component, direct)
    return str(JsonV1Dot6(bom).output_as_string(indent=1))


def _dependencies(name: str) -> dict[str, metadata.Distribution]:
    """Map the names of a package's dependencies, direct and indirect, to their distributions."""
    distributions: dict[str, metadata.Distribution] = {}
    pending = [*_direct_dependencies(name)]
    while pending:
        if (dependency := pending.pop()) not in distributions:
            distributions[dependency] = metadata.distribution(dependency)
            pending += _direct_dependencies(dependency)
    return distributions


def _direct_dependencies(name: str) -> Iterator[str]:
    """Yield the direct dependencies of a package, and those of its extras that are installed."""
    extras = OPTIONAL if name == "frontline" else ("",)
    for text in metadata.distribution(name).requires or ():
        requirement = Requirement(text)
        marker, dependency = requirement.marker, canonicalize_name(requirement.name)
        applies = marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)
        if applies and ("extra" not in str(marker) or _installed(dependency)):
            yield dependency


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _package(
    distribution: metadata.Distribution, type: ComponentType = ComponentType.LIBRARY
) -> Component:
    fields = distribution.metadata.json
    name, version = canonicalize_name(distribution.name), distribution.version
    licence = fields.get("license_expression") or _legacy_licence(fields)
    purl = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name,
        version=version,
        type=type,
        bom_ref=str(purl),
        purl=purl,
        description=str(fields.get("summary", "")),
        licenses=[LicenseFactory().make_from_string(str(licence))] if licence else [],
    )


def _legacy_licence(fields: Mapping[str, str | list[str]]) -> str:
    """Return a package's licence from its classifiers, or the first line of its licence field."""
    classifiers = fields.get("classifier", [])
    names = [
        classifier.rpartition(" :: ")[2]
        for classifier in classifiers
        if classifier.startswith("License :: ")
    ]
    text = str(fields.get("license", "")).strip()
    return " / ".join(names) or text.partition("\n")[0]


def _output_part(part: Part) -> Component | None:
    """Describe third-party material of outputs; return None if its package is not installed."""
    if not _installed(part.package):
        return None
    distribution = metadata.distribution(part.package)
    own = part.package == "frontline"  # an editable install has its files elsewhere
    files = [_OWN / file if own else distribution.locate_file(file) for file in part.files]
    return Component(
        name=part.name,
        version=distribution.version,
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

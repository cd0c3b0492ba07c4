"""Installed packages are pinned by hash; outputs carry third-party notices."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import EXAMPLE, ROOT, run, scene_of

import frontline
from frontline.render.page.html import render_html
from frontline.system.notices import parts, terms
from frontline.world.origins import layers

CONSTRAINT_FILES = ("constraints.txt", "constraints-dev.txt", "constraints-docs.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]


def pins(name):
    """Map the packages of a constraints file to their exact versions; all lines need hashes."""
    versions = {}
    text = (ROOT / name).read_text().replace("\\\n", "")
    for line in text.splitlines():
        requirement, *hashes = line.split("--hash=")
        assert hashes, line
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in hashes), line
        parsed = Requirement(requirement)
        (specifier,) = parsed.specifier
        assert specifier.operator == "=="
        versions.setdefault(canonicalize_name(parsed.name), set()).add(specifier.version)
    return versions


def group(name):
    """Yield the requirements of a dependency group and of the groups that it includes."""
    for entry in PROJECT["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(entry["include-group"])


def required(extras=(), groups=("build",)):
    lines = [*PROJECT["project"]["dependencies"]]
    for extra in extras:
        lines += EXTRAS[extra]
    for name in groups:
        lines += group(name)
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("name", "extras", "groups"),
    [
        ("constraints.txt", (), ("build",)),
        ("constraints-dev.txt", EXTRAS, ("build", "dev")),
        ("constraints-docs.txt", (), ("build", "docs", "release")),
    ],
)
def test_every_declared_package_is_pinned_with_hashes(name, extras, groups):
    pinned = pins(name)
    requirements = required(extras, groups)
    assert requirements
    for requirement in requirements:
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions)
        assert str(requirement.specifier).startswith(">="), "a lower bound"


def test_tests_and_docs_use_the_versions_that_build_the_maps():
    build, *others = map(pins, CONSTRAINT_FILES)
    assert build
    for pinned in others:
        assert build.items() <= pinned.items()


def test_extras_are_for_users_and_groups_for_developers():
    assert set(EXTRAS) == {"docx", "osm", "parquet", "pdf", "relief", "sbom"}
    assert set(PROJECT["dependency-groups"]) == {"build", "dev", "docs", "release", "test"}


def test_constraints_name_no_package_index():
    for name in CONSTRAINT_FILES:
        assert not re.search(r"://|--(extra-)?index", (ROOT / name).read_text()), name


def test_nothing_is_installed_without_a_hash():
    for name in ("Makefile", ".ci/run"):
        lines = re.findall(r"^[^#\n]*\binstall .*", (ROOT / name).read_text(), re.MULTILINE)
        assert lines
        for line in lines:
            is_own_package = "--no-deps" in line
            assert is_own_package or "--require-hashes" in line or line.endswith("install uv"), line


@pytest.mark.slow
def test_the_bill_of_materials_is_valid_and_lists_dependencies_and_embedded_parts():
    # Importing the validator takes three seconds.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = run("sbom").stdout
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert run("sbom").stdout == text
    bill = json.loads(text)
    by_name = {component["name"]: component for component in bill["components"]}
    assert {canonicalize_name(requirement.name) for requirement in required()} - by_name.keys() == {
        "editables",
        "hatchling",
    }
    assert "pytest" not in by_name
    assert {part.name for part in parts()} <= by_name.keys()
    assert "timestamp" not in bill["metadata"]
    unlicensed = [name for name, component in by_name.items() if not component.get("licenses")]
    assert unlicensed == []


@pytest.mark.slow
def test_the_page_has_the_notices_and_licences_of_its_parts():
    page = render_html(scene_of(EXAMPLE))
    (leaflet,) = [part for part in parts() if part.name == "Leaflet"]
    assert terms(leaflet.package) in page
    assert leaflet.line in page
    for holder in ("2010-2024, Volodymyr Agafonkin", "2010-2011, CloudMade"):
        assert holder in page


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_every_embedded_part_comes_from_a_required_package(part):
    packages = {canonicalize_name(requirement.name) for requirement in required(EXTRAS)}
    assert part.package in packages | {"frontline"}
    if part.package == "frontline":
        assert part.files
        assert all((ROOT / file).exists() for file in part.files)


def test_the_citation_and_the_licence_agree_with_the_package():
    citation = (ROOT / "CITATION.cff").read_text()
    assert f"\nversion: {frontline.__version__}\n" in citation
    of_code, *of_the_world = PROJECT["project"]["license"].split(" AND ")
    assert f"\nlicense: {of_code}\n" in citation
    stated = " ".join(layer.licence for layer in layers())
    assert set(of_the_world) == set(re.findall(r"[A-Z]+(?:-[\w.]+)+", stated))
    (author,) = PROJECT["project"]["authors"]
    for text in (citation, (ROOT / "LICENSE").read_text()):
        assert author["name"] in text
    assert f"## {frontline.__version__}" in (ROOT / "CHANGELOG.md").read_text()

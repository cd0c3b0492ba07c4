"""What is installed is known to the byte; what goes out says whose it is."""

import json
import re
import tomllib

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import EXAMPLE, ROOT, run, scene_of

from frontline.render.page.html import render_html
from frontline.system.notices import parts, terms

FILES = ("constraints.txt", "constraints-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(name):
    """Map the packages of a file to their exact versions, each line of which is understood."""
    found = {}
    text = (ROOT / name).read_text().replace("\\\n", "")
    for line in text.splitlines():
        requirement, *hashes = line.split("--hash=")
        assert hashes, line
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", each) for each in hashes), line
        parsed = Requirement(requirement)
        (exact,) = parsed.specifier
        assert exact.operator == "=="
        found.setdefault(canonicalize_name(parsed.name), set()).add(exact.version)
    return found


def wanted(*extras):
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
    for extra in extras:
        lines += PROJECT["project"]["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("name", "extras"),
    [(FILES[0], ()), (FILES[1], PROJECT["project"]["optional-dependencies"])],
)
def test_every_package_that_is_asked_for_has_an_exact_version_with_hashes(name, extras):
    pinned = pins(name)
    assert wanted(*extras)
    for requirement in wanted(*extras):
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions)
        assert str(requirement.specifier).startswith(">="), "a lower bound"


def test_the_tests_run_with_the_versions_that_maps_are_made_with():
    made, tested = map(pins, FILES)
    assert made.items() <= tested.items()


def test_nothing_is_installed_without_a_hash():
    for name in ("Makefile", ".ci/run"):
        lines = re.findall(r"^[^#\n]*\binstall .*", (ROOT / name).read_text(), re.MULTILINE)
        assert lines, name
        for line in lines:
            ours = "--no-deps" in line
            assert ours or "--require-hashes" in line or line.endswith("install uv"), line


def test_the_bill_of_materials_is_valid_and_names_what_runs_and_what_goes_out():
    text = run("sbom").stdout
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert run("sbom").stdout == text
    bill = json.loads(text)
    by_name = {component["name"]: component for component in bill["components"]}
    assert {canonicalize_name(r.name) for r in wanted()} - by_name.keys() == {
        "editables",
        "hatchling",
    }
    assert "pytest" not in by_name
    assert {part.name for part in parts()} <= by_name.keys()
    assert "timestamp" not in bill["metadata"]
    unlicensed = [name for name, component in by_name.items() if not component.get("licenses")]
    assert unlicensed == []


def test_the_page_has_the_notice_and_the_terms_of_what_it_holds():
    page = render_html(scene_of(EXAMPLE))
    (leaflet,) = [part for part in parts() if "HTML" in part.outputs and part.files]
    assert terms(leaflet.package) in page
    assert leaflet.line in page
    for holder in ("2010-2024, Volodymyr Agafonkin", "2010-2011, CloudMade"):
        assert holder in page


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_a_part_comes_from_a_package_that_is_needed(part):
    extras = PROJECT["project"]["optional-dependencies"]
    assert part.package in {canonicalize_name(r.name) for r in wanted(*extras)}

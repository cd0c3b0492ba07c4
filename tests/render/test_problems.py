"""Machine-readable problems: every format has them all, and texts of files stay data."""

import json
import os
import re
import shlex
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
from casework import write_case
from hypothesis import given
from hypothesis import strategies as st
from support import CASES, ROOT, copy_starter, run

from frontline.errors import Issue
from frontline.render import problems
from frontline.rules.catalogue import rules

TEXTS = st.text() | st.sampled_from(
    [
        "a\n::error file=x::y",
        "\r\n::set-output name=a::b",
        "100%0A::stop-commands::x",
        "a,line=1,title=b::c",
        "[click](https://example.org)",
        "{0} {{1}}",
        '"}]}',
        "\ud800",
        "</script>\u2028\x1b[2J",
        "##[error]x",
    ]
)


def is_file_name(text):
    """Return whether a file can have this name."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


ISSUES = st.lists(
    st.builds(
        Issue,
        TEXTS.filter(is_file_name).map(lambda text: f"m/{text}.csv"),
        st.integers(0, 9),
        st.sampled_from(list(rules())),
        TEXTS,
        st.integers(0, 3),
        TEXTS,
    ),
    max_size=4,
)


@pytest.mark.slow
@given(ISSUES)
def test_json_has_every_problem_unchanged(issues):
    text = problems.as_json(issues)
    assert text.isascii()
    for row, issue in zip(json.loads(text), issues, strict=True):
        assert row.pop("remedy") == rules()[issue.code].remedy
        assert row.pop("level") == ("notice" if issue.code.startswith("FL5") else "error")
        assert Issue(**row) == issue


@pytest.mark.slow
@given(ISSUES)
def test_github_output_has_exactly_one_command_per_problem(issues):
    commands = problems.as_github(issues).split("\n") if issues else []
    assert len(commands) == len(issues)
    for command, issue in zip(commands, issues, strict=True):
        start, _, remainder = command.removeprefix("::").partition(" ")
        assert start == ("notice" if issue.code.startswith("FL5") else "error")
        properties, _, message = remainder.partition("::")
        values = dict(part.split("=", 1) for part in properties.split(","))
        assert values.keys() == {"file", "title"} | ({"line"} if issue.line else set())
        assert unescape(values["file"]) == issue.path
        assert values["title"].startswith(issue.code)
        assert unescape(message).endswith(issue.message)
        assert not {"\r", "\n"} & set(command)


def unescape(text):
    """Undo the escaping of a GitHub command, as the runner does."""
    for code, character in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}.items():
        text = text.replace(code, character)
    return text


# The subset of URIs used here (SARIF 2.1.0, sections 3.13 to 3.49).
URI = re.compile(r"(?:file://)?(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+")


@pytest.mark.slow
@given(ISSUES)
def test_a_sarif_log_follows_the_standard(issues):
    text = problems.as_sarif(issues)
    assert text.isascii()
    log = json.loads(text)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run_,) = log["runs"]
    driver = run_["tool"]["driver"]
    assert driver["name"] == "frontline"
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == sorted({issue.code for issue in issues})
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in driver["rules"])
    for result, issue in zip(run_["results"], issues, strict=True):
        assert ids[result["ruleIndex"]] == result["ruleId"] == issue.code
        level = "note" if issue.code.startswith("FL5") else "error"
        assert result["level"] == level
        assert driver["rules"][result["ruleIndex"]]["defaultConfiguration"] == {"level": level}
        message = result["message"]["text"]
        assert not re.search(r"(?<!\\)\[[^\]]*\]\(", message)  # no link
        assert message.replace("{{", "").count("{") == 0  # no placeholder
        (location,) = result["locations"]
        physical_location = location["physicalLocation"]
        uri = physical_location["artifactLocation"]["uri"]
        assert URI.fullmatch(uri)
        assert ":" not in uri.partition("/")[0]  # a colon here would make it a scheme
        assert unquote(uri, errors="surrogateescape") == issue.path
        assert physical_location.get("region", {}).get("startLine", 0) == issue.line


def format_message(text):
    """Return a message without placeholders as a SARIF viewer displays it."""
    return text.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("format", problems.FORMATS)
def test_every_format_has_the_content_of_the_text(format, tmp_path, monkeypatch):
    write_case(CASES / "many-problems", tmp_path / "maps" / "MAP")
    monkeypatch.chdir(tmp_path)
    expected = run("check", "maps/MAP").stderr.splitlines()[:-1]
    result = run("check", tmp_path / "maps" / "MAP", "--format", format)
    assert (result.exit_code, result.stderr) == (1, "")
    if format == "sarif":
        results = json.loads(result.stdout)["runs"][0]["results"]
        places = [result["locations"][0]["physicalLocation"] for result in results]
        lines_of_format = [
            f"{place['artifactLocation']['uri']}:{place['region']['startLine']}: "
            f"{format_message(result['message']['text'])} [{result['ruleId']}]"
            for result, place in zip(results, places, strict=True)
        ]
    elif format == "json":
        lines_of_format = [
            f"{Path(row['path']).relative_to(tmp_path)}:{row['line']}: {row['message']} "
            f"[{row['code']}]"
            for row in json.loads(result.stdout)
        ]
    else:
        pattern = r"::error file=(.*),line=(\d+),title=(FL\d{3}) [^:]*::(.*)"
        lines = [re.fullmatch(pattern, line).groups() for line in result.stdout.splitlines()]
        lines_of_format = [
            f"{file}:{line}: {unquote(text)} [{code}]" for file, line, code, text in lines
        ]
    assert lines_of_format == expected


@pytest.mark.parametrize("format", problems.FORMATS)
def test_a_map_without_problems_has_none_in_any_format(format, tmp_path):
    result = run("check", copy_starter(tmp_path / "m"), "--format", format)
    assert result.exit_code == 0
    expected = {"json": "[]\n", "github": ""}.get(format)
    if format == "sarif":
        assert json.loads(result.stdout)["runs"][0]["results"] == []
    else:
        assert result.stdout == expected


def test_an_unknown_format_is_wrong_usage(tmp_path):
    result = run("check", copy_starter(tmp_path / "m"), "--format", "xml")
    assert (result.exit_code, result.stderr) == (
        2,
        "frontline: --format: xml is not one of text, json, sarif, github\n",
    )


def test_hostile_file_names_start_no_github_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = copy_starter(tmp_path / "a%0A,line=9::warning::b\n::error::c" / "map")
    (folder / "Events.csv").write_text("x")
    (folder / "events.csv").write_text(
        (folder / "events.csv").read_text().replace(",birch,", ',"b\n::error::pwned",')
    )
    lines = run("check", folder, "--format", "github").stdout.splitlines()
    assert len(lines) == len(json.loads(run("check", folder, "--format", "json").stdout))
    assert all(line.startswith("::error file=a%250A%2Cline=9%3A%3Awarning") for line in lines)


# The pre-commit hook


def pre_commit_hook():
    """Return the only entry of the pre-commit manifest."""
    lines = (ROOT / ".pre-commit-hooks.yaml").read_text().removeprefix("- ").splitlines()
    return dict(line.strip().split(": ", 1) for line in lines)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("geodata/mine/map.toml", True),
        ("geodata/mine/Events.csv", True),
        ("events.csv", True),
        ("maps of 2024/north/base/land.geojson", True),
        ("x/languages/uk.json", True),
        ("x/story.uk.md", True),
        ("README.md", False),
        ("pyproject.toml", False),
        ("x/my-events.csv", False),
        ("maps/mine/scene.json", False),
    ],
)
def test_the_hook_matches_files_of_map_folders(path, expected):
    assert bool(re.search(pre_commit_hook()["files"], path)) == expected


def test_the_hook_checks_the_maps_of_changed_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two maps/two"):
        copy_starter(tmp_path / name)
    (tmp_path / "two maps" / "two" / "sources.csv").write_text("id\n")
    command, *args = shlex.split(pre_commit_hook()["entry"])
    assert command in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    good_result = run(*args, "one/events.csv", "one/map.toml", "one/base/countries.geojson")
    assert (good_result.exit_code, good_result.stdout) == (0, "1 map: no problems\n")
    bad_result = run(*args, "one/events.csv", "two maps/two/claims.csv")
    assert bad_result.exit_code == 1
    assert bad_result.stderr.startswith("two maps/two/claims.csv:2:")
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "events.csv").write_text("id\n")
    result = run(*args, "alone/events.csv")
    assert (result.exit_code, result.stderr) == (
        2,
        "frontline: alone/events.csv: not in a map folder: there is no map.toml beside it\n",
    )

"""The frontline command: version, help, wrong usage."""

import re

import pytest
import typer
from support import STARTER, run
from typer.testing import CliRunner

import frontline
from frontline.cli.app import app

COMMANDS = typer.main.get_command(app).commands


def test_version_prints_the_version():
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"frontline {frontline.__version__}\n")


def help_at(width, *args):
    """Return the help of a command on a terminal of this width."""
    result = CliRunner().invoke(app, [*args, "--help"], terminal_width=width, prog_name="frontline")
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("width", [80, 50])
def test_the_help_shows_the_full_summary_of_every_command(width):
    assert len(COMMANDS) >= 20
    command_list = " ".join(help_at(width).partition("Commands:")[2].split())
    for name, command in COMMANDS.items():
        summary = command.help.partition("\n")[0]
        assert summary.endswith("."), name
        assert f"{name} {summary}" in command_list, name
    assert "..." not in command_list
    assert max(map(len, help_at(width).splitlines())) <= width


def all_options():
    for name, command in COMMANDS.items():
        for subcommand in getattr(command, "commands", {name: command}).values():
            for parameter in subcommand.params:
                yield pytest.param(parameter, id=f"{subcommand.name} {parameter.name}")


@pytest.mark.parametrize("parameter", list(all_options()))
def test_the_help_of_every_option_is_a_sentence(parameter):
    if parameter.hidden:
        return
    assert re.fullmatch(r"(?s)[A-Z0-9a-z.].*[.…]", parameter.help)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["build", STARTER, "--format", "gif"], "gif is not one of html, png"),
        (["build", "/no/such/folder"], "no such folder"),
        (["check", "/no/such/folder"], "no such folder"),
        (["info", "/no/such/folder"], "no such folder"),
        (["build", STARTER, "--as-of", "2024-13-01"], "as of"),
        (["build", STARTER, "--as-of", "2023-01-01"], "before the period"),
        (["build", STARTER, STARTER], "two map folders are named starter"),
        (["build", STARTER, "-o", "/dev/null/maps"], "cannot be written"),
    ],
)
def test_wrong_usage_gives_one_line_and_exit_code_2(args, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code == 2
    assert line in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []

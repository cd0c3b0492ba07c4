"""Generate the command reference, ``docs/reference/cli.md``, from the help of the commands.

Run ``python docs/scripts/cli_reference.py > docs/reference/cli.md`` in the repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ["TERMINAL_WIDTH"] = "88"  # typer reads this on import

import typer
from typer.testing import CliRunner

from frontline.cli.app import app

HEAD = """# Command reference

Exit codes: 0 success, 1 problems in the data (one line each, with file and line), 2 wrong usage.
Progress is shown only on a terminal. `docs/scripts/cli_reference.py` generates this page.
"""


def commands() -> Iterator[list[str]]:
    """Yield the words of every command in the order of the help, starting with the app itself."""
    yield []
    for name, command in typer.main.get_command(app).commands.items():
        for subcommand in getattr(command, "commands", {None: None}):
            yield [name, subcommand] if subcommand else [name]


def reference() -> str:
    """Return the page: the help of the app and of each command."""
    parts = [HEAD]
    for words in commands():
        text = CliRunner().invoke(app, [*words, "--help"], prog_name="frontline").stdout.strip()
        title = " ".join(["frontline", *words])
        parts.append(f"## `{title}`\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(reference(), end="")

"""The command reference, ``docs/cli.md``, from the command's own help.

Run ``python docs/scripts/cli_reference.py > docs/cli.md`` in the repository's folder.
"""

import os

os.environ["TERMINAL_WIDTH"] = "88"  # read when typer is imported

from typer.testing import CliRunner

from frontline.cli.commands import app

HEAD = """# Command reference

Exit codes: 0 success, 1 problems in the data (one line each, with file and line), 2 wrong usage.
Progress is shown only on a terminal. `docs/scripts/cli_reference.py` generates this page.
"""


def reference() -> str:
    """Return the page: the help of the command and of each subcommand."""
    sections = [HEAD]
    names = (
        "",
        "build",
        "figure",
        "check",
        "explain",
        "sbom",
        "info",
        "why",
        "diff",
        "changes",
        "log",
        "report",
        "animate",
        "atlas",
        "embed",
        "words",
        "tables",
        "infer",
        "locate",
        "import snapshots",
        "init",
    )
    for name in names:
        args = [*name.split(), "--help"]
        help_text = CliRunner().invoke(app, args, prog_name="frontline").stdout.strip()
        title = f"frontline {name}".strip()
        sections.append(f"## `{title}`\n\n```text\n{help_text}\n```\n")
    return "\n".join(sections)


if __name__ == "__main__":
    print(reference(), end="")

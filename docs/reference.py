"""Write the reference of the command from its own help.

Run ``python docs/reference.py > docs/cli.md``.
"""

import os

os.environ["TERMINAL_WIDTH"] = "88"  # read when typer is imported

from typer.testing import CliRunner

from frontline.cli.commands import app

HEAD = """# The command

Exit codes: 0 done, 1 problems in the data (each on a line, with its file and line), 2 wrong usage.
Progress is shown on a terminal only. This page is made by `docs/reference.py`.
"""


def reference() -> str:
    """Return the page: the help of the command and of each of its parts."""
    parts = [HEAD]
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
        shown = CliRunner().invoke(app, args, prog_name="frontline").stdout.strip()
        title = f"frontline {name}".strip()
        parts.append(f"## `{title}`\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(reference(), end="")

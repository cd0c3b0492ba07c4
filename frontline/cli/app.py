"""The ``frontline`` command: its commands in the order of its help, and its own options.

Exit codes: 0 success, 1 problems in the data, 2 wrong usage.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Annotated, Final

import typer

from frontline.cli import bases, checks, imports, maps, questions, reports
from frontline.cli.output import print_line, warn
from frontline.system.version import VERSION

_COLLECT_AFTER: Final = 100_000
"""Allocations before Python searches for reference cycles. Maps consist of millions of values
without cycles: at the default of 700 the search takes a third of the run time."""

_COMMANDS: Final[tuple[Callable[..., None], ...]] = (
    maps.build,
    maps.figure,
    checks.check,
    checks.explain,
    maps.info,
    questions.why,
    questions.diff,
    questions.changes,
    checks.log,
    reports.embed,
    reports.report,
    reports.words,
    reports.tables,
    reports.animate,
    reports.atlas,
    questions.infer,
    questions.locate,
    maps.init,
    bases.base,
    checks.sbom,
)


def _group(commands: tuple[Callable[..., None], ...]) -> typer.Typer:
    group = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # help without rich starts sooner
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for command in commands:
        # Unlike a derived summary, short_help is not cut at the width of the terminal.
        group.command(short_help=(command.__doc__ or "").partition("\n")[0])(command)
    return group


app: Final = _group(_COMMANDS)
_imports: Final = _group((imports.snapshots,))


@_imports.callback()
def _import() -> None:
    """Create a map folder from published data."""


app.add_typer(_imports, name="import", short_help=_import.__doc__)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    stats: Annotated[
        bool, typer.Option("--stats", help="Print CPU time and peak memory at the end.")
    ] = False,
) -> None:
    """Turn folders of plain files into maps of how control of ground changed over time."""
    gc.set_threshold(_COLLECT_AFTER)
    if stats:
        context.call_on_close(_print_stats)
    if version:
        print_line(f"frontline {VERSION}")
        raise typer.Exit


def _print_stats() -> None:
    """Print the CPU time of this process since its start, and its peak memory."""
    import resource  # not on Windows

    usage = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = usage.ru_maxrss * unit / 1e6
    warn(f"{usage.ru_utime + usage.ru_stime:.1f} s CPU time, {peak:.0f} MB peak memory")

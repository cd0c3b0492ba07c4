"""Lines on stdout and stderr, progress on a terminal, and errors turned into exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer

from frontline.errors import DataError, Issue, UsageError
from frontline.system.terminal import json_text, printable


def print_line(line: str) -> None:
    """Print a line on stdout; control characters are shown as escapes.

    Parameters
    ----------
    line : str
        Text of the line.
    """
    typer.echo(printable(line))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on stdout; control characters are shown as escapes.

    Parameters
    ----------
    lines : iterable of str
        Texts of the lines.
    """
    for line in lines:
        print_line(line)


def print_json(value: object) -> None:
    """Print a value as indented JSON.

    Parameters
    ----------
    value : object
        Dictionaries, lists, texts and numbers.
    """
    typer.echo(json_text(value))


def warn(line: str) -> None:
    """Print a line on stderr; control characters are shown as escapes.

    Parameters
    ----------
    line : str
        Text of the line.
    """
    typer.echo(printable(line), err=True)


def fail(message: str) -> NoReturn:
    """Exit with code 2 after a message on stderr.

    Parameters
    ----------
    message : str
        What is wrong and what is expected, in one line.

    Raises
    ------
    typer.Exit
        Always.
    """
    warn(f"frontline: {message}")
    raise typer.Exit(2)


def print_issues(issues: Sequence[Issue]) -> None:
    """Print problems on stderr, a line each, and their count.

    Parameters
    ----------
    issues : sequence of Issue
        Problems in the order to print them; nothing is printed if it is empty.
    """
    for issue in issues:
        warn(str(issue))
    if issues:
        warn(counted(issues, "problem"))


def counted(items: Sequence[object], noun: str) -> str:
    """Count things in words.

    Parameters
    ----------
    items : sequence
        Things to count.
    noun : str
        What they are, in the singular; its plural ends in s.

    Returns
    -------
    str
        ``1 problem``, ``2 problems``.
    """
    return f"{len(items)} {noun}{'s' if len(items) != 1 else ''}"


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Print the library's errors and exit: code 1 for problems in data, 2 for wrong usage."""
    try:
        yield
    except DataError as error:
        print_issues(error.issues)
        raise typer.Exit(1) from None
    except UsageError as error:
        fail(str(error))


@contextmanager
def step_progress(title: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show a progress bar of steps on a terminal, and nothing elsewhere.

    Parameters
    ----------
    title : str
        What is in progress.
    total : int
        Number of steps.

    Yields
    ------
    callable
        Call it with the name of each step.
    """
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=escape(printable(f"{title}: {name}")))

        yield step


@contextmanager
def row_progress(title: str) -> Iterator[Callable[[int], None]]:
    """Show a running count of rows on a terminal, and nothing elsewhere.

    Parameters
    ----------
    title : str
        What is in progress.

    Yields
    ------
    callable
        Call it with the number of rows in each part.
    """
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, TextColumn

    columns = TextColumn("{task.description}: {task.completed:,.0f} rows")
    with Progress(columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(printable(title)), total=None)
        yield lambda rows: bar.update(task, advance=rows)

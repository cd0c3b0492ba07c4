"""Commands that check: check, explain, log, sbom."""

from __future__ import annotations

from typing import Annotated

import typer

from frontline.cli import options
from frontline.cli.maps import map_folders
from frontline.cli.output import (
    counted,
    exit_on_error,
    print_issues,
    print_line,
    print_lines,
    warn,
)
from frontline.errors import DataError, Issue, UsageError


def check(
    folders: options.Folders = None,
    format: Annotated[
        str,
        typer.Option(
            metavar="FORMAT", help="Format: text, json, sarif (for code scanning) or github."
        ),
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", hidden=True)] = False,
) -> None:
    """List every problem in map folders, with file, line and rule code, and what looks odd."""
    from frontline import project
    from frontline.language.untranslated import fallbacks
    from frontline.render import problems

    options.require_choice("--format", format, ("text", *problems.FORMATS))
    if as_json:  # the spelling before --format
        format = "json"
    paths = list(dict.fromkeys(map_folders(folders)))
    issues, notices, notes = list[Issue](), list[Issue](), list[str]()
    with exit_on_error():
        for path in paths:
            try:
                dataset, found = project.load_with_notices(path)
                notices += found
                notes += [f"{dataset.header.id}: {line}" for line in fallbacks(dataset)]
            except DataError as error:
                issues += error.issues
    if format != "text":
        if text := problems.FORMATS[format]([*issues, *notices]):
            print_lines(text.split("\n"))
    else:
        for notice in notices:
            warn(problems.as_line(notice))
        print_issues(issues)
        if not issues:
            count = f", {counted(notices, 'notice')}" if notices else ""
            print_line(f"{counted(paths, 'map')}: no problems{count}")
            print_lines(notes)
    raise typer.Exit(1 if issues else 0)


def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="Rule code, such as FL104. Default: list all rules."),
    ] = None,
) -> None:
    """Explain the rule behind a code and how to fix the problem."""
    from frontline.rules import catalogue

    with exit_on_error():
        if code:
            print_lines(catalogue.explain(catalogue.find(code)).split("\n"))
        else:
            print_lines(f"{key}: {rule.title}" for key, rule in catalogue.rules().items())


def log(folder: options.Folder, as_of: options.AsOf = None) -> None:
    """List corrections and retractions, to print under a report."""
    from frontline.text import correction_log

    with exit_on_error():
        scene = options.scene_of(folder, as_of, measure="nothing")
    lines = list(correction_log.log_lines(scene))
    print_lines(lines or ["No corrections or retractions."])


def sbom() -> None:
    """Print a software bill of materials (CycloneDX) as JSON."""
    with exit_on_error():
        try:
            from frontline.system.sbom import render_bill
        except ImportError as error:
            raise UsageError("sbom: cyclonedx is missing: install frontline[sbom]") from error
        text = render_bill()
    typer.echo(text)

"""The table that compares tools: its rows, medians and ratios, as text or Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

OURS, FIRST = "ours", "Timeline"

Figures = dict[str, list[float]]


@dataclass(frozen=True)
class Row:
    """A figure of the table: its key, label and format, and whether a ratio is meaningful."""

    key: str
    label: str
    form: Callable[[float], str]
    ratio: bool = True


def format_ratio(share: float) -> str:
    """Format a ratio, as 1/n if it is below one."""
    return f"1/{1 / share:.1f}" if share < 1 else f"{share:.1f}"


def offline(requests: float) -> str:
    """Format whether a page works without a network, by its number of requests."""
    return f"no ({requests:.0f})" if requests else "yes (0)"


def steps(key: str, name: str) -> tuple[Row, ...]:
    """Return the rows of one way to step through the days."""
    return (
        Row(f"{key}_script_ms", f"{name}: script, p95, ms", "{:.2f}".format),
        Row(f"{key}_busy_ms", "— main thread busy, median, ms", "{:.2f}".format),
        Row(f"{key}_shown_ms", "— shown after, median, ms", "{:.0f}".format),
        Row(f"{key}_late", "— shown after more than 2 frames", "{:.0f}".format, False),
        Row(f"{key}_long", "— long tasks", "{:.0f}".format, False),
        Row(f"{key}_steps", "— of so many steps", "{:.0f}".format, False),
    )


ROWS = (
    Row("html", "finished HTML, bytes", "{:,.0f}".format),
    Row("cdn", "loaded from CDNs, bytes", "{:,.0f}".format, False),
    Row("data", "front data as inlined, bytes", "{:,.0f}".format, False),
    Row("wall_s", "archive on disk to HTML on disk, s", "{:.2f}".format),
    Row("peak_mb", "— its peak memory, MB", "{:.0f}".format),
    Row("add_s", "one day more (peers: built anew), s", "{:.2f}".format),
    Row("anew_s", "— all built anew from the same folder, s", "{:.2f}".format, False),
    Row("share", "— of which one day more is", format_ratio, False),
    Row("usable_ms", "open to usable, ms", "{:.0f}".format),
    Row("longest_ms", "— longest task, ms", "{:.0f}".format),
    Row("heap_mb", "JavaScript heap after collection, MB", "{:.1f}".format),
    Row("buffers_mb", "— array buffers and source text, MB", "{:.1f}".format),
    *steps("next", "next day"),
    *steps("jump", "random day"),
    Row("asked", "works offline (requests then made)", offline, False),
)


def note(figures: Figures, new_figures: Mapping[str, float]) -> None:
    """Add the figures of one run."""
    for key, figure in new_figures.items():
        figures[key].append(figure)


def table(figures_by_tool: dict[str, Figures], tools: Sequence[str]) -> list[list[str]]:
    """Return the lines of the table, header first; missing figures are dashes."""
    lines = [["", *tools, f"{OURS} / {FIRST}"]]
    for row in ROWS:
        medians = {
            tool: statistics.median(runs)
            for tool in tools
            if (runs := figures_by_tool[tool][row.key])
        }
        cells = [row.form(medians[tool]) if tool in medians else "–" for tool in tools]
        own, peer = medians.get(OURS), medians.get(FIRST)
        ratio = format_ratio(own / peer) if row.ratio and own and peer else ""
        if medians:
            lines.append([row.label, *cells, ratio])
    return lines


def format_table(lines: list[list[str]], markdown: bool) -> str:
    """Format a table for a terminal or as Markdown."""
    if markdown:
        rule = ["---", *("---:" for _ in lines[0][1:])]
        return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    )

"""Measure a page in Chromium: how it opens, what a step costs, what it keeps in memory.

open      from navigation until a first step, to the middle of the archive, has been shown
shown     from a step until the second animation frame after it: 17 to 33 ms where nothing is late
script    scripts that ran from a step until it was shown, frames' callbacks among them
busy      everything the main thread did in that time: script, style, layout, paint
long      tasks of the main thread of more than 50 ms

All but the first two are read from the browser's own trace.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from browser import FLAGS, executable
from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright

HARNESS = Path(__file__).with_name("harness.js")
TRACED = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
SCRIPTS = {"FunctionCall", "EvaluateScript", "RunMicrotasks", "v8.evaluateModule"}
LONG_MS = 50
FRAME_MS = 1000 / 60

Figures = dict[str, float]
Span = tuple[float, float]


@dataclass(frozen=True)
class Setting:
    """Say how pages are measured: the window, the slowing of the processor, what is waited for."""

    width: int = 1280
    throttle: float = 1
    steps: int = 300
    open_ms: float = 120_000
    walk_ms: float = 20_000

    @property
    def patience_ms(self) -> float:
        """Return how long a page may take to open, on this processor."""
        return self.open_ms * self.throttle


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser of its own for one measurement, so that nothing is warm."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


def version() -> str:
    """Return the browser's version."""
    with chromium() as browser:
        return browser.version


@contextmanager
def opened(browser: Browser, setting: Setting) -> Iterator[tuple[Page, CDPSession]]:
    """Give an empty page without a network, and the line to its inside."""
    size = {"width": setting.width, "height": 900 if setting.width > 600 else 740}
    context = browser.new_context(viewport=size, offline=True, timezone_id="UTC")
    page = context.new_page()
    page.set_default_timeout(setting.patience_ms)
    inside = context.new_cdp_session(page)
    if setting.throttle != 1:
        inside.send("Emulation.setCPUThrottlingRate", {"rate": setting.throttle})
    yield page, inside
    context.close()


def requests(path: Path, setting: Setting) -> int:
    """Count what a page asks for beside itself, with the network off."""
    asked: list[str] = []
    with chromium() as browser, opened(browser, setting) as (page, _):
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri(), wait_until="load")
    return len([url for url in asked if url.startswith("http")])


def measure(path: Path, ready: str, days: Sequence[str], setting: Setting) -> Figures:
    """Return the figures of a page; raise ValueError if it cannot be stepped, or does not draw."""
    following = days[1 : setting.steps + 1]
    leaps = random.Random(1).sample(days, min(setting.steps, len(days)))
    with chromium() as browser, opened(browser, setting) as (page, inside):
        page.add_init_script(path=HARNESS)
        try:
            with traced(browser, page) as opening:
                page.goto(path.as_uri(), wait_until="commit")
                script = f"(days) => harness.open({ready}, days, {setting.patience_ms})"
                usable = page.evaluate(script, list(days))
            _differ(page, days)
            walks = {
                "next": _walk(browser, page, following, setting),
                "jump": _walk(browser, page, leaps, setting),
            }
            inside.send("HeapProfiler.collectGarbage")
            heap = inside.send("Runtime.getHeapUsage")
        except Error as error:
            raise ValueError(error.message.splitlines()[0]) from None
    found = {
        "usable_ms": usable,
        "longest_ms": max(end - start for start, end in Trace(opening).tasks),
        "heap_mb": heap["usedSize"] / 1e6,
        "buffers_mb": heap["backingStorageSize"] / 1e6,
    }
    for kind, figures in walks.items():
        found |= {f"{kind}_{name}": figure for name, figure in figures.items()}
    return found


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[list[dict[str, Any]]]:
    """Fill a list with the events of the trace of what is done within."""
    events: list[dict[str, Any]] = []
    browser.start_tracing(page=page, categories=TRACED)
    yield events
    events += json.loads(browser.stop_tracing())["traceEvents"]


class Trace:
    """Read a trace: the steps, and the tasks and scripts of the thread they ran on, in ms."""

    def __init__(self, events: Sequence[dict[str, Any]]) -> None:
        marks = [event for event in events if event["name"] in ("step", "shown")]
        thread = marks[0]["pid"], marks[0]["tid"]
        times = sorted(event["ts"] / 1000 for event in marks)
        self.steps = list(zip(times[::2], times[1::2], strict=True))
        spans = [
            (event["name"], event["ts"] / 1000, (event["ts"] + event["dur"]) / 1000)
            for event in events
            if event["ph"] == "X" and (event["pid"], event["tid"]) == thread and "dur" in event
        ]
        last = self.steps[-1][1]
        self.tasks = _joined((a, b) for name, a, b in spans if name == "RunTask" and a < last)
        self.scripts = _joined((a, b) for name, a, b in spans if name in SCRIPTS)

    def within(self, spans: Sequence[Span]) -> list[float]:
        """Return how much of each step is covered by spans, which are in order and apart."""
        found, first = [], 0
        for start, end in self.steps:
            while first < len(spans) and spans[first][1] <= start:
                first += 1
            covered, at = 0.0, first
            while at < len(spans) and spans[at][0] < end:
                covered += min(spans[at][1], end) - max(spans[at][0], start)
                at += 1
            found.append(covered)
        return found


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Leave out spans that lie within others."""
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or end > found[-1][1]:
            found.append((start, end))
    return found


def _walk(browser: Browser, page: Page, days: Sequence[str], setting: Setting) -> Figures:
    """Step through days and return what the steps cost."""
    most = setting.walk_ms * setting.throttle
    with traced(browser, page) as events:
        took = page.evaluate(f"(days) => harness.walk(days, {most})", list(days))
    trace = Trace(events)
    first, last = trace.steps[0][0], trace.steps[-1][1]
    scripts = sorted(trace.within(trace.scripts))
    long = [b - a for a, b in trace.tasks if b - a > LONG_MS and b > first and a < last]
    return {
        "steps": len(took),
        "script_ms": scripts[math.ceil(0.95 * len(scripts)) - 1],
        "busy_ms": statistics.median(trace.within(trace.tasks)),
        "shown_ms": statistics.median(took),
        "late": sum(one > 2 * FRAME_MS + 1 for one in took),
        "long": len(long),
    }


def _differ(page: Page, days: Sequence[str]) -> None:
    """Make sure that the first and last day are drawn, each on its own, the controls not looked at.

    A page that has just opened may draw the same lines a shade otherwise: the first round is left.
    """
    _controls(page, "hidden")
    pictures = []
    for day in 2 * [days[0], days[-1]] + [days[0]]:
        page.evaluate("(day) => harness.walk([day], 0)", day)
        pictures.append(page.locator(".folium-map").first.screenshot())
    _controls(page, "")
    first, last, again = pictures[2:]
    if first != again or first == last:
        raise ValueError("its picture does not follow the days")


def _controls(page: Page, visibility: str) -> None:
    """Hide what lies over the map, or show it again."""
    set_all = """(visibility) => {
        for (const part of document.querySelectorAll(".leaflet-control-container"))
            part.style.visibility = visibility;
    }"""
    page.evaluate(set_all, visibility)

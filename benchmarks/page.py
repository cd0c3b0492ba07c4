"""Measure a page in Chromium: how fast it opens, what a step costs, and how much memory it keeps.

open      from navigation until a first step, to the middle of the archive, has been shown
shown     from a step until the second animation frame: 17 to 33 ms if nothing is late
script    time of scripts from a step until it was shown, including callbacks of frames
busy      time of all main-thread work in that interval: script, style, layout, paint
long      main-thread tasks longer than 50 ms

All but the first two come from the browser's trace.
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
    """How pages are measured: window, processor slow-down, steps and time limits."""

    width: int = 1280
    throttle: float = 1
    steps: int = 300
    open_ms: float = 120_000
    walk_ms: float = 20_000

    @property
    def patience_ms(self) -> float:
        """Return the time limit for opening a page at this processor speed."""
        return self.open_ms * self.throttle


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a new browser for one measurement, so that nothing is cached."""
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
    """Yield an empty offline page and its CDP session."""
    size = {"width": setting.width, "height": 900 if setting.width > 600 else 740}
    context = browser.new_context(viewport=size, offline=True, timezone_id="UTC")
    page = context.new_page()
    page.set_default_timeout(setting.patience_ms)
    session = context.new_cdp_session(page)
    if setting.throttle != 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": setting.throttle})
    yield page, session
    context.close()


def requests(path: Path, setting: Setting) -> int:
    """Count the requests of a page besides itself, offline."""
    urls: list[str] = []
    with chromium() as browser, opened(browser, setting) as (page, _):
        page.on("request", lambda request: urls.append(request.url))
        page.goto(path.as_uri(), wait_until="load")
    return len([url for url in urls if url.startswith("http")])


def measure(path: Path, ready: str, days: Sequence[str], setting: Setting) -> Figures:
    """Return the figures of a page; raise ValueError if it cannot be stepped or does not draw."""
    following = days[1 : setting.steps + 1]
    random_days = random.Random(1).sample(days, min(setting.steps, len(days)))
    with chromium() as browser, opened(browser, setting) as (page, session):
        page.add_init_script(path=HARNESS)
        try:
            with trace_events(browser, page) as opening:
                page.goto(path.as_uri(), wait_until="commit")
                script = f"(days) => harness.open({ready}, days, {setting.patience_ms})"
                usable = page.evaluate(script, list(days))
            _assert_days_differ(page, days)
            walks = {
                "next": _walk(browser, page, following, setting),
                "jump": _walk(browser, page, random_days, setting),
            }
            session.send("HeapProfiler.collectGarbage")
            heap = session.send("Runtime.getHeapUsage")
        except Error as error:
            raise ValueError(error.message.splitlines()[0]) from None
    results = {
        "usable_ms": usable,
        "longest_ms": max(end - start for start, end in Trace(opening).tasks),
        "heap_mb": heap["usedSize"] / 1e6,
        "buffers_mb": heap["backingStorageSize"] / 1e6,
    }
    for kind, figures in walks.items():
        results |= {f"{kind}_{name}": figure for name, figure in figures.items()}
    return results


@contextmanager
def trace_events(browser: Browser, page: Page) -> Iterator[list[dict[str, Any]]]:
    """Yield a list that receives the trace events of the block at its end."""
    events: list[dict[str, Any]] = []
    browser.start_tracing(page=page, categories=TRACED)
    yield events
    events += json.loads(browser.stop_tracing())["traceEvents"]


class Trace:
    """A trace: the steps, and the tasks and scripts of their thread, in ms."""

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
        self.tasks = _outermost(
            (start, end) for name, start, end in spans if name == "RunTask" and start < last
        )
        self.scripts = _outermost((start, end) for name, start, end in spans if name in SCRIPTS)

    def within(self, spans: Sequence[Span]) -> list[float]:
        """Return how much of each step is covered by spans, which are sorted and disjoint."""
        totals, first = [], 0
        for start, end in self.steps:
            while first < len(spans) and spans[first][1] <= start:
                first += 1
            covered, index = 0.0, first
            while index < len(spans) and spans[index][0] < end:
                covered += min(spans[index][1], end) - max(spans[index][0], start)
                index += 1
            totals.append(covered)
        return totals


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Drop spans that lie within others."""
    outer: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not outer or end > outer[-1][1]:
            outer.append((start, end))
    return outer


def _walk(browser: Browser, page: Page, days: Sequence[str], setting: Setting) -> Figures:
    """Step through days, and return the costs of the steps."""
    max_ms = setting.walk_ms * setting.throttle
    with trace_events(browser, page) as events:
        times = page.evaluate(f"(days) => harness.walk(days, {max_ms})", list(days))
    trace = Trace(events)
    first, last = trace.steps[0][0], trace.steps[-1][1]
    scripts = sorted(trace.within(trace.scripts))
    long_tasks = [
        end - start
        for start, end in trace.tasks
        if end - start > LONG_MS and end > first and start < last
    ]
    return {
        "steps": len(times),
        "script_ms": scripts[math.ceil(0.95 * len(scripts)) - 1],
        "busy_ms": statistics.median(trace.within(trace.tasks)),
        "shown_ms": statistics.median(times),
        "late": sum(time > 2 * FRAME_MS + 1 for time in times),
        "long": len(long_tasks),
    }


def _assert_days_differ(page: Page, days: Sequence[str]) -> None:
    """Assert that the first and the last day give different pictures, ignoring the controls.

    A page that has just opened may draw the same lines differently: the first round is skipped.
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
    """Hide or show the controls over the map."""
    set_all = """(visibility) => {
        for (const part of document.querySelectorAll(".leaflet-control-container"))
            part.style.visibility = visibility;
    }"""
    page.evaluate(set_all, visibility)

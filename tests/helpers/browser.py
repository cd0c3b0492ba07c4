"""A real browser without network access, and a record of what a page requested and logged."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import sync_playwright
from process_tree import LAST_RESORT_S

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXECUTABLE_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)


def executable():
    """Return the path of Chrome or Chromium; without one the tests fail rather than skip."""
    path = next(filter(None, map(shutil.which, EXECUTABLE_NAMES)), None)
    assert path, "no Chrome or Chromium was found; make test installs one on Debian"
    return path


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield chromium
        _idle_pages.clear()
        chromium.close()


@dataclass
class PageLog:
    """The requests and errors of one page."""

    requests: list = field(default_factory=list)
    errors: list = field(default_factory=list)


COUNT_TIMERS = """(() => {
  const { setTimeout: start, clearTimeout: stop } = window;
  const pending = new Set();
  window.setTimeout = (task, ms = 0, ...args) => {
    const id = start(() => { pending.delete(id); task(...args); }, ms);
    if (ms <= 1000) pending.add(id);
    return id;
  };
  window.clearTimeout = (id) => { pending.delete(id); stop(id); };
  const { requestIdleCallback: startIdle, cancelIdleCallback: stopIdle } = window;
  const pendingIdle = new Set();
  window.requestIdleCallback = (task, options) => {
    const id = startIdle((deadline) => { pendingIdle.delete(id); task(deadline); }, options);
    pendingIdle.add(id);
    return id;
  };
  window.cancelIdleCallback = (id) => { pendingIdle.delete(id); stopIdle(id); };
  window.timersPending = () => pending.size + pendingIdle.size;
})()"""
"""Count the timers and idle tasks that a page waits for: the player delays announcements and its
address until the reader pauses, and draws most of the base map when the browser is idle."""

MAX_IDLE_PAGES = 6
_idle_pages = {}
"""Blank pages kept for the next test, keyed by their options: opening a page takes longer than
showing a map in it."""


@contextmanager
def opened(chromium, path, width=1280, height=900, before="", *, alone=False, **options):
    """Open a file offline and yield the page and a log of its errors and any other requests.

    The script ``before`` runs in every frame before the frame's own scripts. Tests with the same
    options reuse one page in turn. Pass ``alone`` if the test leaves behind something that outlives
    the document, such as emulated media or event listeners.
    """
    key = (before, *sorted(options.items()))
    page, watch = (None if alone else _idle_pages.pop(key, None)) or _new_page(
        chromium, before, offline=True, **options
    )
    page.set_viewport_size({"width": width, "height": height})
    watch.log = log = PageLog()
    page.goto(path.as_uri())
    log.requests.remove(path.as_uri())
    try:
        yield page, log
    except BaseException:
        page.context.close()
        raise
    if alone:
        page.context.close()
        return
    page.goto("about:blank")
    _idle_pages[key] = page, watch
    if len(_idle_pages) > MAX_IDLE_PAGES:
        oldest, _ = _idle_pages.pop(next(iter(_idle_pages)))
        oldest.context.close()


@dataclass
class PageWatch:
    """The log that a page's event listeners currently write to; each test sets a new one."""

    log: PageLog = field(default_factory=PageLog)


def _new_page(chromium, before, **options):
    context = chromium.new_context(**options)
    context.add_init_script(COUNT_TIMERS)
    if before:
        context.add_init_script(before)
    page, watch = context.new_page(), PageWatch()
    page.set_default_timeout(1000 * LAST_RESORT_S)
    page.on("request", lambda request: watch.log.requests.append(request.url))
    page.on("pageerror", lambda error: watch.log.errors.append(str(error)))
    page.on("dialog", lambda dialog: (watch.log.errors.append("dialog"), dialog.dismiss()))
    page.on("console", lambda message: _log_console_message(message, watch.log))
    return page, watch


def _log_console_message(message, log):
    if message.type in ("error", "warning"):
        log.errors.append(message.text)


def wait_for_player(frame):
    """Wait until the player has started."""
    frame.wait_for_function("() => window.frontline && window.frontline.date")
    return frame


def wait_two_frames(page):
    """Wait until two frames have been drawn."""
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")


def wait_until_idle(frame):
    """Wait until nothing is delayed any more: two frames are drawn and no timer is pending."""
    wait_two_frames(frame)
    frame.wait_for_function("() => timersPending() === 0")
    wait_two_frames(frame)


MAPS_STAND_STILL = "() => !document.querySelector('.leaflet-pan-anim, .leaflet-zoom-anim')"


def wait_until_stable(page, read):
    """Return ``read(page)`` once its value stays the same for ten frames and no map moves."""
    for _ in range(300):
        page.wait_for_function(MAPS_STAND_STILL)
        value = read(page)
        for _ in range(5):
            wait_two_frames(page)
        if read(page) == value:
            return value
    raise AssertionError(value)


def overlap(first, second, slack):
    """Return whether two boxes (left, top, right, bottom) overlap by more than the slack, in px."""
    return (
        first[0] + slack < second[2]
        and second[0] + slack < first[2]
        and first[1] + slack < second[3]
        and second[1] + slack < first[3]
    )

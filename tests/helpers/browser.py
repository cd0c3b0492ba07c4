"""A real browser without a network, and what a page did in it."""

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
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def executable():
    """Find a Chrome or Chromium; the tests fail without one, as a reader would."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "no Chrome or Chromium was found; make test installs one on Debian"
    return found


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield chromium
        _idle.clear()
        chromium.close()


@dataclass
class Seen:
    """What a page asked for and complained of."""

    requests: list = field(default_factory=list)
    errors: list = field(default_factory=list)


MOST_IDLE = 6
_idle = {}
"""Pages that wait for the next test, by what they were opened with. To open one takes longer than
to show a map in it."""


@contextmanager
def opened(chromium, path, width=1280, height=900, before="", *, alone=False, **options):
    """Open a file with the network off; a request beside the file itself is noted.

    The script ``before`` runs in every frame before its own. Tests share the pages of one set of
    options, one after another; what outlives a document, as media and listeners, asks for a page
    ``alone``.
    """
    key = (before, *sorted(options.items()))
    page, watch = (None if alone else _idle.pop(key, None)) or _new_page(
        chromium, before, offline=True, **options
    )
    page.set_viewport_size({"width": width, "height": height})
    watch.seen = seen = Seen()
    page.goto(path.as_uri())
    seen.requests.remove(path.as_uri())
    try:
        yield page, seen
    except BaseException:
        page.context.close()
        raise
    if alone:
        page.context.close()
        return
    page.goto("about:blank")
    _idle[key] = page, watch
    if len(_idle) > MOST_IDLE:
        oldest, _ = _idle.pop(next(iter(_idle)))
        oldest.context.close()


@dataclass
class Watch:
    """What a page is to be noted in."""

    seen: Seen = field(default_factory=Seen)


def _new_page(chromium, before, **options):
    context = chromium.new_context(**options)
    if before:
        context.add_init_script(before)
    page, watch = context.new_page(), Watch()
    page.set_default_timeout(1000 * LAST_RESORT_S)
    page.on("request", lambda request: watch.seen.requests.append(request.url))
    page.on("pageerror", lambda error: watch.seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (watch.seen.errors.append("dialog"), dialog.dismiss()))
    page.on("console", lambda line: _note(line, watch.seen))
    return page, watch


def _note(line, seen):
    if line.type in ("error", "warning"):
        seen.errors.append(line.text)


def ready(frame):
    """Wait until the player has started."""
    frame.wait_for_function("() => window.frontline && window.frontline.date")
    return frame


def settle(page):
    """Wait until two frames have been drawn."""
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")


def still(page, read):
    """Return what ``read(page)`` tells once it stays the same for ten frames."""
    for _ in range(300):
        before = read(page)
        for _ in range(5):
            settle(page)
        if read(page) == before:
            return before
    raise AssertionError(before)

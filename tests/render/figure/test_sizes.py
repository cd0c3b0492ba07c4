"""Target sizes, zoom to 400 %, and text spacing on the page."""

import itertools

import pytest
from browser import opened, wait_for_player, wait_two_frames

TARGET_PX = 24
PRIMARY_PX = 44


def open_all(page):
    page.locator("details:not(.fl-share)").evaluate_all(
        "all => all.forEach((details) => { details.open = true; })"
    )
    for button in page.locator(".fl-brief[aria-expanded=false]:visible").all():
        button.click()
    wait_two_frames(page)


# The pointer target of each control; for a checkbox or radio button, its label.
TARGETS = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input, select, summary, [role=button]")];
  const shown = all.filter((node) => node.checkVisibility({ visibilityProperty: true })
    && !node.matches(".fl-skip, [aria-disabled=true]"));
  const areaOf = (node) => node.type === "checkbox" || node.type === "radio"
    ? node.closest("label") : node;
  const inline = (node) => {
    // Within a sentence: the block has text besides links.
    if (!node.matches("a") || getComputedStyle(node).display !== "inline") return false;
    const block = node.closest("p, li, td, div");
    const rest = block.textContent.length - [...block.querySelectorAll("a")]
      .reduce((sum, { textContent }) => sum + textContent.length, 0);
    return rest > 0;
  };
  return shown.map((node) => {
    const boxes = [...areaOf(node).getClientRects()].filter(({ width }) => width > 0);
    return {
      what: node.outerHTML.slice(0, 100),
      mark: node.matches(".fl-mark"),
      handle: node.matches(".fl-handle"),
      primary: node.closest(".fl-buttons") !== null,
      inline: inline(node),
      boxes: boxes.map(({ x, y, width, height }) => [x + scrollX, y + scrollY, width, height]),
    };
  });
}"""


def is_large(box, size=TARGET_PX):
    return box[2] >= size - 0.5 and box[3] >= size - 0.5


def distance(point, box):
    x, y = point
    left, top, width, height = box
    dx = max(left - x, 0, x - left - width)
    dy = max(top - y, 0, y - top - height)
    return (dx * dx + dy * dy) ** 0.5


def middle(box):
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def is_spaced(box, others):
    """WCAG 2.5.8: a 24 px circle around a small target meets no other target or circle."""
    center = middle(box)
    for other in others:
        if distance(center, other) < TARGET_PX / 2:
            return False
        other_center = middle(other)
        gap = ((center[0] - other_center[0]) ** 2 + (center[1] - other_center[1]) ** 2) ** 0.5
        if not is_large(other) and gap < TARGET_PX:
            return False
    return True


def small_targets(targets):
    """List the targets that are both too small and too close to others.

    Marks on the map are exempt: their position is essential.
    """
    faults = []
    for target in targets:
        if target["mark"] or target["inline"] or target["handle"]:
            continue
        others = [
            box
            for other in targets
            if other is not target and not other["handle"]
            for box in other["boxes"]
        ]
        faults += [
            (target["what"], box)
            for box in target["boxes"]
            if not is_large(box) and not is_spaced(box, others)
        ]
    return faults


@pytest.mark.parametrize("name", ["example", "archive"])
def test_every_target_is_large_enough_or_well_spaced(chromium, pages, name):
    with opened(chromium, pages / f"{name}.html", 320, 900) as (page, _):
        wait_for_player(page)
        dates = page.evaluate("() => window.frontline.dates")[1::3][:4]
        assert len(dates) > 1
        for width, date in itertools.product((320, 360, 1280), dates):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("date => window.frontline.goTo(date)", date)
            open_all(page)
            targets = page.evaluate(TARGETS)
            assert len(targets) > 15
            assert small_targets(targets) == [], (width, date)
            marks = [box for target in targets if target["mark"] for box in target["boxes"]]
            primary = [box for target in targets if target["primary"] for box in target["boxes"]]
            assert all(is_large(box) for box in marks), (width, date)
            assert primary
            assert all(is_large(box, PRIMARY_PX) for box in primary), (width, date)


def test_small_adjacent_targets_are_found(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        wait_for_player(page)
        page.evaluate(
            """() => { for (const button of document.querySelectorAll(".fl-buttons button")) {
                 button.style.cssText = "min-width: 0; width: 14px; height: 14px; padding: 0";
                 button.parentNode.style.gap = "2px";
               } }"""
        )
        assert len(small_targets(page.evaluate(TARGETS))) >= 2


# Scrolls to each control and lists those that another element covers.
FIND_UNREACHABLE = """() => {
  const all = [...document.querySelectorAll(
    ".fl-page :is(a[href], button, input:not(.fl-handle), select, summary)")];
  const shown = all.filter((node) => node.getClientRects().length > 0
    && node.checkVisibility({ visibilityProperty: true }) && !node.matches(".fl-skip"));
  return shown.filter((node) => {
    node.scrollIntoView({ block: "nearest" });
    const [{ left, top, width, height }] = node.getClientRects();
    const [x, y] = [left + width / 2, top + height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return true;
    const hit = document.elementFromPoint(x, y);
    const mine = (other) => node === other || node.contains(other) || other?.contains(node);
    return !mine(hit) && !node.closest("label")?.contains(hit);
  }).map((node) => node.outerHTML.slice(0, 120));
}"""


ZOOMED = {"150 %": (853, 683), "200 %": (640, 512), "400 %": (320, 256), "low": (1024, 400)}
"""Zoom, which shrinks the viewport in CSS pixels → width and height."""


@pytest.mark.parametrize("name", ["example", "archive"])
def test_at_high_zoom_everything_is_reachable_by_vertical_scrolling(chromium, pages, name):
    with opened(chromium, pages / f"{name}.html") as (page, seen):
        wait_for_player(page)
        for zoom, (width, height) in ZOOMED.items():
            page.set_viewport_size({"width": width, "height": height})
            wait_two_frames(page)
            open_all(page)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, zoom
            assert page.evaluate(FIND_UNREACHABLE) == [], zoom
            if name == "example":
                assert_popup_is_reachable(page, width, height)
        assert seen.errors == []


def assert_popup_is_reachable(page, width, height):
    page.locator(".fl-news .fl-place").first.click()
    popup = page.locator(".leaflet-popup")
    popup.wait_for()
    close = page.locator(".leaflet-popup-close-button")
    close.scroll_into_view_if_needed()
    box = close.bounding_box()
    assert -1 <= box["x"] <= width - box["width"] + 1
    assert -1 <= box["y"] <= height - box["height"] + 1
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    close.click()
    popup.wait_for(state="detached")


SPACE_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""

# Lists texts that are cut off by a box with hidden overflow.
FIND_CUT_TEXT = """() => {
  const faults = [];
  const page = document.querySelector(".fl-page");
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const node = text.parentElement;
    if (text.textContent.trim() === "") continue;
    if (!node.checkVisibility({ visibilityProperty: true })) continue;
    if (node.closest(".fl-hidden, .fl-skip, .leaflet-map-pane, select, option")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    for (let up = node; up !== document.body; up = up.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(up);
      const { left, right, top, bottom } = up.getBoundingClientRect();
      const wide = overflowX !== "visible" && (box.left < left - 1 || box.right > right + 1);
      const high = overflowY === "hidden" && (box.top < top - 1 || box.bottom > bottom + 1);
      if (wide || high) faults.push(`${text.textContent.slice(0, 40)} in ${up.className}`);
    }
    if (box.right > innerWidth + 1 || box.left < -1) faults.push(`${text.textContent} is outside`);
  }
  return faults;
}"""

# Lists texts of controls that overlap other texts.
FIND_OVERLAPPING_TEXT = """() => {
  const texts = [...document.querySelectorAll(
    ".fl-days span, .fl-controls button, .fl-controls label, .fl-controls select, .fl-day, "
      + ".fl-zone-note, .fl-legend li span, .fl-ranged span")]
    .filter((node) => node.getClientRects().length > 0 && node.textContent.trim() !== "");
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const faults = [];
  texts.forEach((first, i) => texts.slice(i + 1).forEach((second) => {
    if (first.contains(second) || second.contains(first)) return;
    if (meet(first.getBoundingClientRect(), second.getBoundingClientRect())) {
      faults.push([first.textContent, second.textContent]);
    }
  }));
  return faults;
}"""


@pytest.mark.parametrize("name", ["example", "archive"])
def test_wider_text_spacing_cuts_off_or_covers_nothing(chromium, pages, name):
    with opened(chromium, pages / f"{name}.html", 320, 900) as (page, _):
        wait_for_player(page)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            open_all(page)
            page.evaluate(SPACE_TEXT)
            wait_two_frames(page)
            wait_two_frames(page)
            assert page.evaluate(FIND_CUT_TEXT) == [], width
            assert page.evaluate(FIND_OVERLAPPING_TEXT) == [], width
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width

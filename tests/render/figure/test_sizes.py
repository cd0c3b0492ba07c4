"""What must be hit, and what must stay whole: targets, zoom to 400 %, spacing of text."""

import pytest
from browser import opened, ready, settle

TARGET_PX = 24
PRIMARY_PX = 44


def open_all(page):
    page.locator("details:not(.fl-share)").evaluate_all(
        "all => all.forEach((one) => { one.open = true; })"
    )
    for more in page.locator(".fl-brief:visible").all():
        more.click()
    settle(page)


# The area that takes a pointer: of a box or a radio its label; of a slider its thumb.
TARGETS = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input, select, summary, [role=button]")];
  const shown = all.filter((node) => node.checkVisibility({ visibilityProperty: true })
    && !node.matches(".fl-skip, [aria-disabled=true]"));
  const areaOf = (node) => node.type === "checkbox" || node.type === "radio"
    ? node.closest("label") : node;
  const inline = (node) => {
    // In a sentence: the line has text that is no target.
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
    """WCAG 2.5.8: a circle of 24 px around a small target meets no other, nor its circle."""
    here = middle(box)
    for other in others:
        if distance(here, other) < TARGET_PX / 2:
            return False
        there = middle(other)
        apart = ((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2) ** 0.5
        if not is_large(other) and apart < TARGET_PX:
            return False
    return True


def small_targets(targets):
    """List the targets that are too small, and too near to others, to be hit.

    Where a place is, is essential to a map: its mark may stand near another's.
    """
    faults = []
    for target in targets:
        if target["mark"] or target["inline"] or target["handle"]:
            continue
        others = [b for t in targets if t is not target and not t["handle"] for b in t["boxes"]]
        faults += [
            (target["what"], box)
            for box in target["boxes"]
            if not is_large(box) and not is_spaced(box, others)
        ]
    return faults


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("name", ["example", "archive"])
def test_every_target_is_large_enough_or_stands_apart(chromium, pages, name, width):
    with opened(chromium, pages / f"{name}.html", width, 900) as (page, _):
        ready(page)
        dates = page.evaluate("() => window.frontline.dates")[1::3][:4]
        assert len(dates) > 1
        for date in dates:
            page.evaluate("date => window.frontline.goTo(date)", date)
            open_all(page)
            targets = page.evaluate(TARGETS)
            assert len(targets) > 15
            assert small_targets(targets) == []
            marks = [box for t in targets if t["mark"] for box in t["boxes"]]
            primary = [box for t in targets if t["primary"] for box in t["boxes"]]
            assert all(is_large(box) for box in marks)
            assert primary
            assert all(is_large(box, PRIMARY_PX) for box in primary)


def test_the_check_of_targets_finds_a_small_one_beside_another(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        ready(page)
        page.evaluate(
            """() => { for (const button of document.querySelectorAll(".fl-buttons button")) {
                 button.style.cssText = "min-width: 0; width: 14px; height: 14px; padding: 0";
                 button.parentNode.style.gap = "2px";
               } }"""
        )
        assert len(small_targets(page.evaluate(TARGETS))) >= 2


# Each thing that can be used is scrolled to, and must be there to be hit: not under another.
COVERED = """() => {
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


@pytest.mark.parametrize(
    ("width", "height"),
    [(320, 256), (640, 512), (853, 683), (1024, 400)],
    ids=["400 %", "200 %", "150 %", "low"],
)
@pytest.mark.parametrize("name", ["example", "archive"])
def test_zoomed_in_everything_is_reached_by_scrolling_one_way(chromium, pages, name, width, height):
    with opened(chromium, pages / f"{name}.html", width, height) as (page, seen):
        ready(page)
        open_all(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert page.evaluate(COVERED) == []
        if name == "example":
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
        assert seen.errors == []


SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""

# Text that is cut: wider or higher than a box that hides what overflows it.
CUT = """() => {
  const faults = [];
  const whole = document.querySelector(".fl-page");
  const walker = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
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

# Text of buttons and of the row of days that lies on other text.
OVERLAID = """() => {
  const texts = [...document.querySelectorAll(
    ".fl-days span, .fl-controls button, .fl-controls label, .fl-controls select, .fl-day, "
      + ".fl-zone-note, .fl-legend li span, .fl-ranged span")]
    .filter((node) => node.getClientRects().length > 0 && node.textContent.trim() !== "");
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const faults = [];
  texts.forEach((one, i) => texts.slice(i + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    if (meet(one.getBoundingClientRect(), other.getBoundingClientRect())) {
      faults.push([one.textContent, other.textContent]);
    }
  }));
  return faults;
}"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["example", "archive"])
def test_with_wider_spacing_of_text_nothing_is_cut_or_overlaid(chromium, pages, name, width):
    with opened(chromium, pages / f"{name}.html", width, 900) as (page, _):
        ready(page)
        open_all(page)
        page.evaluate(SPACED)
        settle(page)
        settle(page)
        assert page.evaluate(CUT) == []
        assert page.evaluate(OVERLAID) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width

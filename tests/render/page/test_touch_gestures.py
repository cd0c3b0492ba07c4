"""Fingers on the map: one scrolls the page past it, two or a tap take hold. Real touch events."""

import pytest
from browser import opened, ready, settle, still


class Fingers:
    """One or two fingers on the map, moved in steps as a hand moves them."""

    def __init__(self, page):
        self.page = page
        self.cdp = page.context.new_cdp_session(page)

    def _send(self, kind, points):
        touches = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, *paths, steps=8):
        self._send("touchStart", [path[0] for path in paths])
        for step in range(1, steps + 1):
            share = step / steps
            self._send(
                "touchMove",
                [
                    (x + (to_x - x) * share, y + (to_y - y) * share)
                    for (x, y), (to_x, to_y) in paths
                ],
            )
            settle(self.page)
        self._send("touchEnd", [])
        settle(self.page)

    def tap(self, x, y):
        self._send("touchStart", [(x, y)])
        self._send("touchEnd", [])
        self.page.wait_for_timeout(350)


def view(page):
    return page.evaluate(
        "() => { const c = map_0.getCenter(); return [c.lat, c.lng, map_0.getZoom()] }"
    )


def middle(page):
    box = page.locator(".fl-map").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.7


def phone(chromium, path):
    return opened(chromium, path, 360, 740, has_touch=True, is_mobile=True)


def hint(page):
    return page.locator(".fl-grip.fl-shown")


def told(page, words):
    """Wait for a hint; its words stay in the page when it has faded."""
    page.locator(".fl-grip", has_text=words).wait_for(state="attached")


def held(page):
    return page.locator(".fl-held-map").count() == 1


def test_one_finger_scrolls_the_page_past_the_map_and_is_told_of_two(chromium, map_html):
    with phone(chromium, map_html) as (page, seen):
        ready(page)
        before, (x, y) = view(page), middle(page)
        Fingers(page).drag(((x, y), (x, y - 220)))
        told(page, "two fingers")
        page.wait_for_function("() => scrollY > 100")
        assert view(page) == before
        page.wait_for_function("() => !document.querySelector('.fl-grip.fl-shown')")
        assert seen.errors == []


def test_two_fingers_move_the_map_and_zoom_it(chromium, map_html):
    with phone(chromium, map_html) as (page, seen):
        ready(page)
        zoom, (x, y) = view(page)[2], middle(page)
        fingers = Fingers(page)
        fingers.drag(((x - 20, y), (x - 90, y - 10)), ((x + 20, y), (x + 90, y + 10)))
        _, lng, closer = still(page, view)
        assert closer > zoom + 0.5
        fingers.drag(((x - 40, y), (x - 100, y)), ((x + 40, y), (x - 20, y)))
        assert still(page, view)[1] > lng + 0.01
        assert page.evaluate("scrollY") == 0
        assert hint(page).count() == 0
        assert seen.errors == []


def test_a_tap_takes_hold_until_a_tap_outside(chromium, map_html):
    with phone(chromium, map_html) as (page, seen):
        ready(page)
        fingers, (x, y) = Fingers(page), middle(page)
        fingers.tap(x, y)
        assert held(page)
        lat, lng, zoom = view(page)
        fingers.drag(((x, y), (x - 80, y - 60)))
        moved = still(page, view)
        assert moved[0] < lat
        assert moved[1] > lng
        assert moved[2] == zoom
        assert page.evaluate("scrollY") == 0
        fingers.tap(180, 20)
        assert not held(page)
        after = view(page)
        fingers.drag(((x, y), (x, y - 200)))
        page.wait_for_function("() => scrollY > 100")
        assert view(page) == after
        assert seen.errors == []


def test_the_wheel_scrolls_the_page_until_the_map_is_clicked_or_with_ctrl(chromium, map_html):
    with opened(chromium, map_html, 1280, 800) as (page, seen):
        ready(page)
        before = view(page)
        page.mouse.move(400, 500)
        page.mouse.wheel(0, 60)
        page.wait_for_function("() => scrollY > 0")
        told(page, "Ctrl")
        assert view(page) == before
        page.evaluate("() => scrollTo(0, 0)")
        page.keyboard.down("Control")
        page.mouse.wheel(0, -60)
        page.keyboard.up("Control")
        page.wait_for_function("zoom => map_0.getZoom() > zoom", arg=before[2])
        assert page.evaluate("scrollY") == 0
        page.mouse.wheel(0, 100)
        page.wait_for_function("() => scrollY > 0")
        assert seen.errors == []


def test_the_mouse_moves_the_map_also_where_fingers_scroll_past_it(chromium, map_html):
    with opened(chromium, map_html, 1280, 800, has_touch=True) as (page, _):
        ready(page)
        x, y = middle(page)
        Fingers(page).drag(((x, y), (x, y - 60)))
        page.evaluate("() => { scrollTo(0, 0); map_0.setZoom(11, { animate: false }) }")
        settle(page)
        _, lng, _ = view(page)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 120, y, steps=6)
        page.mouse.up()
        assert still(page, view)[1] > lng + 0.01


@pytest.mark.parametrize("width", [320, 360])
def test_what_is_touched_is_24_px_and_what_is_used_most_44(chromium, map_html, width):
    with opened(chromium, map_html, width, 740, has_touch=True, is_mobile=True) as (page, _):
        ready(page)
        sizes = page.evaluate(
            """() => [...document.querySelectorAll(
                "button, select, input, summary, .leaflet-bar a, .fl-mark")]
              .filter(n => n.offsetParent && !n.closest(".fl-item"))
              .map(n => [n.className.baseVal ?? n.className, n.getBoundingClientRect()])
              .map(([name, box]) => [name, Math.min(box.width, box.height)])"""
        )
        assert sizes
        assert [(name, size) for name, size in sizes if size < 20] == []
        for name in (".fl-play", ".fl-buttons button", ".fl-speed", ".fl-controls input"):
            for box in page.locator(name).all():
                size = box.bounding_box()
                if "fl-known" not in (box.evaluate("n => n.closest('fieldset')?.className") or ""):
                    assert min(size["width"], size["height"]) >= 44, name
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width

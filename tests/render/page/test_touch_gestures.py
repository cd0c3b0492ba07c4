"""Touch on the map: one finger scrolls the page; two fingers, or a tap first, move the map."""

import pytest
from browser import opened, wait_for_player, wait_two_frames, wait_until_stable


class Fingers:
    """One or two fingers on the map, moved in steps by real touch events."""

    def __init__(self, page):
        self.page = page
        self.cdp = page.context.new_cdp_session(page)

    def _send(self, kind, points):
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, *paths, steps=8):
        self._send("touchStart", [path[0] for path in paths])
        for step in range(1, steps + 1):
            share = step / steps
            self._send(
                "touchMove",
                [
                    (x + (end_x - x) * share, y + (end_y - y) * share)
                    for (x, y), (end_x, end_y) in paths
                ],
            )
            wait_two_frames(self.page)
        self._send("touchEnd", [])
        wait_two_frames(self.page)
        # Leaflet ignores fingers while it still moves to a whole step of zoom.
        self.page.wait_for_function("() => !map_0._animatingZoom")

    def tap(self, x, y):
        self._send("touchStart", [(x, y)])
        self._send("touchEnd", [])
        self.page.wait_for_timeout(350)  # a second touch sooner would be a double tap


def map_view(page):
    return page.evaluate(
        "() => { const c = map_0.getCenter(); return [c.lat, c.lng, map_0.getZoom()] }"
    )


def map_point(page):
    box = page.locator(".fl-map").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.7


def phone(chromium, path):
    return opened(chromium, path, 360, 740, has_touch=True, is_mobile=True)


def visible_hint(page):
    return page.locator(".fl-grip.fl-shown")


def wait_for_hint(page, words):
    """Wait for a hint; its text stays in the page after it has faded."""
    page.locator(".fl-grip", has_text=words).wait_for(state="attached")


def is_active(page):
    return page.locator(".fl-held-map").count() == 1


def test_one_finger_scrolls_the_page_and_shows_a_hint(chromium, map_html):
    with phone(chromium, map_html) as (page, log):
        wait_for_player(page)
        before, (x, y) = map_view(page), map_point(page)
        Fingers(page).drag(((x, y), (x, y - 220)))
        wait_for_hint(page, "two fingers")
        page.wait_for_function("() => scrollY > 100")
        assert map_view(page) == before
        page.wait_for_function("() => !document.querySelector('.fl-grip.fl-shown')")
        assert log.errors == []


def test_two_fingers_pan_and_zoom_the_map(chromium, map_html):
    with phone(chromium, map_html) as (page, log):
        wait_for_player(page)
        zoom, (x, y) = map_view(page)[2], map_point(page)
        fingers = Fingers(page)
        fingers.drag(((x - 20, y), (x - 90, y - 10)), ((x + 20, y), (x + 90, y + 10)))
        _, lng, closer = wait_until_stable(page, map_view)
        assert closer > zoom + 0.5
        fingers.drag(((x - 40, y), (x - 100, y)), ((x + 40, y), (x - 20, y)))
        assert wait_until_stable(page, map_view)[1] > lng + 0.01
        assert page.evaluate("scrollY") == 0
        assert visible_hint(page).count() == 0
        assert log.errors == []


def test_a_tap_activates_the_map_until_a_tap_outside(chromium, map_html):
    with phone(chromium, map_html) as (page, log):
        wait_for_player(page)
        fingers, (x, y) = Fingers(page), map_point(page)
        fingers.tap(x, y)
        assert is_active(page)
        lat, lng, zoom = map_view(page)
        fingers.drag(((x, y), (x - 80, y - 60)))
        moved = wait_until_stable(page, map_view)
        assert moved[0] < lat
        assert moved[1] > lng
        assert moved[2] == zoom
        assert page.evaluate("scrollY") == 0
        fingers.tap(180, 20)
        assert not is_active(page)
        after = map_view(page)
        fingers.drag(((x, y), (x, y - 200)))
        page.wait_for_function("() => scrollY > 100")
        assert map_view(page) == after
        assert log.errors == []


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(chromium, map_html):
    with opened(chromium, map_html, 1280, 800) as (page, log):
        wait_for_player(page)
        before = map_view(page)
        page.mouse.move(400, 500)
        page.mouse.wheel(0, 60)
        page.wait_for_function("() => scrollY > 0")
        wait_for_hint(page, "Ctrl")
        assert map_view(page) == before
        page.evaluate("() => scrollTo(0, 0)")
        page.keyboard.down("Control")
        page.mouse.wheel(0, -60)
        page.keyboard.up("Control")
        page.wait_for_function("zoom => map_0.getZoom() > zoom", arg=before[2])
        assert page.evaluate("scrollY") == 0
        page.mouse.wheel(0, 100)
        page.wait_for_function("() => scrollY > 0")
        assert log.errors == []


def test_the_mouse_pans_the_map_on_touch_devices_too(chromium, map_html):
    with opened(chromium, map_html, 1280, 800, has_touch=True) as (page, _):
        wait_for_player(page)
        x, y = map_point(page)
        Fingers(page).drag(((x, y), (x, y - 60)))
        page.evaluate("() => { scrollTo(0, 0); map_0.setZoom(11, { animate: false }) }")
        wait_two_frames(page)
        _, lng, _ = map_view(page)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 120, y, steps=6)
        page.mouse.up()
        assert wait_until_stable(page, map_view)[1] > lng + 0.01


def test_touching_a_place_in_the_list_opens_it_without_marking(chromium, map_html):
    with phone(chromium, map_html) as (page, log):
        wait_for_player(page)
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        page.locator(".fl-news .fl-place").first.tap()
        page.locator(".leaflet-popup").wait_for()
        assert page.locator(".fl-around.fl-linked").count() == 0
        assert log.errors == []


@pytest.mark.parametrize("width", [320, 360])
def test_touch_targets_are_24_px_and_primary_ones_44_px(chromium, map_html, width):
    with opened(chromium, map_html, width, 740, has_touch=True, is_mobile=True) as (page, _):
        wait_for_player(page)
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

"""The base map of the page in a browser: what is drawn at a scale, the names, the land's edges."""

import pytest
from base_folders import every_kind, feature, wavy, write_base_map
from browser import opened, overlap, wait_for_player, wait_until_idle

import frontline
from frontline.render.page.html import render_html

DRAWN = """() => [...document.querySelectorAll(".fl-base")].map((node) => {
  const pane = node.closest(".leaflet-pane");
  const { fill, stroke, strokeWidth, strokeDasharray } = getComputedStyle(node);
  return {
    kind: node.classList[1].slice(3), pane: pane.className.match(/fl-\\w+/)[0],
    depth: Number(pane.style.zIndex), length: node.getAttribute("d").length,
    fill, stroke, width: strokeWidth, dash: strokeDasharray,
  };
})"""
NAMES = """() => [
  ...document.querySelectorAll(".fl-label:not([hidden]):not(.fl-river)"),
  ...document.querySelectorAll(".fl-river-name text"),
].map((node) => {
  const { left, top, right, bottom } = node.getBoundingClientRect();
  return {
    text: node.textContent, kind: node.className.baseVal ?? node.className,
    box: [left, top, right, bottom], hidden: node.closest("[aria-hidden]") !== null,
    direction: getComputedStyle(node).direction,
  };
})"""


def page_file(tmp_path, features=None, **lines):
    scene = frontline.build(frontline.load(write_base_map(tmp_path / "map", features, **lines)))
    path = tmp_path / "map.html"
    path.write_text(render_html(scene), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def every_kind_page(tmp_path_factory):
    return page_file(tmp_path_factory.mktemp("every-kind"))


def test_each_kind_and_rank_is_one_path_in_its_stroke_below_the_front(chromium, every_kind_page):
    with opened(chromium, every_kind_page) as (page, log):
        wait_until_idle(wait_for_player(page))
        drawn = page.evaluate(DRAWN)
        focusable = page.locator(".fl-base[tabindex], .leaflet-fl-labels-pane [tabindex]").count()
        assert (log.requests, log.errors, focusable) == ([], [], 0)
    assert [(path["kind"], path["pane"]) for path in drawn] == [
        ("country", "fl-land"),
        ("country", "fl-land"),
        ("forest", "fl-land"),
        ("built-up", "fl-land"),
        ("lake", "fl-lines"),
        *[("river", "fl-lines")] * 3,
        ("coast", "fl-lines"),
        *[("road", "fl-lines")] * 4,
        ("railway", "fl-lines"),
        ("region-border", "fl-lines"),
        *[("border", "fl-lines")] * 2,
    ]
    assert all(path["length"] > 10 for path in drawn if path["kind"] != "coast")
    assert {path["depth"] for path in drawn} == {210, 230}  # zones are at 220, the front at 240
    rivers = [path for path in drawn if path["kind"] == "river"]
    assert [path["width"] for path in rivers] == ["0.8px", "1.2px", "1.6px"]
    assert {(path["stroke"], path["fill"]) for path in rivers} == {("rgb(181, 198, 211)", "none")}
    (lake,) = [path for path in drawn if path["kind"] == "lake"]
    assert (lake["fill"], lake["stroke"]) == ("rgb(230, 235, 239)", "rgb(181, 198, 211)")
    assert [path["dash"] for path in drawn if path["kind"] == "border"] == [
        "2px, 3px",
        "9px, 3px, 1.5px, 3px",
    ]


def test_names_are_set_once_in_free_room_and_only_for_the_eye(chromium, every_kind_page):
    with opened(chromium, every_kind_page) as (page, _):
        wait_until_idle(wait_for_player(page))
        names = page.evaluate(NAMES)
        signs = page.locator(".fl-town-sign").get_attribute("d").count("M")
    texts = [name["text"] for name in names]
    towns = {"Bigtown", "Midtown", "Littletown"}  # a hamlet of 300 is too small for this scale
    others = {"Long River", "Mirror Lake", "Westmark", "Eastmark", "Alder", "Birch", "Elmstadt"}
    assert towns | others <= set(texts)
    assert len(texts) == len(set(texts)) and "Hamlet" not in texts
    assert signs == len(towns)
    assert all(name["hidden"] for name in names)
    for i, name in enumerate(names):
        for other in names[:i]:
            assert not overlap(name["box"], other["box"], 1), (name["text"], other["text"])


def test_zooming_out_hides_the_roads_of_low_rank_and_in_names_the_hamlet(chromium, every_kind_page):
    with opened(chromium, every_kind_page) as (page, _):
        wait_until_idle(wait_for_player(page))
        zoom = "(by) => { const map = Object.values(window).find(v => v?._leaflet_id && v.getZoom);"
        zoom += " map.setView(by > 0 ? [49.85, 10.35] : map.getCenter(), map.getZoom() + by,"
        zoom += " { animate: false }); }"
        page.evaluate(zoom, -0.5)
        far = [path["kind"] for path in page.evaluate(DRAWN)]
        page.evaluate(zoom, 3.5)
        near = [name["text"] for name in page.evaluate(NAMES)]
    assert far.count("road") == 3
    assert "Hamlet" in near


def test_towns_have_their_names_in_the_readers_language_and_direction(chromium, tmp_path):
    towns = {"name:ar": "المدينة الكبيرة", "name:my": "မြို့ကြီး"}
    features = [
        *every_kind()[:2],
        feature("town", "Point", [10.1, 49.9], name="Bigtown", population=10**6, **towns),
    ]
    path = page_file(tmp_path, features, languages='["en", "ar", "my"]')
    with opened(chromium, path) as (page, log):
        for language, direction in (("en", "ltr"), ("ar", "rtl"), ("my", "ltr")):
            page.goto(f"{path.as_uri()}#lang={language}")
            page.reload()
            wait_until_idle(wait_for_player(page))
            (town,) = [name for name in page.evaluate(NAMES) if "fl-town" in name["kind"]]
            expected = towns.get(f"name:{language}", "Bigtown")
            assert (town["text"], town["direction"]) == (expected, direction)
        assert log.errors == []


def test_only_letters_with_capitals_are_spaced_and_the_scale_is_read_in_every_language(
    chromium, tmp_path
):
    """Burmese falls apart between spaced letters, and Arabic is joined."""
    names = {"name:ar": "ولاية الجزيرة", "name:my": "ဧရာဝတီတိုင်းဒေသကြီး"}
    lands = every_kind()[:2]
    for land in lands:
        land["properties"].update(names)
    region = feature("region", "Point", [10.1, 49.9], name="Delta", **names)
    path = page_file(tmp_path, [*lands, region], languages='["en", "ar", "my"]')
    with opened(chromium, path) as (page, _):
        for language in ("en", "ar", "my"):
            page.goto(f"{path.as_uri()}#lang={language}")
            page.reload()
            wait_until_idle(wait_for_player(page))
            spacing, scale, frame = page.evaluate(
                """() => {
                  const spaced = ".fl-label:is(.fl-region, .fl-country)";
                  const rect = (node) => {
                    const { left, top, right, bottom } = node.getBoundingClientRect();
                    return [left, top, right, bottom];
                  };
                  return [
                    [...document.querySelectorAll(spaced)].map(
                      (node) => getComputedStyle(node).letterSpacing
                    ),
                    [...document.querySelectorAll(".leaflet-control-scale-line bdi")].map(rect),
                    rect(document.querySelector(".leaflet-container")),
                  ];
                }"""
            )
            assert [value == "normal" for value in spacing] == [language != "en"] * 3
            assert len(scale) == 2
            for left, top, right, bottom in scale:
                assert frame[0] < left < right < frame[2]
                assert frame[1] < top < bottom < frame[3]


def test_nothing_is_drawn_beyond_a_straight_cut_of_the_land(chromium, tmp_path):
    land = [[9.7, 49.7], [10.5, 49.7], *wavy((10.5, 50.1), (9.7, 50.1), 3, 0.02), [9.7, 49.7]]
    country = feature("country", "Polygon", [land], id="southland", name="Southland")
    path = page_file(tmp_path, [country])
    with opened(chromium, path) as (page, _):
        wait_until_idle(wait_for_player(page))
        page.click(".leaflet-control-zoom-out")
        wait_until_idle(page)
        boxes = page.evaluate(
            """() => [".fl-beyond", ".fl-country"].map((path) => {
              const { left, top, right, bottom } = document.querySelector(path)
                .getBoundingClientRect();
              return [left, top, right, bottom];
            })"""
        )
        rects = page.locator(".fl-beyond").get_attribute("d").count("M")
    beyond, shown = boxes
    assert rects == 3  # west, east and south; the north is a coast
    assert beyond[0] < shown[0] and beyond[2] > shown[2] and beyond[3] > shown[3]


def test_a_large_base_is_drawn_after_the_page_is_ready(chromium, tmp_path):
    rivers = [
        feature(
            "river", "LineString", wavy((9.2, 49.5 + i / 40), (11, 49.6 + i / 40), 40, 0.01, 900)
        )
        for i in range(20)
    ]
    path = page_file(tmp_path, [*every_kind()[:2], *rivers])
    before = """Object.defineProperty(window, "frontline", {
      get: () => window.ready,
      set(value) {
        window.riversAtFirst = document.querySelectorAll("path.fl-river").length;
        window.ready = value;
      },
    })"""
    with opened(chromium, path, before=before) as (page, log):
        wait_until_idle(wait_for_player(page))
        assert page.evaluate("() => window.riversAtFirst") == 0
        assert page.locator("path.fl-river").count() == 1
        assert log.errors == []

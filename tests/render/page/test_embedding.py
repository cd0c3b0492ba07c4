"""The map embedded in other pages, and its downloads: a real browser without a network."""

import base64
import csv
import hashlib
import io
import json
import re
import shutil
from html.parser import HTMLParser

import pytest
import shapely
from browser import opened, wait_for_player, wait_two_frames, wait_until_idle
from PIL import Image
from support import EXAMPLE, ROOT, STARTER, copy_starter, day, scene_of

from frontline import project
from frontline.render.figure import figure_size, render_figure
from frontline.render.page.embed import SANDBOX, render_amp, render_email, render_embed
from frontline.render.page.html import render_html
from frontline.render.tables.change_table import render_changes
from frontline.text.alt_text import alt
from frontline.text.captions import caption

SCENE = scene_of(EXAMPLE)
SMALL_SCENE = scene_of(STARTER)
SCRIPT = re.search(r"<script>(.*?)</script>", render_embed(SCENE), re.DOTALL)[1]
DATE = "() => window.frontline.date"
SMALL_EMBED = render_embed(SMALL_SCENE).replace('"map.html"', '"small.html"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("embedding")
    (folder / "map.html").write_text(render_html(SCENE))
    (folder / "small.html").write_text(render_html(SMALL_SCENE))
    (folder / "map.png").write_bytes(render_figure(SCENE))
    return folder


def write_host_page(folder, name, *parts, head="<style>body{max-width:720px}</style>"):
    """Write a page that embeds maps and records the messages they send to it."""
    recorder = """<script>
      window.received = [];
      addEventListener("message", ({data, source}) => {
        const all = Array.from({length: frames.length}, (_, i) => frames[i]);
        received.push({...data, at: all.indexOf(source)});
      });
    </script>"""
    path = folder / f"{name}.html"
    path.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><title>host</title>{head}{recorder}" + "".join(parts)
    )
    return path


def messages_of_type(page, kind):
    return [message for message in page.evaluate("() => received") if message.get("type") == kind]


def wait_until_quiet(page):
    """Wait until the maps send no more messages, and return the number of messages so far."""
    count = -1
    while count != len(page.evaluate("() => received")):
        count = len(page.evaluate("() => received"))
        settle_frames(page)
    return count


WAIT_IN_FRAME = """() => new Promise((resolve) => {
  const hidden = setTimeout(resolve, 500); // an invisible frame paints nothing
  requestAnimationFrame(() => requestAnimationFrame(() => {
    clearTimeout(hidden);
    setTimeout(resolve, 150);
  }));
})"""


def settle_frames(page):
    """Wait, by the clock of each frame, longer than a map takes to report its height."""
    for frame in page.frames[1:]:
        frame.evaluate(WAIT_IN_FRAME)
    wait_two_frames(page)


def send(page, message):
    page.evaluate(
        "m => document.querySelector('iframe').contentWindow.postMessage(m, '*')", message
    )
    for frame in page.frames[1:]:
        frame.evaluate("() => new Promise((resolve) => setTimeout(resolve, 50))")
    wait_two_frames(page)


def test_the_frame_has_the_height_of_the_map_and_follows_changes(chromium, folder):
    host = write_host_page(folder, "one", render_embed(SCENE))
    with opened(chromium, host, 800, 900) as (page, log):
        frame = wait_for_player(page.frames[1])
        assert frame.evaluate("() => window.origin") == "null"
        wait_until_quiet(page)
        sizes = set()
        for width, date in ((800, "2024-05-13"), (800, "2024-05-08"), (340, "2024-05-13")):
            page.set_viewport_size({"width": width, "height": 900})
            frame.evaluate("date => window.frontline.goTo(date)", date)
            wait_until_quiet(page)
            content_height, window_height = frame.evaluate(
                "() => [document.documentElement.scrollHeight, innerHeight]"
            )
            assert (
                window_height == content_height == page.locator("iframe").bounding_box()["height"]
            )
            sizes.add(content_height)
        assert len(sizes) == 3
        assert page.locator("img, figcaption").evaluate_all(
            "a => a.every(n => !n.checkVisibility())"
        )
        assert log.errors == []
        assert {url.rpartition("/")[2] for url in log.requests} <= {"map.html", "map.png"}


def test_messages_do_not_loop(chromium, folder):
    host = write_host_page(folder, "quiet", SMALL_EMBED)
    with opened(chromium, host) as (page, _):
        wait_for_player(page.frames[1])
        assert wait_until_quiet(page) <= 10
        before = len(messages_of_type(page, "state"))
        echo = """() => addEventListener("message", ({data, source}) => {
          const answer = {frontline: 1, type: "set", state: data.state};
          if (data.type === "state") source.postMessage(answer, "*");
        })"""
        page.evaluate(echo)
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-03-06"}})
        wait_until_quiet(page)
        assert len(messages_of_type(page, "state")) == before + 1


def test_several_maps_on_a_page_each_have_their_own_height(chromium, folder):
    host = write_host_page(folder, "two", render_embed(SCENE), "<p>between</p>", SMALL_EMBED)
    with opened(chromium, host) as (page, log):
        for frame in page.frames[1:]:
            frame.owner = frame.frame_element()
            frame.owner.scroll_into_view_if_needed()
            wait_for_player(frame)
        wait_until_quiet(page)
        heights = [
            frame.evaluate("() => document.documentElement.scrollHeight")
            for frame in page.frames[1:]
        ]
        boxes = [frame.bounding_box()["height"] for frame in page.locator("iframe").all()]
        assert heights == boxes
        assert heights[0] != heights[1]
        assert log.errors == []


def serve(page, folder, policies):
    """Serve a folder through request interception, with policies on the pages they name."""

    def answer(route):
        path = folder / route.request.url.rpartition("/")[2]
        policy = policies.get(path.name)
        policy_header = {"Content-Security-Policy": policy} if policy else {}
        content_type = "image/png" if path.suffix == ".png" else "text/html; charset=utf-8"
        route.fulfill(
            body=path.read_bytes(), headers={"Content-Type": content_type, **policy_header}
        )

    page.route("https://news.example/**", answer)


STRICT = "default-src 'none'; frame-src 'self'; img-src 'self'; style-src-attr 'unsafe-inline'"


def test_the_map_works_under_a_strict_policy_of_the_host(chromium, folder):
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policies = {
        "allowed.html": f"{STRICT}; script-src 'sha256-{digest}'",
        "refused.html": STRICT,
    }
    context = chromium.new_context(viewport={"width": 800, "height": 900})
    page = context.new_page()
    serve(page, folder, policies)
    for name in ("allowed.html", "refused.html"):
        (folder / name).write_text(f"<!DOCTYPE html><title>host</title>{render_embed(SCENE)}")
        page.goto(f"https://news.example/{name}")
        frame = wait_for_player(page.frames[1])
        frame.evaluate("() => window.frontline.goTo('2024-05-11')")
        settle_frames(page)
        settle_frames(page)  # adopting one height changes another
        box = page.locator("iframe").bounding_box()
        content_height = frame.evaluate("() => document.documentElement.scrollHeight")
        assert (box["height"] == content_height) == (name == "allowed.html")
        assert box["height"] >= 1180
        # Picture and caption are hidden behind the map, with or without the script.
        for part in page.locator("figure img, figure figcaption").all():
            part_box = part.bounding_box()
            assert part_box is None or (
                box["y"] <= part_box["y"]
                and part_box["y"] + part_box["height"] <= box["y"] + box["height"]
            )
        assert page.evaluate("() => document.elementFromPoint(300, 300).localName") == "iframe"
    context.close()


HOSTILE_MESSAGES = [
    "null", "1", "'ask'", "[]", "{type: 'set', state: {date: '2024-03-06'}}",
    "{frontline: 2, type: 'set', state: {date: '2024-03-06'}}",
    "{frontline: 1, type: 'eval', state: 'alert(1)'}",
    "{frontline: 1, type: 'set', state: {date: '2031-01-01'}}",
    "{frontline: 1, type: 'set', state: {date: '2024-03-06', language: 'xx'}}",
    "{frontline: 1, type: 'set', state: {date: '2'.repeat(5000000)}}",
    "{frontline: 1, type: 'set', state: {range: Array(100000).fill('2024-03-06')}}",
    "{frontline: 1, type: 'set', state: {date: {toString: 1}, known: ['then']}}",
    "{frontline: 1, type: 'set', state: {['__proto__']: {date: '2024-03-06'}}}",
    "{frontline: 1, type: 'set', state: {constructor: {date: '2024-03-06'}}}",
]  # fmt: skip
"""Expressions of JavaScript: values that the page makes itself need not be sent to it."""


def test_hostile_messages_change_nothing_and_cause_no_errors(chromium, folder):
    host = write_host_page(folder, "hostile", SMALL_EMBED)
    with opened(chromium, host) as (page, log):
        frame = wait_for_player(page.frames[1])
        wait_until_quiet(page)
        before = frame.evaluate("() => JSON.stringify(window.frontline.state)")
        for message in HOSTILE_MESSAGES:
            send(page, page.evaluate_handle(f"() => ({message})"))
            assert frame.evaluate("() => JSON.stringify(window.frontline.state)") == before, message
        wait_until_quiet(page)
        assert frame.evaluate("() => JSON.stringify(window.frontline.state)") == before
        assert messages_of_type(page, "state") == []
        assert log.errors == []
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-03-06", "other": 1}})
        assert frame.evaluate(DATE) == "2024-03-06"


def test_only_messages_of_the_embedding_page_are_accepted(chromium, folder):
    stranger = """<iframe sandbox="allow-scripts" srcdoc="<script>setInterval(() => {
      parent.frames[0].postMessage({frontline: 1, type: 'set', state: {date: '2024-03-06'}}, '*');
      parent.postMessage({frontline: 1, type: 'height', height: 5000}, '*');
    }, 50)</script>"></iframe>"""
    host = write_host_page(folder, "stranger", SMALL_EMBED, stranger)
    with opened(chromium, host) as (page, _):
        frame = wait_for_player(page.frames[1])
        page.wait_for_function(
            "() => received.filter(({type, at}) => type === 'height' && at === 1).length > 10"
        )
        settle_frames(page)
        assert frame.evaluate(DATE) == "2024-03-08"
        content_height = frame.evaluate("() => document.documentElement.scrollHeight")
        assert page.locator("iframe").first.bounding_box()["height"] == content_height != 5000


REQUESTED_HEIGHTS = {
    "1e9": "8000px",
    "5": "300px",
    "-4": "",
    "'900'": "",
    "Infinity": "",
    "true": "",
    "NaN": "",
    "[900]": "",
    "null": "",
    "{valueOf: 900}": "",
}
"""The height that a frame gets for the height that it requests; "" for none."""


def test_requested_heights_are_validated_and_limited(chromium, folder):
    (folder / "forged.html").write_text("<title>forged</title>")
    host = write_host_page(
        folder, "bounds", render_embed(SCENE).replace('"map.html"', '"forged.html"')
    )
    with opened(chromium, host) as (page, log):
        assert page.locator("iframe").evaluate("n => n.style.height") == "100%"
        for number, (height, expected) in enumerate(REQUESTED_HEIGHTS.items(), 1):
            page.locator("iframe").evaluate("n => { n.style.height = '' }")
            page.frames[1].evaluate(
                f"parent.postMessage({{frontline: 1, type: 'height', height: {height}}}, '*')"
            )
            page.wait_for_function("number => received.length === number", arg=number)
            assert page.locator("iframe").evaluate("n => n.style.height") == expected, height
        assert log.errors == []


def test_a_host_can_query_and_set_the_state_and_fit_the_map(chromium, folder):
    host = write_host_page(folder, "asking", render_embed(SCENE))
    with opened(chromium, host) as (page, _):
        frame = wait_for_player(page.frames[1])
        wait_until_quiet(page)
        counts = len(messages_of_type(page, "ready")), len(messages_of_type(page, "height"))
        send(page, {"frontline": 1, "type": "ask"})
        assert (len(messages_of_type(page, "ready")), len(messages_of_type(page, "height"))) == (
            counts[0] + 1,
            counts[1] + 1,
        )
        opening = messages_of_type(page, "ready")[-1]
        assert opening["dates"] == [date.isoformat() for date in SCENE.dates]
        assert opening["title"] == SCENE.header.title
        assert opening["state"]["date"] == "2024-05-13"
        state = {"date": "2024-05-11", "known": "then", "since": "2024-05-09",
                 "range": ["2024-05-09", "2024-05-12"], "language": "uk",
                 "how": "shade", "chapter": None}  # fmt: skip
        send(page, {"frontline": 1, "type": "set", "state": state})
        assert frame.evaluate("() => ({...window.frontline.state})") == state
        assert messages_of_type(page, "state")[-1]["state"] == state
        fitted = frame.evaluate("() => map_0.getZoom()")
        frame.evaluate("() => { map_0.setZoom(map_0.getZoom() + 2, {animate: false}) }")
        send(page, {"frontline": 1, "type": "fit"})
        assert frame.evaluate("() => map_0.getZoom()") == fitted


def test_a_map_in_an_initially_hidden_frame_is_complete_when_shown(chromium, folder):
    host = write_host_page(folder, "hidden", '<div id="tab" hidden>', render_embed(SCENE), "</div>")
    with opened(chromium, host) as (page, log):
        page.evaluate("() => document.querySelector('iframe').setAttribute('loading', 'eager')")
        page.wait_for_function("() => received.some(({type}) => type === 'ready')")
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-05-11"}})
        page.evaluate("() => { document.querySelector('#tab').hidden = false }")
        wait_until_quiet(page)
        frame = page.frames[1]
        assert frame.locator(".fl-day").inner_text() == "11 May 2024"
        assert "km²" in frame.locator(".fl-readout").inner_text()
        content_height = frame.evaluate("() => document.documentElement.scrollHeight")
        assert page.locator("iframe").bounding_box()["height"] == content_height
        assert frame.locator(".fl-map").bounding_box()["height"] > 250
        assert log.errors == []


def test_a_map_only_embed_has_map_legend_and_credits(chromium, folder):
    snippet = render_embed(SCENE).replace('"map.html"', '"map.html#only=map"', 1)
    host = write_host_page(folder, "only", snippet.replace(SCRIPT, ""))
    with opened(chromium, host, 700, 1300) as (page, log):
        frame = wait_for_player(page.frames[1])
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-05-11"}})
        for part in (".fl-day", ".fl-map", ".fl-legend", ".fl-credits"):
            assert frame.locator(part).is_visible()
        for part in (".fl-head", ".fl-time", ".fl-news", ".fl-share", ".fl-ledger"):
            assert not frame.locator(part).is_visible()
        content_height, window_height = frame.evaluate(
            "() => [document.documentElement.scrollHeight, innerHeight]"
        )
        assert content_height == window_height
        assert log.errors == []


VIEWS = [
    {"date": "2024-05-11", "known": "then"},
    {"since": "2024-05-09", "range": ["2024-05-09", "2024-05-14"], "language": "ru"},
    {"date": "2024-05-08", "language": "uk", "known": "now"},
]


def test_the_address_reflects_the_view_and_restores_it(chromium, folder):
    path = folder / "map.html"
    with opened(chromium, path) as (page, log):
        wait_for_player(page)
        wait_until_idle(page)
        assert "#" not in page.url
        zoom = page.evaluate("() => map_0.getZoom()")
        for number, chosen in enumerate(VIEWS, 1):
            address = page.url
            page.evaluate("state => window.frontline.set(state)", chosen)
            page.evaluate("zoom => { map_0.setZoom(zoom, {animate: false}) }", zoom + number)
            page.wait_for_function(
                "was => location.href !== was && location.hash.includes('z=')", arg=address
            )
            wait_until_idle(page)
            state, view = page.evaluate(STATE_AND_VIEW)
            assert {key: state[key] for key in chosen} == chosen
            page.reload()
            wait_for_player(page)
            assert page.evaluate(STATE_AND_VIEW) == [state, pytest.approx(view, abs=1e-3)], chosen
            assert page.locator(".fl-linked").inner_text() == ""
        assert log.errors == []


STATE_AND_VIEW = """() => {
  const {lng, lat} = map_0.getCenter();
  return [{...window.frontline.state}, [map_0.getZoom(), lng, lat]];
}"""


def test_a_link_within_the_page_changes_the_view(chromium, folder):
    with opened(chromium, folder / "map.html") as (page, log):
        wait_for_player(page)
        page.evaluate(
            "() => { location.hash = 'date=2024-05-11&since=1999-01-01&z=12&c=36.5,50.3' }"
        )
        page.wait_for_function("() => window.frontline.date === '2024-05-11'")
        assert page.evaluate("() => map_0.getZoom()") == 12
        assert "since=1999-01-01" in page.locator(".fl-linked").inner_text()
        page.evaluate("() => { location.hash = '' }")
        page.wait_for_function("() => window.frontline.date === '2024-05-13'")
        page.wait_for_function("() => map_0.getZoom() < 12")  # the map flies back
        assert page.locator(".fl-linked").inner_text() == ""
        assert log.errors == []


def test_a_hostile_link_stays_plain_text(chromium, folder):
    hostile = "#date=%3Cimg src=x onerror=alert(1)%3E&known=%&c=1e999,1&z=9"
    with opened(chromium, folder / "small.html") as (page, log):
        page.evaluate("hostile => { location.hash = hostile }", hostile)
        page.reload()
        wait_for_player(page)
        assert "<img src=x" in page.locator(".fl-linked").inner_text()
        assert page.locator("img").count() == 0
        assert page.evaluate(DATE) == "2024-03-08"
        assert log.errors == []


def open_share_panel(frame):
    frame.locator(".fl-share > summary").click()
    return frame.locator(".fl-panel")


def downloaded_file(page, frame, name):
    """Click a download button and return the name and the bytes of the file."""
    with page.expect_download() as download:
        frame.locator(".fl-files").get_by_role("button", name=name).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


@pytest.fixture(params=["file", "sandbox"])
def opening(request, chromium, folder):
    """The map opened as a file, and in a sandboxed frame without an origin."""
    in_frame = request.param == "sandbox"
    path = (
        write_host_page(folder, "downloads", render_embed(SCENE))
        if in_frame
        else folder / "map.html"
    )
    with opened(chromium, path) as (page, log):
        frame = wait_for_player(page.frames[1] if in_frame else page.main_frame)
        if in_frame:
            wait_until_quiet(page)
        yield page, frame, log


def assert_tables_unchanged(page, frame):
    name, content = downloaded_file(page, frame, "Changes")
    assert name == f"{SCENE.header.id}-changes.csv"
    assert content.decode() == render_changes(SCENE)
    _, content = downloaded_file(page, frame, "Events and claims")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert {row["id"] for row in rows if row["record"] == "event"} == {
        event.id for event in SCENE.events
    }
    claims = {row["id"]: row for row in rows if row["record"] == "claim"}
    assert {claim.id for claim in SCENE.claims} <= claims.keys()
    for claim in SCENE.claims:
        row = claims[claim.id]
        assert (row["claimant"], row["stance"], row["about"]) == (
            claim.claimant,
            claim.stance,
            claim.about,
        )


def assert_areas_of_every_day(page, frame):
    """Assert that the GeoJSON file has the areas of every day by the clock of that day."""
    frame.evaluate("() => { window.frontline.known = 'then' }")
    _, content = downloaded_file(page, frame, "GeoJSON")
    collection = json.loads(content)
    assert collection["scene"]["title"] == SCENE.header.title
    for date in SCENE.dates:
        areas = SCENE.at(date, date).areas
        for status, side in set(zip(areas.status, areas.side, strict=True)):
            expected = areas[(areas.status == status) & (areas.side.fillna("") == (side or ""))]
            downloaded = [
                shapely.geometry.shape(feature["geometry"])
                for feature in collection["features"]
                if (feature["properties"]["status"], feature["properties"]["side"])
                == (status, side)
                and feature["properties"]["start"] <= date.isoformat()
                and date.isoformat() < (feature["properties"]["end"] or "9999")
            ]
            difference = shapely.union_all(expected.geometry.values).symmetric_difference(
                shapely.union_all(downloaded)
            )
            assert difference.area < 1e-6, (date, status, side)


def assert_picture_shows_the_map(page, frame):
    """Assert that the picture has the colours, the size and the margins of the current map."""
    frame.evaluate("() => window.frontline.set({date: '2024-05-12', since: '2024-05-10'})")
    name, content = downloaded_file(page, frame, "Picture")
    assert name == f"{SCENE.header.id}-2024-05-12.png"
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    width = frame.locator(".fl-map").bounding_box()["width"] + 2 * 16
    assert picture.width == round(width * max(2, 1200 / width))
    colors = {color: count for count, color in picture.getcolors(picture.width * picture.height)}
    side_colors = {side.color: tuple(bytes.fromhex(side.color[1:])) for side in SCENE.header.sides}
    for side_color in side_colors.values():
        assert colors.get(side_color, 0) > 50
    page_color = (255, 255, 255)
    assert colors[page_color] < 0.7 * picture.width * picture.height
    # Nothing is cut off: the margins are empty.
    for box in ((0, 0, picture.width, 20), (0, picture.height - 20, picture.width, picture.height)):
        assert picture.crop(box).getcolors() == [(20 * picture.width, page_color)]
    assert frame.locator(".fl-picture").count() == 0


def assert_link_and_embed_code_copied(page, frame):
    """Assert that pasting gives the text of each field, with the address of the map."""
    frame.evaluate("() => window.frontline.goTo('2024-05-11')")
    panel = frame.locator(".fl-panel")
    page.evaluate(
        """() => {
          const node = document.createElement("textarea");
          node.id = "pasted";
          document.body.append(node);
        }"""
    )
    for button, field in (("Copy link", "input"), ("Copy code", "textarea")):
        panel.get_by_role("button", name=button).click()
        panel.get_by_role("status").get_by_text("Copied").wait_for()
        page.locator("#pasted").fill("")
        page.locator("#pasted").focus()
        page.keyboard.press("Control+V")
        pasted = page.locator("#pasted").input_value()
        assert pasted == panel.locator(field).input_value()
        assert "map.html#date=2024-05-11" in pasted
    assert re.search(r'<img src="file:[^"]*/map\.png"', pasted)
    assert SCRIPT in pasted


def test_the_current_map_is_downloaded_and_linked_as_a_file_and_in_a_sandbox(opening):
    page, frame, log = opening
    open_share_panel(frame)
    assert_tables_unchanged(page, frame)
    assert_areas_of_every_day(page, frame)
    assert_picture_shows_the_map(page, frame)
    assert log.errors == []
    assert_link_and_embed_code_copied(page, frame)


def test_downloaded_pictures_are_reproducible_and_differ_by_date(chromium, folder):
    with opened(chromium, folder / "small.html", color_scheme="dark") as (page, _):
        wait_for_player(page)
        open_share_panel(page)
        first = downloaded_file(page, page, "Picture")[1]
        assert downloaded_file(page, page, "Picture")[1] == first
        page.evaluate("() => window.frontline.goTo('2024-03-06')")
        assert downloaded_file(page, page, "Picture")[1] != first
        picture = Image.open(io.BytesIO(first)).convert("RGB")
        assert picture.getpixel((0, 0)) == (0x15, 0x18, 0x1C)


def test_the_text_is_selected_if_copying_is_not_possible(chromium, folder):
    with opened(chromium, folder / "small.html") as (page, _):
        wait_for_player(page)
        page.evaluate("""() => {
          Object.defineProperty(navigator, "clipboard", {value: undefined});
          document.execCommand = () => false;
        }""")
        panel = open_share_panel(page)
        panel.get_by_role("button", name="Copy link").click()
        panel.get_by_role("status").get_by_text("Press Ctrl+C to copy").wait_for()
        selected = """() => {
          const {value, selectionStart, selectionEnd} = document.activeElement;
          return value.slice(selectionStart, selectionEnd);
        }"""
        assert page.evaluate(selected) == page.url


def test_the_share_panel_is_built_on_opening_and_closes_with_escape(chromium, folder):
    with opened(chromium, folder / "map.html", 320, 640) as (page, log):
        wait_for_player(page)
        assert page.locator(".fl-panel > *").count() == 0
        page.locator(".fl-share > summary").focus()
        page.keyboard.press("Enter")
        box = page.locator(".fl-panel").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320
        for button in page.locator(".fl-panel button").all():
            size = button.bounding_box()
            assert min(size["width"], size["height"]) >= 24
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert not page.locator(".fl-panel").is_visible()
        assert page.evaluate("() => document.activeElement.localName") == "summary"
        assert page.evaluate(DATE) == "2024-05-13"
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        assert log.errors == []


def test_formulas_in_tables_stay_text(chromium, tmp_path):
    formula = '=HYPERLINK("https://example.org";"x")'
    quoted = '"' + formula.replace('"', '""') + '"'
    claims = (STARTER / "claims.csv").read_text().replace("Northern army", quoted)
    folder = copy_starter(tmp_path / "map", claims_csv=claims)
    events = folder / "events.csv"
    events.write_text(events.read_text().replace("Northern army", quoted))
    scene = project.build(project.load(folder))
    assert formula in {claim.claimant for claim in scene.control_claims}
    for row in csv.reader(io.StringIO(render_changes(scene))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    path = tmp_path / "map.html"
    path.write_text(render_html(scene))
    with opened(chromium, path) as (page, _):
        wait_for_player(page)
        open_share_panel(page)
        _, content = downloaded_file(page, page, "Events and claims")
        cells = [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
        assert f"'{formula}" in cells
        assert formula not in cells


# Without the player


def assert_static_page(page):
    """Assert that the page shows title, summary, picture and table, but no player."""
    text = page.locator("body").inner_text()
    assert SCENE.header.title in text
    assert SCENE.header.summary in text
    assert "Russian Defence Ministry" in text
    assert "Krasne" in text
    picture = page.locator("img")
    assert picture.count() == 1
    assert picture.get_attribute("alt") == alt(SCENE)
    assert picture.evaluate("n => n.decode().then(() => n.naturalWidth)") == 720
    assert picture.bounding_box()["width"] > 200
    assert page.locator(".fl-time").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_page_shows_a_picture_and_a_table(chromium, folder):
    with opened(chromium, folder / "map.html", java_script_enabled=False) as (page, log):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert_static_page(page)
            assert page.get_by_role("alert").count() == 0
        assert (log.requests, log.errors) == ([], [])


@pytest.mark.slow
def test_the_still_picture_is_small(folder):
    text = (folder / "map.html").read_text()
    assert len(re.search(r'src="data:image/webp;base64,([^"]*)"', text)[1]) < 100_000


FAILURES = {
    "an old browser": ("delete window.DecompressionStream", "newer browser"),
    "a browser without a function": ("delete Array.prototype.at", "newer browser"),
    "a function that throws at once": (
        "ResizeObserver.prototype.observe = () => { throw new TypeError('no observing') }",
        "TypeError: no observing",
    ),
    "a stream that breaks": (
        "Response.prototype.arrayBuffer = async () => { throw new RangeError('too long') }",
        "RangeError: too long",
    ),
}


def test_a_player_that_cannot_start_leaves_a_readable_page(chromium, folder):
    with opened(chromium, folder / "map.html", alone=True) as (page, _):
        devtools = page.context.new_cdp_session(page)
        devtools.send("Page.enable")
        for name, (script, words) in FAILURES.items():
            added = devtools.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
            page.reload()
            alert = page.get_by_role("alert")
            alert.wait_for()
            assert words in alert.inner_text(), name
            assert alert.count() == 1
            assert_static_page(page)
            devtools.send("Page.removeScriptToEvaluateOnNewDocument", added)


@pytest.mark.parametrize("part", ["frontline-scene", "frontline-ground", "frontline-player"])
@pytest.mark.parametrize("damage", ["torn", "mixed"])
def test_a_damaged_file_leaves_a_readable_page(chromium, folder, tmp_path, part, damage):
    text = (folder / "map.html").read_text()
    start = text.index(f'id="{part}">') + len(f'id="{part}">')
    end = text.index("<", start)
    middle = (start + end) // 2
    damaged_data = text[start:middle] + (
        "" if damage == "torn" else "AAAA" * 9 + text[middle + 36 : end]
    )
    path = tmp_path / "map.html"
    path.write_text(text[:start] + damaged_data + text[end:])
    with opened(chromium, path) as (page, _):
        page.get_by_role("alert").wait_for()
        assert "The interactive map stopped (" in page.get_by_role("alert").inner_text()
        assert_static_page(page)


def test_a_later_failure_leaves_a_readable_page(chromium, folder):
    with opened(chromium, folder / "map.html") as (page, _):
        wait_for_player(page)
        page.evaluate("""() => {
          Element.prototype.replaceChildren = () => { throw new TypeError("nothing to replace") };
        }""")
        page.keyboard.press("ArrowLeft")
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert "TypeError: nothing to replace" in alert.inner_text()
        page.keyboard.press("ArrowLeft")
        page.set_viewport_size({"width": 400, "height": 800})
        wait_two_frames(page)
        assert alert.count() == 1
        assert_static_page(page)


def test_errors_of_other_code_do_not_stop_the_map(chromium, folder):
    with opened(chromium, folder / "small.html") as (page, _):
        wait_for_player(page)
        page.evaluate("""() => {
          const error = new Error("wallet");
          error.stack = "at chrome-extension://abc/inpage.js:1:1";
          setTimeout(() => { throw error });
          dispatchEvent(new ErrorEvent("error", {message: "ResizeObserver loop completed"}));
        }""")
        wait_until_idle(page)
        assert page.get_by_role("alert").filter(has_text="stopped").count() == 0
        assert page.locator(".fl-time").is_visible()


# The content security policy


TRUSTED = "require-trusted-types-for"
INJECTED = [
    (TRUSTED, "add('script', {textContent: 'window.ran = 1'})"),
    (TRUSTED, "add('script', {}).append('window.ran = 1')"),
    (TRUSTED, "add('script', {src: 'https://tracker.example/x.js'})"),
    (TRUSTED, "add('b', {}).setAttribute('onclick', 'window.ran = 1')"),
    (TRUSTED, "add('p', {innerHTML: '<img src=x onerror=\"window.ran = 1\">'})"),
    (TRUSTED, "add('iframe', {srcdoc: '<script>parent.ran = 1</script>'})"),
    (TRUSTED, "document.write('<script>window.ran = 1</script>')"),
    (TRUSTED, "(0, eval)('window.ran = 1')"),
    ("trusted-types", "trustedTypes.createPolicy('own', {createHTML: (text) => text})"),
    ("trusted-types", "trustedTypes.createPolicy('default', {createHTML: (text) => text})"),
    ("style-src-elem", "add('style', {textContent: 'body { display: none }'})"),
    ("style-src-attr", "add('p', {}).setAttribute('style', 'color: red')"),
    ("img-src", "add('img', {src: 'https://tracker.example/x.png'})"),
    ("frame-src", "add('iframe', {src: 'https://tracker.example/'})"),
    ("connect-src", "fetch('https://tracker.example/').catch(() => {})"),
    ("form-action", "add('form', {action: 'https://tracker.example/'}).submit()"),
    ("base-uri", "add('base', {href: 'https://tracker.example/'})"),
]


BLOCKED = """async () => {
  let reports = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    reports.push(event.effectiveDirective);
  });
  const added = [];
  const add = (tag, values) => {
    const node = Object.assign(document.createElement(tag), values);
    added.push(node);
    document.body.append(node);
    return node;
  };
  const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const results = [];
  for (const attempt of [ATTEMPTS]) {
    // Run from a timer: the policy does not apply to code that the test evaluates.
    setTimeout(() => { try { attempt(); } catch { /* its report says more */ } });
    for (let wait = 0; wait < 3000 && reports.length === 0; wait += 10) await pause(10);
    await pause(30); // for what else may be reported, or run
    results.push([reports, window.ran ?? null,
      document.querySelector(".fl-time").checkVisibility()]);
    for (const node of added.splice(0)) node.remove();
    reports = [];
  }
  return results;
}"""


def test_the_policy_of_the_page_is_enforced(chromium, folder):
    with opened(chromium, folder / "map.html") as (page, _):
        wait_for_player(page)
        attempts = ", ".join(f"() => {{ {code} }}" for _, code in INJECTED)
        results = page.evaluate(BLOCKED.replace("ATTEMPTS", attempts))
        for (directive, code), result in zip(INJECTED, results, strict=True):
            assert result == [[directive], None, True], code
        assert page.locator(".fl-time").is_visible()


def test_the_policy_allows_only_the_contents_of_the_page(folder):
    text = (folder / "map.html").read_text()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "unsafe" not in policy
    assert '<meta name="referrer" content="no-referrer">' in text
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives.pop("require-trusted-types-for") == "'script'"
    assert directives.pop("trusted-types") == "default"
    assert directives.pop("default-src") == "'none'"
    assert directives.pop("img-src") == "data:"
    assert (directives.pop("base-uri"), directives.pop("form-action")) == ("'none'", "'none'")
    for name in ("script-src", "style-src"):
        assert all(
            re.fullmatch(r"'sha256-[\w+/=]{44}'", source) for source in directives.pop(name).split()
        )
    assert directives == {}


# The snippets


class SnippetParser(HTMLParser):
    """A parser that keeps what remains when a site strips frames, scripts and styles."""

    def __init__(self):
        super().__init__()
        self.tags, self.text, self.dropped = [], "", False

    def handle_starttag(self, tag, attrs):
        if tag in ("iframe", "script"):
            self.dropped = True
        else:
            self.tags.append((tag, {key: value for key, value in attrs if key != "style"}))

    def handle_endtag(self, tag):
        self.dropped = self.dropped and tag not in ("iframe", "script")

    def handle_data(self, data):
        self.text += "" if self.dropped else data


def sanitized(snippet):
    parser = SnippetParser()
    parser.feed(snippet)
    return parser


def test_a_linked_picture_and_caption_remain_where_frames_and_scripts_are_stripped():
    remaining = sanitized(render_embed(SCENE))
    assert [tag for tag, _ in remaining.tags] == ["figure", "a", "img", "figcaption"]
    assert remaining.tags[1][1]["href"] == "map.html"
    assert remaining.tags[2][1]["src"] == "map.png"
    assert remaining.tags[2][1]["alt"] == alt(SCENE)
    assert remaining.text.strip() == " ".join(caption(SCENE).split())


def test_the_email_form_is_a_linked_picture_without_stripped_elements():
    remaining = sanitized(render_email(SCENE))
    assert [tag for tag, _ in remaining.tags] == ["p", "a", "img", "p", "p", "a"]
    assert {tag for tag, _ in remaining.tags} <= {"p", "a", "img"}
    assert remaining.tags[2][1] == {
        "src": "map.png",
        "width": "600",
        "border": "0",
        "alt": alt(SCENE),
    }
    assert caption(SCENE).split() == remaining.text.split()[: len(caption(SCENE).split())]


def test_the_amp_form_has_the_size_of_the_picture(folder):
    remaining = sanitized(render_amp(SCENE))
    assert [tag for tag, _ in remaining.tags] == ["figure", "a", "amp-img", "figcaption"]
    size = Image.open(io.BytesIO((folder / "map.png").read_bytes())).size
    attributes = remaining.tags[2][1]
    assert (int(attributes["width"]), int(attributes["height"])) == size == figure_size(SCENE)
    assert attributes["layout"] == "responsive"
    assert "style=" not in render_amp(SCENE)


def test_the_sandbox_gives_the_map_no_origin_and_no_navigation():
    assert set(SANDBOX.split()) == {
        "allow-scripts", "allow-downloads", "allow-popups", "allow-popups-to-escape-sandbox",
    }  # fmt: skip


def test_the_scrolling_example_changes_the_map(chromium, folder, tmp_path):
    example = tmp_path / "docs" / "examples" / "scrolly.html"
    example.parent.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "examples" / "scrolly.html", example)
    map_file = tmp_path / "maps" / EXAMPLE.name / "map.html"
    map_file.parent.mkdir(parents=True)
    shutil.copy(folder / "map.html", map_file)
    with opened(chromium, example) as (page, log):
        frame = wait_for_player(page.frames[1])
        steps = page.locator(".step")
        forth = range(steps.count())
        for width, height, order in (
            (1280, 900, [*forth, *reversed(forth)]),
            (360, 740, forth),
        ):
            page.set_viewport_size({"width": width, "height": height})
            for number in order:
                expected = json.loads(steps.nth(number).get_attribute("data-state"))
                assert day(expected["date"]) in SCENE.dates
                steps.nth(number).evaluate("n => n.scrollIntoView({block: 'center'})")
                frame.wait_for_function(
                    "date => window.frontline.date === date", arg=expected["date"]
                )
                state = frame.evaluate("() => ({...window.frontline.state})")
                assert {key: state[key] for key in expected} == expected
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert log.errors == []

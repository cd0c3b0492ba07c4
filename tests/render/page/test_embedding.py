"""The map in other pages, and what readers take away: a real browser, files, no network."""

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
from browser import opened, ready, settle
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
SCRIPT = re.search(r"<script>(.*?)</script>", render_embed(SCENE), re.DOTALL)[1]
DATE = "() => window.frontline.date"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("embedding")
    (folder / "map.html").write_text(render_html(SCENE))
    (folder / "map.png").write_bytes(render_figure(SCENE))
    return folder


def hosted(folder, name, *parts, head="<style>body{max-width:720px}</style>"):
    """Write a page that embeds maps, and notes what they say to it."""
    noting = """<script>
      window.said = [];
      addEventListener("message", ({data, source}) => {
        const all = Array.from({length: frames.length}, (_, i) => frames[i]);
        said.push({...data, at: all.indexOf(source)});
      });
    </script>"""
    path = folder / f"{name}.html"
    path.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><title>host</title>{head}{noting}" + "".join(parts)
    )
    return path


def said(page, kind):
    return [each for each in page.evaluate("() => said") if each.get("type") == kind]


def told(page):
    """Wait until the maps are silent, and return how many messages they have sent."""
    count = -1
    while count != len(page.evaluate("() => said")):
        count = len(page.evaluate("() => said"))
        settle_frames(page)
    return count


SETTLED = """() => new Promise((resolve) => {
  const hidden = setTimeout(resolve, 500); // a frame that is not seen draws nothing
  requestAnimationFrame(() => requestAnimationFrame(() => {
    clearTimeout(hidden);
    setTimeout(resolve, 150);
  }));
})"""


def settle_frames(page):
    """Wait for longer than a map takes to tell its height, by the clock of each frame."""
    for frame in page.frames[1:]:
        frame.evaluate(SETTLED)
    settle(page)


def send(page, message):
    page.evaluate(
        "m => document.querySelector('iframe').contentWindow.postMessage(m, '*')", message
    )
    for frame in page.frames[1:]:
        frame.evaluate("() => new Promise((resolve) => setTimeout(resolve, 50))")
    settle(page)


def test_the_frame_is_as_high_as_the_map_and_follows_it(chromium, folder):
    host = hosted(folder, "one", render_embed(SCENE))
    with opened(chromium, host, 800, 900) as (page, seen):
        frame = ready(page.frames[1])
        assert frame.evaluate("() => window.origin") == "null"
        told(page)
        sizes = set()
        for width, date in ((800, "2024-05-13"), (800, "2024-05-08"), (340, "2024-05-13")):
            page.set_viewport_size({"width": width, "height": 900})
            frame.evaluate("date => window.frontline.goTo(date)", date)
            told(page)
            high, window = frame.evaluate(
                "() => [document.documentElement.scrollHeight, innerHeight]"
            )
            assert window == high == page.locator("iframe").bounding_box()["height"]
            sizes.add(high)
        assert len(sizes) == 3
        assert page.locator("img, figcaption").evaluate_all(
            "a => a.every(n => !n.checkVisibility())"
        )
        assert seen.errors == []
        assert {each.rpartition("/")[2] for each in seen.requests} <= {"map.html", "map.png"}


def test_no_message_answers_itself(chromium, folder):
    host = hosted(folder, "quiet", render_embed(SCENE))
    with opened(chromium, host) as (page, _):
        ready(page.frames[1])
        assert told(page) <= 10
        before = len(said(page, "state"))
        echo = """() => addEventListener("message", ({data, source}) => {
          const answer = {frontline: 1, type: "set", state: data.state};
          if (data.type === "state") source.postMessage(answer, "*");
        })"""
        page.evaluate(echo)
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-05-09"}})
        told(page)
        assert len(said(page, "state")) == before + 1


def test_several_maps_on_a_page_have_each_their_height(chromium, folder):
    scene = project.build(project.load(STARTER))
    (folder / "other.html").write_text(render_html(scene))
    other = render_embed(scene).replace('"map.html"', '"other.html"')
    host = hosted(folder, "two", render_embed(SCENE), "<p>between</p>", other)
    with opened(chromium, host) as (page, seen):
        for frame in page.frames[1:]:
            frame.owner = frame.frame_element()
            frame.owner.scroll_into_view_if_needed()
            ready(frame)
        told(page)
        heights = [
            frame.evaluate("() => document.documentElement.scrollHeight")
            for frame in page.frames[1:]
        ]
        boxes = [frame.bounding_box()["height"] for frame in page.locator("iframe").all()]
        assert heights == boxes
        assert heights[0] != heights[1]
        assert seen.errors == []


def serve(page, folder, name, policy):
    """Serve a folder under a policy, from nowhere but the test."""

    def answer(route):
        path = folder / route.request.url.rpartition("/")[2]
        own = {"Content-Security-Policy": policy} if path.name == name else {}
        kind = "image/png" if path.suffix == ".png" else "text/html; charset=utf-8"
        route.fulfill(body=path.read_bytes(), headers={"Content-Type": kind, **own})

    page.route("https://news.example/**", answer)
    page.goto(f"https://news.example/{name}")


STRICT = "default-src 'none'; frame-src 'self'; img-src 'self'; style-src-attr 'unsafe-inline'"


@pytest.mark.parametrize("allowed", [True, False])
def test_under_a_strict_policy_of_the_host_the_map_works(chromium, folder, allowed):
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"{STRICT}; script-src 'sha256-{digest}'" if allowed else STRICT
    (folder / "strict.html").write_text(f"<!DOCTYPE html><title>host</title>{render_embed(SCENE)}")
    context = chromium.new_context(viewport={"width": 800, "height": 900})
    page = context.new_page()
    serve(page, folder, "strict.html", policy)
    frame = ready(page.frames[1])
    frame.evaluate("() => window.frontline.goTo('2024-05-11')")
    settle_frames(page)
    settle_frames(page)  # a height that is taken over makes another
    box = page.locator("iframe").bounding_box()
    high = frame.evaluate("() => document.documentElement.scrollHeight")
    assert (box["height"] == high) == allowed
    assert box["height"] >= 1180
    # Nothing of the picture and the caption is beside the map, with the script or without.
    for part in page.locator("figure img, figure figcaption").all():
        under = part.bounding_box()
        assert under is None or (
            box["y"] <= under["y"] and under["y"] + under["height"] <= box["y"] + box["height"]
        )
    assert page.evaluate("() => document.elementFromPoint(300, 300).localName") == "iframe"
    context.close()


HOSTILE = [
    None, 1, "ask", [], {"type": "set", "state": {"date": "2024-05-09"}},
    {"frontline": 2, "type": "set", "state": {"date": "2024-05-09"}},
    {"frontline": 1, "type": "eval", "state": "alert(1)"},
    {"frontline": 1, "type": "set", "state": {"date": "2031-01-01"}},
    {"frontline": 1, "type": "set", "state": {"date": "2024-05-09", "language": "xx"}},
    {"frontline": 1, "type": "set", "state": {"date": "2" * 5_000_000}},
    {"frontline": 1, "type": "set", "state": {"range": ["2024-05-09"] * 100_000}},
    {"frontline": 1, "type": "set", "state": {"date": {"toString": 1}, "known": ["then"]}},
    {"frontline": 1, "type": "set", "state": {"__proto__": {"date": "2024-05-09"}}},
    {"frontline": 1, "type": "set", "state": {"constructor": {"date": "2024-05-09"}}},
]  # fmt: skip


def test_hostile_messages_change_nothing_and_leave_no_error(chromium, folder):
    host = hosted(folder, "hostile", render_embed(SCENE))
    with opened(chromium, host) as (page, seen):
        frame = ready(page.frames[1])
        told(page)
        before = frame.evaluate("() => JSON.stringify(window.frontline.state)")
        for message in HOSTILE:
            send(page, message)
        told(page)
        assert frame.evaluate("() => JSON.stringify(window.frontline.state)") == before
        assert said(page, "state") == []
        assert seen.errors == []
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-05-09", "other": 1}})
        assert frame.evaluate(DATE) == "2024-05-09"


def test_only_the_page_around_is_listened_to(chromium, folder):
    stranger = """<iframe sandbox="allow-scripts" srcdoc="<script>setInterval(() => {
      parent.frames[0].postMessage({frontline: 1, type: 'set', state: {date: '2024-05-09'}}, '*');
      parent.postMessage({frontline: 1, type: 'height', height: 5000}, '*');
    }, 50)</script>"></iframe>"""
    host = hosted(folder, "stranger", render_embed(SCENE), stranger)
    with opened(chromium, host) as (page, _):
        frame = ready(page.frames[1])
        page.wait_for_function(
            "() => said.filter(({type, at}) => type === 'height' && at === 1).length > 10"
        )
        settle_frames(page)
        assert frame.evaluate(DATE) == "2024-05-13"
        high = frame.evaluate("() => document.documentElement.scrollHeight")
        assert page.locator("iframe").first.bounding_box()["height"] == high != 5000


@pytest.mark.parametrize(
    ("height", "given"),
    [
        (1e9, 8000),
        (5, 300),
        (-4, None),
        ("900", None),
        (float("inf"), None),
        (True, None),
        (float("nan"), None),
        ([900], None),
        (None, None),
        ({"valueOf": 900}, None),
    ],
)
def test_the_height_that_a_frame_asks_for_is_kept_within_reason(chromium, folder, height, given):
    message = f"{{frontline: 1, type: 'height', height: {json.dumps(height)}}}"
    forged = f"<script>parent.postMessage({message}, '*')</script>"
    (folder / "forged.html").write_text(forged)
    host = hosted(folder, "bounds", render_embed(SCENE).replace('"map.html"', '"forged.html"'))
    with opened(chromium, host) as (page, _):
        page.wait_for_function("() => said.length > 0")
        settle(page)
        assert page.locator("iframe").evaluate("n => n.style.height") == (
            f"{given}px" if given else "100%"
        )


def test_a_host_asks_sets_and_fits(chromium, folder):
    host = hosted(folder, "asking", render_embed(SCENE))
    with opened(chromium, host) as (page, _):
        frame = ready(page.frames[1])
        told(page)
        count = len(said(page, "ready")), len(said(page, "height"))
        send(page, {"frontline": 1, "type": "ask"})
        assert (len(said(page, "ready")), len(said(page, "height"))) == (count[0] + 1, count[1] + 1)
        opening = said(page, "ready")[-1]
        assert opening["dates"] == [each.isoformat() for each in SCENE.dates]
        assert opening["title"] == SCENE.header.title
        assert opening["state"]["date"] == "2024-05-13"
        asked = {"date": "2024-05-11", "known": "then", "since": "2024-05-09",
                 "range": ["2024-05-09", "2024-05-12"], "language": "uk",
                 "how": "shade", "chapter": None}  # fmt: skip
        send(page, {"frontline": 1, "type": "set", "state": asked})
        assert frame.evaluate("() => ({...window.frontline.state})") == asked
        assert said(page, "state")[-1]["state"] == asked
        fitted = frame.evaluate("() => map_0.getZoom()")
        frame.evaluate("() => { map_0.setZoom(map_0.getZoom() + 2, {animate: false}) }")
        send(page, {"frontline": 1, "type": "fit"})
        assert frame.evaluate("() => map_0.getZoom()") == fitted


def test_a_map_in_a_frame_that_is_hidden_at_first_is_whole_when_it_is_shown(chromium, folder):
    host = hosted(folder, "hidden", '<div id="tab" hidden>', render_embed(SCENE), "</div>")
    with opened(chromium, host) as (page, seen):
        page.evaluate("() => document.querySelector('iframe').setAttribute('loading', 'eager')")
        page.wait_for_function("() => said.some(({type}) => type === 'ready')")
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-05-11"}})
        page.evaluate("() => { document.querySelector('#tab').hidden = false }")
        told(page)
        frame = page.frames[1]
        assert frame.locator(".fl-day").inner_text() == "11 May 2024"
        assert "km²" in frame.locator(".fl-readout").inner_text()
        high = frame.evaluate("() => document.documentElement.scrollHeight")
        assert page.locator("iframe").bounding_box()["height"] == high
        assert frame.locator(".fl-map").bounding_box()["height"] > 250
        assert seen.errors == []


def test_a_story_has_the_map_its_legend_and_credits_alone(chromium, folder):
    snippet = render_embed(SCENE).replace('"map.html"', '"map.html#only=map"', 1)
    host = hosted(folder, "only", snippet.replace(SCRIPT, ""))
    with opened(chromium, host, 700, 1300) as (page, seen):
        frame = ready(page.frames[1])
        send(page, {"frontline": 1, "type": "set", "state": {"date": "2024-05-11"}})
        for part in (".fl-day", ".fl-map", ".fl-legend", ".fl-credits"):
            assert frame.locator(part).is_visible()
        for part in (".fl-head", ".fl-time", ".fl-news", ".fl-share", ".fl-ledger"):
            assert not frame.locator(part).is_visible()
        high, window = frame.evaluate("() => [document.documentElement.scrollHeight, innerHeight]")
        assert high == window
        assert seen.errors == []


VIEWS = [
    {"date": "2024-05-11", "known": "then"},
    {"since": "2024-05-09", "range": ["2024-05-09", "2024-05-14"], "language": "ru"},
    {"date": "2024-05-08", "language": "uk", "known": "now"},
]


@pytest.mark.parametrize("asked", VIEWS)
def test_the_address_follows_the_reader_and_opens_the_same_view(chromium, folder, asked):
    path = folder / "map.html"
    with opened(chromium, path) as (page, seen):
        ready(page)
        page.wait_for_timeout(400)
        assert "#" not in page.url
        page.evaluate("asked => window.frontline.set(asked)", asked)
        page.evaluate("() => { map_0.setZoom(map_0.getZoom() + 1, {animate: false}) }")
        page.wait_for_function("() => location.hash.includes('z=')")
        state, view = page.evaluate(STATE_AND_VIEW)
        page.reload()
        ready(page)
        assert page.evaluate(STATE_AND_VIEW) == [state, pytest.approx(view, abs=1e-3)]
        assert page.locator(".fl-linked").inner_text() == ""
        assert seen.errors == []


STATE_AND_VIEW = """() => {
  const {lng, lat} = map_0.getCenter();
  return [{...window.frontline.state}, [map_0.getZoom(), lng, lat]];
}"""


def test_a_link_that_is_followed_within_the_page_is_shown(chromium, folder):
    with opened(chromium, folder / "map.html") as (page, seen):
        ready(page)
        page.evaluate(
            "() => { location.hash = 'date=2024-05-11&since=1999-01-01&z=12&c=36.5,50.3' }"
        )
        page.wait_for_function("() => window.frontline.date === '2024-05-11'")
        assert page.evaluate("() => map_0.getZoom()") == 12
        assert "since=1999-01-01" in page.locator(".fl-linked").inner_text()
        page.evaluate("() => { location.hash = '' }")
        page.wait_for_function("() => window.frontline.date === '2024-05-13'")
        page.wait_for_function("() => map_0.getZoom() < 12")  # it flies back
        assert page.locator(".fl-linked").inner_text() == ""
        assert seen.errors == []


def test_a_hostile_link_is_text(chromium, folder):
    path = folder / "map.html"
    hostile = "#date=%3Cimg src=x onerror=alert(1)%3E&known=%&c=1e999,1&z=9"
    context = chromium.new_context()
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri() + hostile)
    ready(page)
    assert "<img src=x" in page.locator(".fl-linked").inner_text()
    assert page.locator("img").count() == 0
    assert page.evaluate(DATE) == "2024-05-13"
    assert errors == []
    context.close()


def share(frame):
    frame.locator(".fl-share > summary").click()
    return frame.locator(".fl-panel")


def taken(page, frame, name):
    """Press a button of the panel, and return the name and the bytes of the file it gives."""
    with page.expect_download() as download:
        frame.locator(".fl-files").get_by_role("button", name=name).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


@pytest.fixture(params=["file", "sandbox"])
def opening(request, chromium, folder):
    """The map in a window of its own, and in a frame without an origin."""
    framed = request.param == "sandbox"
    path = hosted(folder, "downloads", render_embed(SCENE)) if framed else folder / "map.html"
    with opened(chromium, path) as (page, seen):
        frame = ready(page.frames[1] if framed else page.main_frame)
        if framed:
            told(page)
        yield page, frame, seen


def test_tables_are_taken_away_as_they_are(opening):
    page, frame, seen = opening
    share(frame)
    name, content = taken(page, frame, "Changes")
    assert name == f"{SCENE.header.id}-changes.csv"
    assert content.decode() == render_changes(SCENE)
    _, content = taken(page, frame, "Events and claims")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert {row["id"] for row in rows if row["record"] == "event"} == {e.id for e in SCENE.events}
    claims = {row["id"]: row for row in rows if row["record"] == "claim"}
    assert {claim.id for claim in SCENE.claims} <= claims.keys()
    for claim in SCENE.claims:
        row = claims[claim.id]
        assert (row["claimant"], row["stance"], row["about"]) == (
            claim.claimant,
            claim.stance,
            claim.about,
        )
    assert seen.errors == []


def test_the_ground_of_every_day_is_taken_away_as_geojson(opening):
    page, frame, seen = opening
    frame.evaluate("() => { window.frontline.known = 'then' }")
    share(frame)
    _, content = taken(page, frame, "GeoJSON")
    made = json.loads(content)
    assert made["scene"]["title"] == SCENE.header.title
    for date in SCENE.dates:
        shown = SCENE.at(date, date).areas
        for status, side in set(zip(shown.status, shown.side, strict=True)):
            here = shown[(shown.status == status) & (shown.side.fillna("") == (side or ""))]
            there = [
                shapely.geometry.shape(feature["geometry"])
                for feature in made["features"]
                if (feature["properties"]["status"], feature["properties"]["side"])
                == (status, side)
                and feature["properties"]["start"] <= date.isoformat()
                and date.isoformat() < (feature["properties"]["end"] or "9999")
            ]
            apart = shapely.union_all(here.geometry.values).symmetric_difference(
                shapely.union_all(there)
            )
            assert apart.area < 1e-6, (date, status, side)
    assert seen.errors == []


def test_the_picture_is_the_map_as_it_is_seen(opening):
    page, frame, seen = opening
    frame.evaluate("() => window.frontline.set({date: '2024-05-12', since: '2024-05-10'})")
    share(frame)
    name, content = taken(page, frame, "Picture")
    assert name == f"{SCENE.header.id}-2024-05-12.png"
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    across = frame.locator(".fl-map").bounding_box()["width"] + 2 * 16
    assert picture.width == round(across * max(2, 1200 / across))
    colors = {color: count for count, color in picture.getcolors(picture.width * picture.height)}
    tints = {side.color: tuple(bytes.fromhex(side.color[1:])) for side in SCENE.header.sides}
    for tint in tints.values():
        assert colors.get(tint, 0) > 50
    page_color = (255, 255, 255)
    assert colors[page_color] < 0.7 * picture.width * picture.height
    # All of it is within: the margins are bare.
    for box in ((0, 0, picture.width, 20), (0, picture.height - 20, picture.width, picture.height)):
        assert picture.crop(box).getcolors() == [(20 * picture.width, page_color)]
    assert frame.locator(".fl-picture").count() == 0
    assert seen.errors == []


def test_the_picture_of_another_day_is_another_picture_and_of_the_same_the_same(chromium, folder):
    with opened(chromium, folder / "map.html", color_scheme="dark") as (page, _):
        ready(page)
        share(page)
        first = taken(page, page, "Picture")[1]
        assert taken(page, page, "Picture")[1] == first
        page.evaluate("() => window.frontline.goTo('2024-05-10')")
        assert taken(page, page, "Picture")[1] != first
        picture = Image.open(io.BytesIO(first)).convert("RGB")
        assert picture.getpixel((0, 0)) == (0x15, 0x18, 0x1C)


def test_link_and_code_are_copied(opening):
    page, frame, _ = opening
    frame.evaluate("() => window.frontline.goTo('2024-05-11')")
    panel = share(frame)
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


def test_where_nothing_may_be_copied_the_text_is_selected(chromium, folder):
    with opened(chromium, folder / "map.html") as (page, _):
        ready(page)
        page.evaluate("""() => {
          Object.defineProperty(navigator, "clipboard", {value: undefined});
          document.execCommand = () => false;
        }""")
        panel = share(page)
        panel.get_by_role("button", name="Copy link").click()
        panel.get_by_role("status").get_by_text("Press Ctrl+C to copy").wait_for()
        selected = """() => {
          const {value, selectionStart, selectionEnd} = document.activeElement;
          return value.slice(selectionStart, selectionEnd);
        }"""
        assert page.evaluate(selected) == page.url


def test_the_panel_is_built_when_it_is_opened_and_closes_by_escape(chromium, folder):
    with opened(chromium, folder / "map.html", 320, 640) as (page, seen):
        ready(page)
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
        assert seen.errors == []


def test_formulas_in_a_table_stay_text(chromium, tmp_path):
    formula = '=HYPERLINK("https://example.org";"x")'
    quoted = '"' + formula.replace('"', '""') + '"'
    claims = (STARTER / "claims.csv").read_text().replace("Northern army", quoted)
    copied = copy_starter(tmp_path / "map", claims_csv=claims)
    events = copied / "events.csv"
    events.write_text(events.read_text().replace("Northern army", quoted))
    scene = project.build(project.load(copied))
    assert formula in {claim.claimant for claim in scene.control_claims}
    for row in csv.reader(io.StringIO(render_changes(scene))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    path = tmp_path / "map.html"
    path.write_text(render_html(scene))
    with opened(chromium, path) as (page, _):
        ready(page)
        share(page)
        _, content = taken(page, page, "Events and claims")
        cells = [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
        assert f"'{formula}" in cells
        assert formula not in cells


# Where the player cannot run


def check_still(page):
    """The title, the summary, the picture and the table are there to be read, and nothing else."""
    text = page.locator("body").inner_text()
    assert SCENE.header.title in text
    assert SCENE.header.summary in text
    assert "Russian Defence Ministry" in text
    picture = page.locator("img")
    assert picture.count() == 1
    assert picture.get_attribute("alt") == alt(SCENE)
    assert picture.evaluate("n => n.decode().then(() => n.naturalWidth)") == 720
    assert picture.bounding_box()["width"] > 200
    assert page.locator(".fl-time").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_still_map_and_the_table_are_there(chromium, folder):
    for width in (1280, 320):
        with opened(chromium, folder / "map.html", width, java_script_enabled=False) as (
            page,
            seen,
        ):
            check_still(page)
            assert page.get_by_role("alert").count() == 0
            assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.slow
def test_the_still_picture_is_small(folder):
    text = (folder / "map.html").read_text()
    assert len(re.search(r'src="data:image/webp;base64,([^"]*)"', text)[1]) < 90_000


SABOTAGE = {
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


@pytest.mark.parametrize("name", SABOTAGE)
def test_a_player_that_cannot_start_leaves_a_readable_page(chromium, folder, name):
    script, words = SABOTAGE[name]
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(script)
    page.goto((folder / "map.html").as_uri())
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert words in alert.inner_text()
    assert alert.count() == 1
    check_still(page)
    context.close()


@pytest.mark.parametrize("part", ["frontline-scene", "frontline-ground", "frontline-player"])
@pytest.mark.parametrize("damage", ["torn", "mixed"])
def test_a_damaged_file_leaves_a_readable_page(chromium, folder, tmp_path, part, damage):
    text = (folder / "map.html").read_text()
    start = text.index(f'id="{part}">') + len(f'id="{part}">')
    end = text.index("<", start)
    middle = (start + end) // 2
    spoiled = text[start:middle] + (
        "" if damage == "torn" else "AAAA" * 9 + text[middle + 36 : end]
    )
    path = tmp_path / "map.html"
    path.write_text(text[:start] + spoiled + text[end:])
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.get_by_role("alert").wait_for()
    assert "The interactive map stopped (" in page.get_by_role("alert").inner_text()
    check_still(page)
    context.close()


def test_a_failure_later_leaves_a_readable_page(chromium, folder):
    with opened(chromium, folder / "map.html") as (page, _):
        ready(page)
        page.evaluate("""() => {
          Element.prototype.replaceChildren = () => { throw new TypeError("nothing to replace") };
        }""")
        page.keyboard.press("ArrowLeft")
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert "TypeError: nothing to replace" in alert.inner_text()
        page.keyboard.press("ArrowLeft")
        page.set_viewport_size({"width": 400, "height": 800})
        settle(page)
        assert alert.count() == 1
        check_still(page)


def test_what_fails_in_another_ones_code_is_no_failure_of_the_map(chromium, folder, tmp_path):
    with opened(chromium, folder / "map.html") as (page, _):
        ready(page)
        page.evaluate("""() => {
          const error = new Error("wallet");
          error.stack = "at chrome-extension://abc/inpage.js:1:1";
          setTimeout(() => { throw error });
          dispatchEvent(new ErrorEvent("error", {message: "ResizeObserver loop completed"}));
        }""")
        page.wait_for_timeout(100)
        assert page.get_by_role("alert").filter(has_text="stopped").count() == 0
        assert page.locator(".fl-time").is_visible()


# The policy of the page


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


@pytest.mark.parametrize(("directive", "code"), INJECTED)
def test_the_policy_of_the_page_is_enforced(chromium, folder, directive, code):
    with opened(chromium, folder / "map.html") as (page, _):
        ready(page)
        # From a timer: what the test itself evaluates is let through.
        blocked = page.evaluate(
            f"""() => new Promise((resolve) => {{
              const told = (event) => resolve(event.effectiveDirective);
              document.addEventListener("securitypolicyviolation", told);
              const add = (tag, values) => {{
                const node = Object.assign(document.createElement(tag), values);
                document.body.append(node);
                return node;
              }};
              setTimeout(() => resolve(null), 3000);
              setTimeout(() => {{ try {{ {code} }} catch {{}} }});
            }})"""
        )
        assert blocked == directive
        assert page.evaluate("() => window.ran") is None
        assert page.locator(".fl-time").is_visible()


def test_the_policy_lets_in_nothing_but_what_the_page_has(folder):
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


class Kept(HTMLParser):
    """What is left of a snippet where frames, scripts and styles are taken out."""

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


def kept(snippet):
    parser = Kept()
    parser.feed(snippet)
    return parser


def test_a_linked_picture_with_its_words_is_left_where_frames_and_scripts_are_taken_out():
    left = kept(render_embed(SCENE))
    assert [tag for tag, _ in left.tags] == ["figure", "a", "img", "figcaption"]
    assert left.tags[1][1]["href"] == "map.html"
    assert left.tags[2][1]["src"] == "map.png"
    assert left.tags[2][1]["alt"] == alt(SCENE)
    assert left.text.strip() == " ".join(caption(SCENE).split())


def test_the_form_for_mail_has_a_linked_picture_and_nothing_that_mail_takes_out():
    left = kept(render_email(SCENE))
    assert [tag for tag, _ in left.tags] == ["p", "a", "img", "p", "p", "a"]
    assert {tag for tag, _ in left.tags} <= {"p", "a", "img"}
    assert left.tags[2][1] == {"src": "map.png", "width": "600", "border": "0", "alt": alt(SCENE)}
    assert caption(SCENE).split() == left.text.split()[: len(caption(SCENE).split())]


def test_the_form_for_amp_has_the_size_of_the_picture(folder):
    left = kept(render_amp(SCENE))
    assert [tag for tag, _ in left.tags] == ["figure", "a", "amp-img", "figcaption"]
    size = Image.open(io.BytesIO((folder / "map.png").read_bytes())).size
    attributes = left.tags[2][1]
    assert (int(attributes["width"]), int(attributes["height"])) == size == figure_size(SCENE)
    assert attributes["layout"] == "responsive"
    assert "style=" not in render_amp(SCENE)


def test_the_sandbox_gives_the_map_no_origin_and_no_way_out():
    assert set(SANDBOX.split()) == {
        "allow-scripts", "allow-downloads", "allow-popups", "allow-popups-to-escape-sandbox",
    }  # fmt: skip


def test_the_example_of_a_story_drives_the_map_as_its_reader_scrolls(chromium, folder, tmp_path):
    example = tmp_path / "docs" / "examples" / "scrolly.html"
    example.parent.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "examples" / "scrolly.html", example)
    made = tmp_path / "maps" / EXAMPLE.name / "map.html"
    made.parent.mkdir(parents=True)
    shutil.copy(folder / "map.html", made)
    for width, height in ((1280, 900), (360, 740)):
        with opened(chromium, example, width, height) as (page, seen):
            frame = ready(page.frames[1])
            steps = page.locator(".step")
            order = [*range(steps.count()), *reversed(range(steps.count()))]
            for number in order:
                asked = json.loads(steps.nth(number).get_attribute("data-state"))
                assert day(asked["date"]) in SCENE.dates
                steps.nth(number).evaluate("n => n.scrollIntoView({block: 'center'})")
                frame.wait_for_function("date => window.frontline.date === date", arg=asked["date"])
                shown = frame.evaluate("() => ({...window.frontline.state})")
                assert {key: shown[key] for key in asked} == asked
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
            assert seen.errors == []

"""Texts of the data stay plain text in the page: thousands of canaries in a real browser.

``FRONTLINE_LONG=1`` puts every canary into every field; by default about half of them are used.
"""

import json
import re
from urllib.parse import quote, urlsplit

import pytest
from browser import opened, wait_for_player, wait_until_idle
from canaries import Dealer, hostile_map, in_url, strings
from shared_fixtures import shared_folder
from support import LONG, ROOT

from frontline import project
from frontline.intake.record_shape import Shape, TranslatedShape
from frontline.render.page import html as page_writer
from frontline.render.page import without_script
from frontline.render.page.embed import SANDBOX
from frontline.render.page.html import render_frame, render_html

ALL = strings()
PART_SIZE = 300
"""Number of canaries per map; the values of a file are limited to 20,000 characters."""

PARTS = [ALL[at : at + PART_SIZE] for at in range(0, len(ALL), PART_SIZE)]
TESTED_PARTS = PARTS[:-2] if LONG else PARTS[:5]  # frames get the last two
VISIT_ALL_VIEWS = (
    (ROOT / "tests" / "helpers" / "visit_all_views.js")
    .read_text()
    .partition("\n")[2]
    .strip()
    .rstrip(";")
)
CANARY = """
  window.__hits = 0;
  window.__hit = window.alert = window.confirm = window.prompt = () => { window.__hits += 1 };
"""

NOT_SHOWN = {
    "AreaFeature.id": "identifies an area in the map folder only",
    "BaseFeatureShape.id": "is only referred to by [start]",
    "BaseFeatureShape.name": "only names of countries are shown",
    "BaseFeatureShape.name:uk": "only names of countries are shown",
    "ClaimRow.id": "identifies records in the map folder only",
    "EventRow.id": "identifies records in the map folder only",
    "PlaceFeature.id": "identifies records in the map folder only",
    "ReliefFile.made_by": "tells which files the command may replace",
    "SideTable.id": "identifies records in the map folder only",
    "SourceRow.id": "identifies records in the map folder only",
}
"""Fields that the page does not show, and why; their canaries must have no effect either."""


@pytest.fixture(autouse=True)
def fast_pages(monkeypatch):
    """Skip the still picture, which has its own tests, and the slow search for the best packing."""
    monkeypatch.setattr(without_script, "render_still", lambda scene: b"")
    monkeypatch.setattr(page_writer, "_COMPRESSION_LEVEL", 1)


def hostile_scene(folder, texts, **options):
    """Return the scene of a map with these texts in every field, and the values of each field."""
    dealer = Dealer(texts, **options)
    scene = project.build(project.load(hostile_map(folder, dealer)))
    return scene, dealer.dealt


@pytest.fixture(scope="module")
def harmless(chromium, tmp_path_factory):
    """The kinds of elements of a page whose texts are harmless and of the same length."""

    def make(folder):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(without_script, "render_still", lambda scene: b"")
            scene, _ = hostile_scene(folder / "map", PARTS[0], harmless=True)
            path = folder / "map.html"
            path.write_text(render_html(scene), encoding="utf-8")
        with opened(chromium, path) as (page, _):
            elements = wait_for_player(page).evaluate(VISIT_ALL_VIEWS)["elements"]
        (folder / "elements.json").write_text(json.dumps(elements))

    folder = shared_folder(tmp_path_factory, "harmless", make)
    return set(json.loads((folder / "elements.json").read_text()))


def visit_all_views(chromium, path, frame=0):
    """Visit all views of a page or a frame in it, asserting no canary call, request or error."""
    with opened(chromium, path, before=CANARY) as (page, seen):
        content = wait_for_player(page.frames[frame]).evaluate(VISIT_ALL_VIEWS)
        assert content["hits"] == 0
        assert page.evaluate("() => window.__hits") == 0
        assert seen.errors == []
        assert seen.requests == []
        return content


def assert_all_shown(content, dealt):
    shown = "\n\n".join(content["texts"])
    for field, texts in dealt.items():
        for text in texts:
            # Sentences are capitalized.
            assert field in NOT_SHOWN or text in shown or text[1:] in shown, (field, text)


@pytest.mark.parametrize("number", range(len(TESTED_PARTS)))
def test_texts_are_shown_verbatim_and_never_run_in_every_view(chromium, harmless, tmp_path, number):
    scene, dealt = hostile_scene(tmp_path / "map", TESTED_PARTS[number])
    path = tmp_path / "map.html"
    path.write_text(render_html(scene), encoding="utf-8")
    content = visit_all_views(chromium, path)
    assert set(content["elements"]) - harmless == set()
    assert_all_shown(content, dealt)


def test_texts_never_run_in_a_sandboxed_frame(chromium, harmless, tmp_path):
    scene, dealt = hostile_scene(tmp_path / "map", PARTS[-1])
    path = tmp_path / "host.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{render_frame(scene)}", encoding="utf-8")
    content = visit_all_views(chromium, path, frame=1)
    assert set(content["elements"]) - harmless == set()
    assert_all_shown(content, dealt)


HOST_POLICY = "default-src 'none'; frame-src 'self'"


def test_texts_never_run_in_a_frame_under_a_strict_content_security_policy(chromium, tmp_path):
    scene, dealt = hostile_scene(tmp_path / "map", PARTS[-2])
    frame = f'<iframe sandbox="{SANDBOX}" src="map.html" width="1200" height="2000"></iframe>'
    files = {"/map.html": render_html(scene), "/": f"<!DOCTYPE html><meta charset=utf-8>{frame}"}
    requested = []

    def answer(route):
        path = urlsplit(route.request.url).path
        requested.append(path)
        policy = {"Content-Security-Policy": HOST_POLICY} if path == "/" else {}
        kind = {"Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=files[path], headers={**kind, **policy})

    context = chromium.new_context()
    context.add_init_script(CANARY)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**", answer)
    page.goto("https://news.example/")
    content = wait_for_player(page.frames[1]).evaluate(VISIT_ALL_VIEWS)
    assert (content["hits"], page.evaluate("() => window.__hits")) == (0, 0)
    assert (errors, requested) == ([], ["/", "/map.html"])
    assert_all_shown(content, dealt)
    context.close()


def test_texts_are_shown_verbatim_without_scripts(chromium, tmp_path):
    scene, dealt = hostile_scene(tmp_path / "map", PARTS[0])
    path = tmp_path / "map.html"
    path.write_text(render_html(scene), encoding="utf-8")
    with opened(chromium, path, java_script_enabled=False) as (page, seen):
        text = page.locator("main").text_content()
        tags = set(page.locator("main *").evaluate_all("all => all.map((node) => node.localName)"))
        links = page.locator("main a").count()
        for field in ("HeaderFile.title", "HeaderFile.summary", "ChapterTable.title"):
            assert all(value in text for value in dealt[field]), field
        assert all(" ".join(value.split()) in text for value in dealt["ChapterTable.text"])
        assert tags == {
            "header",
            "h1",
            "h2",
            "p",
            "img",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        }
        assert links == 0
        assert (seen.requests, seen.errors) == ([], [])


# Every text field


TEXT_READERS = {"_text", "_id", "_ids", "_id_list", "_url", "_regex"}
"""Validators of fields that accept any text, or ids that may be any text."""

ID_FIELDS = {
    "StartTable.side", "StartTable.within", "StartTable.source", "NoteTable.source",
    "NoteTable.place", "NoteTable.event", "ChapterTable.places", "ChapterTable.source",
    "PlaceFeature.source", "AreaFeature.side", "AreaFeature.source", "EventRow.place",
    "EventRow.side", "EventRow.source", "ClaimRow.event", "ClaimRow.place", "ClaimRow.source",
    "ClaimRow.target", "SourceRow.side", "SourceRow.upstream",
}  # fmt: skip
"""Fields that refer to the id of another record."""

RESTRICTED = {"language", "languages", "color"}
"""Text fields restricted by a pattern."""

TESTED_ELSEWHERE = {
    "ChapterTexts": "the shape of story.uk.md, whose fields map.toml has too",
    "SourceTable": "of profiles: test_imported_texts_stay_plain_text",
    "RuleTable": "of profiles: test_imported_texts_stay_plain_text",
    "ProfileTable": "of profiles: test_imported_texts_stay_plain_text",
    "SnapshotsTable": "of profiles: test_imported_texts_stay_plain_text",
}


def text_fields():
    """Yield every field of every record shape that accepts any text, judged by its validators."""
    shapes = {
        shape.__name__: shape
        for base in (Shape, TranslatedShape)
        for shape in base.__subclasses__()
    }
    for name, shape in sorted(shapes.items()):
        if shape is TranslatedShape or name in TESTED_ELSEWHERE:
            continue
        for field, info in shape.model_fields.items():
            readers = set(re.findall(r"func=<function (\w+)", f"{info.annotation} {info.metadata}"))
            if readers & TEXT_READERS and field not in RESTRICTED | {"texts"}:
                yield f"{name}.{field}"
            if field == "texts":
                yield from (f"{name}.{key}:uk" for key in shape.translated)


def test_the_hostile_map_covers_every_text_field(tmp_path):
    dealer = Dealer(PARTS[0])
    hostile_map(tmp_path / "map", dealer)
    fields = set(text_fields())
    assert len(fields) > 40
    assert fields >= ID_FIELDS
    assert fields - ID_FIELDS == dealer.dealt.keys() - {"languages"}


# Links


def test_all_outward_links_of_the_page_are_web_links(chromium, tmp_path):
    scene, dealt = hostile_scene(
        tmp_path / "map", [text for text in ALL if in_url(text)][:PART_SIZE]
    )
    path = tmp_path / "map.html"
    path.write_text(render_html(scene), encoding="utf-8")
    with opened(chromium, path) as (page, _):
        wait_for_player(page)
        links = page.locator("a[href]").evaluate_all(
            "all => all.map((a) => [a.href, a.rel, a.target])"
        )
    outward = [link for link in links if "#" not in link[0][: len(path.as_uri()) + 1]]
    assert len(outward) >= len(dealt["SourceRow.url"])
    for href, rel, target in outward:
        assert re.match(r"https?://", href)
        assert (rel, target) == ("noopener noreferrer", "_blank")


# What other pages send


def forged_messages(text):
    """Yield messages that resemble those of an embedding page."""
    for key in ("date", "known", "since", "how", "language", "chapter", text[:60]):
        yield {"frontline": 1, "type": "set", "state": {key: text}}
    yield {"frontline": 1, "type": text, "state": {"date": "2024-03-05"}}
    yield {"frontline": text, "type": "set", "state": {"date": "2024-03-05"}}
    yield {"frontline": 1, "type": "set", "state": {"range": [text, text]}}
    yield {"frontline": 1, "type": "set", "state": text}
    yield {"frontline": 1, "type": "ask" + text, text[:60]: text}
    yield text


ODD_VALUES = """[NaN, -1, Infinity, -0, 1e308, 2 ** 53, true, null, undefined, [], {}, [[]],
  new Date(NaN), new Map([["date", "2024-03-05"]]),
  new Uint8Array(9), /x/, new Error("x"), 9n, new Array(1e5)]"""


def test_forged_messages_and_fragments_change_nothing_and_are_not_repeated(
    chromium, tmp_path, starter
):
    texts = [text for text in ALL if "days" not in text][:: 1 if LONG else 8]
    (tmp_path / "map.html").write_text(render_html(starter))
    host = tmp_path / "host.html"
    listen = "window.received = []; addEventListener('message', ({data}) => received.push(data));"
    frame = f'<iframe sandbox="{SANDBOX}" src="map.html"></iframe>'
    host.write_text(f"<!DOCTYPE html><meta charset=utf-8>{frame}<script>{listen}</script>")
    with opened(chromium, host, before=CANARY) as (page, seen):
        frame = wait_for_player(page.frames[1])
        element_count = "() => document.querySelectorAll('*').length"
        state = "() => JSON.stringify(window.frontline.state)"
        wait_until_idle(frame)
        before, count = frame.evaluate(state), frame.evaluate(element_count)
        page.evaluate("() => { received.length = 0 }")
        page.evaluate(
            f"""(all) => {{
              const post = (message) => frames[0].postMessage(message, "*");
              all.forEach(post);
              for (const odd of {ODD_VALUES}) {{
                post(odd);
                post({{ frontline: 1, type: "set", state: odd }});
                post({{ frontline: 1, type: odd, state: {{ date: "2024-03-05" }} }});
                for (const key of ["known", "how", "language", "since", "range"])
                  if (odd !== null) post({{ frontline: 1, type: "set", state: {{ [key]: odd }} }});
              }}
            }}""",
            [message for text in texts for message in forged_messages(text)],
        )
        page.evaluate("() => new Promise((answered) => setTimeout(answered))")
        wait_until_idle(frame)
        assert (frame.evaluate(state), frame.evaluate(element_count)) == (before, count)
        assert page.evaluate("() => received") == []
        assert frame.evaluate("() => window.__hits") == page.evaluate("() => window.__hits") == 0
        assert seen.errors == []
    with opened(chromium, tmp_path / "map.html", before=CANARY) as (page, seen):
        wait_for_player(page)
        element_kinds = (
            "() => [...new Set([...document.querySelectorAll('*')].map((n) => n.localName))].sort()"
        )
        page.evaluate("() => new Promise((done) => requestIdleCallback(done, { timeout: 1000 }))")
        before = page.evaluate(element_kinds), page.evaluate(state)
        for key in ("date", "known", "lang", "z", "c", "range", ""):
            fragments = [f"#{key}={quote(text)}" for text in texts[: None if LONG else 15]]
            page.evaluate(
                """async (fragments) => {
                  for (const fragment of fragments) {
                    location.hash = fragment;
                    await new Promise((done) => addEventListener("hashchange", done, {once: true}));
                  }
                }""",
                list(dict.fromkeys(fragments)),
            )
            assert (page.evaluate(element_kinds), page.evaluate(state)) == before
        assert page.evaluate("() => window.__hits") == 0
        assert seen.errors == []

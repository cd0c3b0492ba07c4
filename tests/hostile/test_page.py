"""Texts of the data are text in the page, whatever they are: thousands of them, in a real browser.

``FRONTLINE_LONG=1`` takes all of them to each place; by default it is a good part.
"""

import os
import re
from urllib.parse import quote, urlsplit

import pytest
from browser import opened, ready
from canaries import Deal, hostile_map, in_url, strings
from support import ROOT

from frontline import project
from frontline.intake.record_shape import Shape, TranslatedShape
from frontline.render.page import html as page_writer
from frontline.render.page import without_script
from frontline.render.page.embed import SANDBOX
from frontline.render.page.html import render_frame, render_html

LONG = bool(os.environ.get("FRONTLINE_LONG"))
ALL = strings()
EACH = 300
"""So many texts are in every place of a map: a text of a file has no more than 20,000 letters."""

PARTS = [ALL[at : at + EACH] for at in range(0, len(ALL), EACH)]
SHOWN = PARTS if LONG else PARTS[:7]
DRIVE = (ROOT / "tests" / "helpers" / "drive.js").read_text().partition("\n")[2].strip().rstrip(";")
CANARY = """
  window.__hits = 0;
  window.__hit = window.alert = window.confirm = window.prompt = () => { window.__hits += 1 };
"""

UNSEEN = {
    "AreaFeature.id": "names a piece of ground in the files of the map",
    "BaseFeatureShape.id": "is what [start] names a country by",
    "BaseFeatureShape.name": "only those of countries are told",
    "BaseFeatureShape.name:uk": "only those of countries are told",
    "ClaimRow.id": "is for the files of the map",
    "EventRow.id": "is for the files of the map",
    "PlaceFeature.id": "is for the files of the map",
    "SideTable.id": "is for the files of the map",
    "SourceRow.id": "is for the files of the map",
}
"""What no page tells, and why; its strings must do nothing there either."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Leave out the still picture, which has its own tests, and pack pages quickly."""
    monkeypatch.setattr(without_script, "render_still", lambda scene: b"")
    monkeypatch.setattr(page_writer, "_COMPRESSION_LEVEL", 1)


def page_of(folder, texts, **options):
    """The page of a map with these texts in every place, and what each place had."""
    deal = Deal(texts, **options)
    scene = project.build(project.load(hostile_map(folder, deal)))
    return scene, deal.had


@pytest.fixture(scope="module")
def harmless(chromium, tmp_path_factory):
    """The elements and attributes of a page with harmless texts of the same lengths."""
    folder = tmp_path_factory.mktemp("harmless")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(without_script, "render_still", lambda scene: b"")
        scene, _ = page_of(folder / "map", PARTS[0], harmless=True)
        path = folder / "map.html"
        path.write_text(render_html(scene), encoding="utf-8")
    with opened(chromium, path) as (page, _):
        ready(page)
        return set(page.evaluate(DRIVE)["made"])


def driven(chromium, path, frame=0):
    """Go through all views of a page, or of a map in it; nothing may run, ask or complain."""
    with opened(chromium, path, before=CANARY) as (page, seen):
        found = ready(page.frames[frame]).evaluate(DRIVE)
        assert found["hits"] == 0
        assert page.evaluate("() => window.__hits") == 0
        assert seen.errors == []
        assert seen.requests == []
        return found


def assert_shown(found, had):
    told = "\n\n".join(found["said"])
    for where, texts in had.items():
        for text in texts:
            # A sentence begins with a capital; the title of a document has its spaces as one.
            assert where in UNSEEN or text in told or text[1:] in told, (where, text)


@pytest.mark.parametrize("number", range(len(SHOWN)))
def test_texts_are_shown_verbatim_in_every_view_and_do_nothing(
    chromium, harmless, tmp_path, number
):
    scene, had = page_of(tmp_path / "map", SHOWN[number])
    path = tmp_path / "map.html"
    path.write_text(render_html(scene), encoding="utf-8")
    found = driven(chromium, path)
    assert set(found["made"]) - harmless == set()
    assert_shown(found, had)


def test_texts_do_nothing_in_a_sandboxed_frame(chromium, harmless, tmp_path):
    scene, had = page_of(tmp_path / "map", PARTS[-1])
    path = tmp_path / "host.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{render_frame(scene)}", encoding="utf-8")
    found = driven(chromium, path, frame=1)
    assert set(found["made"]) - harmless == set()
    assert_shown(found, had)


HOST = "default-src 'none'; frame-src 'self'"


def test_texts_do_nothing_in_a_frame_of_a_page_with_a_strict_policy(chromium, tmp_path):
    scene, had = page_of(tmp_path / "map", PARTS[-2])
    frame = f'<iframe sandbox="{SANDBOX}" src="map.html" width="1200" height="2000"></iframe>'
    files = {"/map.html": render_html(scene), "/": f"<!DOCTYPE html><meta charset=utf-8>{frame}"}
    asked = []

    def answer(route):
        path = urlsplit(route.request.url).path
        asked.append(path)
        policy = {"Content-Security-Policy": HOST} if path == "/" else {}
        kind = {"Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=files[path], headers={**kind, **policy})

    context = chromium.new_context()
    context.add_init_script(CANARY)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**", answer)
    page.goto("https://news.example/")
    found = ready(page.frames[1]).evaluate(DRIVE)
    assert (found["hits"], page.evaluate("() => window.__hits")) == (0, 0)
    assert (errors, asked) == ([], ["/", "/map.html"])
    assert_shown(found, had)
    context.close()


def test_a_reader_without_scripts_is_shown_texts_as_they_are(chromium, tmp_path):
    scene, had = page_of(tmp_path / "map", PARTS[0])
    path = tmp_path / "map.html"
    path.write_text(render_html(scene), encoding="utf-8")
    with opened(chromium, path, java_script_enabled=False) as (page, seen):
        text = page.locator("main").text_content()
        tags = set(page.locator("main *").evaluate_all("all => all.map((node) => node.localName)"))
        links = page.locator("main a").count()
        for where in ("HeaderFile.title", "HeaderFile.summary", "ChapterTable.title"):
            assert all(each in text for each in had[where]), where
        assert all(" ".join(each.split()) in text for each in had["ChapterTable.text"])
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


# Every place


FREE = {"_text", "_id", "_ids", "_id_list", "_url", "_regex"}
"""What reads a field that may hold any text, or names what has any."""

NAMED = {
    "StartTable.side", "StartTable.within", "StartTable.source", "NoteTable.source",
    "NoteTable.place", "NoteTable.event", "ChapterTable.places", "ChapterTable.source",
    "PlaceFeature.source", "AreaFeature.side", "AreaFeature.source", "EventRow.place",
    "EventRow.side", "EventRow.source", "ClaimRow.event", "ClaimRow.place", "ClaimRow.source",
    "ClaimRow.target", "SourceRow.side", "SourceRow.upstream",
}  # fmt: skip
"""Fields that hold the id of something that has a place of its own."""

CLOSED = {"language", "languages", "color"}
"""Fields of text that a pattern keeps to a few letters."""

ELSEWHERE = {
    "ChapterTexts": "the shape of story.uk.md, of which map.toml has the same fields",
    "SourceTable": "of profiles: test_imported_texts_are_text",
    "RuleTable": "of profiles: test_imported_texts_are_text",
    "ProfileTable": "of profiles: test_imported_texts_are_text",
    "SnapshotsTable": "of profiles: test_imported_texts_are_text",
}


def text_fields():
    """Every field of every shape that may hold any text, by what reads it."""
    shapes = {
        shape.__name__: shape
        for base in (Shape, TranslatedShape)
        for shape in base.__subclasses__()
    }
    for name, shape in sorted(shapes.items()):
        if shape is TranslatedShape or name in ELSEWHERE:
            continue
        for field, about in shape.model_fields.items():
            readers = set(
                re.findall(r"func=<function (\w+)", f"{about.annotation} {about.metadata}")
            )
            if readers & FREE and field not in CLOSED | {"texts"}:
                yield f"{name}.{field}"
            if field == "texts":
                yield from (f"{name}.{key}:uk" for key in shape.translated)


def test_every_field_of_text_has_a_place_in_the_hostile_map(tmp_path):
    deal = Deal(PARTS[0])
    hostile_map(tmp_path / "map", deal)
    fields = set(text_fields())
    assert len(fields) > 40
    assert fields >= NAMED
    assert fields - NAMED == deal.had.keys() - {"languages"}


# Links


def test_every_address_of_the_page_is_of_the_web(chromium, tmp_path):
    scene, had = page_of(tmp_path / "map", [text for text in ALL if in_url(text)][:EACH])
    path = tmp_path / "map.html"
    path.write_text(render_html(scene), encoding="utf-8")
    with opened(chromium, path) as (page, _):
        ready(page)
        links = page.locator("a[href]").evaluate_all(
            "all => all.map((a) => [a.href, a.rel, a.target])"
        )
    outward = [link for link in links if "#" not in link[0][: len(path.as_uri()) + 1]]
    assert len(outward) >= len(had["SourceRow.url"])
    for href, rel, target in outward:
        assert re.match(r"https?://", href)
        assert (rel, target) == ("noopener noreferrer", "_blank")


# What others tell the page


def forged(text):
    """Messages that are nearly those of the page around."""
    for key in ("date", "known", "since", "how", "language", "chapter", text[:60]):
        yield {"frontline": 1, "type": "set", "state": {key: text}}
    yield {"frontline": 1, "type": text, "state": {"date": "2024-03-05"}}
    yield {"frontline": text, "type": "set", "state": {"date": "2024-03-05"}}
    yield {"frontline": 1, "type": "set", "state": {"range": [text, text]}}
    yield {"frontline": 1, "type": "set", "state": text}
    yield {"frontline": 1, "type": "ask" + text, text[:60]: text}
    yield text


ODD = """[NaN, -1, Infinity, -0, 1e308, 2 ** 53, true, null, undefined, [], {}, [[]], new Date(NaN),
  new Map([["date", "2024-03-05"]]), new Uint8Array(9), /x/, new Error("x"), 9n, new Array(1e5)]"""


def test_messages_and_links_of_strangers_change_nothing_and_are_not_told_again(
    chromium, tmp_path, starter
):
    texts = [text for text in ALL if "days" not in text][:: 1 if LONG else 8]
    (tmp_path / "map.html").write_text(render_html(starter))
    host = tmp_path / "host.html"
    listen = "window.said = []; addEventListener('message', ({data}) => said.push(data));"
    frame = f'<iframe sandbox="{SANDBOX}" src="map.html"></iframe>'
    host.write_text(f"<!DOCTYPE html><meta charset=utf-8>{frame}<script>{listen}</script>")
    with opened(chromium, host, before=CANARY) as (page, seen):
        frame = ready(page.frames[1])
        made = "() => document.querySelectorAll('*').length"
        state = "() => JSON.stringify(window.frontline.state)"
        page.wait_for_timeout(300)
        before, count = frame.evaluate(state), frame.evaluate(made)
        page.evaluate("() => { said.length = 0 }")
        page.evaluate(
            f"""(all) => {{
              const post = (message) => frames[0].postMessage(message, "*");
              all.forEach(post);
              for (const odd of {ODD}) {{
                post(odd);
                post({{ frontline: 1, type: "set", state: odd }});
                post({{ frontline: 1, type: odd, state: {{ date: "2024-03-05" }} }});
                for (const key of ["known", "how", "language", "since", "range"])
                  if (odd !== null) post({{ frontline: 1, type: "set", state: {{ [key]: odd }} }});
              }}
            }}""",
            [message for text in texts for message in forged(text)],
        )
        page.wait_for_timeout(500)
        assert (frame.evaluate(state), frame.evaluate(made)) == (before, count)
        assert page.evaluate("() => said") == []
        assert frame.evaluate("() => window.__hits") == page.evaluate("() => window.__hits") == 0
        assert seen.errors == []
    with opened(chromium, tmp_path / "map.html", before=CANARY) as (page, seen):
        ready(page)
        kinds = (
            "() => [...new Set([...document.querySelectorAll('*')].map((n) => n.localName))].sort()"
        )
        page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
        before = page.evaluate(kinds), page.evaluate(state)
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
            assert (page.evaluate(kinds), page.evaluate(state)) == before
        assert page.evaluate("() => window.__hits") == 0
        assert seen.errors == []

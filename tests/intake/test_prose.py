"""The Markdown subset of chapters: what is read, and that nothing is lost silently."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import EXAMPLE, copy_starter

from frontline import project
from frontline.intake.formats.story_file import story_records
from frontline.intake.prose import MAX_CHARACTERS, MAX_DEPTH, prose
from frontline.language.untranslated import fallbacks
from frontline.model import Node
from frontline.render.templates import fill

TAGS = {"p", "em", "strong", "a", "ul", "ol", "li"}


def plain_text(node):
    return node if isinstance(node, str) else "".join(map(plain_text, node.nodes))


def walk(nodes, depth=1):
    for node in nodes:
        if isinstance(node, Node):
            yield node, depth
            yield from walk(node.nodes, depth + 1)


def test_paragraphs_lists_emphasis_and_links_become_nodes():
    text = "One *two* **three**,\nfour [five](https://example.org/a?b=1&c=2).\n\n1. six\n2. seven"
    link = Node("a", ("five",), "https://example.org/a?b=1&c=2")
    items = tuple(Node("li", (word,)) for word in ("six", "seven"))
    assert prose(text) == (
        (
            Node(
                "p",
                (
                    "One ",
                    Node("em", ("two",)),
                    " ",
                    Node("strong", ("three",)),
                    ", four ",
                    link,
                    ".",
                ),
            ),
            Node("ol", items),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("fine\n\n<b>x</b>", 2, "HTML"),
        ("fine\nand <b>x", 1, "HTML"),
        ("<!-- x -->", 0, "HTML"),
        ("x\n\n```\ny\n```", 2, "code"),
        ("x `y`", 0, "code"),
        ("    x", 0, "code"),
        ("![x](https://example.org/x.png)", 0, "an image"),
        ("# x", 0, "a heading"),
        ("x\n===", 0, "a heading"),
        ("x\n\n> y", 2, "a quotation"),
        ("x\n\n---", 2, "a rule"),
        ("x  \ny", 0, "a line break"),
        ("3. x", 0, "must begin with 1"),
        ("[x](https://example.org 'y')", 0, "cannot have a title"),
        *((f"a\n[x]({url})", 1, "is not a link") for url in ("", "x.html", "HTTP:x", "mailto:x@y")),
        *((f"[x]({url})", 0, "is not a link") for url in ("javascript:x", "vbscript:x", "//x.org")),
        ("<data:text/html;base64,x>", 0, "is not a link"),
    ],
)
def test_other_markup_is_reported_with_its_line(text, line, words):
    _, problems = prose(text)
    assert any(
        problem_line == line and words in message for problem_line, _, message in problems
    ), problems


@pytest.mark.parametrize(
    "text", ["[x]: https://example.org", "&lt;b&gt; a_b_c 2 * 3", "\\<b\\> &copy;"]
)
def test_text_without_markup_stays_text(text):
    blocks, problems = prose(text)
    assert problems == []
    assert [node.tag for node, _ in walk(blocks)] == ["p"]
    assert "&" not in plain_text(blocks[0])


@given(st.text(alphabet="ab *_[](){}<>!#-+=1.>`~\\&;:/\n\"'", max_size=200))
def test_random_text_gives_only_known_elements_and_loses_no_letters(text):
    blocks, problems = prose(text)
    if problems:
        return
    assert {node.tag for node, _ in walk(blocks)} <= TAGS
    assert max((depth for _, depth in walk(blocks)), default=0) <= MAX_DEPTH
    hrefs = "".join(node.href or "" for node, _ in walk(blocks))
    shown = "".join(map(plain_text, blocks)) + hrefs
    for letter in "ab":
        assert shown.count(letter) >= text.count(letter)


HOSTILE_PIECES = {
    "stars": "*",
    "brackets": "[",
    "images": "![",
    "quotations": ">",
    "lists": "- ",
    "emphasis": "*a **b ",
    "tags": "<a ",
    "links": "[a](",
    "ticks": "`a",
    "entities": "&",
}


@pytest.mark.parametrize("piece", HOSTILE_PIECES.values(), ids=HOSTILE_PIECES)
def test_the_longest_hostile_text_is_read_quickly(piece):
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    start = time.process_time()
    blocks, problems = prose(text)
    assert time.process_time() - start < 20  # about 0.3 s; quadratic time would be minutes
    assert problems or json.dumps(plain_text(blocks[0]))
    assert prose(text + "x") == ((), [])  # too long; the record shape reports it


def test_a_chapter_consists_of_a_heading_settings_and_text():
    issues = []
    heading = "\n## One ##\r\ndate: 2024-03-04\ntitle:uk: Один\nplaces:\n"
    text = f"{heading}\n\nText:\nmore\n\n##two\n## Two\n"
    first, second = story_records(Path("story.md"), text, issues)
    assert issues == []
    assert first.values == {
        "title": "One",
        "text": "Text:\nmore\n\n##two",
        "date": "2024-03-04",
        "title:uk": "Один",
        "places": "",
    }
    assert (first.line, first.lines) == (
        2,
        {"title": 2, "date": 3, "title:uk": 4, "places": 5, "text": 8},
    )
    assert (second.line, second.values["text"]) == (12, "")


def test_translations_of_chapters_are_read_from_either_file(tmp_path):
    folder = copy_starter(tmp_path / "map")
    header = folder / "map.toml"
    with_languages = 'languages = ["en", "uk"]\n\n[[sides]]'
    header.write_text(header.read_text().replace("[[sides]]", with_languages, 1))
    toml = header.read_text()
    day = "2024-03-04"
    (folder / "story.md").write_text(f"## One\ndate: {day}\n\n*Here*.\n\n## Two\ndate: {day}\n\nB")
    (folder / "story.uk.md").write_text("## Один\n\n*Тут*.\n\n## Два\n")
    from_story_files = project.load(folder).header.chapters
    for path in folder.glob("story*"):
        path.unlink()
    texts = ('"title:uk" = "Один"\n"text:uk" = "*Тут*."\n', '"title:uk" = "Два"\n')
    chapter_texts = (("One", "*Here*."), ("Two", "B"))
    for (title, text), translation in zip(chapter_texts, texts, strict=True):
        toml += f'\n[[chapters]]\ntitle = "{title}"\ntext = "{text}"\ndate = "{day}"\n{translation}'
    header.write_text(toml)
    assert project.load(folder).header.chapters == from_story_files
    translated_text = (Node("p", (Node("em", ("Тут",)), ".")),)
    expected = [{"uk": {"title": "Один", "text": translated_text}}, {"uk": {"title": "Два"}}]
    assert [chapter.texts for chapter in from_story_files] == expected
    assert "uk: texts shown in en: " in (lines := list(fallbacks(project.load(folder))))[-1]
    assert "chapters 1 of 4" in lines[-1]


def test_chapters_for_readers_without_scripts_are_escaped():
    (chapter, *_) = project.load(EXAMPLE).header.chapters
    text = (
        Node(
            "p",
            ("<script>", Node("a", ("&",), 'https://x.org/"onclick="')),
        ),
    )
    html = fill("page/story.html.j2", chapters=(replace(chapter, title="<b>", text=text),))
    assert "<h2>&lt;b&gt;</h2>" in html
    link = 'href="https://x.org/&quot;onclick=&quot;" rel="noopener noreferrer"'
    assert f"<p>&lt;script&gt;<a {link}>&amp;</a></p>" in html

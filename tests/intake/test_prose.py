"""Markdown of chapters: what is read of it, and that nothing of it is lost in silence."""

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


def words(node):
    return node if isinstance(node, str) else "".join(map(words, node.nodes))


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
    ("text", "line", "said"),
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
def test_what_is_none_of_these_is_named_with_its_line(text, line, said):
    _, problems = prose(text)
    assert any(at == line and said in told for at, _, told in problems), problems


@pytest.mark.parametrize(
    "text", ["[x]: https://example.org", "&lt;b&gt; a_b_c 2 * 3", "\\<b\\> &copy;"]
)
def test_what_is_no_markup_stays_text(text):
    blocks, problems = prose(text)
    assert problems == []
    assert [node.tag for node, _ in walk(blocks)] == ["p"]
    assert "&" not in words(blocks[0])


@given(st.text(alphabet="ab *_[](){}<>!#-+=1.>`~\\&;:/\n\"'", max_size=200))
def test_no_text_gives_another_element_loses_letters_or_breaks(text):
    blocks, problems = prose(text)
    if problems:
        return
    assert {node.tag for node, _ in walk(blocks)} <= TAGS
    assert max((depth for _, depth in walk(blocks)), default=0) <= MAX_DEPTH
    hrefs = "".join(node.href or "" for node, _ in walk(blocks))
    shown = "".join(map(words, blocks)) + hrefs
    for letter in "ab":
        assert shown.count(letter) >= text.count(letter)


HUGE = {
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


@pytest.mark.parametrize("piece", HUGE.values(), ids=HUGE)
def test_the_longest_of_hostile_texts_is_read_in_moments(piece):
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    begun = time.process_time()
    blocks, problems = prose(text)
    assert time.process_time() - begun < 20  # some 0.3 s: what is quadratic takes minutes
    assert problems or json.dumps(words(blocks[0]))
    assert prose(text + "x") == ((), [])  # its shape refuses it


def test_a_chapter_is_a_heading_its_settings_and_its_text():
    issues = []
    head = "\n## One ##\r\ndate: 2024-03-04\ntitle:uk: Один\nplaces:\n"
    text = f"{head}\n\nText:\nmore\n\n##two\n## Two\n"
    one, two = story_records(Path("story.md"), text, issues)
    assert issues == []
    assert one.values == {
        "title": "One",
        "text": "Text:\nmore\n\n##two",
        "date": "2024-03-04",
        "title:uk": "Один",
        "places": "",
    }
    assert (one.line, one.lines) == (
        2,
        {"title": 2, "date": 3, "title:uk": 4, "places": 5, "text": 8},
    )
    assert (two.line, two.values["text"]) == (12, "")


def test_chapters_have_their_texts_in_other_languages_from_either_file(tmp_path):
    folder = copy_starter(tmp_path / "map")
    header = folder / "map.toml"
    whole = 'languages = ["en", "uk"]\n\n[[sides]]'
    header.write_text(header.read_text().replace("[[sides]]", whole, 1))
    plain = header.read_text()
    day = "2024-03-04"
    (folder / "story.md").write_text(f"## One\ndate: {day}\n\n*Here*.\n\n## Two\ndate: {day}\n\nB")
    (folder / "story.uk.md").write_text("## Один\n\n*Тут*.\n\n## Два\n")
    apart = project.load(folder).header.chapters
    for path in folder.glob("story*"):
        path.unlink()
    texts = ('"title:uk" = "Один"\n"text:uk" = "*Тут*."\n', '"title:uk" = "Два"\n')
    words = (("One", "*Here*."), ("Two", "B"))
    for (title, text), more in zip(words, texts, strict=True):
        plain += f'\n[[chapters]]\ntitle = "{title}"\ntext = "{text}"\ndate = "{day}"\n{more}'
    header.write_text(plain)
    assert project.load(folder).header.chapters == apart
    here = (Node("p", (Node("em", ("Тут",)), ".")),)
    told = [{"uk": {"title": "Один", "text": here}}, {"uk": {"title": "Два"}}]
    assert [chapter.texts for chapter in apart] == told
    assert "uk: texts shown in en: " in (lines := list(fallbacks(project.load(folder))))[-1]
    assert "chapters 1 of 4" in lines[-1]


def test_the_words_for_a_reader_without_scripts_are_escaped():
    (chapter, *_) = project.load(EXAMPLE).header.chapters
    text = (
        Node(
            "p",
            ("<script>", Node("a", ("&",), 'https://x.org/"onclick="')),
        ),
    )
    written = fill("page/story.html.j2", chapters=(replace(chapter, title="<b>", text=text),))
    assert "<h2>&lt;b&gt;</h2>" in written
    link = 'href="https://x.org/&quot;onclick=&quot;" rel="noopener noreferrer"'
    assert f"<p>&lt;script&gt;<a {link}>&amp;</a></p>" in written

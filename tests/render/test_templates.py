"""Templates escape all values, whatever they contain."""

import html
import re

import jinja2
import pytest
from canaries import strings
from markdown_it import MarkdownIt
from support import ROOT

from frontline.render import templates
from frontline.render.templates import fill, template, trusted
from frontline.text.markdown_escapes import escape_autolink, escape_target, quote_attribute

FOLDER = ROOT / "frontline" / "render"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.j2"))
ALL = strings()
SNIPPET = {
    "title": "t",
    "alt": "a",
    "caption": "c",
    "page": "map.html",
    "picture": "map.png",
    "picture_px": 600,
}


def test_every_template_compiles_and_is_named_by_its_language():
    assert len(NAMES) > 12
    for name in NAMES:
        assert re.search(r"\.(html|md)\.j2$", name), name
        assert isinstance(template(name), jinja2.Template)
        assert template(name) is template(name)


@pytest.mark.parametrize("filter", ["safe", "e", "escape", "join", "replace", "format", "xmlattr"])
@pytest.mark.parametrize("language", ["html", "md"])
def test_no_filter_bypasses_the_escaping(filter, language):
    environment = templates._environment(language)
    with pytest.raises(jinja2.TemplateAssertionError, match="No filter named"):
        environment.from_string(f"{{{{ text|{filter} }}}}")


def test_a_placeholder_without_a_value_is_refused():
    values = {key: value for key, value in SNIPPET.items() if key != "caption"}
    with pytest.raises(jinja2.UndefinedError, match="'caption' is undefined"):
        fill("page/snippets/email.html.j2", **values)


def tags(html):
    """Return the tags of a snippet up to their texts."""
    return re.findall(r"<[^>]*?(?=>| alt=)", html)


def test_html_shows_texts_without_new_elements():
    reference = fill("page/snippets/email.html.j2", **SNIPPET)
    assert len(ALL) > 1000
    for text in ALL:
        filled = fill("page/snippets/email.html.j2", **{**SNIPPET, "caption": text, "alt": text})
        assert tags(filled) == tags(reference), text
        assert f"<p>{text}</p>" in html.unescape(filled)


@pytest.mark.slow
def test_markdown_shows_texts_without_new_elements():
    reader = MarkdownIt("commonmark").enable("table")
    assert len(ALL) > 5
    for text in ALL:
        filled = fill("page/snippets/markdown.md.j2", **{**SNIPPET, "caption": f"a{text}z"})
        assert set(re.findall(r"<(\w+)", reader.render(filled))) == {"p", "a", "img"}, text


def test_trusted_text_is_not_escaped():
    values = {**SNIPPET, "caption": trusted("<b>&amp;</b>")}
    assert "<p><b>&amp;</b></p>" in fill("page/snippets/email.html.j2", **values)


def test_escaped_addresses_and_attributes_cannot_end_early():
    hostile = 'https://e.org/a b(c)"<d>|`\\'
    assert not re.search(r'[\s()<>"`|\\]', escape_target(hostile))
    assert not re.search(r'[\s<>"`|\\]', escape_autolink(hostile))
    assert quote_attribute('a"b\\') == 'a\\"b\\\\'

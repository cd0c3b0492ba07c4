"""Maps in documents: notebooks, Quarto, Markdown, Word. Every example runs."""

import ast
import base64
import io
import json
import re
import shutil
import subprocess
import sys
from html import unescape
from types import ModuleType

import docx
import pytest
from markdown_it import MarkdownIt
from PIL import Image
from support import EXAMPLE, ROOT, STARTER, run, scene_of

from frontline.render.page.embed import FORMS, parts_of, placed, render_embed
from frontline.render.page.html import render_html
from frontline.text.alt_text import alt
from frontline.text.captions import caption

EXAMPLES = ROOT / "docs" / "examples"
SCENE = scene_of(STARTER)
URL = "https://maps.example/kharkiv/"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of the starter map, built with the outputs that snippets need."""
    folder = tmp_path_factory.mktemp("built")
    assert run("build", STARTER, "-o", folder, "--format", "html,png").exit_code == 0
    return folder / "starter"


@pytest.mark.slow
def test_the_snippet_of_a_folder_equals_that_of_the_built_map(built):
    for form in FORMS:
        options = ["--form", form, "--url", URL]
        texts = {
            run("embed", source, *options).stdout for source in (STARTER, built, built / "map.html")
        }
        assert len(texts) == 1
        (text,) = texts
        assert f"{URL}map.html" in text
        assert f"{URL}map.png" in text
    assert run("embed", built).stdout == (built / "embed.html").read_text() == render_embed(SCENE)


@pytest.mark.parametrize(
    ("url", "page", "picture"),
    [
        ("https://a.org/m/", "https://a.org/m/map.html", "https://a.org/m/map.png"),
        ("https://a.org", "https://a.org/map.html", "https://a.org/map.png"),
        ("https://a.org/x.html#date=2024-05-12", "https://a.org/x.html#date=2024-05-12", "https://a.org/map.png"),
        ("../maps/m", "../maps/m/map.html", "../maps/m/map.png"),
        ("/m/map.html?v=2", "/m/map.html?v=2", "/m/map.png"),
        ("map.html", "map.html", "map.png"),
    ],
)  # fmt: skip
def test_an_address_may_be_that_of_the_page_or_its_folder(url, page, picture):
    parts = placed(parts_of(SCENE), url)
    assert (parts.page, parts.picture) == (page, picture)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "http://[", " "])
def test_an_invalid_address_is_refused_in_one_line(url):
    result = run("embed", STARTER, "--url", url)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_an_unknown_map_or_form_is_refused_in_one_line(tmp_path):
    for args, line in (
        ([tmp_path], "neither a map folder nor a map built by frontline build"),
        ([tmp_path / "map.html"], "neither a map folder"),
        ([STARTER, "--form", "jpeg"], "jpeg is not one of iframe, email, amp, markdown, quarto"),
    ):
        result = run("embed", *args)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert line in result.stderr


def test_the_markdown_form_is_a_linked_picture_with_its_caption():
    text = run("embed", STARTER, "--form", "markdown", "--url", URL).stdout
    html = unescape(MarkdownIt("commonmark").render(text))
    assert f'<a href="{URL}map.html"><img src="{URL}map.png"' in html
    assert alt(SCENE) in html
    assert caption(SCENE) in html


def test_the_frame_survives_markdown_that_keeps_html():
    snippet = run("embed", STARTER).stdout
    text = f"# Title\n\n{snippet}\nMore *text*.\n"
    assert snippet in MarkdownIt("commonmark", {"html": True}).render(text)


def test_the_quarto_form_has_the_frame_for_pages_and_the_picture_for_print():
    text = run("embed", STARTER, "--form", "quarto").stdout
    raw = re.search(r'when-format="html"\}\n```\{=html\}\n(.*?)```\n:::', text, re.DOTALL)[1]
    assert raw == render_embed(SCENE)
    picture = text.partition('unless-format="html"}\n')[2]
    assert picture.startswith("![")
    fig_alt = re.search(r'\]\(map\.png\)\{fig-alt="(.*)"\}\n:::\n$', picture)[1]
    assert fig_alt.replace('\\"', '"') == alt(SCENE)


@pytest.mark.slow
def test_a_notebook_gets_the_frame_the_picture_and_the_alternative_text():
    bundle = SCENE._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    frame = bundle["text/html"]
    assert frame == SCENE._repr_html_()
    assert unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == render_html(SCENE)
    with Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))) as picture:
        assert picture.format == "PNG"
    assert bundle["text/plain"] == alt(SCENE)
    assert json.dumps(bundle)
    assert set(SCENE._repr_mimebundle_(include={"text/plain", "text/latex"})) == {"text/plain"}
    assert "image/png" not in SCENE._repr_mimebundle_(exclude={"image/png", "text/html"})
    assert repr(SCENE) == "<Scene starter: 2024-03-04 to 2024-03-10>"


class FakeDisplay:
    """A stand-in for IPython's display classes that stores its data."""

    def __init__(self, data, width=None):
        self.data = data


@pytest.fixture
def in_notebook(monkeypatch):
    """The examples' folder as the working directory, with a stand-in for IPython."""
    display = ModuleType("IPython.display")
    display.Image = display.Markdown = FakeDisplay
    monkeypatch.setitem(sys.modules, "IPython", ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.chdir(EXAMPLES)


def run_cells(cells):
    """Run cells in order, and return the objects that they display."""
    names, displayed = {}, []
    for cell in cells:
        tree = ast.parse(cell)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if last:
            displayed.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
    return displayed


@pytest.mark.slow
def test_the_notebook_of_the_examples_runs(in_notebook, capsys):
    notebook = json.loads((EXAMPLES / "notebook.ipynb").read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    cells = ["".join(cell["source"]) for cell in code]
    scene, picture, table, _ = run_cells(cells)
    assert scene.header.id == EXAMPLE.name
    assert picture.data.startswith(b"\x89PNG")
    assert len(table) > 5
    assert caption(scene, "2024-05-11") in capsys.readouterr().out


@pytest.mark.slow
def test_the_quarto_document_of_the_examples_runs(in_notebook):
    text = (EXAMPLES / "report.qmd").read_text()
    assert text.startswith("---\n")
    cells = re.findall(r"^```\{python\}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(cells) == text.count("```{python}")
    scene, picture, *paragraphs = run_cells(cells)
    assert scene.header.id == EXAMPLE.name
    assert picture.data.startswith(b"\x89PNG")
    assert paragraphs
    assert all(len(paragraph.data) > 40 for paragraph in paragraphs)


@pytest.mark.skipif(not shutil.which("quarto"), reason="Quarto is not installed")
def test_quarto_renders_the_document(tmp_path):
    shutil.copytree(ROOT / "geodata", tmp_path / "geodata")
    shutil.copytree(EXAMPLES, tmp_path / "docs" / "examples")
    document = tmp_path / "docs" / "examples" / "report.qmd"
    subprocess.run(["quarto", "render", document, "--to", "html"], check=True)
    assert "srcdoc" in document.with_suffix(".html").read_text()


def test_the_markdown_page_of_the_examples_has_the_printed_snippet():
    text = (EXAMPLES / "page.md").read_text()
    snippet = run("embed", EXAMPLE, "--url", f"../../maps/{EXAMPLE.name}/").stdout
    assert snippet in text
    html = MarkdownIt("commonmark", {"html": True}).render(text)
    address = re.search(r'<iframe[^>]* src="([^"]*)"', html)[1]
    assert (EXAMPLES / address).resolve() == ROOT / "maps" / EXAMPLE.name / "map.html"
    assert (EXAMPLES / address).is_file()


@pytest.mark.slow
def test_the_word_script_of_the_examples_writes_a_file(tmp_path):
    output = tmp_path / "brief.docx"
    subprocess.run([sys.executable, EXAMPLES / "word.py", output], check=True)
    file = docx.Document(str(output))
    scene = scene_of(EXAMPLE)
    (shape,) = file.inline_shapes
    assert shape._inline.docPr.get("descr") == alt(scene)
    bullets = [line.text for line in file.paragraphs if line.style.name == "List Bullet"]
    assert len(bullets) == len(scene.changes_of_control)

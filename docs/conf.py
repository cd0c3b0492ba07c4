"""Sphinx configuration of the documentation; ``make docs`` builds it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.special import TextLexer

import frontline

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "frontline"
author = "the frontline developers"
copyright = "the frontline developers, BSD-3-Clause"
version = release = frontline.__version__

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc"]
exclude_patterns = ["examples", "scripts"]
nitpicky = True
nitpick_ignore_regex = [("py:class", ".*")]  # annotations refer to types of other projects

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = f"frontline {version}"
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": False,
    "show_toc_level": 2,
}

DOCS = Path(__file__).parent
ROOT = DOCS.parent
# Files outside docs/ that are part of the site → the pages that include them.
INCLUDED = {
    ROOT / "CHANGELOG.md": "changelog.md",
    ROOT / "CONTRIBUTING.md": "contributing.md",
    ROOT / "README.md": "index.md",
    ROOT / "SECURITY.md": "explanation/security.md",
}


def include_and_relink(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace include directives by the files they name, and adapt links.

    Links in the sources work in a checkout. In the site, a link to an included file must lead to
    the page that includes it.
    """
    page = Path(app.env.doc2path(docname))
    text, base = source[0], page.parent
    if include := re.search(r"^:::\{include\} (\S+)\n:::$", text, re.MULTILINE):
        path = (page.parent / include[1]).resolve()
        text, base = path.read_text(encoding="utf-8"), path.parent

    def relink(match: re.Match[str]) -> str:
        path, separator, anchor = match[1].partition("#")
        if not path or ":" in path:
            return match[0]
        target = (base / path).resolve()
        target = DOCS / INCLUDED[target] if target in INCLUDED else target
        scheme = "path:" if (DOCS / "examples") in target.parents else ""  # a file to download
        return f"]({scheme}{os.path.relpath(target, page.parent)}{separator}{anchor})"

    source[0] = re.sub(r"\]\(([^)\s]+)\)", relink, text)


def setup(app: Sphinx) -> None:
    """Register the lexer and the event handler of this documentation."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", include_and_relink)

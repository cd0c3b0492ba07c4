"""How Sphinx builds the documentation: ``make docs``."""

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
nitpick_ignore_regex = [("py:class", ".*")]  # annotations name types of other projects

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
# Files of the repository that are pages of the site, and the pages that include them.
INCLUDED = {
    ROOT / "CHANGELOG.md": "changelog.md",
    ROOT / "CONTRIBUTING.md": "contributing.md",
    ROOT / "README.md": "index.md",
    ROOT / "SECURITY.md": "explanation/security.md",
}


def include_and_relink(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the repository's files in place of their include, and lead links to their pages.

    The links of every page are those that work in a checkout. Here a link to an included file
    becomes a link to its page.
    """
    page = Path(app.env.doc2path(docname))
    text, base = source[0], page.parent
    if include := re.search(r"^:::\{include\} (\S+)\n:::$", text, re.MULTILINE):
        path = (page.parent / include[1]).resolve()
        text, base = path.read_text(encoding="utf-8"), path.parent

    def relink(match: re.Match[str]) -> str:
        path, mark, anchor = match[1].partition("#")
        if not path or ":" in path:
            return match[0]
        target = (base / path).resolve()
        target = DOCS / INCLUDED[target] if target in INCLUDED else target
        scheme = "path:" if (DOCS / "examples") in target.parents else ""  # a file to download
        return f"]({scheme}{os.path.relpath(target, page.parent)}{mark}{anchor})"

    source[0] = re.sub(r"\]\(([^)\s]+)\)", relink, text)


def setup(app: Sphinx) -> None:
    """Connect what is particular to this documentation."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", include_and_relink)

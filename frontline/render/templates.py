"""Templates and values → HTML and Markdown, in which every value is escaped.

A template is a file of this package, ``NAME.html.j2`` or ``NAME.md.j2``, beside the module that
fills it. Every value is escaped for the language in the file name, except ``trusted`` text from
this package itself. No text of a map ever becomes part of a template.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from frontline.system.links import linkable
from frontline.text.markdown_escapes import (
    escape_autolink,
    escape_markdown,
    escape_target,
    quote_attribute,
)

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_ESCAPES: Final[Mapping[str, Callable[[str], str]]] = {"html": html.escape, "md": escape_markdown}


def fill(name: str, **values: Any) -> str:
    """Fill a template.

    Parameters
    ----------
    name : str
        Path of the template below ``frontline/render``, such as ``report/report.html.j2``.
    **values : Any
        Values of the placeholders.

    Returns
    -------
    str
        HTML or Markdown.

    Raises
    ------
    jinja2.UndefinedError
        If the template has a placeholder without a value.
    """
    return template(name).render(values)


def template(name: str) -> Template:
    """Return a template, compiled once per process.

    Parameters
    ----------
    name : str
        Path of the template below ``frontline/render``.

    Returns
    -------
    jinja2.Template
        The template in the environment that escapes for its language.
    """
    return _environment(name.split(".")[-2]).get_template(name)


def trusted(text: str) -> Markup:
    """Mark text as markup, so that templates do not escape it.

    Parameters
    ----------
    text : str
        Markup, a script or a style sheet from this package; never a text of a map.

    Returns
    -------
    markupsafe.Markup
        The same text.
    """
    return Markup(text)  # noqa: S704  # the purpose of this function


@cache
def _environment(language: str) -> Environment:
    """Return the Jinja environment that escapes for a language, ``html`` or ``md``."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    escape = _ESCAPES[language]

    def escape_value(value: Any) -> Any:
        """Escape a value unless it is trusted, before Jinja escapes it as HTML."""
        return value if hasattr(value, "__html__") else Markup(escape(str(value)))  # noqa: S704

    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        finalize=escape_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        optimized=False,
    )
    # No default filters: those that escape or join do so for HTML only, and ``safe`` does not.
    environment.filters = {
        "autolink": lambda url: trusted(escape_autolink(url)),
        "quoted": lambda text: trusted(quote_attribute(text)),
        "target": lambda url: trusted(escape_target(url)),
        "tojson": environment.filters["tojson"],
    }
    environment.tests["linkable"] = linkable
    return environment


def _source(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")

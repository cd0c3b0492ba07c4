"""Scene → its cited sources as CSL-JSON, BibTeX, or a list for a page.

CSL-JSON follows the schema ``csl-data.json`` 1.0.2, which Pandoc, Zotero and Quarto read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from babel.dates import format_date, format_skeleton

from frontline.language.messages import locale_of
from frontline.language.speaker import Speaker, speaker
from frontline.model import Source
from frontline.scene.scene import Scene
from frontline.text.credit_lines import cited_ids
from frontline.text.phrases import date_words

_EDTF_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)")
"""A date, month or year in EDTF, with its mark of approximation or uncertainty."""

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
"""Macros that every BibTeX style defines."""

_TEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "$&#_%"},
}
"""Braces are written by name, because BibTeX counts even escaped braces."""


def references(scene: Scene) -> tuple[str, ...]:
    """Write the cited sources as a list for a page.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the text.

    Returns
    -------
    tuple of str
        One line per source, in the order of the sources.

    Examples
    --------
    >>> from importlib.resources import files
    >>> from frontline.project import build, load
    >>> scene = build(load(files("frontline") / "starter"))
    >>> references(scene)[0]
    'The Gazette: Daily gazette, 8 March 2024. https://example.org/gazette'
    """
    say = speaker(scene.header)
    return tuple(_page_entry(source, say) for source in cited_sources(scene))


def cited_sources(scene: Scene) -> list[Source]:
    """List the sources that the map cites.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    list of Source
        In the order of the sources.
    """
    ids = cited_ids(scene)
    return [source for source in scene.sources if source.id in ids]


def csl(scene: Scene) -> list[dict[str, Any]]:
    """Convert the cited sources to items of CSL-JSON.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    list of dict
        One item per source.
    """
    keys = citation_keys(scene)
    return [_csl_item(source, keys[source.id]) for source in cited_sources(scene)]


def render_csl(scene: Scene) -> str:
    """Render the cited sources as CSL-JSON.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        A JSON array, two spaces per level.
    """
    return json.dumps(csl(scene), ensure_ascii=False, indent=2) + "\n"


def render_bibtex(scene: Scene) -> str:
    """Render the cited sources as BibTeX.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        One ``@misc`` entry per source.
    """
    keys = citation_keys(scene)
    return "\n".join(_bibtex_entry(source, keys[source.id]) for source in cited_sources(scene))


def citation_keys(scene: Scene) -> dict[str, str]:
    """Map the ids of the sources to citation keys in characters that every program accepts.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    dict
        Keys by id, unique even if case is ignored.
    """
    keys: dict[str, str] = {}
    taken_keys: set[str] = set()
    for source in scene.sources:
        base = re.sub(r"[^A-Za-z0-9:._-]+", "-", source.id).strip("-") or "source"
        key, number = base, 2
        while key.lower() in taken_keys:
            key, number = f"{base}-{number}", number + 1
        taken_keys.add(key.lower())
        keys[source.id] = key
    return keys


def _page_entry(source: Source, say: Speaker) -> str:
    issued = _publication_date(source, say)
    parts = [f"{source.publisher}: {source.title}{f', {issued}' if issued else ''}."]
    parts += [source.url] if source.url else []
    parts += [f"({say('archived')}: {source.archive_url})"] if source.archive_url else []
    return " ".join(parts)


def _publication_date(source: Source, say: Speaker) -> str:
    """Write when a source was published, with the known precision."""
    text = source.published or ""
    match = _EDTF_DATE.fullmatch(text)
    if not match:
        return text
    day = _day_words(match, say)
    if match[4]:
        return say("possibly_days" if match[4] == "?" else "roughly_days", days=day)
    return day


def _day_words(match: re.Match[str], say: Speaker) -> str:
    """Write a day, a month or a year in full."""
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if match[3]:
        return date_words(date(year, month, day), say.language)
    if not match[2]:
        return match[1]
    locale = locale_of(say.language)
    if "yMMMM" in locale.datetime_skeletons:
        return str(format_skeleton("yMMMM", date(year, month, 1), locale=locale))
    return format_date(date(year, month, 1), "LLLL y", locale=locale)


def _csl_item(source: Source, key: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": key,
        "type": "webpage" if source.url else "document",
        "title": source.title,
        "publisher": source.publisher,
    }
    item |= {"URL": source.url} if source.url else {}
    item |= {"issued": _csl_date(source.published)} if source.published else {}
    item |= {"language": source.language} if source.language else {}
    note = _note(source)
    return item | ({"note": note} if note else {})


def _csl_date(published: str) -> dict[str, Any]:
    """Convert a date to CSL: one or two lists of year, month and day, or else its text."""
    matches = [_EDTF_DATE.fullmatch(part) for part in published.split("/")]
    dates = [match for match in matches if match]
    if len(dates) != len(matches) or len(dates) > 2:
        return {"literal": published}
    parts = [[int(number) for number in match.groups()[:3] if number] for match in dates]
    is_approximate = any(match[4] for match in dates)
    return {"date-parts": parts} | ({"circa": True} if is_approximate else {})


def _note(source: Source) -> str:
    parts = [f"Archived: {source.archive_url}"] if source.archive_url else []
    parts += [f"Terms: {source.licence}"] if source.licence else []
    return "; ".join(parts)


def _bibtex_entry(source: Source, key: str) -> str:
    lines = "".join(f"  {name} = {text},\n" for name, text in _bibtex_fields(source))
    return f"@misc{{{key},\n{lines}}}\n"


def _bibtex_fields(source: Source) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{_tex(source.title)}}}}}"  # a second pair of braces keeps capitals
    yield "author", f"{{{{{_tex(source.publisher)}}}}}"  # and the name of an institution whole
    match = _EDTF_DATE.fullmatch((source.published or "").split("/")[0])
    for name, number in zip(
        ("year", "month", "day"), match.groups() if match else (), strict=False
    ):
        if number:
            yield name, _MONTHS[int(number) - 1] if name == "month" else str(int(number))
    if source.url:
        yield "url", f"{{{_address(source.url)}}}"
    if source.language:
        yield "language", f"{{{_tex(source.language)}}}"
    note = [f"Archived: \\url{{{_address(source.archive_url)}}}"] if source.archive_url else []
    note += [f"Terms: {_tex(source.licence)}"] if source.licence else []
    if note:
        yield "note", f"{{{'; '.join(note)}}}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in " ".join(text.split()))


def _address(url: str) -> str:
    """Percent-encode characters that end a URL or begin a command; BibTeX does not escape URLs."""
    return "".join(f"%{ord(char):02X}" if char in '\\{}"<>^`| ' else char for char in url)

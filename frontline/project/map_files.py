"""Dataset → Scene → the files of a map."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

from frontline.dates.edtf import as_date
from frontline.errors import UsageError
from frontline.evidence import release
from frontline.language.shared_words import with_shared_words
from frontline.model import Dataset
from frontline.scene.basis import Basis
from frontline.scene.build import build_basis
from frontline.scene.scene import Scene, settle_scene
from frontline.scene.translation import in_language, languages_of
from frontline.system.atomic import write_files

FORMATS: Final = ("html", "png", "svg", "pdf", "csv", "json")
"""Formats that ``outputs`` offers; captions and alternative texts are always among the files."""


Measure = Literal["all", "changes", "nothing"]
"""Which figures ``build`` measures."""


def build(
    dataset: Dataset,
    as_of: date | str | None = None,
    known: date | str | None = None,
    *,
    measure: Measure = "all",
) -> Scene:
    """Build the scene of a dataset, computing everything that renderers read.

    Withheld claims are always left out. What is left out is absent, with all that only it refers
    to: the scene is that of the same folder without it.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    as_of : date or str, optional
        Date of the build: the period ends on it, anything that happened or became known later is
        left out, and the policy's embargo counts back from the end of that date.
    known : date or str, optional
        Leave out everything that became known after this date; the period does not change.
    measure : str
        Figures to measure: ``all``; ``changes``, without the quality of inferred areas; or
        ``nothing``, which is enough for a map of one date. Figures that are not measured here are
        computed where they are shown.

    Returns
    -------
    Scene

    Raises
    ------
    UsageError
        If a date is not ISO or lies before the period, or if the map has an embargo and
        ``as_of`` is missing.

    Examples
    --------
    >>> from frontline import load
    >>> scene = build(load("frontline/starter"), as_of="2024-03-06")
    >>> scene.dates[-1].isoformat()
    '2024-03-06'
    """
    from frontline.analysis.measure_changes import measure_changes
    from frontline.analysis.quality import assess

    scene = settle_scene(basis(dataset, as_of, known), _show)
    if measure == "nothing":
        return scene
    measured = measure_changes(scene)
    return assess(measured) if measure == "all" else measured


def basis(
    dataset: Dataset, as_of: date | str | None = None, known: date | str | None = None
) -> Basis:
    """Build only the basis of a scene, without areas; it is enough to explain a place.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    as_of, known : date or str, optional
        As for ``build``.

    Returns
    -------
    Basis

    Raises
    ------
    UsageError
        As ``build`` does.

    Examples
    --------
    >>> from frontline import load
    >>> basis(load("frontline/starter")).why("birch", "2024-03-07").control
    Control(status='held', side='north')
    """
    dataset = release.published(dataset)
    if known is not None:
        dataset = release.known_by(dataset, as_date(known, "known"))
    if as_of is not None:
        dataset = release.as_of(dataset, as_date(as_of, "as of"))
    elif dataset.header.policy.embargo_hours:
        raise UsageError("as of: the map has an embargo: state the date of the build")
    return build_basis(with_shared_words(dataset))


def _show(
    scene: Scene, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, str]:
    """Display a scene in a notebook; renderers are imported only then."""
    from frontline.render.page.notebook import mimebundle

    return mimebundle(scene, include, exclude)


def outputs(scene: Scene, formats: Iterable[str] = FORMATS) -> dict[str, Callable[[], bytes]]:
    """Map the names of a map's files to functions that render them.

    A renderer is imported when its function is called.

    Parameters
    ----------
    scene : Scene
        The map.
    formats : iterable of str
        Formats from ``FORMATS``.

    Returns
    -------
    dict of str to callable
        File name → function that returns the file's bytes.

    Examples
    --------
    >>> from frontline import load
    >>> sorted(outputs(build(load("frontline/starter")), ["csv"]))
    ['alt.txt', 'caption.txt', 'changes.csv']
    """

    def renderer(
        module: str, function: str, language: str | None = None, **options: str
    ) -> Callable[[], bytes]:
        def render_bytes() -> bytes:
            render = getattr(import_module(f"frontline.{module}"), function)
            translated = in_language(scene, language) if language else scene
            content: str | bytes = render(translated, **options)
            return _with_line_end(content).encode() if isinstance(content, str) else content

        return render_bytes

    chosen_formats = set(formats)
    renderers_by_name = {
        "map.html": ("html", renderer("render.page.html", "render_html")),
        "embed.html": ("html", renderer("render.page.embed", "render_embed")),
        "embed-email.html": ("html", renderer("render.page.embed", "render_email")),
        "embed-amp.html": ("html", renderer("render.page.embed", "render_amp")),
        "map.png": ("png", renderer("render.figure", "render_figure", format="png")),
        "map.svg": ("svg", renderer("render.figure", "render_figure", format="svg")),
        "map.pdf": ("pdf", renderer("render.figure", "render_figure", format="pdf")),
        "changes.csv": ("csv", renderer("render.tables.change_table", "render_changes")),
        "scene.json": ("json", renderer("render.page.scene_json", "render_json")),
        "caption.txt": ("", renderer("text.captions", "caption")),
        "alt.txt": ("", renderer("text.alt_text", "alt")),
    }
    for language in languages_of(scene)[1:]:
        renderers_by_name[f"caption.{language}.txt"] = (
            "",
            renderer("text.captions", "caption", language),
        )
        renderers_by_name[f"alt.{language}.txt"] = ("", renderer("text.alt_text", "alt", language))
    return {
        name: render
        for name, (format, render) in renderers_by_name.items()
        if format in {"", *chosen_formats}
    }


def _with_line_end(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def write_figure(scene: Scene, path: Path, **options: Any) -> None:
    """Write a figure in the format of its file extension.

    Parameters
    ----------
    scene : Scene
        The map.
    path : Path
        File to write: ``.png``, ``.svg`` or ``.pdf``.
    **options : Any
        Options of ``frontline.render_figure``.

    Raises
    ------
    UsageError
        If the extension or an option is not supported, or the file cannot be written.
    """
    from frontline.render.figure import render_figure

    if path.suffix not in (".png", ".svg", ".pdf"):
        raise UsageError(f"{path}: unsupported file extension: use .png, .svg or .pdf")
    write_files({path.name: render_figure(scene, format=path.suffix[1:], **options)}, path.parent)

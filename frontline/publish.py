"""Map → reports, films and atlases on disk, and the parts of embed snippets."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from frontline import project
from frontline.dates.edtf import as_date
from frontline.errors import UsageError
from frontline.scene.scene import Scene
from frontline.system.atomic import replacement, write_files
from frontline.system.version import VERSION

if TYPE_CHECKING:
    from frontline.render.page.embed import Parts
    from frontline.render.series.atlas import Page

REPORTS: Final = {
    "html": ("html_page", "render_page", "report.html"),
    "md": ("markdown", "render_markdown", "report.md"),
    "docx": ("word", "render_word", "report.docx"),
    "pdf": ("pdf", "render_pdf", "report.pdf"),
}
"""Format of a report → module and function that render it, and file name."""

_MANIFEST: Final = "atlas.json"
_MANIFEST_EVERY: Final = 20
"""Number of pages between updates of an atlas manifest."""


def embeddable(path: str | Path) -> Parts:
    """Return the parts of a map's embed snippets.

    Parameters
    ----------
    path : str or Path
        Map folder, folder of a built map, or its ``map.html``.

    Returns
    -------
    Parts

    Raises
    ------
    DataError
        If the map folder has problems.
    UsageError
        If the path is none of these, or a text cannot be printed.
    """
    from frontline.render.page.embed import Parts, parts_of
    from frontline.system.terminal import printable

    path = Path(path)
    if (path / "map.toml").is_file():
        return parts_of(project.build(project.load(path)))
    folder = path.parent if path.suffix.lower() in (".html", ".htm") else path
    page = folder / "map.html" if folder == path else path
    files = (page, folder / "alt.txt", folder / "caption.txt")
    try:
        markup, alt, caption = (file.read_text("utf-8") for file in files)
    except (OSError, UnicodeDecodeError) as error:
        problem = "neither a map folder nor a map built by frontline build"
        raise UsageError(f"{path}: {problem}") from error
    match = re.search(r"<title>(.*?)</title>", markup, re.DOTALL)
    title = html.unescape(match[1]) if match else ""
    title, alt, caption = texts = [" ".join(text.split()) for text in (title, alt, caption)]
    for file, text in zip(files, texts, strict=True):
        if printable(text) != text:
            raise UsageError(f"{file}: contains an unprintable character")

    def size() -> tuple[int, int]:
        from frontline.render.figure import picture_size

        try:
            return picture_size((folder / "map.png").read_bytes())
        except (OSError, ValueError) as error:
            raise UsageError(f"{folder}: map.png is missing: it gives the size") from error

    return Parts(title, alt, caption, size, page.name)


def report(
    scene: Scene,
    first: date | str,
    last: date | str,
    formats: Iterable[str],
    title: str | None = None,
) -> dict[str, Callable[[], Mapping[str, bytes]]]:
    """Map the formats of a report to functions that render its files.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the report.
    first, last : date or str
        Dates of the maps that the report compares.
    formats : iterable of str
        Keys of ``REPORTS``.
    title : str, optional
        Title. Default: the map's.

    Returns
    -------
    dict of str to callable
        Format → function that returns file name → bytes.

    Raises
    ------
    UsageError
        If a date is not in the period, or ``last`` is not after ``first``.
    """
    from frontline.render.report.compose import compose

    document = compose(scene, as_date(first, "from"), as_date(last, "to"), title)

    def writer(format: str) -> Callable[[], Mapping[str, bytes]]:
        module, function, name = REPORTS[format]

        def render_files() -> Mapping[str, bytes]:
            render = getattr(import_module(f"frontline.render.report.{module}"), function)
            content: str | bytes | Mapping[str, bytes] = render(document)
            content = content.encode() if isinstance(content, str) else content
            return {name: content} if isinstance(content, bytes) else content

        return render_files

    return {format: writer(format) for format in formats}


def animate(
    scene: Scene,
    path: Path,
    days: Sequence[date],
    *,
    seconds: float,
    fps: int,
    workers: int = 1,
    step: Callable[[str], None] = lambda name: None,
    **options: Any,
) -> None:
    """Write a film that shows one date after another; an interruption leaves no file.

    Parameters
    ----------
    scene : Scene
        The map.
    path : Path
        File to write: ``.gif``, ``.mp4`` or ``.webm``.
    days : sequence of date
        Dates to show.
    seconds : float
        Seconds to show each date.
    fps : int
        Frames per second of a video.
    workers : int
        Number of drawing processes.
    step : callable
        Called with each date's ISO text.
    **options : Any
        Options of ``frontline.render_figure``, such as ``size`` and ``theme``.

    Raises
    ------
    UsageError
        If the extension is not supported, ffmpeg is missing, or the file cannot be written.
    """
    from frontline.render.figure import render_frame
    from frontline.render.series import film, processes

    if path.suffix.removeprefix(".") not in film.FORMATS:
        raise UsageError(f"{path}: unsupported file extension: use .gif, .mp4 or .webm")
    if path.suffix != ".gif":
        film.ffmpeg()

    def frames() -> Iterator[bytes]:
        jobs = [{"date": day, **options} for day in days]
        pictures = processes.drawn(scene, render_frame, jobs, workers)
        for day, frame in zip(days, pictures, strict=True):
            step(day.isoformat())
            yield frame

    with replacement(path) as temporary:
        film.film(frames(), temporary, seconds=seconds, fps=fps)


def atlas(
    scene: Scene,
    pages: Sequence[Page],
    output: Path,
    *,
    workers: int = 1,
    step: Callable[[str], None] = lambda name: None,
) -> int:
    """Write the pages of an atlas, skipping those that are up to date.

    A page is up to date if its file is unchanged and its scene and options are the same. Pages
    drawn before an interruption are kept.

    Parameters
    ----------
    scene : Scene
        The map.
    pages : sequence of Page
        Names and options of the pages.
    output : Path
        Folder to write to.
    workers : int
        Number of drawing processes.
    step : callable
        Called with the name of each page.

    Returns
    -------
    int
        Number of pages drawn.

    Raises
    ------
    UsageError
        If the folder cannot be written to.
    """
    from frontline.render.series import processes
    from frontline.render.series.atlas import draw, stamps

    stamp_of = stamps(scene, pages, VERSION)
    manifest = _manifest(output / _MANIFEST)
    outdated_pages = []
    for page in pages:
        if manifest.get(page.name) == [stamp_of[page.name], _digest(output / page.name)]:
            step(page.name)
        else:
            outdated_pages.append(page)

    def write_manifest() -> None:
        text = json.dumps(dict(sorted(manifest.items())), ensure_ascii=False, indent=0)
        write_files({_MANIFEST: f"{text}\n".encode()}, output)

    pictures = processes.drawn(scene, draw, [page.options for page in outdated_pages], workers)
    try:
        for number, (page, picture) in enumerate(zip(outdated_pages, pictures, strict=True), 1):
            write_files({page.name: picture}, output)
            manifest[page.name] = [stamp_of[page.name], hashlib.sha256(picture).hexdigest()]
            if number % _MANIFEST_EVERY == 0:
                write_manifest()
            step(page.name)
    finally:
        if outdated_pages:
            write_manifest()
    return len(outdated_pages)


def _manifest(path: Path) -> dict[str, list[str | None]]:
    """Read the manifest of an atlas, page → stamp and digest; return an empty one if unreadable."""
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None

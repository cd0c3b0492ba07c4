"""The report kit: a map → the files of reports, films and atlases, and snippets; slow ones told."""

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
from frontline.errors import UsageError
from frontline.scene.scene import Scene
from frontline.system.atomic import write, written

if TYPE_CHECKING:
    from frontline.render.page.embed import Parts
    from frontline.render.series.atlas import Page

REPORTS: Final = {
    "html": ("html_page", "render_page", "report.html"),
    "md": ("markdown", "render_markdown", "report.md"),
    "docx": ("word", "render_word", "report.docx"),
    "pdf": ("pdf", "render_pdf", "report.pdf"),
}
"""The formats of a report: the module and the function that write it, and its file."""

_MANIFEST: Final = "atlas.json"
_NOTED: Final = 20
"""After so many pages it is noted which an atlas has."""


def embeddable(path: str | Path) -> Parts:
    """Return the parts of the snippets of a map: of its folder, or of what was built of it.

    Raises DataError for problems of the map folder, UsageError for what is neither.
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
        what = "neither a map folder nor a map that frontline build made"
        raise UsageError(f"{path}: is {what}") from error
    found = re.search(r"<title>(.*?)</title>", markup, re.DOTALL)
    title = html.unescape(found[1]) if found else ""
    title, alt, caption = told = [" ".join(text.split()) for text in (title, alt, caption)]
    for file, text in zip(files, told, strict=True):
        if printable(text) != text:
            raise UsageError(f"{file}: has a character that cannot be printed")

    def size() -> tuple[int, int]:
        from frontline.render.figure import picture_size

        try:
            return picture_size((folder / "map.png").read_bytes())
        except (OSError, ValueError) as error:
            raise UsageError(f"{folder}: there is no map.png to measure") from error

    return Parts(title, alt, caption, size, page.name)


def report(
    scene: Scene, first: date, last: date, formats: Iterable[str], title: str | None = None
) -> dict[str, Callable[[], Mapping[str, bytes]]]:
    """Map the formats of a report to what makes its files, by their names.

    Raises UsageError when a day is not in the period, or the last does not come after the first.
    """
    from frontline.render.report.compose import compose

    document = compose(scene, first, last, title)

    def writer(format: str) -> Callable[[], Mapping[str, bytes]]:
        module, function, name = REPORTS[format]

        def make() -> Mapping[str, bytes]:
            write = getattr(import_module(f"frontline.render.report.{module}"), function)
            made: str | bytes | Mapping[str, bytes] = write(document)
            made = made.encode() if isinstance(made, str) else made
            return {name: made} if isinstance(made, bytes) else made

        return make

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
    """Write a film of days, each shown for so many seconds; ``step`` is told of each.

    Nothing is left where it is interrupted. Raises UsageError for an ending that is not .gif,
    .mp4 or .webm, where ffmpeg is missing, and when the path cannot be written to.
    """
    from frontline.render.figure import render_frame
    from frontline.render.series import film, processes

    if path.suffix.removeprefix(".") not in film.FORMATS:
        raise UsageError(f"{path}: unsupported file extension: use .gif, .mp4 or .webm")
    if path.suffix != ".gif":
        film.ffmpeg()

    def frames() -> Iterator[bytes]:
        jobs = [{"date": day, **options} for day in days]
        drawn = processes.drawn(scene, render_frame, jobs, workers)
        for day, frame in zip(days, drawn, strict=True):
            step(day.isoformat())
            yield frame

    with written(path) as made:
        film.film(frames(), made, seconds=seconds, fps=fps)


def atlas(
    scene: Scene,
    pages: Sequence[Page],
    output: Path,
    *,
    workers: int = 1,
    step: Callable[[str], None] = lambda name: None,
) -> int:
    """Write the pages of an atlas into a folder, and return how many were drawn anew.

    A page that is there, as it was written and of the same scene and options, is left. ``step``
    is told of each. What was drawn stays where it is interrupted. Raises UsageError when the
    folder cannot be written to.
    """
    import frontline
    from frontline.render.series import processes
    from frontline.render.series.atlas import draw, stamps

    stamped = stamps(scene, pages, frontline.__version__)
    manifest = _manifest(output / _MANIFEST)
    missing = []
    for page in pages:
        if manifest.get(page.name) == [stamped[page.name], _digest(output / page.name)]:
            step(page.name)
        else:
            missing.append(page)

    def note() -> None:
        told = json.dumps(dict(sorted(manifest.items())), ensure_ascii=False, indent=0)
        write({_MANIFEST: f"{told}\n".encode()}, output)

    drawn = processes.drawn(scene, draw, [page.options for page in missing], workers)
    try:
        for number, (page, picture) in enumerate(zip(missing, drawn, strict=True), 1):
            write({page.name: picture}, output)
            manifest[page.name] = [stamped[page.name], hashlib.sha256(picture).hexdigest()]
            if number % _NOTED == 0:
                note()
            step(page.name)
    finally:
        if missing:
            note()
    return len(missing)


def _manifest(path: Path) -> dict[str, list[str | None]]:
    """Read what the pages of an atlas were drawn from; empty where that is not told."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None

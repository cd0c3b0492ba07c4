"""Generate the gallery's pictures and page from the worked example.

Run ``python docs/scripts/gallery_page.py`` in the repository's folder. Pictures go to
``maps/gallery/``, the page to ``docs/reference/gallery.md``.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import frontline
from frontline.render.figure import describe_figure
from frontline.scene.translation import in_language
from frontline.system.atomic import write_files

MAP: Final = "geodata/belgorod-kharkiv-2024-05"
HEAD: Final = """\
# Gallery

Every kind of figure, each in one of the sizes, themes and languages, with the command that draws
it. All come from one folder of plain files. [Reports](../how-to/report.md) explains the options.
`docs/scripts/gallery_page.py` generates this page and its pictures; the tests compare them with
what the commands draw.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the gallery and the options that draw it."""

    name: str
    title: str
    options: dict[str, str]

    @property
    def command(self) -> str:
        """The command that draws the picture."""
        names = {"language": "lang"}
        words = [
            word
            for key, value in self.options.items()
            for word in (f"--{names.get(key, key)}", value)
        ]
        return shlex.join(["frontline", "figure", MAP, "-o", f"{self.name}.png", *words])


PICTURES: Final = (
    Picture("pair", "Two dates", {"kind": "pair", "size": "social"}),
    Picture("multiples", "Every date with a change", {"kind": "multiples", "size": "slide"}),
    Picture(
        "changes",
        "What changed, in grey, for a print column",
        {"kind": "changes", "since": "2024-05-10", "size": "print-column", "theme": "grey"},
    ),
    Picture(
        "area", "Controlled area over time", {"kind": "area", "size": "social", "theme": "dark"}
    ),
    Picture(
        "events", "Events per day", {"kind": "events", "size": "print-column", "language": "ru"}
    ),
    Picture("site", "A site about which accounts differ", {"kind": "site", "size": "slide"}),
    Picture(
        "night",
        "One date in Ukrainian, dark, for a social post",
        {"date": "2024-05-12", "size": "social", "theme": "dark", "language": "uk"},
    ),
)


def draw(scene: Any, picture: Picture) -> bytes:
    """Draw a picture as its command does."""
    return frontline.render_figure(scene, **picture.options)


def alternative_text(scene: Any, picture: Picture) -> str:
    """Return the alternative text of a picture in its language, escaped for Markdown."""
    translated = in_language(scene, picture.options.get("language", scene.header.language))
    keys = ("date", "kind", "since")
    options = {key: picture.options[key] for key in keys if key in picture.options}
    return re.sub(r"([\\\[\]*_`<])", r"\\\1", describe_figure(translated, **options))


def page(scene: Any) -> str:
    """Return the page: each picture with its alternative text and its command."""
    parts = [HEAD]
    for picture in PICTURES:
        parts += [
            f"## {picture.title}\n",
            f"![{alternative_text(scene, picture)}](../../maps/gallery/{picture.name}.png)\n",
            f"```console\n$ {picture.command}\n```\n",
        ]
    return "\n".join(parts)


def main(folder: Path = Path("maps/gallery")) -> None:
    """Write every picture to a folder, and the page to ``docs/reference``."""
    scene = frontline.build(frontline.load(MAP))
    write_files({f"{picture.name}.png": draw(scene, picture) for picture in PICTURES}, folder)
    write_files({"gallery.md": page(scene).encode()}, Path("docs/reference"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

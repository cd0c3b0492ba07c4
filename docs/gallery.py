"""Draw the gallery from the worked example, and write its page.

Run ``python docs/gallery.py`` in the project's folder: pictures go to ``maps/gallery/``, the page
is ``docs/gallery.md``. Each picture stands there with the command that makes it.
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

What one folder of plain files becomes: every kind of figure, each in one of the sizes, themes and
languages, with the command that makes it. The [report kit](report.md) explains them. This page and
its pictures are made by `docs/gallery.py`; the tests compare them with what is drawn.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """Name a picture of the gallery, and what it is asked for."""

    name: str
    title: str
    asked: dict[str, str]

    @property
    def command(self) -> str:
        """Write the command that makes it."""
        options = {"lang" if key == "language" else key: text for key, text in self.asked.items()}
        words = [word for key, text in options.items() for word in (f"--{key}", text)]
        return shlex.join(["frontline", "figure", MAP, "-o", f"{self.name}.png", *words])


PICTURES: Final = (
    Picture("pair", "Two days", {"kind": "pair", "size": "social"}),
    Picture("multiples", "Every day with a change", {"kind": "multiples", "size": "slide"}),
    Picture(
        "changes",
        "What changed, in grey, for a column",
        {"kind": "changes", "since": "2024-05-10", "size": "print-column", "theme": "grey"},
    ),
    Picture("area", "Ground over time", {"kind": "area", "size": "social", "theme": "dark"}),
    Picture(
        "events", "Events by day", {"kind": "events", "size": "print-column", "language": "ru"}
    ),
    Picture("front", "Length of the front", {"kind": "front", "size": "print-column"}),
    Picture("site", "A site of which accounts differ", {"kind": "site", "size": "slide"}),
    Picture(
        "night",
        "A day in Ukrainian, dark, for a post",
        {"date": "2024-05-12", "size": "social", "theme": "dark", "language": "uk"},
    ),
)


def draw(scene: Any, picture: Picture) -> bytes:
    """Draw a picture as its command does."""
    return frontline.render_figure(scene, **picture.asked)


def described(scene: Any, picture: Picture) -> str:
    """Return the alternative text of a picture, in the language of the picture."""
    told = in_language(scene, picture.asked.get("language", scene.header.language))
    asked = {key: picture.asked[key] for key in ("date", "kind", "since") if key in picture.asked}
    return re.sub(r"([\\\[\]*_`<])", r"\\\1", describe_figure(told, **asked))


def page(scene: Any) -> str:
    """Write the page: each picture with its alternative text, and its command."""
    parts = [HEAD]
    for picture in PICTURES:
        parts += [
            f"## {picture.title}\n",
            f"![{described(scene, picture)}](../maps/gallery/{picture.name}.png)\n",
            f"```console\n$ {picture.command}\n```\n",
        ]
    return "\n".join(parts)


def main(folder: Path = Path("maps/gallery")) -> None:
    """Write every picture; in the project's own folder the page as well."""
    scene = frontline.build(frontline.load(MAP))
    write_files({f"{picture.name}.png": draw(scene, picture) for picture in PICTURES}, folder)
    write_files({"gallery.md": page(scene).encode()}, Path("docs"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

"""Pictures of the worked example: ``python tests/helpers/pictures.py`` takes all kept ones anew.

They are the same on every machine with the same Chromium: the fonts are the DejaVu files that
matplotlib brings along, nothing moves, and each shot is made three times smaller, which
evens out how edges are smoothed. A shot of letters alone tells whether a browser draws as that of
the kept pictures did; from one that does not, more is borne.
"""

import base64
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
from browser import browser, opened, ready, settle
from PIL import Image
from support import EXAMPLE, scene_of

from frontline.render.page.html import render_html

FOLDER = Path(__file__).parents[1] / "render" / "page" / "pictures"
RENEW = "python tests/helpers/pictures.py"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

CHANGED = 24
"""Of the 255 steps of a channel: a pixel that differs by more in any of them has changed."""

TOLERATED = 0.0003
"""The share of pixels that may have changed: at 1280 px some fifty, the name of a village."""

TOLERATED_OF_ANOTHER = 0.03
"""The same where letters are drawn in another way, as by another version of the browser."""

COARSE = 8
"""Steps of a channel that a kept picture does not tell apart, which halves its size."""

SMALLER = 3
LETTERS = "letters"
SIZES = {1280: (800, 1200), 768: (1024, 1300), 360: (740, 1400)}
"""Width of the window → its height, and that of the shot."""


@dataclass(frozen=True)
class Shot:
    """Say what a picture shows: the window's width, the theme, the language, what was chosen."""

    width: int
    theme: str
    language: str
    state: str = ""

    @property
    def name(self):
        return "-".join(filter(None, (str(self.width), self.theme, self.language, self.state)))


FITTED = """() => {
  map_0.setView([0, 0], 3, { reset: true, animate: false });
  document.querySelector(".fl-whole button").click();
}"""
"""Fits the map from afar: a small move keeps the fraction of a pixel by which the map was off."""

STATES = {
    "": {},
    "swipe": {"since": "2024-05-09", "how": "swipe"},
    "chapter": {"chapter": 4, "date": "2024-05-12"},
}
SHOTS = (
    Shot(1280, "light", "en"),
    Shot(1280, "dark", "uk"),
    Shot(1280, "print", "ru"),
    Shot(1280, "light", "ar"),
    Shot(1280, "light", "en", "chapter"),
    Shot(768, "light", "ru"),
    Shot(768, "dark", "en"),
    Shot(768, "print", "uk"),
    Shot(768, "dark", "ar"),
    Shot(768, "light", "en", "swipe"),
    Shot(360, "light", "uk"),
    Shot(360, "dark", "ru"),
    Shot(360, "print", "en"),
    Shot(360, "light", "ar"),
    Shot(360, "dark", "en", "chapter"),
)


def write_page(path):
    """Write the worked example, to be read in Arabic too."""
    scene = scene_of(EXAMPLE)
    header = replace(scene.header, languages=(*scene.header.languages, "ar"))
    path.write_text(render_html(replace(scene, header=header)))
    return path


def _style():
    def face(file, weight):
        data = base64.b64encode((FONTS / file).read_bytes()).decode()
        source = f"url(data:font/ttf;base64,{data})"
        return f"@font-face {{ font-family: shot; font-weight: {weight}; src: {source}; }}"

    return f"""
        {face("DejaVuSans.ttf", "1 599")} {face("DejaVuSans-Bold.ttf", "600 999")}
        * {{ font-family: shot !important; font-style: normal !important; caret-color: transparent;
             animation: none !important; transition: none !important; scrollbar-width: none; }}
        input[type=date] {{ color: transparent !important; }}"""


@contextmanager
def shown(chromium, path, width):
    """Open the page at a width, in the fonts of the pictures."""
    height, _ = SIZES[width]
    options = {"bypass_csp": True, "reduced_motion": "reduce", "locale": "en-GB"}
    with opened(chromium, path, width, height, alone=True, **options) as (page, _):
        ready(page)
        page.add_style_tag(content=_style())
        page.locator(".fl-plot[aria-label]").wait_for()
        # Where a page was scrolled to before decides on which fraction of a pixel it is drawn.
        page.evaluate("() => { scrollBy = () => {}; return document.fonts.ready.then(() => true) }")
        yield page


def turn(page, shot):
    """Bring a page to what a shot shows: made anew, so that all texts are measured in its fonts."""
    scheme = "dark" if shot.theme == "dark" else "light"
    page.emulate_media(media="print" if shot.theme == "print" else "screen", color_scheme=scheme)
    plain = {"date": "2024-05-13", "since": None, "how": "shade", "chapter": None}
    for language in ("en" if shot.language != "en" else "ru", shot.language):
        asked = {**plain, **STATES[shot.state], "language": language}
        page.evaluate("asked => frontline.set(asked)", asked)
        settle(page)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    page.evaluate(FITTED)
    page.wait_for_timeout(150)
    settle(page)


def take(page, width):
    """Return the top of the page as it is, made smaller."""
    _, height = SIZES[width]
    box = {"x": 0, "y": 0, "width": width, "height": height}
    whole = Image.open(BytesIO(page.screenshot(full_page=True, clip=box))).convert("RGB")
    return whole.reduce(SMALLER).point(lambda value: value // COARSE * COARSE)


def letters(chromium):
    """Return a shot of letters alone, in the fonts of the pictures."""
    lines = "".join(
        f"<p style='font-size: {size}px'>Vovchansk <b>Вовчанськ 128 km²</b> فوفشانسك</p>"
        for size in (11, 12, 14, 17, 22)
    )
    with chromium.new_context(viewport={"width": 360, "height": 300}) as context:
        page = context.new_page()
        page.set_content(f"<style>{_style()}</style>{lines}")
        page.evaluate("() => document.fonts.ready.then(() => true)")
        shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    return shot.reduce(SMALLER)


def tolerated(chromium):
    """Return the share of pixels that may have changed in shots by a browser."""
    kept = Image.open(FOLDER / f"{LETTERS}.webp").convert("RGB")
    same = changed(letters(chromium), kept).mean() <= TOLERATED
    return TOLERATED if same else TOLERATED_OF_ANOTHER


def changed(picture, other):
    """Return an array that says which pixels differ; all of them where the sizes do."""
    one, two = (np.asarray(each, dtype=int) for each in (picture, other))
    if one.shape != two.shape:
        return np.ones(one.shape[:2], dtype=bool)
    return np.abs(one - two).max(axis=2) > CHANGED


def main():
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.*"):
        old.unlink()
    with browser() as chromium:
        letters(chromium).save(FOLDER / f"{LETTERS}.webp", lossless=True, method=6)
        page_file = write_page(FOLDER / "page.html")
        for width in SIZES:
            with shown(chromium, page_file, width) as page:
                for shot in (shot for shot in SHOTS if shot.width == width):
                    turn(page, shot)
                    take(page, width).save(FOLDER / f"{shot.name}.webp", lossless=True, method=6)
        page_file.unlink()


if __name__ == "__main__":
    main()

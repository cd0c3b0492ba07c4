"""Reference pictures of the worked example; ``python tests/helpers/pictures.py`` replaces them all.

They are identical on all machines with the same Chromium: the fonts are the DejaVu files shipped
with matplotlib, nothing is animated, and each shot is reduced to a third, which evens out
antialiasing. A shot of letters shows whether the browser renders text as the one that took the
reference pictures; if it does not, the comparison tolerates more.
"""

import base64
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
from browser import browser, opened, wait_for_player, wait_two_frames, wait_until_idle
from PIL import Image
from support import EXAMPLE, scene_of

from frontline.render.page.html import render_html

FOLDER = Path(__file__).parents[1] / "render" / "page" / "pictures"
RENEW = "python tests/helpers/pictures.py"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

MAX_STEPS = 24
"""A pixel has changed if any channel differs by more than this many of 255 steps."""

MAX_SHARE = 0.0003
"""Share of pixels that may change: about fifty at 1280 px, the size of a village's name."""

MAX_SHARE_OTHER_BROWSER = 0.03
"""The same if the browser renders letters differently, for example another version."""

STEP = 8
"""Reference pictures round channels to multiples of this, which halves their size."""

REDUCTION = 3
LETTERS = "letters"
SIZES = {1280: (800, 1200), 768: (1024, 1300), 360: (740, 1400)}
"""Window width → (window height, shot height)."""


@dataclass(frozen=True)
class Shot:
    """The content of a picture: window width, theme, language and what the reader chose."""

    width: int
    theme: str
    language: str
    state: str = ""

    @property
    def name(self):
        return "-".join(filter(None, (str(self.width), self.theme, self.language, self.state)))


FIT_MAP = """() => {
  map_0.setView([0, 0], 3, { reset: true, animate: false });
  document.querySelector(".fl-whole button").click();
}"""
"""Fit the map from far away: a small move would keep the map's subpixel offset."""

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
    """Write the page of the worked example with Arabic as an additional language."""
    scene = scene_of(EXAMPLE)
    header = replace(scene.header, languages=(*scene.header.languages, "ar"))
    path.write_text(render_html(replace(scene, header=header)))
    return path


def _style():
    def font_face(file, weight):
        data = base64.b64encode((FONTS / file).read_bytes()).decode()
        source = f"url(data:font/ttf;base64,{data})"
        return f"@font-face {{ font-family: shot; font-weight: {weight}; src: {source}; }}"

    return f"""
        {font_face("DejaVuSans.ttf", "1 599")} {font_face("DejaVuSans-Bold.ttf", "600 999")}
        * {{ font-family: shot !important; font-style: normal !important; caret-color: transparent;
             animation: none !important; transition: none !important; scrollbar-width: none; }}
        input[type=date] {{ color: transparent !important; }}"""


@contextmanager
def open_at(chromium, path, width):
    """Open the page at a width, in the fonts of the reference pictures."""
    height, _ = SIZES[width]
    options = {"bypass_csp": True, "reduced_motion": "reduce", "locale": "en-GB"}
    with opened(chromium, path, width, height, **options) as (page, _):
        wait_for_player(page)
        page.add_style_tag(content=_style())
        page.locator(".fl-plot[aria-label]").wait_for()
        # An earlier scroll position would change the subpixel offset of the page.
        page.evaluate("() => { scrollBy = () => {}; return document.fonts.ready.then(() => true) }")
        yield page
        page.emulate_media(media="screen", color_scheme="light")


def apply(page, shot):
    """Bring a page to the state of a shot, rebuilt so that texts are measured in its fonts."""
    scheme = "dark" if shot.theme == "dark" else "light"
    page.emulate_media(media="print" if shot.theme == "print" else "screen", color_scheme=scheme)
    defaults = {"date": "2024-05-13", "since": None, "how": "shade", "chapter": None}
    for language in ("en" if shot.language != "en" else "ru", shot.language):
        state = {**defaults, **STATES[shot.state], "language": language}
        page.evaluate("state => frontline.set(state)", state)
        wait_two_frames(page)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    wait_until_idle(page)
    page.evaluate(FIT_MAP)
    page.wait_for_function("() => !map_0._panAnim?._inProgress")
    wait_until_idle(page)


def take_shot(page, width):
    """Return a reduced screenshot of the top of the page."""
    _, height = SIZES[width]
    box = {"x": 0, "y": 0, "width": width, "height": height}
    screenshot = Image.open(BytesIO(page.screenshot(full_page=True, clip=box))).convert("RGB")
    return screenshot.reduce(REDUCTION).point(lambda value: value // STEP * STEP)


def letter_shot(chromium):
    """Return a shot of letters only, in the fonts of the reference pictures."""
    paragraphs = "".join(
        f"<p style='font-size: {size}px'>Vovchansk <b>Вовчанськ 128 km²</b> فوفشانسك</p>"
        for size in (11, 12, 14, 17, 22)
    )
    with chromium.new_context(viewport={"width": 360, "height": 300}) as context:
        page = context.new_page()
        page.set_content(f"<style>{_style()}</style>{paragraphs}")
        page.evaluate("() => document.fonts.ready.then(() => true)")
        shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    return shot.reduce(REDUCTION)


def max_changed_share(chromium):
    """Return the share of pixels that may change in this browser."""
    reference = Image.open(FOLDER / f"{LETTERS}.webp").convert("RGB")
    same = changed_pixels(letter_shot(chromium), reference).mean() <= MAX_SHARE
    return MAX_SHARE if same else MAX_SHARE_OTHER_BROWSER


def changed_pixels(picture, reference):
    """Return a mask of the pixels that differ; if the sizes differ, all do."""
    first, second = (np.asarray(image, dtype=int) for image in (picture, reference))
    if first.shape != second.shape:
        return np.ones(first.shape[:2], dtype=bool)
    return np.abs(first - second).max(axis=2) > MAX_STEPS


def main():
    """Replace every reference picture."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.*"):
        path.unlink()
    with browser() as chromium:
        letter_shot(chromium).save(FOLDER / f"{LETTERS}.webp", lossless=True, method=6)
        page_file = write_page(FOLDER / "page.html")
        for width in SIZES:
            with open_at(chromium, page_file, width) as page:
                for shot in (shot for shot in SHOTS if shot.width == width):
                    apply(page, shot)
                    take_shot(page, width).save(
                        FOLDER / f"{shot.name}.webp", lossless=True, method=6
                    )
        page_file.unlink()


if __name__ == "__main__":
    main()

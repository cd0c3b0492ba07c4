"""What the page looks like, beside kept pictures: each theme, size and language, to a tolerance."""

from collections import Counter

import pytest
from pictures import (
    FOLDER,
    LETTERS,
    RENEW,
    SHOTS,
    SIZES,
    TOLERATED,
    changed,
    shown,
    take,
    tolerated,
    turn,
    write_page,
)
from PIL import Image


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    return write_page(tmp_path_factory.mktemp("pictures") / "map.html")


def against_kept(shot, picture, tolerated):
    """Say what is wrong with a picture, and write it and the difference beside the kept one."""
    kept = FOLDER / f"{shot.name}.webp"
    if not kept.exists():
        return f"{kept} is missing: {RENEW} takes all anew"
    differs = changed(picture, Image.open(kept).convert("RGB"))
    if differs.mean() <= tolerated:
        return None
    new, difference = (kept.with_suffix(f".{name}.png") for name in ("new", "difference"))
    picture.save(new)
    Image.fromarray(~differs).save(difference)
    share = f"{differs.mean():.3%} of pixels changed, {tolerated:.3%} may"
    return f"{shot.name}: {share}; see {new} and {difference}; if it is meant, {RENEW}"


@pytest.mark.parametrize("width", SIZES)
def test_the_page_looks_as_in_the_kept_pictures(chromium, page_file, width):
    found, borne = [], tolerated(chromium)
    with shown(chromium, page_file, width) as page:
        for shot in (shot for shot in SHOTS if shot.width == width):
            for _ in range(3):  # on a busy machine a part may be drawn after the picture was taken
                turn(page, shot)
                if not (wrong := against_kept(shot, take(page, width), borne)):
                    break
            found.append(wrong)
    assert list(filter(None, found)) == []


def test_each_theme_size_and_language_is_in_two_pictures_and_no_other_picture_is_kept():
    for key in ("theme", "width", "language"):
        assert min(Counter(getattr(shot, key) for shot in SHOTS).values()) >= 2
    kept = {path.stem for path in FOLDER.glob("*.webp")}
    assert kept == {LETTERS, *(shot.name for shot in SHOTS)}
    assert sum(path.stat().st_size for path in FOLDER.glob("*.webp")) < 700_000


CHANGES = {
    "a name hidden": ".fl-label:nth-of-type(2) { visibility: hidden }",
    "the side column a little lower": ".fl-side { position: relative; top: 3px }",
    "the colour of a side": ".fl-mark .fl-held { fill: #b35a9c !important }",
    "a button without its edge": ".fl-buttons button { border-color: transparent !important }",
    "names a little larger": ".fl-label { font-size: 13px !important }",
}


def test_the_tolerance_bears_the_same_page_again_and_no_change_that_a_reader_sees(
    chromium, page_file
):
    shot = SHOTS[0]
    with shown(chromium, page_file, shot.width) as page:
        turn(page, shot)
        first = take(page, shot.width)
        for what, style in CHANGES.items():
            added = page.add_style_tag(content=style)
            share = changed(first, take(page, shot.width)).mean()
            assert share > TOLERATED, (what, share)
            added.evaluate("node => node.remove()")
        page.reload()
    with shown(chromium, page_file, shot.width) as page:
        turn(page, shot)
        assert changed(first, take(page, shot.width)).mean() <= TOLERATED

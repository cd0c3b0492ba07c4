"""The page compared with reference pictures in each theme, size and language."""

from collections import Counter

import pytest
from pictures import (
    FOLDER,
    LETTERS,
    MAX_SHARE,
    RENEW,
    SHOTS,
    SIZES,
    apply,
    changed_pixels,
    max_changed_share,
    open_at,
    take_shot,
    write_page,
)
from PIL import Image


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    return write_page(tmp_path_factory.mktemp("pictures") / "map.html")


@pytest.fixture(scope="module")
def max_share(chromium):
    return max_changed_share(chromium)


def compare_with_reference(shot, picture, max_share):
    """Return None or a message; if they differ, save the picture and the difference for review."""
    reference = FOLDER / f"{shot.name}.webp"
    if not reference.exists():
        return f"{reference} is missing: {RENEW} replaces all reference pictures"
    changed = changed_pixels(picture, Image.open(reference).convert("RGB"))
    if changed.mean() <= max_share:
        return None
    new, difference = (reference.with_suffix(f".{name}.png") for name in ("new", "difference"))
    picture.save(new)
    Image.fromarray(~changed).save(difference)
    share = f"{changed.mean():.3%} of pixels changed, {max_share:.3%} may"
    return (
        f"{shot.name}: {share}; see {new} and {difference}; if the change is intended, run {RENEW}"
    )


@pytest.mark.parametrize("width", SIZES)
def test_the_page_looks_like_the_reference_pictures(chromium, page_file, max_share, width):
    messages = []
    with open_at(chromium, page_file, width) as page:
        for shot in (shot for shot in SHOTS if shot.width == width):
            for attempt in range(9):  # on a busy machine the page may be painted late
                if attempt % 3 == 0:
                    apply(page, shot)
                if not (message := compare_with_reference(shot, take_shot(page, width), max_share)):
                    break
            messages.append(message)
    assert list(filter(None, messages)) == []


def test_each_theme_size_and_language_is_in_two_pictures_and_none_is_unused():
    for key in ("theme", "width", "language"):
        assert min(Counter(getattr(shot, key) for shot in SHOTS).values()) >= 2
    stems = {path.stem for path in FOLDER.glob("*.webp")}
    assert stems == {LETTERS, *(shot.name for shot in SHOTS)}
    assert sum(path.stat().st_size for path in FOLDER.glob("*.webp")) < 700_000


VISIBLE_CHANGES = {
    "a hidden label": ".fl-label:nth-of-type(2) { visibility: hidden }",
    "a slightly lower side column": ".fl-side { position: relative; top: 3px }",
    "another colour of a side": ".fl-mark .fl-held { fill: #b35a9c !important }",
    "a button without a border": ".fl-buttons button { border-color: transparent !important }",
    "slightly larger labels": ".fl-label { font-size: 13px !important }",
}


def test_the_tolerance_accepts_the_same_page_and_no_visible_change(chromium, page_file):
    shot = SHOTS[0]
    with open_at(chromium, page_file, shot.width) as page:
        apply(page, shot)
        first = take_shot(page, shot.width)
        for change, style in VISIBLE_CHANGES.items():
            style_tag = page.add_style_tag(content=style)
            share = changed_pixels(first, take_shot(page, shot.width)).mean()
            assert share > MAX_SHARE, (change, share)
            style_tag.evaluate("node => node.remove()")
    with open_at(chromium, page_file, shot.width) as page:
        apply(page, shot)
        assert changed_pixels(first, take_shot(page, shot.width)).mean() <= MAX_SHARE

"""Every kind of figure in every size, theme and language: what it says, and that it is legible."""

import itertools
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from browser import opened, ready
from drawn import SVG, assert_nothing_overlaps_or_is_cut_off, lines_of, texts
from hypothesis import given
from hypothesis import strategies as st
from made import drawn_map, wandering
from PIL import Image
from support import EXAMPLE, STARTER, run

from frontline import project
from frontline.analysis.area_by_date import daily_areas
from frontline.analysis.flows import between
from frontline.errors import UsageError
from frontline.render.figure import render_figure
from frontline.render.figure.change_map import _changed_areas
from frontline.render.figure.chart_frame import Plot, chart_top, grid_amounts, step_edges
from frontline.render.figure.front_length import front_lengths
from frontline.render.figure.kinds import KINDS, FigureRequest, compose
from frontline.render.figure.marks import Shape, Words
from frontline.render.figure.paint import matplotlib_settings, text_width
from frontline.render.figure.sizes import SIZES
from frontline.render.figure.themes import TOKENS, palette
from frontline.render.figure.typeset import pen
from frontline.scene.translation import in_language
from frontline.text import alt_text, credit_lines, map_notes, phrases, quantities

LANGUAGES = ("en", "uk", "ru", "ar")
FIRST, LAST = date(2024, 5, 8), date(2024, 5, 13)


@pytest.fixture(scope="module")
def spoken():
    """The worked example, which may be read in Arabic as well, names staying as they are."""
    dataset = project.load(EXAMPLE)
    languages = (*dataset.header.languages, "ar")
    return project.build(replace(dataset, header=replace(dataset.header, languages=languages)))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Fifty daily maps of nothing but ground, some of which were not published."""
    days = list(wandering(5, 50))
    days[20:23] = [None] * 3
    return drawn_map(tmp_path_factory.mktemp("archive") / "map", days)


def laid_out(scene, kind, size="web", language="en", **asked):
    with matplotlib_settings():
        return compose(
            in_language(scene, language), FigureRequest(kind, **asked), SIZES[size], text_width
        )[0]


def shown(page):
    return [line.text for line in lines_of(page)]


# Size, theme, language


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_overlaps_or_is_cut_off_in_any_kind_size_and_language(spoken, kind, size):
    language = LANGUAGES[(KINDS.index(kind) + list(SIZES).index(size)) % len(LANGUAGES)]
    assert_nothing_overlaps_or_is_cut_off(laid_out(spoken, kind, size, language))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pair", "multiples", "changes", "area"])
def test_no_text_overlaps_or_is_cut_off_on_an_archive(archive, kind):
    for size in ("print-column", "slide"):
        assert_nothing_overlaps_or_is_cut_off(laid_out(archive, kind, size))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_layout_names_colours_that_every_theme_has(spoken, kind):
    marks = laid_out(spoken, kind, "social").marks
    named = {m.type.color for m in marks if isinstance(m, Words)}
    named |= {m.halo for m in marks if isinstance(m, Words) and m.halo}
    named |= {c for m in marks if isinstance(m, Shape) for c in (m.fill, m.stroke) if c}
    assert named
    for theme in TOKENS:
        assert named <= palette(spoken, theme).keys()


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_a_png_has_the_pixels_of_its_size_and_twice_as_many_if_asked(spoken, size, tmp_path):
    form = SIZES[size]
    scales = (1, 2) if size == "social" else (1,)
    assert 1 in scales
    for scale in scales:
        file = tmp_path / f"{scale}.png"
        file.write_bytes(render_figure(spoken, kind="front", size=size, scale=scale))
        with Image.open(file) as picture:
            assert picture.width == form.pixels * scale
            if form.height:
                assert picture.height == round(form.pixels * scale * form.height / form.width)


def test_print_sizes_are_as_wide_on_paper_as_a_column_and_a_page():
    for size, width_mm in (("print-column", 89), ("print-page", 183)):
        assert SIZES[size].width / 96 * 25.4 == pytest.approx(width_mm)
        assert SIZES[size].pixels / width_mm * 25.4 == pytest.approx(300, abs=1)


@pytest.mark.slow
def test_grey_print_has_no_colour_and_a_dark_page_is_dark(spoken, tmp_path):
    for theme in ("grey", "dark"):
        file = tmp_path / f"{theme}.png"
        file.write_bytes(render_figure(spoken, size="print-column", theme=theme))
        with Image.open(file) as picture:
            pixels = np.asarray(picture.convert("RGB"), dtype=int)
        if theme == "grey":
            assert (pixels.max(axis=2) - pixels.min(axis=2)).max() == 0
        else:
            assert np.median(pixels) < 64


@pytest.mark.parametrize("kind", ["map", "site", "area"])
def test_a_figure_in_another_language_has_no_english_of_ours_left(spoken, kind):
    english = {text for text in shown(laid_out(spoken, kind)) if re.search("[A-Za-z]{3}", text)}
    kept = {p.name for p in spoken.places} | {s.publisher for s in spoken.sources}
    kept |= {claim.claimant for claim in spoken.claims}
    kept |= set(credit_lines.credits_line(spoken).split(" · "))
    ours = {text for text in english if not any(name in text for name in kept)}
    assert ours
    assert not ours & set(shown(laid_out(spoken, kind, language="uk")))


def test_a_language_that_reads_from_the_right_mirrors_the_page_and_not_the_map(spoken):
    left, right = (laid_out(spoken, "map", language=language) for language in ("en", "ar"))
    across = {line.text: line.x for line in lines_of(left)}
    there = {line.text: line for line in lines_of(right)}
    title = next(text for text in across if text.startswith("Nine villages"))
    end = there[title].x + text_width(title, there[title].type)
    assert across[title] == 24 and end == pytest.approx(right.width - 24)
    assert there["Kharkiv"].x == pytest.approx(across["Kharkiv"])


def test_a_chart_runs_as_its_language_does(spoken):
    for language, order in (("en", 1), ("ar", -1)):
        days = [FIRST + timedelta(days=i) for i in range(3)]
        plot = Plot((10, 0, 310, 100), days, 5, language == "ar")
        assert (plot.x(2) - plot.x(1)) * order == pytest.approx(100)


# Days beside one another


def test_small_maps_show_the_days_that_are_asked_for_once_and_in_order(spoken):
    page = laid_out(spoken, "multiples", dates=("2024-05-12", "2024-05-10", "2024-05-12"))
    heads = [text for text in shown(page) if text in ("10 May 2024", "12 May 2024")]
    assert heads == ["10 May 2024", "12 May 2024"]


@pytest.mark.slow
def test_small_maps_are_of_the_days_with_changes_and_at_most_twelve(spoken, archive):
    days = {phrases.date_words(c.date, "en") for c in spoken.changes_of_control}
    assert days <= set(shown(laid_out(spoken, "multiples")))
    heads = [t for t in shown(laid_out(archive, "multiples")) if re.fullmatch(r"\d+ \w+ \d{4}", t)]
    assert len(heads) == 12


def test_a_pair_has_one_legend(spoken):
    page = laid_out(spoken, "pair", since="2024-05-10", date="2024-05-12")
    assert shown(page).count("Held by Russia") == 1
    assert {"10 May 2024", "12 May 2024"} <= set(shown(page))


# Change map


def test_ground_gained_is_what_a_side_has_and_had_not(archive):
    one, two = archive.together((archive.dates[2], None), (archive.dates[-2], None))
    found = {name: ground for name, ground, _ in _changed_areas(one, two, "then", pen_of(archive))}
    assert found
    for side in archive.header.sides:
        before, after = (held(now, side.id) for now in (one, two))
        gained = found.get(f"Gained by {side.name} since then", shapely.Polygon())
        assert gained.area == pytest.approx(after.difference(before).area, rel=1e-6, abs=1e-9)


def held(now, side):
    parts = [area for control, area in now.drawn.items() if control.side == side]
    return shapely.union_all(parts)


def pen_of(scene):
    return pen(scene.header, text_width)


def test_the_gains_of_a_change_map_are_those_of_the_balance(spoken):
    page = laid_out(spoken, "changes", since=FIRST, date=LAST)
    told = between(*spoken.together((FIRST, None), (LAST, None)))
    gain = quantities.km2_words(told.side("ru").gain_km2)
    loss = quantities.km2_words(told.side("ua").loss_km2)
    assert {f"gained {gain}", f"lost {loss}"} <= set(shown(page))


# Charts


def test_the_area_chart_is_labelled_with_the_ground_of_the_last_day(spoken):
    table = daily_areas(spoken)
    last = table[table["date"] == table["date"].max()]
    amounts = {quantities.km2_words(km2) for km2 in last["km2"]}
    assert amounts <= set(shown(laid_out(spoken, "area")))


@pytest.mark.slow
def test_the_front_of_every_day_is_as_long_as_that_of_its_map(spoken, archive):
    for scene in (spoken, archive):
        assert scene.dates
        for day, length in zip(scene.dates, front_lengths(scene), strict=True):
            if any(day in gap for gap in scene.header.missing):
                assert math.isnan(length)
            else:
                assert length == pytest.approx(sum(scene.at(day).front_km.values()), abs=1e-9)


amount = st.one_of(st.just(math.nan), st.floats(0, 1e5))


@given(st.lists(amount, min_size=1, max_size=40), st.booleans())
def test_steps_stand_on_zero_and_leave_out_the_days_without_a_map(amounts, rtl):
    days = [FIRST + timedelta(days=i) for i in range(len(amounts))]
    told = [a for a in amounts if not math.isnan(a)]
    plot = Plot((0, 0, 400, 100), days, chart_top(max(told, default=0)), rtl)
    runs = list(step_edges(plot, [0.0] * len(amounts), amounts))
    assert sum(len(upper) for upper, _ in runs) == 2 * len(told)
    for upper, lower in runs:
        assert {y for _, y in lower} == {100}
        assert all(0 <= y <= 100 for _, y in upper)
    for i, each in enumerate(amounts):
        across = [x for upper, _ in runs for x, _ in upper]
        middle = plot.x(i + 0.5)
        covered = any(
            min(a, b) < middle < max(a, b)
            for upper, _ in runs
            for (a, _), (b, _) in itertools.pairwise(upper)
        )
        assert covered is not math.isnan(each), across


@given(st.floats(1e-3, 1e7))
def test_grid_lines_are_round_few_and_within_the_chart(most):
    lines = grid_amounts(chart_top(most))
    assert 1 <= len(lines) <= 5
    assert all(0 < line <= chart_top(most) * (1 + 1e-9) for line in lines)
    step = lines[0] / 10 ** math.floor(math.log10(lines[0]) + 1e-9)
    assert min(abs(step - each) for each in (1, 2, 5, 10)) < 1e-6


def test_the_events_chart_counts_every_event_once(spoken):
    page = laid_out(spoken, "events")
    heads = [re.search(r": (\d+) events?$", text) for text in shown(page)]
    began = [event for event in spoken.events if event.when.start in spoken.dates]
    assert sum(int(head[1]) for head in heads if head) == len(began)
    bars = [text for text in shown(page) if text.isdigit()]
    assert sum(map(int, bars)) == len(began)


# Site


def test_a_site_card_tells_every_count_and_account_with_who_says_so_and_where(spoken):
    page = laid_out(spoken, "site")
    told = " ".join(shown(page))
    claims = [c for c in spoken.claims if c.event == "collapse" and c.about != "control"]
    publishers = {source.id: source.publisher for source in spoken.sources}
    assert len(claims) > 15
    for claim in claims:
        for text in (claim.claimant, *(publishers[id] for id in claim.sources)):
            assert text in told or text.split()[-1] in told
        assert claim.quantity or claim.value.split()[0] in told
    numbers = [t for t in shown(page) if re.fullmatch(r"(at least )?\d+(–\d+)?", t)]
    for count in ("11", "13", "15", "17", "at least 15", "19–28"):
        assert count in numbers


def test_a_card_of_fixed_form_counts_what_it_has_no_room_for(spoken):
    assert any(
        re.fullmatch(r"\d+ more", text) for text in shown(laid_out(spoken, "site", "social"))
    )


# The same map as the page


def test_page_and_figure_tell_the_same_classes_day_numbers_notes_and_credits(
    example, chromium, map_html
):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        page.locator(".fl-readout li").first.wait_for()  # drawn after the rest of the page

        def all_of(selector):
            return page.evaluate(
                "s => [...document.querySelectorAll(s)].map((each) => each.textContent)", selector
            )

        legend, foot = all_of(".fl-legend li span"), all_of(".fl-foot p")
        day, chart = all_of(".fl-day"), all_of(".fl-readout li")
        svg = render_figure(example, format="svg")
        told = texts(svg)
        joined = " ".join(told)
        # The page can be enlarged until the circle of the site is seen, which a print cannot.
        assert [text for text in legend if text in told] == legend[: len(legend) - 1]
        assert day[0] in told
        for line in (map_notes.ground_note(example), *foot[-2:]):
            assert line in foot and line in joined
        amounts = [t for t in shown(laid_out(example, "area")) if t.endswith("km²")]
        ends = [t for t in amounts if t not in ("50 km²", "100 km²")]
        assert len(ends) == 2
        assert {f"Contested {ends[0]}", f"Held by Russia {ends[1]}"} <= set(chart)
    assert ET.fromstring(svg).find(f"{SVG}desc").text == alt_text.alt(example)


# The command


def test_the_command_draws_a_figure_by_the_ending_of_its_file(tmp_path):
    for name, begins in (("a.png", b"\x89PNG"), ("b.svg", b"<?xml"), ("c.pdf", b"%PDF-")):
        made = run("figure", STARTER, "-o", tmp_path / "out" / name, "--kind", "events")
        assert (made.exit_code, made.stderr) == (0, "")
        assert (tmp_path / "out" / name).read_bytes().startswith(begins)
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("-o", "a.gif"), "unsupported file extension: use .png, .svg or .pdf"),
        (("--kind", "poster"), 'kind: "poster" is not one of map, pair'),
        (("--size", "huge"), 'size: "huge" is not one of web, print-column'),
        (("--theme", "sepia"), 'theme: "sepia" is not one of light, dark, grey'),
        (("--lang", "xx"), '"xx"'),
        (("--date", "2031-01-01"), "date: 2031-01-01 is not in the period"),
        (("--date", "soon"), "date:"),
        (("--kind", "area", "--place", "alder"), "place: not used by a figure of kind area"),
        (
            ("--kind", "area", "--since", "2024-03-05", "--date", "2024-03-04"),
            "since: 2024-03-05 comes after 2024-03-04",
        ),
        (("--dates", "2024-03-05"), "dates: not used by a figure of kind map"),
        (("--kind", "site"), "place: the map has no site"),
        (("--kind", "site", "--place", "nowhere"), 'place: "nowhere" is not a place'),
        (("--scale", "3"), "scale: 3 is not 1 or 2"),
    ],
)
def test_what_cannot_be_drawn_is_one_line_and_leaves_nothing(tmp_path, options, told):
    where = () if "-o" in options else ("-o", tmp_path / "out" / "a.png")
    result = run("figure", STARTER, *where, *options)
    assert result.exit_code == 2
    assert told in result.stderr and result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["area", "front", "events"])
def test_a_chart_of_some_days_shows_these_alone_and_ends_with_the_last(spoken, kind):
    said = shown(laid_out(spoken, kind, since="2024-05-10", date="2024-05-11"))
    assert any("10\N{EN DASH}11 May 2024" in text for text in said)
    assert {text for text in said if re.fullmatch(r"\d+ May", text)} == {"10 May", "11 May"}
    assert {"8 May", "14 May"} <= set(shown(laid_out(spoken, kind)))
    table = daily_areas(spoken)
    on = table[table["date"].astype(str) == "2024-05-11"]
    amounts = {quantities.km2_words(km2) for km2 in on["km2"] if km2}
    assert len(amounts) > 1
    assert amounts <= set(said) or kind != "area"


def test_a_map_without_what_a_chart_shows_says_so():
    lone = project.build(replace(project.load(STARTER), events=(), claims=(), areas=()))
    with pytest.raises(UsageError, match="no areas"):
        render_figure(lone, kind="area")
    with pytest.raises(UsageError, match="no event"):
        render_figure(lone, kind="events")
    with pytest.raises(UsageError, match="no two sides"):
        render_figure(lone, kind="front")

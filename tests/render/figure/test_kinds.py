"""Every kind of figure in every size, theme and language: its texts, and that all are legible."""

import itertools
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
import shapely
from browser import opened, wait_for_player
from figure_texts import SVG, assert_nothing_overlaps_or_is_cut_off, svg_texts, text_marks
from generated_maps import drawn_map, slowed, wandering_front
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support import EXAMPLE, STARTER, run

from frontline import project
from frontline.analysis.daily_areas import daily_areas
from frontline.analysis.flows import between
from frontline.dates.edtf import Interval
from frontline.errors import UsageError
from frontline.model import Area
from frontline.render.figure import render_figure, short_dates
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
from frontline.text.area_words import rounded_ends

LANGUAGES = ("en", "uk", "ru", "ar")
FIRST, LAST = date(2024, 5, 8), date(2024, 5, 13)


@pytest.fixture(scope="module")
def multilingual():
    """The worked example with Arabic as a fourth language; names stay untranslated."""
    dataset = project.load(EXAMPLE)
    languages = (*dataset.header.languages, "ar")
    return project.build(replace(dataset, header=replace(dataset.header, languages=languages)))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Fifty daily maps of areas only, most the same for two days, some of them missing."""
    days = slowed(list(wandering_front(5, 50)), 2)
    days[20:23] = [None] * 3
    return drawn_map(tmp_path_factory.mktemp("archive") / "map", days)


@cache
def with_a_drawn_front(scene):
    """The same map with two drawn areas in place of the inferred ones."""
    header, (west, south, east, north) = scene.dataset.header, scene.header.extent
    middle = (west + east) / 2
    areas = tuple(
        Area(side, side, "held", Interval(header.start, None, ""), "deepstate", polygon)
        for side, polygon in (
            ("ru", shapely.box(west, south, middle, north)),
            ("ua", shapely.box(middle, south, east, north)),
        )
    )
    ground = replace(header.ground, method="none")
    header = replace(header, ground=ground, base_start=None)
    return project.build(replace(scene.dataset, header=header, areas=areas))


@cache
def composed(scene, kind, size="web", language="en", **options):
    """Lay out a figure once for all tests that read it; a front's length needs drawn areas."""
    scene = with_a_drawn_front(scene) if kind == "front" else scene
    with matplotlib_settings():
        return compose(
            in_language(scene, language), FigureRequest(kind, **options), SIZES[size], text_width
        )[0]


def drawn_texts(page):
    return [line.text for line in text_marks(page)]


# Size, theme, language


def language_of(kind, size):
    """Return one of the languages, so that each kind and each size is drawn in several."""
    return LANGUAGES[(KINDS.index(kind) + list(SIZES).index(size)) % len(LANGUAGES)]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_overlaps_or_is_cut_off_in_any_kind_size_and_language(multilingual, kind, size):
    assert_nothing_overlaps_or_is_cut_off(
        composed(multilingual, kind, size, language_of(kind, size))
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pair", "multiples", "changes", "area"])
def test_no_text_overlaps_or_is_cut_off_on_an_archive(archive, kind):
    for size in ("print-column", "slide"):
        assert_nothing_overlaps_or_is_cut_off(composed(archive, kind, size))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_theme_has_the_colours_of_every_layout(multilingual, kind):
    marks = composed(multilingual, kind, "social", language_of(kind, "social")).marks
    named = {mark.type.color for mark in marks if isinstance(mark, Words)}
    named |= {mark.halo for mark in marks if isinstance(mark, Words) and mark.halo}
    named |= {
        color
        for mark in marks
        if isinstance(mark, Shape)
        for color in (mark.fill, mark.stroke)
        if color
    }
    assert named
    for theme in TOKENS:
        assert named <= palette(multilingual, theme).keys()


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_a_png_has_the_pixels_of_its_size_times_the_scale(multilingual, size, tmp_path):
    layout = SIZES[size]
    scales = (1, 2) if size == "social" else (1,)
    assert 1 in scales
    for scale in scales:
        file = tmp_path / f"{scale}.png"
        file.write_bytes(render_figure(multilingual, kind="area", size=size, scale=scale))
        with Image.open(file) as picture:
            assert picture.width == layout.pixels * scale
            if layout.height:
                assert picture.height == round(layout.pixels * scale * layout.height / layout.width)


def test_print_sizes_have_the_width_of_a_column_and_a_page():
    for size, width_mm in (("print-column", 89), ("print-page", 183)):
        assert SIZES[size].width / 96 * 25.4 == pytest.approx(width_mm)
        assert SIZES[size].pixels / width_mm * 25.4 == pytest.approx(300, abs=1)


@pytest.mark.slow
def test_the_grey_theme_has_no_colour_and_the_dark_theme_is_dark(multilingual, tmp_path):
    for theme in ("grey", "dark"):
        file = tmp_path / f"{theme}.png"
        file.write_bytes(render_figure(multilingual, size="print-column", theme=theme))
        with Image.open(file) as picture:
            pixels = np.asarray(picture.convert("RGB"), dtype=int)
        if theme == "grey":
            assert (pixels.max(axis=2) - pixels.min(axis=2)).max() == 0
        else:
            assert np.median(pixels) < 64


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["map", "site", "area"])
def test_a_translated_figure_has_no_english_interface_texts(multilingual, kind):
    english = {
        text for text in drawn_texts(composed(multilingual, kind)) if re.search("[A-Za-z]{3}", text)
    }
    data_texts = {place.name for place in multilingual.places} | {
        source.publisher for source in multilingual.sources
    }
    data_texts |= {feature.name for feature in multilingual.base if feature.name}
    data_texts |= {claim.claimant for claim in multilingual.claims}
    data_texts |= set(credit_lines.credits_line(multilingual).split(" · "))
    interface_texts = {text for text in english if not any(name in text for name in data_texts)}
    assert interface_texts
    assert not interface_texts & set(drawn_texts(composed(multilingual, kind, language="uk")))


@pytest.mark.slow
def test_right_to_left_languages_mirror_the_layout_but_not_the_map(multilingual):
    ltr, rtl = (composed(multilingual, "map", language=language) for language in ("en", "ar"))
    x_by_text = {line.text: line.x for line in text_marks(ltr)}
    rtl_marks = {line.text: line for line in text_marks(rtl)}
    title = next(text for text in x_by_text if text.startswith("Nine villages"))
    end = rtl_marks[title].x + text_width(title, rtl_marks[title].type)
    assert x_by_text[title] == 24 and end == pytest.approx(rtl.width - 24)
    assert rtl_marks["Kharkiv"].x == pytest.approx(x_by_text["Kharkiv"])


def test_charts_run_in_the_direction_of_the_language(multilingual):
    for language, order in (("en", 1), ("ar", -1)):
        days = [FIRST + timedelta(days=number) for number in range(3)]
        plot = Plot((10, 0, 310, 100), days, 5, language == "ar")
        assert (plot.x(2) - plot.x(1)) * order == pytest.approx(100)


# Several dates in one figure


def test_small_multiples_show_the_requested_dates_once_and_in_order(multilingual):
    page = composed(multilingual, "multiples", dates=("2024-05-12", "2024-05-10", "2024-05-12"))
    headings = [text for text in drawn_texts(page) if text in ("10 May 2024", "12 May 2024")]
    assert headings == ["10 May 2024", "12 May 2024"]


@pytest.mark.slow
def test_small_multiples_show_at_most_twelve_days_with_changes(multilingual, archive):
    days = {phrases.date_words(change.date, "en") for change in multilingual.changes_of_control}
    assert days <= set(drawn_texts(composed(multilingual, "multiples")))
    headings = [
        text
        for text in drawn_texts(composed(archive, "multiples"))
        if re.fullmatch(r"\d+ \w+ \d{4}", text)
    ]
    assert len(headings) == 12


def test_a_pair_has_one_legend(multilingual):
    page = composed(multilingual, "pair", since="2024-05-10", date="2024-05-12")
    assert drawn_texts(page).count("Held by Russia") == 1
    assert {"10 May 2024", "12 May 2024"} <= set(drawn_texts(page))


# Change map


def test_gained_areas_are_those_that_a_side_did_not_have_before(archive):
    first, second = archive.together((archive.dates[2], None), (archive.dates[-2], None))
    areas = {
        name: polygon for name, polygon, _ in _changed_areas(first, second, "then", pen_of(archive))
    }
    assert areas
    for side in archive.header.sides:
        before, after = (area_of_side(snapshot, side.id) for snapshot in (first, second))
        gained = areas.get(f"Gained by {side.name} since then", shapely.Polygon())
        assert gained.area == pytest.approx(after.difference(before).area, rel=1e-6, abs=1e-9)


def area_of_side(snapshot, side):
    parts = [area for control, area in snapshot.drawn.items() if control.side == side]
    return shapely.union_all(parts)


def pen_of(scene):
    return pen(scene.header, text_width)


def test_the_gains_of_a_change_map_agree_with_the_balance(multilingual):
    page = composed(multilingual, "changes", since=FIRST, date=LAST)
    balance = between(*multilingual.together((FIRST, None), (LAST, None)))
    text = " ".join(drawn_texts(page))
    assert f"Russia: {quantities.km2_words(balance.side('ru').gain_km2, '+')} from Ukraine" in text
    loss = quantities.km2_words(-balance.side("ua").loss_km2)
    parts = [
        f"{quantities.km2_words(flow.km2)} to {'Russia' if flow.after.side else 'contested'}"
        for flow in balance.exchanges
        if flow.before.side == "ua"
    ]
    assert len(parts) == 2 and f"Ukraine: {loss}: {', '.join(parts)}" in text


# Charts


def test_the_area_chart_is_labelled_with_the_areas_of_the_last_day(multilingual):
    table = daily_areas(multilingual)
    last = table[table["date"] == table["date"].max()]
    texts = drawn_texts(composed(multilingual, "area"))
    assert amounts_of(last) <= set(texts) and "29 to 128 km²" in texts
    assert "Ranges depend on which source is left out." in " ".join(texts)


def amounts_of(rows):
    """Write the areas of a table as a chart does, of which those with ends are ranges."""
    return {
        quantities.km2_words(row.km2)
        if row.low_km2 == row.high_km2
        else quantities.range_words(*rounded_ends(row.low_km2, row.high_km2))
        for row in rows.itertuples()
    }


@pytest.mark.slow
def test_front_lengths_agree_with_the_snapshots(multilingual, archive):
    for scene in (multilingual, archive):
        assert scene.dates
        for day, length in zip(scene.dates, front_lengths(scene), strict=True):
            if any(day in interval for interval in scene.header.missing):
                assert math.isnan(length)
            else:
                assert length == pytest.approx(sum(scene.at(day).front_km.values()), abs=1e-9)


amount = st.one_of(st.just(math.nan), st.floats(0, 1e5))


@given(st.lists(amount, min_size=1, max_size=40), st.booleans())
def test_steps_start_at_zero_and_skip_missing_days(amounts, rtl):
    days = [FIRST + timedelta(days=index) for index in range(len(amounts))]
    known_amounts = [each for each in amounts if not math.isnan(each)]
    plot = Plot((0, 0, 400, 100), days, chart_top(max(known_amounts, default=0)), rtl)
    runs = list(step_edges(plot, [0.0] * len(amounts), amounts))
    assert sum(len(upper) for upper, _ in runs) == 2 * len(known_amounts)
    for upper, lower in runs:
        assert {y for _, y in lower} == {100}
        assert all(0 <= y <= 100 for _, y in upper)
    for index, amount in enumerate(amounts):
        xs = [x for upper, _ in runs for x, _ in upper]
        middle = plot.x(index + 0.5)
        covered = any(
            min(amount, second) < middle < max(amount, second)
            for upper, _ in runs
            for (amount, _), (second, _) in itertools.pairwise(upper)
        )
        assert covered is not math.isnan(amount), xs


@given(st.floats(1e-3, 1e7))
def test_grid_lines_are_few_round_numbers_within_the_chart(largest):
    lines = grid_amounts(chart_top(largest))
    assert 1 <= len(lines) <= 5
    assert all(0 < line <= chart_top(largest) * (1 + 1e-9) for line in lines)
    step = lines[0] / 10 ** math.floor(math.log10(lines[0]) + 1e-9)
    assert min(abs(step - round_number) for round_number in (1, 2, 5, 10)) < 1e-6


def test_the_events_chart_counts_every_event_once(multilingual):
    page = composed(multilingual, "events")
    headings = [re.search(r": (\d+) events?$", text) for text in drawn_texts(page)]
    began = [event for event in multilingual.events if event.when.start in multilingual.dates]
    assert sum(int(heading[1]) for heading in headings if heading) == len(began)
    bars = [text for text in drawn_texts(page) if text.isdigit()]
    assert sum(map(int, bars)) == len(began)


# Site


def test_a_site_card_has_every_count_and_account_with_claimant_and_source(multilingual):
    page = composed(multilingual, "site")
    all_texts = " ".join(drawn_texts(page))
    claims = [
        claim
        for claim in multilingual.claims
        if claim.event == "collapse" and claim.about != "control"
    ]
    publishers = {source.id: source.publisher for source in multilingual.sources}
    assert len(claims) > 15
    for claim in claims:
        for text in (claim.claimant, *(publishers[id] for id in claim.sources)):
            assert text in all_texts or text.split()[-1] in all_texts
        assert claim.quantity or claim.value.split()[0] in all_texts
    numbers = [text for text in drawn_texts(page) if re.fullmatch(r"(at least )?\d+(–\d+)?", text)]
    for count in ("11", "13", "15", "17", "at least 15", "19–28"):
        assert count in numbers


@pytest.mark.slow
def test_a_card_of_fixed_size_counts_what_does_not_fit(multilingual):
    assert any(
        re.fullmatch(r"\d+ more", text)
        for text in drawn_texts(composed(multilingual, "site", "social"))
    )


# The same map as the page


def test_page_and_figure_have_the_same_classes_date_numbers_notes_and_credits(
    example, chromium, map_html
):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        page.locator(".fl-readout li").first.wait_for()  # drawn after the rest of the page

        def texts_of(selector):
            return page.evaluate(
                "s => [...document.querySelectorAll(s)].map((node) => node.textContent)", selector
            )

        legend, footer = texts_of(".fl-legend li span"), texts_of(".fl-foot p")
        day, chart = texts_of(".fl-day"), texts_of(".fl-readout li")
        svg = render_figure(example, format="svg")
        figure_texts = svg_texts(svg)
        joined_texts = " ".join(figure_texts)
        # The circle of the site is visible only on the page, which can be zoomed in.
        assert [text for text in legend if text in figure_texts] == legend[: len(legend) - 1]
        assert day[0] in figure_texts
        for line in (map_notes.ground_note(example), *footer[-2:]):
            assert line in footer and line in joined_texts
        amounts = [text for text in drawn_texts(composed(example, "area")) if text.endswith("km²")]
        ends = [text for text in amounts if text not in ("50 km²", "100 km²")]
        assert len(ends) == 2
        assert {f"Contested {ends[0]}", f"Held by Russia {ends[1]}"} <= set(chart)
    assert ET.fromstring(svg).find(f"{SVG}desc").text == alt_text.alt(example)


# The command


@pytest.mark.slow
def test_the_command_chooses_the_format_by_the_file_extension(tmp_path):
    for name, signature in (("a.png", b"\x89PNG"), ("b.svg", b"<?xml"), ("c.pdf", b"%PDF-")):
        result = run("figure", STARTER, "-o", tmp_path / "out" / name, "--kind", "events")
        assert (result.exit_code, result.stderr) == (0, "")
        assert (tmp_path / "out" / name).read_bytes().startswith(signature)
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "message"),
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
def test_invalid_options_give_one_line_and_no_file(tmp_path, options, message):
    output = () if "-o" in options else ("-o", tmp_path / "out" / "a.png")
    result = run("figure", STARTER, *output, *options)
    assert result.exit_code == 2
    assert message in result.stderr and result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["area", "events"])
def test_a_chart_of_a_range_shows_only_its_days(multilingual, kind):
    texts = drawn_texts(composed(multilingual, kind, since="2024-05-10", date="2024-05-11"))
    assert any("10\N{EN DASH}11 May 2024" in text for text in texts)
    assert {text for text in texts if re.fullmatch(r"\d+ May", text)} == {"10 May", "11 May"}
    assert {"8 May", "14 May"} <= set(drawn_texts(composed(multilingual, kind)))
    table = daily_areas(multilingual)
    last_day = table[table["date"].astype(str) == "2024-05-11"]
    amounts = amounts_of(last_day[last_day["km2"] > 0])
    assert len(amounts) > 1
    assert amounts <= set(texts) or kind != "area"


def test_the_length_of_a_front_is_a_figure_only_where_it_is_drawn(multilingual):
    with pytest.raises(UsageError, match="inferred, so its length is not measured"):
        render_figure(multilingual, kind="front")
    texts = drawn_texts(composed(multilingual, "front"))
    km = sum(with_a_drawn_front(multilingual).opening.front_km.values())
    assert f"{km:,.0f} km" in texts and "Front line" in texts


def test_a_chart_without_data_is_refused_with_a_reason():
    empty = project.build(replace(project.load(STARTER), events=(), claims=(), areas=()))
    with pytest.raises(UsageError, match="no areas"):
        render_figure(empty, kind="area")
    with pytest.raises(UsageError, match="no event"):
        render_figure(empty, kind="events")
    with pytest.raises(UsageError, match="no two sides"):
        render_figure(empty, kind="front")


@pytest.mark.parametrize("dash", ["–", " – ", "\u2009–\u2009", "\u00a0— ", "—"])
def test_ranges_of_dates_are_spaced_alike_whatever_the_edition_of_cldr(dash, monkeypatch):
    written = short_dates.format_interval

    def other_edition(*args, **options):
        words = written(*args, **options)
        assert "–" in words or "—" in words
        return re.sub(r"\s*[–—]\s*", dash, words)

    monkeypatch.setattr(short_dates, "format_interval", other_edition)
    first = date(2024, 5, 8)
    assert short_dates.days_words(first, date(2024, 5, 13), "en") == "8–13 May 2024"
    assert short_dates.days_words(first, date(2024, 5, 13), "ru") == "8–13 мая 2024\u202fг."
    assert short_dates.days_words(first, date(2024, 6, 1), "uk") == (
        "8 трав.\u2009–\u20091 черв. 2024\u202fр."
    )

import hashlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import matplotlib
import pytest
import shapely
from figure_texts import SVG, assert_nothing_overlaps_or_is_cut_off, svg_texts, text_marks
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support import EXAMPLE, ROOT, STARTER

from frontline import project
from frontline.errors import UsageError
from frontline.model import Control
from frontline.render.figure import render_figure, symbols
from frontline.render.figure.hatch import hatching
from frontline.render.figure.kinds import sheet
from frontline.render.figure.paint import matplotlib_settings, text_width
from frontline.render.figure.projection import fit
from frontline.render.figure.scale_bar import bars, round_length
from frontline.render.figure.sizes import SIZES, Size
from frontline.style import classes
from frontline.text import alt_text, credit_lines

HOSTILE = (
    "$\\frac{",
    "$x$ and a_b^c",
    "{{ 6*7 }}",
    "{% if %}",
    "<script>alert(1)</script>",
    "]]> & <!-- -->",
    "Перемога",
    "مرحبا بالعالم",
    "漢字",
    "%s %(x)d",
    "x" * 300,
    "e" + "\u0301" * 40,
    "😀",
)


# Scale


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, 1), (1.99, 1), (2, 2), (9.9, 5), (10, 10), (0.03, 0.02), (7e5, 5e5)]
)
def test_lengths_are_rounded_down_to_one_two_or_five(limit, expected):
    assert round_length(limit) == pytest.approx(expected)


@given(st.floats(1e-3, 1e6))
def test_a_round_length_is_between_two_fifths_of_the_limit_and_the_limit(limit):
    assert limit * 0.39 < round_length(limit) <= limit


@pytest.mark.parametrize(
    ("lat", "km_per_lat", "km_per_lon"),
    # Length of a degree on WGS 84, as tabulated for 0, 45 and 60 degrees.
    [(0, 110.574, 111.320), (45, 111.132, 78.847), (60, 111.412, 55.800)],
)
def test_the_scale_agrees_with_the_ellipsoid_in_both_directions(lat, km_per_lat, km_per_lon):
    frame = fit((10, lat - 0.5, 11, lat + 0.5), 0, 0, 700)
    km, miles = bars(frame.m_per_px, 200)
    ten_km = km.length_px / km.number * 10
    assert frame.px_per_lon * 10 / km_per_lon == pytest.approx(ten_km, rel=1e-4)
    assert frame.px_per_lat * 10 / km_per_lat == pytest.approx(ten_km, rel=1e-4)
    mile = miles.length_px / miles.number
    assert mile / ten_km * 10 == pytest.approx(1.609344)


def test_short_scale_bars_are_in_metres():
    assert (bars(1.0, 120)[0].number, bars(1.0, 120)[0].unit) == (100, "m")


sizes = st.floats(0.01, 8)


@given(st.floats(-179, 170), st.floats(-80, 79), sizes, sizes, st.floats(200, 2000))
def test_a_frame_shows_the_whole_extent_within_limits_of_shape(west, south, dx, dy, width):
    frame = fit((west, south, west + dx, south + dy), 24, 100, width)
    left, top, right, bottom = frame.box
    assert right - left == pytest.approx(width)
    assert 0.44 < (bottom - top) / width < 1.06
    for corner in ((west, south), (west + dx, south + dy)):
        x, y = frame.point(*corner)
        assert left - 0.01 <= x <= right + 0.01 and top - 0.01 <= y <= bottom + 0.01


def test_a_circle_of_precision_is_true_to_scale(example):
    frame = fit(example.header.extent, 0, 0, 752)
    disc = frame.disc(36.6, 50.3, 5000)
    left, top, right, bottom = disc.bounds
    assert (right - left) * frame.m_per_px == pytest.approx(10_000, rel=0.005)
    assert (bottom - top) * frame.m_per_px == pytest.approx(10_000, rel=0.005)


# Layout


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 559, 800, 1600])
@pytest.mark.parametrize("date", ["2024-05-08", "2024-05-10", "2024-05-13"])
def test_no_text_of_the_example_overlaps_or_is_cut_off(example, date, width):
    assert_nothing_overlaps_or_is_cut_off(
        sheet(example.at(date), Size(width, 2 * width), text_width)
    )


texts_of_any_length = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=12).map(" ".join)


@pytest.mark.slow
@given(
    st.tuples(texts_of_any_length, texts_of_any_length, st.sampled_from(HOSTILE)),
    st.sampled_from([320, 640, 800]),
)
@settings(max_examples=15, deadline=None)
def test_no_text_of_any_length_overlaps_or_is_cut_off(strings, width):
    scene = with_hostile_texts(project.load(STARTER), *strings)
    with matplotlib_settings():
        page = sheet(scene.at("2024-03-07"), Size(width, 2 * width), text_width)
        assert_nothing_overlaps_or_is_cut_off(page)


def with_hostile_texts(dataset, title, summary, name):
    """Build a scene with hostile strings in every text that a figure shows."""
    header = replace(
        dataset.header,
        title=title,
        summary=summary,
        author=name,
        credits=(name, title),
        sides=tuple(replace(side, name=name) for side in dataset.header.sides),
    )
    return project.build(
        replace(
            dataset,
            header=header,
            places=tuple(replace(place, name=name) for place in dataset.places),
            events=tuple(replace(event, title=title, claimant=name) for event in dataset.events),
            claims=tuple(replace(claim, claimant=name) for claim in dataset.claims),
            sources=tuple(replace(source, publisher=name) for source in dataset.sources),
            base=tuple(replace(feature, name=name) for feature in dataset.base),
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("date", ["2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13"])
def test_every_village_with_claims_is_labelled_on_the_map(example, date):
    drawn_texts = {
        line.text for line in text_marks(sheet(example.at(date), SIZES["web"], text_width))
    }
    expected = {
        place.name
        for place in example.places
        if place.id in example.reported and place.lon is not None
    }
    assert expected - drawn_texts == set()


def test_events_that_do_not_fit_are_counted(starter):
    events = [replace(starter.events[0], id=f"e{i}", title=f"Event {i}") for i in range(9)]
    crowded = replace(starter, events=tuple(events))
    shown = svg_texts(render_figure(crowded, "2024-03-05", format="svg"))
    assert "5 more events" in shown


def test_a_day_without_events_says_so(starter):
    assert "Nothing recorded on this day." in svg_texts(
        render_figure(starter, "2024-03-04", format="svg")
    )


# Formats


@pytest.mark.slow
def test_the_png_has_the_requested_width_at_two_pixels_per_css_pixel(starter, tmp_path):
    for width in (640, 1600):
        file = tmp_path / f"{width}.png"
        file.write_bytes(render_figure(starter, format="png", width_px=width))
        with Image.open(file) as picture:
            assert picture.width == width
            assert (
                picture.height
                == 2 * sheet(starter.opening, Size(width / 2, width), text_width).height
            )


def test_the_svg_has_its_texts_as_text(example):
    shown = svg_texts(render_figure(example, "2024-05-12", format="svg"))
    assert {"Strilecha", "Pletenivka", "Belgorod", "Kharkiv", "12 May 2024", "What changed"} <= set(
        shown
    )
    labels = [kind.label for kind in example.classes]
    assert [text for text in shown if text in labels] == labels
    assert "Situation at the end of the day, UTC+3" in shown
    assert credit_lines.credits_line(example) in shown


def test_names_on_the_svg_map_have_a_halo(example):
    tree = ET.fromstring(render_figure(example, format="svg"))
    with_halo = [
        node.text for node in tree.iter(f"{SVG}text") if "stroke-width" in node.get("style")
    ]
    assert "Belgorod" in with_halo and "Strilecha" in with_halo


def test_the_svg_has_a_title_and_a_description(starter):
    tree = ET.fromstring(render_figure(starter, format="svg"))
    assert tree.find(f"{SVG}title").text == starter.header.title
    assert tree.find(f"{SVG}desc").text == alt_text.alt(starter)
    assert tree.get("role") == "img"


@pytest.mark.slow
def test_the_pdf_embeds_its_fonts_and_has_no_creation_date(starter):
    pdf = render_figure(starter, format="pdf")
    assert pdf.startswith(b"%PDF-") and b"/FontFile2" in pdf and b"/Type3" not in pdf
    assert b"CreationDate" not in pdf


@pytest.mark.slow
def test_unusual_text_is_drawn_in_every_format_without_warnings():
    scene = with_hostile_texts(
        project.load(STARTER), " ".join(HOSTILE), "漢字", "مرحبا 😀 $\\frac{"
    )
    assert render_figure(scene, format="png").startswith(b"\x89PNG")
    assert render_figure(scene, format="pdf").startswith(b"%PDF-")


@pytest.mark.slow
def test_figures_are_byte_identical_in_different_environments(tmp_path):
    code = (
        "import hashlib; from frontline import project, render_figure;"
        f"s = project.build(project.load({str(EXAMPLE)!r}));"
        "figures = [render_figure(s, format=f) for f in ('png', 'svg', 'pdf')];"
        "print(*(hashlib.sha256(figure).hexdigest() for figure in figures))"
    )
    base_environment = {"PYTHONPATH": str(ROOT), "MPLCONFIGDIR": matplotlib.get_configdir()}
    first_environment = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}
    second_environment = {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8"}
    command = [sys.executable, "-c", code]
    processes = [
        subprocess.Popen(command, env=base_environment | env, cwd=cwd, stdout=subprocess.PIPE)
        for env, cwd in (
            (first_environment, ROOT),
            (second_environment | {"SOURCE_DATE_EPOCH": "1"}, tmp_path),
        )
    ]
    first, second = (process.communicate()[0].split() for process in processes)
    assert len(first) == 3
    assert first == second


@pytest.mark.slow
def test_matplotlib_settings_of_the_user_have_no_effect_and_are_kept(starter):
    expected = hashlib.sha256(render_figure(starter)).digest()
    with matplotlib.rc_context({"font.size": 40, "text.color": "red", "savefig.bbox": "tight"}):
        before = dict(matplotlib.rcParams)
        assert hashlib.sha256(render_figure(starter)).digest() == expected
        assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "gif"},
        {"format": "PNG"},
        {"date": "2023-01-01"},
        {"date": "x"},
        {"width_px": 100},
        {"size": "poster"},
        {"size": "web", "width_px": 900},
        {"theme": "sepia"},
        {"scale": 3},
    ],
)
def test_invalid_requests_are_refused(starter, wrong):
    with pytest.raises(UsageError):
        render_figure(starter, **wrong)


def test_symbols_have_the_same_shapes_as_in_the_page():
    script = (ROOT / "frontline/render/page/player/map/symbols.mjs").read_text(encoding="utf-8")

    def points(path):
        """Read a closed SVG path of straight lines."""
        vertices, x, y = [], 0.0, 0.0
        for command, numbers in re.findall(r"([MLHVZ])([^MLHVZ]*)", path):
            values = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
            if command in "ML":
                x, y = values
            elif command == "H":
                (x,) = values
            elif command == "V":
                (y,) = values
            if command != "Z":
                vertices.append((x, y))
        return vertices

    for name, shape in (("STAR", symbols._STAR), ("DIAMOND", symbols._DIAMOND)):
        assert points(re.search(rf'{name} = "([^"]+)"', script)[1]) == shape
    ring = re.search(r'r: ([\d.]+), class: "fl-ring"', script[script.index("markSign") :])
    assert float(ring[1]) == symbols.RING_PX
    for path, shape in zip(
        re.findall(r'"(M[^"]+Z)"', script)[1:16], symbols._SIDE_SHAPES[1:], strict=True
    ):
        assert points(path) == shape


def test_a_class_without_room_for_a_dot_is_drawn_without_dots():
    style = classes.Style(Control("unknown"), "Unknown", "#767676", "dots")
    assert hatching(style, "ink", shapely.box(0, 0, 2, 2))[0].lines == []
